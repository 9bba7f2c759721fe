// The fitted micro-price on markets whose table can be made by hand.
import Functions
import Quantities
import Testing

@Suite struct MicropriceFitTests {
  private func book(_ mid: Double, _ imbalance: Double) -> Book {
    Book(
      bids: BookLevels(prices: [mid - 0.5], sizes: [imbalance * 100]),
      asks: BookLevels(prices: [mid + 0.5], sizes: [(1 - imbalance) * 100]))
  }

  /// A heavy bid holds for one look, then the mid rises by 1 into balance, and the bid is heavy
  /// again: each of six moves is +1 from the heavy state on, whichever way it goes.
  @Test func sixMovesOfOne() throws {
    var fit = MicropriceFit()
    var mid = 100.0
    var price = Metric<Double>.undefined(.warmup)
    for look in 0..<903 {
      if look % 3 == 2 { mid += 1 }
      price = fit.price(
        of: book(mid, look % 3 == 2 ? 0.55 : 0.95), at: Int64(look) * 1_000_000_000)
      if look < 300 { #expect(price.value == nil) }
    }
    let value = try #require(price.value)
    #expect(abs(value - mid - 6) < 1e-6, "\(value - mid)")
  }

  /// A mid that goes up and down alike says nothing at any imbalance.
  @Test func aFairMarketIsItsMid() {
    var fit = MicropriceFit()
    var price = Metric<Double>.undefined(.warmup)
    for look in 0..<1_000 {
      let mid = look % 2 == 0 ? 100.0 : 101
      price = fit.price(of: book(mid, 0.5), at: Int64(look) * 1_000_000_000)
    }
    #expect(price.value == 101)
  }
}
