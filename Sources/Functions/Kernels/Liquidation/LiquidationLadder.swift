// How much would be liquidated by a price move, and whether the book could take it.

/// A position as a ladder sees it.
package struct LadderPosition: Sendable, Equatable {
  /// Long or short.
  package let side: PositionSide
  /// Coin.
  package let size: Double
  /// USD per coin at which it is liquidated.
  package let liquidationPrice: Double
  /// USD per coin at which its margin is gone, if known.
  package let bankruptcyPrice: Double?

  /// A position.
  package init(
    side: PositionSide, size: Double, liquidationPrice: Double, bankruptcyPrice: Double? = nil
  ) {
    self.side = side
    self.size = size
    self.liquidationPrice = liquidationPrice
    self.bankruptcyPrice = bankruptcyPrice
  }
}

/// Positions by liquidation price.
package struct LiquidationLadder: Sendable {
  private let positions: [LadderPosition]
  private let isEstimated: Bool

  /// A ladder of public positions, or an estimated one.
  package init(_ positions: [LadderPosition], estimated: Bool = false) {
    self.positions = positions
    isEstimated = estimated
  }

  /// Cumulative liquidations within a distance.
  package struct Rung: Sendable, Equatable {
    /// Coin of longs.
    package let longCoin: Double
    /// USD of longs, each at its liquidation price.
    package let longUSD: Double
    /// Coin of shorts.
    package let shortCoin: Double
    /// USD of shorts.
    package let shortUSD: Double
  }

  /// `liq_ladder(x)`: longs with liquidation price ≥ mark(1 − x), shorts ≤ mark(1 + x).
  package func within(_ distance: Double, of mark: Double) -> Metric<Rung> {
    guard mark > 0, mark.isFinite else { return .undefined(.zeroDenominator) }
    guard distance >= 0, distance.isFinite else { return .undefined(.domain) }
    let band = DecimalBand(around: mark, bps: distance * 1e4)
    let longs = sum(.long) { band.reachesLow($0) }
    let shorts = sum(.short) { band.reachesHigh($0) }
    let rung = Rung(
      longCoin: longs.coin, longUSD: longs.usd, shortCoin: shorts.coin, shortUSD: shorts.usd)
    return Metric(rung, flags: isEstimated ? .estimated : [])
  }

  private func sum(
    _ side: PositionSide, where isHit: (Double) -> Bool
  ) -> (coin: Double, usd: Double) {
    var coin = NeumaierSum()
    var usd = NeumaierSum()
    for position in positions where position.side == side && isHit(position.liquidationPrice) {
      coin.add(position.size)
      usd.add(position.size * position.liquidationPrice)
    }
    return (coin.value, usd.value)
  }

  /// `squeeze_ratio_up`, `squeeze_ratio_down`: forced USD within x over visible depth within x.
  ///
  /// Above 1, forced flow exceeds visible supply.
  package static func squeezeRatio(forcedUSD: Double, depthUSD: Double) -> Metric<Double> {
    .ratio(forcedUSD, over: depthUSD)
  }

  /// `liq_oi_ratio`: liquidated USD of a window over open interest.
  package static func openInterestShare(liquidatedUSD: Double, oiUSD: Double) -> Metric<Double> {
    .ratio(liquidatedUSD, over: oiUSD)
  }

  /// `insurance_cover`: fund over simulated shortfall; +∞ without a shortfall, below 1 expect
  /// auto-deleveraging. Source: Chitra 2025.
  package static func insuranceCover(fund: Double, shortfall: Double) -> Metric<Double> {
    guard fund.isFinite, shortfall.isFinite else { return .undefined(.domain) }
    return shortfall > 0 ? Metric(fund / shortfall) : Metric(.infinity)
  }
}
