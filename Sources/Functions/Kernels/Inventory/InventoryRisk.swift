// The price risk of what a maker holds.

/// Risk of inventories.
package enum InventoryRisk {
  /// `inventory_risk` in USD: |q|·P·σ_d·√(h/1d).
  package static func deviation(
    position: Double, price: Double, risk: RiskHorizon
  ) -> Metric<Double> {
    guard price > 0 else { return .undefined(.zeroDenominator) }
    return Metric(number: position.magnitude * price * risk.sigma)
  }

  /// `inventory_var` in USD: z_q·inventory_risk.
  package static func valueAtRisk(
    position: Double, price: Double, risk: RiskHorizon
  ) -> Metric<Double> {
    deviation(position: position, price: price, risk: risk).flatMap { deviation in
      Normal.quantile(risk.quantile).flatMap { Metric(number: $0 * deviation) }
    }
  }

  /// A portfolio's one-day standard deviation and value at risk, in USD.
  package struct Portfolio: Sendable, Equatable {
    /// √(x'Σx).
    package let deviation: Double
    /// z_q times it.
    package let valueAtRisk: Double
  }

  /// `inventory_var` of several assets: z_q·√(x'Σx), Σ = diag(σ)·C·diag(σ), x in USD.
  ///
  /// A matrix that is no covariance has its negative eigenvalues set to 0 and is `estimated`.
  package static func portfolio(
    exposures: [Double], sigmas: [Double], correlation: [[Double]], quantile: Double = 0.99
  ) -> Metric<Portfolio> {
    let n = exposures.count
    guard sigmas.count == n, correlation.count == n, correlation.allSatisfy({ $0.count == n })
    else { return .undefined(.domain) }
    let scaled = zip(exposures, sigmas).map { $0 * $1 }
    let eigen = SymmetricMatrix(correlation).eigen()
    var variance = 0.0
    var isClipped = false
    for (value, vector) in zip(eigen.values, eigen.vectors) {
      if value < -1e-12 * Double(n) { isClipped = true }
      let projection = zip(scaled, vector).map { $0 * $1 }.reduce(0, +)
      variance += max(0, value) * projection * projection
    }
    return Normal.quantile(quantile).flatMap { z in
      guard variance.isFinite else { return .undefined(.domain) }
      let deviation = variance.squareRoot()
      return Metric(
        Portfolio(deviation: deviation, valueAtRisk: z * deviation),
        flags: isClipped ? .estimated : [])
    }
  }
}
