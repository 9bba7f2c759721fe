// What a reading of frames keeps between one frame and the next.
import Columns
import Quantities

/// The markets, books and clocks of one reading of one file of frames.
final class FrameDesk {
  let naming: MarketNaming
  /// The symbol the file's name gives, for frames that name none.
  let namedSymbol: String?
  /// The coin the file's name gives, for answers about one coin that do not say which.
  let namedCoin: String?
  /// The day the file's name or a schema file gives, for answers that say no time.
  let date: Int64?
  private var markets: Markets
  private(set) var options: OptionMarkets
  private var books: [ObjectIdentifier: BookReplayer] = [:]
  private var quotes: [ObjectIdentifier: QuoteSampler] = [:]
  private var order: [(BookReplayer?, QuoteSampler?)] = []
  /// Numbers of the updates of each book.
  var checks: [ObjectIdentifier: SequenceCheck] = [:]
  /// How much of books the quotes seen tell.
  private(set) var quoted: BooksOffered.Detail?
  /// Updates that came before their snapshot.
  var early: [ObjectIdentifier: [Frame]] = [:]
  /// Prices of levels by their ids, where a venue names levels so.
  var levelPrices: [ObjectIdentifier: [String: BookPrice]] = [:]
  /// Coins by their place, where a venue names them so.
  var universe: [String] = []
  private var settled: [ObjectIdentifier: Settlement] = [:]
  private var settlers: [Market] = []
  private(set) var clock = ClockLead()
  /// The book whose updates came last, for snapshots that name no symbol.
  var lastBook: BookReplayer?
  /// The likely sizes of symbols whose sizes are not known, and symbols never converted.
  private var unknownSizes: [String: String] = [:]
  private var quantos: Set<String> = []

  init(
    _ naming: MarketNaming, namedSymbol: String?, namedCoin: String? = nil, date: Int64? = nil
  ) {
    self.date = date
    self.naming = naming
    self.namedSymbol = namedSymbol
    self.namedCoin = namedCoin
    markets = Markets(naming)
    options = OptionMarkets(naming)
  }

  /// The market of a symbol of a venue.
  func market(
    _ symbol: String?, _ venue: String, kind: Instrument.Kind? = nil
  ) -> Market {
    markets.market(symbol ?? namedSymbol ?? "", on: naming.pinnedVenue ?? venue, kind: kind)
  }

  /// The option of that name, or nil where it is none.
  func option(_ name: String, _ venue: String) -> OptionMarkets.Option? {
    options.option(name, on: naming.pinnedVenue ?? venue)
  }

  /// The book of a market.
  func book(_ market: Market, _ levels: BookReplayer.Levels) -> BookReplayer {
    let name = ObjectIdentifier(market)
    if let known = books[name] { return known }
    let book = BookReplayer(market, levels)
    book.quotes = quotes[name]?.detail
    books[name] = book
    order.append((book, nil))
    return book
  }

  /// Takes a quote of a market.
  func quote(
    _ market: Market, _ quote: Quote, _ now: (time: Int64, samples: SampleWriter)
  ) {
    let name = ObjectIdentifier(market)
    let sampler = quotes[name] ?? QuoteSampler(market)
    if quotes[name] == nil {
      quotes[name] = sampler
      order.append((nil, sampler))
    }
    quoted = max(quoted ?? .prices, quote.detail)
    sampler.take(quote, at: now.time, now.samples)
    books[name]?.quotes = sampler.detail
  }

  /// Writes a rate whose interval only the stamps tell: the time from the settlement before. The
  /// first of a market waits for the second.
  func settle(
    _ market: Market, _ rate: Double?, _ now: (time: Int64, samples: SampleWriter)
  ) {
    guard let rate else { return }
    let name = ObjectIdentifier(market)
    guard let before = settled[name] else {
      settled[name] = Settlement(time: now.time, rate: rate, hours: nil)
      settlers.append(market)
      return
    }
    let step = (now.time &- before.time).magnitude
    let minutes = Int64((step + 30_000_000_000) / 60_000_000_000)
    let told = [1, 2, 4, 8].first { minutes == $0 * 60 }
    let hours = told ?? before.hours ?? Self.usualHours
    if before.hours == nil {
      market.addFunding(before.rate, hours: hours, at: before.time, now.samples)
    }
    settled[name] = Settlement(time: now.time, rate: rate, hours: hours)
    market.addFunding(rate, hours: hours, at: now.time, now.samples)
  }

  /// The settlement of a market that came last; its hours are nil until a second one came.
  private struct Settlement {
    let time: Int64
    let rate: Double
    let hours: Int64?
  }

  /// The hours of most venues, for a market with one settlement only.
  private static let usualHours: Int64 = 8

  /// Notes how far a collector's clock is from the exchange's.
  func note(_ frame: Frame, _ event: Int64?) {
    if let event, let received = frame.received { clock.note(received &- event) }
  }

  /// Notes a market whose contracts cannot be converted.
  func refuse(_ market: Market, _ samples: SampleWriter) {
    let symbol = market.labels["symbol"] ?? "?"
    switch market.size {
    case .unknown(let likely): unknownSizes[symbol] = likely
    case .quanto: quantos.insert(symbol)
    case .coins, .dollars: break
    }
  }

  /// Says which markets have no USD, and what would help.
  private func tellRefusals(_ samples: SampleWriter) {
    if !unknownSizes.isEmpty {
      let shown = unknownSizes.sorted { $0.key < $1.key }.prefix(3)
        .map { "`\($0.key)` (likely \($0.value))" }.joined(separator: ", ")
      let more = unknownSizes.count > 3 ? " and \(unknownSizes.count - 3) more" : ""
      samples.remark(
        "no USD of \(shown)\(more): their contract sizes are not known; pin "
          + "`\"contract_size\"` in a schema file")
    }
    guard !quantos.isEmpty else { return }
    let shown = quantos.sorted().prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    samples.remark(
      "no USD of \(quantos.count) quanto contracts, such as \(shown): their value needs the price "
        + "of their settlement coin")
  }

  /// Writes what is left.
  func finish(_ samples: SampleWriter) {
    for (book, quote) in order {
      book?.finish(samples)
      quote?.finish(samples)
    }
    for market in settlers {
      guard let only = settled[ObjectIdentifier(market)], only.hours == nil else { continue }
      market.addFunding(only.rate, hours: Self.usualHours, at: only.time, samples)
    }
    tellRefusals(samples)
    settlers = []
    settled = [:]
    if let lead = clock.suspicion { samples.remark(lead) }
  }
}

/// How far a collector's clock is behind the exchange's.
struct ClockLead {
  private var seen: [Int64] = []

  /// How many frames are looked at.
  private static let limit = 10_000

  mutating func note(_ latency: Int64) {
    if seen.count < Self.limit { seen.append(latency) }
  }

  /// Words where most frames were received before they were sent.
  var suspicion: String? {
    guard !seen.isEmpty, seen.count(where: { $0 < 0 }) * 2 > seen.count else { return nil }
    let sorted = seen.sorted()
    let middle = TimeSpan(
      nanoseconds: (0 &- sorted[sorted.count / 2]) / 10_000_000 * 10_000_000)
    return "the collector's clock is \(middle) behind the exchange's (median): event times are used"
  }
}

extension Market {
  /// Writes open interest counted in the market's own sizes, with its USD and coins at `price`.
  func addInterest(
    _ size: Double, at time: Int64, price: Double?, _ desk: (FrameDesk, SampleWriter)
  ) {
    switch self.size {
    case .coins(let each):
      add("oi", at: time, size * each * coinsPerUnit, desk.1)
      if let price { add("oi_usd", at: time, size * each * price, desk.1) }
    case .dollars(let each):
      add("oi_usd", at: time, size * each, desk.1)
      if let price, price > 0 {
        add("oi", at: time, size * each / price * coinsPerUnit, desk.1)
      }
    case .quanto, .unknown: desk.0.refuse(self, desk.1)
    }
  }

  /// Writes a funding rate that is a fraction per so many hours.
  func addFunding(_ rate: Double?, hours: Int64, at time: Int64, _ samples: SampleWriter) {
    if let rate { add("funding", at: time, rate / Double(hours * 3_600), samples) }
  }

  /// Writes a price per unit of the symbol.
  func addPrice(_ series: String, _ price: Double?, at time: Int64, _ samples: SampleWriter) {
    if let price, price > 0 { set(name(series), at: time, price / coinsPerUnit, samples) }
  }
}
