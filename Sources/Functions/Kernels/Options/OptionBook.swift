// An options protocol's whole position: netted Greeks and repricing under shocks.

/// One position of an option book.
package struct OptionLeg: Sendable, Equatable {
  /// The option.
  package let terms: OptionTerms
  /// Volatility per √year; nil if the market gives none.
  package let sigma: Double?
  /// Contracts, long positive.
  package let position: Double
  /// Coin per contract.
  package let multiplier: Double

  /// A position.
  package init(
    _ terms: OptionTerms, sigma: Double?, position: Double, multiplier: Double = 1
  ) {
    self.terms = terms
    self.sigma = sigma
    self.position = position
    self.multiplier = multiplier
  }

  fileprivate var size: Double { position * multiplier }
}

/// Option positions with a futures or spot hedge, at a flat forward and r = 0.
package struct OptionBook: Sendable, Equatable {
  /// USD per coin.
  package let underlying: Double
  /// The options.
  package let legs: [OptionLeg]
  /// Coin of futures and spot.
  package let hedge: Double

  /// The lowest volatility a shock may leave.
  package static let volatilityFloor = 0.01

  /// A book; nil unless the underlying is above 0.
  package init?(underlying: Double, legs: [OptionLeg], hedge: Double = 0) {
    guard underlying > 0, underlying.isFinite, hedge.isFinite else { return nil }
    self.underlying = underlying
    self.legs = legs
    self.hedge = hedge
  }

  /// The netted Greeks.
  package struct Greeks: Sendable, Equatable {
    /// Coin.
    package let delta: Double
    /// Coin per USD.
    package let gamma: Double
    /// USD per volatility point.
    package let vegaPoint: Double
    /// `netting_benefit` of gamma: 1 − |Σx|/Σ|x|.
    package let gammaNetting: Metric<Double>
    /// `dollar_gamma_1pct` in USD: the change of delta for a 1 % move, γ·S²·0.01.
    package let dollarGamma: Double
  }

  /// `net_delta`, `net_gamma`, `net_vega_pt`: Σ position·multiplier·Greek plus the hedge.
  ///
  /// A leg without a volatility is left out and the result is `partial`.
  package var greeks: Metric<Greeks> {
    var delta = NeumaierSum(hedge)
    var gammas: [Double] = []
    var vega = NeumaierSum()
    var flags: MetricFlags = []
    for leg in legs {
      guard let model = model(of: leg) else {
        flags.insert(.partial)
        continue
      }
      flags.formUnion(model.gamma.flags)
      delta.add(leg.size * model.delta.coalesced(0))
      gammas.append(leg.size * model.gamma.coalesced(0))
      vega.add(leg.size * model.vegaPoint.coalesced(0))
    }
    let gamma = gammas.reduce(0, +)
    return Metric(
      Greeks(
        delta: delta.value, gamma: gamma, vegaPoint: vega.value,
        gammaNetting: Self.nettingBenefit(gammas),
        dollarGamma: gamma * underlying * underlying * 0.01), flags: flags)
  }

  /// `netting_benefit` in 0…1: 1 − |Σx|/Σ|x|; `zero_denominator` if all are zero.
  package static func nettingBenefit(_ exposures: [Double]) -> Metric<Double> {
    let gross = exposures.map(\.magnitude).reduce(0, +)
    let net = exposures.reduce(0, +).magnitude
    return Metric.ratio(net, over: gross).map { min(1, max(0, 1 - $0)) }
  }

  /// The profit if the price moves by `move` and every volatility by the factor 1 + `volMove`.
  ///
  /// Options are repriced in full, the hedge is linear; legs without a volatility add nothing and
  /// flag the result `partial`.
  package func profit(move: Double, volMove: Double) -> Metric<Double> {
    let price = underlying * (1 + move)
    guard price > 0 else { return .undefined(.domain) }
    var total = NeumaierSum(hedge * (price - underlying))
    var flags: MetricFlags = []
    for leg in legs {
      guard let sigma = leg.sigma, let now = model(of: leg),
        let shocked = Black76(
          leg.terms, forward: price, sigma: max(Self.volatilityFloor, sigma * (1 + volMove)))
      else {
        flags.insert(.partial)
        continue
      }
      total.add(leg.size * (shocked.price.coalesced(0) - now.price.coalesced(0)))
    }
    return Metric(number: total.value, flags: flags)
  }

  private func model(of leg: OptionLeg) -> Black76? {
    leg.sigma.flatMap { Black76(leg.terms, forward: underlying, sigma: $0) }
  }
}
