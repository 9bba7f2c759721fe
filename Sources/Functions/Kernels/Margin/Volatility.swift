// Volatility filters: realised, exponentially weighted, GARCH.

/// Volatility of log returns.
package enum Volatility {
  /// `realized_vol` per √year: √(Σr²/n · year/Δ), zero mean; `warmup` without returns.
  package static func realized(_ returns: [Double], interval: Double) -> Metric<Double> {
    var squares = NeumaierSum()
    for r in returns { squares.add(r * r) }
    return realized(squares: squares.value, of: returns.count, interval: interval)
  }

  /// The same from the sum of squared returns.
  static func realized(squares: Double, of count: Int, interval: Double) -> Metric<Double> {
    guard count > 0 else { return .undefined(.warmup) }
    return Metric.ratio(squares / Double(count) * RiskHorizon.year, over: interval)
      .map { $0.squareRoot() }
  }
}

/// `ewma_vol` per bar: σ² ← λσ² + (1 − λ)r², seeded with the first r². Source: RiskMetrics 1996.
package struct WeightedVolatility: Sendable {
  private let lambda: Double
  private var variance: Double?

  /// λ = 0.94 unless said.
  package init(lambda: Double = 0.94) { self.lambda = min(1, max(0, lambda)) }

  /// A return.
  package mutating func add(_ r: Double) {
    variance = variance.map { lambda * $0 + (1 - lambda) * r * r } ?? r * r
  }

  /// The volatility after the last return; `warmup` before the first.
  package var value: Metric<Double> {
    variance.map { Metric(number: $0.squareRoot()) } ?? .undefined(.warmup)
  }
}

/// `garch_vol` per bar: σ²₊₁ = ω + αr² + βσ², seeded with the long-run variance.
///
/// Source: Bollerslev 1986.
package struct GarchVolatility: Sendable {
  private let omega: Double
  private let alpha: Double
  private let beta: Double
  private var variance: Double

  /// Fitted parameters; nil (`domain`) unless ω > 0, α, β ≥ 0 and α + β < 1.
  package init?(omega: Double, alpha: Double, beta: Double) {
    guard omega > 0, alpha >= 0, beta >= 0, alpha + beta < 1 else { return nil }
    self.omega = omega
    self.alpha = alpha
    self.beta = beta
    variance = omega / (1 - alpha - beta)
  }

  /// The volatility the filter returns to.
  package var longRun: Double { (omega / (1 - alpha - beta)).squareRoot() }

  /// A return.
  package mutating func add(_ r: Double) {
    variance = omega + alpha * r * r + beta * variance
  }

  /// The volatility expected of the next bar.
  package var next: Metric<Double> { Metric(number: variance.squareRoot()) }
}
