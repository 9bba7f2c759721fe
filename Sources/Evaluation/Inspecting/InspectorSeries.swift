// Stored series at one moment.
import Columns
import Functions
import Language
import Planning
import Quantities
import Synchronization

/// Every series of a store.
final class InspectedSeries: Sendable {
  let store: SeriesStore
  /// The first event time there is.
  let firstMoment: Int64?
  private let pulses: [String: [Int64]]
  let groupings = Mutex<[Grouping: [Labels: [Candidate]]]>([:])

  init(_ store: SeriesStore) {
    self.store = store
    firstMoment = store.span?.lowerBound
    var pulses: [String: [Int64]] = [:]
    for series in store.all where series.schema.kind == .event {
      pulses[series.schema.name] = series.signsOfLife
    }
    self.pulses = pulses
  }

  /// The track a reference reads for an identity, or nil.
  func track(_ reference: SeriesReference, _ key: Labels) -> Track? {
    let own = key.restricted(to: reference.freeKeys)
    let series = store[reference.schema.name]
    if reference.selection.pairs.isEmpty { return series?.track(own) }
    let pairs = (own.pairs + reference.selection.pairs).map { ($0.key, $0.value) }
    return series?.track(Labels(pairs))
  }

  /// The newest moment the feed was seen alive, and the first, as known at a moment.
  func life(_ reference: SeriesReference, at moment: Timestamp) -> (first: Int64, last: Int64)? {
    let pulse = pulses[reference.schema.name] ?? []
    let horizon = moment.nanoseconds &- reference.schema.lag.nanoseconds
    guard let first = pulse.first, first <= horizon else { return nil }
    var cursor = RowCursor(lag: 0)
    cursor.start(in: pulse, through: horizon)
    return (first, pulse[cursor.seen - 1])
  }
}

extension InspectedSeries {
  /// A track that may bring a member into a group.
  struct Candidate: Sendable {
    let labels: Labels
    let track: Track
    let carrier: SeriesReference
  }

  struct Grouping: Hashable {
    let carrier: SeriesReference
    let memberKeys: [String]
    let groupKeys: [String]
  }

  /// The candidates a carrying series has for every group; found once and remembered.
  func candidates(
    _ carrier: SeriesReference, memberKeys: [String], groupKeys: [String]
  ) -> [Labels: [Candidate]] {
    let grouping = Grouping(carrier: carrier, memberKeys: memberKeys, groupKeys: groupKeys)
    return groupings.withLock { known in
      if let found = known[grouping] { return found }
      let tracks = store[carrier.schema.name]?.tracks ?? []
      let all = tracks.filter { $0.labels.matches(carrier.selection) }.map { track in
        let labels = track.labels.dropping(carrier.selection.keys).restricted(to: memberKeys)
        return Candidate(labels: labels, track: track, carrier: carrier)
      }
      let found = Dictionary(grouping: all) { $0.labels.restricted(to: groupKeys) }
      known[grouping] = found
      return found
    }
  }
}

/// One row as it is seen.
struct SeenRow {
  let time: Int64
  let value: Double
}

extension Inspector {
  /// How many rows of a track are visible at a moment.
  func visible(_ track: Track, _ reference: SeriesReference, _ at: Timestamp) -> Int {
    track.count(through: at.nanoseconds &- reference.schema.lag.nanoseconds)
  }

  /// The latest visible row, however old, or nil where none was ever seen.
  func latest(_ reference: SeriesReference, _ key: Labels, _ at: Timestamp) -> SeenRow? {
    guard let track = stored.track(reference, key) else { return nil }
    let seen = visible(track, reference, at)
    return seen > 0 ? SeenRow(time: track.times[seen - 1], value: track.values[seen - 1]) : nil
  }

  func asOf(_ reference: SeriesReference, _ key: Labels, _ at: Timestamp) -> Outcome {
    let name = reference.schema.name
    guard let row = latest(reference, key, at) else {
      return .unknown([unseen(reference, key, at)])
    }
    guard row.value.isFinite else {
      let reason = Undefined(number: row.value).map { Reason.unmeasured($0, name) }
      return .unknown([reason ?? .nan(name)])
    }
    let age = TimeSpan(nanoseconds: at.nanoseconds &- row.time)
    guard age <= reference.ageLimit else {
      return .unknown([.stale(name, age: age, limit: reference.ageLimit)])
    }
    return .known(row.value)
  }

  /// Before the first row: warmup where the row is seen by the tick itself, else missing.
  private func unseen(
    _ reference: SeriesReference, _ key: Labels, _ at: Timestamp
  ) -> Reason {
    let name = reference.schema.name
    guard lead > .zero, latest(reference, key, at + lead) != nil,
      let first = stored.track(reference, key)?.times.first
    else { return .missing(name) }
    let passed = Double((at + lead).nanoseconds &- first) / Double(lead.nanoseconds)
    return .warmup("\(name)[\(lead.literal) ago]", percent: max(0, min(99, Int(passed * 100))))
  }

  func age(_ reference: SeriesReference, _ key: Labels, _ at: Timestamp) -> Outcome {
    guard let row = latest(reference, key, at) else {
      return .unknown([unseen(reference, key, at)])
    }
    return .known(Double(at.nanoseconds &- row.time) / 1e9)
  }
}
