// The data of a session: surveyed once, loaded as far as anybody has asked, read again only when
// the question needs more.
package import Columns
import Evaluation
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
  /// What was loaded while rules were checked: good for rules that read just this.
  private var ahead: (wanted: Set<String>, loading: Loading)?
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

  /// Checks rules; where the data are few, a second thread loads the series they name meanwhile.
  mutating func check(
    _ files: [SyntaxFile], in context: CheckingContext, over survey: Survey
  ) -> CheckedProgram {
    ahead = nil
    let named = Self.seriesNamed(in: files, survey)
    guard loaded == nil, processorCount > 1, !named.isEmpty,
      let bytes = survey.byteCount, Self.bytesAhead ~= bytes
    else { return Language.check(files, in: context) }
    let done = concurrentMap(count: 2, threads: 2) { (task, _: inout Never?) in
      task == 0
        ? (program: Language.check(files, in: context), loading: Loading?.none)
        : (CheckedProgram(), Feeds.load(survey, wanted: named, measuresAll: true))
    }
    if let loading = done[1].loading { ahead = (named, loading) }
    return done[0].program
  }

  /// A smaller load takes less time than a thread to begin; a larger one would cost too much where
  /// the rules read other series than they name.
  private static let bytesAhead: ClosedRange<Int64> = 1 << 17...1 << 23

  private static func seriesNamed(in files: [SyntaxFile], _ survey: Survey) -> Set<String> {
    let offered = Set(survey.series.map { $0.schema.name })
    var named: Set<String> = []
    for file in files {
      for token in file.tokens where token.kind == .word {
        let word = file.source.slice(token.range)
        if offered.contains(word) { named.insert(word) }
      }
    }
    return named
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
    if let ahead, ahead.wanted == all, measures.isEmpty {
      loaded = ahead
      return ahead.loading
    }
    let measured = survey.deriving(measures.keys.sorted().compactMap { measures[$0] })
    let loading = Feeds.load(measured, wanted: all, measuresAll: true, progress: watch)
    if !loading.isCancelled { loaded = (all, loading) }
    return loading
  }
}
