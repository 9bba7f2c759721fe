// Stored series as a run reads them: tracks by labels, samples without their NaN rows.
import Columns
import Language
import Planning
import Quantities

/// One track, with its valid samples apart where some rows are NaN.
final class StoredTrack: Sendable {
  let labels: Labels
  /// Every row.
  let times: [Int64]
  let values: [Double]
  /// The rows whose value is a number: what windows hold.
  let sampleTimes: [Int64]
  let samples: [Double]

  init(_ track: Track) {
    labels = track.labels
    times = track.times
    values = track.values
    guard track.values.contains(where: { !$0.isFinite }) else {
      sampleTimes = times
      samples = values
      return
    }
    let valid = values.indices.filter { track.values[$0].isFinite }
    sampleTimes = valid.map { track.times[$0] }
    samples = valid.map { track.values[$0] }
  }

  static let empty = StoredTrack(Track(labels: .none, times: [], values: []))
}

/// Every stored series a plan reads, looked up once.
final class StoredSeries: Sendable {
  private struct Selected: Hashable {
    let name: String
    let selection: Labels
  }

  private let tables: [Selected: [Labels: StoredTrack]]
  private let pulses: [String: [Int64]]

  init(_ store: SeriesStore, reading references: [SeriesReference]) {
    var tracks: [String: [StoredTrack]] = [:]
    var tables: [Selected: [Labels: StoredTrack]] = [:]
    var pulses: [String: [Int64]] = [:]
    for reference in references {
      let name = reference.schema.name
      if tracks[name] == nil {
        tracks[name] = store[name]?.tracks.map(StoredTrack.init) ?? []
        if reference.schema.kind == .event { pulses[name] = store[name]?.signsOfLife ?? [] }
      }
      let selected = Selected(name: name, selection: reference.selection)
      guard tables[selected] == nil else { continue }
      var table: [Labels: StoredTrack] = [:]
      for track in tracks[name] ?? [] where track.labels.matches(reference.selection) {
        let labels = track.labels.dropping(reference.selection.keys)
        if table[labels] == nil { table[labels] = track }
      }
      tables[selected] = table
    }
    self.tables = tables
    self.pulses = pulses
  }

  /// The tracks of a reference by their free labels.
  func tracks(of reference: SeriesReference) -> [Labels: StoredTrack] {
    let name = reference.schema.name
    return tables[Selected(name: name, selection: reference.selection)] ?? [:]
  }

  /// The track of a reference for an identity's labels; empty where there is none.
  func track(of reference: SeriesReference, for labels: Labels) -> StoredTrack {
    tracks(of: reference)[labels.restricted(to: reference.freeKeys)] ?? .empty
  }

  /// The first event time of all tracks and pulses, or nil where there is none.
  var firstMoment: Int64? {
    let rows = tables.values.flatMap(\.values).compactMap(\.times.first)
    return (rows + pulses.values.compactMap(\.first)).min()
  }

  /// The moments at which the feed of an event series was seen alive.
  func pulse(of reference: SeriesReference) -> [Int64] { pulses[reference.schema.name] ?? [] }
}

extension Series {
  /// The pulse, or the times of all rows where it was not kept.
  var signsOfLife: [Int64] {
    if !pulse.isEmpty { return pulse }
    return tracks.flatMap(\.times).sorted()
  }
}
