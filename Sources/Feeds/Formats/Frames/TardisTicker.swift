// Tardis `derivative_ticker`: funding, open interest and prices, any of them empty.
import Columns

/// `exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,…`, by header names.
package struct TardisDerivativeTicker: Format {
  package let name = "tardis derivative_ticker"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let venue = table.column("exchange"), let symbol = table.column("symbol"),
      let time = table.column("timestamp"), let funding = table.column("funding_rate"),
      table.has("funding_timestamp")
    else { return nil }
    let columns = TickerColumns(
      venue: venue, symbol: symbol, funding: funding, interest: table.column("open_interest"),
      last: table.column("last_price"), index: table.column("index_price"),
      mark: table.column("mark_price"))
    let whole = table.rows.filter { $0.count == header.count }
    let places = whole.map { ($0[venue], $0[symbol]) }
    let naming = MarketNaming(venue: VenueNames.known(places.first?.0 ?? ""), sample)
    let markets = places.map { naming.market($0.1, on: VenueNames.known($0.0)) }
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      TickerReader(columns, naming)
    }
    let offers = MarketOffers(labels: naming.keys, markets: markets)
    var list = ["mark", "index", "price"].flatMap { offers.price($0, why: "`\($0)` of the row") }
    for name in ["oi", "oi_usd"] {
      list.append(
        .standard(name, labels: naming.keys, cadence: .minutely, why: "by the venue's contracts"))
    }
    list.append(
      .standard(
        "funding", labels: naming.keys, cadence: .minutely,
        why: "a fraction per the venue's interval: 8 h, 1 h on hyperliquid and dydx"))
    return Recognition(
      format: name, confidence: .certain,
      evidence: "columns `funding_timestamp`, `funding_rate`, `open_interest`", offers: list,
      reading: .rows(plan),
      decisions: ["open interest is in the venue's own unit, converted by its contracts"])
  }
}

private struct TickerColumns {
  let venue, symbol, funding: Int
  let interest, last, index, mark: Int?
}

private struct TickerReader: RowInterpreter {
  private let columns: TickerColumns
  private let desk: FrameDesk
  private let scale = CellScale(.ratio)

  init(_ columns: TickerColumns, _ naming: MarketNaming) {
    self.columns = columns
    desk = FrameDesk(naming, namedSymbol: nil)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let venue = VenueNames.known(row.text(columns.venue))
    let market = desk.market(row.text(columns.symbol), venue)
    var ticker = DerivativeTicker(time: time)
    ticker.funding = number(row, columns.funding, samples)
    ticker.interest = number(row, columns.interest, samples)
    ticker.last = number(row, columns.last, samples)
    ticker.index = number(row, columns.index, samples)
    ticker.mark = number(row, columns.mark, samples)
    market.add(ticker, (desk, samples))
  }

  private func number(_ row: Row, _ column: Int?, _ samples: SampleWriter) -> Double? {
    guard let column else { return nil }
    switch scale.read(row.bytes(column)) {
    case .value(let value): return value
    case .notFinite: return .nan
    case .empty: return nil
    case .malformed:
      samples.rejectCell(column, "`\(row.text(column))` is no number")
      return nil
    }
  }
}
