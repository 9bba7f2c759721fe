// Parsing expressions, from the loosest operator to the tightest.
import Diagnostics
import Quantities

extension Parser {
  /// An expression or a condition; the grammar makes no difference, checking does.
  mutating func expression() -> Expression {
    var left = conjunction()
    while takeLogical(.or, foreign: [.bars, .bar]) {
      let right = conjunction()
      left = joined(.or(left, right), left.range.union(right.range))
    }
    return left
  }

  private mutating func conjunction() -> Expression {
    var left = negation()
    while takeLogical(.and, foreign: [.ampersands, .ampersand]) {
      let right = negation()
      left = joined(.and(left, right), left.range.union(right.range))
    }
    return left
  }

  private mutating func takeLogical(_ keyword: Keyword, foreign: [Symbol]) -> Bool {
    if take(keyword) { return true }
    guard case .symbol(let symbol) = current, foreign.contains(symbol) else { return false }
    let word = keyword.rawValue
    complain(
      .foreignSymbol, "`\(symbol.rawValue)` is written `\(word)` here", range,
      Suggestion("write `\(word)`", replacing: range, with: padded(word)))
    advance()
    return true
  }

  /// The word with the spaces it needs to stand in place of the current sign.
  private func padded(_ word: String) -> String {
    let before = tokens[index].triviaStart == range.lower && index > 0
    let next = index + 1 < tokens.count ? tokens[index + 1] : tokens[index]
    return (before ? " " : "") + word + (next.triviaStart == next.range.lower ? " " : "")
  }

  private mutating func negation() -> Expression {
    var starts: [Int] = []
    while true {
      let start = range.lower
      if current == .symbol(.bang) {
        complain(
          .foreignSymbol, "`!` is written `not` here", range,
          Suggestion("write `not`", replacing: range, with: padded("not")))
        advance()
      } else if !take(.not) {
        break
      }
      starts.append(start)
    }
    var operand = comparison()
    for start in starts.reversed() {
      operand = joined(.not(operand), SourceRange(start, operand.range.upper))
      if case .missing = operand.kind { break }
    }
    return operand
  }

  /// An expression that may have grown too deep for the passes after this one.
  mutating func joined(_ kind: Expression.Kind, _ range: SourceRange) -> Expression {
    let expression = Expression(kind, range)
    guard expression.depth > SyntaxLimits.expressionDepth else { return expression }
    complain(
      .expressionTooDeep,
      "more than \(SyntaxLimits.expressionDepth) operators upon one another; name parts with `let`",
      SourceRange(range.lower, range.lower))
    skipToItem()
    complainedAt = index
    return Expression(.missing, SourceRange(range.lower, range.lower))
  }

  mutating func coalescing() -> Expression {
    var left = conversion()
    while take(.coalesce) {
      let right = conversion()
      left = joined(.coalesce(left, right), left.range.union(right.range))
    }
    return left
  }

  private mutating func conversion() -> Expression {
    let value = sum()
    guard take(.arrow) else { return value }
    guard let unit = unit() else { return value }
    return joined(.convert(value, unit), value.range.union(unit.range))
  }

  private mutating func sum() -> Expression {
    var left = term()
    while true {
      let sign = range
      let op: ArithmeticOperator
      if take(.plus) { op = .add } else if take(.minus) { op = .subtract } else { return left }
      let right = term()
      left = arithmetic(Spelled(op, sign), left, right)
    }
  }

  private mutating func term() -> Expression {
    var left = unary()
    while true {
      let sign = range
      let op: ArithmeticOperator
      var isRemainder = false
      if take(.star) {
        op = .multiply
      } else if take(.slash) {
        op = .divide
      } else if current == .symbol(.percent) {
        if complainAboutPercent() { continue }
        isRemainder = true
        op = .divide
      } else if isImplicitProduct {
        complainAboutProduct()
        op = .multiply
      } else {
        return left
      }
      let right = unary()
      left = arithmetic(Spelled(op, sign), left, right)
      // What a remainder is measured in, nobody can say.
      if isRemainder { left = Expression(.missing, left.range) }
    }
  }

  private mutating func arithmetic(
    _ op: Spelled<ArithmeticOperator>, _ left: Expression, _ right: Expression
  ) -> Expression {
    complainAboutQuotes(left)
    complainAboutQuotes(right)
    return joined(.binary(op, left, right), left.range.union(right.range))
  }

  /// A text where only a number makes sense, and that would be one without its quotes.
  mutating func complainAboutQuotes(_ operand: Expression) {
    guard case .string(let text) = operand.kind, let number = numberInQuotes(text),
      self.text(operand.range).dropFirst().hasSuffix("\"")
    else { return }
    complainOnce(
      .quotedNumber, SyntaxCode.quotedNumberMessage, operand.range,
      Suggestion("write `\(number)`", replacing: operand.range, with: number))
  }

  /// `5 %` or a remainder; true where the sign was taken as a suffix.
  private mutating func complainAboutPercent() -> Bool {
    let sign = range
    let before = tokens[max(0, index - 1)]
    let isSuffix = before.kind == .number && !beginsOperand(following)
    if isSuffix {
      let whole = SourceRange(before.range.lower, sign.upper)
      let fixed = text(before.range) + "%"
      complain(
        .unit, "`%` touches its number", whole,
        Suggestion("write `\(fixed)`", replacing: whole, with: fixed))
    } else {
      complain(
        .remainder, "`%` is a suffix such as `5%`; there is no remainder operator", sign,
        Suggestion("for a quotient write `/`", replacing: sign, with: "/"))
    }
    advance()
    return isSuffix
  }

  func beginsOperand(_ lexeme: Lexeme) -> Bool {
    switch lexeme {
    case .name, .number, .string, .symbol(.openParen), .keyword(.if): true
    default: false
    }
  }

  /// `2 oi`, `2(a + b)`, `(a)(b)`: factors side by side on one line.
  private var isImplicitProduct: Bool {
    guard index > 0, !isFirstOnLine else { return false }
    let before = lexemes[index - 1]
    switch current {
    case .name(let text):
      let isPoint = text.first == "x" && text.dropFirst().allSatisfy(\.isNumber)
      return before == .number && !isPoint && Keyword(rawValue: text.lowercased()) == nil
    case .symbol(.openParen): return before == .number || before == .symbol(.closeParen)
    default: return false
    }
  }

  private mutating func complainAboutProduct() {
    let gap = SourceRange(previousEnd, range.lower)
    complain(
      .missingOperator, "factors are joined with `*`", range,
      Suggestion("write `*` between them", replacing: gap, with: " * "))
  }

  private mutating func unary() -> Expression {
    var starts: [Int] = []
    while at(.minus) || current == .symbol(.plus) {
      if current == .symbol(.plus) {
        complain(
          .foreignSymbol, "a number has no sign `+`", range,
          Suggestion("take `+` away", replacing: range, with: ""))
      } else {
        starts.append(range.lower)
      }
      advance()
    }
    var operand = power()
    for start in starts.reversed() {
      operand = joined(.negate(operand), SourceRange(start, operand.range.upper))
      if case .missing = operand.kind { break }
    }
    return operand
  }

  private mutating func power() -> Expression {
    let base = postfix()
    let sign = range
    if current == .symbol(.doubleStar) {
      complain(
        .foreignSymbol, "a power is written `^`", sign,
        Suggestion("write `^`", replacing: sign, with: "^"))
      advance()
    } else if !take(.caret) {
      return base
    }
    if current == .symbol(.minus) {
      complain(
        .badCount,
        "an exponent is a whole number from 1 to \(SyntaxLimits.exponent); divide instead",
        range)
      advance()
    }
    guard let exponent = count("an exponent", upTo: SyntaxLimits.exponent) else { return base }
    let whole = base.range.union(exponent.range)
    if current == .symbol(.caret) {
      let fixed = "(\(text(whole)))"
      complain(
        .unchainable, "a power of a power needs parentheses", range,
        Suggestion("write `\(clipped(fixed))`", replacing: whole, with: fixed))
    }
    return joined(.power(base, exponent), whole)
  }
}

extension SyntaxCode {
  static let quotedNumberMessage = "a number is written without quotes"
}

/// The number that a text is without its quotes, `5m` also for `5 m`; nil where it is none.
func numberInQuotes(_ text: String) -> String? {
  let words = text.split(separator: " ")
  let whole = words.joined(separator: " ")
  let touching = words.prefix(2).joined() + words.dropFirst(2).map { " " + $0 }.joined()
  return [whole, touching].first { candidate in
    let inner = SourceText(name: "", text: candidate)
    let lexed = lex(inner)
    guard lexed.diagnostics.isEmpty, lexed.lexemes.first == .number else { return false }
    var parser = Parser(inner, lexed, mode: .file)
    _ = parser.numberLiteral()
    return parser.atEnd && parser.diagnostics.isEmpty
  }
}
