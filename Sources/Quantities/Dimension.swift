// What a number is a number of: exponents over the four base dimensions of the field.

/// A product of powers of the base dimensions: `USD`, `coin`, `contract`, `time`.
///
/// A plain ratio has every exponent zero. Dimensions multiply and divide with their quantities, so
/// `USD/coin × coin` is `USD` and nothing else ever is.
package struct Dimension: Hashable, Sendable {
  package var usd: Int8
  package var coin: Int8
  package var contract: Int8
  package var time: Int8

  package init(usd: Int8 = 0, coin: Int8 = 0, contract: Int8 = 0, time: Int8 = 0) {
    self.usd = usd
    self.coin = coin
    self.contract = contract
    self.time = time
  }

  /// A plain ratio: percentages, basis points, multiples.
  package static let ratio = Dimension()
  /// Quote money; every quote currency is converted by the loader.
  package static let usd = Dimension(usd: 1)
  /// Units of the row's asset.
  package static let coin = Dimension(coin: 1)
  /// Contracts of the row's symbol.
  package static let contract = Dimension(contract: 1)
  /// Seconds.
  package static let time = Dimension(time: 1)
  /// Money for one coin.
  package static let price = Dimension(usd: 1, coin: -1)

  package static func * (a: Dimension, b: Dimension) -> Dimension {
    Dimension(
      usd: a.usd &+ b.usd, coin: a.coin &+ b.coin,
      contract: a.contract &+ b.contract, time: a.time &+ b.time)
  }

  package static func / (a: Dimension, b: Dimension) -> Dimension { a * b.power(-1) }

  /// The dimension of a quantity raised to an integer power.
  package func power(_ exponent: Int) -> Dimension {
    let n = Int8(truncatingIfNeeded: exponent)
    return Dimension(usd: usd &* n, coin: coin &* n, contract: contract &* n, time: time &* n)
  }

  /// The dimension of a square root, or nil where an exponent is odd.
  package var squareRoot: Dimension? {
    guard usd % 2 == 0, coin % 2 == 0, contract % 2 == 0, time % 2 == 0 else { return nil }
    return Dimension(usd: usd / 2, coin: coin / 2, contract: contract / 2, time: time / 2)
  }

  /// True for a plain number, such as a share or a percentage.
  package var isRatio: Bool { self == .ratio }

  /// The exponents with the base unit each is printed in, in the order they are printed.
  package var factors: [(unit: String, exponent: Int)] {
    [("USD", usd), ("coin", coin), ("contract", contract), ("s", time)]
      .filter { $0.1 != 0 }.map { ($0.0, Int($0.1)) }
  }
}

extension Dimension: CustomStringConvertible {
  /// The dimension in base units: `USD/coin`, `1/s`, `USD*coin`, `x` for a ratio.
  package var description: String {
    func part(_ factor: (unit: String, exponent: Int)) -> String {
      let n = abs(factor.exponent)
      return n == 1 ? factor.unit : "\(factor.unit)^\(n)"
    }
    let above = factors.filter { $0.exponent > 0 }.map(part)
    let below = factors.filter { $0.exponent < 0 }.map(part)
    if above.isEmpty && below.isEmpty { return "x" }
    let head = above.isEmpty ? "1" : above.joined(by: "*")
    return below.isEmpty ? head : ([head] + below).joined(by: "/")
  }

  /// The dimension in words for messages: `time`, `ratio per time`, `USD per coin`.
  package var words: String {
    func word(_ factor: (unit: String, exponent: Int)) -> String {
      let name = factor.unit == "s" ? "time" : factor.unit
      let n = abs(factor.exponent)
      return n == 1 ? name : "\(name)^\(n)"
    }
    let above = factors.filter { $0.exponent > 0 }.map(word)
    let below = factors.filter { $0.exponent < 0 }.map(word)
    let head = above.isEmpty ? "ratio" : above.joined(by: " × ")
    return below.isEmpty ? head : "\(head) per \(below.joined(by: " per "))"
  }
}
