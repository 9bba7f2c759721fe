// The data of a session: surveyed once, loaded as far as anybody has asked, read again only when
// the question needs more.
package import Columns
package import Feeds
package import Language

/// Watches long work; false from the closure cancels it.
package typealias ProgressWatch = (LoadProgress) -> Bool

/// The data a request names, and what has been read of it.
package struct DataPool: Sendable {
  package private(set) var paths: [String]
  private let schemaFile: String?
  private var declarations: [SeriesSchema]?
  private var surveyed: Survey?
  private var loaded: (wanted: Set<String>, loading: Loading)?
  /// What has been measured of books so far, by series.
  private var measures: [String: BookMeasure] = [:]

  package init(paths: [String] = [], schemaFile: String? = nil) {
    self.paths = paths
    self.schemaFile = schemaFile
  }

  /// Adds paths; what was read before is read again when needed.
  package mutating func add(_ more: [String]) {
    paths += more
    surveyed = nil
    loaded = nil
  }

  /// The survey under these `series` declarations.
  package mutating func survey(_ wanted: [SeriesSchema]) -> Survey {
    if let surveyed, declarations == wanted { return surveyed }
    let fresh = Feeds.survey(
      FeedRequest(paths: paths, declarations: wanted, schemaFile: schemaFile))
    declarations = wanted
    surveyed = fresh
    loaded = nil
    return fresh
  }

  /// The series a program reads, loaded and measured now unless they have been.
  package mutating func load(
    _ survey: Survey, for program: CheckedProgram, _ watch: ProgressWatch
  ) -> Loading {
    for measure in program.measuresRead { measures[measure.schema.name] = measure }
    return load(survey, program.seriesRead, watch)
  }

  /// The series of these names, read now unless they have been.
  package mutating func load(
    _ survey: Survey, _ wanted: Set<String>, _ watch: ProgressWatch
  ) -> Loading {
    if let loaded, loaded.wanted.isSuperset(of: wanted) { return loaded.loading }
    let all = wanted.union(loaded?.wanted ?? [])
    let measured = survey.deriving(measures.keys.sorted().compactMap { measures[$0] })
    let loading = Feeds.load(measured, wanted: all, measuresAll: true, progress: watch)
    if !loading.isCancelled { loaded = (all, loading) }
    return loading
  }
}
