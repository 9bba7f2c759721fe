// Which keys a value of two values has, and what is said where there is no answer.
import Columns
import Diagnostics
import Quantities

extension Checker {
  /// The keys of two operands together; nil after an error.
  func joinedKeys(_ a: Operand, _ b: Operand, _ range: SourceRange) -> [String]? {
    if a.keys.count >= b.keys.count, b.keys.allSatisfy(a.keys.contains) { return a.keys }
    if a.keys.allSatisfy(b.keys.contains) { return b.keys }
    // A label is known wherever there is an identity: nothing has to pair.
    if a.expression.isLabelTest || b.expression.isLabelTest {
      return Set(a.keys).union(b.keys).sorted()
    }
    tell(joinProblem(a, b, range))
    return nil
  }

  private func joinProblem(_ a: Operand, _ b: Operand, _ range: SourceRange) -> Diagnostic {
    let onlyA = a.keys.filter { !b.keys.contains($0) }
    let onlyB = b.keys.filter { !a.keys.contains($0) }
    let x = a.expression
    let y = b.expression
    var diagnostic = problem(
      "E0401", "`\(x.text)` varies by \(listed(onlyA)), `\(y.text)` by \(listed(onlyB)); neither"
        + " has the other's keys, so their rows do not pair", at: range)
    let width = max(x.text.count, y.text.count)
    func line(_ e: CheckedExpression) -> String {
      let pad = String(repeating: " ", count: width - e.text.count)
      return "\(e.text)\(pad) : by \(e.keys.joined(separator: ", "))"
    }
    diagnostic.notes.append(line(x) + "\n" + line(y))
    if let parameter = tabled(x) ?? tabled(y), let key = parameter.key {
      return diagnostic.noting(
        "`\(parameter.name)` has a value per \(key); put it beside what varies by that, as in"
          + " `oi / \(parameter.name) > reserve`")
    }
    for (expression, keys) in [(x, onlyA), (y, onlyB)] {
      guard let part = expression.smallestVarying(by: keys) else { continue }
      let fix = reductionFix(part, over: part.keys.filter(keys.contains))
      let isHere = part.source === scope.source
      diagnostic.suggestions.append(
        Suggestion("reduce one side: `\(fix)`", replacing: isHere ? part.range : nil, with: fix))
    }
    let wider = inReadingOrder(Array(Set(a.keys + b.keys))).joined(separator: ", ")
    for case .series(let reference) in [x.kind, y.kind] where reference.schema.isDeclared {
      diagnostic.suggestions.append(
        Suggestion("or declare it with the key: `series \(reference.schema.name) … by \(wider)`"))
    }
    return diagnostic
  }

  private func tabled(_ expression: CheckedExpression) -> CheckedParameter? {
    if case .parameter(let parameter) = expression.kind { return parameter }
    return nil
  }

  /// `sum(oi) over venue`, or the reduction that suits what the expression is.
  func reduction(of expression: CheckedExpression, over keys: [String]) -> String {
    let name = expression.adds ? "sum" : "avg"
    let over = keys.count == 1 ? keys[0] : "(\(keys.joined(separator: ", ")))"
    return "\(name)(\(expression.text)) over \(over)"
  }

  /// `venue`, `venue and symbol`, `venue, asset and symbol`.
  func listed(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "nothing" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// `only the key symbol`, `the keys asset and venue`, `no keys`.
  func keyPhrase(_ keys: [String]) -> String {
    switch keys.count {
    case 0: "no keys"
    case 1: "only the key `\(keys[0])`"
    default: "the keys \(listed(inReadingOrder(keys)))"
    }
  }

  /// Keys in the order people write them: where, what, which.
  func inReadingOrder(_ keys: [String]) -> [String] {
    let order = ["symbol", "asset", "venue"]
    return keys.sorted {
      (order.firstIndex(of: $0) ?? order.count, $0) < (order.firstIndex(of: $1) ?? order.count, $1)
    }
  }
}

extension SeriesSchema {
  fileprivate var isDeclared: Bool { origin == .declared }
}

extension CheckedExpression {
  /// True for tests of labels and nothing else: `symbol in {…}`, `venue == a and not asset == B`.
  var isLabelTest: Bool {
    switch kind {
    case .labelIs: true
    case .not(let inner): inner.isLabelTest
    case .and(let a, let b), .or(let a, let b): a.isLabelTest && b.isLabelTest
    default: false
    }
  }

  /// True where sums over keys make sense: amounts, not prices, rates or ratios.
  var adds: Bool {
    guard case .quantity(let dimension) = type else { return false }
    let amounts: [Dimension] = [.usd, .coin, .contract]
    return amounts.contains(dimension) || amounts.contains(dimension * .time)
  }
}
