// How much of its recent depth a book has lost, and whether quotes come back.

package import Quantities

/// Depth against its own recent past.
package struct DepthDrain: Sendable {
  private var largest: RollingExtremum
  private var usual: RollingQuantile
  private var current: Double?

  /// Compares with the maximum of `peak` and the median of `norm` before the last sample.
  package init(peak: TimeSpan = .seconds(300), norm: TimeSpan = .seconds(3600)) {
    largest = RollingExtremum(.maximum, .time(peak))
    usual = RollingQuantile(.time(norm))
  }

  /// A new depth of the band and side watched.
  package mutating func add(_ depth: Double, at time: Timestamp) {
    largest.add(depth, at: time)
    usual.add(depth, at: time)
    current = depth
  }

  /// `depth_drain`: 1 − D(t)/max D, in 0…1.
  package var sincePeak: Metric<Double> { drain(from: largest.value) }

  /// `depth_drain_med`: 1 − D(t)/median D, at most 1; negative means deeper than usual.
  package var sinceNorm: Metric<Double> { drain(from: usual.median) }

  private func drain(from base: Metric<Double>) -> Metric<Double> {
    guard let current else { return .undefined(.warmup) }
    return base.flatMap { .ratio($0 - current, over: $0) }
  }
}

/// Replenishment of a side.
package enum Replenishment {
  /// `replenish_rate`: (D_end − D_start + taker volume executed on the side)/w in USD/s.
  ///
  /// Limit additions minus cancels; negative means that quotes are pulled. Both depths belong to
  /// one band, anchored at the mid of the window's start, so that a moving mid adds no supply.
  package static func rate(
    depthStart: Double, depthEnd: Double, takerVolume: Double, seconds: Double
  ) -> Metric<Double> {
    .ratio(depthEnd - depthStart + takerVolume, over: seconds)
  }
}
