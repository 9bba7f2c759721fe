// A backtest's score: as lines for a person, as a row of a table for a sweep.
package import Alerting
import Diagnostics
import Quantities

/// The measures a backtest can report, in the order they are shown.
package enum Measure: String, Sendable, CaseIterable {
  case precision, recall, lead
  case alertsPerDay = "alerts_per_day"
  case firing, unknown
}

/// The score as lines, each measure with the counts behind it; all measures where none is named.
package func scoreText(_ score: Score, _ measures: [Measure] = []) -> String {
  let wanted = measures.isEmpty ? Measure.allCases : measures
  let rows = wanted.compactMap { measure in
    line(measure, score).map { (measure.rawValue, $0.value, $0.counts) }
  }
  let names = rows.map(\.0.count).max() ?? 0
  let values = rows.map { displayWidth($0.1) }.max() ?? 0
  return rows.map { name, value, counts in
    "\(aligned(name, to: names))  \(aligned(value, to: values))  \(counts)".trimmedEnd + "\n"
  }.joined()
}

/// The value of a measure and its counts; nil where it needs a label and there is none.
private func line(_ measure: Measure, _ score: Score) -> (value: String, counts: String)? {
  let ticks = grouped(score.tally.ticks)
  switch measure {
  case .precision:
    guard let match = score.match else { return nil }
    return (
      score.precision.map(percentText) ?? "n/a",
      "\(grouped(match.useful)) of \(counted(score.alerts, "alert")) had an outcome "
        + "within \(match.within)"
    )
  case .recall:
    guard let match = score.match else { return nil }
    return (
      score.recall.map(percentText) ?? "n/a",
      "\(grouped(match.foreseen)) of \(counted(match.outcomes, "outcome")) had an alert before"
    )
  case .lead:
    guard let match = score.match else { return nil }
    let median = score.medianLead.map { "\($0)" } ?? "n/a"
    let tenth = score.tenthLead.map { ", p10 \($0)" } ?? ""
    return ("\(median)\(tenth)", "median over \(counted(match.foreseen, "outcome"))")
  case .alertsPerDay:
    let value = score.alertsPerDay.map { rounded($0, digits: 3) } ?? "n/a"
    return (value, "\(counted(score.alerts, "alert")) in \(score.span)")
  case .firing:
    let counts = "\(grouped(score.tally.firing)) of \(ticks) ticks"
    return (score.firing.map(percentText) ?? "n/a", counts)
  case .unknown:
    let counts = "\(grouped(score.tally.unknown)) of \(ticks) ticks"
    return (score.unknown.map(percentText) ?? "n/a", counts)
  }
}

private func counted(_ count: Int, _ word: String) -> String {
  "\(grouped(count)) \(word)\(count == 1 ? "" : "s")"
}

/// One row a score, with a leading column that names it: a parameter's value, an alert.
package func scoreTable(_ heading: String, _ scores: [(name: String, score: Score)]) -> Table {
  var table = Table([
    .init(heading), .init("precision", unit: .percent), .init("recall", unit: .percent),
    .init("lead", unit: .minutes), .init("lead_p10", unit: .minutes),
    .init("alerts_per_day", unit: .ratio), .init("firing", unit: .percent),
    .init("unknown", unit: .percent), .init("alerts", side: .right),
    .init("useful", side: .right), .init("outcomes", side: .right),
    .init("foreseen", side: .right),
  ])
  table.rows = scores.map { name, score in
    let match = score.match
    return [
      .text(name), cell(score.precision), cell(score.recall), cell(score.medianLead?.seconds),
      cell(score.tenthLead?.seconds), cell(score.alertsPerDay), cell(score.firing),
      cell(score.unknown), cell(Double(score.alerts)), cell(match.map { Double($0.useful) }),
      cell(match.map { Double($0.outcomes) }), cell(match.map { Double($0.foreseen) }),
    ]
  }
  return table
}

private func cell(_ value: Double?) -> Table.Cell {
  value.map { .number($0) } ?? .unknown("")
}

extension Unit {
  fileprivate static let minutes = Unit(parsing: "m") ?? .seconds
}
