// Tables whose columns are series as they stand, told by their headers alone.
import Columns
import Quantities

/// A layout described by data: which columns tell it, and what each column is.
struct KnownTable {
  let name: String
  /// The columns that tell the layout; the first is the time.
  let columns: [String]
  /// Columns that are labels.
  var labels: [(column: String, key: String)] = []
  var venue: String?
  /// True where the file's name tells the asset.
  var assetFromName = false
  let series: [Value]
  let cadence: Cadence
  var decisions: [String] = []

  /// A column and the series it is.
  struct Value {
    let column: String
    let series: String
    let unit: String
    var kind = SeriesKind.gauge
    let why: String
  }

  func recognition(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      columns.allSatisfy({ table.column($0) != nil }), let time = table.column(columns[0])
    else { return nil }
    let fixed = fixedLabels(sample)
    let keyed = labels.compactMap { label in table.column(label.column).map { ($0, label.key) } }
    let keys = Array(Set(fixed.map(\.key) + keyed.map(\.1))).sorted()
    var plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time,
      labels: keyed.map { (column: $0.0, key: $0.1) }, fixed: fixed, values: [])
    var offers: [SeriesOffer] = []
    for value in series {
      guard let column = table.column(value.column), let unit = Unit(parsing: value.unit)
      else { continue }
      plan.values.append(ValueColumn(column: column, series: value.series, unit: unit))
      offers.append(offer(value, unit, keys))
    }
    let shown = columns.map { "`\($0)`" }.joined(separator: ", ")
    return Recognition(
      format: name, confidence: .certain, evidence: "columns \(shown)", offers: offers,
      reading: .columns(plan), decisions: decisions)
  }

  private func fixedLabels(_ sample: Sample) -> [(key: String, value: String)] {
    var fixed: [(key: String, value: String)] = []
    if let venue = FileNames.venue(in: sample.stem) ?? venue { fixed.append(("venue", venue)) }
    if assetFromName { fixed.append(("asset", FileNames.coin(in: sample.stem) ?? "BTC")) }
    for pin in sample.pinned {
      fixed.removeAll { $0.key == pin.key }
      fixed.append(pin)
    }
    return fixed
  }

  private func offer(_ value: Value, _ unit: Unit, _ keys: [String]) -> SeriesOffer {
    guard Catalogue.series(named: value.series) != nil else {
      return .own(
        value.series, unit, OfferFrame(labels: keys, cadence: cadence, kind: value.kind),
        why: value.why)
    }
    var offer = SeriesOffer.standard(
      value.series, labels: keys, cadence: cadence, why: value.why)
    offer.schema.unit = unit
    return offer
  }
}

extension FileNames {
  /// The coin a word of the name names in any case, of those everyone trades.
  static func coin(in stem: String) -> String? {
    if let found = asset(in: stem) { return found }
    let words = stem.lowercased().split { !$0.isLetter && !$0.isNumber }
    let common: Set = ["btc", "eth", "sol", "xrp", "doge", "bnb", "ltc", "ada", "trx", "link"]
    return words.first { common.contains(String($0)) }?.uppercased()
  }
}

/// The layouts of `KnownTable` as one format.
package struct GaugeTables: Format {
  package let name = "known table"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard sample.table?.header != nil else { return nil }
    for layout in Self.layouts {
      if let claim = layout.recognition(sample) { return claim }
    }
    return nil
  }

  private static let fiveMinutes = Cadence(
    every: .minutes(5), stale: .minutes(15), lag: .minutes(5))

  private static let layouts = [
    okxRubik, volatilityIndex, futuresMarks, regime, tickerRatios, lendingLiquidations,
  ]

  private static let lendingLiquidations = KnownTable(
    name: "lending liquidations",
    columns: ["timestamp", "liquidatee", "collateral_asset_symbol", "collateral_amount_usd"],
    labels: [("collateral_asset_symbol", "asset")], venue: "aave",
    series: [
      .init(
        column: "collateral_amount_usd", series: "liq_usd", unit: "USD", kind: .event,
        why: "collateral sold to repay a debt"),
      .init(
        column: "collateral_amount_usd", series: "liq_long_usd", unit: "USD", kind: .event,
        why: "who owns the collateral is long it"),
    ], cadence: Cadence(every: .hours(1), stale: .days(7)),
    decisions: ["a liquidation of collateral closes a long of it"])

  private static let okxRubik = KnownTable(
    name: "okx rubik", columns: ["ts", "oi", "volume"], venue: "okx", assetFromName: true,
    series: [
      .init(
        column: "oi", series: "oi_usd", unit: "USD", why: "`oi`: USD, all contracts of the coin"),
      .init(
        column: "volume", series: "volume_usd", unit: "USD", kind: .event,
        why: "`volume`: USD traded in the five minutes"),
    ], cadence: fiveMinutes,
    decisions: ["rubik counts in USD over all contracts of the coin; seen 5m after its stamp"])

  private static let volatilityIndex = KnownTable(
    name: "binance BVOLIndex", columns: ["calc_time", "symbol", "base_asset", "index_value"],
    labels: [("symbol", "symbol"), ("base_asset", "asset")], venue: "binance",
    series: [
      .init(column: "index_value", series: "vol_index", unit: "%", why: "volatility in percent")
    ], cadence: .every(.seconds(1)))

  private static let futuresMarks = KnownTable(
    name: "deribit futures marks",
    columns: ["timestamp", "currency", "futures_instrument_name", "term_mark_price_final"],
    labels: [("currency", "asset"), ("futures_instrument_name", "symbol")], venue: "deribit",
    series: [
      .init(
        column: "term_mark_price_final", series: "mark", unit: "USD/coin",
        why: "the mark of each dated future")
    ], cadence: Cadence(every: .hours(1), stale: .days(1)))

  private static let regime = KnownTable(
    name: "coinglass regime",
    columns: ["timestamp", "liquidation_long_usd", "liquidation_short_usd", "funding_close"],
    assetFromName: true,
    series: [
      .init(column: "price_close", series: "price", unit: "USD/coin", why: "close of the bar"),
      .init(
        column: "liquidation_long_usd", series: "liq_long_usd", unit: "USD", kind: .event,
        why: "longs closed by force in the bar"),
      .init(
        column: "liquidation_short_usd", series: "liq_short_usd", unit: "USD", kind: .event,
        why: "shorts closed by force in the bar"),
      .init(
        column: "liquidation_total_usd", series: "liq_usd", unit: "USD", kind: .event,
        why: "positions closed by force in the bar"),
      .init(column: "funding_close", series: "funding", unit: "x/8h", why: "a fraction per 8 h"),
      .init(column: "oi_close", series: "oi_usd", unit: "USD", why: "USD at the end of the bar"),
      .init(column: "cvd_close", series: "cvd", unit: "coin", why: "running sum of taker volume"),
    ], cadence: fiveMinutes,
    decisions: ["a bar is seen 5m after its stamp, at its end"])

  private static let tickerRatios = KnownTable(
    name: "binance taker ratio", columns: ["timestamp", "buySellRatio", "buyVol", "sellVol"],
    venue: "binance", assetFromName: true,
    series: [
      .init(column: "buySellRatio", series: "taker_ratio", unit: "x", why: "takers' buys by sells")
    ], cadence: fiveMinutes)
}
