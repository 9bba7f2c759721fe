// Glassnode's series: `t` and one column per metric, or a map of exchanges in each cell.
import Columns
import Diagnostics
import Quantities

/// `t,<metric>` tables.
package struct Glassnode: Format {
  package let name = "glassnode series"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, header.first == "t",
      header.dropFirst().contains(where: Self.isMetric)
    else { return nil }
    let asset = FileNames.asset(in: sample.stem)
    let labels = ["asset"] + sample.pinned.map(\.key)
    var plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: 0, labels: [],
      fixed: [("asset", asset ?? "BTC")] + sample.pinned, values: [])
    var recognition = Recognition(
      format: name, confidence: .certain,
      evidence: "header `t` with `\(header.dropFirst().first(where: Self.isMetric) ?? "")`; "
        + (asset.map { "asset \($0) from the file name" } ?? "asset BTC by default"),
      offers: [], reading: .columns(plan))
    for column in header.indices.dropFirst() {
      let metric = Self.metric(header[column], table.cells(column))
      guard !recognition.offers.contains(where: { $0.schema.name == metric.series }) else {
        recognition.decisions.append(
          "`\(header[column])` repeats `\(metric.series)`; it is ignored")
        continue
      }
      var offer = SeriesOffer.standard(
        metric.series, labels: labels, cadence: .daily, why: metric.why)
      offer.schema.unit = metric.unit
      recognition.offers.append(offer)
      plan.values.append(ValueColumn(column: column, series: metric.series, unit: metric.unit))
    }
    recognition.reading = .columns(plan)
    return recognition
  }

  private static let prefixes = [
    "market_", "distribution_", "transactions_", "derivatives_", "futures_", "price_usd",
    "supply_", "indicators_",
  ]

  private static func isMetric(_ column: String) -> Bool {
    prefixes.contains { column.hasPrefix($0) }
  }

  /// The series and unit of a metric; open interest is told by its size, for its name is the same
  /// in coins and in USD.
  static func metric(
    _ column: String, _ cells: [String]
  ) -> (series: String, unit: Unit, why: String) {
    if column.hasSuffix("price_usd_close") { return ("price", .price, "`\(column)`: USD close") }
    if column.hasPrefix("distribution_balance_exchanges") {
      return ("reserve", .coin, "`\(column)`: coins on all exchanges")
    }
    if column.contains("funding_rate_perpetual") {
      let unit = Unit(parsing: "x/8h") ?? .ratio
      return ("funding", unit, "`\(column)`: fraction per 8 h, mean of the day")
    }
    if column.hasSuffix("volume_exchanges_net") {
      return (column, .coin, "`\(column)`: coins a day, net")
    }
    if column.contains("open_interest") && column.hasSuffix("_sum") {
      return openInterest(column, cells)
    }
    return (column, .ratio, "`\(column)`: a plain number")
  }

  /// More coins than this are not to be had of any asset Glassnode counts futures of.
  private static let mostCoins = 20_000_000.0

  private static func openInterest(
    _ column: String, _ cells: [String]
  ) -> (series: String, unit: Unit, why: String) {
    let values = cells.compactMap(Double.init).filter(\.isFinite).sorted()
    let middle = values.isEmpty ? 0 : values[values.count / 2]
    let isMoney = middle > mostCoins
    let stem = column.contains("perpetual") ? "oi_perpetual" : "oi"
    let size = shortestDecimal(middle.rounded())
    return (
      isMoney ? "\(stem)_usd" : stem, isMoney ? .usd : .coin,
      "`\(column)` comes in coins or USD; its middle value \(size) says \(isMoney ? "USD" : "coin")"
    )
  }
}

/// Per-exchange balances: `t,o` with a Python dictionary in every cell.
package struct GlassnodeByExchange: Format {
  package let name = "glassnode by exchange"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, header.count == 2,
      header == ["t", "o"], let cell = table.rows.first?.last, cell.hasPrefix("{"),
      let map = Literal(parsing: cell), case .map = map
    else { return nil }
    let asset = FileNames.asset(in: sample.stem) ?? "BTC"
    let labels = ["asset", "venue"] + sample.pinned.map(\.key)
    let pinned = sample.pinned.map { ($0.key, $0.value) }
    let plan = RowPlan(delimiter: table.delimiter, header: header, columnCount: 2, time: 0) {
      BalanceReader(fixed: [("asset", asset)] + pinned)
    }
    let offer = SeriesOffer.standard(
      "reserve", labels: labels, cadence: .daily,
      why: "each cell maps exchanges to balances: coins, by venue and asset, daily")
    return Recognition(
      format: name, confidence: .certain,
      evidence: "header `t,o` with a Python dictionary in each cell; asset \(asset)",
      offers: [offer], reading: .rows(plan))
  }
}

/// Reads one row into a balance per exchange.
private struct BalanceReader: RowInterpreter {
  let fixed: [(String, String)]
  private var labels: [String: Labels] = [:]

  init(fixed: [(String, String)]) { self.fixed = fixed }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    guard let map = Literal(parsing: row.bytes(1)), case .map(let entries) = map else {
      return samples.rejectCell(1, "the cell is no map of exchanges")
    }
    for entry in entries {
      let known = labels[entry.key] ?? Labels(fixed + [("venue", entry.key)])
      labels[entry.key] = known
      var text = entry.value.text ?? ""
      let cell = text.withUTF8 { CellScale(.coin).read($0) }
      samples.add("reserve", known, at: time, cell: (cell, 1))
    }
  }
}
