// `brink backtest`: alerts scored against labels.
import Diagnostics
import Language
import Sinks

extension Talk {
  /// Scores alerts against the labels of their rule files, the counts behind every measure.
  package func backtest(_ request: RunRequest, named name: String?) -> ExitStatus {
    guard let sources = sources(request.rules) else { return .usage }
    switch prepare(request, sources.map { parse($0) }) {
    case .failure(let refused): return refused.status
    case .success(let prepared):
      let scores = Sessions.backtest(prepared.run, named: name)
      if scores.isEmpty {
        let what = name.map { "there is no alert `\($0)` to score" } ?? "there is no alert to score"
        streams.draw([Diagnostic("E0907", .error, what, at: .run)])
        return .usage
      }
      for (index, one) in scores.enumerated() {
        let against = one.label.map { " vs \($0)" } ?? ", without a label: only firing counts"
        streams.out((index > 0 ? "\n" : "") + "\(one.alert)\(against)\n")
        streams.out(scoreText(one.score, one.measures.compactMap(Measure.init)))
      }
      return prepared.status
    }
  }
}
