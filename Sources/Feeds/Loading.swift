// The second step: read the files of a survey and keep the series a run needs.
package import Columns
package import Diagnostics
import Quantities

/// How far a load has come.
package struct LoadProgress: Sendable {
  package let filesDone: Int
  package let fileCount: Int
  /// Bytes read from disk so far, and of how many; the total is 0 for a stream.
  package let bytesRead: Int64
  package let bytesTotal: Int64
  package let rows: Int
  /// The file being read.
  package let path: String
}

/// What a load brought.
package struct Loading: Sendable {
  package let store: SeriesStore
  package let report: LoadReport
  package let diagnostics: [Diagnostic]
  /// True where the progress function said to stop.
  package let isCancelled: Bool
}

/// Reads the files of a survey into series; `wanted` nil means all of them.
///
/// Files without a wanted series are passed over, unless `measuresAll` asks for the moments of
/// their rows too: the present of a run is the last moment in any of its data.
/// `progress` is called every few megabytes and at the end of each file; false cancels the load.
package func load(
  _ survey: Survey, wanted: Set<String>? = nil, measuresAll: Bool = false,
  progress: (LoadProgress) -> Bool = { _ in true }
) -> Loading {
  let series = survey.series.filter { wanted?.contains($0.schema.name) ?? true }
  let schemas = Dictionary(uniqueKeysWithValues: series.map { ($0.schema.name, $0.schema) })
  var diagnostics = series.compactMap(\.conflict)
  var reads: [FileRead] = []
  var meter = ProgressMeter(survey.files)
  var isCancelled = false
  for (place, file) in survey.files.enumerated() {
    let offered = file.recognition.offers.map(\.schema.name)
    guard measuresAll || offered.contains(where: { schemas[$0] != nil }) else {
      meter.finish(file)
      continue
    }
    meter.begin(file)
    let reading = FileReading(file, place: place, schemas: schemas)
    let read = reading.run { bytes, rows in
      isCancelled = isCancelled || !progress(meter.at(bytes: bytes, rows: rows))
      return !isCancelled
    }
    diagnostics += read.diagnostics
    reads.append(read)
    meter.finish(file, rows: read.rowCount)
    if isCancelled { break }
  }
  _ = isCancelled || progress(meter.end())
  let assembly = Assembly(reads: reads, files: survey.files, schemas: schemas)
  return Loading(
    store: assembly.store, report: assembly.report,
    diagnostics: diagnostics + assembly.diagnostics + assembly.report.findings,
    isCancelled: isCancelled)
}

/// Adds up what has been read.
private struct ProgressMeter {
  private let fileCount: Int
  private let total: Int64
  private var done = 0
  private var bytes: Int64 = 0
  private var rows = 0
  private var path = ""

  init(_ files: [SurveyedFile]) {
    fileCount = files.count
    total = files.reduce(0) { $0 + $1.source.size }
  }

  mutating func begin(_ file: SurveyedFile) { path = file.path }

  mutating func finish(_ file: SurveyedFile, rows: Int = 0) {
    done += 1
    bytes += file.source.size
    self.rows += rows
  }

  func at(bytes more: Int64, rows moreRows: Int) -> LoadProgress {
    LoadProgress(
      filesDone: done, fileCount: fileCount, bytesRead: bytes + more, bytesTotal: total,
      rows: rows + moreRows, path: path)
  }

  func end() -> LoadProgress { at(bytes: 0, rows: 0) }
}
