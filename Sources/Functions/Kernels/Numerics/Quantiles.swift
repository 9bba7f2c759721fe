// Quantiles by linear interpolation (type 7), medians and median absolute deviations.

/// Order statistics of finite samples.
package enum Quantiles {
  /// The type-7 quantile at `p` of values already in ascending order; `warmup` if there are none.
  package static func ofSorted(_ sorted: [Double], at p: Double) -> Metric<Double> {
    interpolated(count: sorted.count, at: p) { sorted[$0] }
  }

  /// The type-7 quantile at `p`; `warmup` without values, `domain` unless 0 ≤ p ≤ 1.
  package static func of(_ values: [Double], at p: Double) -> Metric<Double> {
    ofSorted(values.sorted(), at: p)
  }

  /// The type-7 median.
  package static func median(_ values: [Double]) -> Metric<Double> { of(values, at: 0.5) }

  /// The median and the median absolute deviation from it, unscaled.
  package static func medianAndDeviation(
    _ values: [Double]
  ) -> Metric<(median: Double, deviation: Double)> {
    median(values).flatMap { center in
      median(values.map { ($0 - center).magnitude }).map { (center, $0) }
    }
  }

  /// The type-7 rule over any source of ascending values.
  static func interpolated(
    count: Int, at p: Double, value: (Int) -> Double
  ) -> Metric<Double> {
    guard p >= 0, p <= 1 else { return .undefined(.domain) }
    guard count > 0 else { return .undefined(.warmup) }
    let position = p * Double(count - 1)
    let below = min(Int(position), count - 1)
    let fraction = position - Double(below)
    let low = value(below)
    guard fraction > 0, below + 1 < count else { return Metric(number: low) }
    return Metric(number: low + fraction * (value(below + 1) - low))
  }
}
