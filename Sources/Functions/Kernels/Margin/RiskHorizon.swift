// A volatility, a horizon and a confidence level: the three numbers of a normal risk estimate.

/// A daily volatility carried to a horizon at a confidence level.
package struct RiskHorizon: Sendable, Equatable {
  /// Standard deviation of one day's return.
  package let sigmaDaily: Double
  /// Seconds.
  package let seconds: Double
  /// The confidence level, 0.99 for one loss in a hundred.
  package let quantile: Double

  /// One hour at 99 % unless said.
  package init(sigmaDaily: Double, seconds: Double = 3600, quantile: Double = 0.99) {
    self.sigmaDaily = sigmaDaily
    self.seconds = seconds
    self.quantile = quantile
  }

  /// Seconds of a day.
  package static let day = 86_400.0
  /// Seconds of a year, ACT/365.
  package static let year = 31_536_000.0

  /// σ_d·√(h/1d).
  package var sigma: Double { sigmaDaily * (seconds / Self.day).squareRoot() }

  /// `var_normal`: z_q·σ_d·√(h/1d), a fraction.
  package var normalLoss: Metric<Double> {
    Normal.quantile(quantile).flatMap { Metric(number: $0 * sigma) }
  }

  /// `es_normal`: φ(z_q)/(1 − q)·σ_d·√(h/1d).
  package var normalShortfall: Metric<Double> {
    Normal.quantile(quantile).flatMap {
      .ratio(Normal.density($0) * sigma, over: 1 - quantile)
    }
  }
}
