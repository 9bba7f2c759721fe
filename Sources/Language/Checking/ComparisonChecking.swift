// Comparisons: chains, one unit for all operands, and tests of labels.
import Diagnostics
import Quantities

extension Checker {
  typealias Link = (relation: Spelled<Relation>, operand: Expression)

  /// `a < b <= c`: every neighbouring pair holds.
  func comparison(_ first: Expression, _ rest: [Link], _ range: SourceRange) -> Operand {
    if rest.count == 1, let test = labelTest(first, rest[0], range) { return test }
    let sides = [first] + rest.map(\.operand)
    var values: [Operand]
    if rest.count == 1, let place = sides.firstIndex(where: { stateWord($0) != nil }) {
      let other = value(sides[1 - place])
      let word = Spelled(stateWord(sides[place]) ?? "", sides[place].range)
      if other.isInvalid { return other }
      if let test = stateTest(other, rest[0].relation, word, range) { return test }
      values = [quantity(other), quantity(sides[place])]
      if place == 0 { values.reverse() }
    } else {
      values = sides.map { quantity($0) }
    }
    guard !values.contains(where: \.isHole) else {
      for (a, b) in zip(values, values.dropFirst()) where a.isHole != b.isHole { tellHole(a, b) }
      return invalid(range)
    }
    adoptAcross(&values, range)
    var result: Operand?
    for (index, link) in rest.enumerated() {
      let pair = relation(link.relation, values[index], values[index + 1], range)
      guard let previous = result else {
        result = pair
        continue
      }
      result = truth(previous, pair, range) { .and($0, $1) }
    }
    return result ?? invalid(range)
  }

  /// Bare numbers of a chain take the unit of the first operand that has one.
  private func adoptAcross(_ values: inout [Operand], _ range: SourceRange) {
    guard let model = values.first(where: { $0.bare == nil && !$0.isInvalid }),
      let unit = model.expression.unit
    else { return }
    let meeting = Meeting(verb: "compare", code: "E0301", range: range)
    for index in values.indices where values[index].bare != nil {
      values[index] =
        adopted(values[index], from: model, unit, meeting)
        ?? invalid(values[index].expression.range)
    }
  }

  private func relation(
    _ relation: Spelled<Relation>, _ a: Operand, _ b: Operand, _ range: SourceRange
  ) -> Operand {
    let meeting = Meeting(verb: "compare", code: "E0301", range: range)
    guard let (x, y) = unified(a, b, meeting), let keys = joinedKeys(x, y, range) else {
      return invalid(range)
    }
    lintConstant(relation.value, x, y, range)
    lintScale(x, y)
    lintScale(y, x)
    return built(
      CheckedExpression(
        .compare(relation.value, x.expression, y.expression), type: .truth, keys: keys,
        range: range, source: scope.source), from: [x, y])
  }

  // MARK: - Labels

  /// `symbol in {BTC, ETH}`.
  func membership(_ expression: Expression, _ labels: [Spelled<String>], _ range: SourceRange)
    -> Operand
  {
    guard let key = labelKey(expression) else {
      if let test = stateMembership(expression, labels, range) { return test }
      let text = scope.source.oneLine(expression.range)
      if case .missing = expression.kind { return invalid(range) }
      let near = nearest(to: text, in: knownKeys).first
      let hint = near.map { "; did you mean `\($0)`?" } ?? ""
      return fail(
        problem("E0208", "`in` tests a label key such as `symbol`; `\(text)` is not a key\(hint)",
          at: expression.range
        ).noting("keys here: \(knownKeys.sorted().joined(separator: ", "))"), range)
    }
    return label(key, labels.map(\.value), range)
  }

  /// `symbol == BTC`, or nil where neither side is a label key.
  private func labelTest(_ first: Expression, _ link: Link, _ range: SourceRange) -> Operand? {
    let isNegated = link.relation.value == .notEqual
    guard isNegated || link.relation.value == .equal else {
      for side in [first, link.operand] {
        if let key = labelKey(side) { return fail(orderProblem(key, link, range), range) }
      }
      return nil
    }
    let sides = [(first, link.operand), (link.operand, first)]
    for (side, other) in sides {
      guard let key = labelKey(side) else { continue }
      guard let value = labelValue(other) else { return invalid(range) }
      let test = label(key, [value], range)
      return isNegated ? negated(test, range) : test
    }
    return nil
  }

  private func orderProblem(_ key: String, _ link: Link, _ range: SourceRange) -> Diagnostic {
    problem(
      "E0208", "`\(key)` is a label key: it is tested with `==`, `!=` or `in`, not"
        + " `\(link.relation.value.rawValue)`", at: link.relation.range)
  }

  private func label(_ key: String, _ values: [String], _ range: SourceRange) -> Operand {
    Operand(
      CheckedExpression(
        .labelIs(key: key, among: values.sorted()), type: .truth, keys: [key], range: range,
        source: scope.source))
  }

  private func labelKey(_ expression: Expression) -> String? {
    switch expression.kind {
    case .name(let name): isKey(name) ? name : nil
    case .parenthesized(let inner): labelKey(inner)
    default: nil
    }
  }

  /// The label value an expression spells; nil after an error.
  private func labelValue(_ expression: Expression) -> String? {
    switch expression.kind {
    case .string(let text): return text
    case .name(let name):
      guard isValue(name) else { return name }
      tell(
        problem("E0208", "`\(name)` is a value here; the label of that name is written"
          + " `\"\(name)\"`", at: expression.range
        ).suggesting(
          Suggestion("write `\"\(name)\"`", replacing: expression.range, with: "\"\(name)\"")))
      return nil
    case .number(let literal) where literal.unit == nil:
      return scope.source.slice(expression.range)
    case .missing: return nil
    default:
      let text = scope.source.oneLine(expression.range)
      tell(
        problem("E0208", "a label is compared with a label value such as `BTC` or `\"BTC\"`, not"
          + " with `\(text)`", at: expression.range))
      return nil
    }
  }
}
