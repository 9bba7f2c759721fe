// `brink check` and `brink fmt`: rule text judged and set in order.
import Columns
import Diagnostics
import Feeds
import Language
import Sinks

extension Talk {
  /// Draws every mistake, lint and the static cost of rule files.
  package func check(_ request: RunRequest) -> ExitStatus {
    guard let sources = sources(request.rules) else { return .usage }
    let files = sources.map { parse($0) }
    var context = CheckingContext(importer: RuleFiles.importer)
    context.overrides = request.overrides
    context.every = request.every
    context.now = request.now
    var found: [Diagnostic] = []
    if !request.data.isEmpty {
      let survey = Feeds.survey(
        FeedRequest(
          paths: request.data, declarations: declaredSeries(in: files, context: context),
          schemaFile: request.schemaFile))
      context.offered = Dictionary(
        survey.schemas.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      context.books = survey.books
      found += survey.diagnostics
    }
    let program = Language.check(files, in: context)
    found += program.diagnostics
    if manner.format == .json {
      streams.out(diagnosticsJSON(found) + "\n")
    } else {
      streams.draw(found)
      if !found.hasErrors, !manner.isQuiet { streams.err(cost(of: program, in: context).text) }
    }
    if found.hasErrors { return .usage }
    return found.contains { $0.severity == .lint } ? .lint : .quiet
  }

  /// What `fmt` does with the canonical text.
  package enum FormatAction: Sendable {
    case print, rewrite, compare
  }

  /// Sets rule files in canonical form.
  package func format(_ paths: [String], _ action: FormatAction) -> ExitStatus {
    guard let sources = sources(paths) else { return .usage }
    var status = ExitStatus.quiet
    for source in sources { status = status.worst(format(source, action)) }
    return status
  }

  private func format(_ source: SourceText, _ action: FormatAction) -> ExitStatus {
    let file = parse(source)
    guard !file.diagnostics.hasErrors else {
      streams.draw(file.diagnostics)
      return .usage
    }
    let program = Language.check([file], in: CheckingContext(importer: RuleFiles.importer))
    let units = program.adoptedUnits.filter { $0.source == source.name }
    guard let text = Language.format(file, adopting: units) else { return .usage }
    switch action {
    case .print:
      streams.out(text)
      return .quiet
    case .compare:
      guard text != source.text else { return .quiet }
      streams.out("\(source.name): not in canonical form; `brink fmt -w` rewrites it\n")
      return .lint
    case .rewrite:
      guard source.name != "<stdin>" else {
        streams.out(text)
        return .quiet
      }
      guard text != source.text else { return .quiet }
      guard replaceFile(at: source.name, with: text) else {
        let place = Place.file(path: source.name, line: nil, column: nil)
        streams.draw([Diagnostic("E0905", .error, "cannot rewrite the file", at: place)])
        return .failure
      }
      return .quiet
    }
  }
}
