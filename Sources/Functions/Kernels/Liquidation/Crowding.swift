// How one-sided positioning is.

/// Metrics of crowding.
package enum Crowding {
  /// `long_short_ratio`: accounts (or positions) long over short; say which when printing.
  package static func longShortRatio(longs: Double, shorts: Double) -> Metric<Double> {
    .ratio(longs, over: shorts)
  }

  /// `crowding` in 0…1: the mean of the percentiles of |annualised funding|, of open interest over
  /// market capitalisation and of |ln long-short ratio|; `partial` if some are missing.
  package static func index(percentiles: [Metric<Double>]) -> Metric<Double> {
    let defined = percentiles.compactMap(\.value)
    let flags: MetricFlags = defined.count < percentiles.count ? .partial : []
    guard !defined.isEmpty else { return .undefined(.warmup) }
    return .ratio(defined.reduce(0, +), over: Double(defined.count), flags: flags)
  }
}
