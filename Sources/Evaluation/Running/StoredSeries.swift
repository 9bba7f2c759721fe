// Stored series as a run reads them: tracks by labels, pulses by name.
import Columns
import Language
import Planning
import Quantities

/// Every stored series a plan reads, looked up once.
///
/// In a batch it never changes and any thread may read it. In a stream tracks are made as somebody
/// asks for them or as rows come, and one thread does both.
final class StoredSeries: @unchecked Sendable {
  private struct Selected: Hashable {
    let name: String
    let selection: Labels
  }

  private var tables: [Selected: TrackTable] = [:]
  private var pulses: [String: Pulse] = [:]
  /// In a stream, the references by the name of their series; empty in a batch.
  private var readers: [String: [SeriesReference]] = [:]
  /// In a stream, every track by its labels.
  private var streamed: [String: [Labels: StoredTrack]] = [:]
  let isStream: Bool

  init(_ store: SeriesStore, reading references: [SeriesReference]) {
    isStream = false
    var tracks: [String: [StoredTrack]] = [:]
    for reference in references {
      let name = reference.schema.name
      if tracks[name] == nil {
        tracks[name] = store[name]?.tracks.map { StoredTrack($0) } ?? []
        if reference.schema.kind == .event {
          pulses[name] = Pulse(store[name]?.signsOfLife ?? [])
        }
      }
      let selected = Selected(name: name, selection: reference.selection)
      guard tables[selected] == nil else { continue }
      tables[selected] = TrackTable(tracks[name] ?? [], under: reference.selection)
    }
  }

  /// The series of a stream, without a row yet.
  init(streaming references: [SeriesReference]) {
    isStream = true
    for reference in references {
      let name = reference.schema.name
      let selected = Selected(name: name, selection: reference.selection)
      // Nodes of one series and selection share their tracks.
      if tables[selected] == nil {
        readers[name, default: []].append(reference)
        tables[selected] = TrackTable()
      }
      if reference.schema.kind == .event, pulses[name] == nil { pulses[name] = Pulse() }
    }
  }

  /// The tracks of a reference by their free labels.
  func table(of reference: SeriesReference) -> TrackTable {
    let name = reference.schema.name
    return tables[Selected(name: name, selection: reference.selection)] ?? Self.noTracks
  }

  private static let noTracks = TrackTable([], under: .none)

  /// The track of a reference for an identity's labels; empty where there is none. In a stream it
  /// is made, so that whoever reads it sees the rows that may come.
  func track(of reference: SeriesReference, for labels: Labels) -> StoredTrack {
    let own = labels.restricted(to: reference.freeKeys)
    let table = table(of: reference)
    if let place = table.place(of: own) { return table.entries[place].track }
    guard isStream else { return .empty }
    let pairs = (own.pairs + reference.selection.pairs).map { ($0.key, $0.value) }
    return track(named: reference.schema.name, Labels(pairs)) ?? .empty
  }

  /// The first event time of all tracks and pulses, or nil where there is none.
  var firstMoment: Int64? {
    var first = Int64.max
    for table in tables.values {
      for entry in table.entries { first = min(first, entry.track.firstTime) }
    }
    for pulse in pulses.values { first = min(first, pulse.first) }
    return first < .max ? first : nil
  }

  /// The moments at which the feed of an event series was seen alive.
  func pulse(of reference: SeriesReference) -> Pulse { pulses[reference.schema.name] ?? Pulse([]) }
}

// MARK: streams

extension StoredSeries {
  /// The track of a streamed series with these labels, made where there is none; nil where nobody
  /// reads the series.
  func track(named name: String, _ labels: Labels) -> StoredTrack? {
    guard let readers = readers[name] else { return nil }
    if let track = streamed[name]?[labels] { return track }
    let track = StoredTrack(growing: labels)
    streamed[name, default: [:]][labels] = track
    for reference in readers where labels.matches(reference.selection) {
      let selected = Selected(name: name, selection: reference.selection)
      tables[selected]?.add(track, as: labels.dropping(reference.selection.keys))
    }
    return track
  }

  /// The pulse of a streamed event series; nil where nobody reads it.
  func pulse(named name: String) -> Pulse? { pulses[name] }

  /// True of a streamed series whose rows all count, whatever their time.
  func isEvent(_ name: String) -> Bool { pulses[name] != nil }

  /// Forgets rows that nothing can reach: of every series what is older than its reach.
  func forget(before moment: Int64, reaches: [String: Int64]) {
    for (name, tracks) in streamed {
      let horizon = moment.subtractingReportingOverflow(reaches[name] ?? 0)
      guard !horizon.overflow else { continue }
      for track in tracks.values { track.growing?.pointee.forget(before: horizon.partialValue) }
      pulses[name]?.forget(before: horizon.partialValue)
    }
  }

  /// The rows of every track of a stream.
  var growing: [UnsafeMutablePointer<GrowingRows>] {
    streamed.values.flatMap(\.values).compactMap(\.growing)
  }

  /// How many rows a stream holds.
  var rowsHeld: Int {
    growing.reduce(0) { $0 + $1.pointee.rows.end - $1.pointee.rows.first }
  }
}

extension Series {
  /// The pulse, or the times of all rows where it was not kept.
  var signsOfLife: [Int64] {
    if !pulse.isEmpty { return pulse }
    return tracks.flatMap(\.times).sorted()
  }
}
