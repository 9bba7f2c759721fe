// The keys of a rule: `by`, or the union of what its conditions vary by.
import Diagnostics

extension Checker {
  /// The keys of a rule's identities, sorted; nil after an error.
  func ruleKeys(
    _ by: [Spelled<String>]?, _ conditions: [CheckedExpression], _ range: SourceRange
  ) -> [String]? {
    guard let by else {
      let keys = conditions.reduce(into: Set<String>()) { $0.formUnion($1.keys) }.sorted()
      return isCarried(keys, conditions, range) ? keys : nil
    }
    let keys = by.map(\.value)
    for key in by where !knownKeys.contains(key.value) {
      tell(misspelt("E0408", "no series has a key `\(key.value)`", key, knownKeys))
    }
    guard knownKeys.isSuperset(of: keys) else { return nil }
    let place = by.dropFirst().reduce(by.first?.range ?? range) { $0.union($1.range) }
    var isSound = true
    for condition in conditions where !covers(keys, condition, "the rule") { isSound = false }
    guard isSound else { return nil }
    return isCarried(keys, conditions, place, isWritten: true) ? keys.sorted() : nil
  }

  /// True where an expression varies by no key beyond these; tells the first that does.
  func covers(_ keys: [String], _ expression: CheckedExpression, _ what: String) -> Bool {
    let extra = expression.keys.filter { !keys.contains($0) }
    guard !extra.isEmpty else { return true }
    tell(coverProblem(keys, expression, extra, what))
    return false
  }

  private func coverProblem(
    _ keys: [String], _ expression: CheckedExpression, _ extra: [String], _ what: String
  ) -> Diagnostic {
    let blamed = expression.smallestVarying(by: extra) ?? expression
    let isHere = blamed.source === scope.source
    let range = isHere ? blamed.range : expression.range
    let by = inReadingOrder(keys).joined(separator: ", ")
    let subject = keys.isEmpty ? "\(what) has no keys" : "\(what) is by \(by)"
    if case .parameter(let parameter) = blamed.kind, let key = parameter.key {
      return problem(
        "E0406", "`\(parameter.name)` has a value per \(key), and \(subject); write"
          + " `by \(inReadingOrder(keys + extra).joined(separator: ", "))`", at: range)
    }
    if case .labelIs(let key, _) = blamed.kind {
      return problem(
        "E0407", "the label `\(key)` cannot be tested here: \(subject)" + didYouMean(key, keys),
        at: range)
    }
    let own = blamed.keys.filter(extra.contains)
    let reduction = reductionFix(blamed, over: own)
    let wider = "by " + inReadingOrder(keys + extra).joined(separator: ", ")
    return problem(
      "E0402", "`\(blamed.text)` varies by \(listed(own)) too, and \(subject)", at: range
    ).suggesting(
      Suggestion("reduce it: `\(reduction)`", replacing: isHere ? range : nil, with: reduction)
    ).suggesting(Suggestion("or keep the key: `\(wider)`"))
  }

  func reductionFix(_ expression: CheckedExpression, over keys: [String]) -> String {
    let over = keys.count == 1 ? keys[0] : "(\(keys.joined(separator: ", ")))"
    switch expression.kind {
    case .window(let statistic, _):
      let reduces = ["sum", "min", "max", "avg", "median"].contains(statistic.rawValue)
      if reduces { return "\(expression.text) over \(over)" }
      return "\(expression.adds ? "sum" : "avg")(\(expression.text)) over \(over)"
    case .age: return "max(\(expression.text)) over \(over)"
    default: return reduction(of: expression, over: keys)
    }
  }

  /// True where a series that the conditions read carries all keys; tells where none does.
  private func isCarried(
    _ keys: [String], _ conditions: [CheckedExpression], _ range: SourceRange,
    isWritten: Bool = false
  ) -> Bool {
    var carried: Set<String> = []
    var isCarried = keys.isEmpty
    var tabled: CheckedParameter?
    for condition in conditions {
      condition.forEachSeries { reference in
        let own = reference.schema.keys
        carried.formUnion(own)
        if keys.allSatisfy(own.contains) { isCarried = true }
      }
      condition.forEachPart {
        if case .parameter(let parameter) = $0.kind, parameter.key != nil { tabled = parameter }
      }
    }
    guard !isCarried else { return true }
    let missing = keys.filter { !carried.contains($0) }
    let shown = carried.isEmpty ? " no keys" : ": \(carried.sorted().joined(separator: ", "))"
    if let parameter = tabled, let key = parameter.key, missing.contains(key) {
      let blamed = conditions.lazy.compactMap { $0.smallestVarying(by: [key]) }.first
      let place = blamed.flatMap { $0.source === scope.source ? $0.range : nil }
      tell(
        problem("E0406", "`\(parameter.name)` has a value per \(key), and no series of the rule"
          + " has the key `\(key)`", at: place ?? range
        ).noting("its series have\(shown)"))
      return false
    }
    let cause =
      missing.isEmpty
      ? "no single series of the rule has all of the keys \(listed(keys))"
      : "no series of the rule has the key \(listed(missing))"
    let told = problem(
      "E0408", "\(cause), so the rule would never have an identity", at: range
    ).noting("its series have\(shown)")
    let left = keys.filter(carried.contains).joined(separator: ", ")
    let isFixed = isWritten && !missing.isEmpty && !left.isEmpty
    tell(
      isFixed
        ? told.suggesting(Suggestion("write `by \(left)`", replacing: range, with: left)) : told)
    return false
  }
}

extension CheckedExpression {
  /// True where it is written as a part of another, not put in place from a let or function.
  private func isWritten(inside whole: CheckedExpression) -> Bool {
    source === whole.source && range.lower >= whole.range.lower && range.upper <= whole.range.upper
  }

  /// The smallest quantity inside that varies by all of these keys, leftmost first.
  func smallestVarying(by extra: [String]) -> CheckedExpression? {
    for part in parts where part.isWritten(inside: self) {
      if let found = part.smallestVarying(by: extra) { return found }
    }
    let varies = keys.contains(where: extra.contains)
    if case .labelIs = kind { return varies ? self : nil }
    return varies && isQuantity ? self : nil
  }
}
