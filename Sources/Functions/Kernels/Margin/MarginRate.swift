// A maintenance margin rate that follows risk without amplifying it.

/// What the market looks like to a margin model, as fractions of price.
package struct MarginConditions: Sendable, Equatable {
  /// Volatility now, per √day.
  package let sigmaDaily: Double
  /// Volatility of the stress period, per √day.
  package let sigmaStress: Double
  /// Half the spread.
  package let halfSpread: Double
  /// The cost of liquidating a large position, slippage_bps/1e4 of the 95 % size.
  package let impact: Double

  /// Conditions.
  package init(sigmaDaily: Double, sigmaStress: Double, halfSpread: Double, impact: Double) {
    self.sigmaDaily = sigmaDaily
    self.sigmaStress = sigmaStress
    self.halfSpread = halfSpread
    self.impact = impact
  }
}

/// The rule behind a recommended rate.
///
/// Sources: the liquidity add-on of Bangia, Diebold, Schuermann, Stroughair 1999; the 25 % stressed
/// weight of Regulation (EU) 153/2013 Art. 28.
package struct MarginRule: Sendable, Equatable {
  /// The confidence level.
  package var quantile = 0.99
  /// Seconds to close out a position, the margin period of risk.
  package var periodOfRisk = 3600.0
  /// The weight of the stress period.
  package var stressWeight = 0.25
  /// The lowest rate.
  package var floor = 0.005
  /// The highest rate.
  package var cap = 0.5
  /// The largest relative rise per step.
  package var maximumRise = 0.25
  /// The largest relative fall per step.
  package var maximumFall = 0.05

  /// The default rule.
  package init() {}

  /// A recommended rate with the steps to it.
  package struct Recommendation: Sendable, Equatable {
    /// From volatility now.
    package let base: Double
    /// From the stress period.
    package let stress: Double
    /// The blend, not below the floor.
    package let raw: Double
    /// The rate after step limits and clamps.
    package let rate: Double
  }

  /// `mm_rate_recommended`: blend, floor, step limits from `previous`, then [floor, cap].
  ///
  /// Without a previous rate above 0 there is no step to limit.
  package func recommend(
    _ conditions: MarginConditions, previous: Double? = nil
  ) -> Metric<Recommendation> {
    guard floor <= cap, periodOfRisk >= 0 else { return .undefined(.domain) }
    return charge(conditions.sigmaDaily, conditions).flatMap { base in
      charge(conditions.sigmaStress, conditions).flatMap { stress in
        let raw = max((1 - stressWeight) * base + stressWeight * stress, floor)
        guard raw.isFinite else { return .undefined(.domain) }
        var rate = raw
        if let previous, previous > 0 {
          rate = min(previous * (1 + maximumRise), max(previous * (1 - maximumFall), rate))
        }
        return Metric(
          Recommendation(base: base, stress: stress, raw: raw, rate: min(cap, max(floor, rate))))
      }
    }
  }

  private func charge(_ sigma: Double, _ conditions: MarginConditions) -> Metric<Double> {
    RiskHorizon(sigmaDaily: sigma, seconds: periodOfRisk, quantile: quantile).normalLoss
      .flatMap { Metric(number: $0 + conditions.halfSpread + conditions.impact) }
  }
}

/// How much a margin rate amplifies stress. Source: Murphy, Vasios, Vause 2014.
package enum Procyclicality {
  /// `margin_peak_to_trough`: the largest rate over the smallest.
  package static func peakToTrough(_ rates: [Double]) -> Metric<Double> {
    guard let low = rates.min(), let high = rates.max() else { return .undefined(.warmup) }
    return .ratio(high, over: low)
  }

  /// `margin_nday_call`: max over t of m_t − m_{t−n}; `warmup` unless n days came before.
  package static func largestCall(_ rates: [Double], days n: Int = 5) -> Metric<Double> {
    guard n > 0, rates.count > n else { return .undefined(.warmup) }
    let calls = zip(rates.dropFirst(n), rates).map { $0 - $1 }
    return calls.max().map { Metric(number: $0) } ?? .undefined(.warmup)
  }
}
