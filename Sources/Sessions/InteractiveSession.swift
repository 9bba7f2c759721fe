// A conversation: data opened, definitions kept, statements answered.
import Columns
import Functions
package import Diagnostics
package import Feeds
package import Language
import Quantities

/// What a statement came to.
package enum StatementResult: Sendable {
  /// The values of an expression.
  case values(QueryResult)
  /// The events of the rules it defined.
  case events(RunResult)
  /// The names it defined.
  case defined([String])
  /// Nothing, as for an empty line.
  case nothing
}

/// The result of a statement and everything said beside it.
package struct StatementAnswer: Sendable {
  package var result = StatementResult.nothing
  package var diagnostics: [Diagnostic] = []
  package var status = ExitStatus.quiet
  package var isCancelled = false
}

/// The one long-lived state of the shell. Used from one thread.
package final class InteractiveSession {
  /// The ticks and parameters statements are evaluated with.
  package var request: RunRequest
  /// Asked while a statement is evaluated: true ends it.
  package var isCancelled: @Sendable () -> Bool = { false }
  private var pool: DataPool
  private var kept: [KeptItem] = []

  /// A definition and the names it defines.
  private struct KeptItem {
    let names: [String]
    let source: SourceText
  }

  package init(_ request: RunRequest = RunRequest()) {
    self.request = request
    pool = DataPool(paths: request.data, schemaFile: request.schemaFile)
  }

  /// The paths that have been opened.
  package var paths: [String] { pool.paths }

  /// The definitions so far, as a rule file would hold them.
  package var definitions: String { kept.map { $0.source.text + "\n" }.joined() }

  /// Opens data and says what is wrong with it.
  ///
  /// Paths that bring an error and no file are not kept.
  package func open(_ paths: [String]) -> [Diagnostic] {
    let former = pool
    let count = survey().files.count
    pool.add(paths)
    let found = survey()
    if found.files.count == count, found.diagnostics.hasErrors { pool = former }
    return found.diagnostics
  }

  /// What is on offer.
  package func survey() -> Survey {
    let importing = CheckingContext(importer: RuleFiles.importer)
    return pool.survey(declaredSeries(in: files, context: importing))
  }

  /// What describing all of the open data finds; loads it whole.
  package func description(_ watch: ProgressWatch = { _ in true }) -> Description {
    let survey = survey()
    let all = Set(survey.schemas.map(\.name))
    return Description(survey, pool.load(survey, all, watch), metrics: BookMetrics.needs)
  }

  /// The program the definitions make, checked against the open data.
  package func program() -> CheckedProgram { check(files, in: context) }

  /// Answers one statement: keeps definitions, evaluates expressions and rules.
  package func answer(
    _ source: SourceText, _ watch: ProgressWatch = { _ in true }
  ) -> StatementAnswer {
    let file = parse(source, mode: .interactive)
    if file.diagnostics.hasErrors { return refused(file.diagnostics, .usage) }
    guard !file.items.isEmpty else { return StatementAnswer() }
    let isQuery = file.items.contains { $0.isExpression }
    return isQuery ? query(file, watch) : define(file, watch)
  }

  /// Forgets a definition; false where nothing of that name is defined.
  package func forget(_ name: String) -> Bool {
    let before = kept.count
    kept.removeAll { $0.names.contains(name) }
    return kept.count < before
  }

  /// The definitions so far, parsed.
  var files: [SyntaxFile] { kept.map { parse($0.source, mode: .interactive) } }

  /// The items defined so far, in order.
  var items: [Item] { files.flatMap(\.items) }

  private var context: CheckingContext { context(isInteractive: true) }

  /// What definitions and rule files are checked against.
  func context(isInteractive: Bool) -> CheckingContext {
    let survey = survey()
    var context = CheckingContext(
      offered: Dictionary(
        survey.schemas.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }),
      importer: RuleFiles.importer)
    if survey.files.isEmpty { context.offered = nil }
    context.books = survey.books
    context.overrides = request.overrides
    context.every = request.every
    context.isInteractive = isInteractive
    return context
  }

  private func refused(_ diagnostics: [Diagnostic], _ status: ExitStatus) -> StatementAnswer {
    var answer = StatementAnswer()
    answer.diagnostics = diagnostics
    answer.status = status
    return answer
  }

  private func query(_ file: SyntaxFile, _ watch: ProgressWatch) -> StatementAnswer {
    prepare(files + [file], watch) { prepared, answer in
      guard let values = QueryResult.make(prepared.run, isCancelled: isCancelled) else {
        answer.isCancelled = isCancelled()
        return
      }
      answer.result = .values(values)
      answer.diagnostics = prepared.warnings.filter { $0.severity != .lint }
    }
  }

  private func define(_ file: SyntaxFile, _ watch: ProgressWatch) -> StatementAnswer {
    let names = file.items.flatMap(\.names)
    let others = kept.filter { item in !item.names.contains { names.contains($0) } }
    let trial = others.map { parse($0.source, mode: .interactive) } + [file]
    let program = check(trial, in: context)
    let own = program.diagnostics.filter { $0.isIn(file.source) }
    if program.diagnostics.hasErrors {
      return refused(own.hasErrors ? own : program.diagnostics, .usage)
    }
    kept = others + [KeptItem(names: names, source: file.source)]
    var answer = StatementAnswer()
    let unmet = unmetExpectations(of: file, among: trial)
    if !unmet.isEmpty {
      answer.diagnostics = unmet
      answer.status = .firing
      return answer
    }
    answer.result = .defined(names)
    answer.diagnostics = own.filter { $0.severity != .lint }
    guard file.items.contains(where: \.isRule), !pool.paths.isEmpty else { return answer }
    return prepare(trial, watch) { prepared, answer in
      var result = evaluate(prepared, isCancelled: isCancelled)
      guard !isCancelled() else {
        answer.isCancelled = true
        return
      }
      result.transitions.keep(rules: names)
      result.states.removeAll { !names.contains($0.rule) }
      answer.result = .events(result)
      answer.diagnostics = own
    }
  }

  /// The tests of a statement, run as soon as it is typed; as everywhere without the data.
  private func unmetExpectations(of file: SyntaxFile, among trial: [SyntaxFile]) -> [Diagnostic] {
    guard file.items.contains(where: \.isTest) else { return [] }
    var bare = context
    bare.offered = nil
    var program = check(trial, in: bare)
    if program.diagnostics.hasErrors { return program.diagnostics.filter(\.isError) }
    program.tests.removeAll { $0.source !== file.source }
    return runTests(of: program).flatMap { outcome in
      outcome.failures.map { $0.diagnostic(in: outcome.test.source) }
    }
  }

  /// The definitions without those a file redefines.
  func others(than file: SyntaxFile) -> [SyntaxFile] {
    let names = file.items.flatMap(\.names)
    return kept.filter { item in !item.names.contains { names.contains($0) } }
      .map { parse($0.source, mode: .interactive) }
  }

  func prepare(
    _ files: [SyntaxFile], _ watch: ProgressWatch,
    _ finish: (Preparation, inout StatementAnswer) -> Void
  ) -> StatementAnswer {
    var answer = StatementAnswer()
    do throws(Refusal) {
      finish(try Preparation.make(request, files, &pool, watch), &answer)
    } catch {
      answer.diagnostics = error.diagnostics
      answer.status = error.status
      answer.isCancelled = error.diagnostics.isEmpty
    }
    return answer
  }
}

extension Item {
  /// True for a bare expression.
  var isExpression: Bool {
    if case .expression = kind { return true }
    return false
  }

  /// True for a `test`.
  var isTest: Bool {
    if case .test = kind { return true }
    return false
  }

  /// True for what has events of its own.
  var isRule: Bool {
    switch kind {
    case .alert, .record: true
    default: false
    }
  }

  /// The names the item defines.
  var names: [String] {
    switch kind {
    case .series(let item): [item.name.value]
    case .param(let item): [item.name.value]
    case .letBinding(let name, _): [name.value]
    case .function(let item): [item.name.value]
    case .record(let item): [item.name.value]
    case .alert(let item): [item.name?.value ?? (item.isHalt ? "halt_1" : "alert_1")]
    case .label(let name, _, _): [name.value]
    case .importFile(let path, let namespace): [namespace?.value ?? path.value]
    case .backtest(let item): [item.alert.value + " vs " + item.label.value]
    case .test(let item): [item.name.value]
    case .expression: []
    }
  }
}

extension Diagnostic {
  /// True where it points into this source.
  func isIn(_ source: SourceText) -> Bool {
    if case .source(let own, _) = place { return own === source }
    return false
  }
}
