// The tracks of one series by their labels, and how a cell finds that of its identity.
import Columns
import Language
import Planning

/// The tracks of one series under one selection, by the labels left free.
///
/// In a batch they lie in the order of their labels and never change, so that any thread may read
/// them. In a stream they lie as they came.
final class TrackTable: @unchecked Sendable {
  struct Entry {
    let labels: Labels
    let track: StoredTrack
  }

  private(set) var entries: [Entry]
  /// In a stream, where each entry is.
  private var places: [Labels: Int]?

  /// Those of a batch; of tracks with the same labels the first.
  init(_ tracks: [StoredTrack], under selection: Labels) {
    entries = []
    entries.reserveCapacity(tracks.count)
    let keys = selection.keys
    for track in tracks where track.labels.matches(selection) {
      entries.append(Entry(labels: track.labels.dropping(keys), track: track))
    }
    entries.order(by: { $0.labels }, joining: { _, _ in })
  }

  /// Those of a stream, none of which has come yet.
  init() {
    entries = []
    places = [:]
  }

  /// The place of the entry with these labels; looked for at one place before all others.
  func place(of labels: Labels, expected: Int = 0) -> Int? {
    if expected < entries.count, entries[expected].labels == labels { return expected }
    if let places { return places[labels] }
    return entries.place(of: labels) { $0.labels }
  }

  /// Adds a track of a stream.
  func add(_ track: StoredTrack, as labels: Labels) {
    guard places?[labels] == nil else { return }
    places?[labels] = entries.count
    entries.append(Entry(labels: labels, track: track))
  }
}

/// The track that one cell reads, of one identity after another.
struct TrackReader {
  let reference: SeriesReference
  private let keys: [String]
  private let stored: StoredSeries
  private let table: TrackTable
  private let shared: TrackPace
  /// Where the track of the identity was found last: that of the next one comes after it.
  private var place = -1
  private(set) var track = StoredTrack.empty

  /// `shared` is the pace of the same track for every reader of it.
  init(_ reference: SeriesReference, in stored: StoredSeries, shared: TrackPace) {
    self.reference = reference
    self.stored = stored
    self.shared = shared
    keys = reference.freeKeys
    table = stored.table(of: reference)
  }

  /// Turns to the track of an identity.
  mutating func aim(at labels: Labels) {
    if let found = table.place(of: labels.restricted(to: keys), expected: place + 1) {
      place = found
      track = table.entries[found].track
    } else {
      track = stored.track(of: reference, for: labels)
    }
    shared.aim(at: track)
  }

  /// How evenly the rows come, where it is known.
  var paceOfRows: RowPace? { shared.ofRows }
  /// The same of the rows whose value is a number.
  var paceOfSamples: RowPace? { shared.ofSamples }
}

extension Array {
  /// Puts elements in the order of their labels; those with the same are joined into the first.
  /// What a series brings mostly lies so already, and is then only looked at.
  mutating func order(
    by labels: (Element) -> Labels, joining join: (inout Element, Element) -> Void
  ) {
    let isOrdered = indices.dropFirst().allSatisfy { labels(self[$0 - 1]) < labels(self[$0]) }
    guard !isOrdered else { return }
    var joined: [Element] = []
    for element in sorted(by: { labels($0) < labels($1) }) {
      if let last = joined.last, labels(last) == labels(element) {
        join(&joined[joined.count - 1], element)
      } else {
        joined.append(element)
      }
    }
    self = joined
  }
}
