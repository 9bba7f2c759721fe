// Tables that need a little code: stablecoin supplies side by side, lending rates, OHLCV, 8 h bars.
import Columns
import Diagnostics
import Quantities

/// DefiLlama: one column of supply in USD per stablecoin.
package struct StablecoinSupplies: Format {
  package let name = "stablecoin supplies"

  private static let coins: Set<String> = [
    "USDT", "USDC", "USDS", "USDE", "USD1", "DAI", "FDUSD", "TUSD", "BUSD", "PYUSD", "USDP",
    "FRAX", "GUSD", "LUSD", "UST", "USDD",
  ]

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, header.count > 2,
      let time = table.column("timestamp") ?? table.column("date")
    else { return nil }
    let columns = header.indices.filter { $0 != time && !header[$0].isEmpty }
    guard columns.count > 1, columns.allSatisfy({ Self.coins.contains(header[$0].uppercased()) })
    else { return nil }
    let pinned = sample.pinned.map { ($0.key, $0.value) }
    let coins = columns.map { (column: $0, labels: Labels([("asset", header[$0])] + pinned)) }
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      SupplyReader(coins: coins)
    }
    let frame = OfferFrame(labels: ["asset"] + pinned.map(\.0), cadence: .daily)
    return Recognition(
      format: name, confidence: .certain,
      evidence: "a time and only stablecoins: "
        + columns.map { header[$0] }.joined(separator: ", "),
      offers: [.own("stablecoin_supply", .usd, frame, why: "USD in circulation, one per coin")],
      reading: .rows(plan))
  }
}

private struct SupplyReader: RowInterpreter {
  let coins: [(column: Int, labels: Labels)]

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    for coin in coins {
      samples.add(
        "stablecoin_supply", coin.labels, at: time,
        cell: (row.number(coin.column, .usd), coin.column))
    }
  }
}

/// Lending rates: `date,rate,asset,rate_type,protocol`, fractions per year.
package struct LendingRates: Format {
  package let name = "lending rates"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, let rate = table.column("rate"),
      let asset = table.column("asset"), let type = table.column("rate_type"),
      let venue = table.column("protocol"),
      let time = table.column("date") ?? table.column("timestamp")
    else { return nil }
    let pinned = sample.pinned.map { ($0.key, $0.value) }
    let columns = (rate: rate, type: type, asset: asset, venue: venue)
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      RateReader(columns: columns, pinned: pinned)
    }
    let keys = Array(Set(["asset", "venue"] + pinned.map(\.0))).sorted()
    var borrow = SeriesOffer.standard(
      "borrow_rate", labels: keys, cadence: .daily, why: "`rate` of `borrow`: a fraction per year")
    borrow.schema.unit = .fractionPerYear
    let supply = SeriesOffer.own(
      "supply_rate", .fractionPerYear, OfferFrame(labels: keys, cadence: .daily),
      why: "`rate` of `supply`: a fraction per year")
    let types = Set(table.cells(type))
    return Recognition(
      format: name, confidence: .certain, evidence: "columns `rate`, `rate_type`, `protocol`",
      offers: types.contains("supply") ? [borrow, supply] : [borrow], reading: .rows(plan))
  }
}

private struct RateReader: RowInterpreter {
  let columns: (rate: Int, type: Int, asset: Int, venue: Int)
  let pinned: [(String, String)]
  private var known: [String: Labels] = [:]

  init(columns: (rate: Int, type: Int, asset: Int, venue: Int), pinned: [(String, String)]) {
    self.columns = columns
    self.pinned = pinned
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let series = row.holds("borrow", at: columns.type) ? "borrow_rate" : "supply_rate"
    let (asset, venue) = (row.text(columns.asset), row.text(columns.venue))
    let labels =
      known["\(venue) \(asset)"] ?? Labels([("asset", asset), ("venue", venue)] + pinned)
    known["\(venue) \(asset)"] = labels
    samples.add(
      series, labels, at: time,
      cell: (row.number(columns.rate, .fractionPerYear), columns.rate))
  }
}

/// `date,open,high,low,close,volume`: bars, or funding where the name says so.
package struct CandleTable: Format {
  package let name = "candles"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, header.count == 6,
      table.has("open", "high", "low", "close", "volume"),
      let time = ["date", "timestamp", "time", "open_time"].compactMap(table.column).first,
      let open = table.column("open"), let close = table.column("close")
    else { return nil }
    let lower = sample.stem.lowercased()
    let venue = FileNames.venue(in: sample.stem)
    let naming = MarketNaming(venue: venue ?? "", kind: .perpetual, sample)
    let market = naming.market(Self.symbol(sample.stem), on: naming.venue)
    let isFunding = lower.contains("funding")
    let isMark = lower.contains("mark")
    let series = isFunding ? "funding" : isMark ? "mark" : "price"
    let step = Self.step(table.cells(time)) ?? .hours(Self.hours(lower))
    let hours = max(1, step.nanoseconds / TimeSpan.hours(1).nanoseconds)
    let unit = isFunding ? Unit.fraction(perHours: hours) : .price
    let labels = market.labels
    let plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: 6, time: time, labels: [],
      fixed: labels.pairs.map { (key: $0.key, value: $0.value) },
      values: [ValueColumn(column: isFunding ? open : close, series: series, unit: unit)])
    var offer = SeriesOffer.standard(
      series, labels: labels.keys,
      cadence: Cadence(
        every: step, stale: isFunding ? step + .hours(1) : step * 3, lag: isFunding ? .zero : step),
      why: isFunding ? "`open`: the rate at the stamp, a fraction per \(step)" : "the close")
    offer.schema.unit = unit
    return Recognition(
      format: isFunding ? "freqtrade funding" : name, confidence: .likely,
      evidence: "columns open, high, low, close, volume; the name says \(series)",
      offers: [offer], reading: .columns(plan))
  }

  /// The symbol a name begins with or holds: `XRP_USDT_USDT-8h` is of `XRP/USDT:USDT`.
  private static func symbol(_ stem: String) -> String {
    let parts = (stem.split(separator: "-").first ?? "").split(separator: "_")
    if parts.count == 3, parts[1] == parts[2] { return "\(parts[0])/\(parts[1]):\(parts[2])" }
    return QuoteTables.symbol(stem) ?? FileNames.coin(in: stem) ?? ""
  }

  /// The usual step between stamps, jitter of settlements rounded away; nil with too few of them.
  private static func step(_ cells: [String]) -> TimeSpan? {
    let times = cells.compactMap { Timestamp(parsing: $0)?.nanoseconds }
    let minute: Int64 = 60_000_000_000
    let steps = zip(times, times.dropFirst())
      .map { ($1 &- $0 &+ minute / 2) / minute * minute }.filter { $0 > 0 }.sorted()
    guard !steps.isEmpty else { return nil }
    return TimeSpan(nanoseconds: steps[steps.count / 2])
  }

  /// The hours of a bar by the name: `…-8h-…`; 8 where it does not say.
  private static func hours(_ stem: String) -> Int64 {
    let words = stem.split { $0 == "-" || $0 == "_" }
    let told = words.compactMap { word in word.hasSuffix("h") ? Int64(word.dropLast()) : nil }
    return told.first { (1...24).contains($0) } ?? 8
  }
}
