// The road up to evaluation: text and bytes in, a plan over series out.
package import Columns
package import Diagnostics
package import Evaluation
package import Feeds
package import Language
package import Planning
package import Quantities

/// Why a request cannot be carried out; its diagnostics say all of it.
package struct Refusal: Error {
  package let diagnostics: [Diagnostic]
  package let status: ExitStatus
}

/// Everything evaluation needs: what is asked, of which series, at which ticks.
package struct PlannedRun: Sendable {
  package let program: CheckedProgram
  package let store: SeriesStore
  package let plan: Plan
  /// The ticks, or nil where the data has no moment.
  package let range: EvaluationRange?
  package let every: TimeSpan

  package init(
    _ program: CheckedProgram, over store: SeriesStore, range: EvaluationRange?, every: TimeSpan
  ) {
    self.program = program
    self.store = store
    self.range = range
    self.every = every
    plan = Planning.plan(program, every: every)
  }

  /// The point evaluator over the same series.
  package var inspector: Inspector { Inspector(store: store, every: every) }
}

/// What the road up to evaluation made, each part as it made it.
package struct Preparation: Sendable {
  package let run: PlannedRun
  package let survey: Survey
  package let report: LoadReport
  /// Lints and warnings; what the reader should know before the results.
  package let warnings: [Diagnostic]
  /// What the input itself makes of the exit code: usage or failure where a file was unusable.
  package let status: ExitStatus
}

extension Preparation {
  /// Parses, surveys, checks, loads and plans, in that order.
  ///
  /// Data is recognised before rules are checked, because a file says what its series are, and
  /// loaded after, because only the series that the rules read are kept; or meanwhile, where it is
  /// little and the rules name what they read.
  package static func make(
    _ request: RunRequest, _ files: [SyntaxFile], _ pool: inout DataPool, _ watch: ProgressWatch
  ) throws(Refusal) -> Preparation {
    let importing = CheckingContext(importer: RuleFiles.importer)
    let survey = pool.survey(declaredSeries(in: files, context: importing))
    var context = context(request, survey, files)
    let program = pool.check(files, in: context, over: survey)
    let problems = survey.diagnostics + program.diagnostics
    if program.diagnostics.hasErrors {
      throw Refusal(diagnostics: problems, status: .usage)
    }
    if survey.files.isEmpty {
      let missing = pool.paths.isEmpty ? [noData] : []
      let worst = status(of: survey.diagnostics)
      throw Refusal(diagnostics: missing + problems, status: worst.worst(.usage))
    }
    let loading = pool.load(survey, for: program, watch)
    if loading.isCancelled { throw Refusal(diagnostics: [], status: .failure) }
    context.counts = loading.report.counts
    let refusals = cost(of: program, in: context).refusals
    guard refusals.isEmpty else {
      throw Refusal(diagnostics: problems + loading.diagnostics + refusals, status: .usage)
    }
    return assemble(request, program, survey, loading)
  }

  private static func assemble(
    _ request: RunRequest, _ program: CheckedProgram, _ survey: Survey, _ loading: Loading
  ) -> Preparation {
    let every = grid(request, program)
    var range = range(request, loading.report)
    if !program.expressions.isEmpty { range = range?.reachingATick(every, unless: request) }
    let run = PlannedRun(program, over: loading.store, range: range, every: every)
    return Preparation(
      run: run, survey: survey, report: loading.report,
      warnings: survey.diagnostics + program.diagnostics + loading.diagnostics,
      status: status(of: survey.diagnostics + loading.diagnostics))
  }

  private static func context(
    _ request: RunRequest, _ survey: Survey, _ files: [SyntaxFile]
  ) -> CheckingContext {
    var context = CheckingContext(
      offered: Dictionary(
        survey.schemas.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
      importer: RuleFiles.importer)
    if survey.files.isEmpty { context.offered = nil }
    context.books = survey.books
    context.overrides = request.overrides
    // A question sees the names of the rule files beside it, as a statement in the shell does.
    context.isInteractive = files.contains { $0.items.contains(where: \.isExpression) }
    context.every = request.every
    context.now = request.now
    return context
  }

  /// A query over slow series prints on their own grid (see Decisions).
  private static func grid(_ request: RunRequest, _ program: CheckedProgram) -> TimeSpan {
    guard !request.hasExplicitGrid, !program.expressions.isEmpty else { return request.every }
    let cadences = program.seriesRead.compactMap { program.schemas[$0]?.every }
    guard let finest = cadences.min(), finest >= .hours(1) else { return request.every }
    return finest
  }

  private static func range(_ request: RunRequest, _ report: LoadReport) -> EvaluationRange? {
    guard let span = report.span else { return nil }
    let now = request.now ?? Timestamp(nanoseconds: span.upperBound)
    let from = request.from ?? Timestamp(nanoseconds: span.lowerBound)
    let through = min(request.to ?? now, now)
    return from <= through ? EvaluationRange(from: from, through: through) : nil
  }

  private static let noData = Diagnostic(
    "E0902", .error, "there is no data to evaluate; name it with --data", at: .run)

  static func status(of diagnostics: [Diagnostic]) -> ExitStatus {
    let errors = diagnostics.filter(\.isError)
    if errors.isEmpty { return .quiet }
    return errors.contains { $0.code == FeedCodes.unreadable } ? .failure : .usage
  }
}

extension LoadReport {
  /// How much there is of each series, for the static cost of rules over it.
  fileprivate var counts: [String: SeriesCount] {
    series.reduce(into: [:]) { counts, report in
      let span = report.span.map { $0.upperBound.subtractingReportingOverflow($0.lowerBound) }
      let length = span.map { $0.overflow ? Int64.max : $0.partialValue } ?? 0
      counts[report.schema.name] = SeriesCount(
        tracks: report.tracks, samples: report.samples, span: TimeSpan(nanoseconds: length))
    }
  }
}

/// The feed codes that decide an exit status.
enum FeedCodes {
  static let unreadable = "E702"
}

extension EvaluationRange {
  /// A snapshot lies between two ticks: a question about it is answered at the next one, unless
  /// the request itself says where to stop.
  fileprivate func reachingATick(_ every: TimeSpan, unless request: RunRequest) -> EvaluationRange {
    guard ticks(every: every) == nil, request.to == nil, request.now == nil else { return self }
    return EvaluationRange(from: from, through: through.roundedUp(to: every))
  }
}
