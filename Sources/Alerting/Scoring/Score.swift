// The scoring of an alert: how often it spoke, how often it was right, how early.
import Columns
package import Quantities

/// What a backtest found, with the counts behind every share.
package struct Score: Sendable, Equatable {
  /// What is measured against a label.
  package struct Match: Sendable, Equatable {
    /// How long after an alert an outcome still counts for it.
    package var within: TimeSpan
    /// Alerts that an outcome followed in time.
    package var useful = 0
    /// Outcomes of the label.
    package var outcomes = 0
    /// The lead of every foreseen outcome over the earliest alert that counts for it, ascending.
    package var leads: [TimeSpan] = []

    /// Outcomes that an alert preceded in time.
    package var foreseen: Int { leads.count }
  }

  /// Told FIREs, a flapping event counting as one.
  package var alerts = 0
  /// Ticks of the alert over all its identities.
  package var tally = Tally()
  /// The time scored, from the first tick to the end of the last.
  package var span = TimeSpan.zero
  /// The comparison with a label; nil without one.
  package var match: Match?

  package init() {}

  /// The share of alerts that an outcome followed; nil without alerts or label.
  package var precision: Double? { match.flatMap { Self.ratio($0.useful, alerts) } }

  /// The share of outcomes that an alert preceded; nil without outcomes or label.
  package var recall: Double? { match.flatMap { Self.ratio($0.foreseen, $0.outcomes) } }

  /// The median lead; nil where no outcome was foreseen.
  package var medianLead: TimeSpan? { lead(0.5) }

  /// The lead that nine of ten foreseen outcomes exceed.
  package var tenthLead: TimeSpan? { lead(0.1) }

  /// Alerts for each day of the time scored, all identities together.
  package var alertsPerDay: Double? {
    span.nanoseconds > 0 ? Double(alerts) / (span.seconds / 86_400) : nil
  }

  /// The share of ticks at which it was firing.
  package var firing: Double? { Self.ratio(tally.firing, tally.ticks) }

  /// The share of ticks at which what it watches was unknown.
  package var unknown: Double? { Self.ratio(tally.unknown, tally.ticks) }

  /// A quantile of the leads, type 7: linear between the two nearest.
  private func lead(_ share: Double) -> TimeSpan? {
    guard let leads = match?.leads, let last = leads.indices.last else { return nil }
    let place = share * Double(last)
    let below = Int(place)
    let low = leads[below].seconds
    let high = leads[min(below + 1, last)].seconds
    let seconds = low + (place - Double(below)) * (high - low)
    return TimeSpan(nanoseconds: Int64((seconds * 1e9).rounded()))
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole > 0 ? Double(part) / Double(whole) : nil
  }
}

extension Score.Match {
  /// Compares FIREs with the starts of outcomes: an alert and an outcome match where the labels
  /// they have in common agree and the outcome starts with the alert or up to `within` after it.
  package init(alerts: [Occurrence], outcomes: [Occurrence], within: TimeSpan) {
    self.within = within
    self.outcomes = outcomes.count
    let common = Set(alerts.first?.key.keys ?? []).intersection(outcomes.first?.key.keys ?? [])
    let fires = Self.times(alerts, by: common)
    let starts = Self.times(outcomes, by: common)
    for (key, times) in fires {
      guard let starts = starts[key] else { continue }
      for time in times {
        let next = Self.firstIndex(of: starts, notBelow: time)
        if next < starts.count, starts[next] - time <= within { useful += 1 }
      }
    }
    for (key, times) in starts {
      guard let fires = fires[key] else { continue }
      for time in times {
        let first = Self.firstIndex(of: fires, notBelow: time - within)
        if first < fires.count, fires[first] <= time { leads.append(time - fires[first]) }
      }
    }
    leads.sort()
  }

  private static func times(
    _ occurrences: [Occurrence], by keys: Set<String>
  ) -> [Labels: [Timestamp]] {
    let kept = keys.sorted()
    let groups = Dictionary(grouping: occurrences) { $0.key.restricted(to: kept) }
    return groups.mapValues { $0.map(\.at).sorted() }
  }

  private static func firstIndex(of times: [Timestamp], notBelow time: Timestamp) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
