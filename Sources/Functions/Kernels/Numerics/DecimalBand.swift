// Band edges decided in whole numbers, because prices are decimals and doubles are not.

/// A price band around a reference of two decimal prices, edges included.
///
/// A level on the very edge must count as inside. Doubles decide all but near-ties; those are
/// settled in 128-bit integers, after scaling the prices to fifteen significant digits.
struct DecimalBand {
  /// Twice the reference price: the sum of best bid and best ask, or an index counted twice.
  private let twice: Double
  private let bps: Double
  private let scale: Double

  init(bestBid: Double, bestAsk: Double, bps: Double) {
    self.init(first: bestBid, second: bestAsk, bps: bps)
  }

  init(around price: Double, bps: Double) {
    self.init(first: price, second: price, bps: bps)
  }

  private let first: Double
  private let second: Double

  private init(first: Double, second: Double, bps: Double) {
    self.first = first
    self.second = second
    self.bps = bps
    twice = first + second
    let top = min(max(first, second, 1e-12), 1e300) * 2
    let digits = 15 - Int(Real.log10(top).rounded(.up))
    scale = Real.pow(10, Double(min(max(digits, 0), 22)))
  }

  /// Whether price ≥ reference·(1 − x).
  func reachesLow(_ price: Double) -> Bool {
    !price.isNaN && side(price, factor: 1e4 - bps) >= 0
  }

  /// Whether price ≤ reference·(1 + x).
  func reachesHigh(_ price: Double) -> Bool {
    !price.isNaN && side(price, factor: 1e4 + bps) <= 0
  }

  /// The sign of 2e4·price − twice·factor.
  private func side(_ price: Double, factor: Double) -> Int {
    let edge = twice * factor / 2e4
    let gap = price - edge
    if gap.magnitude > 1e-9 * edge.magnitude { return gap > 0 ? 1 : -1 }
    guard price * scale < 9e15, twice * scale < 9e15, factor.magnitude < 1e9 else {
      return gap.order
    }
    let left = Int128((price * scale).rounded()) * 20_000 * 1_000_000
    let sum = Int128((first * scale).rounded()) + Int128((second * scale).rounded())
    let right = sum * Int128((factor * 1e6).rounded())
    return left == right ? 0 : left > right ? 1 : -1
  }
}

extension Double {
  /// −1, 0 or 1 by sign.
  fileprivate var order: Int { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
