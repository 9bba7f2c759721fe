// Lints of rules: legal, and probably not what was meant.
import Columns
import Diagnostics
import Quantities

extension Checker {
  /// A comparison of two constants, or of a value with itself.
  func lintConstant(_ relation: Relation, _ a: Operand, _ b: Operand, _ range: SourceRange) {
    if let x = a.constant, let y = b.constant {
      let answer = relation.holds(x, y) ? "true" : "false"
      tell(lint("L002", "both sides are constant: this is always \(answer)", at: range))
    } else if a.expression.text == b.expression.text, a.keys == b.keys, a.constant == nil {
      tell(
        lint("L002", "`\(a.expression.text)` is compared with itself; it is the same at every tick",
          at: range))
    }
  }

  /// A parameter such as `20` beside a series written in bps: twenty times, not 20bps.
  func lintScale(_ a: Operand, _ b: Operand) {
    guard case .parameter(let parameter) = a.expression.kind, parameter.unit.text == "x",
      parameter.fallback.value.magnitude >= 1, let scale = b.expression.writtenScale
    else { return }
    let value = shortestDecimal(parameter.fallback.value)
    tell(
      lint("L013", "`\(parameter.name)` is \(value) times, `\(b.expression.text)` is written in"
        + " \(scale.text)", at: a.expression.range
      ).suggesting(
        Suggestion("write `param \(parameter.name) = \(value)\(scale.text)` if that is meant")))
  }

  /// The lints of one alert.
  func lint(_ alert: CheckedAlert, _ item: AlertItem) {
    let grid = alert.every ?? context.every
    for (level, syntax) in zip(alert.levels, item.levels) {
      for condition in [level.trigger] + (level.until.map { [$0] } ?? []) {
        let loss = condition.range == level.until?.range ? "clear" : "fire"
        condition.forEachPart { lintQuotient($0, loss) }
        lintContradiction(condition)
        lintDenseSamples(condition, grid)
      }
      lintHold(level, syntax)
      lintNoise(level, syntax, grid)
    }
    lintLevels(alert.levels)
  }

  // MARK: - Quotients

  /// `a / b > c`, offered as `a > c * b`.
  private func lintQuotient(_ expression: CheckedExpression, _ loss: String) {
    guard case .compare(let relation, let left, let right) = expression.kind else { return }
    if let (a, b) = quotient(left) {
      offerTotal("\(a.text) \(relation.rawValue) \(product(right, b))", b, expression, loss)
    } else if let (a, b) = quotient(right) {
      offerTotal("\(product(left, b)) \(relation.rawValue) \(a.text)", b, expression, loss)
    }
  }

  private func quotient(
    _ expression: CheckedExpression
  ) -> (CheckedExpression, CheckedExpression)? {
    guard case .arithmetic(.divide, let a, let b) = expression.kind, constantValue(of: b) == nil
    else { return nil }
    return (a, b)
  }

  private func product(_ a: CheckedExpression, _ b: CheckedExpression) -> String {
    var right = grouped(b)
    if case .arithmetic = b.kind, b.name == nil, !right.hasPrefix("(") { right = "(\(right))" }
    return "\(grouped(a)) * \(right)"
  }

  private func offerTotal(
    _ total: String, _ divisor: CheckedExpression, _ whole: CheckedExpression, _ loss: String
  ) {
    guard case .compare(_, let left, let right) = whole.kind else { return }
    let isReadable = ![left, right].flatMap(\.parts).contains(where: \.mentionsArguments)
    let isExact =
      whole.source === scope.source && left.range.lower == whole.range.lower
      && right.range.upper == whole.range.upper
    let zero = isReadable ? "`\(divisor.text)`" : "the divisor in `\(whole.text)`"
    let told = Diagnostic(
      "L001", .lint, "where \(zero) is zero the quotient is unknown and this cannot"
        + " \(loss)", at: .source(whole.source, whole.range))
    guard isReadable else {
      tell(told.noting("compare the dividend with the limit times the divisor instead"))
      return
    }
    tell(
      told.suggesting(
        Suggestion("the total form: `\(total)`", replacing: isExact ? whole.range : nil,
          with: total)))
  }

  // MARK: - Bounds

  /// A comparison of a value with a constant, the value on the left.
  struct Bound {
    let text: String
    let relation: Relation
    let limit: Double
  }

  private func bound(_ expression: CheckedExpression) -> Bound? {
    guard case .compare(let relation, let left, let right) = expression.kind else { return nil }
    if let limit = constantValue(of: right), constantValue(of: left) == nil {
      return Bound(text: left.text, relation: relation, limit: limit)
    }
    if let limit = constantValue(of: left), constantValue(of: right) == nil {
      return Bound(text: right.text, relation: relation.mirrored, limit: limit)
    }
    return nil
  }

  private func lintContradiction(_ condition: CheckedExpression) {
    let bounds = condition.conjuncts.compactMap(bound)
    for (index, a) in bounds.enumerated() {
      for b in bounds.dropFirst(index + 1) where a.text == b.text && a.excludes(b) {
        tell(
          Diagnostic(
            "L002", .lint, "`\(a.text)` cannot meet both bounds: this is never true",
            at: .source(condition.source, condition.range)))
        return
      }
    }
  }

  /// A level that is true whenever an earlier one is, so the earlier is never the highest.
  private func lintLevels(_ levels: [CheckedLevel]) {
    for (index, level) in levels.enumerated() {
      guard let own = bound(level.trigger), let name = level.name else { continue }
      for later in levels.dropFirst(index + 1) {
        guard let other = bound(later.trigger), let laterName = later.name,
          own.implies(other), later.hold == nil || later.hold == level.hold
        else { continue }
        tell(
          Diagnostic(
            "L009", .lint, "the level `\(name)` is never shown: `\(laterName)` is declared later"
              + " and true whenever `\(name)` is", at: .source(
              level.trigger.source, level.trigger.range)
          ).noting("levels are declared from the lowest to the highest"))
        break
      }
    }
  }

  // MARK: - Cadence

  private func lintDenseSamples(_ condition: CheckedExpression, _ grid: TimeSpan) {
    condition.forEachPart { part in
      guard case .series(let reference) = part.kind, reference.schema.kind == .gauge,
        part.source.origin == .user
      else { return }
      let every = reference.schema.every
      guard every > .zero, every * 3 <= grid else { return }
      let name = part.text
      tell(
        Diagnostic(
          "L004", .lint, "`\(name)` has a sample every \(every), and only the last before each tick"
            + " (every \(grid)) is looked at", at: .source(part.source, part.range)
        ).suggesting(
          Suggestion("look at all of them: `max(\(name)[\(grid.literal)])` or"
            + " `min(\(name)[\(grid.literal)])`")))
    }
  }

  private func lintHold(_ level: CheckedLevel, _ syntax: LevelSyntax) {
    guard case .span(let span)? = level.hold, span > .zero, let place = syntax.hold?.range,
      let cadence = level.trigger.slowestChange, span < cadence.every
    else { return }
    tell(
      lint("L005", "within \(span) nothing here can change: `\(cadence.name)` has a sample every"
        + " \(cadence.every), so the hold only delays", at: place))
  }

  private func lintNoise(_ level: CheckedLevel, _ syntax: LevelSyntax, _ grid: TimeSpan) {
    guard level.hold == nil, level.until == nil, level.keep == .zero, syntax.trigger.then == nil
    else { return }
    var noisy: CheckedExpression?
    level.trigger.forEachPart { part in
      guard noisy == nil, case .compare(let relation, let a, let b) = part.kind,
        relation != .equal, relation != .notEqual
      else { return }
      if a.isNoisy(grid) || b.isNoisy(grid) { noisy = part }
    }
    guard let noisy else { return }
    tell(
      Diagnostic(
        "L006", .lint, "fires and clears at the same threshold, tick by tick; near it the alert"
          + " flaps", at: .source(noisy.source, noisy.range)
      ).noting("hold it with `for 5m`, clear it lower with `until …`, or `keep 10m`"))
  }
}

extension Relation {
  /// The relation with its sides exchanged.
  fileprivate var mirrored: Relation {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal, .notEqual: self
    }
  }

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

extension Checker.Bound {
  fileprivate var isUpper: Bool { relation == .less || relation == .lessOrEqual }
  fileprivate var isLower: Bool { relation == .greater || relation == .greaterOrEqual }
  private var isStrict: Bool { relation == .less || relation == .greater }

  /// True where no value meets both.
  fileprivate func excludes(_ other: Self) -> Bool {
    if relation == .equal, other.relation == .equal { return limit != other.limit }
    if relation == .equal { return !other.relation.holds(limit, other.limit) }
    if other.relation == .equal { return !relation.holds(other.limit, limit) }
    guard isLower && other.isUpper || isUpper && other.isLower else { return false }
    let low = isLower ? limit : other.limit
    let high = isLower ? other.limit : limit
    return low > high || (low == high && (isStrict || other.isStrict))
  }

  /// True where whatever meets this meets the other.
  fileprivate func implies(_ other: Self) -> Bool {
    guard text == other.text else { return false }
    if isLower, other.isLower { return limit > other.limit || (limit == other.limit) }
    if isUpper, other.isUpper { return limit < other.limit || (limit == other.limit) }
    return false
  }
}

extension CheckedExpression {
  /// The conditions that must all hold.
  fileprivate var conjuncts: [CheckedExpression] {
    if case .and(let a, let b) = kind { return a.conjuncts + b.conjuncts }
    return [self]
  }

  /// True where the value follows single samples that come as often as ticks.
  fileprivate func isNoisy(_ grid: TimeSpan) -> Bool {
    switch kind {
    case .series(let reference):
      return reference.schema.kind == .gauge && reference.schema.every <= grid
    case .arithmetic, .reduction, .negate: return parts.contains { $0.isNoisy(grid) }
    default: return false
    }
  }

  /// The fastest cadence of the series read as of the tick; nil where something else changes.
  fileprivate var slowestChange: (name: String, every: TimeSpan)? {
    var fastest: (name: String, every: TimeSpan)?
    var isPlain = true
    forEachPart { part in
      switch part.kind {
      case .window, .age, .past, .sequence, .state: isPlain = false
      case .series(let reference):
        let schema = reference.schema
        if fastest.map({ schema.every < $0.every }) ?? true {
          fastest = (schema.name, schema.every)
        }
      default: break
      }
    }
    return isPlain ? fastest : nil
  }
}
