// The numeric vectors of metrics that take plain numbers, through the language: units, defaults,
// scales and reasons, not only kernels.
import Columns
import Diagnostics
import Foundation
import Functions
import Language
import Quantities
import Testing

@testable import Evaluation

/// One vector as a call: what is asked for and what it must give, in base units.
struct CalledVector: Sendable, CustomStringConvertible {
  let id: String
  let key: String
  let call: String
  /// A number in base units, or a reason.
  let expected: String
  let relative: Double
  let absolute: Double
  var description: String { "\(id) \(key)" }
}

/// How vectors of a family are called.
private enum Calls {
  /// Scales of answers that the vectors give in a unit of their own.
  static let year = 31_536_000.0

  typealias Numbers = [String: Any]
  typealias Call = (key: String, call: String, scale: Double)

  static func number(_ inputs: Numbers, _ key: String) -> String {
    let value = (inputs[key] as? NSNumber)?.doubleValue ?? 0
    return shortestDecimal(value)
  }

  static func calls(_ metric: String, _ inputs: Numbers) -> [Call] {
    func n(_ key: String, _ unit: String = "") -> String { number(inputs, key) + unit }
    func s(_ key: String) -> String { "\(number(inputs, key))s" }
    switch metric {
    case "runway":
      return [
        (
          "runway_s",
          "runway(\(n("depth_usd", "USD")), \(n("net_flow_usd_s", "USD/s")),"
            + " \(n("replenish_usd_s", "USD/s")))", 1
        )
      ]
    case "exhaustion_prob":
      return [
        (
          "exhaustion_prob",
          "exhaustion_prob(\(n("depth_usd", "USD")), \(n("drift_usd_s", "USD/s")), 0USD/s,"
            + " \(n("sigma_usd_sqrt_s", "USD")), \(s("horizon_s")))", 1
        )
      ]
    case "absorption_ratio":
      let (depth, flow) = (n("depth_usd", "USD"), n("net_flow_usd_s", "USD/s"))
      let (refill, horizon) = (n("replenish_usd_s", "USD/s"), s("horizon_s"))
      return [
        ("absorption_capacity_usd", "absorption_capacity(\(depth), \(refill), \(horizon))", 1),
        ("absorption_ratio", "absorption_ratio(\(depth), \(flow), \(refill), \(horizon))", 1),
      ]
    case "mm_capacity":
      return [
        (
          "max_position_coin",
          "mm_capacity(\(n("loss_limit_usd", "USD")), \(n("price", "USD/coin")),"
            + " \(n("sigma_daily")), \(s("horizon_s")), \(n("q")))", 1
        )
      ]
    default:
      return carry(metric, inputs) + risk(metric, inputs) + holdings(metric, inputs)
        + options(metric, inputs)
    }
  }

  private static func carry(_ metric: String, _ inputs: Numbers) -> [Call] {
    func n(_ key: String, _ unit: String = "") -> String { number(inputs, key) + unit }
    switch metric {
    case "basis_annualized":
      let legs = "\(n("futures", "USD/coin")), \(n("spot", "USD/coin"))"
      let tenor = n("seconds_to_expiry", "s")
      return [
        ("basis", "basis(\(legs))", 1), ("basis_bps", "basis_bps(\(legs))", 1e-4),
        ("basis_annualized", "basis_annualized(\(legs), \(tenor))", 1 / year),
        ("basis_apy", "basis_apy(\(legs), \(tenor))", 1 / year),
        ("basis_cc", "basis_cc(\(legs), \(tenor))", 1 / year),
      ]
    case "funding_annualized":
      let rate = "\(n("rate", "x"))/\(n("interval_h", "h"))"
      return [
        ("funding_annualized", "funding_annualized(\(rate))", 1 / year),
        ("funding_apy", "funding_apy(\(rate), \(n("interval_h", "h")))", 1 / year),
      ]
    case "premium_index":
      return [
        (
          "premium_index",
          "premium_index(\(n("impact_bid", "USD/coin")), \(n("impact_ask", "USD/coin")),"
            + " \(n("index", "USD/coin")))", 1
        )
      ]
    case "funding_predicted":
      let cap = inputs["cap"] == nil ? "1" : n("cap")
      return [
        (
          "funding_predicted",
          "funding_predicted(\(n("avg_premium")), \(n("interest")), \(n("clamp")), \(cap))", 1
        )
      ]
    case "carry_net":
      let terms = "\(n("fees_roundtrip")), \(n("holding_days", "d"))"
      return [
        (
          "carry_net",
          "carry_net(\(n("basis_annualized", "x/y")), \(n("borrow_usd", "x/y")), \(terms))",
          1 / year
        ),
        (
          "carry_reverse_net",
          "carry_reverse_net(\(n("basis_annualized", "x/y")), \(n("borrow_coin", "x/y")),"
            + " \(n("lend_usd", "x/y")), \(terms))", 1 / year
        ),
      ]
    default: return []
    }
  }

  private static func risk(_ metric: String, _ inputs: Numbers) -> [Call] {
    func n(_ key: String, _ unit: String = "") -> String { number(inputs, key) + unit }
    switch metric {
    case "maint_margin":
      return [("maint_margin", "maint_margin(\(n("notional_usd", "USD")), \(tiers(inputs)))", 1)]
    case "liq_price" where inputs["tiers"] != nil:
      let side = inputs["side"] as? String ?? ""
      let position =
        "\(side), \(n("qty", "coin")), \(n("entry", "USD/coin")), \(n("wallet", "USD"))"
      return [
        ("liq_price", "liq_price(\(position), \(tiers(inputs)))", 1),
        ("bankruptcy_price", "bankruptcy_price(\(position))", 1),
      ]
    case "liq_price":
      let face = ((inputs["contracts"] as? NSNumber)?.doubleValue ?? 0)
        * ((inputs["mult"] as? NSNumber)?.doubleValue ?? 0)
      return [
        (
          "liq_price",
          "liq_price_inverse(\(inputs["side"] as? String ?? ""), \(shortestDecimal(face))USD,"
            + " \(n("entry", "USD/coin")), \(n("wallet_coin", "coin")), \(n("mmr")))", 1
        )
      ]
    case "var_normal":
      let risk = "\(n("sigma_daily")), \(n("horizon_s", "s")), \(n("q"))"
      return [
        ("var_normal", "var_normal(\(risk))", 1), ("es_normal", "es_normal(\(risk))", 1),
      ]
    case "kupiec_pof":
      return [("lr", "kupiec_pof(\(n("T")), \(n("exceptions")), \(n("p")))", 1)]
    case "vol_band":
      let band = "\(n("ref", "USD/coin")), \(n("sigma_daily")), \(n("k")), \(n("horizon_s", "s"))"
      return [
        ("lower", "vol_band(lower, \(band))", 1), ("upper", "vol_band(upper, \(band))", 1),
        ("band_distance_sigma", "band_distance_sigma(\(n("price", "USD/coin")), \(band))", 1),
      ]
    default: return []
    }
  }

  private static func holdings(_ metric: String, _ inputs: Numbers) -> [Call] {
    func n(_ key: String, _ unit: String = "") -> String { number(inputs, key) + unit }
    switch metric {
    case "inventory_risk":
      let held = "\(n("position_coin", "coin")), \(n("price", "USD/coin")), \(n("sigma_daily"))"
      return [
        ("inventory_risk_usd", "inventory_risk(\(held), \(n("horizon_s", "s")))", 1),
        ("inventory_var_usd", "inventory_var(\(held), \(n("horizon_s", "s")), \(n("q")))", 1),
      ]
    case "as_reservation_price":
      let (gamma, sigma) = (n("gamma", "x/USD"), n("sigma_price", "USD/coin"))
      return [
        (
          "as_reservation_price",
          "as_reservation_price(\(n("mid", "USD/coin")), \(n("inventory", "coin")), \(gamma),"
            + " \(sigma), \(n("tau")))", 1
        ),
        (
          "as_total_spread",
          "as_total_spread(\(gamma), \(sigma), \(n("k", "x/USD")), \(n("tau")))", 1
        ),
      ]
    case "glft_bid_offset":
      let model = "\(n("inventory", "coin")), \(n("gamma", "x/USD")),"
        + " \(n("sigma_price", "USD/coin")), \(n("k", "x/USD")), \(n("A"))"
      return ["bid", "ask"].map { ("glft_\($0)_offset", "glft_\($0)_offset(\(model))", 1) }
    case "oi_reserve_ratio":
      let pair = "(\(n("oi_usd", "USD")), \(n("reserve_usd", "USD")))"
      return [("oi_reserve_ratio", "oi_reserve_ratio\(pair)", 1)]
    case "pool_utilization":
      let pool = "(\(n("borrows", "USD")), \(n("cash", "USD")), \(n("reserves", "USD")))"
      return [("pool_utilization", "pool_utilization\(pool)", 1)]
    case "cover_days":
      let daily = n("adv_usd", "USD/d")
      return [
        ("cover_days", "cover_days(\(n("oi_usd", "USD")), \(daily))", 86_400),
        ("oi_turnover", "oi_turnover(\(daily), \(n("oi_usd", "USD")))", 1 / 86_400),
      ]
    default: return []
    }
  }

  private static func tiers(_ inputs: Numbers) -> String {
    let all = inputs["tiers"] as? [Numbers] ?? []
    return all.enumerated().map { index, tier in
      let rate = number(tier, "mmr")
      return index == 0 ? rate : "\(number(tier, "lower_usd"))USD, \(rate)"
    }.joined(separator: ", ")
  }

  private static func options(_ metric: String, _ inputs: Numbers) -> [Call] {
    func n(_ key: String, _ unit: String = "") -> String { number(inputs, key) + unit }
    let isCall = inputs["cp"] as? String == "c" ? "1" : "0"
    let head = "\(isCall), \(n("F", "USD/coin")), \(n("K", "USD/coin"))"
    let rate = inputs["r"] == nil ? "" : ", \(n("r", "x/y"))"
    switch metric {
    case "opt_price", "opt_price_coin":
      let terms = "(\(head), \(n("sigma")), \(n("T", "y"))\(rate))"
      let scales: [(String, Double)] = [
        ("opt_price", 1), ("opt_delta", 1), ("opt_gamma", 1), ("opt_vega_pt", 1),
        ("opt_theta_day", 1 / 86_400), ("opt_price_coin", 1), ("opt_delta_net", 1),
        ("opt_gamma_coin", 1), ("opt_vega_coin_pt", 1),
      ]
      return scales.map { ($0.0, $0.0 + terms, $0.1) }
    case "implied_vol":
      return [
        ("implied_vol", "implied_vol(\(head), \(n("price", "USD/coin")), \(n("T", "y"))\(rate))", 1)
      ]
    default: return []
    }
  }
}

/// Every vector that can be called with plain numbers.
let calledVectors: [CalledVector] = {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../FunctionTests/Vectors").standardized
  let families = [
    "absorption", "carry", "liquidation", "margin", "options", "inventory", "contracts_oi",
    "breakers",
  ]
  return families.flatMap { family -> [CalledVector] in
    guard let data = try? Data(contentsOf: folder.appending(path: family + ".json")),
      let file = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let cases = file["cases"] as? [[String: Any]]
    else { return [] }
    return cases.flatMap(called)
  }
}()

private func called(_ one: [String: Any]) -> [CalledVector] {
  guard let id = one["id"] as? String, let metric = one["metric"] as? String,
    let inputs = (one["inputs"] ?? one["input"]) as? [String: Any],
    let expected = one["expected"] as? [String: Any]
  else { return [] }
  let tolerance = one["tolerance"] as? [String: Any] ?? [:]
  return Calls.calls(metric, inputs).compactMap { key, call, scale in
    guard let wanted = expected[key] else { return nil }
    let text: String
    if let number = wanted as? NSNumber {
      text = shortestDecimal(number.doubleValue * scale)
    } else if let reason = (wanted as? [String: String])?["undefined"] {
      text = reason
    } else if wanted as? String == "+inf" {
      text = shortestDecimal(MetricFunctions.runwayLimit)
    } else {
      return nil
    }
    return CalledVector(
      id: id, key: key, call: call, expected: text,
      relative: (tolerance["rel"] as? NSNumber)?.doubleValue ?? 1e-9,
      absolute: ((tolerance["abs"] as? NSNumber)?.doubleValue ?? 0) * scale)
  }
}

@Suite struct MetricVectorTests {
  @Test func thereAreVectors() {
    #expect(calledVectors.count > 100, "\(calledVectors.count)")
  }

  @Test(arguments: calledVectors) fileprivate func answers(vector: CalledVector) throws {
    let file = parse(SourceText(name: vector.id, text: vector.call), mode: .interactive)
    var context = CheckingContext()
    context.isInteractive = true
    let program = check([file], in: context)
    #expect(program.diagnostics.filter(\.isError).map(\.message) == [], "\(vector.call)")
    let expression = try #require(program.expressions.last, "\(vector.call)")
    let inspector = Inspector(store: SeriesStore([]))
    let moment = Timestamp(nanoseconds: 0)
    guard let wanted = Double(vector.expected) else {
      let reasons = inspector.reasons(of: expression, key: .none, at: moment)
      #expect(reasons.first?.hasPrefix(vector.expected) == true, "\(vector.call): \(reasons)")
      return
    }
    let value = inspector.value(of: expression, key: .none, at: moment)
    let got = try #require(value, "\(vector.call)")
    // A rounding of the tolerances' own size is left for the change of units.
    let room = max(vector.absolute, max(vector.relative, 1e-12) * abs(wanted))
    #expect(abs(got - wanted) <= room, "\(vector.call) = \(got), wanted \(wanted)")
  }
}
