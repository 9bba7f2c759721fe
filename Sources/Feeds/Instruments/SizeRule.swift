// What a size in a venue's feed counts, and how it becomes coins and USD: the one place.

/// How the sizes of one instrument are read.
package enum SizeRule: Equatable, Sendable {
  /// So many coins per unit of size: linear contracts, and spot with 1.
  case coins(Double)
  /// So many USD per unit of size: inverse contracts, and amounts already in USD with 1.
  case dollars(Double)
  /// The value of one contract depends on the price of a third coin; it is never guessed.
  case quanto
  /// Nobody has said; `likely` is what to pin, in words.
  case unknown(likely: String)

  /// The coins of `size` units at `price`, or nil where the rule cannot tell.
  package func coins(of size: Double, at price: Double) -> Double? {
    switch self {
    case .coins(let each): size * each
    case .dollars(let each): price > 0 ? size * each / price : nil
    case .quanto, .unknown: nil
    }
  }

  /// The USD of `size` units at `price`, or nil where the rule cannot tell; for inverse contracts
  /// the price does not matter.
  package func dollars(of size: Double, at price: Double) -> Double? {
    switch self {
    case .coins(let each): size * each * price
    case .dollars(let each): size * each
    case .quanto, .unknown: nil
    }
  }

  /// Why the rule cannot tell, with what would help; nil where it can.
  package func refusal(_ symbol: String) -> String? {
    switch self {
    case .coins, .dollars: nil
    case .quanto:
      "`\(symbol)` is a quanto contract: its USD value needs the price of its settlement coin"
    case .unknown(let likely):
      "the contract size of `\(symbol)` is not known; it is likely \(likely): pin it as "
        + "`\"contract_size\"` in a schema file"
    }
  }

  /// Reads what a user pins: `0.01 coin`, `100 USD`.
  package init?(pinned text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, let each = Double(words[0]), each > 0, each.isFinite else { return nil }
    switch words[1].lowercased() {
    case "coin", "coins": self = .coins(each)
    case "usd", "usdt", "usdc": self = .dollars(each)
    default: return nil
    }
  }
}
