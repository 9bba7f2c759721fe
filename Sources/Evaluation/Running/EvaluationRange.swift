// The ticks of a run.
package import Columns
package import Quantities

/// The moments a run's ticks lie between, both included.
package struct EvaluationRange: Hashable, Sendable {
  package let from: Timestamp
  package let through: Timestamp

  package init(from: Timestamp, through: Timestamp) {
    self.from = from
    self.through = through
  }

  /// The range a run over a store has: from `from` or the first event in the data, through the
  /// earlier of `to` and `now`, or where neither is given the last event; nil where there is no
  /// data at all.
  package static func covering(
    _ store: SeriesStore, from: Timestamp? = nil, to: Timestamp? = nil, now: Timestamp? = nil
  ) -> EvaluationRange? {
    guard let span = store.span else { return nil }
    let newest = now ?? Timestamp(nanoseconds: span.upperBound)
    return EvaluationRange(
      from: from ?? Timestamp(nanoseconds: span.lowerBound), through: min(to ?? newest, newest))
  }

  /// The ticks of a grid within the range, first and last, or nil where there is none.
  package func ticks(every step: TimeSpan) -> (first: Timestamp, last: Timestamp)? {
    guard step > .zero else { return nil }
    let first = from.roundedUp(to: step)
    let last = through.roundedDown(to: step)
    return first <= last ? (first, last) : nil
  }
}
