// How the vectors of metrics that take windows or groups are asked for.
import Foundation
import Quantities

@testable import Evaluation

/// Vectors as calls over samples.
enum WindowCalls {
  typealias Case = [String: Any]
  typealias Samples = [(at: Double, value: Double)]

  static func numbers(_ inputs: Case, _ key: String) -> [Double] {
    (inputs[key] as? [Any])?.compactMap { ($0 as? NSNumber)?.doubleValue } ?? []
  }

  static func number(_ inputs: Case, _ key: String) -> Double {
    (inputs[key] as? NSNumber)?.doubleValue ?? .nan
  }

  static func text(_ inputs: Case, _ key: String) -> String {
    shortestDecimal(number(inputs, key))
  }

  static func timed(_ values: [Double], every step: Double) -> Samples {
    values.enumerated().map { (Double($0.offset) * step, $0.element) }
  }

  static func timed(_ values: [Double], at times: [Double]) -> Samples {
    zip(times, values).map { ($0, $1) }
  }

  /// Prices that make these returns, from 1 on.
  static func prices(_ returns: [Double], _ step: (Double) -> Double) -> [Double] {
    returns.reduce(into: [1.0]) { $0.append(($0.last ?? 1) * step($1)) }
  }

  /// What is asked, of which series, at what second, and how many base units the answer is in.
  struct Question {
    let key: String
    let call: String
    let series: [SampledSeries]
    let at: Double
    var scale = 1.0
  }

  static func questions(_ metric: String, _ x: Case) -> [Question] {
    returns(metric, x) + flow(metric, x) + bands(metric, x) + sizes(metric, x) + groups(metric, x)
      + impact(metric, x) + plain(metric, x) + forgetting(metric, x) + holdings(metric, x)
  }

  private static let w = "[10000d, coverage 0.0001%]"

  private static func returns(_ metric: String, _ x: Case) -> [Question] {
    let r = numbers(x, "returns")
    let end = Double(r.count) * 3_600
    func priced(_ step: (Double) -> Double) -> [SampledSeries] {
      [SampledSeries("p", "USD/coin", timed(prices(r, step), every: 3_600))]
    }
    let span = "[\(r.count + 1)h, coverage 1%]"
    switch metric {
    case "realized_vol":
      return [
        Question(
          key: metric, call: "realized_vol(p\(span), 1h)", series: priced { Foundation.exp($0) },
          at: end)
      ]
    case "ewma_vol":
      return [
        Question(
          key: metric, call: "ewma_vol(p\(span), 1h)", series: priced { Foundation.exp($0) },
          at: end)
      ]
    case "garch_vol":
      return [
        Question(
          key: "next_vol", call: "garch_vol(p\(span), 1h, 0.0000002, 0.08, 0.9)",
          series: priced { Foundation.exp($0) }, at: end)
      ]
    case "var_hs":
      return ["var_hs", "es_hs"].map {
        Question(
          key: $0, call: "\($0)(p\(span), 1h, \(text(x, "q")))", series: priced { 1 + $0 }, at: end)
      }
    case "margin_peak_to_trough":
      let rates = numbers(x, "margin_rate")
      return [
        Question(
          key: "margin_nday_call", call: "margin_nday_call(m[60d, coverage 1%])",
          series: [SampledSeries("m", "x", timed(rates, every: 86_400))],
          at: Double(rates.count - 1) * 86_400)
      ]
    case "pctl":
      let all = numbers(x, "reference") + [number(x, "x")]
      return [
        Question(
          key: metric, call: "pctl(x[1d, coverage 0.1%], 1)",
          series: [SampledSeries("x", "x", timed(all, every: 60))], at: Double(all.count - 1) * 60)
      ]
    default: return []
    }
  }

  private static func flow(_ metric: String, _ x: Case) -> [Question] {
    let t = numbers(x, "t")
    let at = number(x, "at")
    let half = "\(text(x, "halflife_s"))s"
    switch metric {
    case "ewma_event":
      return [
        Question(
          key: metric, call: "ewma_event(x[1d, coverage 0.01%], \(half))",
          series: [SampledSeries("x", "x", timed(numbers(x, "x"), at: t))], at: t.last ?? 0)
      ]
    case "ewma_state":
      return [
        Question(
          key: metric, call: "ewma_state(x[1d, coverage 0.01%], \(half))",
          series: [SampledSeries("x", "x", timed(numbers(x, "x"), at: t))], at: at)
      ]
    case "vpin":
      guard x["qty"] != nil else { return [] }
      let signed = zip(numbers(x, "qty"), numbers(x, "side")).map { $0 * $1 }
      return [
        Question(
          key: metric, call: "vpin(q[200s], \(text(x, "bucket_volume"))coin, \(text(x, "n")))",
          series: [.events("q", "coin", timed(signed, every: 1))], at: 199)
      ]
    default: return []
    }
  }

  private static func bands(_ metric: String, _ x: Case) -> [Question] {
    let prices = [SampledSeries("p", "USD/coin", timed(numbers(x, "price"), at: numbers(x, "t")))]
    let at = numbers(x, "t").last ?? 0
    switch metric {
    case "luld_band":
      return ["lower", "upper"].map {
        Question(
          key: $0, call: "luld_band(\($0), p[1d, coverage 0.01%], \(text(x, "pct")))",
          series: prices, at: at)
      }
    case "dcb_band":
      let terms = "\(text(x, "prev_settle"))USD/coin, \(text(x, "pct")), \(text(x, "tick"))USD/coin"
      return ["lower", "upper"].map {
        Question(
          key: $0, call: "dcb_band(\($0), p[1d, coverage 0.01%], \(terms))", series: prices, at: at)
      }
    case "oracle_divergence_bps":
      let (mark, oracle) = (numbers(x, "mark"), numbers(x, "oracle"))
      let t = numbers(x, "t")
      let gaps = zip(mark, oracle).map { $0 / $1 - 1 }
      let last = [("mark", mark), ("oracle", oracle)].map { name, values in
        SampledSeries(name, "USD/coin", timed(values, at: t))
      }
      return [
        Question(
          key: metric, call: "oracle_divergence_bps(mark, oracle)", series: last, at: t.last ?? 0,
          scale: 1e-4),
        Question(
          key: "oracle_breach_duration_s",
          call: "oracle_breach_duration(gap[1d, coverage 0.01%], \(text(x, "threshold_bps"))bps)",
          series: [SampledSeries("gap", "x", timed(gaps, at: t))], at: t.last ?? 0),
      ]
    default: return []
    }
  }

  private static func sizes(_ metric: String, _ x: Case) -> [Question] {
    let all = numbers(x, "sizes")
    let series = [SampledSeries.events("q", "coin", timed(all, every: 1))]
    let window = "q[\(all.count)s]"
    let at = Double(all.count - 1)
    switch metric {
    case "benford_mad":
      return ["benford_mad", "benford_chi2"].map {
        Question(key: $0, call: "\($0)(\(window))", series: series, at: at)
      }
    case "size_clustering":
      return [
        Question(
          key: metric, call: "size_clustering(\(window), \(text(x, "round_unit"))coin)",
          series: series, at: at)
      ]
    default: return []
    }
  }

  private static func groups(_ metric: String, _ x: Case) -> [Question] {
    switch metric {
    case "venue_hhi" where numbers(x, "weights").count > 1:
      return ["venue_hhi", "effective_venues", "fragmentation"].map {
        Question(
          key: $0, call: "\($0)(v) over member",
          series: [.members("v", "x", numbers(x, "weights"))], at: 0)
      }
    case "concentration_topk":
      return [
        Question(
          key: metric, call: "concentration_topk(v, \(text(x, "k"))) over member",
          series: [.members("v", "USD", numbers(x, "position_usd"))], at: 0)
      ]
    case "venue_range_bps", "venue_dispersion_bps", "venue_dispersion":
      let series = [
        SampledSeries.members("m", "USD/coin", numbers(x, "mid")),
        .members("v", "x", numbers(x, "weight")),
      ]
      return [
        Question(
          key: "venue_range_bps", call: "venue_range_bps(m) over member", series: series, at: 0,
          scale: 1e-4),
        Question(
          key: "venue_dispersion_bps", call: "venue_dispersion_bps(m, v) over member",
          series: series, at: 0, scale: 1e-4),
      ]
    case "gex", "gex_flip": return chain(metric, x)
    case "squeeze_ratio":
      let sides = [
        ("up", "short_liq_usd", "ask_depth_usd"), ("down", "long_liq_usd", "bid_depth_usd"),
      ]
      return sides.map { side, forced, depth in
        Question(
          key: "squeeze_ratio_\(side)",
          call: "squeeze_ratio(\(text(x, forced))USD, \(text(x, depth))USD)", series: [], at: 0)
      }
    default: return []
    }
  }

  private static func chain(_ metric: String, _ x: Case) -> [Question] {
    let rows = x["chain"] as? [Case] ?? []
    func column(_ key: String, _ factor: Double = 1) -> [Double] {
      rows.map { number($0, key) * factor }
    }
    let lower = number(x, "lower")
    let spot = lower.isFinite ? (lower + number(x, "upper")) / 2 : number(x, "underlying")
    let series: [SampledSeries] = [
      .members("oi_of", "coin", zip(column("oi"), column("mult")).map { $0 * $1 }),
      .members("call", "x", rows.map { $0["cp"] as? String == "c" ? 1 : 0 }),
      .members("strike_of", "USD/coin", column("K")), .members("iv", "x", column("sigma")),
      .members("left", "s", column("T", 31_536_000)),
    ]
    let terms = "oi_of, call, \(shortestDecimal(spot))USD/coin, strike_of, iv, left"
    return [Question(key: metric, call: "\(metric)(\(terms)) over member", series: series, at: 0)]
  }

  private static func impact(_ metric: String, _ x: Case) -> [Question] {
    switch metric {
    case "roll_spread":
      let p = numbers(x, "price")
      return [
        Question(
          key: metric, call: "roll_spread(p[1d, coverage 0.01%])",
          series: [SampledSeries("p", "USD/coin", timed(p, every: 1))], at: Double(p.count - 1))
      ]
    case "amihud":
      let (p, v) = (numbers(x, "price"), numbers(x, "volume_usd"))
      return [
        Question(
          key: metric, call: "amihud(p[21d, coverage 1%], v[21d])",
          series: [
            SampledSeries("p", "USD/coin", timed(p, every: 86_400)),
            .events("v", "USD", timed([0] + v, every: 86_400)),
          ], at: Double(v.count) * 86_400, scale: 1e-6)
      ]
    case "edge_spread":
      let bars = ["open", "high", "low", "close"].map { numbers(x, $0) }
      let count = bars[0].count
      let p: Samples = (0..<count).flatMap { bar in
        bars.enumerated().map { (Double(bar) * 60 + 10 * Double($0.offset + 1), $0.element[bar]) }
      }
      return [
        Question(
          key: metric, call: "edge_spread(p[\(count)m, coverage 1%])",
          series: [SampledSeries("p", "USD/coin", p)], at: Double(count) * 60)
      ]
    case "kyle_lambda":
      let (volume, moves) = (numbers(x, "signed_volume"), numbers(x, "d_mid"))
      let mids = moves.reduce(into: [60_000.0]) { $0.append(($0.last ?? 0) + $1) }
      let count = moves.count
      return [
        Question(
          key: metric,
          call: "kyle_lambda(m[\(count * 10 + 10)s, coverage 1%], q[\(count * 10 + 10)s])",
          series: [
            SampledSeries("m", "USD/coin", timed(mids, every: 10)),
            .events("q", "coin", timed([0] + volume, every: 10)),
          ], at: Double(count) * 10)
      ]
    case "hasbrouck_lambda":
      let (volume, r) = (numbers(x, "signed_dollar_volume"), numbers(x, "ret"))
      let count = r.count
      return [
        Question(
          key: metric,
          call: "hasbrouck_lambda(p[\(count * 5 + 5)m, coverage 1%], q[\(count * 5 + 5)m])",
          series: [
            SampledSeries("p", "USD/coin", timed(prices(r) { 1 + $0 }, every: 300)),
            .events("q", "USD", timed([0] + volume, every: 300)),
          ], at: Double(count) * 300)
      ]
    default: return []
    }
  }
}
