// How much rests within a band around the mid.

/// The depth of both sides inside a band.
package struct BandDepth: Sendable, Equatable {
  /// USD resting on the bids.
  package let bidUSD: Double
  /// USD resting on the asks.
  package let askUSD: Double
  /// Coin resting on the bids.
  package let bidCoin: Double
  /// Coin resting on the asks.
  package let askCoin: Double

  /// USD on both sides.
  package var totalUSD: Double { bidUSD + askUSD }
  /// USD on the smaller side.
  package var minimumUSD: Double { min(bidUSD, askUSD) }
  /// Coin on both sides.
  package var totalCoin: Double { bidCoin + askCoin }
  /// Coin on the smaller side.
  package var minimumCoin: Double { min(bidCoin, askCoin) }

  /// USD on one side.
  package func usd(_ side: BookSide) -> Double { side == .bid ? bidUSD : askUSD }
  /// Coin on one side.
  package func coin(_ side: BookSide) -> Double { side == .bid ? bidCoin : askCoin }

  /// `band_imbalance(x)`: (D_bid − D_ask)/(D_bid + D_ask) in USD; `zero_denominator` if empty.
  package var imbalance: Metric<Double> { .ratio(bidUSD - askUSD, over: totalUSD) }
}

extension Book {
  /// `depth(x)`: what rests on bids ≥ ref·(1 − x) and asks ≤ ref·(1 + x), edges included.
  ///
  /// The reference is the mid unless an index price is given; with an index a one-sided book still
  /// has a depth. A side whose every level lies inside is flagged, since the feed may end there,
  /// unless the source tells all levels; rules see a flagged side as `visible_depth(x)` only.
  package func depth(bps: Double, around index: Double? = nil) -> Metric<BandDepth> {
    guard bps >= 0, bps.isFinite else { return .undefined(.domain) }
    let band: DecimalBand
    do {
      band = try self.band(bps: bps, around: index)
    } catch {
      return .undefined(error)
    }
    let bid = sum(bids) { band.reachesLow($0) }
    let ask = sum(asks) { band.reachesHigh($0) }
    var flags: MetricFlags = []
    if bids.ends(in: band.reachesLow, holding: bid.count) { flags.insert(.truncatedBid) }
    if asks.ends(in: band.reachesHigh, holding: ask.count) { flags.insert(.truncatedAsk) }
    let depth = BandDepth(bidUSD: bid.usd, askUSD: ask.usd, bidCoin: bid.coin, askCoin: ask.coin)
    return Metric(depth, flags: flags)
  }

  private func band(bps: Double, around index: Double?) throws(Undefined) -> DecimalBand {
    guard let index else {
      let best = try best()
      return DecimalBand(bestBid: best.bid, bestAsk: best.ask, bps: bps)
    }
    switch state {
    case .empty: throw .emptyBook
    case .crossed: throw .crossed
    case .stale: throw .stale
    case .ok, .locked, .oneSidedBid, .oneSidedAsk: break
    }
    guard index > 0, index.isFinite else { throw .zeroDenominator }
    return DecimalBand(around: index, bps: bps)
  }

  private func sum(
    _ levels: BookLevels, while isInside: (Double) -> Bool
  ) -> (count: Int, usd: Double, coin: Double) {
    var total = (count: 0, usd: 0.0, coin: 0.0)
    while total.count < levels.count, isInside(levels.prices[total.count]) {
      total.usd += usd(levels, total.count)
      total.coin += coin(levels, total.count)
      total.count += 1
    }
    return total
  }
}
