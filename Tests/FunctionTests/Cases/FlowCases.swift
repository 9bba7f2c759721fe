// Spreads, taker flow, intensities, OFI and VPIN: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let flow: Evaluator = { c in
    switch c.metric {
    case "effective_spread_bps": return try spreads(c)
    case "signed_flow", "taker_imbalance": return try takerFlow(c)
    case "trade_intensity", "net_flow_rate": return try rates(c)
    case "hawkes_intensity": return try hawkes(c)
    case "hawkes_branching":
      return ["hawkes_branching": .of(HawkesProcess.branching(counts: try c.numbers("counts")))]
    case "ofi", "mlofi": return try imbalance(c)
    case "ofi_integrated":
      return [
        "ofi_integrated": .of(
          OrderFlowImbalance.integrated(
            try c.numbers("mlofi"), weights: try c.numbers("weights")))
      ]
    case "vpin": return c.has("classifier") ? try bulkVolume(c) : try buckets(c)
    default: return [:]
    }
  }

  private static func spreads(_ c: VectorCase) throws -> [String: Answer] {
    var ledger = SpreadLedger(horizon: try c.span("horizon_s"))
    let trades = try c.trades()
    for (trade, mid) in zip(trades, try c.numbers("mid")) {
      ledger.add(mid: mid, at: trade.time)
      ledger.add(trade, mid: mid)
    }
    if let last = trades.last { ledger.advance(to: last.time) }
    return [
      "effective_spread_bps": .of(ledger.effective),
      "effective_spread_bps_settled": .of(ledger.settledEffective),
      "realized_spread_bps": .of(ledger.realized), "price_impact_bps": .of(ledger.impact),
      "n_settled": .count(ledger.settledCount),
    ]
  }

  private static func takerFlow(_ c: VectorCase) throws -> [String: Answer] {
    var flow = TakerFlow(span: try c.span("window_s"))
    for trade in try c.trades() { flow.add(trade) }
    flow.advance(to: try c.evaluationTime())
    return [
      "signed_flow_coin": .number(flow.signedCoin), "signed_flow_usd": .number(flow.signedUSD),
      "taker_imbalance": .of(flow.imbalance), "flow_velocity_usd_s": .of(flow.velocity),
      "cvd_coin": .number(flow.cumulativeCoin),
    ]
  }

  private static func rates(_ c: VectorCase) throws -> [String: Answer] {
    let halfLife = try c.span("halflife_s")
    var rates = FlowRates(
      start: moment(try c.number("t0")), flowHalfLife: halfLife, intensityHalfLife: halfLife)
    for trade in try c.trades() { rates.add(trade) }
    let now = try c.evaluationTime()
    return [
      "trade_intensity": .of(rates.intensity(at: now)),
      "trade_intensity_raw": .of(rates.rawIntensity(at: now)),
      "net_flow_rate_usd_s": .of(rates.netFlow(at: now)),
    ]
  }

  private static func hawkes(_ c: VectorCase) throws -> [String: Answer] {
    guard var process = HawkesProcess(
      mu: try c.number("mu"), alpha: try c.number("alpha"), beta: try c.number("beta"),
      start: moment(0))
    else { return [:] }
    for time in try c.times() { process.add(at: time) }
    let now = try c.evaluationTime()
    return [
      "hawkes_intensity": .of(process.intensity(at: now)),
      "log_likelihood": .of(process.logLikelihood(at: now)),
      "branching_ratio": .number(process.branching),
      "compensator": .of(process.compensator(at: now)),
    ]
  }

  private static func imbalance(_ c: VectorCase) throws -> [String: Answer] {
    let levels = Int(try c.number("levels", default: 1))
    var ofi = OrderFlowImbalance(levels: levels, span: .unlimited)
    let events = try c.array("snapshots").enumerated().map { index, snapshot -> Double in
      ofi.add(VectorCase.book(snapshot), at: moment(Double(index)))
      return ofi.lastEvent[0]
    }
    return [
      "ofi": .number(ofi.best), "per_event": .numbers(Array(events.dropFirst())),
      "ofi_norm": .of(ofi.normalized), "mlofi": .numbers(ofi.perLevel),
    ]
  }

  private static func buckets(_ c: VectorCase) throws -> [String: Answer] {
    guard var buckets = VolumeBuckets(
      volume: try c.number("bucket_volume"), count: try c.integer("n"))
    else { return [:] }
    for (size, side) in zip(try c.numbers("qty"), try c.numbers("side")) {
      if let taker = Taker(sign: side) { buckets.add(size: size, taker: taker) }
    }
    return ["vpin": .of(buckets.value), "buckets_complete": .count(buckets.completed)]
  }

  private static func bulkVolume(_ c: VectorCase) throws -> [String: Answer] {
    let sigma = try c.number("sigma_dp")
    let volume = try c.numbers("volume")
    let shares = try c.numbers("dp").map {
      VolumeBuckets.bulkBuyShare(priceChange: $0, sigma: sigma).coalesced(.nan)
    }
    let buys = zip(volume, shares).map { $0 * $1 }
    let sells = zip(volume, buys).map { $0 - $1 }
    return [
      "buy_volume": .numbers(buys), "sell_volume": .numbers(sells),
      "imbalance_share": .of(VolumeBuckets.imbalanceShare(buys: buys, sells: sells)),
    ]
  }
}

extension VectorCase {
  /// Trades; price 1, size 1 and a buy stand for what a vector leaves out.
  func trades() throws -> [Trade] {
    let times = try times()
    let prices = has("price") ? try numbers("price") : times.map { _ in 1 }
    let sizes = has("qty") ? try numbers("qty") : times.map { _ in 1 }
    let sides = has("side") ? try numbers("side") : times.map { _ in 1 }
    return times.indices.map { i in
      Trade(
        time: times[i], price: prices[i], size: sizes[i], taker: Taker(sign: sides[i]) ?? .buy)
    }
  }
}
