// A book at one moment as plain columns: what the replaying of a book hands to the metrics of it.

/// A look at the book of one market, in USD per coin.
package struct BookLook: Sendable {
  /// One side, best first.
  package struct Side: Sendable, Equatable {
    /// Prices per coin, best first.
    package let prices: [Double]
    /// Sizes, in what the contract says.
    package let sizes: [Double]
    /// How far the source tells of the side.
    package let reach: BookReach

    package init(prices: [Double] = [], sizes: [Double] = [], reach: BookReach = .levels) {
      precondition(prices.count == sizes.count, "a level has a price and a size")
      self.prices = prices
      self.sizes = sizes
      self.reach = reach
    }
  }

  package let bids: Side
  package let asks: Side
  /// True where a size counts USD, so that coins depend on the price; false where it counts coins.
  package let isInverse: Bool
  /// The coins, or the USD, of one unit of size.
  package let multiplier: Double
  /// The moment of its last change, in nanoseconds.
  package let time: Int64

  package init(
    bids: Side, asks: Side, contract: (isInverse: Bool, multiplier: Double) = (false, 1),
    time: Int64 = 0
  ) {
    self.bids = bids
    self.asks = asks
    (isInverse, multiplier) = contract
    self.time = time
  }
}

/// How much of a side of a book its source tells.
package enum BookReach: Sendable, Equatable {
  /// Every level there is.
  case everything
  /// As far as the worst level that is there.
  case levels
  /// Every level down to a price; beyond it only levels that have changed since the snapshot.
  case price(Double)
}

/// What of the books in some data can be measured, and under which labels.
package struct BooksOffered: Sendable, Equatable {
  /// How much of a book there is.
  package enum Detail: Int, Sendable, Comparable {
    /// Best prices.
    case prices
    /// Best prices with their sizes.
    case quotes
    /// Levels.
    case levels

    package static func < (a: Detail, b: Detail) -> Bool { a.rawValue < b.rawValue }
  }
  package var detail: Detail
  /// The label keys its markets have, sorted.
  package var keys: [String]

  package init(_ detail: Detail, keys: [String]) {
    self.detail = detail
    self.keys = keys.sorted()
  }
}
