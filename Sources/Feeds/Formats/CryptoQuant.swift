// CryptoQuant's web exports: `Date,Data`, one metric per file, named by the file only.
import Columns
import Quantities

/// `Date,Data` files whose metric and unit are told by their names.
package struct CryptoQuant: Format {
  package let name = "cryptoquant export"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, header.count == 2,
      header[0].lowercased() == "date", header[1].lowercased() == "data"
    else { return nil }
    let stem = sample.stem
    let asset = FileNames.asset(in: stem)
    let metric = Self.metric(stem)
    let labels = ["asset"] + sample.pinned.map(\.key)
    var offer = SeriesOffer.standard(
      metric.series, labels: labels, cadence: .daily,
      why: metric.why + "; by asset only, daily")
    offer.schema.unit = metric.unit
    let plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: 2, time: 0, labels: [],
      fixed: [("asset", asset ?? "BTC")] + sample.pinned,
      values: [ValueColumn(column: 1, series: metric.series, unit: metric.unit)])
    let about = asset.map { "asset \($0) from the file name" } ?? "asset BTC by default"
    return Recognition(
      format: name, confidence: .certain,
      evidence: "header `Date,Data`; \(metric.why); \(about)",
      offers: [offer], reading: .columns(plan))
  }

  /// The series and unit a file name means.
  private static func metric(_ stem: String) -> (series: String, unit: Unit, why: String) {
    let lower = stem.lowercased()
    func says(_ word: String) -> String { "file name says `\(word)`" }
    if lower.contains("reserve") {
      if lower.contains("usd") { return ("reserve_usd", .usd, says("reserve usd") + ": USD") }
      return ("reserve", .coin, says("reserve") + ": coins on all exchanges")
    }
    if lower.contains("open_interest") || lower.contains("open interest") {
      return ("oi_usd", .usd, says("open_interest") + ": USD on all exchanges")
    }
    if lower.contains("funding") {
      let unit = Unit(parsing: "%/8h") ?? .percent
      return ("funding", unit, says("funding") + ": percent per 8 h")
    }
    if lower.contains("price") { return ("price", .price, says("price") + ": USD close") }
    return (stem, .ratio, "file name says no known metric: a plain number")
  }
}
