// The last observation at or before a moment.

package import Quantities

/// A step function of time with as-of look-up; keeps what a look-back of `memory` can still ask.
package struct AsOfSeries: Sendable {
  private let memory: TimeSpan
  private var points = RingQueue<(time: Timestamp, value: Double)>()

  /// An empty series that answers up to `memory` before its last observation.
  package init(memory: TimeSpan) { self.memory = memory }

  /// The last observation.
  package var last: (time: Timestamp, value: Double)? { points.last }

  /// Adds an observation; of two at one time the later wins.
  package mutating func add(_ value: Double, at time: Timestamp) {
    points.append((time, value))
    // The observation in force at the edge of memory must stay: drop one only once its
    // successor is already at or before the edge.
    while let second = points[1], second.time <= time - memory { points.popFirst() }
  }

  /// The last observation with timestamp ≤ `time`; `warmup` if there is none.
  package func value(at time: Timestamp) -> Metric<Double> {
    let after = (0..<points.count).firstPlace { !(points[$0].map { $0.time <= time } ?? false) }
    guard let point = points[after - 1] else { return .undefined(.warmup) }
    return Metric(number: point.value)
  }
}
