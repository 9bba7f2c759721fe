// Members that left their group during a run.
package import Columns
import Planning
package import Quantities

/// A member of a group fell silent for so long that its group goes on without it.
package struct Departure: Hashable, Sendable {
  /// The series whose rows kept it in its group.
  package let series: String
  package let labels: Labels
  /// The last moment it still belonged.
  package let last: Timestamp
  /// The silence after which a member leaves.
  package let patience: TimeSpan
}

extension Departure: CustomStringConvertible {
  /// `oi{symbol=BTC} has been silent for 5m (10 × its age limit) at …: its group goes on …`
  package var description: String {
    "\(series)\(labels) has been silent for \(patience) (10 × its age limit) at \(last): "
      + "its group goes on without it"
  }
}

extension Evaluation {
  /// Who left a group between the first tick and the last, by moment, series and labels.
  package var departures: [Departure] {
    var found: Set<Departure> = []
    for (index, node) in plan.nodes.enumerated() {
      guard case .reduction(let reduction) = node.operation,
        let ticks = range.ticks(every: node.step), let carrier = reduction.carriers.first
      else { continue }
      let window = ticks.first.nanoseconds...ticks.last.nanoseconds
      for member in world.memberships.all(of: index).flatMap(\.members) {
        for span in member.spans {
          let last = span.upperBound.addingReportingOverflow(reduction.shift.nanoseconds)
          guard !last.overflow, last.partialValue < window.upperBound,
            last.partialValue >= window.lowerBound
          else { continue }
          found.insert(
            Departure(
              series: carrier.schema.name, labels: member.labels,
              last: Timestamp(nanoseconds: last.partialValue),
              patience: carrier.ageLimit * silentLimits))
        }
      }
    }
    return found.sorted { ($0.last, $0.series, $0.labels) < ($1.last, $1.series, $1.labels) }
  }
}
