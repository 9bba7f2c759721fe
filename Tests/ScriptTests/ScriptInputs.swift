// What goes into a script case beside its rules: parameters, the present, imports, data.
import Columns
import Diagnostics
import Foundation
import Language
import Quantities
import Sessions

extension ScriptCase {
  /// What its rules are checked against.
  var context: CheckingContext {
    let files = inputs.filter { $0.name == "file" }
    var context = CheckingContext { path, importing in
      guard let file = files.first(where: { $0.argument == path }) else {
        return .failure(ImportFailure(reason: "there is no `\(path)` beside \(importing)"))
      }
      return .success(SourceText(name: path, text: file.lines.joined(separator: "\n")))
    }
    context.overrides = overrides
    context.now = now
    return context
  }

  private var overrides: [ParameterOverride] {
    inputs.filter { $0.name == "set" }.compactMap { try? setting($0.argument) }
  }

  private var now: Timestamp? {
    inputs.first { $0.name == "now" }.flatMap { Timestamp(parsing: $0.argument) }
  }

  /// The rules prepared beside the tables of the case, each a file of its own.
  func prepared() -> Result<Preparation, Refusal> {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("brink-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var request = RunRequest()
    request.overrides = overrides
    request.now = now
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (index, table) in inputs.filter({ $0.name == "data" }).enumerated() {
      let name = table.argument.isEmpty ? "\(index).csv" : table.argument
      let path = folder.appendingPathComponent(name)
      let text = table.lines.joined(separator: "\n") + "\n"
      try? text.write(to: path, atomically: true, encoding: .utf8)
      request.data.append(path.path)
    }
    var pool = DataPool(paths: request.data)
    let file = Language.parse(SourceText(name: self.file, text: rules))
    do throws(Refusal) {
      return .success(try Preparation.make(request, [file], &pool) { _ in true })
    } catch {
      return .failure(error)
    }
  }
}

extension ScriptRun {
  /// `explain RULE at 5m`: the explanation of every identity as text.
  func explain(_ argument: String) -> [String] {
    let words = argument.split(separator: " ").map(String.init)
    guard let planned, words.count == 3, let span = TimeSpan(literal: words[2]) else {
      return ["nothing to explain"]
    }
    let at = Timestamp(nanoseconds: span.nanoseconds)
    let question = Question(rule: words[0], key: nil, at: at)
    let text = explanation(of: question, over: planned).text
    return text.split(separator: "\n").map(String.init)
  }

  /// `pass NAME` or `FAIL NAME` for each test of the file, with what happened instead.
  func tests() -> [String] {
    guard let planned else { return ["the file has errors"] }
    return runTests(of: planned.program).flatMap { outcome -> [String] in
      guard !outcome.failures.isEmpty else { return ["pass \(outcome.test.name)"] }
      return outcome.failures.flatMap { failure in
        ["FAIL \(failure.test): \(failure.actual)", failure.expectedTimeline, failure.timeline]
          .filter { !$0.isEmpty }
      }
    }
  }

  /// The counts of the load.
  func summary() -> [String] {
    guard let summary = result?.summary else { return ["nothing was loaded"] }
    return [
      "read \(summary.rowsRead) rejected \(summary.rejected)"
        + " duplicated \(summary.duplicated) late \(summary.late)"
    ]
  }
}
