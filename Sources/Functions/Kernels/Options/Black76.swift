// European options on a forward: price and Greeks in USD, and in coin for inverse options.

/// Call or put.
package enum OptionKind: String, Hashable, Sendable, CaseIterable {
  /// Pays when the price ends above the strike.
  case call
  /// Pays when the price ends below the strike.
  case put

  /// +1 for a call, −1 for a put.
  package var sign: Double { self == .call ? 1 : -1 }
}

/// What an option is, apart from the market.
package struct OptionTerms: Sendable, Equatable {
  /// Call or put.
  package let kind: OptionKind
  /// USD per coin.
  package let strike: Double
  /// Years to expiry, ACT/365.
  package let years: Double

  /// An option.
  package init(_ kind: OptionKind, strike: Double, years: Double) {
    self.kind = kind
    self.strike = strike
    self.years = years
  }

  /// What it pays if the price ends at `price`.
  package func intrinsic(at price: Double) -> Double { max(0, kind.sign * (price - strike)) }
}

/// Black's model of an option on a forward. Source: Black 1976.
package struct Black76: Sendable, Equatable {
  /// The option.
  package let terms: OptionTerms
  /// USD per coin of the forward.
  package let forward: Double
  /// Volatility per √year.
  package let sigma: Double
  /// The USD rate, continuous.
  package let rate: Double

  /// Greeks that diverge at expiry see at least this much time: a minute, in years.
  package static let shortestYears = 60 / RiskHorizon.year

  /// An option in a market; nil unless forward and strike are above 0 and all else is finite.
  package init?(_ terms: OptionTerms, forward: Double, sigma: Double, rate: Double = 0) {
    guard forward > 0, terms.strike > 0, forward.isFinite, terms.strike.isFinite,
      sigma.isFinite, terms.years.isFinite, rate.isFinite
    else { return nil }
    self.terms = terms
    self.forward = forward
    self.sigma = sigma
    self.rate = rate
  }

  private var discount: Double { Real.exp(-rate * max(0, terms.years)) }

  /// d1 and d2 with time t; infinite where no randomness is left.
  private func depths(_ t: Double) -> (d1: Double, d2: Double) {
    let total = sigma > 0 && t > 0 ? sigma * t.squareRoot() : 0
    let moneyness = Real.log(forward / terms.strike)
    guard total > 0 else {
      let sure = moneyness == 0 ? 0 : moneyness > 0 ? Double.infinity : -.infinity
      return (sure, sure)
    }
    let d1 = moneyness / total + total / 2
    return (d1, d1 - total)
  }

  /// `opt_price` in USD; intrinsic at or after expiry, discounted intrinsic of the forward without
  /// volatility.
  package var price: Metric<Double> {
    guard terms.years > 0, sigma > 0 else {
      return Metric(number: discount * terms.intrinsic(at: forward))
    }
    let d = depths(terms.years)
    let s = terms.kind.sign
    let value = forward * Normal.cdf(s * d.d1) - terms.strike * Normal.cdf(s * d.d2)
    return Metric(number: max(0, discount * s * value))
  }

  /// `opt_delta` with respect to the forward: e^(−rT)Φ(d1), for a put e^(−rT)(Φ(d1) − 1).
  package var delta: Metric<Double> {
    let s = terms.kind.sign
    return Metric(number: discount * s * Normal.cdf(s * depths(terms.years).d1))
  }

  /// `opt_gamma` in 1/USD: e^(−rT)φ(d1)/(Fσ√T); under a minute to expiry it is `estimated` at one.
  package var gamma: Metric<Double> {
    let t = max(terms.years, Self.shortestYears)
    let flags: MetricFlags = t > terms.years ? .estimated : []
    guard sigma > 0 else { return Metric(0, flags: flags) }
    let density = Normal.density(depths(t).d1)
    return Metric(number: discount * density / (forward * sigma * t.squareRoot()), flags: flags)
  }

  /// `opt_vega_pt` in USD per volatility point: Fe^(−rT)φ(d1)√T/100.
  package var vegaPoint: Metric<Double> {
    let t = max(0, terms.years)
    let density = Normal.density(depths(t).d1)
    return Metric(number: forward * discount * density * t.squareRoot() / 100)
  }

  /// `opt_theta_day` in USD per calendar day at a fixed forward:
  /// −[Fe^(−rT)φ(d1)σ/(2√T)]/365 + rV/365.
  package var thetaDay: Metric<Double> {
    let t = max(terms.years, Self.shortestYears)
    let flags: MetricFlags = t > terms.years ? .estimated : []
    let density = Normal.density(depths(t).d1)
    let decay = forward * discount * density * max(0, sigma) / (2 * t.squareRoot())
    return price.flatMap { Metric(number: (rate * $0 - decay) / 365, flags: flags) }
  }

  // MARK: Coin-margined options, r = 0, payoff max(S − K, 0)/S

  /// `opt_price_coin`: opt_price/F. Source: Alexander, Chen, Imeraj 2023.
  package var priceCoin: Metric<Double> { price.map { $0 / forward } }

  /// `opt_delta_net` in coin: opt_delta − opt_price_coin = F·∂(V/F)/∂F.
  package var deltaNet: Metric<Double> {
    delta.flatMap { delta in priceCoin.map { delta - $0 } }
  }

  /// `opt_gamma_coin` in coin/USD²: Γ/F − 2·opt_delta_net/F².
  package var gammaCoin: Metric<Double> {
    gamma.flatMap { gamma in
      deltaNet.flatMap { Metric(number: gamma / forward - 2 * $0 / (forward * forward)) }
    }
  }

  /// `opt_vega_coin_pt` in coin per volatility point.
  package var vegaCoinPoint: Metric<Double> { vegaPoint.map { $0 / forward } }
}
