// Bars of several venues with the funding of their settlement, spot and perpetuals together.
import Columns
import Diagnostics
import Quantities

/// `time,exchange,crypto,pair,contract,open,high,low,close,volume,funding rate`.
package struct EightHourBars: Format {
  package let name = "multi-venue bars"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, let time = table.column("time"),
      let venue = table.column("exchange"), let pair = table.column("pair"),
      let contract = table.column("contract"), let close = table.column("close"),
      let rate = table.column("funding rate") ?? table.column("funding_rate")
    else { return nil }
    let columns = BarColumns(
      venue: venue, pair: pair, contract: contract, close: close, rate: rate)
    let naming = MarketNaming(venue: "", sample)
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      BarReader(columns, naming)
    }
    let cadence = Cadence(every: .hours(8), stale: .hours(9))
    var funding = SeriesOffer.standard(
      "funding", labels: naming.keys, cadence: cadence, why: "a fraction per 8 h, at the stamp")
    funding.schema.unit = .fraction(perHours: 8)
    return Recognition(
      format: name, confidence: .certain,
      evidence: "columns `exchange`, `pair`, `contract`, `\(header[rate])`",
      offers: [
        .standard("spot", labels: naming.keys, cadence: cadence, why: "close of spot pairs"),
        .bySymbol("price", labels: naming.keys, cadence: cadence, why: "close of perpetuals"),
        funding,
      ], reading: .rows(plan),
      decisions: ["closes count at the stamp of their row, next to the funding settled then"])
  }
}

private struct BarColumns {
  let venue, pair, contract, close, rate: Int
}

private struct BarReader: RowInterpreter {
  private let columns: BarColumns
  private let naming: MarketNaming
  private var markets: Markets
  private let scale = CellScale(.fraction(perHours: 8))

  init(_ columns: BarColumns, _ naming: MarketNaming) {
    self.columns = columns
    self.naming = naming
    markets = Markets(naming)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let isSpot = row.holds("spot", at: columns.contract)
    let venue = VenueNames.known(row.text(columns.venue))
    let pair = row.text(columns.pair)
    let market = markets.market(Self.symbol(pair), on: venue)
    market.add(
      isSpot ? "spot" : "price", at: time, market.priceScale.read(row.bytes(columns.close)),
      (samples, columns.close))
    guard !isSpot else { return }
    market.add("funding", at: time, scale.read(row.bytes(columns.rate)), (samples, columns.rate))
  }

  /// `BTCUSDCM` is the coin-margined perpetual.
  private static func symbol(_ pair: String) -> String {
    pair.hasSuffix("USDCM") ? String(pair.dropLast(2)) : pair
  }
}
