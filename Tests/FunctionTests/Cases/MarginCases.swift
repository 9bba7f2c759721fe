// Volatility, losses, margin and breakers: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let margin: Evaluator = { c in
    switch c.metric {
    case "ewma_vol":
      var vol = WeightedVolatility(lambda: try c.number("lam"))
      for r in try c.numbers("returns") { vol.add(r) }
      return ["ewma_vol": .of(vol.value)]
    case "realized_vol":
      return [
        "realized_vol": .of(
          Volatility.realized(
            try c.numbers("returns"), interval: try c.number("interval_s")))
      ]
    case "garch_vol": return try garch(c)
    case "var_hs":
      let loss = TailLoss.historical(
        returns: try c.numbers("returns"), quantile: try c.number("q"))
      return ["var_hs": .of(loss, \.atRisk), "es_hs": .inner(loss, \.shortfall)]
    case "var_normal":
      let risk = try c.risk()
      return ["var_normal": .of(risk.normalLoss), "es_normal": .of(risk.normalShortfall)]
    case "var_evt":
      guard let tail = ParetoTail(
        threshold: try c.number("threshold"), shape: try c.number("xi"),
        scale: try c.number("beta"), share: try c.number("n_exceed") / c.number("n"))
      else { return [:] }
      let loss = tail.loss(quantile: try c.number("q"))
      return ["var_evt": .of(loss, \.atRisk), "es_evt": .inner(loss, \.shortfall)]
    case "kupiec_pof":
      let test = Kupiec.test(
        days: try c.integer("T"), exceptions: try c.integer("exceptions"),
        probability: try c.number("p"))
      return ["lr": .of(test, \.ratio), "p_value": .of(test, \.pValue)]
    case "margin_peak_to_trough":
      let rates = try c.numbers("margin_rate")
      return [
        "margin_peak_to_trough": .of(Procyclicality.peakToTrough(rates)),
        "margin_nday_call": .of(Procyclicality.largestCall(rates, days: try c.integer("n"))),
      ]
    case "mm_rate_recommended": return try recommendation(c)
    default: return [:]
    }
  }

  private static func garch(_ c: VectorCase) throws -> [String: Answer] {
    guard var filter = GarchVolatility(
      omega: try c.number("omega"), alpha: try c.number("alpha"), beta: try c.number("beta"))
    else { return [:] }
    let path = try c.numbers("returns").map { r in
      filter.add(r)
      return filter.next.coalesced(.nan)
    }
    return [
      "next_vol": .of(filter.next), "path_last3": .numbers(path.suffix(3)),
      "longrun_vol": .number(filter.longRun),
    ]
  }

  private static func recommendation(_ c: VectorCase) throws -> [String: Answer] {
    var rule = MarginRule()
    rule.quantile = try c.number("q")
    rule.periodOfRisk = try c.number("mpor_s")
    rule.stressWeight = try c.number("stress_weight")
    rule.floor = try c.number("floor")
    rule.cap = try c.number("cap")
    rule.maximumRise = try c.number("max_up")
    rule.maximumFall = try c.number("max_down")
    let conditions = MarginConditions(
      sigmaDaily: try c.number("sigma_daily"), sigmaStress: try c.number("sigma_stress"),
      halfSpread: try c.number("half_spread"), impact: try c.number("impact"))
    let result = rule.recommend(conditions, previous: try c.number("prev"))
    return [
      "base": .of(result, \.base), "stress": .of(result, \.stress), "raw": .of(result, \.raw),
      "mm_rate_recommended": .of(result, \.rate),
    ]
  }

  static let breakers: Evaluator = { c in
    switch c.metric {
    case "luld_band":
      var limit = LimitBand(
        share: try c.number("pct"), window: try c.span("window_s"),
        minimumHold: try c.span("min_hold_s"), minimumMove: try c.number("min_move"))
      for (time, price) in zip(try c.times(), try c.numbers("price")) {
        limit.add(price: price, at: time)
      }
      return [
        "reference": .of(limit.reference), "proforma": .of(limit.proForma),
        "lower": .of(limit.band, \.lower), "upper": .of(limit.band, \.upper),
        "n_updates": .count(limit.moves),
      ]
    case "dcb_band":
      guard var breaker = DynamicBreaker(
        settlement: try c.number("prev_settle"), share: try c.number("pct"),
        tick: try c.number("tick"), window: try c.span("window_s"))
      else { return [:] }
      for (time, price) in zip(try c.times(), try c.numbers("price")) {
        breaker.add(price: price, at: time)
      }
      return [
        "variant": .number(breaker.variant), "lower": .of(breaker.band, \.lower),
        "upper": .of(breaker.band, \.upper),
      ]
    case "vol_band":
      let band = VolatilityBand(
        reference: try c.number("ref"), width: try c.number("k"), risk: try c.risk())
      return [
        "lower": .of(band.band, \.lower), "upper": .of(band.band, \.upper),
        "band_distance_sigma": .of(band.distance(to: try c.number("price"))),
      ]
    default: return [:]
    }
  }
}
