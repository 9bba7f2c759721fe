// How good probabilities are as probabilities.

/// Probability forecasts of binary outcomes.
package struct Forecasts: Sendable {
  private let pairs: [(forecast: Double, outcome: Double)]

  /// A forecast this close to 0 or 1 is taken as that far away by the log loss.
  private static let margin = 2.220446049250313e-16

  /// Forecasts in 0…1 with outcomes.
  package init(forecasts: [Double], outcomes: [Bool]) {
    pairs = zip(forecasts, outcomes).map { ($0, $1 ? 1 : 0) }
  }

  private var isValid: Bool { pairs.allSatisfy { $0.forecast >= 0 && $0.forecast <= 1 } }

  private func mean(_ value: ((forecast: Double, outcome: Double)) -> Double) -> Metric<Double> {
    guard !pairs.isEmpty else { return .undefined(.warmup) }
    guard isValid else { return .undefined(.domain) }
    var total = NeumaierSum()
    for pair in pairs { total.add(value(pair)) }
    return .ratio(total.value, over: Double(pairs.count))
  }

  /// The base rate of outcomes.
  package var baseRate: Metric<Double> { mean(\.outcome) }

  /// `eval_brier`: mean (f − y)². Source: Brier 1950.
  package var brier: Metric<Double> { mean { ($0.forecast - $0.outcome).squared } }

  /// `eval_bss`: 1 − BS/(ō(1 − ō)); `degenerate` if only one outcome occurs.
  package var brierSkill: Metric<Double> {
    brier.flatMap { brier in
      uncertainty.flatMap { uncertainty in
        uncertainty > 0
          ? Metric(number: 1 - brier / uncertainty) : .undefined(.degenerate)
      }
    }
  }

  /// ō(1 − ō).
  package var uncertainty: Metric<Double> { baseRate.map { $0 * (1 - $0) } }

  /// `eval_logloss`: mean −ln of the probability given to what happened.
  package var logLoss: Metric<Double> {
    mean { pair in
      let p = min(1 - Self.margin, max(Self.margin, pair.forecast))
      return -(pair.outcome * Real.log(p) + (1 - pair.outcome) * Real.log1p(-p))
    }
  }

  /// Murphy's parts of the Brier score: BS = reliability − resolution + uncertainty.
  package struct Parts: Sendable, Equatable {
    /// How far forecasts lie from what then happened.
    package let reliability: Double
    /// How far what happened varies with the forecast.
    package let resolution: Double
    /// The variance of the outcome.
    package let uncertainty: Double
  }

  /// The decomposition grouped by distinct forecasts. Source: Murphy 1973.
  package var parts: Metric<Parts> {
    baseRate.map { base in
      let groups = Dictionary(grouping: pairs, by: \.forecast).sorted { $0.key < $1.key }
      var reliability = 0.0
      var resolution = 0.0
      for (forecast, members) in groups {
        let n = Double(members.count)
        let rate = members.reduce(0) { $0 + $1.outcome } / n
        reliability += n * (forecast - rate).squared
        resolution += n * (rate - base).squared
      }
      let n = Double(pairs.count)
      return Parts(
        reliability: reliability / n, resolution: resolution / n,
        uncertainty: base * (1 - base))
    }
  }
}

extension Double {
  fileprivate var squared: Double { self * self }
}
