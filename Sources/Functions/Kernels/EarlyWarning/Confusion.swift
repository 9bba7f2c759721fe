// What an alarm threshold gets right and wrong.

/// Counts of alarms and events at one threshold.
package struct Confusion: Sendable, Equatable {
  /// Alarms with an event.
  package let truePositives: Int
  /// Alarms without one.
  package let falsePositives: Int
  /// Events without an alarm.
  package let falseNegatives: Int
  /// Neither.
  package let trueNegatives: Int

  /// An alarm wherever score ≥ threshold.
  package init(scores: [Double], outcomes: [Bool], threshold: Double) {
    var counts = [0, 0, 0, 0]
    for (score, isEvent) in zip(scores, outcomes) {
      counts[(score >= threshold ? 0 : 2) + (isEvent ? 0 : 1)] += 1
    }
    truePositives = counts[0]
    falsePositives = counts[1]
    falseNegatives = counts[2]
    trueNegatives = counts[3]
  }

  private var tp: Double { Double(truePositives) }
  private var fp: Double { Double(falsePositives) }
  private var fn: Double { Double(falseNegatives) }
  private var tn: Double { Double(trueNegatives) }
  private var n: Double { tp + fp + fn + tn }

  /// `eval_precision`: events among alarms.
  package var precision: Metric<Double> { .ratio(tp, over: tp + fp) }
  /// `eval_recall`: alarms among events.
  package var recall: Metric<Double> { .ratio(tp, over: tp + fn) }
  /// `eval_f1`: the harmonic mean of the two.
  package var f1: Metric<Double> { .ratio(2 * tp, over: 2 * tp + fp + fn) }

  /// `eval_mcc`: the correlation of alarm and event; `zero_denominator` if one never varies.
  package var correlation: Metric<Double> {
    .ratio(tp * tn - fp * fn, over: ((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)).squareRoot())
  }

  /// Usefulness to someone who minds missed events and false alarms.
  package struct Usefulness: Sendable, Equatable {
    /// What ignoring the signal would cost, less what heeding it costs.
    package let absolute: Double
    /// The same over what a perfect signal would save.
    package let relative: Metric<Double>
  }

  /// `eval_usefulness`: min(μπ, (1−μ)(1−π)) − [μ·FN/n + (1−μ)·FP/n], π the base rate.
  ///
  /// μ weighs missed events. Source: Sarlin 2013, Economics Letters 119(1).
  package func usefulness(preference mu: Double) -> Metric<Usefulness> {
    guard mu >= 0, mu <= 1 else { return .undefined(.domain) }
    guard n > 0 else { return .undefined(.warmup) }
    let base = (tp + fn) / n
    let available = min(mu * base, (1 - mu) * (1 - base))
    let absolute = available - (mu * fn + (1 - mu) * fp) / n
    return Metric(Usefulness(absolute: absolute, relative: .ratio(absolute, over: available)))
  }
}
