// Binance's archive of open interest and ratios: `metrics`, five-minute rows.
import Columns
import Quantities

/// `create_time,symbol,sum_open_interest,…`, USD-M and COIN-M.
package struct BinanceMetrics: Format {
  package let name = "binance metrics"

  /// Rows are stamped with their bucket's start and seen at its end.
  private static let cadence = Cadence(
    every: .minutes(5), stale: .minutes(15), lag: .minutes(5))

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let interest = table.column("sum_open_interest"),
      let value = table.column("sum_open_interest_value"),
      let time = table.column("create_time") ?? table.column("timestamp")
    else { return nil }
    let symbols = table.column("symbol")
    let named = FileNames.leadingSymbol(sample.stem)
    let symbol = symbols.map { table.cells($0).first ?? "" } ?? named ?? ""
    // Whether it holds `USD_`, which `contains` would ask the run-time library first.
    let isCoinMargined = symbol.split(separator: "_", omittingEmptySubsequences: false)
      .dropLast().contains { $0.hasSuffix("USD") }
    var columns: [(Int, String, Unit)] =
      isCoinMargined
      ? [(interest, "oi_contracts", .contract), (value, "oi", .coin)]
      : [(interest, "oi", .coin), (value, "oi_usd", .usd)]
    for (column, series) in Self.ratios {
      if let place = table.column(column) { columns.append((place, series, .ratio)) }
    }
    var labels = ["venue"] + sample.pinned.map(\.key)
    var fixed = [("venue", "binance")].map { (key: $0.0, value: $0.1) } + sample.pinned
    if symbols == nil, let named { fixed.append(("symbol", named)) }
    if symbols != nil || named != nil { labels += ["symbol", "asset"] }
    let plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time,
      labels: symbols.map { [($0, "symbol")] } ?? [], fixed: fixed,
      assetFrom: labels.contains("symbol") ? "symbol" : nil,
      values: columns.map { ValueColumn(column: $0.0, series: $0.1, unit: $0.2) })
    let kind =
      isCoinMargined
      ? "COIN-M: open interest in contracts, its value in coins"
      : "USD-M: open interest in coins, its value in USD"
    let offers = columns.map {
      SeriesOffer.standard(
        $0.1, labels: labels, cadence: Self.cadence,
        why: "`\(header[$0.0])`, \(kind); seen 5m after its bucket's start")
    }
    return Recognition(
      format: name, confidence: .certain,
      evidence: "columns `\(header[time])`, `sum_open_interest`, `sum_open_interest_value`; "
        + (symbols == nil ? "symbol \(named ?? "unknown") from the file name" : kind),
      offers: offers, reading: .columns(plan))
  }

  private static let ratios = [
    ("count_long_short_ratio", "long_short_ratio"),
    ("sum_taker_long_short_vol_ratio", "taker_ratio"),
    ("count_toptrader_long_short_ratio", "top_account_ratio"),
    ("sum_toptrader_long_short_ratio", "top_position_ratio"),
  ]
}
