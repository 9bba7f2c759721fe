// What is left of an item after a mistake: what it was meant to be, and what becomes of the item.
import Diagnostics

extension Parser {
  /// True where the token begins an item or nothing at all.
  func endsItem(_ token: Int) -> Bool {
    token >= lexemes.count || lexemes[token] == .end || startsItem(token)
  }

  /// Tells what is wrong with a token that continues nothing.
  mutating func complainAboutRest(isAlert: Bool) {
    isBroken = true
    if let (message, fix) = foreignRest() {
      complain(.foreignSymbol, message, range, fix)
    } else if let (message, fix) = misspeltPart() {
      report(
        Diagnostic(.expected, message, source, range).labelled("misspelt").suggesting(fix))
    } else if case .symbol(let symbol) = current, symbol.isClosing {
      complainAboutStray(symbol)
    } else if current == .symbol(.comma), following == .number, let fix = groupedDigits() {
      complain(
        .badNumber, "digits are grouped with `_`, not with commas", fix.range,
        Suggestion("write `\(fix.text)`", replacing: fix.range, with: fix.text))
    } else {
      let next = isAlert ? "a part of the alert such as `for`" : "the next item"
      complain(.expected, "expected an operator or \(next)\(found)", range)
    }
  }

  /// Signs and words of other languages after a value.
  private func foreignRest() -> (String, Suggestion?)? {
    switch current {
    case .symbol(.doubleSlash):
      return ("comments begin with `#`", Suggestion("write `#`", replacing: range, with: "#"))
    case .symbol(.hole):
      return ("a choice is written `if … then … else …`", nil)
    case .symbol(.dot):
      return ("functions stand before their argument: `max(oi[5m])`", nil)
    case .keyword(.message):
      return (
        "the message of an alert begins with `say`",
        Suggestion("write `say`", replacing: range, with: "say")
      )
    case .name("between"): return ("a range is written as a chain: `low <= x <= high`", nil)
    default: return nil
    }
  }

  /// `fro 5m`, `unitl …`: a word that nearly is a keyword of a rule.
  private func misspeltPart() -> (String, Suggestion)? {
    guard case .name(let word) = current, !isFirstOnLine, following != .symbol(.assign) else {
      return nil
    }
    let parts: [Keyword] = [
      .for, .until, .keep, .by, .severity, .say, .and, .or, .over, .per, .within, .then, .is, .in,
    ]
    let meant =
      ["message": "say", "msg": "say", "text": "say", "notify": "say", "print": "say"][word]
      ?? nearest(to: word, in: parts.map(\.rawValue), limit: 1).first
    guard let meant, word.count > 1 else { return nil }
    return (
      "`\(word)` begins nothing here: did you mean `\(meant)`?",
      Suggestion("write `\(meant)`", replacing: range, with: meant)
    )
  }

  mutating func complainAboutStray(_ symbol: Symbol) {
    let diagnostic = Diagnostic(
      .unclosedBracket, "nothing is open for this `\(symbol.rawValue)` to close", source, range)
    report(
      diagnostic.labelled("no partner")
        .suggesting(Suggestion("take it away", replacing: range, with: "")))
  }

  /// `1,000,000`: the whole run and its spelling with underscores.
  private func groupedDigits() -> (range: SourceRange, text: String)? {
    guard index > 0, lexemes[index - 1] == .number else { return nil }
    var last = index - 1
    while last + 2 < tokens.count, lexemes[last + 1] == .symbol(.comma),
      lexemes[last + 2] == .number, tokens[last + 2].triviaStart == tokens[last + 2].range.lower,
      tokens[last + 1].triviaStart == tokens[last + 1].range.lower
    {
      last += 2
    }
    guard last > index else { return nil }
    let whole = SourceRange(tokens[index - 1].range.lower, tokens[last].range.upper)
    return (whole, String(text(whole).map { $0 == "," ? "_" : $0 }))
  }
}

extension Item {
  /// The item with nothing in the place of its values: they were only partly read, so checking
  /// them would tell of mistakes that are none.
  var withoutValues: Item {
    func gone(_ value: Expression) -> Expression { Expression(.missing, value.range) }
    switch kind {
    case .letBinding(let name, let value): return Item(.letBinding(name: name, gone(value)), range)
    case .label(let name, let keys, let value):
      return Item(.label(name: name, keys: keys, gone(value)), range)
    case .expression(let value): return Item(.expression(gone(value)), range)
    case .param(var item):
      item.value = gone(item.value)
      return Item(.param(item), range)
    case .function(var item):
      item.body = gone(item.body)
      return Item(.function(item), range)
    case .record(var item):
      item.value = gone(item.value)
      return Item(.record(item), range)
    case .alert(var item):
      for index in item.levels.indices {
        let level = item.levels[index]
        item.levels[index].trigger.when = gone(level.trigger.when)
        item.levels[index].until = level.until.map(gone)
      }
      return Item(.alert(item), range)
    default: return self
    }
  }
}
