// Metrics of values at one tick: reserves, absorption, carry.
import Quantities

extension MetricFunctions {
  /// Open interest against what stands behind it.
  static let reserves: [MetricFunction] = [
    .point(
      "oi_reserve_ratio", [.value("oi", .usd), .value("reserve", .usd)], gives: .ratio,
      example: "oi_reserve_ratio(sum(oi_usd) over symbol, reserve_usd) > 90%"
    ) { OpenInterest.reserveRatio(oiUSD: $0[0], reserveUSD: $0[1]) },
    .point(
      "pool_utilization",
      [
        .value("borrows", .usd), .value("cash", .usd),
        .constant("pool_reserves", .usd, default: 0),
      ], gives: .ratio, example: "pool_utilization(40M USD, 10M USD) > 90%"
    ) { Reserves.poolUtilization(cash: $0[1], borrows: $0[0], poolReserves: $0[2]) },
    .point(
      "oi_mcap_ratio",
      [.value("oi", .usd), .value("supply", .coin), .value("spot", .price)], gives: .percent,
      example: "oi_mcap_ratio(oi_usd, 19.9M coin, price) > 3%"
    ) { OpenInterest.marketCapRatio(oiUSD: $0[0], circulating: $0[1], spot: $0[2]) },
    .point(
      "new_position_rate", [.value("change", nil), .value("volume", nil)], gives: .ratio,
      example: "new_position_rate(change(oi_usd[5m]), sum(volume_usd[5m])) > 0.5"
    ) { OpenInterest.newPositionRate(oiStart: 0, oiEnd: $0[0], volume: $0[1]) },
    .point(
      "oi_turnover", [.value("daily_volume", .usdPerDay), .value("oi", .usd)], gives: .perDay,
      example: "oi_turnover(sum(volume_usd[30d]) / 30d, oi_usd) < 0.5x/d", scale: 1 / 86_400
    ) { OpenInterest.turnover(averageDailyUSD: $0[0] * 86_400, oiUSD: $0[1]) },
    .point(
      "cover_days", [.value("oi", .usd), .value("daily_volume", .usdPerDay)], gives: .days,
      example: "cover_days(oi_usd, sum(volume_usd[30d]) / 30d) > 3d", scale: 86_400
    ) { OpenInterest.coverDays(oiUSD: $0[0], averageDailyUSD: $0[1] * 86_400) },
    .point(
      "sqrt_impact_bps",
      [
        .value("notional", .usd), .value("sigma_daily", .ratio),
        .value("daily_volume", .usdPerDay), .constant("y", .ratio, default: 1),
      ], gives: .basisPoints,
      example: "sqrt_impact_bps(10M USD, vol(price[1d]), sum(volume_usd[30d]) / 30d) > 50bps",
      scale: bps
    ) {
      PriceImpact.squareRootBps(
        notional: $0[0], averageDaily: $0[2] * 86_400, sigmaDaily: $0[1], scale: $0[3])
    },
    .point(
      "kyle_lambda_bps", [.value("lambda", nil), .value("mid", .price)], gives: .basisPoints,
      example: "kyle_lambda_bps(kyle_lambda(mid[10m], taker_net[10m]), mid) > 5bps", scale: bps
    ) { PriceImpact.kyleBps(lambda: $0[0], mid: $0[1]) },
  ]

  private static let pressure: [MetricParameter] = [
    .value("depth", .usd), .value("flow", .usdPerSecond), .value("replenish", .usdPerSecond),
  ]
  private static let horizon = MetricParameter.constant("horizon", .seconds, default: 60)

  private static func side(_ x: UnsafePointer<Double>) -> SidePressure {
    SidePressure(depth: x[0], flow: x[1], replenish: x[2])
  }

  /// The longest runway told: where replenishment keeps up there is no end.
  package static let runwayLimit = RiskHorizon.year * 10

  /// Whether makers can keep up.
  static let absorption: [MetricFunction] = [
    .point(
      "absorption_capacity",
      [.value("depth", .usd), .value("replenish", .usdPerSecond), horizon], gives: .usd,
      example: "absorption_capacity(depth_1pct_ask, refill_1pct) < 5M USD"
    ) { SidePressure(depth: $0[0], flow: 0, replenish: $0[1]).capacity(horizon: $0[2]) },
    .point(
      "absorption_ratio", pressure + [horizon], gives: .ratio,
      example: "absorption_ratio(depth_1pct_ask, sum(taker_net[1m]) / 1m, refill_1pct) > 1"
    ) { side($0).ratio(horizon: $0[3]) },
    .point(
      "runway", pressure, gives: .seconds,
      example: "runway(depth_1pct_ask, sum(taker_net[1m]) / 1m, refill_1pct) < 30s"
    ) { side($0).runway.capped(at: runwayLimit) },
    .point(
      "exhaustion_prob", pressure + [.value("noise", .usd), horizon], gives: .percent,
      example: "exhaustion_prob(depth_1pct_ask, 0.2M USD/s, refill_1pct, 1M USD) > 20%"
    ) { side($0).exhaustionProbability(sigma: $0[3], horizon: $0[4]) },
    .point(
      "mm_capacity",
      [
        .value("loss_limit", .usd), .value("price", .price), .value("sigma_daily", .ratio),
        .constant("horizon", .seconds, default: 3600), .constant("q", .ratio, default: 0.99),
      ], gives: .coin, example: "mm_capacity(1M USD, price, 4%) < 50coin"
    ) {
      let risk = RiskHorizon(sigmaDaily: $0[2], seconds: $0[3], quantile: $0[4])
      return MakerCapacity.of(lossLimit: $0[0], position: 0, at: $0[1], risk: risk).map(\.limit)
    },
    .point(
      "mm_utilization", [.value("position", .coin), .value("capacity", .coin)],
      gives: .percent, example: "mm_utilization(120coin, mm_capacity(1M USD, price, 4%)) > 80%"
    ) { MakerCapacity(limit: $0[1], position: $0[0]).utilization },
  ]

  private static let legs: [MetricParameter] = [.value("future", .price), .value("spot", .price)]
  private static let tenor = MetricParameter.value("tenor", .seconds)
  private static let fees: [MetricParameter] = [
    .constant("fees", .ratio, default: 0),
    .constant("holding", .days, default: 30 * 86_400),
  ]

  private static func basis(_ x: UnsafePointer<Double>) -> Basis {
    Basis(future: x[0], spot: x[1], tenor: x[2])
  }

  /// What carrying inventory earns.
  static let carry: [MetricFunction] = [
    .point("basis", legs, gives: .price, example: "basis(mark, index) > 100USD/coin") {
      Basis(future: $0[0], spot: $0[1], tenor: 0).difference
    },
    .point(
      "basis_bps", legs, gives: .basisPoints, example: "basis_bps(mark, index) > 50bps",
      scale: bps
    ) { Basis(future: $0[0], spot: $0[1], tenor: 0).bps },
    .point(
      "basis_annualized", legs + [tenor], gives: .perYear,
      example: "basis_annualized(mark, index, 45d) > 15%/y", scale: perYear
    ) { basis($0).annualized },
    .point(
      "basis_apy", legs + [tenor], gives: .perYear,
      example: "basis_apy(mark, index, 45d) > 15%/y", scale: perYear
    ) { basis($0).compounded },
    .point(
      "basis_cc", legs + [tenor], gives: .perYear,
      example: "basis_cc(mark, index, 45d) > 15%/y", scale: perYear
    ) { basis($0).continuous },
    .point(
      "implied_borrow",
      legs + [tenor, .constant("rate", .perYear, default: 0)], gives: .perYear,
      example: "implied_borrow(mark, index, 45d, 4%/y) > 0%/y", scale: perYear
    ) { basis($0).impliedBorrow(rateUSD: $0[3] / perYear) },
    .point(
      "perp_premium", [.value("mark", .price), .value("index", .price)], gives: .percent,
      example: "perp_premium(mark, index) > 0.5%"
    ) { Funding.premium(mark: $0[0], index: $0[1]) },
    .point(
      "premium_index",
      [.value("impact_bid", .price), .value("impact_ask", .price), .value("index", .price)],
      gives: .percent, example: "premium_index(100USD/coin, 102USD/coin, index) > 0.1%"
    ) { Funding.premiumIndex(index: $0[2], impactBid: $0[0], impactAsk: $0[1]) },
    .point(
      "funding_predicted",
      [
        .value("premium", .ratio), .constant("interest", .ratio, default: 0.0001),
        .constant("clamp", .ratio, default: 0.0005), .constant("cap", .ratio, default: 0.0075),
      ], gives: .percent, example: "funding_predicted(perp_premium(mark, index)) > 0.1%"
    ) {
      Funding.predicted(averagePremium: $0[0], interest: $0[1], clamp: $0[2], cap: $0[3])
    },
    .point(
      "funding_annualized", [.value("funding", .perSecond)], gives: .perYear,
      example: "funding_annualized(funding) > 40%/y"
    ) { Metric(number: $0[0]) },
    .point(
      "funding_apy",
      [.value("funding", .perSecond), .constant("interval", .seconds, default: 28_800)],
      gives: .perYear, example: "funding_apy(funding) > 50%/y", scale: perYear
    ) { Funding.compounded(rate: $0[0] * $0[1], intervalHours: $0[1] / 3600) },
    .point(
      "implied_forward",
      [
        .value("strike", .price), .value("call", .price), .value("put", .price), tenor,
        .constant("rate", .perYear, default: 0),
      ], gives: .price,
      example: "implied_forward(60kUSD/coin, 3kUSD/coin, 1kUSD/coin, 30d) > 61kUSD/coin"
    ) {
      ParityPair(strike: $0[0], call: $0[1], put: $0[2])
        .forward(years: years($0[3]), rate: $0[4] / perYear)
    },
    .point(
      "carry_net",
      [.value("basis", .perSecond), .value("borrow_usd", .perSecond)] + fees, gives: .perYear,
      example: "carry_net(avg(funding[1d]), 5%/y, 0.2%) < 0%/y", scale: perYear
    ) { x in
      var terms = CarryTerms()
      terms.borrowUSD = x[1] / perYear
      terms.fees = x[2]
      terms.holdingDays = x[3] / 86_400
      return terms.net(basis: x[0] / perYear)
    },
    .point(
      "carry_reverse_net",
      [
        .value("basis", .perSecond), .value("borrow_coin", .perSecond),
        .value("lend_usd", .perSecond),
      ] + fees, gives: .perYear,
      example: "carry_reverse_net(avg(funding[1d]), borrow_rate, 4%/y) > 0%/y", scale: perYear
    ) { x in
      var terms = CarryTerms()
      terms.borrowCoin = x[1] / perYear
      terms.lendUSD = x[2] / perYear
      terms.fees = x[3]
      terms.holdingDays = x[4] / 86_400
      return terms.reverseNet(basis: x[0] / perYear)
    },
  ]
}
