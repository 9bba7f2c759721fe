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
      switch question.answered(by: prepared.run) {
      case .failure(let refused):
        streams.draw(refused.diagnostics)
        return refused.status
      case .success(let found) where manner.format == .json:
        streams.out(jsonArray(found.map(\.json)) + "\n")
      case .success(let found):
        streams.out(found.map { $0.text(streams.ink) }.joined(separator: "\n"))
      }
      return prepared.status
    }
  }
}
