// Parsing operands: names, calls, brackets after them, and what stands alone.
import Diagnostics
import Quantities

extension Parser {
  /// An operand with its windows, selections and reduction.
  mutating func postfix() -> Expression {
    var operand = primary()
    while true {
      let open = range
      if take(.openBracket) {
        let qualifiers = qualifiers(open)
        operand = joined(
          .qualified(operand, qualifiers), SourceRange(operand.range.lower, previousEnd))
      } else if startsSelection, !operand.isNumber, take(.openBrace) {
        let labels = labels(open)
        operand = joined(
          .selected(operand, labels), SourceRange(operand.range.lower, previousEnd))
      } else {
        break
      }
    }
    guard take(.over) else { return operand }
    let keys = overKeys()
    let reduced = joined(.over(operand, keys), SourceRange(operand.range.lower, previousEnd))
    if current == .symbol(.openBracket) { complainAboutLateWindow(reduced) }
    return reduced
  }

  private mutating func complainAboutLateWindow(_ reduced: Expression) {
    let inner = text(reduced.range)
    complain(
      .misplacedPart, "a window of a reduction needs parentheses around the reduction", range,
      Suggestion(
        "write `(\(clipped(inner)))[…]`", replacing: reduced.range, with: "(\(inner))"))
    let open = range
    advance()
    _ = qualifiers(open)
  }

  /// `venue` or `(venue, asset)` after `over`.
  private mutating func overKeys() -> [Spelled<String>] {
    let open = range
    guard take(.openParen) else { return key().map { [$0] } ?? [] }
    guard enter(open) else { return [] }
    defer { nesting -= 1 }
    let keys = keys()
    close(.closeParen, open)
    return keys
  }

  /// True at a `{` that holds labels, not a block.
  private var startsSelection: Bool {
    guard current == .symbol(.openBrace) else { return false }
    if following == .end { return tokens[index].triviaStart == range.lower }
    guard index + 2 < lexemes.count else { return false }
    switch following {
    case .name, .keyword, .string:
      return [.symbol(.colon), .symbol(.assign), .symbol(.equal)].contains(lexemes[index + 2])
    default: return false
    }
  }

  /// `symbol: BTC, …` up to the closing brace.
  mutating func labels(_ open: SourceRange) -> [KeyValue] {
    var labels: [KeyValue] = []
    var seen: Set<String> = []
    while !at(.closeBrace) {
      guard let key = key(), expectColon(), let value = labelValue()
      else { break }
      if !seen.insert(key.value).inserted {
        complainOnce(.repeatedPart, "the key `\(key.value)` is given twice", key.range)
      }
      labels.append(KeyValue(key: key, value: value))
      if !take(.comma) { break }
    }
    close(.closeBrace, open)
    return labels
  }

  private mutating func qualifiers(_ open: SourceRange) -> [Qualifier] {
    var qualifiers: [Qualifier] = []
    repeat {
      guard let qualifier = qualifier() else { break }
      qualifiers.append(qualifier)
    } while take(.comma)
    close(.closeBracket, open)
    return qualifiers
  }

  private mutating func qualifier() -> Qualifier? {
    if take(.age) {
      if !take(.lessOrEqual) {
        let hint =
          current == .symbol(.less) || current == .symbol(.equalLess)
          ? Suggestion("write `<=`", replacing: range, with: "<=") : nil
        complain(.expected, "an age limit is written `age <= 2h`", gapRange, hint)
        if case .symbol(let symbol) = current, symbol.relation != nil { advance() }
      }
      return duration("after `age <=`").map { .age($0) }
    }
    if take(.coverage) { return share("after `coverage`").map { .coverage($0) } }
    if take(.next) { return duration("after `next`").map { .next($0) } }
    guard let span = duration("between the brackets") else {
      if case .name = current { advance() }
      return nil
    }
    return take(.ago) ? .ago(span) : .width(span)
  }

  private mutating func primary() -> Expression {
    while current == .unrecognized {
      complainedAt = index
      advance()
      if !beginsOperand(current) {
        complainedAt = index
        return Expression(.missing, SourceRange(previousEnd, previousEnd))
      }
    }
    let start = range
    if index == watch { expectations.wantsExpression = true }
    switch current {
    case .number:
      let before = diagnostics.count
      let (literal, range) = numberLiteral()
      let bad = SyntaxCode.badNumber.rawValue
      let isBad = diagnostics.dropFirst(before).contains { $0.code == bad }
      return Expression(isBad ? .missing : .number(literal), range)
    case .string(let text):
      advance()
      return Expression(.string(text), start)
    case .name(let text):
      advance()
      if current == .symbol(.openParen) { return call(Spelled(text, start)) }
      return Expression(.name(text), start)
    case .keyword(.age) where following == .symbol(.openParen):
      advance()
      return call(Spelled("age", start))
    case .keyword(.if): return conditional()
    case .symbol(.openParen): return parenthesized()
    case .symbol(.hole):
      advance()
      if mode == .file {
        complainOnce(
          .holeInFile, "`?` stands for a value yet to be found, in the shell only", start)
      }
      return Expression(.hole, start)
    default: return missingOperand()
    }
  }

  private mutating func parenthesized() -> Expression {
    let open = range
    guard enter(open) else { return Expression(.missing, open) }
    defer { nesting -= 1 }
    advance()
    let inner = expression()
    close(.closeParen, open)
    return joined(.parenthesized(inner), SourceRange(open.lower, previousEnd))
  }

  /// The arguments after a name, and both as a call.
  mutating func call(_ name: Spelled<String>) -> Expression {
    let open = range
    guard enter(open) else { return Expression(.missing, open) }
    defer { nesting -= 1 }
    advance()
    var arguments: [Expression] = []
    while !at(.closeParen) {
      arguments.append(expression())
      if !takeComma("arguments") { break }
    }
    close(.closeParen, open)
    return joined(.call(name, arguments), SourceRange(name.range.lower, previousEnd))
  }

  /// `if a then b else if c then d else e`, read in a loop so that a long one costs no stack.
  private mutating func conditional() -> Expression {
    let start = range
    guard enter(start) else { return Expression(.missing, start) }
    defer { nesting -= 1 }
    var branches: [(start: Int, condition: Expression, then: Expression)] = []
    var otherwise: Expression
    repeat {
      let begin = range.lower
      advance()
      let condition = expression()
      expect(.then, "after the condition of `if`")
      let then = expression()
      branches.append((begin, condition, then))
      if !take(.else) {
        complain(
          .expected, "expected `else` and a value after the value of `then`\(found)", gapRange)
      }
    } while current == .keyword(.if)
    otherwise = expression()
    for branch in branches.reversed() {
      otherwise = joined(
        .choose(condition: branch.condition, then: branch.then, otherwise: otherwise),
        SourceRange(branch.start, max(otherwise.range.upper, branch.then.range.upper)))
    }
    return otherwise
  }

  private mutating func missingOperand() -> Expression {
    let place = gapRange
    switch current {
    case .keyword(let keyword) where mayBeMeantAsName(keyword):
      complain(
        .keywordAsName, "`\(keyword.rawValue)` is a keyword, so no series or value has this name",
        range)
      let range = range
      advance()
      return Expression(.missing, range)
    case .date:
      complain(.expectedExpression, "a date cannot be a value here\(found)", range)
      advance()
    case .symbol(.openBrace), .symbol(.openBracket):
      complain(.expectedExpression, "expected a value\(found)", place)
      skipBracketed()
    default:
      complain(.expectedExpression, "expected a value\(found)", place)
      if case .symbol(let symbol) = current, symbol.relation != nil { break }
    }
    return Expression(.missing, place)
  }

  /// True for a keyword that cannot continue anything here, as in `a + event`.
  private func mayBeMeantAsName(_ keyword: Keyword) -> Bool {
    guard index > 0 else { return false }
    switch keyword {
    case .gauge, .event, .counter, .lag, .of, .ticks, .report, .fire, .clear, .quiet, .pending,
      .fires, .clears, .message, .at, .error, .ago, .age, .coverage, .next, .known, .missing,
      .stale,
      .unknown, .vs, .from, .to, .match, .hold, .on, .level, .severity:
      if keyword == .on && following == .keyword(.unknown) { return false }
      if keyword == .level || keyword == .severity || keyword == .stale || keyword == .message {
        if case .name = following { return false }
      }
      return true
    default: return false
    }
  }

  /// Skips a bracket and what it holds, up to its partner or the next item.
  private mutating func skipBracketed() {
    var depth = 0
    while !atEnd, !(startsItem(index) && isFirstOnLine) {
      if case .symbol(let symbol) = current {
        if symbol.closing != nil { depth += 1 }
        if symbol.isClosing { depth -= 1 }
      }
      advance()
      if depth <= 0 { return }
    }
  }

  // MARK: Brackets

  /// Goes one bracket or block deeper, or refuses and gives the rest of the item up.
  mutating func enter(_ open: SourceRange) -> Bool {
    guard nesting < SyntaxLimits.nesting else {
      complain(
        .nestedTooDeep,
        "parentheses and blocks nest at most \(SyntaxLimits.nesting) deep; name parts with `let`",
        open)
      advance()
      skipToItem()
      complainedAt = index
      return false
    }
    nesting += 1
    return true
  }

  /// Takes the closing bracket, or says which one stayed open.
  mutating func close(_ symbol: Symbol, _ open: SourceRange) {
    if take(symbol) { return }
    if symbol != .closeBrace { isBroken = true }
    let shown = "`\(symbol.rawValue)`"
    let position = source.position(at: open.lower)
    let here = gapRange
    let isStray = hasStrayPartner(instead: symbol)
    var diagnostic = Diagnostic(
      .unclosedBracket,
      "`\(text(open))` of line \(position.line), column \(position.column) is not closed: "
        + "expected \(shown)\(found)", source, here)
    diagnostic.suggestions = [
      Suggestion(
        "write \(shown) here",
        replacing: isStray ? range : SourceRange(previousEnd, previousEnd), with: symbol.rawValue)
    ]
    report(diagnostic)
    if isStray { advance() }
  }

  /// True at a closing bracket of another kind that closes nothing else.
  private func hasStrayPartner(instead symbol: Symbol) -> Bool {
    switch (symbol, current) {
    case (.closeParen, .symbol(.closeBracket)): true
    case (.closeBracket, .symbol(.closeParen)): nesting == 0
    default: false
    }
  }
}
