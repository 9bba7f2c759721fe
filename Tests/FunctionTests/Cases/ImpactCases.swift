// Price impact and absorption: from vectors to kernels.

import Functions

extension Vectors {
  static let impact: Evaluator = { c in
    switch c.metric {
    case "kyle_lambda":
      let line = PriceImpact.kyle(
        signedVolume: try c.numbers("signed_volume"), midChange: try c.numbers("d_mid"))
      return [
        "kyle_lambda": .of(line, \.slope), "intercept": .of(line, \.intercept),
        "stderr": .inner(line, \.slopeError), "r2": .inner(line, \.determination),
        "tstat": .inner(line, \.slopeT),
      ]
    case "hasbrouck_lambda":
      let line = PriceImpact.hasbrouck(
        signedUSD: try c.numbers("signed_dollar_volume"), returns: try c.numbers("ret"))
      return ["hasbrouck_lambda": .of(line, \.slope)]
    case "amihud":
      let amihud = PriceImpact.amihud(
        prices: try c.numbers("price"), volumesUSD: try c.numbers("volume_usd"))
      return ["amihud": .of(amihud, \.ratio), "n_used": .of(amihud) { Double($0.used) }]
    case "roll_spread": return ["roll_spread": .of(ImpliedSpread.roll(try c.numbers("price")))]
    case "edge_spread":
      let high = try c.numbers("high")
      let low = try c.numbers("low")
      let close = try c.numbers("close")
      let bars = try c.numbers("open").enumerated().map { i, open in
        ImpliedSpread.Bar(open: open, high: high[i], low: low[i], close: close[i])
      }
      return ["edge_spread": .of(ImpliedSpread.edge(bars))]
    case "sqrt_impact_bps":
      return [
        "sqrt_impact_bps": .of(
          PriceImpact.squareRootBps(
            notional: try c.number("notional_usd"), averageDaily: try c.number("adv_usd"),
            sigmaDaily: try c.number("sigma_daily"), scale: try c.number("Y")))
      ]
    default: return [:]
    }
  }

  static let absorption: Evaluator = { c in
    switch c.metric {
    case "runway", "absorption_ratio":
      let side = SidePressure(
        depth: try c.number("depth_usd"), flow: try c.number("net_flow_usd_s"),
        replenish: try c.number("replenish_usd_s"))
      let horizon = try c.number("horizon_s", default: 60)
      return [
        "runway_s": .of(side.runway),
        "absorption_capacity_usd": .of(side.capacity(horizon: horizon)),
        "absorption_ratio": .of(side.ratio(horizon: horizon)),
      ]
    case "exhaustion_prob":
      let side = SidePressure(
        depth: try c.number("depth_usd"), flow: try c.number("drift_usd_s"), replenish: 0)
      return [
        "exhaustion_prob": .of(
          side.exhaustionProbability(
            sigma: try c.number("sigma_usd_sqrt_s"), horizon: try c.number("horizon_s")))
      ]
    case "mm_capacity":
      let capacity = MakerCapacity.of(
        lossLimit: try c.number("loss_limit_usd"), position: try c.number("position_coin"),
        at: try c.number("price"), risk: try c.risk())
      return [
        "max_position_coin": .of(capacity, \.limit),
        "mm_capacity_buy_coin": .of(capacity, \.toSell),
        "mm_capacity_sell_coin": .of(capacity, \.toBuy),
        "mm_utilization": .inner(capacity, \.utilization),
      ]
    default: return [:]
    }
  }
}

extension VectorCase {
  func risk() throws -> RiskHorizon {
    RiskHorizon(
      sigmaDaily: try number("sigma_daily"), seconds: try number("horizon_s"),
      quantile: try number("q", default: 0.99))
  }
}
