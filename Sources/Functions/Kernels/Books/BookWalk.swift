// What a market order of a given size would pay, level by level.

/// The outcome of walking one side of a book until a notional is filled.
package struct BookWalk: Sendable, Equatable {
  /// The taker's side.
  package let taker: Taker
  /// The mid before the walk.
  package let mid: Double
  /// USD asked for.
  package let notional: Double
  /// USD the side could give, up to the notional.
  package let filledUSD: Double
  /// Coin filled.
  package let coin: Double
  /// The price of the last level touched.
  package let lastPrice: Double

  /// Filled over asked, 0 to 1.
  package var fillFraction: Double { min(1, filledUSD / notional) }

  /// Whether the book held the whole notional.
  package var isComplete: Bool { filledUSD >= notional }

  /// USD paid per coin; harmonic for inverse books, as it must be.
  package var averagePrice: Metric<Double> {
    isComplete ? .ratio(notional, over: coin) : .undefined(.insufficientDepth)
  }

  /// `slippage_bps`: σ·1e4·(average/mid − 1), σ = +1 for a buy; a cost, so not negative.
  package var slippageBps: Metric<Double> { averagePrice.flatMap(cost) }

  /// `impact_bps`: the same for the last price touched instead of the average.
  package var impactBps: Metric<Double> {
    isComplete ? cost(of: lastPrice) : .undefined(.insufficientDepth)
  }

  private func cost(of price: Double) -> Metric<Double> {
    .ratio(taker.sign * 1e4 * (price - mid), over: mid)
  }
}

extension Book {
  /// Walks the side a taker consumes until `notional` USD is filled; the last level in part, no
  /// lot rounding.
  ///
  /// The walk itself fails only for want of a mid (`domain` for a notional that is not above 0);
  /// too little depth shows in `fillFraction` and makes its prices `insufficient_depth`.
  package func walk(_ taker: Taker, notional: Double = 100_000) -> Metric<BookWalk> {
    Metric { () throws(Undefined) in
      let mid = try mid.get()
      guard notional > 0, notional.isFinite else { throw .domain }
      let levels = levels(taker.consumes)
      var filled = 0.0
      var coins = 0.0
      var last = mid
      for index in levels.prices.indices where filled < notional {
        let capacity = usd(levels, index)
        let take = min(capacity, notional - filled)
        // A rest too small to change the sum is filled: the loop must not touch another level.
        filled = take < capacity ? notional : filled + take
        coins += coin(levels, index) * (take / capacity)
        last = levels.prices[index]
      }
      return BookWalk(
        taker: taker, mid: mid, notional: notional, filledUSD: filled, coin: coins,
        lastPrice: last)
    }
  }

  /// `slippage_bps(N, side)`.
  package func slippageBps(_ taker: Taker, notional: Double = 100_000) -> Metric<Double> {
    walk(taker, notional: notional).flatMap(\.slippageBps)
  }

  /// `impact_bps(N, side)`.
  package func impactBps(_ taker: Taker, notional: Double = 100_000) -> Metric<Double> {
    walk(taker, notional: notional).flatMap(\.impactBps)
  }

  /// `absorbable_notional(x, side)`: the largest USD amount whose average slippage stays ≤ x bps.
  ///
  /// With target A = mid·(1 ± x/1e4) and U, C the USD and coin before the first level whose full
  /// take breaks the target, N = U + (A·C − U)/(1 − A/Pᵢ). 0 if the best level already costs more;
  /// the whole side, `truncated`, if no level breaks it.
  package func absorbable(_ taker: Taker, bps: Double) -> Metric<Double> {
    Metric { () throws(Undefined) in
      let mid = try mid.get()
      guard bps >= 0, bps.isFinite else { throw .domain }
      return mid * (1 + taker.sign * bps / 1e4)
    }.flatMap { target in
      let levels = levels(taker.consumes)
      var total = 0.0
      var coins = 0.0
      for index in levels.prices.indices {
        let nextUSD = total + usd(levels, index)
        let nextCoin = coins + coin(levels, index)
        if taker.sign * (nextUSD - target * nextCoin) > 0 {
          let price = levels.prices[index]
          guard price != target else { return Metric(number: total) }
          return Metric(number: max(0, total + (target * coins - total) / (1 - target / price)))
        }
        total = nextUSD
        coins = nextCoin
      }
      return Metric(number: total, flags: levels.reach == .everything ? [] : .truncated)
    }
  }
}
