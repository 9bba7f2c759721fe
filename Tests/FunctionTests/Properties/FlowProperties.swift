// Properties of flow, impact and the exhaustion of a side.

import Functions
import Quantities
import Testing

private let note = Comment(rawValue: "BRINK_SEED=\(seed)")

@Suite("Flow properties")
struct FlowProperties {
  @Test func effectiveIsRealizedPlusImpact() {
    var chance = Chance(40)
    for _ in 0..<50 {
      var ledger = SpreadLedger(horizon: .seconds(5))
      let trades = chance.trades(200)
      for trade in trades {
        let mid = 1000 + chance.uniform(-5...5)
        ledger.add(mid: mid, at: trade.time)
        ledger.add(trade, mid: mid)
      }
      if let last = trades.last { ledger.advance(to: last.time) }
      let parts = ledger.realized.coalesced(.nan) + ledger.impact.coalesced(.nan)
      #expect((ledger.settledEffective.coalesced(0) - parts).magnitude < 1e-9, note)
      #expect(ledger.settledCount < trades.count && ledger.settledCount > 100, note)
    }
  }

  @Test func swappingTakersNegatesFlow() {
    var chance = Chance(41)
    var flow = TakerFlow()
    var mirror = TakerFlow()
    for trade in chance.trades(2000) {
      flow.add(trade)
      mirror.add(
        Trade(
          time: trade.time, price: trade.price, size: trade.size,
          taker: trade.taker == .buy ? .sell : .buy))
      #expect(flow.signedCoin == -mirror.signedCoin, note)
      #expect(flow.signedUSD == -mirror.signedUSD, note)
      #expect(flow.imbalance.value == mirror.imbalance.value.map { -$0 }, note)
      #expect(flow.imbalance.value.map { -1...1 ~= $0 } ?? false, note)
    }
  }

  @Test func vpinIsInRangeAndDoesNotDependOnScale() {
    var chance = Chance(42)
    for _ in 0..<20 {
      let c = Double(1 << chance.integer(1...8))
      guard var plain = VolumeBuckets(volume: 200, count: 10),
        var big = VolumeBuckets(volume: 200 * c, count: 10)
      else { return }
      for trade in chance.trades(400) {
        plain.add(size: trade.size, taker: trade.taker)
        big.add(size: trade.size * c, taker: trade.taker)
      }
      #expect(plain.value == big.value && plain.completed == big.completed, note)
      #expect(plain.value.value.map { 0...1 ~= $0 } ?? false, note)
    }
  }

  @Test func impactScalesWithTheInverseOfSize() {
    var chance = Chance(43)
    let volumes = (0..<100).map { _ in chance.uniform(-50...50) }
    let moves = volumes.map { 0.3 * $0 + chance.uniform(-2...2) }
    let plain = PriceImpact.kyle(signedVolume: volumes, midChange: moves).value?.slope
    let big = PriceImpact.kyle(signedVolume: volumes.map { $0 * 8 }, midChange: moves).value?.slope
    #expect(agree(plain.map { $0 / 8 }, big, within: 1e-12), note)
    let prices = (0...100).map { _ in chance.uniform(900...1100) }
    let usd = (0..<100).map { _ in chance.uniform(1e5...1e6) }
    let a = PriceImpact.amihud(prices: prices, volumesUSD: usd).value?.ratio
    let b = PriceImpact.amihud(prices: prices, volumesUSD: usd.map { $0 * 8 }).value?.ratio
    #expect(agree(a.map { $0 / 8 }, b, within: 1e-12), note)
  }

  @Test func exhaustionIsAProbabilityThatGrowsWithTimeAndDrift() {
    var chance = Chance(44)
    for _ in 0..<2000 {
      let depth = chance.uniform(0...1e7)
      let drift = chance.uniform(-1e5...1e5)
      let sigma = chance.flip() ? chance.uniform(0...5e5) : chance.uniform(0...2000)
      let horizon = chance.uniform(1...600)
      func p(_ drift: Double, _ horizon: Double) -> Double {
        SidePressure(depth: depth, flow: drift, replenish: 0)
          .exhaustionProbability(sigma: sigma, horizon: horizon).coalesced(.nan)
      }
      let base = p(drift, horizon)
      #expect(0...1 ~= base, note)
      #expect(p(drift, horizon * 1.5) >= base - 1e-12, note)
      #expect(p(drift + 1e4, horizon) >= base - 1e-12, note)
    }
  }

  @Test func newPositionRateIsClamped() {
    var chance = Chance(45)
    for _ in 0..<1000 {
      let rate = OpenInterest.newPositionRate(
        oiStart: chance.uniform(0...100), oiEnd: chance.uniform(0...100),
        volume: chance.uniform(0...200))
      #expect(rate.value.map { -1...1 ~= $0 } ?? (rate.reason == .zeroDenominator), note)
      #expect(rate.flags.contains(.inconsistentFeed) == (rate.value?.magnitude == 1), note)
    }
  }

  @Test func hawkesRecursionEqualsTheDoubleSum() {
    var chance = Chance(46)
    let times = chance.trades(300).map(\.time)
    guard var process = HawkesProcess(mu: 0.4, alpha: 0.7, beta: 1.3, start: moment(0)) else {
      return
    }
    for time in times { process.add(at: time) }
    let now = times[299] + .seconds(1)
    // e^(−x) by halving the argument and squaring back, apart from the kernel's own function.
    func fade(_ x: Double) -> Double {
      var y = (1...20).reversed().reduce(1.0) { 1 - x / 1024 / Double($1) * $0 }
      for _ in 0..<10 { y *= y }
      return y
    }
    let kick = times.reduce(0) { $0 + fade(1.3 * (now - $1).seconds) }
    #expect(agree(process.intensity(at: now).value, 0.4 + 0.7 * kick, within: 1e-9), note)
  }
}
