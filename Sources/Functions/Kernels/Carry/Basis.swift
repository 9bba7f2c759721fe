// The price of a future against spot, and what it implies about holding the coin.

/// A future against spot, with the time to expiry.
package struct Basis: Sendable, Equatable {
  /// USD per coin of the future.
  package let future: Double
  /// USD per coin of spot or index.
  package let spot: Double
  /// Seconds to expiry.
  package let tenor: Double
  /// Below this many seconds to expiry nothing is annualised.
  package let minimumTenor: Double

  /// Quotes further apart than this, in seconds, make no basis.
  package static let quoteAgeLimit = 2.0

  /// A future and spot; one day is the shortest tenor annualised unless said.
  package init(
    future: Double, spot: Double, tenor: Double, minimumTenor: Double = RiskHorizon.day
  ) {
    self.future = future
    self.spot = spot
    self.tenor = tenor
    self.minimumTenor = minimumTenor
  }

  /// `basis` in USD: F − S.
  package var difference: Metric<Double> { Metric(number: future - spot) }

  /// `basis_bps`: 1e4·(F/S − 1).
  package var bps: Metric<Double> { .ratio(1e4 * (future - spot), over: spot) }

  /// `basis_annualized` per year: (F/S − 1)/T.
  package var annualized: Metric<Double> { perYear { ratio, years in (ratio - 1) / years } }

  /// `basis_apy` per year: (F/S)^(1/T) − 1.
  package var compounded: Metric<Double> {
    perYear { ratio, years in Real.expm1(Real.log(ratio) / years) }
  }

  /// `basis_cc` per year: ln(F/S)/T.
  package var continuous: Metric<Double> { perYear { ratio, years in Real.log(ratio) / years } }

  /// `implied_borrow` per year: r − ln(F/S)/T, the convenience yield net of what lending earns.
  ///
  /// Positive: the coin is scarce. Sources: Gorton, Hayashi, Rouwenhorst 2013; Schmeling,
  /// Schrimpf, Todorov 2023.
  package func impliedBorrow(rateUSD: Double) -> Metric<Double> {
    continuous.flatMap { Metric(number: rateUSD - $0) }
  }

  /// `stale` if the quotes of the two legs lie too far apart, in seconds.
  package static func agreement(of futureTime: Double, and spotTime: Double) -> Undefined? {
    (futureTime - spotTime).magnitude > quoteAgeLimit ? .stale : nil
  }

  /// The value at a constant tenor, linear in T between two expiries that bracket it.
  package static func atTenor(
    _ years: Double, near: (years: Double, value: Double), far: (years: Double, value: Double)
  ) -> Metric<Double> {
    guard near.years < far.years, near.years <= years, years <= far.years else {
      return .undefined(.domain)
    }
    let weight = (years - near.years) / (far.years - near.years)
    return Metric(number: near.value + weight * (far.value - near.value))
  }

  private func perYear(_ rate: (Double, Double) -> Double) -> Metric<Double> {
    guard spot > 0, future > 0 else { return .undefined(.zeroDenominator) }
    guard tenor >= minimumTenor, tenor > 0 else { return .undefined(.minTenor) }
    return Metric(number: rate(future / spot, tenor / RiskHorizon.year))
  }
}
