// Whether a side of the book can keep up with the flow that hits it, and for how long.

/// A side of the book under flow: depth, flow toward it, and its own replenishment.
package struct SidePressure: Sendable, Equatable {
  /// USD resting in the band.
  package let depth: Double
  /// USD/s of taker flow hitting the side; negative when flow goes the other way.
  package let flow: Double
  /// USD/s of limit orders added minus cancelled; negative when quotes are pulled.
  package let replenish: Double

  /// A side's state.
  package init(depth: Double, flow: Double, replenish: Double) {
    self.depth = depth
    self.flow = flow
    self.replenish = replenish
  }

  /// The drift toward exhaustion, flow − replenishment, in USD/s.
  package var drift: Double { flow - replenish }

  /// `absorption_capacity(h)`: max(0, D + ρ·h) in USD.
  package func capacity(horizon: Double = 60) -> Metric<Double> {
    Metric(number: max(0, depth + replenish * horizon))
  }

  /// `absorption_ratio(h)`: max(0, u)·h over the capacity.
  package func ratio(horizon: Double = 60) -> Metric<Double> {
    capacity(horizon: horizon).flatMap { .ratio(max(0, flow) * horizon, over: $0) }
  }

  /// `runway` in seconds: D/ν; +∞ when replenishment keeps up, 0 when nothing is left.
  package var runway: Metric<Double> {
    guard depth.isFinite, drift.isFinite else { return .undefined(.domain) }
    if depth <= 0 { return Metric(0) }
    return drift > 0 ? Metric(depth / drift) : Metric(.infinity)
  }

  /// `exhaustion_prob(h)`: the probability that D − νt + σW reaches 0 within the horizon.
  ///
  /// `sigma` is the deviation of net depletion in USD per √s. Source: first passage of Brownian
  /// motion with drift, Folks, Chhikara 1978.
  package func exhaustionProbability(sigma: Double, horizon: Double = 60) -> Metric<Double> {
    guard sigma >= 0, horizon > 0, depth.isFinite, drift.isFinite else {
      return .undefined(.domain)
    }
    if depth <= 0 { return Metric(1) }
    if sigma == 0 { return Metric(drift > 0 && depth / drift <= horizon ? 1 : 0) }
    let spread = sigma * horizon.squareRoot()
    let direct = Normal.cdf((drift * horizon - depth) / spread)
    // The factor alone overflows where Φ underflows: only their logarithms may meet.
    let reflected = Real.exp(
      2 * drift * depth / (sigma * sigma)
        + Normal.logCdf((-depth - drift * horizon) / spread))
    return Metric(number: min(1, max(0, direct + reflected)))
  }
}

/// What a market maker can still take on, from a value-at-risk budget.
package struct MakerCapacity: Sendable, Equatable {
  /// The largest position in coin.
  package let limit: Double
  /// The position in coin, long positive.
  package let position: Double

  /// `mm_capacity`: the limit L/(z_q·P·σ_daily·√(h/1d)) and the maker's position.
  ///
  /// `degenerate` without volatility, `zero_denominator` without a price.
  package static func of(
    lossLimit: Double, position: Double, at price: Double, risk: RiskHorizon
  ) -> Metric<MakerCapacity> {
    guard price > 0 else { return .undefined(.zeroDenominator) }
    return risk.normalLoss.flatMap { loss in
      guard loss > 0 else { return .undefined(.degenerate) }
      return Metric.ratio(lossLimit, over: loss * price).map {
        MakerCapacity(limit: $0, position: position)
      }
    }
  }

  /// Coin of taker buying it can still absorb.
  package var toSell: Double { max(0, limit + position) }

  /// Coin of taker selling it can still absorb.
  package var toBuy: Double { max(0, limit - position) }

  /// `mm_utilization`: min(1, |position|/limit).
  package var utilization: Metric<Double> {
    Metric.ratio(position.magnitude, over: limit).map { min(1, $0) }
  }
}
