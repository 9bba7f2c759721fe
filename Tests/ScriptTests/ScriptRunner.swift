// Runs a script case through the real road and prints what it shows, section by section.
import Alerting
import Columns
import Diagnostics
import Evaluation
import class Foundation.FileManager
import struct Foundation.URL
import Language
import Quantities
import Sessions
import Testing

/// The scripts beside this file, as cases.
let scriptCases: [ScriptCase] = {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Scripts")
  let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  return files.filter { $0.hasSuffix(".test") }.sorted().flatMap { name in
    let text = (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
    return ScriptCase.parse(text, file: name)
  }
}()

@Test func thereAreScripts() {
  #expect(!scriptCases.isEmpty)
  #expect(scriptCases.allSatisfy { !$0.sections.isEmpty }, "a case without expectation")
}

/// The fine print has 41 rules, and a title names those its case is about.
@Test func everyRuleOfTheFinePrintHasAScript() {
  var found: Set<Int> = []
  for one in scriptCases where one.title.hasPrefix("fine print ") {
    let numbers = one.title.dropFirst("fine print ".count).prefix { $0 != ":" }
    found.formUnion(numbers.split(separator: ",").compactMap { Int($0.filter(\.isNumber)) })
  }
  #expect(Set(1...41).subtracting(found).sorted() == [])
}

@Test(arguments: scriptCases)
func script(_ one: ScriptCase) throws {
  let run = ScriptRun(one)
  for section in one.sections {
    let shown = run.show(section)
    #expect(
      shown == section.lines,
      """
      \(one.file):\(one.line) \(one.title), section \(section.name) \(section.argument)
      wanted:
      \(section.lines.joined(separator: "\n"))
      shown:
      \(shown.joined(separator: "\n"))
      """)
  }
}

/// One case, checked and evaluated once.
struct ScriptRun {
  let source: SourceText
  let diagnostics: [Diagnostic]
  let planned: PlannedRun?
  let result: RunResult?
  /// What the input itself makes of the exit code.
  private let inputStatus: Sessions.ExitStatus
  private let context: CheckingContext
  /// What the tables of the case offer; nil without tables.
  private let offered: [String: SeriesSchema]?
  private let books: BooksOffered?

  init(_ one: ScriptCase) {
    let hasData = one.inputs.contains { $0.name == "data" }
    self.init(one, beside: hasData ? one.prepared() : nil)
  }

  private init(_ one: ScriptCase, beside prepared: Result<Preparation, Refusal>?) {
    source = SourceText(name: one.file, text: one.rules)
    context = one.context
    let survey = (try? prepared?.get())?.survey
    offered = survey?.schemas.reduce(into: [:]) { $0[$1.name] = $1 }
    books = survey?.books
    switch prepared {
    case .failure(let refused):
      diagnostics = refused.diagnostics
      inputStatus = refused.status
      planned = nil
      result = nil
    case .success(let prepared):
      diagnostics = prepared.warnings
      inputStatus = prepared.status
      planned = prepared.run
      result = evaluate(prepared)
    case nil:
      inputStatus = .quiet
      let program = check([parse(source)], in: context)
      diagnostics = program.diagnostics
      guard !diagnostics.hasErrors else {
        planned = nil
        result = nil
        return
      }
      let store = SeriesStore(program.tests.flatMap(\.givens))
      let run = PlannedRun(
        program, over: store, range: EvaluationRange.covering(store), every: .minutes(1))
      planned = run
      result = evaluate(run)
    }
  }

  /// The lines a section shows.
  func show(_ section: ScriptCase.Section) -> [String] {
    switch section.name {
    case "events": return result?.transitions.map(line) ?? complaints(.error)
    case "exit":
      let status = inputStatus.worst(result?.status ?? .usage)
      return "\(status.rawValue)" == section.argument ? [] : ["exit \(status.rawValue)"]
    case "errors": return complaints(.error)
    case "lints": return complaints(.lint)
    case "query": return query(section.argument)
    case "explain": return explain(section.argument)
    case "test": return tests()
    case "summary": return summary()
    case "departures": return result?.departures.map(\.description) ?? []
    case "warnings": return diagnostics.filter { $0.severity == .warning }.map(\.code)
    default: return ["there is no section `\(section.name)`"]
    }
  }

  private func complaints(_ severity: Severity) -> [String] {
    diagnostics.filter { $0.severity == severity }.map { one in
      guard case .source(let source, let range) = one.place else { return one.code }
      let position = source.position(at: range.lower)
      return "\(one.code) \(position.line):\(position.column)"
    }
  }

  private func line(_ event: Transition) -> String {
    var out = "\(clock(event.at)) \(event.event.rawValue) \(event.rule)\(event.key)"
    if let since = event.since, event.kind != .record { out += " since \(clock(since))" }
    if let level = event.level { out += " level \(level)" }
    if event.event == .record, let value = event.values.first {
      out += " " + (value.base.map { Quantity(base: $0, unit: value.unit).description } ?? "null")
    }
    if !event.reasons.isEmpty { out += " [" + event.reasons.joined(separator: "; ") + "]" }
    if let message = event.message { out += " \"\(message)\"" }
    return out
  }

  /// Every row of an expression, runs of equal values in one line: `BTC 0m..4m 95 USD`.
  private func query(_ text: String) -> [String] {
    guard let planned else { return complaints(.error) }
    let question = SourceText(name: "<query>", text: text)
    var context = context
    context.isInteractive = true
    context.offered = offered
    context.books = books
    let checked = check([parse(source), parse(question, mode: .interactive)], in: context)
    let errors = checked.diagnostics.filter(\.isError)
    guard errors.isEmpty else { return errors.map(\.code) }
    let run = PlannedRun(
      checked, over: planned.store, range: planned.range, every: planned.every)
    guard let result = QueryResult.make(run) else { return ["no expression"] }
    return result.lines.flatMap { rows($0, result) }
  }

  private func rows(_ line: QueryResult.Line, _ result: QueryResult) -> [String] {
    var out: [(first: Int, last: Int, text: String)] = []
    for (index, value) in line.values.enumerated() {
      var text = result.unit.map { twelveDigits(value, $0) } ?? (value != 0 ? "true" : "false")
      if value.isNaN { text = "[" + result.reasons(line, index).joined(separator: "; ") + "]" }
      if let last = out.last, last.text == text {
        out[out.count - 1].last = index
      } else {
        out.append((index, index, text))
      }
    }
    let key = line.key.pairs.map(\.value).joined(separator: " ")
    return out.map { run in
      let from = clock(line.time(at: run.first))
      let to = run.last > run.first ? "..\(clock(line.time(at: run.last)))" : ""
      return "\(key.isEmpty ? "" : key + " ")\(from)\(to) \(run.text)"
    }
  }

  /// A value to twelve digits: what a person computes by hand, without the last bits.
  private func twelveDigits(_ base: Double, _ unit: Unit) -> String {
    if let word = unit.word(of: base) { return word }
    let number = rounded(unit.value(ofBase: base), digits: 12)
    if unit.text == "x" { return number }
    return unit.touchesNumber ? number + unit.text : "\(number) \(unit.text)"
  }

  private func clock(_ time: Timestamp) -> String {
    let span = TimeSpan(nanoseconds: time.nanoseconds)
    return span == .zero ? "0m" : span.literal
  }
}
