// Data that is still being written: growing files, directories that gain files, streams.
package import Columns
import Diagnostics
package import Quantities

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Follows the data of a request: first everything there is, then, call by call, what has come.
///
/// The samples are those a load of the finished files would give; a row is seen once its line has
/// ended. Compressed files and single JSON values are read once, when they appear.
package final class Follower {
  private let request: FeedRequest
  private let wanted: Set<String>?
  private let measures: [BookMeasure]
  private var surveyor: Surveyor
  private var tails: [Tail] = []
  private var known: Set<String> = []
  private var told: Set<String> = []
  private var fresh: [Diagnostic] = []
  private var memory = EventMemory()
  /// What is on offer so far; files that appear later are added.
  package private(set) var survey = Survey()

  /// Looks at what there is; `wanted` nil follows every series. The measures are taken of the
  /// books of every file.
  package init(
    _ request: FeedRequest, wanted: Set<String>? = nil, measures: [BookMeasure] = []
  ) {
    self.request = request
    self.wanted = wanted
    self.measures = measures
    surveyor = Surveyor(request)
    lookAround()
    survey.diagnostics = fresh
  }

  /// True once nothing can follow: every source is a stream that has ended.
  package var isFinished: Bool {
    !tails.isEmpty && tails.allSatisfy(\.isFinished) && survey.files.allSatisfy(\.source.isStream)
  }

  /// What has come since the last call: a store of the new samples only, their counts, complaints.
  package func advance() -> Loading {
    if !tails.isEmpty { lookAround() }
    let schemas = wantedSchemas
    while tails.count < survey.files.count {
      let own = survey.series.schemas(of: schemas, fitting: tails.count)
      tails.append(Tail(survey.files[tails.count], place: tails.count, schemas: own))
    }
    var reads = tails.map { $0.advance() }
    for index in reads.indices {
      let own = survey.series.schemas(of: schemas, fitting: index)
      reads[index].addSums(survey.files[index], own)
      reads[index].takeOneSide(survey.files[index])
      memory.dropRepeats(&reads[index])
    }
    let assembly = Assembly(taking: &reads, files: survey.files, schemas: schemas)
    defer { fresh = [] }
    return Loading(
      store: assembly.store, report: assembly.report,
      diagnostics: fresh + reads.flatMap(\.diagnostics) + assembly.diagnostics,
      isCancelled: false)
  }

  /// Waits until a stream has something to say, at most so long.
  package func wait(atMost span: TimeSpan) {
    let limit = Int32(clamping: max(0, span.nanoseconds / 1_000_000))
    let streams = survey.files.indices.filter {
      survey.files[$0].source.isStream && !(tails.count > $0 && tails[$0].isFinished)
    }
    if let first = streams.first {
      survey.files[first].source.wait(milliseconds: limit)
    } else {
      poll(nil, 0, limit)
    }
  }

  private var wantedSchemas: [String: SeriesSchema] {
    var schemas: [String: SeriesSchema] = [:]
    for series in survey.series where wanted?.contains(series.schema.name) ?? true {
      schemas[series.schema.name] = series.schema
    }
    return schemas
  }

  /// Looks for files not seen before.
  private func lookAround() {
    let expansion = PathExpansion(
      request.paths, passingOver: known, limits: request.limits)
    if survey.files.isEmpty { tell(expansion.diagnostics) }
    let before = survey.files.count
    for look in surveyor.look(at: expansion.sources) {
      let source = look.source
      switch look.found {
      case .success(var file):
        tell(file.recognition.diagnostics)
        file.derive(measures)
        survey.files.append(file)
        known.insert(PathExpansion.identity(source.path, nil))
        known.insert(PathExpansion.identity(source.path, source.member))
      case .failure(let failure): tell([failure.diagnostic(of: source)])
      }
    }
    tell(surveyor.diagnostics)
    guard survey.files.count > before else { return }
    survey.series = effectiveSeries(survey.files, surveyor.declarations)
    tell(folded(survey.series.compactMap(\.conflict)))
  }

  /// Keeps complaints that were not made before.
  private func tell(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      let words = "\(diagnostic.code) \(diagnostic.place.text ?? "") \(diagnostic.message)"
      if told.insert(words).inserted { fresh.append(diagnostic) }
    }
  }
}
