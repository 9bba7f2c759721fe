// How well scores rank the moments before an event above the others.

/// Scores with binary outcomes.
package struct ScoredOutcomes: Sendable {
  /// Scores and outcomes by descending score.
  private let descending: [(score: Double, isEvent: Bool)]
  private let events: Int

  /// Pairs of scores and outcomes; a NaN score is left out.
  package init(scores: [Double], outcomes: [Bool]) {
    descending = zip(scores, outcomes).filter { !$0.0.isNaN }
      .sorted { $0.0 > $1.0 }
      .map { (score: $0.0, isEvent: $0.1) }
    events = descending.count { $0.isEvent }
  }

  /// How many pairs there are.
  package var count: Int { descending.count }

  /// `eval_auroc`: the chance that an event outranks a non-event, ties one half.
  ///
  /// `degenerate` unless both outcomes occur. The Mann–Whitney form.
  package var auroc: Metric<Double> {
    let others = count - events
    guard events > 0, others > 0 else { return .undefined(.degenerate) }
    var wins = 0.0
    var othersAbove = 0
    for group in ties {
      let hits = Double(group.hits)
      wins += hits * (Double(others - othersAbove - group.misses) + 0.5 * Double(group.misses))
      othersAbove += group.misses
    }
    return .ratio(wins, over: Double(events) * Double(others))
  }

  /// `eval_auprc`: average precision, Σ (Rₙ − Rₙ₋₁)·Pₙ over distinct thresholds.
  package var auprc: Metric<Double> {
    guard events > 0 else { return .undefined(.degenerate) }
    var area = 0.0
    var hits = 0
    var seen = 0
    for group in ties {
      hits += group.hits
      seen += group.hits + group.misses
      area += Double(group.hits) / Double(events) * Double(hits) / Double(seen)
    }
    return Metric(number: area)
  }

  /// Counts per distinct score, highest first.
  private var ties: [(hits: Int, misses: Int)] {
    var groups: [(hits: Int, misses: Int)] = []
    var last: Double?
    for item in descending {
      if item.score != last { groups.append((0, 0)) }
      last = item.score
      if item.isEvent {
        groups[groups.count - 1].hits += 1
      } else {
        groups[groups.count - 1].misses += 1
      }
    }
    return groups
  }
}
