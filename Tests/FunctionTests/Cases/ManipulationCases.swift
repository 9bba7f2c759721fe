// Manipulation and data-quality signals: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let manipulation: Evaluator = { c in
    switch c.metric {
    case "cancel_ratio", "order_trade_ratio":
      return [
        "cancel_ratio": .of(
          OrderRatios.cancelled(
            try c.number("cancelled_qty"), of: try c.number("submitted_qty"))),
        "order_trade_ratio": .of(
          OrderRatios.messages(try c.number("messages"), perTrade: try c.number("trades"))),
      ]
    case "fleeting_ratio":
      return [
        "fleeting_ratio": .of(
          OrderRatios.fleeting(
            lifetimes: try c.numbers("lifetime_s"),
            filled: try c.array("filled").compactMap(\.bool),
            limit: try c.number("threshold_s")))
      ]
    case "benford_mad":
      let test = Benford.test(try c.numbers("sizes"))
      return [
        "benford_mad": .of(test, \.meanDeviation), "benford_chi2": .of(test, \.chiSquare),
        "benford_p": .of(test, \.pValue),
        "first_digit_counts": .numbers((test.value?.digitCounts ?? []).map(Double.init)),
      ]
    case "size_clustering":
      return [
        "size_clustering": .of(
          SizeClustering.share(try c.numbers("sizes"), unit: try c.number("round_unit")))
      ]
    case "venue_hhi":
      let concentration = Concentration.of(try c.numbers("weights"))
      return [
        "venue_hhi": .of(concentration, \.hhi),
        "effective_venues": .of(concentration, \.effectiveCount),
        "fragmentation": .of(concentration, \.fragmentation),
      ]
    case "concentration_topk":
      return [
        "concentration_topk": .of(
          Concentration.top(try c.integer("k"), of: try c.numbers("position_usd")))
      ]
    case "oracle_divergence_bps": return try oracle(c)
    case "venue_dispersion_bps":
      let mids = try c.numbers("mid")
      return [
        "venue_range_bps": .of(VenueDispersion.rangeBps(mids)),
        "venue_dispersion_bps": .of(
          VenueDispersion.deviationBps(mids, weights: try c.numbers("weight"))),
      ]
    case "quote_stuffing_z":
      let messages = try c.numbers("messages_per_s")
      let z = OrderRatios.stuffing(messages.last ?? .nan, before: Array(messages.dropLast()))
      return ["quote_stuffing_z": .of(z)]
    case "spoof_score": return try spoof(c)
    default: return [:]
    }
  }

  private static func oracle(_ c: VectorCase) throws -> [String: Answer] {
    var watch = OracleWatch(limitBps: try c.number("threshold_bps"))
    let times = try c.times()
    for (time, prices) in zip(times, zip(try c.numbers("mark"), try c.numbers("oracle"))) {
      watch.add(mark: prices.0, oracle: prices.1, at: time)
    }
    return [
      "oracle_divergence_bps": .of(watch.divergenceBps),
      "oracle_breach_duration_s": .number(watch.breachDuration(at: try c.evaluationTime())),
    ]
  }

  private static func spoof(_ c: VectorCase) throws -> [String: Answer] {
    let orders = try c.array("orders").map { order in
      guard let added = order["t_add"].number, let ended = order["t_end"].number,
        let side = order["side"].string.flatMap(BookSide.init), let size = order["qty"].number,
        let filled = order["filled"].number,
        let end = order["end"].string.flatMap(OrderLife.End.init)
      else { throw MissingInput(id: c.id, key: "orders") }
      return OrderLife(
        span: moment(added)...moment(ended), side: side, size: size, outcome: (filled, end))
    }
    let trades = try c.array("trades").map { trade in
      guard let time = trade["t"].number, let taker = trade["side"].string.flatMap(Taker.init)
      else { throw MissingInput(id: c.id, key: "trades") }
      return (time: moment(time), taker: taker)
    }
    let score = SpoofRule(
      minimumSize: try c.number("min_qty"), maximumFill: try c.number("max_fill"),
      maximumLife: try c.span("max_life_s")
    ).score(orders: orders, trades: trades)
    return ["n_events": .of(score) { Double($0.count) }, "spoof_score": .of(score, \.share)]
  }
}
