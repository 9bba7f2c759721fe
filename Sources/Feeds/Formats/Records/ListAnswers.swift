// Answers whose rows are lists without names: bars of Binance, OKX and Bybit, OKX's rubik.
import Columns
import Quantities

/// `[[time, …], …]`, bare or in an envelope; the envelope and the width of the rows tell whose.
package struct ListAnswers: Format {
  package let name = "list answers"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let json = sample.json else { return nil }
    var rows: [ListRow] = []
    for record in json.records where rows.count < RecordHead.recordLimit {
      rows += ListRow.rows(in: record.value)
    }
    guard let first = rows.first, let layout = ListLayout(first, sample.stem),
      rows.allSatisfy({ $0.cells.count == first.cells.count && $0.time != nil })
    else { return nil }
    let naming = MarketNaming(venue: layout.venue, kind: Self.kind(first, sample), sample)
    let named = QuoteTables.symbol(sample.stem) ?? FileNames.coin(in: sample.stem) ?? ""
    let symbol = first.symbol ?? (layout.isByCoin ? "" : named)
    let market = naming.market(symbol, on: naming.venue)
    let times = rows.compactMap(\.time).sorted()
    let steps = zip(times, times.dropFirst()).map { $1 &- $0 }.filter { $0 > 0 }.sorted()
    let step = TimeSpan(nanoseconds: steps.isEmpty ? 60_000_000_000 : steps[steps.count / 2])
    return Recognition(
      format: layout.format, confidence: .certain,
      evidence: "rows of \(first.cells.count) values, the first a time: \(layout.words)",
      offers: layout.offers(naming, market, step),
      reading: .records(RecordPlan(framing: json.framing) {
          ListReader(layout: layout, naming: naming, named: named, step: step)
        }),
      decisions: layout.isByCoin
        ? ["rubik counts in USD over all contracts of the coin; seen \(step) after its stamp"]
        : ["a bar counts at its close, \(step) after its open time"])
  }

  private static func kind(_ row: ListRow, _ sample: Sample) -> Instrument.Kind? {
    if row.category == "spot" { return .spot }
    return sample.path.lowercased().contains("spot") ? .spot : nil
  }
}

/// One row, with what its envelope says.
struct ListRow {
  let cells: [Literal]
  var symbol: String?
  var category: String?
  /// The envelope: `okx`, `bybit`, or none.
  var envelope = ""

  var time: Int64? { cells.first?.time }

  func number(_ place: Int) -> Double? { cells.indices.contains(place) ? cells[place].number : nil }

  /// The rows of a record: the record itself, or what its envelope holds.
  static func rows(in value: Literal) -> [ListRow] {
    if case .list(let cells) = value { return isRow(cells) ? [ListRow(cells: cells)] : [] }
    if value["retCode"] != nil, let result = value["result"] {
      return (result["list"]?.items ?? []).filter { isRow($0.items) }.map {
        ListRow(
          cells: $0.items, symbol: result.text("symbol"), category: result.text("category"),
          envelope: "bybit")
      }
    }
    guard value["code"] != nil else { return [] }
    return (value["data"]?.items ?? []).filter { isRow($0.items) }.map {
      ListRow(cells: $0.items, envelope: "okx")
    }
  }

  private static func isRow(_ cells: [Literal]) -> Bool {
    guard (2...12).contains(cells.count), let first = cells[0].text else { return false }
    return CellKind.areEpochs([first]) && cells.allSatisfy { $0.number != nil }
  }
}

/// Whose rows these are, and what their places mean.
enum ListLayout: Sendable {
  case binanceBars, okxBars, bybitBars
  /// `[ts, oi, volume]`, `[ts, sold, bought]`, `[ts, ratio]`.
  case okxInterest, okxTakers, okxRatio

  init?(_ row: ListRow, _ stem: String) {
    let lower = stem.lowercased()
    switch (row.envelope, row.cells.count) {
    case ("", 11), ("", 12):
      guard CellKind.areEpochs([row.cells[6].text ?? ""]) else { return nil }
      self = .binanceBars
    case ("okx", 9): self = .okxBars
    case ("bybit", 7): self = .bybitBars
    case ("okx", 3): self = lower.contains("taker") ? .okxTakers : .okxInterest
    case ("okx", 2) where lower.contains("ratio"): self = .okxRatio
    default: return nil
    }
  }

  var venue: String {
    switch self {
    case .binanceBars: "binance"
    case .bybitBars: "bybit"
    case .okxBars, .okxInterest, .okxTakers, .okxRatio: "okx"
    }
  }

  var isByCoin: Bool {
    switch self {
    case .okxInterest, .okxTakers, .okxRatio: true
    case .binanceBars, .okxBars, .bybitBars: false
    }
  }

  var format: String { isByCoin ? "okx rubik" : venue == "binance" ? "binance klines" : words }

  var words: String {
    switch self {
    case .binanceBars: "Binance's bars"
    case .okxBars: "okx candles"
    case .bybitBars: "bybit klines"
    case .okxInterest: "open interest and volume of a coin, in USD"
    case .okxTakers: "what takers sold and bought of a coin, in USD; the name says taker"
    case .okxRatio: "a ratio of longs to shorts; the name says ratio"
    }
  }

  func offers(_ naming: MarketNaming, _ market: Market, _ step: TimeSpan) -> [SeriesOffer] {
    let cadence = Cadence.every(step)
    guard isByCoin else {
      let offers = MarketOffers(labels: naming.keys, markets: [market])
      let all = offers.volumes(why: "what each bar traded, at its close", cadence: cadence)
      let isSplit = venue == "binance"
      return offers.prices(why: "the close of each bar, at its close", cadence: cadence)
        + all.filter { isSplit || !$0.schema.name.hasPrefix("taker") }
    }
    let keys = naming.keys.filter { $0 != "symbol" }
    let late = Cadence(every: step, stale: step * 3, lag: step)
    return series.map {
      .standard($0, labels: keys, cadence: late, why: words)
    }
  }

  private var series: [String] {
    switch self {
    case .okxInterest: ["oi_usd", "volume_usd"]
    case .okxTakers: ["taker_buy", "taker_sell", "taker_net"]
    case .okxRatio: ["long_short_ratio"]
    case .binanceBars, .okxBars, .bybitBars: []
    }
  }
}

private struct ListReader: RecordInterpreter {
  let layout: ListLayout
  let naming: MarketNaming
  let named: String
  let step: TimeSpan
  private var markets: Markets

  init(layout: ListLayout, naming: MarketNaming, named: String, step: TimeSpan) {
    self.layout = layout
    self.naming = naming
    self.named = named
    self.step = step
    markets = Markets(naming)
  }

  mutating func read(_ record: Record, into samples: SampleWriter) {
    for row in ListRow.rows(in: record.value) {
      guard let time = row.time else {
        samples.rejectRow("a row has no time")
        continue
      }
      if layout.isByCoin {
        readCoin(row, time, samples)
      } else {
        readBar(row, time, samples)
      }
    }
  }

  private func readCoin(_ row: ListRow, _ time: Int64, _ samples: SampleWriter) {
    let asset = SymbolName(symbol: named)?.asset ?? "BTC"
    let pairs = [("venue", naming.venue), ("asset", asset)] + naming.pinnedPairs
    let labels = Labels(pairs)
    func add(_ series: String, _ value: Double?) {
      if let value { samples.add(series, labels, at: time, value) }
    }
    switch layout {
    case .okxTakers:
      add("taker_sell", row.number(1))
      add("taker_buy", row.number(2))
      if let sold = row.number(1), let bought = row.number(2) { add("taker_net", bought - sold) }
    case .okxRatio: add("long_short_ratio", row.number(1))
    default:
      add("oi_usd", row.number(1))
      add("volume_usd", row.number(2))
    }
  }

  private mutating func readBar(_ row: ListRow, _ time: Int64, _ samples: SampleWriter) {
    let market = markets.market(row.symbol ?? named, kind: row.category == "spot" ? .spot : nil)
    let end = time &+ step.nanoseconds
    market.addPrice(market.priceSeries, row.number(4), at: end, samples)
    var isInverse = false
    if case .dollars = market.size { isInverse = true }
    switch layout {
    case .binanceBars:
      var each = 1.0
      if case .dollars(let face) = market.size { each = face }
      guard let total = row.number(isInverse ? 5 : 7), let bought = row.number(isInverse ? 9 : 10)
      else { return samples.rejectRow("a bar lacks its volume") }
      market.add(market.name("volume_usd"), at: end, total * each, samples)
      market.add(market.name("taker_buy"), at: end, bought * each, samples)
      market.add(market.name("taker_sell"), at: end, (total - bought) * each, samples)
      market.add(market.name("taker_net"), at: end, (2 * bought - total) * each, samples)
    case .bybitBars:
      if let volume = row.number(isInverse ? 5 : 6) {
        market.add(market.name("volume_usd"), at: end, volume, samples)
      }
    default:
      if let volume = row.number(7) {
        market.add(market.name("volume_usd"), at: end, volume, samples)
      }
    }
  }
}
