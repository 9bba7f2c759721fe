// Parsing comparisons: chains, membership, and the tests of the unknown.
import Diagnostics
import Quantities

extension Parser {
  mutating func comparison() -> Expression {
    let first = coalescing()
    var rest: [(relation: Spelled<Relation>, operand: Expression)] = []
    var told = diagnostics.count
    while let relation = relation() {
      let isForeign = diagnostics.count > told
      let turns = rest.last.flatMap { complaint($0.relation.value, relation.value) }
      if let turns, !isForeign, let middle = rest.last?.operand, !middle.isMissing {
        complainAboutChain(turns, relation, middle)
      }
      rest.append((relation, coalescing()))
      told = diagnostics.count
    }
    if rest.isEmpty { return test(of: first) }
    let range = rest.reduce(first.range) { $0.union($1.operand.range) }
    let chain = joined(.comparison(first, rest), range)
    complainAboutQuotedBounds(first, rest)
    guard at(.is) || at(.in) else { return chain }
    return testOfComparison(chain, last: rest[rest.count - 1].operand)
  }

  private mutating func relation() -> Spelled<Relation>? {
    for symbol in Self.relationSymbols { _ = at(symbol) }
    guard case .symbol(let symbol) = current, let meaning = symbol.relation else { return nil }
    let relation = Spelled(meaning.relation, range)
    if meaning.isForeign {
      let spelling = meaning.relation.rawValue
      complain(
        .foreignSymbol, "`\(symbol.rawValue)` is written `\(spelling)` in a comparison", range,
        Suggestion("write `\(spelling)`", replacing: range, with: spelling))
    }
    advance()
    return relation
  }

  private static let relationSymbols: [Symbol] = [
    .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual,
  ]

  /// What is wrong with one relation after another, or nil.
  private func complaint(_ first: Relation, _ second: Relation) -> SyntaxCode? {
    let up: Set<Relation> = [.less, .lessOrEqual]
    let down: Set<Relation> = [.greater, .greaterOrEqual]
    if up.contains(first) && up.contains(second) { return nil }
    if down.contains(first) && down.contains(second) { return nil }
    if first == .equal && second == .equal { return nil }
    let isOrder = (up.union(down)).isSuperset(of: [first, second])
    return isOrder ? .turningChain : .unchainable
  }

  private mutating func complainAboutChain(
    _ code: SyntaxCode, _ relation: Spelled<Relation>, _ middle: Expression
  ) {
    let operand = clipped(text(middle.range))
    let rule =
      code == .turningChain
      ? "a chain of comparisons keeps one direction"
      : "`\(relation.value.rawValue)` cannot be chained here"
    let position = SourceRange(relation.range.lower, relation.range.lower)
    complainOnce(
      code, "\(rule): join two comparisons with `and`", relation.range,
      Suggestion(
        "write `… and \(operand) \(relation.value.rawValue) …`", replacing: position,
        with: "and \(text(middle.range)) "))
  }

  private mutating func complainAboutQuotedBounds(
    _ first: Expression, _ rest: [(relation: Spelled<Relation>, operand: Expression)]
  ) {
    var left = first
    for (relation, operand) in rest {
      if relation.value != .equal && relation.value != .notEqual {
        complainAboutQuotes(left)
        complainAboutQuotes(operand)
      }
      left = operand
    }
  }

  /// `x in {…}`, `x is [not] known`, or `x` itself.
  private mutating func test(of value: Expression) -> Expression {
    if current == .keyword(.not), following == .keyword(.in) { return notIn(value) }
    if take(.in) {
      let values = set()
      return joined(
        .membership(value, values), SourceRange(value.range.lower, previousEnd))
    }
    guard take(.is) else { return value }
    let state = stateTest(value)
    if at(.is) || at(.in) || isRelation { complainAboutSecondTest(state) }
    return state
  }

  private var isRelation: Bool {
    guard case .symbol(let symbol) = current else { return false }
    return symbol.relation != nil
  }

  private mutating func complainAboutSecondTest(_ state: Expression) {
    complain(
      .stateOfComparison, "a test cannot be compared or tested again; join tests with `and`", range)
    advance()
    _ = coalescing()
  }

  private mutating func stateTest(_ value: Expression) -> Expression {
    let negated = take(.not)
    for test in StateTest.allCases {
      guard let keyword = Keyword(rawValue: test.rawValue) else { continue }
      let range = range
      guard take(keyword) else { continue }
      return joined(
        .state(value, negated: negated, Spelled(test, range)),
        SourceRange(value.range.lower, range.upper))
    }
    complainAboutState(negated)
    return Expression(.missing, SourceRange(value.range.lower, previousEnd))
  }

  private mutating func complainAboutState(_ negated: Bool) {
    let meant: [String: String] = [
      "unknown": "not known", "null": "missing", "none": "missing", "nil": "missing",
      "nan": "missing", "absent": "missing", "present": "known", "old": "stale",
      "fresh": "not stale",
    ]
    var fix: Suggestion?
    if let plain = meant[currentText.lowercased()] {
      let isNegative = plain.hasPrefix("not ") != negated
      let test = (isNegative ? "not " : "") + (plain.split(separator: " ").last ?? "")
      let start = negated ? tokens[index - 1].range.lower : range.lower
      fix = Suggestion(
        "write `is \(test)`", replacing: SourceRange(start, range.upper), with: test)
    }
    complain(
      .expected, "after `is` comes `known`, `stale` or `missing`\(found)", gapRange, fix)
    switch current {
    case .name, .keyword(.unknown): advance()
    default: break
    }
  }

  private mutating func notIn(_ value: Expression) -> Expression {
    let whole = SourceRange(value.range.lower, tokens[index + 1].range.upper)
    let fixed = "not \(text(value.range)) in"
    complain(
      .misplacedPart, "`not` stands before the value: `not a in {…}`", whole,
      Suggestion("write `\(clipped(fixed))`", replacing: whole, with: fixed))
    advance()
    advance()
    let values = set()
    return joined(.membership(value, values), SourceRange(value.range.lower, previousEnd))
  }

  /// `{A, "B"}`.
  private mutating func set() -> [Spelled<String>] {
    let open = range
    if current == .symbol(.openBracket) || current == .symbol(.openParen) {
      complainAboutBrackets("a set of values is written in braces")
      return []
    }
    guard expect(.openBrace, "before the values, such as `{BTC, ETH}`") else { return [] }
    var values: [Spelled<String>] = []
    while !at(.closeBrace) {
      guard let value = labelValue() else { break }
      values.append(value)
      if !take(.comma) { break }
    }
    close(.closeBrace, open)
    if values.isEmpty {
      complainOnce(.expected, "the set of values is empty", SourceRange(open.lower, previousEnd))
    }
    return values
  }

  /// `a > b is known` and `a > b in {…}` do not parse: say where the parentheses go.
  private mutating func testOfComparison(_ chain: Expression, last: Expression) -> Expression {
    let word = currentText
    let isState = word == "is"
    let comparison = text(chain.range)
    let message =
      isState
      ? "`is` cannot follow a comparison: parentheses go around what is tested"
      : "`in` cannot follow a comparison: join the two tests with `and`"
    var diagnostic = Diagnostic(.stateOfComparison, message, source, range)
    if isState {
      diagnostic.suggestions = [
        Suggestion(
          "to ask about the comparison write `(\(clipped(comparison))) is …`",
          replacing: chain.range, with: "(\(comparison))"),
        Suggestion(
          "to ask about its last operand write `… and \(clipped(text(last.range))) is …`",
          replacing: SourceRange(range.lower, range.lower), with: "and \(text(last.range)) "),
      ]
    } else {
      diagnostic.suggestions = [
        Suggestion(
          "name the key that is tested: `… and symbol in …`",
          replacing: SourceRange(range.lower, range.lower), with: "and symbol ")
      ]
    }
    report(diagnostic)
    let tested = test(of: chain)
    return isState ? tested : Expression(.missing, tested.range)
  }
}
