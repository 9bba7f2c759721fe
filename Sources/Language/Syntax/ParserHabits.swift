// Habits of other languages at the places where they show, each with what to write instead.
import Diagnostics
import Quantities

extension Parser {
  // MARK: Names

  /// True at a hyphen inside a word, as in `thin-book`.
  var isHyphen: Bool {
    guard tokens[index].triviaStart == range.lower, index + 1 < tokens.count else { return false }
    let next = tokens[index + 1]
    return next.triviaStart == next.range.lower && (next.kind == .word || next.kind == .number)
  }

  /// `thin-book`: names join their words with `_`.
  mutating func hyphenated(_ first: Spelled<String>, _ what: String) -> Spelled<String> {
    while current == .symbol(.minus), isHyphen {
      advance()
      advance()
    }
    let whole = SourceRange(first.range.lower, previousEnd)
    let fixed = identifier(text(whole))
    complainOnce(
      .expected, "the name of \(what) has no `-` in it", whole,
      Suggestion("write `\(fixed)`", replacing: whole, with: fixed))
    return Spelled(fixed, whole)
  }

  /// A name made of any text.
  func identifier(_ text: String) -> String {
    var name = String(
      text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
    if name.first?.isNumber != false { name = "a_" + name }
    return Keyword(rawValue: name) == nil ? name : name + "_"
  }

  /// `by (symbol, venue)`: keys stand without brackets.
  mutating func bracketedKeys() -> [Spelled<String>] {
    let open = range
    let closing: Symbol = current == .symbol(.openParen) ? .closeParen : .closeBracket
    let mistake = index
    advance()
    var keys: [Spelled<String>] = []
    while let key = key() {
      keys.append(key)
      if !take(.comma) { break }
    }
    let isClosed = take(closing)
    let whole = SourceRange(open.lower, previousEnd)
    let inner = keys.map(\.value).joined(separator: ", ")
    complainedAt = mistake
    complainOnce(
      .foreignSymbol, "keys stand without brackets", whole,
      isClosed ? Suggestion("write `\(inner)`", replacing: whole, with: inner) : nil)
    complainedAt = isClosed ? mistake : index
    return keys
  }

  // MARK: Signs between parts

  /// `:=`, or `:` before a value, where `=` is meant.
  mutating func expectAssign(_ purpose: String) {
    guard current == .symbol(.colon) else {
      expect(.assign, purpose)
      return
    }
    let isWalrus = following == .symbol(.assign)
    let whole = isWalrus ? SourceRange(range.lower, tokens[index + 1].range.upper) : range
    complain(
      .foreignSymbol, "a value is given with `=`", whole,
      Suggestion("write `=`", replacing: whole, with: isWalrus ? "=" : " ="))
    advance()
    if isWalrus { advance() }
  }

  /// True at `:` before a number, which begins no unit.
  var isValueAfterColon: Bool {
    guard following == .number || following == .symbol(.assign) else { return false }
    let next = tokens[index + 1].range
    let scanner = NumberScanner(bytes: source.bytes, end: source.bytes.count)
    return scanner.unit(from: next.lower, reciprocal: true) == nil
  }

  /// The `:` between a key and its value, also where `=` stands there.
  @discardableResult
  mutating func expectColon() -> Bool {
    if current == .symbol(.assign) || current == .symbol(.equal) {
      complain(
        .foreignSymbol, "a key and its value are joined by `:`", range,
        Suggestion("write `:`", replacing: range, with: ":"))
      advance()
      return true
    }
    return expect(.colon, "between the key and its value")
  }

  /// Takes the comma between two of a list; a missing or foreign one is told and read past.
  mutating func takeComma(_ what: String) -> Bool {
    if take(.comma) { return true }
    if current == .symbol(.semicolon) {
      complain(
        .foreignSymbol, "\(what) are separated by commas", range,
        Suggestion("write `,`", replacing: range, with: ","))
      advance()
      return true
    }
    guard !isFirstOnLine, beginsOperand(current), current != .symbol(.openParen) else {
      return false
    }
    complain(
      .missingOperator, "\(what) are separated by commas", range,
      Suggestion(
        "write `,` between them", replacing: SourceRange(previousEnd, previousEnd), with: ","))
    return true
  }

  /// `[A, B]` or `(A, B)` where braces are meant; skips to after the closing bracket.
  mutating func complainAboutBrackets(_ message: String) {
    guard case .symbol(let symbol) = current, let closing = symbol.closing else { return }
    var probe = index
    while lexemes[probe] != .symbol(closing), lexemes[probe] != .end, !startsItem(probe) {
      probe += 1
    }
    let isClosed = lexemes[probe] == .symbol(closing)
    let whole = SourceRange(range.lower, isClosed ? tokens[probe].range.upper : range.upper)
    let fixed = "{" + text(whole).dropFirst().dropLast(isClosed ? 1 : 0) + "}"
    complain(
      .expected, message, whole,
      isClosed ? Suggestion("write `\(clipped(fixed))`", replacing: whole, with: fixed) : nil)
    while index <= probe, !atEnd, !startsItem(index) { advance() }
  }

  // MARK: Items

  /// `param r = 85% { BTC: 92% }`: the table's key is missing.
  mutating func complainAboutMissingPer() {
    complain(
      .expected, "a table of values needs its key: `per symbol { … }`", range,
      Suggestion(
        "write `per symbol` before it", replacing: SourceRange(range.lower, range.lower),
        with: "per symbol "))
  }

  /// `series oi : USD`, `series oi : guage USD`.
  mutating func complainAboutKind() {
    let kinds = ["gauge", "event", "counter"]
    var fix: Suggestion?
    let scanner = NumberScanner(bytes: source.bytes, end: source.bytes.count)
    if scanner.unit(from: range.lower) != nil {
      fix = Suggestion(
        "for a value that holds until the next write `gauge`",
        replacing: SourceRange(range.lower, range.lower), with: "gauge ")
    } else if let meant = nearest(to: currentText, in: kinds, limit: 1).first {
      fix = Suggestion("write `\(meant)`", replacing: range, with: meant)
    }
    complain(
      .expected, "a series is a `gauge`, an `event` or a `counter`\(found)", gapRange, fix)
  }

  // MARK: Reductions

  /// `sum by (venue) (oi)`, after `by`.
  mutating func complainAboutByOfReduction(_ by: SourceRange) {
    guard index > 1, case .name(let name) = lexemes[index - 2],
      current == .symbol(.openParen) || current == .symbol(.openBracket), isCallable(name)
    else { return }
    complainedAt = index - 1
    complainOnce(
      .misplacedPart,
      "a reduction names the keys it adds away, after its argument: `\(name)(oi) over venue`", by)
    isBroken = true
    skipToItem()
    complainedAt = index
  }

  private func isCallable(_ name: String) -> Bool {
    ["sum", "min", "max", "avg", "median", "count", "topk", "hhi", "share"].contains(name)
  }

  /// `sum(oi) by symbol > 5`, after the keys: the condition goes on, so `over` was meant.
  mutating func complainAboutRestOfReduction(_ by: SourceRange) {
    guard case .symbol(let symbol) = current, symbol.relation != nil, complainedAt != index else {
      return
    }
    complain(
      .misplacedPart,
      "`by` names the keys of the rule, at its end; a reduction has `over` and the "
        + "keys it adds away", by,
      Suggestion("write `over`", replacing: by, with: "over"))
    isBroken = true
    advance()
    _ = expression()
  }

  // MARK: Holds

  /// `for 3 ticks` and `for 3/5 ticks`; false where neither stands.
  mutating func complainAboutTicks() -> Bool {
    let first = range
    guard current == .number, currentText.allSatisfy(\.isNumber) else { return false }
    if following == .keyword(.ticks) {
      let whole = SourceRange(first.lower, tokens[index + 1].range.upper)
      let fixed = "\(currentText) of \(currentText) ticks"
      complain(
        .badCount, "a hold in ticks says of how many: `3 of 5 ticks`", whole,
        Suggestion("write `\(fixed)`", replacing: whole, with: fixed))
      advance()
      advance()
      return true
    }
    guard following == .symbol(.slash), index + 3 < tokens.count, lexemes[index + 2] == .number,
      lexemes[index + 3] == .keyword(.ticks)
    else { return false }
    let whole = SourceRange(first.lower, tokens[index + 3].range.upper)
    let fixed = "\(currentText) of \(text(tokens[index + 2].range)) ticks"
    complain(
      .badCount, "a hold in ticks is written with `of`", whole,
      Suggestion("write `\(fixed)`", replacing: whole, with: fixed))
    for _ in 0..<4 { advance() }
    return true
  }
}

extension Expression {
  /// True for a number literal, on which nothing can be selected.
  var isNumber: Bool {
    if case .number = kind { return true }
    return false
  }
}
