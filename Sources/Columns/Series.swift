// Stored series: samples in time order, one track per set of labels.
import Quantities

/// The samples of one series under one set of labels.
///
/// `times` are event times, ascending, in nanoseconds. `values` are in base units; NaN marks a row
/// whose cell was NaN or infinite: it is missing{nan} and hides the older value.
package struct Track: Sendable {
  package let labels: Labels
  package let times: [Int64]
  package let values: [Double]

  package init(labels: Labels, times: [Int64], values: [Double]) {
    precondition(times.count == values.count, "a track has one value per time")
    self.labels = labels
    self.times = times
    self.values = values
  }

  /// How many samples have an event time at or before `time`.
  package func count(through time: Int64) -> Int {
    guard let first = times.first, let last = times.last, first <= time else { return 0 }
    if last <= time { return times.count }
    // Rows mostly come at an even pace, so that the one looked for is where that would have it.
    let share = (Double(time) - Double(first)) / max(1, Double(last) - Double(first))
    let guess = min(times.count - 2, Int(share * Double(times.count - 1)))
    if times[guess] <= time, time < times[guess + 1] { return guess + 1 }
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// A named series: its schema and its tracks.
package struct Series: Sendable {
  package let schema: SeriesSchema
  /// Sorted by labels; each label set once.
  package let tracks: [Track]
  /// For an event series: every moment at which its feed was seen alive, ascending: the times of
  /// its rows and of empty cells. Empty for other kinds.
  package let pulse: [Int64]

  package init(schema: SeriesSchema, tracks: [Track], pulse: [Int64] = []) {
    self.schema = schema
    self.tracks = tracks.sorted { $0.labels < $1.labels }
    self.pulse = pulse
  }

  /// The track with these labels, or nil where there is none.
  package func track(_ labels: Labels) -> Track? {
    tracks.place(of: labels) { $0.labels }.map { tracks[$0] }
  }

  /// How many samples all tracks hold together.
  package var sampleCount: Int { tracks.reduce(0) { $0 + $1.times.count } }

  /// The first and last event time over all tracks, or nil where there is no sample.
  package var span: ClosedRange<Int64>? {
    // Written out: a path through two properties is put together at run time.
    var span: ClosedRange<Int64>?
    for track in tracks {
      guard let first = track.times.first, let last = track.times.last else { continue }
      span = min(first, span?.lowerBound ?? first)...max(last, span?.upperBound ?? last)
    }
    return span
  }
}

/// All series of a run, by name.
package struct SeriesStore: Sendable {
  private var byName: [String: Series] = [:]

  package init(_ series: [Series] = []) {
    for one in series { byName[one.schema.name] = one }
  }

  /// The series of that name, or nil where no data brought one.
  package subscript(name: String) -> Series? {
    get { byName[name] }
    set { byName[name] = newValue }
  }

  /// Every series, sorted by name.
  package var all: [Series] { byName.values.sorted { $0.schema.name < $1.schema.name } }

  /// The first and last event time in the data, or nil where there is no sample at all.
  package var span: ClosedRange<Int64>? {
    let spans = byName.values.compactMap { series -> ClosedRange<Int64>? in
      guard let first = series.pulse.first, let last = series.pulse.last else { return series.span }
      let own = series.span ?? first...last
      return min(own.lowerBound, first)...max(own.upperBound, last)
    }
    guard let low = spans.map(\.lowerBound).min(), let high = spans.map(\.upperBound).max()
    else { return nil }
    return low...high
  }
}
