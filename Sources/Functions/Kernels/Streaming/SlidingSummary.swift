// A window over time or count whose summary never drifts: two stacks instead of subtraction.

package import Quantities

/// The summary of the samples inside a sliding window.
///
/// New samples gather in a back stack; when the front is exhausted the back is turned over into
/// suffix summaries. Nothing is ever subtracted, so no error accumulates, and every sample is
/// merged at most twice: O(1) amortised.
package struct SlidingSummary<S: WindowSummary>: Sendable {
  private let span: WindowSpan
  private var front: [(time: Timestamp, suffix: S)] = []
  private var back: [(time: Timestamp, sample: S.Sample)] = []
  private var backSummary = S()

  /// An empty window.
  package init(_ span: WindowSpan) { self.span = span }

  /// How many samples the window holds; an unlimited window keeps none.
  package var count: Int { front.count + back.count }

  /// The summary of the window.
  package var summary: S {
    guard var whole = front.last?.suffix else { return backSummary }
    whole.merge(backSummary)
    return whole
  }

  /// Adds a sample and moves the window to its time; times must not go back.
  package mutating func add(_ sample: S.Sample, at time: Timestamp) {
    backSummary.add(sample)
    if case .unlimited = span { return }
    back.append((time, sample))
    advance(to: time)
  }

  /// Moves the window to `time`, dropping what has left it.
  package mutating func advance(to time: Timestamp) {
    switch span {
    case .unlimited: return
    case .time(let length): drop { $0 <= time - length }
    case .count(let limit):
      var surplus = count - max(0, limit)
      drop { _ in
        surplus -= 1
        return surplus >= 0
      }
    }
  }

  /// Forgets everything.
  package mutating func reset() { self = SlidingSummary(span) }

  private mutating func drop(while isOut: (Timestamp) -> Bool) {
    while let oldest = front.last {
      guard isOut(oldest.time) else { return }
      front.removeLast()
    }
    guard let kept = back.firstIndex(where: { !isOut($0.time) }) else {
      return clearBack()
    }
    guard kept > 0 else { return }
    var suffix = S()
    for item in back[kept...].reversed() {
      var longer = S(item.sample)
      longer.merge(suffix)
      suffix = longer
      front.append((item.time, suffix))
    }
    clearBack()
  }

  private mutating func clearBack() {
    back.removeAll(keepingCapacity: true)
    backSummary = S()
  }
}
