// When a member belongs to its group.
import Columns
import Language
import Planning

/// When a member belongs to its group: from its first row on, until it has been silent for long.
///
/// In a batch that is known beforehand, as spans of moments; in a stream the rows of its carriers
/// are looked at tick by tick.
struct Presence: Sendable {
  /// A track whose rows keep a member in its group.
  struct Carrier: Sendable {
    let track: StoredTrack
    let lag: Int64
    /// How long after its newest row the member stays; nil for ever.
    let patience: Int64?

    func holds(at moment: Int64) -> Bool {
      guard let patience else { return track.firstTime <= moment &- lag }
      return track.withRows { rows in
        let seen = rows.position(after: moment &- lag)
        return seen > rows.first && moment &- rows.times[seen - 1] <= patience
      }
    }
  }

  var spans: [ClosedRange<Int64>] = []
  /// Of a stream; empty in a batch.
  var carriers: [Carrier] = []

  /// The first moment at which the member belongs; the maximum where there is none yet.
  var first: Int64 {
    guard !carriers.isEmpty else { return spans.first?.lowerBound ?? .max }
    let seen = carriers.filter { $0.track.firstTime < .max }
    return seen.map { $0.track.firstTime &+ $0.lag }.min() ?? .max
  }

  func contains(_ moment: Int64) -> Bool {
    carriers.isEmpty
      ? spans.contains { $0.contains(moment) } : carriers.contains { $0.holds(at: moment) }
  }

  /// Calls with every run of ticks of a batch at which the member belongs, seen so much earlier.
  func visit(_ batch: Batch, shift: Int64, _ body: (Range<Int>) -> Void) {
    let first = batch.start &- shift
    guard carriers.isEmpty else {
      for i in 0..<batch.count
      where contains(first &+ Int64(truncatingIfNeeded: i) &* batch.step) { body(i..<i + 1) }
      return
    }
    for span in spans {
      let low = ceilingOfQuotient(span.lowerBound &- first, batch.step)
      let high = floorOfQuotient(span.upperBound &- first, batch.step)
      let range = max(0, low)..<max(0, low, min(batch.count, high &+ 1))
      if !range.isEmpty { body(range) }
    }
  }
}

extension Presence.Carrier {
  init(_ track: StoredTrack, _ reference: SeriesReference) {
    self.track = track
    lag = reference.schema.lag.nanoseconds
    let (patience, isEndless) = reference.ageLimit.nanoseconds
      .multipliedReportingOverflow(by: silentLimits)
    self.patience = isEndless || reference.schema.kind == .event ? nil : patience
  }
}
