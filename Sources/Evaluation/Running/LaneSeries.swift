// What lanes see of a stored series: the rows of each identity, where they grow.
import Columns
import Language

/// The tracks of one series, one for each lane, looked up once for all cells that read it.
final class LaneSeries {
  let reference: SeriesReference
  private(set) var tracks: [StoredTrack] = []
  private var growing = History<UnsafeMutablePointer<GrowingRows>>(capacity: 16)

  init(_ reference: SeriesReference) { self.reference = reference }

  deinit { growing.deallocate() }

  /// The rows of each lane; good until another lane is opened.
  var rows: UnsafePointer<UnsafeMutablePointer<GrowingRows>> { UnsafePointer(growing.base) }

  /// Takes up an identity in the next lane.
  func open(_ labels: Labels, _ stored: StoredSeries) {
    let found = stored.track(of: reference, for: labels)
    // A track that cannot grow has no rows in a stream.
    let track = found.growing == nil ? StoredTrack(growing: found.labels) : found
    tracks.append(track)
    if let rows = track.growing { growing.append(rows) }
  }
}
