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
/// `progress` is called every few megabytes and at the end; false cancels the load. Files are read
/// by as many threads as there are cores; the result is the same with any number of them.
package func load(
  _ survey: Survey, wanted: Set<String>? = nil, measuresAll: Bool = false,
  progress: (LoadProgress) -> Bool = { _ in true }
) -> Loading {
  let series = survey.series.filter { wanted?.contains($0.schema.name) ?? true }
  let schemas = Dictionary(uniqueKeysWithValues: series.map { ($0.schema.name, $0.schema) })
  let crew = LoadCrew(
    survey, schemas: schemas, threads: processorCount, purpose: measuresAll ? .spanning : .keeping)
  crew.run(progress)
  var reads = crew.takeReads()
  WindowPool.clear()
  let assembly = Assembly(taking: &reads, files: survey.files, schemas: schemas)
  return Loading(
    store: assembly.store, report: assembly.report,
    diagnostics: folded(
      series.compactMap(\.conflict) + series.compactMap(\.delay)
        + reads.flatMap(\.diagnostics) + assembly.diagnostics
        + assembly.report.findings + CrossChecks(assembly.store).findings),
    isCancelled: crew.isCancelled)
}
