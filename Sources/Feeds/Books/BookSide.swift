// One side of a book: levels by price, the best at the end.
import Columns

/// The levels of one side.
struct BookSide {
  let isBid: Bool
  /// Ascending in goodness: prices of bids, negated prices of asks.
  private var ranks: [Int64] = []
  private var sizes: [Double] = []
  /// How far from the best the levels are known; nil where all of them are.
  var reach: Reach = .everything

  /// How much of a side its source tells.
  enum Reach: Equatable {
    /// All levels there are.
    case everything
    /// Down to the worst level held: a source of so many levels.
    case worstLevel
    /// Down to this price: the worst level of the snapshot the side began with.
    case price(BookPrice)
  }

  init(isBid: Bool) { self.isBid = isBid }

  var isEmpty: Bool { ranks.isEmpty }
  var count: Int { ranks.count }
  var best: BookPrice? { ranks.last.map(price) }
  var bestSize: Double? { sizes.last }
  var worst: BookPrice? { ranks.first.map(price) }

  private func price(_ rank: Int64) -> BookPrice { BookPrice(units: isBid ? rank : -rank) }
  private func rank(_ price: BookPrice) -> Int64 { isBid ? price.units : -price.units }

  mutating func clear() {
    ranks.removeAll(keepingCapacity: true)
    sizes.removeAll(keepingCapacity: true)
  }

  /// Sets the size at a price; 0 takes the level away.
  mutating func set(_ price: BookPrice, _ size: Double) {
    let rank = rank(price)
    let place = place(of: rank)
    let isThere = place < ranks.count && ranks[place] == rank
    if size > 0 {
      if isThere {
        sizes[place] = size
      } else {
        ranks.insert(rank, at: place)
        sizes.insert(size, at: place)
      }
    } else if isThere {
      ranks.remove(at: place)
      sizes.remove(at: place)
    }
  }

  private func place(of rank: Int64) -> Int {
    var low = 0
    var high = ranks.count
    while low < high {
      let middle = (low + high) / 2
      if ranks[middle] < rank { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The best levels, at most so many, per coin where a unit of the symbol is several.
  func look(_ limit: Int, coinsPerUnit: Double) -> BookLook.Side {
    let count = min(limit, ranks.count)
    var prices: [Double] = []
    var kept: [Double] = []
    prices.reserveCapacity(count)
    kept.reserveCapacity(count)
    for index in (ranks.count - count..<ranks.count).reversed() {
      prices.append(price(ranks[index]).value / coinsPerUnit)
      kept.append(sizes[index])
    }
    let reach: BookReach =
      switch reach {
      case .everything: .everything
      case .worstLevel: .levels
      case .price(let price): .price(price.value / coinsPerUnit)
      }
    return BookLook.Side(prices: prices, sizes: kept, reach: reach)
  }

  /// The USD within each band, or nil where the side is not known that far. `edges` widen.
  func depth(_ edges: [BandEdge], _ size: SizeRule) -> [Double?] {
    var out: [Double?] = []
    var total = 0.0
    var index = ranks.count - 1
    for edge in edges {
      while index >= 0, edge.holds(price(ranks[index])) {
        total += size.dollars(of: sizes[index], at: price(ranks[index]).value) ?? .nan
        index -= 1
      }
      out.append(reaches(beyond: edge) ? total : nil)
    }
    return out
  }

  /// True where every level inside the edge is told by the source.
  private func reaches(beyond edge: BandEdge) -> Bool {
    switch reach {
    case .everything: true
    case .worstLevel: worst.map { !edge.holds($0) } ?? false
    case .price(let end): !edge.holds(end)
    }
  }
}
