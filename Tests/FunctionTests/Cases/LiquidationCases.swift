// Maintenance tiers, liquidation prices, ladders and cascades: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let liquidation: Evaluator = { c in
    switch c.metric {
    case "maint_margin":
      guard let table = try c.tiers() else { return [:] }
      let notional = try c.number("notional_usd")
      let tier = table.index(of: notional)
      return [
        "maint_margin": .of(table.maintenance(of: notional)), "tier": .count(tier),
        "maintenance_amount": .number(table.tiers[tier].amount),
      ]
    case "liq_price": return try c.string("kind") == "linear" ? try linear(c) : try inverse(c)
    case "liq_ladder":
      let ladder = LiquidationLadder(try c.positions())
      let mark = try c.number("mark")
      let rungs = try c.numbers("distances").map { x in
        let rung = ladder.within(x, of: mark)
        return (
          "\(x)",
          Answer.record([
            "long_coin": .of(rung, \.longCoin), "long_usd": .of(rung, \.longUSD),
            "short_coin": .of(rung, \.shortCoin), "short_usd": .of(rung, \.shortUSD),
          ])
        )
      }
      return ["cumulative": .record(Dictionary(uniqueKeysWithValues: rungs))]
    case "cascade_sim": return try cascade(c)
    case "cascade_r":
      let ratio = Cascade.ratio(
        price: try c.number("price"), depthCoin: try c.number("depth_1pct_coin"),
        densityPerUSD: try c.number("liq_density_coin_per_usd"))
      return [
        "cascade_r": .of(ratio),
        "amplification_limit": .of(ratio.flatMap { Cascade.amplificationLimit(ratio: $0) }),
      ]
    case "squeeze_ratio":
      return [
        "squeeze_ratio_up": .of(
          LiquidationLadder.squeezeRatio(
            forcedUSD: try c.number("short_liq_usd"), depthUSD: try c.number("ask_depth_usd"))),
        "squeeze_ratio_down": .of(
          LiquidationLadder.squeezeRatio(
            forcedUSD: try c.number("long_liq_usd"), depthUSD: try c.number("bid_depth_usd"))),
      ]
    case "liq_intensity":
      var rate = DecayedRate(halfLife: try c.span("halflife_s"), start: moment(0))
      for (time, usd) in zip(try c.times(), try c.numbers("usd")) { rate.add(usd, at: time) }
      return ["liq_intensity_usd_s": .of(rate.value(at: try c.evaluationTime()))]
    default: return [:]
    }
  }

  private static func linear(_ c: VectorCase) throws -> [String: Answer] {
    guard let table = try c.tiers() else { return [:] }
    let position = LinearPosition(
      side: try c.positionSide(), size: try c.number("qty"), entry: try c.number("entry"),
      wallet: try c.number("wallet"))
    return [
      "liq_price": .of(position.liquidationPrice(table)),
      "bankruptcy_price": .of(position.bankruptcyPrice),
    ]
  }

  private static func inverse(_ c: VectorCase) throws -> [String: Answer] {
    let position = InversePosition(
      side: try c.positionSide(), face: try c.number("contracts") * c.number("mult"),
      entry: try c.number("entry"), wallet: try c.number("wallet_coin"))
    return ["liq_price": .of(position.liquidationPrice(rate: try c.number("mmr")))]
  }

  private static func cascade(_ c: VectorCase) throws -> [String: Answer] {
    let impact: Cascade.Impact = try c.string("impact") == "linear"
      ? .linear(depthCoin: try c.number("depth_1pct_coin"))
      : .levels(VectorCase.levels(c.inputs["bids"]))
    let outcome = Cascade(
      price: try c.number("price"), shock: try c.number("shock"), impact: impact
    ).run(try c.positions())
    return [
      "final_price": .of(outcome, \.finalPrice), "liquidated_coin": .of(outcome, \.coin),
      "n_liquidated": .of(outcome) { Double($0.count) },
      "rounds": .of(outcome) { Double($0.rounds) },
      "amplification": .of(outcome, \.amplification),
    ]
  }
}

extension VectorCase {
  func tiers() throws -> MarginTiers? {
    MarginTiers(
      try array("tiers").map { tier in
        guard let lower = tier["lower_usd"].number, let rate = tier["mmr"].number else {
          throw MissingInput(id: id, key: "tiers")
        }
        return MarginTiers.Tier(
          lower: lower, upper: tier["upper_usd"].number ?? .infinity, rate: rate)
      })
  }

  func positionSide() throws -> PositionSide {
    guard let side = PositionSide(rawValue: try string("side")) else {
      throw MissingInput(id: id, key: "side")
    }
    return side
  }

  func positions() throws -> [LadderPosition] {
    try array("positions").map { item in
      guard let side = item["side"].string.flatMap(PositionSide.init),
        let size = item["qty"].number, let price = item["liq_price"].number
      else { throw MissingInput(id: id, key: "positions") }
      return LadderPosition(side: side, size: size, liquidationPrice: price)
    }
  }
}
