// How unusual a value is against the ones before it, itself left out.

/// z-scores against a reference that excludes the scored value; `oi_zscore` is that of changes of
/// open interest.
package enum ExclusiveScore {
  /// 1/Φ⁻¹(3/4): makes the median deviation of normal samples estimate their σ.
  package static let normalConsistency = 1.482602218505602

  /// (x − mean)/sd with ddof 1; `warmup` below two samples, `degenerate` without variance.
  package static func standard(_ x: Double, against reference: [Double]) -> Metric<Double> {
    standard(x, against: Moments(of: reference))
  }

  /// The same against the moments of the reference.
  package static func standard(_ x: Double, against moments: Moments) -> Metric<Double> {
    moments.deviation().flatMap { deviation in
      // A constant reference leaves no more than rounding in its variance.
      guard deviation > 1e-14 * moments.mean.magnitude, deviation > 0 else {
        return .undefined(.degenerate)
      }
      return Metric(number: (x - moments.mean) / deviation)
    }
  }

  /// (x − median)/(1.4826·MAD); `warmup` without samples, `degenerate` if the MAD is 0.
  package static func robust(_ x: Double, against reference: [Double]) -> Metric<Double> {
    robust(x, around: Quantiles.medianAndDeviation(reference))
  }

  /// The same around the median of the reference and its median deviation.
  package static func robust(
    _ x: Double, around center: Metric<(median: Double, deviation: Double)>
  ) -> Metric<Double> {
    center.flatMap { center in
      guard center.deviation > 0 else { return .undefined(.degenerate) }
      return Metric(number: (x - center.median) / (normalConsistency * center.deviation))
    }
  }

  /// A stream of values, each scored against the `count` before it.
  package struct Stream: Sendable {
    private let count: Int
    private let isRobust: Bool
    private var previous = RingQueue<Double>()

    /// Scores against the last `count` values, with mean and sd or with median and MAD.
    package init(count: Int, robust: Bool = false) {
      self.count = max(1, count)
      isRobust = robust
    }

    /// The score of `x`, which then joins the reference; `warmup` until `count` came before it.
    package mutating func score(_ x: Double) -> Metric<Double> {
      defer {
        previous.append(x)
        if previous.count > count { previous.popFirst() }
      }
      guard previous.count == count else { return .undefined(.warmup) }
      let reference = (0..<count).compactMap { previous[$0] }
      return isRobust
        ? ExclusiveScore.robust(x, against: reference)
        : ExclusiveScore.standard(x, against: reference)
    }
  }
}
