// Looks at one expression for one identity at one moment, naively and apart from any plan.
package import Columns
import Functions
package import Language
import Planning
package import Quantities

/// Evaluates checked expressions at single moments, straight from their definition.
///
/// It shares no state and no plan with the batches; tests hold the two against each other.
package struct Inspector: Sendable {
  let stored: InspectedSeries
  /// The grid of the rule.
  let every: TimeSpan
  /// How much later than the moment looked at the tick is: what `1d ago` looks back.
  private(set) var lead = TimeSpan.zero

  package init(store: SeriesStore, every: TimeSpan = .minutes(1)) {
    stored = InspectedSeries(store)
    self.every = every
  }

  private init(stored: InspectedSeries, every: TimeSpan) {
    self.stored = stored
    self.every = every
  }

  /// The same series seen by a rule with another grid.
  package func with(every: TimeSpan) -> Inspector { Inspector(stored: stored, every: every) }

  /// The value of a number, in base units, or nil where unknown.
  package func value(of e: CheckedExpression, key: Labels, at tick: Timestamp) -> Double? {
    let outcome = evaluate(e, key, tick)
    return outcome.isKnown ? outcome.number : nil
  }

  /// The truth of a condition.
  package func truth(of e: CheckedExpression, key: Labels, at tick: Timestamp) -> Truth {
    evaluate(e, key, tick).truth
  }

  /// Why it is unknown, in source order without repeats; empty where known.
  package func reasons(
    of e: CheckedExpression, key: Labels, at tick: Timestamp
  ) -> [String] {
    evaluate(e, key, tick).reasons.map(\.description)
  }

  /// The expression and all its parts.
  package func inspect(
    _ e: CheckedExpression, key: Labels, at tick: Timestamp
  ) -> Inspection {
    let outcome = evaluate(e, key, tick)
    let isTruth = e.type == .truth
    let unit = e.unit ?? e.type.baseUnit
    var inspection = Inspection(
      text: e.source.slice(e.range), truth: isTruth ? outcome.truth : nil,
      value: isTruth || !outcome.isKnown ? nil : Quantity(base: outcome.number, unit: unit),
      reasons: outcome.reasons.map(\.description))
    inspection.detail = detail(of: e, key, tick)
    inspection.children = parts(of: e, key, tick)
    return inspection
  }

  // MARK: values

  /// The same, looking at moments so much before the tick.
  func leading(by span: TimeSpan) -> Inspector {
    var other = self
    other.lead = lead + span
    return other
  }

  /// The same, where the moments looked at are ticks of the grid.
  var onGrid: Inspector {
    var other = self
    let zero = Timestamp(nanoseconds: 0)
    other.lead = (zero + lead).roundedUp(to: every) - zero
    return other
  }

  func evaluate(_ e: CheckedExpression, _ key: Labels, _ at: Timestamp) -> Outcome {
    switch e.kind {
    case .constant(let value): return .settled(value)
    case .truth(let value): return .known(value)
    case .parameter(let parameter): return .known(parameter.entry(for: key).value)
    case .labelIs(let name, let among):
      return .known(key[name].map(among.contains) ?? false)
    case .series(let reference): return asOf(reference, key, at)
    case .age(let reference): return age(reference, key, at)
    case .past(let inner, let span):
      return leading(by: span).evaluate(inner, key, at - span)
    case .metric(let call, let arguments): return metric((call, arguments), e, key, at)
    case .window(let statistic, let window): return evaluate(statistic, window, key, at)
    case .reduction: return reduction(e, key, at)
    case .sequence(let a, let b, let within): return sequence((a, b), within, key, at)
    case .invalid: return .unknown([.missing(e.source.slice(e.range))])
    case .compare, .and, .or, .not, .state: return decide(e, key, at)
    case .coalesce(let a, let b):
      let first = evaluate(a, key, at)
      if first.isKnown { return first }
      let second = evaluate(b, key, at)
      return second.isKnown ? second : .unknown(first.reasons + second.reasons)
    case .choose(let condition, let a, let b):
      let test = evaluate(condition, key, at)
      guard test.isKnown else { return .unknown(test.reasons) }
      return evaluate(test.truth == .yes ? a : b, key, at)
    case .arithmetic, .negate, .power, .scalar: return compute(e, key, at)
    }
  }

  private func compute(_ e: CheckedExpression, _ key: Labels, _ at: Timestamp) -> Outcome {
    let operands = e.children.map { evaluate($0, key, at) }
    let reasons = operands.flatMap(\.reasons)
    guard reasons.isEmpty else { return .unknown(reasons) }
    let x = operands.map(\.number)
    switch e.kind {
    case .arithmetic(.add, _, _): return .settled(x[0] + x[1])
    case .arithmetic(.subtract, _, _): return .settled(x[0] - x[1])
    case .arithmetic(.multiply, _, _): return .settled(x[0] * x[1])
    case .arithmetic(.divide, _, _):
      return .settled(x[0] / x[1], x[1] == 0 ? .divisionByZero : .domain)
    case .negate: return .settled(-x[0])
    case .power(_, let n):
      return .settled(integerPower(x[0], n), n < 0 && x[0] == 0 ? .divisionByZero : .domain)
    case .scalar(.min, _): return .settled(x.min() ?? .nan)
    case .scalar(.max, _): return .settled(x.max() ?? .nan)
    case .scalar(.clamp, _):
      return x.count == 3 ? .settled(min(max(x[0], x[1]), x[2])) : .unknown([.domain])
    case .scalar(let function, _): return .settled(scalarValue(function, x[0]))
    default: return .unknown([.domain])
    }
  }

  private func decide(_ e: CheckedExpression, _ key: Labels, _ at: Timestamp) -> Outcome {
    let operands = e.children.map { evaluate($0, key, at) }
    let reasons = operands.flatMap(\.reasons)
    let unknown = Outcome.unknown(reasons)
    switch e.kind {
    case .compare(let relation, _, _):
      guard reasons.isEmpty else { return unknown }
      return .known(relation.holds(operands[0].number, operands[1].number))
    case .and:
      if operands.contains(where: { $0.truth == .no }) { return .known(false) }
      return reasons.isEmpty ? .known(true) : unknown
    case .or:
      if operands.contains(where: { $0.truth == .yes }) { return .known(true) }
      return reasons.isEmpty ? .known(false) : unknown
    case .not: return reasons.isEmpty ? .known(operands[0].truth == .no) : unknown
    case .state(.known, _): return .known(reasons.isEmpty)
    case .state(.stale, _): return .known(operands[0].kinds.contains(.stale))
    case .state(.missing, _):
      return .known(!operands[0].kinds.isDisjoint(with: [.missing, .nan]))
    default: return unknown
    }
  }
}

extension Relation {
  /// Whether the relation holds between two known numbers.
  func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }
}

extension ValueType {
  /// The base unit of a quantity; a plain ratio for a truth.
  var baseUnit: Unit {
    if case .quantity(let dimension) = self { Unit.base(of: dimension) } else { .ratio }
  }
}
