// Binance's archive of depth bands: `bookDepth`, cumulative from the mid, about every 30 s.
import Columns
import Quantities

/// `timestamp,percentage,depth,notional`; a negative percentage is the bid side.
package struct BinanceBookDepth: Format {
  package let name = "binance bookDepth"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let time = table.column("timestamp"), let percentage = table.column("percentage"),
      let notional = table.column("notional"), table.has("depth")
    else { return nil }
    let symbol = FileNames.leadingSymbol(sample.stem)
    var pairs = [("venue", "binance")] + sample.pinned.map { ($0.key, $0.value) }
    if let symbol {
      pairs.append(("symbol", symbol))
      if let known = SymbolName(symbol: symbol) { pairs.append(("asset", known.asset)) }
    }
    let labels = Labels(pairs)
    let seen = Self.distinct(table.cells(percentage)).compactMap { DepthBand($0)?.name }
    let bands = DepthBand.names.filter { seen.isEmpty || seen.contains($0) }
    let offers = bands.flatMap { band in
      ["", "_bid", "_ask"].map { side in
        SeriesOffer.standard(
          "depth_\(band)\(side)", labels: labels.keys,
          why: side.isEmpty ? "both sides' notional within the band" : "notional within the band")
      }
    }
    var plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time,
      labels: [], fixed: labels.pairs.map { ($0.key, $0.value) },
      values: [ValueColumn(column: notional, series: "depth", unit: .usd)])
    plan.selector = SeriesSelector(column: percentage) { text in
      DepthBand(text).map { "depth_\($0.name)_\($0.isBid ? "bid" : "ask")" }
    }
    plan.sums = bands.map {
      SeriesSum(series: "depth_\($0)", first: "depth_\($0)_bid", second: "depth_\($0)_ask")
    }
    return Recognition(
      format: name, confidence: .certain,
      evidence: "columns `percentage`, `depth`, `notional`; "
        + (symbol.map { "symbol \($0) from the file name" } ?? "no symbol in the file name"),
      offers: offers, reading: .columns(plan),
      decisions: ["bands are cumulative from the mid; USD is the notional column"])
  }

  /// Each of a few texts once, in the order they come first.
  private static func distinct(_ texts: [String]) -> [String] {
    texts.reduce(into: []) { seen, text in
      if !seen.contains(text) { seen.append(text) }
    }
  }
}

/// A band of the catalogue and its side.
struct DepthBand: Equatable {
  /// As in series names: `1pct`, `20bps`.
  let name: String
  let isBid: Bool

  static let names = ["20bps", "1pct", "2pct", "3pct", "4pct", "5pct"]

  /// Reads `-5`, `-5.00`, `0.20`; nil for a band the catalogue does not have.
  init?(_ text: some StringProtocol) {
    guard let percentage = Double(String(text)), percentage != 0 else { return nil }
    let tenths = (percentage.magnitude * 10).rounded()
    guard abs(tenths - percentage.magnitude * 10) < 1e-9 else { return nil }
    switch tenths {
    case 2: name = "20bps"
    case 10, 20, 30, 40, 50: name = "\(Int(tenths / 10))pct"
    default: return nil
    }
    isBid = percentage < 0
  }
}
