// Binance's klines: trade bars of spot and futures, and bars of mark, index and premium.
import Columns
import Quantities

/// `open_time,open,high,low,close,…`, twelve columns with a header or without.
package struct BinanceKlines: Format {
  package let name = "binance klines"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let columns = KlineColumns(table) else { return nil }
    let path = BinanceArchiveName(sample)
    let bars = KlineKind(sample, table, columns)
    let isSpot = path.kind.map { $0 == .spot } ?? (table.header == nil)
    let naming = MarketNaming(venue: "binance", kind: isSpot ? .spot : .perpetual, sample)
    let market = naming.market(path.symbol ?? "", on: naming.venue)
    let step = columns.step(table) ?? .minutes(1)
    let cadence = Cadence.every(step)
    let symbol = path.symbol
    let plan = RowPlan(
      delimiter: table.delimiter, header: table.header, columnCount: table.columnCount,
      time: columns.open
    ) {
      KlineReader(columns, bars, (naming, symbol ?? ""))
    }
    let offers = MarketOffers(labels: naming.keys, markets: [market])
    var recognition = Recognition(
      format: bars == .trades ? name : "binance \(bars.rawValue) klines", confidence: .certain,
      evidence: (table.header == nil ? "no header: " : "columns ")
        + "open time, open, high, low, close, …, close time; \(path.words)",
      offers: bars.offers(offers, market, cadence), reading: .rows(plan))
    recognition.decisions = ["a bar counts at its close, \(step) after its open time"]
    if bars == .trades, path.kind == nil {
      recognition.decisions.append(
        isSpot ? "spot: its table has no header" : "futures: its table has a header")
    }
    if bars == .mark, !sample.path.lowercased().contains("mark") {
      recognition.decisions.append("mark: its volumes are placeholders, and no name says otherwise")
    }
    return recognition
  }
}

/// What bars are of.
enum KlineKind: String {
  case trades, mark, index, premium

  init(_ sample: Sample, _ table: TableHead, _ columns: KlineColumns) {
    let path = sample.path.lowercased()
    let isEmpty =
      table.cells(columns.volume).allSatisfy { (Double($0) ?? 0) == 0 }
      && table.cells(columns.quoteVolume).allSatisfy { (Double($0) ?? 0) == 0 }
    let highest = table.cells(columns.high).compactMap(Double.init).map(abs).max() ?? 1
    let lowest = table.cells(columns.low).compactMap(Double.init).min() ?? 1
    if path.contains("premium") || lowest < 0 || (isEmpty && highest < 0.01 && highest > 0) {
      self = .premium
    } else if path.contains("indexprice") {
      self = .index
    } else if path.contains("markprice") || isEmpty {
      self = .mark
    } else {
      self = .trades
    }
  }

  func offers(_ offers: MarketOffers, _ market: Market, _ cadence: Cadence) -> [SeriesOffer] {
    let why = "the close of each bar, at its close"
    switch self {
    case .mark, .index: return offers.price(rawValue, why: why, cadence: cadence)
    case .premium:
      return [
        .own(
          "premium", .ratio, OfferFrame(labels: offers.labels, cadence: cadence),
          why: "the premium index: a signed fraction of the index")
      ]
    case .trades:
      return offers.prices(why: why, cadence: cadence)
        + offers.price("high", why: "the high of each bar", cadence: cadence)
        + offers.price("low", why: "the low of each bar", cadence: cadence)
        + offers.volumes(why: "what each bar traded, at its close", cadence: cadence)
    }
  }
}

/// Where the columns of a table of bars are.
struct KlineColumns {
  let open, high, low, close, volume, closeTime, quoteVolume, takerBase, takerQuote: Int

  init?(_ table: TableHead) {
    guard table.header != nil else {
      guard table.columnCount == 12 || table.columnCount == 11,
        CellKind.areEpochs(table.cells(0)), CellKind.areEpochs(table.cells(6)),
        CellKind.areNumbers(table.cells(4))
      else { return nil }
      (open, high, low, close, volume) = (0, 2, 3, 4, 5)
      (closeTime, quoteVolume, takerBase, takerQuote) = (6, 7, 9, 10)
      return
    }
    guard let open = table.column("open_time"), let high = table.column("high"),
      let low = table.column("low"), let close = table.column("close"),
      let volume = table.column("volume"), let closeTime = table.column("close_time"),
      let quote = table.column("quote_volume") ?? table.column("quote_asset_volume"),
      let base = table.column("taker_buy_volume") ?? table.column("taker_buy_base_asset_volume")
        ?? table.column("taker_buy_base_volume"),
      let taker = table.column("taker_buy_quote_volume")
        ?? table.column("taker_buy_quote_asset_volume")
    else { return nil }
    (self.open, self.high, self.low, self.close, self.volume) = (open, high, low, close, volume)
    (self.closeTime, quoteVolume, takerBase, takerQuote) = (closeTime, quote, base, taker)
  }

  /// The length of a bar, from the first rows.
  func step(_ table: TableHead) -> TimeSpan? {
    guard let first = table.rows.first, first.indices.contains(max(open, closeTime)),
      let start = Timestamp(parsing: first[open]), let end = Timestamp(parsing: first[closeTime])
    else { return nil }
    let span = TimeSpan(nanoseconds: nextSecond(end.nanoseconds) &- start.nanoseconds)
    return span > .zero ? span : nil
  }
}

/// The second a bar ends at that closes one unit before it: `…59.999` ends at the minute.
private func nextSecond(_ time: Int64) -> Int64 {
  (time / 1_000_000_000 &+ 1) &* 1_000_000_000
}

/// Reads bars.
private struct KlineReader: RowInterpreter {
  private let columns: KlineColumns
  private let bars: KlineKind
  private let market: Market
  private var closes = TimeScanner()
  private let scale = CellScale(.ratio)

  init(_ columns: KlineColumns, _ bars: KlineKind, _ place: (MarketNaming, String)) {
    self.columns = columns
    self.bars = bars
    market = place.0.market(place.1, on: place.0.venue)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    guard case .time(let last) = closes.read(row.bytes(columns.closeTime)), last > time else {
      return samples.rejectRow("`\(row.text(columns.closeTime))` is no close time of this bar")
    }
    let end = nextSecond(last)
    let close = market.priceScale.read(row.bytes(columns.close))
    guard bars == .trades else {
      let value = bars == .premium ? scale.read(row.bytes(columns.close)) : close
      let name = bars == .premium ? bars.rawValue : market.name(bars.rawValue)
      return market.add(name, at: end, value, (samples, columns.close))
    }
    market.add(market.name(market.priceSeries), at: end, close, (samples, columns.close))
    for (name, column) in [("high", columns.high), ("low", columns.low)] {
      let cell = market.priceScale.read(row.bytes(column))
      market.add(market.name(name), at: end, cell, (samples, column))
    }
    volumes(row, at: end, samples)
  }

  private func volumes(_ row: Row, at end: Int64, _ samples: SampleWriter) {
    // COIN-M counts contracts; its column headed quote_volume holds coins.
    var (all, taken) = (columns.quoteVolume, columns.takerQuote)
    var each = 1.0
    if case .dollars(let face) = market.size {
      (all, taken, each) = (columns.volume, columns.takerBase, face)
    }
    guard case .value(let total) = scale.read(row.bytes(all)),
      case .value(let bought) = scale.read(row.bytes(taken))
    else { return samples.rejectCell(all, "the volume is no number") }
    market.add(market.name("volume_usd"), at: end, total * each, samples)
    market.add(market.name("taker_buy"), at: end, bought * each, samples)
    market.add(market.name("taker_sell"), at: end, (total - bought) * each, samples)
    market.add(market.name("taker_net"), at: end, (2 * bought - total) * each, samples)
  }
}
