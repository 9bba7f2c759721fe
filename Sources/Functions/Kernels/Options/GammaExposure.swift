// How much dealers must trade per move of the market, and where their hedging changes sign.

/// Open interest of one option series.
package struct ChainEntry: Sendable, Equatable {
  /// The option.
  package let terms: OptionTerms
  /// Volatility per √year.
  package let sigma: Double
  /// Contracts of open interest, or signed dealer inventory.
  package let size: Double
  /// Coin per contract.
  package let multiplier: Double

  /// A series.
  package init(_ terms: OptionTerms, sigma: Double, size: Double, multiplier: Double = 1) {
    self.terms = terms
    self.sigma = sigma
    self.size = size
    self.multiplier = multiplier
  }
}

/// Dealer gamma over a whole chain.
///
/// Sources: SqueezeMetrics, Gamma Exposure; Baltussen, Da, Lammers, Martens 2021.
package struct GammaExposure: Sendable {
  /// Who is assumed to hold what; always print it beside the value.
  package enum SignMode: String, Sendable, CaseIterable {
    /// Dealers long calls and short puts; weak in crypto.
    case naive
    /// Sizes are signed dealer inventory from classified trades.
    case flow
  }

  private let chain: [ChainEntry]
  /// The sign mode.
  package let mode: SignMode

  /// A chain under a sign mode.
  package init(_ chain: [ChainEntry], mode: SignMode) {
    self.chain = chain
    self.mode = mode
  }

  /// `gex` in USD per 1 %: Σ sign·Γ·OI·multiplier·S²·0.01 with volatilities held.
  package func value(at spot: Double) -> Metric<Double> {
    guard spot > 0, spot.isFinite else { return .undefined(.zeroDenominator) }
    var total = NeumaierSum()
    var flags: MetricFlags = []
    for entry in chain {
      guard let model = Black76(entry.terms, forward: spot, sigma: entry.sigma),
        let gamma = model.gamma.value
      else {
        flags.insert(.partial)
        continue
      }
      flags.formUnion(model.gamma.flags)
      let sign = mode == .naive ? entry.terms.kind.sign : 1
      total.add(sign * gamma * entry.size * entry.multiplier)
    }
    return Metric(number: total.value * spot * spot * 0.01, flags: flags)
  }

  private static let step = 0.005
  private static let reach = 0.3

  /// `gex_flip` in USD: the root of gex(S) nearest to spot within ±30 %; `domain` if none.
  package func flip(near spot: Double) -> Metric<Double> {
    flip(from: spot * (1 - Self.reach), to: spot * (1 + Self.reach), near: spot)
  }

  /// The root of gex(S) between two prices nearest to a third, scanned in steps of half a percent
  /// of it and bisected. Stretches where gex has died away to 0 are no roots.
  package func flip(from lower: Double, to upper: Double, near spot: Double) -> Metric<Double> {
    guard spot > 0, lower > 0, lower < upper, upper <= 10 * spot else { return .undefined(.domain) }
    var roots: [Double] = []
    var last: (price: Double, gex: Double)?
    var price = lower
    while true {
      let gex = value(at: price).coalesced(0)
      if let last, gex != 0, (last.gex < 0) != (gex < 0) {
        roots.append(bisect(last.price, price, isRising: last.gex < 0))
      }
      if gex != 0 { last = (price, gex) }
      guard price < upper else { break }
      price = min(upper, price + Self.step * spot)
    }
    let nearest = roots.min { ($0 - spot).magnitude < ($1 - spot).magnitude }
    return nearest.map { Metric(number: $0) } ?? .undefined(.domain)
  }

  private func bisect(_ left: Double, _ right: Double, isRising: Bool) -> Double {
    var low = left
    var high = right
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { return middle }
      if (value(at: middle).coalesced(0) < 0) == isRising { low = middle } else { high = middle }
    }
  }
}
