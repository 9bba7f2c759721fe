// Open interest and reserves: from vectors to kernels.

import Functions
import Quantities

extension Vectors {
  static let contracts: Evaluator = { c in
    switch c.metric {
    case "oi":
      let amount = OpenInterest.amount(
        contracts: try c.number("contracts"), of: try c.contract(), mark: try c.number("mark"),
        sides: Int(try c.number("sides", default: 1)))
      return ["oi": .of(amount, \.coin), "oi_usd": .of(amount, \.usd)]
    case "reserve_usd":
      return ["reserve_usd": .of(Reserves.usd(try c.holdings("assets")))]
    case "oi_reserve_ratio":
      return [
        "oi_reserve_ratio": .of(
          OpenInterest.reserveRatio(
            oiUSD: try c.number("oi_usd"), reserveUSD: try c.number("reserve_usd")))
      ]
    case "pool_utilization":
      return [
        "pool_utilization": .of(
          Reserves.poolUtilization(
            cash: try c.number("cash"), borrows: try c.number("borrows"),
            poolReserves: try c.number("reserves")))
      ]
    case "oi_velocity", "oi_accel": return try motion(c)
    case "oi_zscore": return ["oi_zscore": .of(try score(c))]
    case "new_position_rate":
      let rate = OpenInterest.newPositionRate(
        oiStart: try c.number("oi_start"), oiEnd: try c.number("oi_end"),
        volume: try c.number("volume"))
      return ["new_position_rate": .of(rate), "flags": .of(rate.flags)]
    case "cover_days":
      let oi = try c.number("oi_usd")
      let adv = try c.number("adv_usd")
      return [
        "cover_days": .of(OpenInterest.coverDays(oiUSD: oi, averageDailyUSD: adv)),
        "oi_turnover": .of(OpenInterest.turnover(averageDailyUSD: adv, oiUSD: oi)),
      ]
    case "oi_quadrant":
      let quadrant = OpenInterest.quadrant(
        oiChange: try c.number("d_oi"), priceChange: try c.number("d_price"))
      return ["oi_quadrant": .label(quadrant.rawValue)]
    default: return [:]
    }
  }

  private static func motion(_ c: VectorCase) throws -> [String: Answer] {
    var motion = OpenInterestMotion(window: try c.span("window_s"))
    for (time, oi) in zip(try c.times(), try c.numbers("oi")) { motion.add(oi, at: time) }
    let now = try c.evaluationTime()
    return [
      "oi_velocity": .of(motion.velocity(at: now)), "oi_growth": .of(motion.growth(at: now)),
      "oi_accel": .of(motion.acceleration(at: now)),
    ]
  }

  private static func score(_ c: VectorCase) throws -> Metric<Double> {
    var stream = ExclusiveScore.Stream(
      count: try c.integer("n"), robust: c.params["robust"].bool ?? false)
    var last = Metric<Double>.undefined(.warmup)
    for x in try c.numbers("x") { last = stream.score(x) }
    return last
  }
}

extension VectorCase {
  func contract() throws -> Contract {
    let multiplier = try number("mult", default: 1)
    switch has("kind") ? try string("kind") : "linear" {
    case "inverse": return Contract(.inverse, multiplier: multiplier)
    case "quanto":
      return Contract(.quanto(settlementUSD: try number("settle_usd")), multiplier: multiplier)
    default: return Contract(.linear, multiplier: multiplier)
    }
  }

  func holdings(_ key: String) throws -> [Holding] {
    try array(key).map { item in
      guard let amount = item["amount"].number, let price = item["price"].number,
        let haircut = item["haircut"].number
      else { throw MissingInput(id: id, key: key) }
      return Holding(amount: amount, price: price, haircut: haircut)
    }
  }
}
