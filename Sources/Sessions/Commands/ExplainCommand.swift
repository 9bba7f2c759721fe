// `brink explain`: why a rule fired, or why not.
import Columns
import Diagnostics
import Language
import Sinks

extension Talk {
  /// Explains a rule at a tick for every identity the question names.
  package func explain(_ question: Question, _ request: RunRequest) -> ExitStatus {
    guard let sources = sources(request.rules) else { return .usage }
    switch prepare(request, sources.map { parse($0) }) {
    case .failure(let refused): return refused.status
    case .success(let prepared):
      let program = prepared.run.program
      let names = program.alerts.map(\.name) + program.records.map(\.name)
      guard names.contains(question.rule) else {
        let near = nearest(to: question.rule, in: names)
        let hint = near.first.map { "; did you mean `\($0)`?" } ?? ""
        return refuse("E0908", "there is no rule `\(question.rule)`\(hint)")
      }
      let found = Explanation.make(question, prepared.run)
      guard !found.isEmpty else {
        let key = question.key.map { " of \($0)" } ?? ""
        return refuse(
          "E0909", "`\(question.rule)` has no identity\(key) at \(question.at)")
      }
      if manner.format == .json {
        streams.out(jsonArray(found.map(\.json)) + "\n")
      } else {
        streams.out(found.map { $0.text(streams.ink) }.joined(separator: "\n"))
      }
      return prepared.status
    }
  }

  private func refuse(_ code: String, _ message: String) -> ExitStatus {
    streams.draw([Diagnostic(code, .error, message, at: .run)])
    return .usage
  }
}
