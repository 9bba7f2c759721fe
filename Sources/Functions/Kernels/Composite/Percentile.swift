// A value's place among its own recent past, which makes unlike metrics comparable.

package import Quantities

/// `pctl`: (#below + ½·#equal)/n over a reference, clamped to [1/(2n), 1 − 1/(2n)].
package enum Percentile {
  /// Fewer reference values than this make no percentile.
  package static let minimumCount = 1000

  /// The percentile of `x` in a reference that excludes it; `warmup` below `minimum` values.
  package static func of(
    _ x: Double, in reference: [Double], minimum: Int = minimumCount
  ) -> Metric<Double> {
    guard x.isFinite else { return .undefined(.domain) }
    let below = reference.count { $0 < x }
    let equal = reference.count { $0 == x }
    return place(below: below, equal: equal, of: reference.count, minimum: minimum)
  }

  /// The clamped percentile from ranks.
  package static func place(
    below: Int, equal: Int, of n: Int, minimum: Int = minimumCount
  ) -> Metric<Double> {
    guard n >= max(1, minimum) else { return .undefined(.warmup) }
    let edge = 1 / (2 * Double(n))
    let raw = (Double(below) + 0.5 * Double(equal)) / Double(n)
    return Metric(number: min(1 - edge, max(edge, raw)))
  }

  /// The percentile of a metric. A `zero_denominator` that comes from an empty supply side is as
  /// close to exhaustion as it gets: the upper clamp.
  package static func of(
    _ metric: Metric<Double>, in reference: [Double], emptySupplyIsWorst: Bool,
    minimum: Int = minimumCount
  ) -> Metric<Double> {
    switch metric.outcome {
    case .success(let x): return of(x, in: reference, minimum: minimum).flagged(metric.flags)
    case .failure(.zeroDenominator) where emptySupplyIsWorst:
      return place(below: reference.count, equal: 0, of: reference.count, minimum: minimum)
    case .failure(let reason): return .undefined(reason, flags: metric.flags)
    }
  }

  /// Percentiles of a stream against its own trailing window, thirty days unless said.
  package struct Stream: Sendable {
    private let minimum: Int
    private var reference: RollingQuantile

    /// An empty reference.
    package init(window: TimeSpan = .days(30), minimum: Int = minimumCount) {
      self.minimum = minimum
      reference = RollingQuantile(.time(window))
    }

    /// The percentile of `x` among the values before it, which it then joins.
    package mutating func score(_ x: Double, at time: Timestamp) -> Metric<Double> {
      guard x.isFinite else { return .undefined(.domain) }
      reference.advance(to: time)
      let rank = reference.rank(of: x)
      let n = reference.count
      reference.add(x, at: time)
      return place(below: rank.below, equal: rank.equal, of: n, minimum: minimum)
    }
  }
}
