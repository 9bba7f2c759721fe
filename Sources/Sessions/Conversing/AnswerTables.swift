// Answers as tables, charts and text, for whoever prints them.
import Alerting
import Columns
import Quantities
package import Sinks

extension QueryResult {
  /// One charted series for each key.
  package func chartSeries() -> [Chart.Series] {
    lines.map { line in
      Chart.Series(
        name: line.key.pairs.isEmpty
          ? name : line.key.pairs.map(\.value).joined(separator: " "),
        unit: unit ?? .ratio, times: line.values.indices.map { line.time(at: $0) },
        values: line.values)
    }
  }
}

extension RunResult {
  /// The events as a person reads them.
  package func text(_ style: EventStyle) -> String { eventText(Array(transitions), style) }

  /// The events as the contract writes them, one JSON object each.
  package var jsonLines: [String] { transitions.map { eventLine($0) } }

  /// The events as a table.
  package var table: Table {
    var table = Table(
      ["time", "event", "rule", "key", "level", "severity", "reasons", "message"]
        .map { Table.Column($0) })
    for transition in transitions {
      table.rows.append([
        .time(transition.at), .text(transition.event.rawValue), .text(transition.rule),
        .text(transition.key.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: " ")),
        transition.level.map { .text($0) } ?? .unknown(""),
        transition.severity.map { .text($0) } ?? .unknown(""),
        .text(transition.reasons.joined(separator: "; ")),
        transition.message.map { .text($0) } ?? .unknown(""),
      ])
    }
    return table
  }

  /// When rules fired and cleared, for the foot of a chart.
  package var marks: [Chart.Mark] {
    transitions.compactMap { transition in
      switch transition.event {
      case .fire: Chart.Mark(.fire, at: transition.at)
      case .clear: Chart.Mark(.clear, at: transition.at)
      default: nil
      }
    }
  }
}
