// Every plain statistic of a sliding window in one accumulator.

package import Quantities

/// Count, sum, mean and variance of a window.
package struct RollingMoments: Sendable {
  private var window: SlidingSummary<Moments>

  /// An empty window.
  package init(_ span: WindowSpan) { window = SlidingSummary(span) }

  /// Adds a sample and moves the window to its time.
  package mutating func add(_ value: Double, at time: Timestamp) { window.add(value, at: time) }

  /// Moves the window to `time`.
  package mutating func advance(to time: Timestamp) { window.advance(to: time) }

  /// The window's moments.
  package var summary: Moments { window.summary }
}

/// Count, sum, mean, variance, extremes and quantiles of a window, equal to the batch values.
package struct RollingStatistics: Sendable {
  private var moments: SlidingSummary<Moments>
  private var largest: RollingExtremum
  private var smallest: RollingExtremum
  private var order: RollingQuantile

  /// An empty window.
  package init(_ span: WindowSpan) {
    moments = SlidingSummary(span)
    largest = RollingExtremum(.maximum, span)
    smallest = RollingExtremum(.minimum, span)
    order = RollingQuantile(span)
  }

  /// Adds a sample and moves the window to its time.
  package mutating func add(_ value: Double, at time: Timestamp) {
    moments.add(value, at: time)
    largest.add(value, at: time)
    smallest.add(value, at: time)
    order.add(value, at: time)
  }

  /// Moves the window to `time`.
  package mutating func advance(to time: Timestamp) {
    moments.advance(to: time)
    largest.advance(to: time)
    smallest.advance(to: time)
    order.advance(to: time)
  }

  /// Count, sum, mean and variance.
  package var summary: Moments { moments.summary }

  /// The largest value.
  package var maximum: Metric<Double> { largest.value }

  /// The smallest value.
  package var minimum: Metric<Double> { smallest.value }

  /// The median.
  package var median: Metric<Double> { order.median }

  /// The type-7 quantile at `p`.
  package func quantile(_ p: Double) -> Metric<Double> { order.quantile(p) }
}
