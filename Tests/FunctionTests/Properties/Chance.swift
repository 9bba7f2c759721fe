// Seeded chance for the property tests; every failure names the seed that replays it.

import Foundation
import Functions
import Quantities
import Synthesis

/// The seed of this run: `BRINK_SEED`, or a fixed one.
let seed = ProcessInfo.processInfo.environment["BRINK_SEED"].flatMap { UInt64($0) } ?? 20_261_124

/// Random numbers that replay.
struct Chance: RandomNumberGenerator {
  private var numbers: SplitMix64

  /// A stream of its own for each test.
  init(_ stream: UInt64) { numbers = SplitMix64(seed &+ stream &* 0xD1B5_4A32_D192_ED03) }

  mutating func next() -> UInt64 { numbers.next() }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  mutating func flip() -> Bool { next() & 1 == 0 }

  /// Roughly normal: the sum of twelve uniforms.
  mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + uniform(0...1) }
  }

  /// A book around 1000 with prices in whole quarters, so that every price is exact.
  mutating func book(contract: Contract = Contract(.linear)) -> Book {
    let middle = 1000.0
    func side(_ sign: Double, _ chance: inout Chance) -> BookLevels {
      var price = middle
      var prices: [Double] = []
      var sizes: [Double] = []
      for _ in 0..<chance.integer(1...20) {
        price += sign * Double(chance.integer(1...6)) * 0.25
        prices.append(price)
        sizes.append(Double(chance.integer(1...4000)) / 64)
      }
      return BookLevels(prices: prices, sizes: sizes)
    }
    return Book(bids: side(-1, &self), asks: side(1, &self), contract: contract)
  }

  mutating func trades(_ count: Int) -> [Trade] {
    var time = 0.0
    return (0..<count).map { _ in
      time += uniform(0.001...2)
      return Trade(
        time: moment(time), price: 1000 + Double(integer(-40...40)) * 0.25,
        size: Double(integer(1...4000)) / 64, taker: flip() ? .buy : .sell)
    }
  }
}

/// Whether two numbers agree relatively.
func agree(_ x: Double?, _ y: Double?, within tolerance: Double) -> Bool {
  guard let x, let y else { return x == nil && y == nil }
  return x == y || (x - y).magnitude <= tolerance * max(x.magnitude, y.magnitude, 1e-300)
}
