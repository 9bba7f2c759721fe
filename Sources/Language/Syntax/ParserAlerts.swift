// Parsing alerts and halts: triggers, holds, levels, policies.
import Diagnostics
import Quantities

extension Parser {
  mutating func alertItem(isHalt: Bool) -> Item.Kind? {
    let keyword = range
    _ = take(isHalt ? .halt : .alert)
    return alertBody(isHalt: isHalt, keyword: keyword)
  }

  /// What follows `alert`.
  mutating func alertBody(isHalt: Bool, keyword: SourceRange) -> Item.Kind? {
    let name = alertName()
    var item = AlertItem(isHalt: isHalt, name: name, isBlock: false, keyword: keyword)
    if at(.when) {
      oneLine(&item)
      return .alert(item)
    }
    let head = range
    blockHead(&item)
    let open = range
    if take(.openBrace) {
      item.isBlock = true
      index -= 1
      guard enter(open) else { return nil }
      advance()
      block(&item, open)
      close(.closeBrace, open)
      nesting -= 1
      return .alert(item)
    }
    if at(.when) {
      complainAboutEarlyPart(head)
      oneLine(&item)
      return .alert(item)
    }
    complainAboutHead()
    return nil
  }

  private mutating func alertName() -> Spelled<String>? {
    if index == watch { expectations.wantsNewName = true }
    switch current {
    case .name where isMiscased(.when): return nil
    case .name, .string: return name(of: "the alert")
    case .keyword(let keyword):
      if [.when, .by, .every].contains(keyword) || startsItem(index) { return nil }
      return name(of: "the alert")
    default: return nil
    }
  }

  private mutating func blockHead(_ item: inout AlertItem) {
    while true {
      let start = range
      if take(.by) {
        repeated(item.keys != nil, "by", start)
        item.keys = keys()
      } else if take(.every) {
        repeated(item.every != nil, "every", start)
        item.every = duration("after `every`")
      } else {
        return
      }
    }
  }

  /// `alert a by symbol when …`: `by` before the condition belongs to a block.
  private mutating func complainAboutEarlyPart(_ head: SourceRange) {
    let word = text(head)
    complainOnce(
      .misplacedPart,
      word == "by"
        ? "`by` comes after the condition, its `for` and its `until`"
        : "`\(word)` needs a block: `alert NAME \(word) 1m { when … }`", head)
  }

  private mutating func complainAboutHead() {
    if current == .keyword(.if), !isFirstOnLine {
      complain(
        .foreignSymbol, "the condition of an alert begins with `when`", range,
        Suggestion("write `when`", replacing: range, with: "when"))
      skipToItem()
      return
    }
    if current == .symbol(.colon), !isFirstOnLine {
      complain(
        .foreignSymbol, "no `:` follows the name of an alert", range,
        Suggestion("take `:` away", replacing: range, with: ""))
      skipToItem()
      return
    }
    let gap = SourceRange(previousEnd, previousEnd)
    let looksLikeCondition = !isFirstOnLine && beginsOperand(current)
    complain(
      .expected, "an alert goes on with `when` and its condition, or with a block `{`\(found)",
      gapRange,
      looksLikeCondition || current == .symbol(.openParen)
        ? Suggestion("write `when` before the condition", replacing: gap, with: " when") : nil)
    guard looksLikeCondition else { return }
    _ = expression()
    skipToItem()
    complainedAt = index
  }

  // MARK: One line

  private mutating func oneLine(_ item: inout AlertItem) {
    item.levels = [level(named: nil)]
    var last = 0
    while true {
      let start = range
      let errors = diagnostics.count
      guard let rank = oneLinePart(&item) else {
        if recoverOneLine() { continue }
        return
      }
      if rank < last, errors == diagnostics.count {
        complainOnce(
          .misplacedPart,
          "the parts of an alert come in the order when, for, until, keep, by, "
            + "severity, say", start)
      }
      last = max(last, rank)
    }
  }

  /// One part after the trigger, with its place in the order; nil where none begins.
  private mutating func oneLinePart(_ item: inout AlertItem) -> Int? {
    let start = range
    if modifier(of: &item.levels[0]) { return 1 }
    if take(.by) {
      repeated(item.keys != nil, "by", start)
      complainAboutByOfReduction(start)
      item.keys = keys()
      complainAboutRestOfReduction(start)
      return 2
    }
    if at(.severity) {
      severity(&item)
      return 3
    }
    if at(.say) {
      say(&item)
      return 4
    }
    if current == .keyword(.level) {
      complain(
        .misplacedPart, "levels need a block: `alert NAME { level warn when … }`", start)
      levelClause(&item)
      return 4
    }
    if at(.every) || at(.except) || (current == .keyword(.on) && following == .keyword(.unknown)) {
      blockOnly(&item)
      return 4
    }
    return nil
  }

  private mutating func blockOnly(_ item: inout AlertItem) {
    let start = range
    let word = currentText == "on" ? "on unknown" : currentText
    complain(
      .misplacedPart,
      "`\(word)` belongs in a block: `alert NAME \(word == "every" ? "every 1m " : "")"
        + "{ when … \(word == "every" ? "" : word + " … ")}`", start)
    if take(.every) {
      item.every = duration("after `every`")
    } else if current == .keyword(.on) {
      unknownPolicy(&item)
    } else {
      exception(&item)
    }
  }

  /// After a mistake in a one-line alert, goes on at its next part; false where there is none.
  private mutating func recoverOneLine() -> Bool {
    if atEnd || startsItem(index) { return false }
    if isFirstOnLine && complainedAt != index { return false }
    var probe = index
    while lexemes[probe] != .end, !startsItem(probe) {
      if case .keyword(let keyword) = lexemes[probe], keyword.startsAlertPart { break }
      if probe > index, breaksLine(before: probe), isAssignment(probe) { return false }
      probe += 1
    }
    guard case .keyword = lexemes[probe], !startsItem(probe), probe > index else { return false }
    complainAboutRest(isAlert: true)
    index = probe
    return true
  }

  private func isAssignment(_ token: Int) -> Bool {
    guard case .name = lexemes[token], token + 1 < lexemes.count else { return false }
    return lexemes[token + 1] == .symbol(.assign)
  }

  // MARK: Triggers and modifiers

  mutating func level(named name: Spelled<String>?) -> LevelSyntax {
    let start = range.lower
    expect(.when, "before the condition")
    var trigger = expression()
    complainAboutQuotes(trigger)
    var syntax = TriggerSyntax(when: trigger, range: SourceRange(start, previousEnd))
    if at(.then), following == .keyword(.say) {
      complain(
        .misplacedPart, "`then` begins a second condition; a message needs no `then`", range,
        Suggestion("take `then` away", replacing: range, with: ""))
      advance()
    } else if take(.then) {
      trigger = expression()
      syntax.then = trigger
      if expect(.within, "and a duration after the second condition") {
        syntax.within = duration("after `within`")
      }
    }
    let range = SourceRange(name?.range.lower ?? start, previousEnd)
    let whole = TriggerSyntax(syntax, range: SourceRange(start, previousEnd))
    return LevelSyntax(name: name, trigger: whole, range: range)
  }

  /// Takes one of `for`, `until`, `keep`; false where none begins.
  mutating func modifier(of level: inout LevelSyntax) -> Bool {
    let start = range
    if take(.for) {
      repeated(level.hold != nil, "for", start)
      if level.trigger.then != nil {
        complainOnce(
          .holdOnSequence, "a sequence is true for one tick, so it cannot hold `for` a time", start)
      }
      level.hold = hold()
    } else if take(.until) {
      repeated(level.until != nil, "until", start)
      level.until = expression()
      if take(.for) { level.untilHold = hold() }
    } else if take(.keep) {
      repeated(level.keep != nil, "keep", start)
      level.keep = duration("after `keep`", allowZero: true)
    } else {
      return false
    }
    level.range = SourceRange(level.range.lower, previousEnd)
    return true
  }

  /// `15m`, `3 of 5 ticks` or `80% of 15m`.
  private mutating func hold() -> Spelled<Hold>? {
    let start = range.lower
    if index == watch { expectations.wantsDuration = true }
    guard current == .number else {
      complain(
        .expected, "expected `15m`, `3 of 5 ticks` or `80% of 15m` after `for`\(found)", gapRange)
      return nil
    }
    if following == .keyword(.of), !currentText.hasSuffix("%") { return countedHold(start) }
    if following == .keyword(.of) {
      guard let share = share("of the time") else { return nil }
      _ = take(.of)
      guard let span = duration("after `of`") else { return nil }
      return Spelled(.share(share.value, of: span.value), SourceRange(start, previousEnd))
    }
    if complainAboutTicks() { return nil }
    guard let span = duration("after `for`") else { return nil }
    return Spelled(.span(span.value), SourceRange(start, previousEnd))
  }

  private mutating func countedHold(_ start: Int) -> Spelled<Hold>? {
    let limit = SyntaxLimits.holdTicks
    if !currentText.allSatisfy({ $0.isNumber || $0 == "_" }) {
      complain(
        .badCount, "before `of` comes a count of ticks or a share: `3 of 5 ticks`, `80% of 15m`",
        range)
      for _ in 0..<2 { advance() }
      if current == .number { advance() }
      return nil
    }
    let count = count("before `of`", upTo: limit)
    _ = take(.of)
    let total = self.count("before `ticks`", upTo: limit)
    expect(.ticks, "after the count of ticks")
    guard let count, let total else { return nil }
    let range = SourceRange(start, previousEnd)
    guard count.value <= total.value else {
      complainOnce(
        .badCount,
        "\(count.value) of \(total.value) ticks can never be: the first number is at "
          + "most the second", range)
      return nil
    }
    return Spelled(.count(count.value, of: total.value), range)
  }
}
