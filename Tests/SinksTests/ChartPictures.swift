// The charts whose pictures the tests hold, made of plain arithmetic.
import Diagnostics
import Quantities

@testable import Sinks

enum ChartPictures {
  /// 2024-08-05T00:00:00Z and so many minutes.
  static func minute(_ count: Int) -> Timestamp {
    Timestamp(seconds: 1_722_816_000 + Int64(count) * 60)
  }

  static func series(_ name: String, _ unit: Unit, _ values: [Double]) -> Chart.Series {
    .init(name: name, unit: unit, times: values.indices.map { minute($0 * 10) }, values: values)
  }

  /// Up to 4M, a gap of an hour, a fall to 1M.
  static let depth = series(
    "depth_1pct", .usd,
    (0..<60).map { step -> Double in
      if (30..<36).contains(step) { return .nan }
      return step < 30 ? 3e6 + Double(step) / 30 * 1e6 : 1e6
    })
  static let held = series("oi", .coin, (0..<60).map { 95_000 + Double($0) * 100 })
  static let other = series("depth_bid", .usd, (0..<60).map { 4e6 - Double($0) * 5e4 })

  static func drawn(
    _ chart: Chart, _ height: Int, _ ink: Ink = .plain, _ charset: Charset = .utf8
  ) -> String {
    chart.drawing(width: 50, height: height, ink: ink, charset: charset)
  }

  static var watched: Chart {
    Chart(
      title: "Depth of BTCUSDT", series: [depth],
      marks: [.init(.clear, at: minute(500)), .init(.fire, at: minute(360))])
  }

  static var logarithmic: Chart {
    var chart = Chart(
      title: "",
      series: [series("liq_usd", .usd, (0...30).map { [1e3, 1e4, 0, 1e6][$0 / 10] })])
    chart.isLogarithmic = true
    return chart
  }

  static var bars: Chart {
    var chart = Chart(
      title: "Taker net", series: [series("taker_net", .usd, [5e6, -2.2e6, 0, .nan, 1.234e6])],
      kind: .bar)
    chart.labels = ["BTC", "ETH", "SOL", "PEPE"]
    return chart
  }

  static var counts: Chart {
    Chart(
      title: "Ratio",
      series: [series("ratio", .percent, [0.50, 0.51, 0.60, 0.62, 0.69, 0.70, 0.80, 0.99, .nan])],
      kind: .hist)
  }

  static var cloud: Chart {
    Chart(
      title: "",
      series: [
        series("oi", .coin, [1, 2, 3, 4, 5]), series("depth", .usd, [10, 20, 30, 20, 10]),
      ], kind: .scatter)
  }

  static var all: [(String, String)] {
    let two = Chart(title: "", series: [depth, held])
    let pair = Chart(title: "Two", series: [depth, other])
    let fine = Chart(title: "", series: [series("mark", .price, [65_000, 65_001])])
    let sparks = Chart(title: "", series: [depth, held], kind: .spark)
    return [
      ("line", drawn(watched, 11)), ("ascii", drawn(watched, 9, .plain, .ascii)),
      ("panels", drawn(two, 14)), ("glyphs", drawn(pair, 10)),
      ("colour", drawn(pair, 6, .colour)), ("log", drawn(logarithmic, 9)),
      ("bars", drawn(bars, 8)), ("few bars", drawn(bars, 5, .plain, .ascii)),
      ("hist", drawn(counts, 8)), ("scatter", drawn(cloud, 9, .plain, .ascii)),
      ("spark", drawn(sparks, 5)), ("spark ascii", drawn(sparks, 5, .plain, .ascii)),
      ("nothing", drawn(Chart(title: "T", series: [series("v", .usd, [.nan])]), 9)),
      ("fine steps", drawn(fine, 6)),
      (
        "spans",
        drawn(Chart(title: "", series: [series("age", .seconds, [0, 300, 600, 900])]), 7)
      ),
    ]
  }
}
