// Where a position's equity meets its maintenance margin, and where it is gone.

/// Long or short.
package enum PositionSide: String, Hashable, Sendable, CaseIterable {
  /// Gains when the price rises.
  case long
  /// Gains when the price falls.
  case short
}

/// An isolated position paid in USD.
package struct LinearPosition: Sendable, Equatable {
  /// Long or short.
  package let side: PositionSide
  /// Coin.
  package let size: Double
  /// USD per coin at entry.
  package let entry: Double
  /// USD of margin.
  package let wallet: Double

  /// The tier is looked up again at each result, at most this often.
  private static let roundLimit = 10

  /// A position.
  package init(side: PositionSide, size: Double, entry: Double, wallet: Double) {
    self.side = side
    self.size = size
    self.entry = entry
    self.wallet = wallet
  }

  /// `liq_price` in USD: (qE − W − cum)/(q(1 − mmr)) for a long, (W + qE + cum)/(q(1 + mmr)) for a
  /// short, the tier selected at the result itself. `no_liquidation` for a long with a result ≤ 0.
  package func liquidationPrice(_ table: MarginTiers) -> Metric<Double> {
    guard size > 0, entry > 0 else { return .undefined(.zeroDenominator) }
    var tier = table.index(of: size * entry)
    var price = self.price(in: table.tiers[tier])
    for _ in 0..<Self.roundLimit {
      let next = table.index(of: size * max(0, price))
      if next == tier { break }
      tier = next
      price = self.price(in: table.tiers[tier])
    }
    return positive(price)
  }

  /// `bankruptcy_price` in USD: where equity is gone.
  package var bankruptcyPrice: Metric<Double> {
    guard size > 0 else { return .undefined(.zeroDenominator) }
    return positive(price(in: MarginTiers.Tier(lower: 0, rate: 0)))
  }

  private func price(in tier: MarginTiers.Tier) -> Double {
    switch side {
    case .long: (size * entry - wallet - tier.amount) / (size * (1 - tier.rate))
    case .short: (wallet + size * entry + tier.amount) / (size * (1 + tier.rate))
    }
  }

  private func positive(_ price: Double) -> Metric<Double> {
    price > 0 ? Metric(number: price) : .undefined(.noLiquidation)
  }
}

/// An isolated position paid in coin.
package struct InversePosition: Sendable, Equatable {
  /// Long or short.
  package let side: PositionSide
  /// USD of face value, contracts times multiplier.
  package let face: Double
  /// USD per coin at entry.
  package let entry: Double
  /// Coin of margin.
  package let wallet: Double

  /// A position.
  package init(side: PositionSide, face: Double, entry: Double, wallet: Double) {
    self.side = side
    self.face = face
    self.entry = entry
    self.wallet = wallet
  }

  /// `liq_price` in USD: G(1 + mmr)/(W + G/E) for a long, G(1 − mmr)/(G/E − W) for a short.
  ///
  /// `no_liquidation` for a short whose coin covers its face at any price.
  package func liquidationPrice(rate: Double) -> Metric<Double> {
    guard face > 0, entry > 0 else { return .undefined(.zeroDenominator) }
    guard rate >= 0, rate < 1 else { return .undefined(.domain) }
    let coin = face / entry
    let denominator = side == .long ? wallet + coin : coin - wallet
    guard denominator > 0 else { return .undefined(.noLiquidation) }
    return .ratio(face * (side == .long ? 1 + rate : 1 - rate), over: denominator)
  }

  /// `bankruptcy_price` in USD.
  package var bankruptcyPrice: Metric<Double> { liquidationPrice(rate: 0) }
}
