// Any quantile, and the rank of any value, of a sliding window.

package import Quantities

/// The order statistics of a window: exact quantiles, median, deviation and ranks.
package struct RollingQuantile: Sendable {
  private let span: WindowSpan
  private var arrivals = RingQueue<(time: Timestamp, value: Double)>()
  private var values = SortedValues()

  /// An empty window.
  package init(_ span: WindowSpan) { self.span = span }

  /// How many values the window holds.
  package var count: Int { values.count }

  /// Adds a value and moves the window to its time; NaN is ignored.
  package mutating func add(_ value: Double, at time: Timestamp) {
    guard !value.isNaN else { return advance(to: time) }
    values.insert(value)
    if case .unlimited = span { return }
    arrivals.append((time, value))
    advance(to: time)
  }

  /// Moves the window to `time`.
  package mutating func advance(to time: Timestamp) {
    while let oldest = arrivals.first, isOut(oldest.time, now: time) {
      arrivals.popFirst()
      values.remove(oldest.value)
    }
  }

  /// The type-7 quantile at `p`; `warmup` while the window is empty.
  package func quantile(_ p: Double) -> Metric<Double> { values.quantile(p) }

  /// The median.
  package var median: Metric<Double> { values.quantile(0.5) }

  /// The median absolute deviation from the median, unscaled; O(n).
  package var medianDeviation: Metric<Double> {
    Quantiles.medianAndDeviation(values.ascending).map(\.deviation)
  }

  /// How many values of the window are below `x`, and how many equal it.
  package func rank(of x: Double) -> (below: Int, equal: Int) { values.rank(of: x) }

  private func isOut(_ time: Timestamp, now: Timestamp) -> Bool {
    switch span {
    case .time(let length): time <= now - length
    case .count(let limit): arrivals.count > limit
    case .unlimited: false
    }
  }
}
