// The answer of every metric kernel: a value or the reason there is none, plus flags.

/// A metric's value, or why there is none, with the flags a reader should see beside it.
///
/// A kernel never returns NaN: `Metric(number:)` turns what is not finite into `domain`.
package struct Metric<Value: Sendable>: Sendable {
  /// The value or the reason.
  package let outcome: Result<Value, Undefined>
  /// What to know about it.
  package let flags: MetricFlags

  /// A metric from its outcome.
  package init(outcome: Result<Value, Undefined>, flags: MetricFlags = []) {
    self.outcome = outcome
    self.flags = flags
  }

  /// A defined metric.
  package init(_ value: Value, flags: MetricFlags = []) {
    self.init(outcome: .success(value), flags: flags)
  }

  /// The result of a computation that may give up with a reason.
  package init(flags: MetricFlags = [], _ body: () throws(Undefined) -> Value) {
    do {
      self.init(outcome: .success(try body()), flags: flags)
    } catch {
      self.init(outcome: .failure(error), flags: flags)
    }
  }

  /// A metric without a value.
  package static func undefined(_ reason: Undefined, flags: MetricFlags = []) -> Metric {
    Metric(outcome: .failure(reason), flags: flags)
  }

  /// The value, if there is one.
  package var value: Value? {
    if case .success(let value) = outcome { value } else { nil }
  }

  /// The reason, if there is no value.
  package var reason: Undefined? {
    if case .failure(let reason) = outcome { reason } else { nil }
  }

  /// The value, or the reason thrown.
  package func get() throws(Undefined) -> Value {
    switch outcome {
    case .success(let value): return value
    case .failure(let reason): throw reason
    }
  }

  /// The same flags around a transformed value.
  package func map<T>(_ transform: (Value) -> T) -> Metric<T> {
    Metric<T>(outcome: outcome.map(transform), flags: flags)
  }

  /// A further step that may have its own reason; flags accumulate.
  package func flatMap<T>(_ transform: (Value) -> Metric<T>) -> Metric<T> {
    switch outcome {
    case .success(let value): return transform(value).flagged(flags)
    case .failure(let reason): return .undefined(reason, flags: flags)
    }
  }

  /// The same metric with more flags.
  package func flagged(_ more: MetricFlags) -> Metric {
    Metric(outcome: outcome, flags: flags.union(more))
  }

  /// The value, or `fallback` where there is none.
  package func coalesced(_ fallback: Value) -> Value { value ?? fallback }
}

extension Metric: Equatable where Value: Equatable {}

extension Metric where Value == Double {
  /// A finite number; NaN and infinities become `domain`.
  package init(number: Double, flags: MetricFlags = []) {
    self.init(outcome: number.isFinite ? .success(number) : .failure(.domain), flags: flags)
  }

  /// The same, with a value that is not finite turned into `domain`.
  package var finite: Metric { flatMap { Metric(number: $0) } }

  /// `numerator / denominator`; a denominator that is not above zero is `zero_denominator`.
  package static func ratio(
    _ numerator: Double, over denominator: Double, flags: MetricFlags = []
  ) -> Metric {
    guard denominator > 0 else { return .undefined(.zeroDenominator, flags: flags) }
    return Metric(number: numerator / denominator, flags: flags)
  }
}
