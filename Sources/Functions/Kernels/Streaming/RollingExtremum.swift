// The largest or smallest value of a sliding window, by a monotonic queue.

package import Quantities

/// The maximum or the minimum of a window, exact, O(1) amortised.
///
/// Source: Lemire 2006, Nordic J. Computing 13(4).
package struct RollingExtremum: Sendable {
  /// Which end is kept.
  package enum Kind: Sendable {
    /// The largest value.
    case maximum
    /// The smallest value.
    case minimum
  }

  private let kind: Kind
  private let span: WindowSpan
  private var candidates = RingQueue<(time: Timestamp, index: Int, value: Double)>()
  private var added = 0

  /// An empty window.
  package init(_ kind: Kind, _ span: WindowSpan) {
    self.kind = kind
    self.span = span
  }

  /// The extremum; `warmup` while the window is empty.
  package var value: Metric<Double> {
    candidates.first.map { Metric(number: $0.value) } ?? .undefined(.warmup)
  }

  /// Adds a value and moves the window to its time; NaN is ignored.
  package mutating func add(_ value: Double, at time: Timestamp) {
    guard !value.isNaN else { return advance(to: time) }
    while let last = candidates.last, !beats(last.value, value) { candidates.popLast() }
    candidates.append((time, added, value))
    added += 1
    advance(to: time)
  }

  /// Moves the window to `time`.
  package mutating func advance(to time: Timestamp) {
    while let first = candidates.first, isOut(first.time, first.index, now: time) {
      candidates.popFirst()
    }
  }

  private func beats(_ old: Double, _ new: Double) -> Bool {
    kind == .maximum ? old > new : old < new
  }

  private func isOut(_ time: Timestamp, _ index: Int, now: Timestamp) -> Bool {
    switch span {
    case .time(let length): time <= now - length
    case .count(let limit): index < added - limit
    case .unlimited: false
    }
  }
}
