// Books at their limits, by hand.

import Functions
import Quantities
import Testing

private func levels(_ pairs: (Double, Double)...) -> BookLevels {
  BookLevels(prices: pairs.map(\.0), sizes: pairs.map(\.1))
}

@Suite("Book edges")
struct BookEdges {
  @Test func aLevelOnTheEdgeOfTheBandIsInside() {
    // mid 0.3, band a fifth of it: edges 0.24 and 0.36, which doubles miss by an ulp.
    let book = Book(
      bids: levels((0.25, 1), (0.24, 2), (0.2399, 4)),
      asks: levels((0.35, 1), (0.36, 2), (0.3601, 4)))
    let fifth = book.depth(bps: 2000)
    #expect(fifth.value?.bidCoin == 3 && fifth.value?.askCoin == 3)
    let coarse = Book(
      bids: levels((99.9, 1), (99, 2), (98.9, 4)), asks: levels((100.1, 1), (101, 2), (101.1, 4)))
    #expect(coarse.depth(bps: 100).value?.bidUSD == 99.9 + 198)
    #expect(coarse.depth(bps: 100).value?.askUSD == 100.1 + 202)
    #expect(coarse.depth(bps: 99.99).value?.totalCoin == 2)
    // In doubles (2245.51 + 2245.69)·9975/20000 is 2239.9860000000003, above its own decimal.
    let missed = Book(
      bids: levels((2245.51, 1), (2239.986, 2), (2239.9859, 4)), asks: levels((2245.69, 1)))
    #expect(missed.depth(bps: 25).value?.bidCoin == 3)
    let tiny = Book(
      bids: levels((0.00001234, 1), (0.00001222, 2)),
      asks: levels((0.00001236, 1), (0.00001248, 2)))
    // mid 0.00001235; 0.00001222 is 1.0526… % below, so 106 bps hold it and 105 do not.
    #expect(tiny.depth(bps: 106).value?.bidCoin == 3)
    #expect(tiny.depth(bps: 105).value?.bidCoin == 1)
  }

  @Test func lockedCrossedEmptyAndStaleBooks() {
    let locked = Book(bids: levels((10, 2)), asks: levels((10, 1)))
    #expect(locked.state == .locked && locked.spreadBps.value == 0)
    #expect(locked.slippageBps(.buy, notional: 5).value == 0)
    let crossed = Book(bids: levels((11, 1)), asks: levels((10, 1)))
    for metric in [crossed.mid, crossed.imbalance(), crossed.slippageBps(.buy)] {
      #expect(metric.reason == .crossed)
    }
    #expect(crossed.absorbable(.sell, bps: 5).reason == .crossed)
    #expect(crossed.depth(bps: 10, around: 10).reason == .crossed)
    let stale = Book(bids: levels((9, 1)), asks: levels((10, 1)), age: 5.1)
    #expect(stale.state == .stale && stale.mid.reason == .stale)
    #expect(Book(bids: levels((9, 1)), asks: levels((10, 1)), age: 5).state == .ok)
    #expect(Book(bids: .none, asks: .none).depth(bps: 10).reason == .emptyBook)
  }

  @Test func aOneSidedBookHasDepthAroundAnIndex() {
    let book = Book(bids: levels((99, 3), (90, 1)), asks: .none)
    #expect(book.depth(bps: 200).reason == .oneSided)
    let depth = book.depth(bps: 200, around: 100)
    #expect(depth.value?.bidCoin == 3 && depth.value?.askCoin == 0)
    #expect(depth.value?.imbalance.value == 1 && depth.flags.isEmpty)
    #expect(book.depth(bps: 200, around: 0).reason == .zeroDenominator)
    #expect(book.depth(bps: 10, around: 100).flatMap(\.imbalance).reason == .zeroDenominator)
  }

  @Test func aBookCrossedForASecondIsBroken() {
    var watch = BookWatch()
    func update(_ state: BookState, _ t: Double) -> Bool { watch.update(state, at: moment(t)) }
    #expect(!update(.crossed, 0) && !update(.crossed, 1))
    #expect(update(.crossed, 1.001))
    #expect(!update(.locked, 2) && !update(.crossed, 3))
  }

  @Test func deletionsAndNonsenseLevelsAreLeftOut() {
    let bids = levels((10, 0), (9, 1), (8, -2), (-7, 1), (6, .infinity), (5, .nan), (4, 2))
    #expect(bids.prices == [9, 4] && bids.sizes == [1, 2])
    #expect(bids.price(5) == nil && bids.size(5) == 0)
  }

  @Test func walksEndExactlyAtALevel() {
    let book = Book(bids: levels((98, 1)), asks: levels((100, 1), (102, 1)))
    let exact = book.walk(.buy, notional: 100)
    #expect(exact.flatMap(\.averagePrice).value == 100 && exact.value?.lastPrice == 100)
    let all = book.walk(.buy, notional: 202)
    #expect(all.flatMap(\.averagePrice).value == 101 && all.value?.fillFraction == 1)
    let more = book.walk(.buy, notional: 202.01)
    #expect(more.flatMap(\.slippageBps).reason == .insufficientDepth)
    #expect(book.walk(.buy, notional: 0).reason == .domain)
    #expect(book.walk(.buy, notional: -5).reason == .domain)
    #expect(book.walk(.buy, notional: .nan).reason == .domain)
  }

  @Test func absorbableNotionalAtItsLimits() {
    let book = Book(bids: levels((98, 1)), asks: levels((100, 1), (102, 1)))
    // mid 99: the best ask costs 101.0… bps already.
    #expect(book.absorbable(.buy, bps: 100).value == 0)
    let all = book.absorbable(.buy, bps: 300)
    #expect(all.value == 202 && all.flags == .truncated)
    #expect(book.absorbable(.buy, bps: -1).reason == .domain)
  }

  @Test func orderFlowAfterAGapStartsAnew() {
    let first = Book(bids: levels((99, 1)), asks: levels((101, 1)))
    let second = Book(bids: levels((99, 5)), asks: levels((101, 1)))
    var ofi = OrderFlowImbalance()
    ofi.add(first, at: moment(0))
    ofi.add(second, at: moment(1))
    #expect(ofi.lastEvent == [4])
    ofi.reset()
    ofi.add(first, at: moment(2))
    #expect(ofi.lastEvent == [0])
    #expect(ofi.best == 4)
    ofi.advance(to: moment(11.5))
    #expect(ofi.best == 0)
    #expect(OrderFlowImbalance.integrated([1, 2], weights: [1]).reason == .domain)
    #expect(OrderFlowImbalance.integrated([1, 2], weights: [0, 0]).reason == .zeroDenominator)
  }

  @Test func recoveriesThatNeverCome() {
    let flat = Recovery(seconds: [0, 1, 2, 3], depth: [10, 11, 12, 13], before: 100)
    #expect(flat.halfLife.reason == .notRecovered)
    let late = Recovery(seconds: [0, 119, 121], depth: [0, 40, 60], before: 100)
    // Half is back at 119 + 2·(10/20) = 120 s, the last moment that counts.
    #expect(late.halfLife.value == 120)
    let missed = Recovery(seconds: [0, 121], depth: [0, 50], before: 100)
    #expect(missed.halfLife.reason == .notRecovered)
    #expect(Recovery(seconds: [0, 1], depth: [0, 9], before: 10).rate.reason == .warmup)
    #expect(Recovery(seconds: [], depth: [], before: 1).rate.reason == .warmup)
    #expect(Recovery.shareRecovered([flat, late]).value == 0.5)
    #expect(Recovery.isShock(from: 100, to: 70) && !Recovery.isShock(from: 100, to: 70.1))
  }

  @Test func theStoikovTableIsReadByCell() {
    let table = MicropriceTable(spreadStep: 1, rows: [[-1, -2], [1, 2]])
    let book = Book(bids: levels((99, 3)), asks: levels((101, 1)))
    #expect(book.microprice(adjustedBy: table).value == 102)
    #expect(table.adjustment(imbalance: 0.2, spread: 0.5) == -1)
    #expect(table.adjustment(imbalance: 1, spread: 99) == 2)
    #expect(MicropriceTable(spreadStep: 0, rows: []).adjustment(imbalance: 0, spread: 0) == 0)
  }
}
