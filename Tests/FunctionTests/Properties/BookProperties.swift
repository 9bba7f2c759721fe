// Properties of books: mirrors, scales, slippage, and inverse against linear.

import Functions
import Quantities
import Testing

private let note = Comment(rawValue: "BRINK_SEED=\(seed)")

/// The book seen in a mirror at price `c`: p → 2c − p, bids ↔ asks.
private func mirrored(_ book: Book, at c: Double) -> Book {
  func flip(_ levels: BookLevels) -> BookLevels {
    BookLevels(prices: levels.prices.map { 2 * c - $0 }, sizes: levels.sizes)
  }
  return Book(bids: flip(book.asks), asks: flip(book.bids), contract: book.contract)
}

private func scaled(_ book: Book, by c: Double) -> Book {
  func scale(_ levels: BookLevels) -> BookLevels {
    BookLevels(prices: levels.prices, sizes: levels.sizes.map { $0 * c })
  }
  return Book(bids: scale(book.bids), asks: scale(book.asks), contract: book.contract)
}

@Suite("Book properties")
struct BookProperties {
  @Test func rangesHold() {
    var chance = Chance(20)
    for _ in 0..<500 {
      let book = chance.book()
      let depth = book.depth(bps: Double(chance.integer(0...300)))
      for share in [book.imbalance(levels: chance.integer(1...8)), depth.flatMap(\.imbalance)] {
        #expect(share.value.map { -1...1 ~= $0 } ?? (share.reason == .zeroDenominator), note)
      }
      let micro = book.microprice.coalesced(.nan)
      #expect(book.bids.prices[0] <= micro && micro <= book.asks.prices[0], note)
    }
  }

  @Test func mirrorsSwapSidesAndNegateImbalance() {
    var chance = Chance(21)
    for _ in 0..<300 {
      let book = chance.book()
      let other = mirrored(book, at: 1000)
      #expect(agree(other.mid.value, book.mid.value.map { 2000 - $0 }, within: 1e-15), note)
      #expect(other.spread == book.spread, note)
      let (a, b) = (book.imbalance(), other.imbalance())
      #expect(a.value == b.value.map { -$0 }, note)
      let x = Double(chance.integer(1...400))
      // Around the mirror itself the bands are images of each other.
      let mine = book.depth(bps: x, around: 1000)
      let theirs = other.depth(bps: x, around: 1000)
      #expect(mine.value?.bidCoin == theirs.value?.askCoin, note)
      #expect(mine.value?.askCoin == theirs.value?.bidCoin, note)
      #expect(mine.flags.contains(.truncatedBid) == theirs.flags.contains(.truncatedAsk), note)
    }
  }

  @Test func mirrorsNegateOrderFlow() {
    var chance = Chance(22)
    var flow = OrderFlowImbalance(levels: 3, span: .unlimited)
    var mirror = OrderFlowImbalance(levels: 3, span: .unlimited)
    for step in 0..<500 {
      let book = chance.book()
      flow.add(book, at: moment(Double(step)))
      mirror.add(mirrored(book, at: 1000), at: moment(Double(step)))
      #expect(flow.lastEvent == mirror.lastEvent.map { -$0 }, note)
    }
    #expect(flow.perLevel == mirror.perLevel.map { -$0 }, note)
  }

  @Test func scalingSizesLeavesBpsOfScaledNotionals() {
    var chance = Chance(23)
    for _ in 0..<300 {
      let book = chance.book()
      let c = Double(1 << chance.integer(1...6))
      let big = scaled(book, by: c)
      let notional = chance.uniform(1000...40_000)
      for taker in Taker.allCases {
        let cost = book.slippageBps(taker, notional: notional).value
        let same = big.slippageBps(taker, notional: c * notional).value
        #expect(agree(cost, same, within: 1e-9), note)
        let room = book.absorbable(taker, bps: 20).value
        let bigger = big.absorbable(taker, bps: 20).value
        #expect(agree(room.map { $0 * c }, bigger, within: 1e-9), note)
      }
      #expect(agree(book.imbalance().value, big.imbalance().value, within: 1e-12), note)
    }
  }

  @Test func slippageGrowsWithSizeAndImpactIsAtLeastIt() {
    var chance = Chance(24)
    for _ in 0..<200 {
      let book = chance.book()
      for taker in Taker.allCases {
        var last = 0.0
        for step in 1...30 {
          let walk = book.walk(taker, notional: Double(step) * 1500)
          guard let cost = walk.flatMap(\.slippageBps).value,
            let impact = walk.flatMap(\.impactBps).value
          else { break }
          #expect(cost >= last - 1e-9 && impact >= cost - 1e-9, note)
          last = cost
        }
      }
    }
  }

  @Test func absorbableNotionalCostsExactlyTheTarget() {
    var chance = Chance(25)
    var checked = 0
    for _ in 0..<500 {
      let book = chance.book()
      let bps = chance.uniform(1...150)
      for taker in Taker.allCases {
        let room = book.absorbable(taker, bps: bps)
        guard let notional = room.value, notional > 0, room.flags.isEmpty else { continue }
        let cost = book.slippageBps(taker, notional: notional).value
        #expect(agree(cost, bps, within: 1e-6), note)
        checked += 1
      }
    }
    #expect(checked > 100)
  }

  @Test func inverseAndLinearBooksOfEqualCapacityCostTheSame() {
    var chance = Chance(26)
    for _ in 0..<200 {
      let inverse = chance.book(contract: Contract(.inverse, multiplier: 100))
      func linear(_ levels: BookLevels) -> BookLevels {
        BookLevels(
          prices: levels.prices, sizes: zip(levels.prices, levels.sizes).map { $1 * 100 / $0 })
      }
      let twin = Book(bids: linear(inverse.bids), asks: linear(inverse.asks))
      let notional = chance.uniform(100...30_000)
      for taker in Taker.allCases {
        let a = inverse.walk(taker, notional: notional)
        let b = twin.walk(taker, notional: notional)
        #expect(a.flatMap(\.slippageBps).reason == b.flatMap(\.slippageBps).reason, note)
        let gap = a.flatMap(\.slippageBps).coalesced(0) - b.flatMap(\.slippageBps).coalesced(0)
        #expect(gap.magnitude < 1e-7, note)
      }
    }
  }

  @Test func depthDrainStaysInRange() {
    var chance = Chance(27)
    var drain = DepthDrain()
    for step in 0..<5000 {
      drain.add(Double(chance.integer(0...9)), at: moment(Double(step)))
      #expect(drain.sincePeak.value.map { 0...1 ~= $0 } ?? true, note)
      #expect(drain.sinceNorm.value.map { $0 <= 1 } ?? true, note)
    }
  }
}
