// Where a maker with inventory should quote: the models of Avellaneda-Stoikov and its limit.

/// Quotes of a risk-averse maker. Source: Avellaneda, Stoikov 2008.
package struct StoikovQuotes: Sendable, Equatable {
  /// USD around which quotes are symmetric: M − qγσ²τ.
  package let reservation: Double
  /// USD between bid and ask: γσ²τ + (2/γ)ln(1 + γ/k).
  package let spread: Double

  /// USD.
  package var bid: Double { reservation - spread / 2 }
  /// USD.
  package var ask: Double { reservation + spread / 2 }

  /// `quote_skew` in bps: (mid − reservation)/mid·1e4; the sign of the inventory pressure.
  package func skewBps(mid: Double) -> Metric<Double> {
    .ratio(1e4 * (mid - reservation), over: mid)
  }
}

/// A maker's taste for risk and the arrival of orders.
package struct MakerModel: Sendable, Equatable {
  /// Risk aversion γ in 1/USD, for a unit trade of one coin.
  package let aversion: Double
  /// Volatility in USD per coin per √(unit of time).
  package let sigma: Double
  /// Decay k of the arrival intensity A·e^(−kδ), in 1/USD.
  package let decay: Double
  /// Arrival intensity A at the mid, per unit of time.
  package let intensity: Double

  /// A model; nil unless γ, σ ≥ 0 and k, A > 0.
  package init?(aversion: Double, sigma: Double, decay: Double, intensity: Double = 1) {
    guard aversion >= 0, sigma >= 0, decay > 0, intensity > 0 else { return nil }
    self.aversion = aversion
    self.sigma = sigma
    self.decay = decay
    self.intensity = intensity
  }

  /// (1/γ)ln(1 + γ/k), 1/k in the limit γ → 0.
  private var halfMargin: Double {
    aversion > 0 ? Real.log1p(aversion / decay) / aversion : 1 / decay
  }

  /// `as_reservation_price`, `as_total_spread` with `tau` units of time to go.
  package func stoikov(mid: Double, inventory: Double, tau: Double) -> Metric<StoikovQuotes> {
    let risk = aversion * sigma * sigma * tau
    let quotes = StoikovQuotes(
      reservation: mid - inventory * risk, spread: risk + 2 * halfMargin)
    guard quotes.reservation.isFinite, quotes.spread.isFinite else { return .undefined(.domain) }
    return Metric(quotes)
  }

  /// Distances of quotes from the mid.
  package struct Offsets: Sendable, Equatable {
    /// USD below the mid.
    package let bid: Double
    /// USD above the mid.
    package let ask: Double

    /// The offsets with none inside `touch`, where a quote would cross.
    package func clamped(to touch: Double = 0) -> Offsets {
      Offsets(bid: max(touch, bid), ask: max(touch, ask))
    }
  }

  /// `glft_bid_offset`, `glft_ask_offset` in USD, which may be negative.
  ///
  /// (1/γ)ln(1 + γ/k) + ((2q + 1)/2)·ω below the mid and − ((2q − 1)/2)·ω above it, with
  /// ω = √[(σ²γ/(2kA))(1 + γ/k)^(1 + k/γ)]. Source: Guéant, Lehalle, Fernandez-Tapia 2013.
  package func gueant(inventory q: Double) -> Metric<Offsets> {
    var omega = 0.0
    if aversion > 0 {
      let growth = (1 + decay / aversion) * Real.log1p(aversion / decay)
      let base = sigma * sigma * aversion / (2 * decay * intensity)
      omega = (base * Real.exp(growth)).squareRoot()
    }
    let offsets = Offsets(
      bid: halfMargin + (2 * q + 1) / 2 * omega, ask: halfMargin - (2 * q - 1) / 2 * omega)
    guard offsets.bid.isFinite, offsets.ask.isFinite else { return .undefined(.domain) }
    return Metric(offsets)
  }
}
