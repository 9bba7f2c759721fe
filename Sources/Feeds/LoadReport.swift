// What a load found, in numbers: per file and per series.
package import Columns
package import Quantities

/// The counts of a load.
package struct LoadReport: Sendable {
  /// In the order the files were read.
  package internal(set) var files: [FileReport] = []
  /// Sorted by name.
  package internal(set) var series: [SeriesReport] = []

  /// Rows read, rejected ones included.
  package var rows: Int { files.reduce(0) { $0 + $1.rows } }
  /// The first and the last moment of any row that was read.
  package var span: ClosedRange<Int64>? {
    let spans = files.compactMap(\.span)
    guard let first = spans.map(\.lowerBound).min(), let last = spans.map(\.upperBound).max()
    else { return nil }
    return first...last
  }
  /// Rows that could not be used at all.
  package var rejectedRows: Int { files.reduce(0) { $0 + $1.rejects.rows } }
  /// Single cells that could not be used.
  package var rejectedCells: Int { files.reduce(0) { $0 + $1.rejects.cells } }
  /// Rows that another replaced, and events that came twice.
  package var duplicates: Int { files.reduce(0) { $0 + $1.duplicates } }
  /// Rows older than the newest before them.
  package var late: Int { files.reduce(0) { $0 + $1.late } }
  /// Rows older than the row just before them.
  package var inversions: Int { files.reduce(0) { $0 + $1.inversions } }
  /// Cells that were NaN, infinite or too large.
  package var nan: Int { files.reduce(0) { $0 + $1.nan } }
}

/// The counts of one file.
package struct FileReport: Sendable {
  package let path: String
  package let format: String
  /// Rows read, rejected ones included, headers not.
  package internal(set) var rows = 0
  /// The first and the last moment of its rows, whichever series they hold.
  package internal(set) var span: ClosedRange<Int64>?
  package internal(set) var rejects = RejectList()
  /// Rows that another row of the same labels and time replaced, and event rows that came twice.
  package internal(set) var duplicates = 0
  /// Rows older than the newest before them under their labels.
  package internal(set) var late = 0
  /// Rows older than the row just before them under their labels.
  package internal(set) var inversions = 0
  /// Cells that were NaN, infinite or too large.
  package internal(set) var nan = 0
  /// The middle step between its first rows of one series, where there are enough of them.
  package internal(set) var step: TimeSpan?
  /// True where an error ended its reading.
  package internal(set) var isBroken = false
}

/// What came of one series.
package struct SeriesReport: Sendable {
  package let schema: SeriesSchema
  package internal(set) var tracks = 0
  package internal(set) var samples = 0
  package internal(set) var span: ClosedRange<Int64>?
  /// The middle step between neighbouring samples of a track, or nil with too few of them.
  package internal(set) var cadence: TimeSpan?
  /// Steps longer than one and a half cadences, the longest first, at most five.
  package internal(set) var gaps: [Gap] = []
  package internal(set) var gapCount = 0
  /// Steps one hour shorter, and one hour longer, than the cadence: clock changes, if both are few.
  package internal(set) var clockChanges = 0
  /// The share of the span's expected samples that are there; nil where the cadence is unknown.
  package internal(set) var coverage: Double?

  /// A hole in a track.
  package struct Gap: Sendable, Equatable {
    package let labels: Labels
    package let from: Int64
    package let to: Int64

    /// From the last sample before the hole to the first after it.
    package var length: TimeSpan { TimeSpan(nanoseconds: distance(from: from, to: to)) }
  }
}

extension SeriesReport {
  /// Measures the tracks of a series.
  init(measuring series: Series, _ memory: inout GapMemory) {
    schema = series.schema
    tracks = series.tracks.count
    samples = series.sampleCount
    span = series.span
    guard let step = Self.middleStep(series.tracks), step > 0 else { return }
    cadence = TimeSpan(nanoseconds: step)
    measureGaps(series.tracks, step, &memory)
  }

  /// How many steps are looked at for the middle one, spread over all tracks.
  private static let stepLimit = 2_048

  private static func middleStep(_ tracks: [Track]) -> Int64? {
    let count = tracks.reduce(0) { $0 + max(0, $1.times.count - 1) }
    let stride = max(1, count / stepLimit)
    var steps: [Int64] = []
    for track in tracks {
      var index = 1
      while index < track.times.count {
        let step = distance(from: track.times[index - 1], to: track.times[index])
        if step > 0 { steps.append(step) }
        index += stride
      }
    }
    guard !steps.isEmpty else { return nil }
    steps.sort()
    return steps[steps.count / 2]
  }

  private mutating func measureGaps(_ tracks: [Track], _ step: Int64, _ memory: inout GapMemory) {
    var expected = 0.0
    var present = 0
    var shorter = 0
    var longer = 0
    for track in tracks {
      guard let first = track.times.first, let last = track.times.last else { continue }
      expected += (Double(distance(from: first, to: last)) / Double(step)).rounded(.down) + 1
      let found = memory.gaps(of: track.times, step)
      present += found.present
      shorter += found.shorter
      longer += found.longer
      gapCount += found.count
      for gap in found.longest {
        gaps.keepLongest(Gap(labels: track.labels, from: gap.from, to: gap.to)) { $0.length }
      }
    }
    if step >= 4 * TimeGaps.hour, shorter > 0, longer > 0, (shorter + longer) * 20 < present {
      clockChanges = shorter + longer
    }
    if schema.kind != .event, expected > 1 { coverage = min(1, Double(present) / expected) }
  }
}

/// The nanoseconds between two moments, at most what an `Int64` holds.
func distance(from a: Int64, to b: Int64) -> Int64 {
  let (length, overflow) = b.subtractingReportingOverflow(a)
  return overflow ? .max : length
}
