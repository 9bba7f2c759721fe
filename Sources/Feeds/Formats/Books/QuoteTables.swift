// Tables of best bid and ask: Binance's bookTicker, Tardis quotes, home-made collectors.
import Columns
import Quantities

/// Where the columns of a table of quotes are.
struct QuoteColumns {
  var time: Int
  var bid: Int
  var ask: Int
  var symbol: Int?
  var venue: Int?
  /// Where the sizes at the two prices are.
  var sizes: (bid: Int, ask: Int)?

  /// The columns of sizes by their usual names.
  static func sizes(of table: TableHead) -> (bid: Int, ask: Int)? {
    let names = [
      ("best_bid_qty", "best_ask_qty"), ("bid_amount", "ask_amount"), ("bid_qty", "ask_qty"),
      ("bid_size", "ask_size"), ("best_bid_size", "best_ask_size"),
    ]
    for (bid, ask) in names {
      if let bid = table.column(bid), let ask = table.column(ask) { return (bid, ask) }
    }
    return nil
  }
}

/// Any table with a best bid and a best ask in each row.
package struct QuoteTables: Format {
  package let name = "quotes"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.header != nil else { return nil }
    if let bid = table.column("best_bid_price"), let ask = table.column("best_ask_price"),
      let time = table.column("transaction_time") ?? table.column("event_time"),
      table.column("update_id") != nil
    {
      let path = BinanceArchiveName(sample)
      return claim(
        sample, table, QuoteColumns(time: time, bid: bid, ask: ask),
        Source(
          format: "binance bookTicker", venue: "binance", symbol: path.symbol,
          kind: path.kind ?? .perpetual))
    }
    if table.has("local_timestamp", "bid_amount", "ask_amount"),
      let bid = table.column("bid_price"),
      let ask = table.column("ask_price"), let time = table.column("timestamp"),
      let symbol = table.column("symbol"), let venue = table.column("exchange"),
      table.column("strike_price") == nil
    {
      return claim(
        sample, table,
        QuoteColumns(time: time, bid: bid, ask: ask, symbol: symbol, venue: venue),
        Source(format: "tardis quotes", venue: "", symbol: nil, kind: nil))
    }
    guard let bid = table.column("best_bid"), let ask = table.column("best_ask"),
      let time = table.column("timestamp") ?? table.column("time"),
      table.column("bid_px_0") == nil, table.columnCount <= 12
    else { return nil }
    return claim(
      sample, table,
      QuoteColumns(time: time, bid: bid, ask: ask, symbol: table.column("symbol")),
      Source(
        format: "best bid and ask", venue: FileNames.venue(in: sample.stem) ?? "binance",
        symbol: Self.symbol(sample.stem),
        kind: sample.stem.lowercased().contains("spot") ? .spot : .perpetual))
  }

  /// What is known of a table besides its columns.
  private struct Source {
    let format: String
    let venue: String
    let symbol: String?
    let kind: Instrument.Kind?
  }

  /// The word of a name that ends in a money: `spot_btcusdt_l1` is of `BTCUSDT`.
  static func symbol(_ stem: String) -> String? {
    let words = stem.uppercased().split { $0 == "_" || $0 == "-" }.map(String.init)
    return words.first { word in
      word.count >= 6 && SymbolName.quote(of: word).map { $0 != word } ?? false
    }
  }

  private func claim(
    _ sample: Sample, _ table: TableHead, _ columns: QuoteColumns, _ source: Source
  ) -> Recognition {
    let naming = MarketNaming(venue: source.venue, kind: source.kind, sample)
    var columns = columns
    columns.sizes = QuoteColumns.sizes(of: table)
    let places = columns
    let symbol = source.symbol ?? ""
    let plan = RowPlan(
      delimiter: table.delimiter, header: table.header, columnCount: table.columnCount,
      time: columns.time
    ) {
      QuoteReader(places, naming, symbol)
    }
    let keys = symbol.isEmpty && columns.symbol == nil
      ? naming.keys.filter { $0 != "symbol" && $0 != "asset" } : naming.keys
    return Recognition(
      format: source.format, confidence: .certain,
      evidence: "columns `\(table.header?[columns.bid] ?? "")`, "
        + "`\(table.header?[columns.ask] ?? "")`"
        + (symbol.isEmpty ? "" : "; symbol \(symbol) from the file name"),
      offers: SeriesOffer.quotes(keys), reading: .rows(plan),
      books: BooksOffered(columns.sizes == nil ? .prices : .quotes, keys: keys),
      decisions: ["at most one quote a second is kept: the last"])
  }
}

extension SeriesOffer {
  /// The series of best bid and ask.
  static func quotes(_ keys: [String]) -> [SeriesOffer] {
    [
      .standard(
        "spread_bps", labels: keys, cadence: .looks,
        why: "best ask less best bid, by their middle"),
      .own(
        "mid", .price, OfferFrame(labels: keys, cadence: .looks),
        why: "the middle of best bid and ask"),
    ]
  }
}

private struct QuoteReader: RowInterpreter {
  private let columns: QuoteColumns
  private var markets: Markets
  private let symbol: String
  private var samplers: [String: QuoteSampler] = [:]
  private var order: [QuoteSampler] = []
  private let scale = CellScale(.ratio)

  init(_ columns: QuoteColumns, _ naming: MarketNaming, _ symbol: String) {
    self.columns = columns
    self.symbol = symbol
    markets = Markets(naming)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let name = columns.symbol.map { row.text($0) } ?? symbol
    let venue = columns.venue.map { VenueNames.known(row.text($0)) }
    let bid = scale.read(row.bytes(columns.bid))
    let ask = scale.read(row.bytes(columns.ask))
    if bid == .malformed || ask == .malformed {
      return samples.rejectRow("best bid or ask is no number")
    }
    var quote = Quote(bid.number, ask.number)
    if let sizes = columns.sizes {
      quote.bidSize = scale.read(row.bytes(sizes.bid)).number
      quote.askSize = scale.read(row.bytes(sizes.ask)).number
    }
    sampler(name, venue).take(quote, at: time, samples)
  }

  private mutating func sampler(_ name: String, _ venue: String?) -> QuoteSampler {
    let key = venue.map { "\($0) \(name)" } ?? name
    if let known = samplers[key] { return known }
    let made = QuoteSampler(markets.market(name, on: venue))
    samplers[key] = made
    order.append(made)
    return made
  }

  mutating func finish(into samples: SampleWriter) {
    for sampler in order { sampler.finish(samples) }
  }
}

extension CellValue {
  /// The number; NaN where there is none.
  var number: Double {
    if case .value(let value) = self { return value }
    return .nan
  }
}
