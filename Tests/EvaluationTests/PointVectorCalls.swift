// More vectors as calls: plain numbers, groups of positions and options, rates that forget.
import Foundation
import Quantities

extension WindowCalls {
  static func plain(_ metric: String, _ x: Case) -> [Question] {
    func n(_ key: String, _ unit: String = "") -> String { text(x, key) + unit }
    func ask(_ key: String, _ call: String, _ scale: Double = 1) -> Question {
      Question(key: key, call: call, series: [], at: 0, scale: scale)
    }
    switch metric {
    case "new_position_rate":
      let change = shortestDecimal(number(x, "oi_end") - number(x, "oi_start"))
      return [ask(metric, "new_position_rate(\(change), \(n("volume")))")]
    case "mm_rate_recommended":
      let now = "\(n("sigma_daily")), \(n("sigma_stress")), \(n("half_spread")), \(n("impact"))"
      let rule = "\(n("prev")), \(n("mpor_s", "s")), \(n("q")), \(n("floor")), \(n("cap"))"
      return [ask(metric, "mm_rate_recommended(\(now), \(rule))")]
    case "sqrt_impact_bps":
      let terms = "\(n("notional_usd", "USD")), \(n("sigma_daily")), \(n("adv_usd", "USD/d"))"
      return [ask(metric, "sqrt_impact_bps(\(terms), \(n("Y")))", 1e-4)]
    case "cascade_r":
      let price = number(x, "price")
      let depth = shortestDecimal(number(x, "depth_1pct_coin") * price)
      let near = shortestDecimal(number(x, "liq_density_coin_per_usd") * price * 0.01)
      let ratio = "cascade_r(\(n("price", "USD/coin")), \(depth)USD, \(near)coin)"
      return [ask(metric, ratio), ask("amplification_limit", "amplification_limit(\(ratio))")]
    case "solvency_ratio":
      let held = (x["collateral"] as? [Case] ?? []).reduce(0) {
        $0 + number($1, "amount") * number($1, "price") * (1 - number($1, "haircut"))
      }
      let terms = "\(shortestDecimal(held))USD, \(n("mtm_liability_usd", "USD")),"
        + " \(n("stress_loss_usd", "USD"))"
      return [
        ask(metric, "solvency_ratio(\(terms))"),
        ask("risk_adjusted_capital_usd", "risk_adjusted_capital(\(terms))"),
      ]
    case "implied_forward" where x["quote"] as? String == "usd":
      let terms = "\(n("K", "USD/coin")), \(n("call", "USD/coin")), \(n("put", "USD/coin"))"
      return [ask(metric, "implied_forward(\(terms), \(n("T", "y")), \(n("r", "x/y")))")]
    case "iei_pool" where Set(numbers(x, "weights")).count == 1 && numbers(x, "pillars").count == 7:
      let pillars = numbers(x, "pillars").map(shortestDecimal).joined(separator: ", ")
      return [("iei_logit", "iei_pool"), ("iei_geo", "iei_geo"), ("iei_noisy_or", "iei_noisy_or")]
        .map { key, name in ask(key, "\(name)(\(pillars))") }
    case "fleeting_ratio":
      let lives = zip(numbers(x, "lifetime_s"), x["filled"] as? [Bool] ?? []).filter { !$0.1 }
      let fleeting = lives.count { $0.0 < number(x, "threshold_s") }
      return [ask(metric, "fleeting_ratio(\(fleeting), \(lives.count))")]
    case "cancel_ratio", "order_trade_ratio":
      return [
        ask("cancel_ratio", "cancel_ratio(\(n("cancelled_qty")), \(n("submitted_qty")))"),
        ask("order_trade_ratio", "order_trade_ratio(\(n("messages")), \(n("trades")))"),
      ]
    default: return []
    }
  }

  static func forgetting(_ metric: String, _ x: Case) -> [Question] {
    let (t, at) = (numbers(x, "t"), number(x, "at"))
    let milliseconds = at.isFinite ? Int((at * 1_000).rounded()) : 0
    func rate(_ key: String, _ values: [Double]) -> Question {
      Question(
        key: key, call: "ewma_rate(e[\(milliseconds)ms], \(text(x, "halflife_s"))s)",
        series: [.events("e", "x", timed(values, at: t))], at: at)
    }
    let signed = zip(zip(numbers(x, "price"), numbers(x, "qty")), numbers(x, "side"))
      .map { $0.0 * $0.1 * $1 }
    switch metric {
    case "trade_intensity": return [rate(metric, t.map { _ in 1 })]
    case "net_flow_rate": return [rate("net_flow_rate_usd_s", signed)]
    case "liq_intensity": return [rate("liq_intensity_usd_s", numbers(x, "usd"))]
    case "hawkes_intensity":
      let terms = ["mu", "alpha", "beta"].map { text(x, $0) + "x/s" }.joined(separator: ", ")
      return [
        Question(
          key: metric, call: "hawkes_intensity(e[\(milliseconds)ms], \(terms))",
          series: [.events("e", "x", timed(t.map { _ in 1 }, at: t))], at: at)
      ]
    case "hawkes_branching":
      let counts = numbers(x, "counts")
      let events: Samples = counts.enumerated().flatMap { bin, count in
        (0..<Int(count)).map { (Double(bin) * 30 + Double($0 + 1) * 30 / (count + 1), 1) }
      }
      return [
        Question(
          key: metric, call: "hawkes_branching(e[\(counts.count * 30)s])",
          series: [.events("e", "x", events)], at: Double(counts.count) * 30)
      ]
    case "quote_stuffing_z":
      let all = numbers(x, "messages_per_s")
      return [
        Question(
          key: metric, call: "zscore(m[1m, coverage 1%], 1s)",
          series: [SampledSeries("m", "x", timed(all, every: 1))], at: Double(all.count - 1))
      ]
    case "oi_zscore":
      let changes = numbers(x, "x")
      let kept = Int(number(x, "n")) + 1
      let levels = changes.suffix(kept).reduce(into: [0.0]) { $0.append(($0.last ?? 0) + $1) }
      let method = x["robust"] as? Bool == true ? "robust" : "standard"
      return [
        Question(
          key: metric, call: "oi_zscore(o[1d, coverage 0.1%], 5m, \(method))",
          series: [SampledSeries("o", "coin", timed(levels, every: 300))],
          at: Double(levels.count - 1) * 300)
      ]
    case "oi_velocity", "oi_accel":
      let series = [SampledSeries("oi", "coin", timed(numbers(x, "oi"), at: t))]
      guard number(x, "window_s") == 300 else { return [] }
      return ["oi_velocity", "oi_growth", "oi_accel"].map {
        Question(key: $0, call: $0, series: series, at: at)
      }
    default: return []
    }
  }

  static func holdings(_ metric: String, _ x: Case) -> [Question] {
    switch metric {
    case "net_delta", "stress_grid": return inventory(metric, x)
    case "oi_quadrant":
      let call = "oi_quadrant(\(text(x, "d_oi"))coin, \(text(x, "d_price"))USD/coin)"
      let states = ["long_build", "short_build", "short_cover", "long_unwind", "neutral"]
      return states.map {
        Question(
          key: "\(metric).\($0)", call: "if \(call) == \($0) then 1 else 0", series: [], at: 0)
      }
    case "liq_ladder":
      let mark = text(x, "mark")
      return [("long", 0.05), ("short", 0.1)].flatMap { side, within in
        let one = positions(x, side: side)
        return [("liq_ladder", "usd"), ("liq_ladder_coin", "coin")].map { name, unit in
          Question(
            key: "cumulative.\(within).\(side)_\(unit)",
            call: "\(name)(\(side), held, closed_at, \(mark)USD/coin, \(within)) over member",
            series: one, at: 0)
        }
      }
    case "cascade_sim" where x["impact"] as? String == "linear":
      let price = number(x, "price")
      let side = number(x, "shock") < 0 ? "long" : "short"
      let depth = shortestDecimal(number(x, "depth_1pct_coin") * price)
      let terms = "held, closed_at, closed_at, \(text(x, "price"))USD/coin, \(depth)USD,"
        + " \(text(x, "shock"))"
      let names = [
        ("final_price", "cascade_price"), ("liquidated_coin", "cascade_coin"),
        ("rounds", "cascade_rounds"), ("amplification", "cascade_sim"),
      ]
      return names.map { key, name in
        Question(
          key: key, call: "\(name)(\(terms)) over member", series: positions(x, side: side), at: 0)
      }
    default: return []
    }
  }

  private static func positions(_ x: Case, side: String) -> [SampledSeries] {
    let all = (x["positions"] as? [Case] ?? []).filter { $0["side"] as? String == side }
    return [
      .members("held", "coin", all.map { number($0, "qty") }),
      .members("closed_at", "USD/coin", all.map { number($0, "liq_price") }),
    ]
  }

  /// The cells of the grid: what the options make, and what the futures make of the move.
  private static func grid(_ x: Case, _ series: [SampledSeries]) -> [Question] {
    let (moves, vols) = (numbers(x, "price_shocks"), numbers(x, "vol_shocks_rel"))
    let spot = number(x, "underlying")
    return moves.enumerated().flatMap { row, move in
      vols.enumerated().map { column, vol in
        let hedge = shortestDecimal(number(x, "futures_delta_coin") * spot * move)
        let shock = "\(shortestDecimal(move)), \(shortestDecimal(vol))"
        let call = "stress_grid(held, call, \(shortestDecimal(spot))USD/coin, strike_of, iv, left,"
          + " \(shock)) over member + \(hedge)USD"
        return Question(key: "pnl_usd.\(row).\(column)", call: call, series: series, at: 0)
      }
    }
  }

  /// Options with the futures beside them, whose delta is 1 and which have no other Greek.
  private static func inventory(_ metric: String, _ x: Case) -> [Question] {
    let legs = x["options"] as? [Case] ?? []
    func column(_ key: String, _ factor: Double = 1) -> [Double] {
      legs.map { number($0, key) * factor }
    }
    let series: [SampledSeries] = [
      .members("held", "coin", zip(column("position"), column("mult")).map { $0 * $1 }),
      .members("call", "x", legs.map { $0["cp"] as? String == "c" ? 1 : 0 }),
      .members("strike_of", "USD/coin", column("K")), .members("iv", "x", column("sigma")),
      .members("left", "s", column("T", 31_536_000)),
    ]
    let terms = "(held, call, \(text(x, "underlying"))USD/coin, strike_of, iv, left) over member"
    if metric == "stress_grid" { return grid(x, series) }
    let hedge = " + \(text(x, "futures_delta_coin"))coin"
    return [
      ("net_delta", hedge), ("net_gamma", ""), ("net_vega_pt", ""), ("dollar_gamma_1pct", ""),
    ].map { name, rest in
      Question(key: name, call: name + terms + rest, series: series, at: 0)
    }
  }
}
