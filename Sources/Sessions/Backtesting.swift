// Scoring alerts against labels over the same ticks they were evaluated at.
package import Alerting
import Columns
import Evaluation
import Language
import Quantities

/// One score: which alert, against which label, and what of it was asked for.
package struct BacktestScore: Sendable {
  package let alert: String
  /// Nil where only firing counts.
  package let label: String?
  /// The measures to report, as written; empty for all.
  package let measures: [String]
  package let score: Score
}

/// Scores every backtest of a program, or every alert where there is none.
///
/// `name` keeps the backtests of one alert only.
package func backtest(_ planned: PlannedRun, named name: String? = nil) -> [BacktestScore] {
  let result = evaluate(planned)
  let outcomes = labelOutcomes(planned)
  let asked = planned.program.backtests.filter { name == nil || $0.alert == name }
  if asked.isEmpty {
    return planned.program.alerts.filter { name == nil || $0.name == name }.map { alert in
      let score = Scoring(planned, result, from: nil, to: nil).score(alert.name)
      return BacktestScore(alert: alert.name, label: nil, measures: [], score: score)
    }
  }
  return asked.map { one in
    let scoring = Scoring(planned, result, from: one.from, to: one.to)
    var score = scoring.score(one.alert)
    let starts = (outcomes[one.label] ?? []).filter { scoring.isWithin($0.at) }
    score.match = Score.Match(
      alerts: scoring.alerts(one.alert), outcomes: starts, within: one.within)
    return BacktestScore(
      alert: one.alert, label: one.label, measures: one.report, score: score)
  }
}

/// The starts of every label's outcomes, by label.
private func labelOutcomes(_ planned: PlannedRun) -> [String: [Occurrence]] {
  guard let range = planned.range else { return [:] }
  var folds: [Int: OutcomeFold] = [:]
  let evaluation = Evaluation(plan: planned.plan, store: planned.store, range: range)
  evaluation.run { frame in
    guard case .label(let index) = planned.plan.outputs[frame.output].source else { return }
    folds[index, default: OutcomeFold()].advance(frame)
  }
  var outcomes: [String: [Occurrence]] = [:]
  for (index, fold) in folds { outcomes[planned.program.labels[index].name] = fold.starts }
  return outcomes
}

/// The scoring of one run within a span of time.
private struct Scoring {
  let planned: PlannedRun
  let result: RunResult
  let from: Timestamp?
  let to: Timestamp?

  init(_ planned: PlannedRun, _ result: RunResult, from: Timestamp?, to: Timestamp?) {
    self.planned = planned
    self.result = result
    self.from = from
    self.to = to
  }

  func isWithin(_ time: Timestamp) -> Bool {
    (from.map { time >= $0 } ?? true) && (to.map { time <= $0 } ?? true)
  }

  /// The told FIREs of an alert, a flapping event counting as one.
  func alerts(_ name: String) -> [Occurrence] {
    result.transitions
      .filter { $0.rule == name && ($0.event == .fire || $0.event == .flapping) }
      .filter { isWithin($0.at) }
      .map { Occurrence($0.key, at: $0.at) }
  }

  func score(_ name: String) -> Score {
    var score = Score()
    score.alerts = alerts(name).count
    score.tally = result.states.filter { $0.rule == name }.map(\.fold.tally).reduce(Tally(), +)
    if let range = planned.range {
      let first = max(range.from, from ?? range.from)
      let last = min(range.through, to ?? range.through)
      let step = planned.program.alerts.first { $0.name == name }?.every ?? planned.every
      score.span = last >= first ? last - first + step : .zero
    }
    return score
  }
}
