// The engine of the product: an interactive session, with its answers put into the shell's words.
package import Diagnostics
package import Sessions
import Sinks

/// A session behind the shell.
package final class SessionEngine: ShellEngine {
  private let session: InteractiveSession
  package private(set) var names: [KnownName]
  private var known: [String: KnownName.Kind] = [:]

  package init(_ request: RunRequest = RunRequest()) {
    session = InteractiveSession(request)
    names = session.knownNames()
    index()
  }

  private func index() {
    known = Dictionary(names.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
  }

  private func refresh() {
    names = session.knownNames()
    index()
  }

  package var definitions: String { session.definitions }

  package var ticks: TickChoice {
    get { session.request.ticks }
    set { session.request.ticks = newValue }
  }

  package var label: String {
    guard let first = session.paths.first else { return "" }
    let name = first.split(separator: "/").last.map(String.init) ?? first
    return session.paths.count > 1 ? "\(name)+\(session.paths.count - 1)" : name
  }

  package func open(_ paths: [String], _ watch: RunWatch) -> Answer {
    let former = session.survey()
    let told = Set(former.diagnostics.map { $0.drawing() })
    var answer = Answer()
    answer.diagnostics = session.open(paths).filter { !told.contains($0.drawing()) }
    answer.status = answer.diagnostics.hasErrors ? .usage : .quiet
    refresh()
    let survey = session.survey()
    let files = survey.files.count - former.files.count
    let series = survey.schemas.map(\.name)
    if files > 0 {
      answer.notes.append(
        "\(files) \(files == 1 ? "file" : "files") opened · series: \(listed(series, 12))")
    }
    return answer
  }

  package func evaluate(_ statement: SourceText, _ watch: RunWatch) -> Answer {
    let answer = answer(session.answer(statement, progress(watch)))
    refresh()
    return answer
  }

  package func explain(_ statement: SourceText, _ watch: RunWatch) -> Answer {
    answer(session.plan(of: statement, progress(watch)))
  }

  package func why(
    _ rule: String, _ values: [String], _ at: Moment?, _ watch: RunWatch
  ) -> Answer {
    answer(session.why(rule, of: values, at: at, progress(watch)))
  }

  package func load(_ paths: [String], _ watch: RunWatch) -> Answer {
    var whole = Answer()
    for part in session.read(paths, progress(watch)).map(answer) {
      whole.results += part.results
      whole.diagnostics += part.diagnostics
      whole.notes += part.notes
      whole.isCancelled = whole.isCancelled || part.isCancelled
      whole.status = whole.status.worst(part.status)
    }
    refresh()
    return whole
  }

  package func check(_ paths: [String]) -> Answer { answer(session.judge(paths)) }

  package func test(_ paths: [String]) -> Answer { answer(session.test(paths)) }

  package func list(_ listing: Listing, matching pattern: String) -> Answer {
    let table = session.listing(listing, matching: pattern)
    guard table.rows.isEmpty else { return Answer(results: [ResultSet(table)]) }
    var answer = Answer()
    answer.notes = [pattern.isEmpty ? emptiness(of: listing) : "nothing matches `\(pattern)`"]
    return answer
  }

  private func emptiness(of listing: Listing) -> String {
    switch listing {
    case .sources, .schema: "no data is open; open some with `.open PATH`"
    case .rules: "nothing is defined in this session yet"
    case .functions, .metrics: "nothing is known"
    }
  }

  package func describe(_ name: String) -> String? { session.page(of: name) }

  package func set(_ assignment: SourceText) -> Answer {
    let answer = answer(session.set(assignment))
    refresh()
    return answer
  }

  /// Connects both lines of a request: cancelling, and being told how far it is.
  private func progress(_ watch: RunWatch) -> ProgressWatch {
    session.isCancelled = watch.isCancelled
    return watching { share, doing in
      watch.progress(share, doing)
      return !watch.isCancelled()
    }
  }

  private func answer(_ judgement: Judgement) -> Answer {
    var answer = Answer(text: judgement.text)
    answer.diagnostics = judgement.diagnostics
    answer.status = judgement.status
    return answer
  }
}

extension SessionEngine {
  private func answer(_ from: StatementAnswer) -> Answer {
    var answer = Answer()
    answer.diagnostics = from.diagnostics.map(pointedToCommands)
    answer.isCancelled = from.isCancelled
    answer.status = from.isCancelled ? .failure : from.status
    switch from.result {
    case .values(let values):
      answer.results = [resultSet(values)]
    case .events(let run):
      answer.results = run.transitions.isEmpty ? [] : [resultSet(run)]
      answer.status = answer.status.worst(run.status)
      answer.notes = [
        run.summary.text(width: nil, ink: .plain, charset: .utf8).trimmed
      ]
    case .defined(let names):
      answer.notes = names.isEmpty ? [] : ["defined " + names.joined(separator: ", ")]
    case .nothing: break
    }
    return answer
  }

  private func resultSet(_ values: QueryResult) -> ResultSet {
    var set = ResultSet(rowCount: values.rowCount) { values.table($0) }
    set.series = { values.chartSeries() }
    set.title = values.name
    return set
  }

  private func resultSet(_ run: RunResult) -> ResultSet {
    var set = ResultSet(rowCount: run.transitions.count) { _ in run.table }
    set.prose = { run.text($0) }
    set.jsonLines = { run.jsonLines }
    set.marks = run.marks
    return set
  }

  /// In the shell data is opened by a command, not by a flag.
  private func pointedToCommands(_ diagnostic: Diagnostic) -> Diagnostic {
    guard diagnostic.code == "E0902" else { return diagnostic }
    return Diagnostic("E0902", .error, "there is no data to evaluate", at: diagnostic.place)
      .suggesting(Suggestion("open some with `.open PATH`"))
  }

  package func isWhole(_ text: String) -> Bool { isWholeStatement(text) }

  package func completions(_ text: String, _ cursor: Int) -> Completions {
    let scalars = text.unicodeScalars
    let bytes = scalars.prefix(cursor).reduce(0) { $0 + UTF8.width($1) }
    let choices = typedChoices(at: bytes, in: text, among: names)
    let start = cursor - (scalarCount(text, choices.word))
    return Completions(
      start: start, candidates: choices.names.map(candidate))
  }

  private func scalarCount(_ text: String, _ range: SourceRange) -> Int {
    let bytes = text.utf8.dropFirst(range.lower).prefix(range.upper - range.lower)
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.count
  }

  private func candidate(_ name: KnownName) -> Candidate {
    switch name.kind {
    case .function: Candidate(name.name, suffix: "(", style: .function)
    case .series: Candidate(name.name, style: .series)
    case .keyword: Candidate(name.name, style: .keyword)
    default: Candidate(name.name)
    }
  }

  package func spans(_ text: String) -> [StyledSpan] {
    var offsets = ScalarOffsets(text)
    return typedStretches(text).compactMap { stretch in
      let word = String(
        decoding: text.utf8.dropFirst(stretch.range.lower)
          .prefix(stretch.range.upper - stretch.range.lower), as: UTF8.self)
      guard let style = style(stretch.kind, of: word) else { return nil }
      return StyledSpan(
        offsets.scalar(at: stretch.range.lower)..<offsets.scalar(at: stretch.range.upper), style)
    }
  }

  private func style(_ kind: TypedStretch.Kind, of word: String) -> Style? {
    switch kind {
    case .keyword: .keyword
    case .number, .unit: .number
    case .string: .string
    case .comment: .comment
    case .function: .function
    case .error: .error
    case .name:
      known[word].flatMap { [.series, .definition, .parameter].contains($0) ? .series : nil }
    case .symbol: nil
    }
  }
}

/// Scalar offsets of byte offsets that are asked for in ascending order.
struct ScalarOffsets {
  private let scalars: String.UnicodeScalarView
  private var index: String.UnicodeScalarView.Index
  private var bytes = 0
  private var count = 0

  init(_ text: String) {
    scalars = text.unicodeScalars
    index = scalars.startIndex
  }

  mutating func scalar(at offset: Int) -> Int {
    while bytes < offset, index < scalars.endIndex {
      bytes += UTF8.width(scalars[index])
      index = scalars.index(after: index)
      count += 1
    }
    return count
  }
}

/// The first names, and how many more there are.
private func listed(_ names: [String], _ limit: Int) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}
