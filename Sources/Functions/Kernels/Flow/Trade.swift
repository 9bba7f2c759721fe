// A trade with its aggressor, and how the aggressor is found when the venue does not say.

package import Quantities

/// One execution.
package struct Trade: Sendable, Equatable {
  /// When, by the venue's clock.
  package let time: Timestamp
  /// USD per coin.
  package let price: Double
  /// Coin.
  package let size: Double
  /// Who took liquidity.
  package let taker: Taker

  /// An execution.
  package init(time: Timestamp, price: Double, size: Double, taker: Taker) {
    self.time = time
    self.price = price
    self.size = size
    self.taker = taker
  }

  /// USD traded.
  package var usd: Double { price * size }
}

/// Finds the aggressor of trades without a flag: above the mid a buy, below it a sell, at the mid
/// the tick rule.
package struct TakerRule: Sendable {
  private var lastPrice: Double?
  private var lastTick: Taker?

  /// No trades seen.
  package init() {}

  /// The aggressor of a trade at `price`; nil until the tick rule has a previous change.
  package mutating func taker(price: Double, mid: Double) -> Taker? {
    if let lastPrice, let tick = Taker(sign: price - lastPrice) { lastTick = tick }
    lastPrice = price
    return Taker(sign: price - mid) ?? lastTick
  }

  /// The aggressor behind a "buyer is maker" flag: true means the taker sold.
  package static func taker(buyerIsMaker: Bool) -> Taker { buyerIsMaker ? .sell : .buy }
}
