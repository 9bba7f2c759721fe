// A snapshot of an order book as plain columns: prices and sizes, best first.
package import Columns

/// A side of the book.
package enum BookSide: String, Hashable, Sendable, CaseIterable {
  /// Buyers.
  case bid
  /// Sellers.
  case ask
}

/// The side that takes liquidity.
package enum Taker: String, Hashable, Sendable, CaseIterable {
  /// Lifts asks.
  case buy
  /// Hits bids.
  case sell

  /// +1 for a buy, −1 for a sell.
  package var sign: Double { self == .buy ? 1 : -1 }

  /// The side of the book it consumes.
  package var consumes: BookSide { self == .buy ? .ask : .bid }

  /// The taker behind a sign; zero has none.
  package init?(sign: Double) {
    guard sign != 0, !sign.isNaN else { return nil }
    self = sign > 0 ? .buy : .sell
  }
}

/// The levels of one side, best first, as two columns.
package struct BookLevels: Sendable, Equatable {
  /// Prices, best first.
  package private(set) var prices: [Double]
  /// Sizes, in coin or contracts as the book's contract says.
  package private(set) var sizes: [Double]
  /// How far the source tells of the side.
  package let reach: BookReach

  /// BookLevels from columns; a level without positive size and price is a deletion and left out.
  package init(prices: [Double], sizes: [Double]) {
    self.prices = []
    self.sizes = []
    reach = .levels
    for (price, size) in zip(prices, sizes)
    where size > 0 && price > 0 && size.isFinite && price.isFinite {
      self.prices.append(price)
      self.sizes.append(size)
    }
  }

  /// BookLevels as a replay keeps them: every size above zero.
  package init(_ side: BookLook.Side) {
    prices = side.prices
    sizes = side.sizes
    reach = side.reach
  }

  /// No levels.
  package static let none = BookLevels(prices: [], sizes: [])

  /// How many levels there are.
  package var count: Int { prices.count }

  /// The price of the level `index` places from the best, or nil.
  package func price(_ index: Int) -> Double? { index < count ? prices[index] : nil }

  /// The size of the level `index` places from the best; 0 beyond the last.
  package func size(_ index: Int) -> Double { index < count ? sizes[index] : 0 }

  /// Whether the source may tell too little of a band that holds the first `held` levels.
  func ends(in band: (Double) -> Bool, holding held: Int) -> Bool {
    switch reach {
    case .everything: false
    case .levels: held == count && count > 0
    case .price(let last): band(last)
    }
  }
}

/// What state a book is in.
package enum BookState: String, Sendable, CaseIterable {
  /// Best bid below best ask.
  case ok
  /// Best bid equals best ask; every metric is defined.
  case locked
  /// Best bid above best ask; no metric is.
  case crossed
  /// No asks.
  case oneSidedBid = "one_sided_bid"
  /// No bids.
  case oneSidedAsk = "one_sided_ask"
  /// No levels.
  case empty
  /// No update within the age limit.
  case stale
}

/// An order book of one instrument at one moment.
package struct Book: Sendable, Equatable {
  /// The buyers, highest price first.
  package let bids: BookLevels
  /// The sellers, lowest price first.
  package let asks: BookLevels
  /// What the sizes mean.
  package let contract: Contract
  /// How long ago it last changed, in seconds.
  package let age: Double

  /// No update for this long, in seconds, and a book is stale.
  package static let ageLimit = 5.0

  /// A book; sizes are coin unless a contract is given.
  package init(
    bids: BookLevels, asks: BookLevels, contract: Contract = Contract(.linear), age: Double = 0
  ) {
    self.bids = bids
    self.asks = asks
    self.contract = contract
    self.age = age
  }

  /// The levels of a side.
  package func levels(_ side: BookSide) -> BookLevels { side == .bid ? bids : asks }

  /// `book_state`.
  package var state: BookState {
    if age > Self.ageLimit { return .stale }
    switch (bids.prices.first, asks.prices.first) {
    case (nil, nil): return .empty
    case (_?, nil): return .oneSidedBid
    case (nil, _?): return .oneSidedAsk
    case (let bid?, let ask?): return bid > ask ? .crossed : bid == ask ? .locked : .ok
    }
  }

  /// The best prices, or why there is no pair of them.
  package func best() throws(Undefined) -> (bid: Double, ask: Double) {
    switch state {
    case .empty: throw .emptyBook
    case .oneSidedBid, .oneSidedAsk: throw .oneSided
    case .crossed: throw .crossed
    case .stale: throw .stale
    case .ok, .locked:
      guard let bid = bids.prices.first, let ask = asks.prices.first else { throw .emptyBook }
      return (bid, ask)
    }
  }

  /// The USD capacity of a level.
  @inline(__always)
  package func usd(_ levels: BookLevels, _ index: Int) -> Double {
    contract.usd(of: levels.sizes[index], at: levels.prices[index])
  }

  /// The coin capacity of a level.
  @inline(__always)
  package func coin(_ levels: BookLevels, _ index: Int) -> Double {
    contract.coin(of: levels.sizes[index], at: levels.prices[index])
  }
}
