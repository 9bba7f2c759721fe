// Metrics of values at one tick: reserves, absorption, carry.
import Quantities

extension MetricFunctions {
  /// Open interest against what stands behind it.
  static let reserves: [MetricFunction] = [
    .point(
      .named(
        "oi_reserve_ratio", as: "oi_reserve_ratio(sum(oi_usd) over symbol, reserve_usd) > 90%"),
      [.value("oi", .usd), .value("reserve", .usd)],
      gives: .in(.ratio)
    ) { OpenInterest.reserveRatio(oiUSD: $0[0], reserveUSD: $0[1]) },
    .point(
      .named("pool_utilization", as: "pool_utilization(40M USD, 10M USD) > 90%"),
      [
        .value("borrows", .usd), .value("cash", .usd),
        .constant("pool_reserves", .usd, default: 0),
      ],
      gives: .in(.ratio)
    ) { Reserves.poolUtilization(cash: $0[1], borrows: $0[0], poolReserves: $0[2]) },
    .point(
      .named("oi_mcap_ratio", as: "oi_mcap_ratio(oi_usd, 19.9M coin, price) > 3%"),
      [.value("oi", .usd), .value("supply", .coin), .value("spot", .price)],
      gives: .in(.percent)
    ) { OpenInterest.marketCapRatio(oiUSD: $0[0], circulating: $0[1], spot: $0[2]) },
    .point(
      .named(
        "new_position_rate",
        as: "new_position_rate(change(oi_usd[5m]), sum(volume_usd[5m])) > 0.5"),
      [.value("change", nil), .value("volume", nil)],
      gives: .in(.ratio)
    ) { OpenInterest.newPositionRate(oiStart: 0, oiEnd: $0[0], volume: $0[1]) },
    .point(
      .named("oi_turnover", as: "oi_turnover(sum(volume_usd[30d]) / 30d, oi_usd) < 0.5x/d"),
      [.value("daily_volume", .usdPerDay), .value("oi", .usd)],
      gives: .in(.perDay, 1 / 86_400)
    ) { OpenInterest.turnover(averageDailyUSD: $0[0] * 86_400, oiUSD: $0[1]) },
    .point(
      .named("cover_days", as: "cover_days(oi_usd, sum(volume_usd[30d]) / 30d) > 3d"),
      [.value("oi", .usd), .value("daily_volume", .usdPerDay)],
      gives: .in(.days, 86_400)
    ) { OpenInterest.coverDays(oiUSD: $0[0], averageDailyUSD: $0[1] * 86_400) },
    .point(
      .named(
        "sqrt_impact_bps",
        as: "sqrt_impact_bps(10M USD, vol(price[1d]), sum(volume_usd[30d]) / 30d) > 50bps"),
      [
        .value("notional", .usd), .value("sigma_daily", .ratio),
        .value("daily_volume", .usdPerDay), .constant("y", .ratio, default: 1),
      ],
      gives: .in(.basisPoints, bps)
    ) {
      PriceImpact.squareRootBps(
        notional: $0[0], averageDaily: $0[2] * 86_400, sigmaDaily: $0[1], scale: $0[3])
    },
    .point(
      .named(
        "kyle_lambda_bps",
        as: "kyle_lambda_bps(kyle_lambda(mid[10m], taker_net[10m]), mid) > 5bps"),
      [.value("lambda", nil), .value("mid", .price)],
      gives: .in(.basisPoints, bps)
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
      .named(
        "absorption_capacity", as: "absorption_capacity(depth_1pct_ask, refill_1pct) < 5M USD"),
      [.value("depth", .usd), .value("replenish", .usdPerSecond), horizon],
      gives: .in(.usd)
    ) { SidePressure(depth: $0[0], flow: 0, replenish: $0[1]).capacity(horizon: $0[2]) },
    .point(
      .named(
        "absorption_ratio",
        as: "absorption_ratio(depth_1pct_ask, sum(taker_net[1m]) / 1m, refill_1pct) > 1"),
      pressure + [horizon],
      gives: .in(.ratio)
    ) { side($0).ratio(horizon: $0[3]) },
    .point(
      .named("runway", as: "runway(depth_1pct_ask, sum(taker_net[1m]) / 1m, refill_1pct) < 30s"),
      pressure,
      gives: .in(.seconds)
    ) { side($0).runway.capped(at: runwayLimit) },
    .point(
      .named(
        "exhaustion_prob",
        as: "exhaustion_prob(depth_1pct_ask, 0.2M USD/s, refill_1pct, 1M USD) > 20%"),
      pressure + [.value("noise", .usd), horizon],
      gives: .in(.percent)
    ) { side($0).exhaustionProbability(sigma: $0[3], horizon: $0[4]) },
    .point(
      .named("mm_capacity", as: "mm_capacity(1M USD, price, 4%) < 50coin"),
      [
        .value("loss_limit", .usd), .value("price", .price), .value("sigma_daily", .ratio),
        .constant("horizon", .seconds, default: 3600), .constant("q", .ratio, default: 0.99),
      ],
      gives: .in(.coin)
    ) {
      let risk = RiskHorizon(sigmaDaily: $0[2], seconds: $0[3], quantile: $0[4])
      return MakerCapacity.of(lossLimit: $0[0], position: 0, at: $0[1], risk: risk).map(\.limit)
    },
    .point(
      .named("mm_utilization", as: "mm_utilization(120coin, mm_capacity(1M USD, price, 4%)) > 80%"),
      [.value("position", .coin), .value("capacity", .coin)],
      gives: .in(.percent)
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
    .point(
      .named("basis", as: "basis(mark, index) > 100USD/coin"),
      legs,
      gives: .in(.price)
    ) {
      Basis(future: $0[0], spot: $0[1], tenor: 0).difference
    },
    .point(
      .named("basis_bps", as: "basis_bps(mark, index) > 50bps"),
      legs,
      gives: .in(.basisPoints, bps)
    ) { Basis(future: $0[0], spot: $0[1], tenor: 0).bps },
    .point(
      .named("basis_annualized", as: "basis_annualized(mark, index, 45d) > 15%/y"),
      legs + [tenor],
      gives: .in(.perYear, perYear)
    ) { basis($0).annualized },
    .point(
      .named("basis_apy", as: "basis_apy(mark, index, 45d) > 15%/y"),
      legs + [tenor],
      gives: .in(.perYear, perYear)
    ) { basis($0).compounded },
    .point(
      .named("basis_cc", as: "basis_cc(mark, index, 45d) > 15%/y"),
      legs + [tenor],
      gives: .in(.perYear, perYear)
    ) { basis($0).continuous },
    .point(
      .named("implied_borrow", as: "implied_borrow(mark, index, 45d, 4%/y) > 0%/y"),
      legs + [tenor, .constant("rate", .perYear, default: 0)],
      gives: .in(.perYear, perYear)
    ) { basis($0).impliedBorrow(rateUSD: $0[3] / perYear) },
    .point(
      .named("perp_premium", as: "perp_premium(mark, index) > 0.5%"),
      [.value("mark", .price), .value("index", .price)],
      gives: .in(.percent)
    ) { Funding.premium(mark: $0[0], index: $0[1]) },
    .point(
      .named("premium_index", as: "premium_index(100USD/coin, 102USD/coin, index) > 0.1%"),
      [.value("impact_bid", .price), .value("impact_ask", .price), .value("index", .price)],
      gives: .in(.percent)
    ) { Funding.premiumIndex(index: $0[2], impactBid: $0[0], impactAsk: $0[1]) },
    .point(
      .named("funding_predicted", as: "funding_predicted(perp_premium(mark, index)) > 0.1%"),
      [
        .value("premium", .ratio), .constant("interest", .ratio, default: 0.0001),
        .constant("clamp", .ratio, default: 0.0005), .constant("cap", .ratio, default: 0.0075),
      ],
      gives: .in(.percent)
    ) {
      Funding.predicted(averagePremium: $0[0], interest: $0[1], clamp: $0[2], cap: $0[3])
    },
    .point(
      .named("funding_annualized", as: "funding_annualized(funding) > 40%/y"),
      [.value("funding", .perSecond)],
      gives: .in(.perYear)
    ) { Metric(number: $0[0]) },
    .point(
      .named("funding_apy", as: "funding_apy(funding) > 50%/y"),
      [.value("funding", .perSecond), .constant("interval", .seconds, default: 28_800)],
      gives: .in(.perYear, perYear)
    ) { Funding.compounded(rate: $0[0] * $0[1], intervalHours: $0[1] / 3600) },
    .point(
      .named(
        "implied_forward",
        as: "implied_forward(60kUSD/coin, 3kUSD/coin, 1kUSD/coin, 30d) > 61kUSD/coin"),
      [
        .value("strike", .price), .value("call", .price), .value("put", .price), tenor,
        .constant("rate", .perYear, default: 0),
      ],
      gives: .in(.price)
    ) {
      ParityPair(strike: $0[0], call: $0[1], put: $0[2])
        .forward(years: years($0[3]), rate: $0[4] / perYear)
    },
    .point(
      .named("carry_net", as: "carry_net(avg(funding[1d]), 5%/y, 0.2%) < 0%/y"),
      [.value("basis", .perSecond), .value("borrow_usd", .perSecond)] + fees,
      gives: .in(.perYear, perYear)
    ) { x in
      var terms = CarryTerms()
      terms.borrowUSD = x[1] / perYear
      terms.fees = x[2]
      terms.holdingDays = x[3] / 86_400
      return terms.net(basis: x[0] / perYear)
    },
    .point(
      .named(
        "carry_reverse_net", as: "carry_reverse_net(avg(funding[1d]), borrow_rate, 4%/y) > 0%/y"),
      [
        .value("basis", .perSecond), .value("borrow_coin", .perSecond),
        .value("lend_usd", .perSecond),
      ] + fees,
      gives: .in(.perYear, perYear)
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
