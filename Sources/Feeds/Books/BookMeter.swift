// The measures of one market's book: taken at each look, added up from change to change.
import Columns
import Quantities

/// Takes the measures that a run needs of one market.
final class BookMeter {
  private let market: Market
  private var looks: [Look] = []
  private var changes: [Change] = []
  private var gaps: [(series: String, number: Double)] = []
  private let contract: (isInverse: Bool, multiplier: Double)
  /// The levels the changes compare.
  private let depth: Int
  private var before: BookLook?

  /// A measure of whole books; with a memory, what makes it anew.
  private struct Look {
    let series: String
    var take: (BookLook) -> Double
    var make: (() -> (BookLook) -> Double)?
  }

  /// A measure of changes and its sum since the last look.
  private struct Change {
    let series: String
    let take: (BookLook, BookLook) -> Double
    var sum = 0.0
  }

  /// Nil where the run needs no measure, or none that this market can give, or a stream of quotes
  /// beside the book gives all of them.
  init?(
    _ market: Market, _ detail: BooksOffered.Detail, beside quotes: BooksOffered.Detail? = nil,
    _ samples: SampleWriter
  ) {
    self.market = market
    contract = market.contract ?? (false, 1)
    var depth = 0
    for measure in samples.measures where samples.wants(measure.schema.name) {
      let needed = measure.needs.detail
      guard needed <= detail, quotes.map({ needed > $0 }) ?? true else { continue }
      if let refusal = market.refusal(of: measure.needs) {
        samples.remark("no `\(measure.schema.name)`: \(refusal)")
        continue
      }
      let series = measure.schema.name
      switch measure.rule {
      case .look(let take): looks.append(Look(series: series, take: take))
      case .memory(let make): looks.append(Look(series: series, take: make(), make: make))
      case .change(let levels, let take):
        changes.append(Change(series: series, take: take))
        depth = max(depth, levels)
      case .changes(let levels, let make):
        changes.append(Change(series: series, take: make()))
        depth = max(depth, levels)
      }
      if measure.schema.kind != .event { gaps.append((series, measure.gap)) }
    }
    self.depth = depth
    if looks.isEmpty && changes.isEmpty { return nil }
  }

  /// True where every change must be shown, not only each look.
  var watchesChanges: Bool { !changes.isEmpty }

  /// Says that the book has changed; `side` gives the first levels of the bids or asks.
  func change(at time: Int64, _ side: (_ isBid: Bool, _ limit: Int) -> BookLook.Side) {
    guard !changes.isEmpty else { return }
    let now = BookLook(
      bids: side(true, depth), asks: side(false, depth), contract: contract, time: time)
    if let bid = now.bids.prices.first, let ask = now.asks.prices.first, bid > ask {
      before = nil
      return
    }
    if let before {
      for index in changes.indices { changes[index].sum += changes[index].take(before, now) }
    }
    before = now
  }

  /// Writes what is measured of a book; `side` gives all levels of the bids or asks.
  func look(
    at time: Int64, _ samples: SampleWriter,
    _ side: (_ isBid: Bool, _ limit: Int) -> BookLook.Side
  ) {
    for index in changes.indices {
      market.add(changes[index].series, at: time, changes[index].sum, samples)
      changes[index].sum = 0
    }
    guard !looks.isEmpty else { return }
    let book = BookLook(
      bids: side(true, .max), asks: side(false, .max), contract: contract, time: time)
    for look in looks { market.add(look.series, at: time, look.take(book), samples) }
  }

  /// Says that the next book has nothing to be compared with.
  func forget() { before = nil }

  /// Says that the book is unknown from now on.
  func gap(at time: Int64, _ samples: SampleWriter) {
    before = nil
    for index in looks.indices {
      if let make = looks[index].make { looks[index].take = make() }
    }
    for index in changes.indices where changes[index].sum != 0 {
      market.add(changes[index].series, at: time, changes[index].sum, samples)
      changes[index].sum = 0
    }
    for (series, number) in gaps { market.add(series, at: time, number, samples) }
  }
}

extension Market {
  /// What a unit of size is per coin of the market, or nil where nobody knows.
  var contract: (isInverse: Bool, multiplier: Double)? {
    switch size {
    case .coins(let each): (false, each * coinsPerUnit)
    case .dollars(let each): (true, each)
    case .quanto, .unknown: nil
    }
  }

  /// Why a measure cannot be taken of this market, or nil where it can.
  func refusal(of needs: BookNeeds) -> String? {
    let symbol = labels["symbol"] ?? "?"
    if needs.dollars, let instrument, !instrument.isInDollars {
      return "`\(symbol)` is priced in \(instrument.quote), not in dollars"
    }
    return needs.contract ? size.refusal(symbol) : nil
  }
}
