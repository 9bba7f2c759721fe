// Tables of forced closings: Binance's snapshot archive, dumps of its stream, Tardis.
import Columns
import Quantities

/// Where the columns of a table of liquidations are.
struct LiquidationColumns {
  var time: Int
  var price: Int
  var size: Int
  /// The side of the order: a sell closes a long.
  var side: Int
  var symbol: Int?
  var venue: Int?
  /// What the file itself says the row is worth.
  var usd: Int?
}

/// Binance's archive: `time,side,order_type,…,accumulated_fill_quantity`, every row twice.
package struct BinanceLiquidationSnapshot: Format {
  package let name = "binance liquidationSnapshot"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.column("order_status") != nil,
      let size = table.column("accumulated_fill_quantity"), let time = table.column("time"),
      let side = table.column("side"), let price = table.column("average_price")
    else { return nil }
    let path = BinanceArchiveName(sample)
    let columns = LiquidationColumns(
      time: time, price: price, size: size, side: side, symbol: table.column("symbol"))
    return LiquidationTable(
      format: name,
      evidence: "columns `order_status`, `accumulated_fill_quantity`; \(path.words)",
      columns: columns, naming: MarketNaming(venue: "binance", kind: .perpetual, sample),
      symbol: path.symbol, isSampled: true
    ).recognition(sample, table)
  }
}

/// Dumps of the stream without a header: symbol, side, LIMIT, IOC, quantities, prices, time, USD.
package struct ForceOrderDump: Format {
  package let name = "binance forceOrder dump"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.header == nil || table.header?.count == 2 else {
      return nil
    }
    let rows = table.rows.filter { $0.count == 12 }
    guard rows.count * 2 > table.rows.count, rows.count > 0,
      rows.allSatisfy({ ["BUY", "SELL"].contains($0[1]) && $0[3] == "IOC" }),
      CellKind.areEpochs(rows.map { $0[10] })
    else { return nil }
    let whole = TableHead(
      delimiter: table.delimiter, header: nil, rows: HeadRows(rows), isWhole: table.isWhole)
    let columns = LiquidationColumns(
      time: 10, price: 6, size: 9, side: 1, symbol: 0, usd: 11)
    var recognition = LiquidationTable(
      format: name,
      evidence: "no header: symbol, BUY or SELL, type, IOC, quantities, prices, time in ms, USD",
      columns: columns, naming: MarketNaming(venue: "binance", kind: .perpetual, sample),
      symbol: nil, isSampled: true
    ).recognition(sample, whole)
    recognition.decisions += [
      "USD is filled quantity × average price; the last column is checked against it",
      "symbols without a quote are taken to be in USDT",
    ]
    return recognition
  }
}

/// Tardis: like its trades, the side is the order's: a buy closes a short.
package struct TardisLiquidations: Format {
  package let name = "tardis liquidations"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.has("local_timestamp", "id"),
      sample.name.lowercased().contains("liquidation"),
      let venue = table.column("exchange"), let symbol = table.column("symbol"),
      let time = table.column("timestamp"), let side = table.column("side"),
      let price = table.column("price"), let size = table.column("amount")
    else { return nil }
    let venues = Set(table.cells(venue).map(VenueNames.known))
    return LiquidationTable(
      format: name,
      evidence: "columns `exchange`, `local_timestamp`, `amount`; the name says liquidations",
      columns: LiquidationColumns(
        time: time, price: price, size: size, side: side, symbol: symbol, venue: venue),
      naming: MarketNaming(venue: venues.sorted().first ?? "", kind: .perpetual, sample),
      symbol: nil, isSampled: venues.contains("binance")
    ).recognition(sample, table)
  }
}

/// What a format knows of a file of liquidations.
struct LiquidationTable {
  let format: String
  let evidence: String
  let columns: LiquidationColumns
  let naming: MarketNaming
  let symbol: String?
  /// True where the feed drops all but one order a second, so that sums are lower bounds.
  let isSampled: Bool

  func recognition(_ sample: Sample, _ table: TableHead) -> Recognition {
    let (columns, naming, symbol) = (columns, naming, symbol)
    let plan = RowPlan(
      delimiter: table.delimiter, header: table.header, columnCount: table.columnCount,
      time: columns.time
    ) {
      LiquidationReader(columns, naming, symbol)
    }
    let why =
      "by the side of the position closed: a sell order closes a long"
      + (isSampled ? "; sampled, at most one order per symbol and second: a lower bound" : "")
    let offers = MarketOffers(labels: naming.keys, markets: [])
    return Recognition(
      format: format, confidence: .certain, evidence: evidence,
      offers: offers.liquidations(why: why), reading: .rows(plan),
      decisions: isSampled ? ["sampled feed: totals are lower bounds"] : [])
  }
}

/// Reads liquidations row by row.
private struct LiquidationReader: RowInterpreter {
  private let columns: LiquidationColumns
  private var markets: Markets
  private let symbol: String
  private let scale = CellScale(.ratio)

  init(_ columns: LiquidationColumns, _ naming: MarketNaming, _ symbol: String?) {
    self.columns = columns
    self.symbol = symbol ?? ""
    markets = Markets(naming)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    guard let side = Side(word: row.bytes(columns.side)),
      case .value(let price) = scale.read(row.bytes(columns.price)),
      case .value(let size) = scale.read(row.bytes(columns.size))
    else { return samples.rejectRow("side, price or quantity of the order cannot be read") }
    let market = market(row)
    guard let value = market.size.dollars(of: size, at: price) else {
      let refusal = market.size.refusal(market.labels["symbol"] ?? "")
      return samples.rejectRow(refusal ?? "its value cannot be told")
    }
    if let usd = columns.usd, case .value(let told) = scale.read(row.bytes(usd)),
      told < value / 2 || told > value * 2
    {
      samples.remark("the USD column is not quantity × price; the product is taken")
    }
    market.addLiquidation(isLong: side == .sell, at: time, value, samples)
  }

  private mutating func market(_ row: Row) -> Market {
    guard let column = columns.symbol else { return markets.market(symbol) }
    let name = row.text(column)
    guard let venue = columns.venue else { return markets.market(Self.quoted(name)) }
    return markets.market(name, on: VenueNames.known(row.text(venue)))
  }

  /// The symbol with the USDT that a dump stripped.
  private static func quoted(_ symbol: String) -> String {
    let hasQuote = ["USDT", "USDC", "BUSD"].contains { symbol.hasSuffix($0) && symbol != $0 }
    return hasQuote || symbol.contains("_") ? symbol : symbol + "USDT"
  }
}

extension Market {
  /// Writes a forced closing of a position of that side.
  func addLiquidation(isLong: Bool, at time: Int64, _ value: Double, _ samples: SampleWriter) {
    add("liq_usd", at: time, value, samples)
    add(isLong ? "liq_long_usd" : "liq_short_usd", at: time, value, samples)
    pulse(isLong ? "liq_short_usd" : "liq_long_usd", at: time, samples)
  }
}
