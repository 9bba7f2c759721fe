// Metrics of values at one tick: liquidation, margin, breakers, inventory, oracles, the index.
import Quantities

extension MetricFunctions {
  private static let position: [MetricParameter] = [
    .word("side", ["long", "short"]), .value("size", .coin), .value("entry", .price),
    .value("wallet", .usd),
  ]

  /// A rate for every notional, or rates that rise above the bounds between them.
  private static let tiers: [MetricParameter] =
    [.value("rate", .ratio)]
    + (2...tierLimit).flatMap { tier -> [MetricParameter] in
      [
        .constant("above\(tier)", .usd, default: 0), .constant("rate\(tier)", .ratio, default: 0),
      ]
    }

  /// More tiers than this are not taken.
  private static let tierLimit = 6

  /// The tiers whose rates and bounds begin at a place; a bound of 0 ends them.
  private static func table(
    _ x: UnsafePointer<Double>, from start: Int
  ) -> Metric<MarginTiers> {
    var found: [MarginTiers.Tier] = []
    var lower = 0.0
    for tier in 0..<tierLimit {
      let isLast = tier == tierLimit - 1
      let upper = isLast || x[start + 2 * tier + 1] <= 0 ? .infinity : x[start + 2 * tier + 1]
      found.append(MarginTiers.Tier(lower: lower, upper: upper, rate: x[start + 2 * tier]))
      if upper == .infinity { break }
      lower = upper
    }
    return MarginTiers(found).map { Metric($0) } ?? .undefined(.domain)
  }

  private static func isolated(_ x: UnsafePointer<Double>) -> LinearPosition {
    LinearPosition(side: x[0] == 0 ? .long : .short, size: x[1], entry: x[2], wallet: x[3])
  }

  /// Where positions are closed by force.
  static let liquidation: [MetricFunction] = [
    .point(
      .named("maint_margin", as: "maint_margin(oi_usd, 0.4%, 50kUSD, 0.5%, 600kUSD, 1%) > 10M USD"),
      [.value("notional", .usd)] + tiers,
      gives: .in(.usd)
    ) { x in table(x, from: 1).flatMap { $0.maintenance(of: x[0]) } },
    .point(
      .named(
        "liq_price", as: "liq_price(long, 10coin, 60kUSD/coin, 50kUSD, 0.5%) > 55kUSD/coin"),
      position + tiers,
      gives: .in(.price)
    ) { x in table(x, from: 4).flatMap { isolated(x).liquidationPrice($0) } },
    .point(
      .named(
        "bankruptcy_price", as: "bankruptcy_price(short, 10coin, 60kUSD/coin, 50kUSD) < 65kUSD/coin"
      ),
      position,
      gives: .in(.price)
    ) { isolated($0).bankruptcyPrice },
    .point(
      .named(
        "liq_price_inverse",
        as: "liq_price_inverse(long, 1M USD, 60kUSD/coin, 2coin, 0.5%) > 55kUSD/coin"),
      [
        .word("side", ["long", "short"]), .value("face", .usd), .value("entry", .price),
        .value("wallet", .coin), .value("rate", .ratio),
      ],
      gives: .in(.price)
    ) { x in
      InversePosition(
        side: x[0] == 0 ? .long : .short, face: x[1], entry: x[2], wallet: x[3]
      ).liquidationPrice(rate: x[4])
    },
    .point(
      .named("squeeze_ratio", as: "squeeze_ratio(20M USD, depth_2pct_ask) > 1"),
      [.value("forced", .usd), .value("depth", .usd)],
      gives: .in(.ratio)
    ) { LiquidationLadder.squeezeRatio(forcedUSD: $0[0], depthUSD: $0[1]) },
    .point(
      .named("liq_oi_ratio", as: "liq_oi_ratio(sum(liq_usd[1d]), oi_usd) > 3.5%"),
      [.value("liquidated", .usd), .value("oi", .usd)],
      gives: .in(.percent)
    ) { LiquidationLadder.openInterestShare(liquidatedUSD: $0[0], oiUSD: $0[1]) },
    .point(
      .named("insurance_cover", as: "insurance_cover(100M USD, 120M USD) < 1"),
      [.value("fund", .usd), .value("shortfall", .usd)],
      gives: .in(.ratio)
    ) { LiquidationLadder.insuranceCover(fund: $0[0], shortfall: $0[1]).capped(at: ratioLimit) },
    .point(
      .named("cascade_r", as: "cascade_r(mark, depth_1pct_bid, 400coin) > 0.5"),
      [.value("price", .price), .value("depth", .usd), .value("density", .coin)],
      gives: .in(.ratio)
    ) { x in
      // The density is coin liquidated within 1 % of the mark; depth is USD within 1 %.
      Cascade.ratio(
        price: x[0], depthCoin: x[1] / x[0], densityPerUSD: x[2] / (0.01 * x[0]))
    },
    .point(
      .named(
        "amplification_limit",
        as: "amplification_limit(cascade_r(mark, depth_1pct_bid, 400coin)) > 2"),
      [.value("cascade_r", .ratio)],
      gives: .in(.ratio)
    ) { Cascade.amplificationLimit(ratio: $0[0]).capped(at: ratioLimit) },
  ]

  /// The largest ratio told where there is no end: a cover without a shortfall, a cascade that
  /// sustains itself.
  package static let ratioLimit = 1e6

  private static let risk: [MetricParameter] = [
    .value("sigma_daily", .ratio), .constant("horizon", .seconds, default: 3600),
    .constant("q", .ratio, default: 0.99),
  ]

  private static func horizon(_ x: UnsafePointer<Double>) -> RiskHorizon {
    RiskHorizon(sigmaDaily: x[0], seconds: x[1], quantile: x[2])
  }

  private static let rateInputs: [MetricParameter] = [
    .value("sigma", .ratio), .value("sigma_stress", .ratio), .value("half_spread", .ratio),
    .value("impact", .ratio), .possible("previous", .ratio),
    .constant("horizon", .seconds, default: 3600), .constant("q", .ratio, default: 0.99),
    .constant("floor", .ratio, default: 0.005), .constant("cap", .ratio, default: 0.5),
  ]

  /// Margin and bands.
  static let margin: [MetricFunction] = [
    .point(
      .named("var_normal", as: "var_normal(4%) > 2%"),
      risk,
      gives: .in(.percent)
    ) {
      horizon($0).normalLoss
    },
    .point(
      .named("es_normal", as: "es_normal(4%) > 2%"),
      risk,
      gives: .in(.percent)
    ) {
      horizon($0).normalShortfall
    },
    .point(
      .named(
        "mm_rate_recommended", as: "mm_rate_recommended(vol(mark[1d]), 8%, 2bps, 20bps, 1%) > 2%"),
      rateInputs,
      gives: .in(.percent)
    ) { x in
      var rule = MarginRule()
      (rule.periodOfRisk, rule.quantile, rule.floor, rule.cap) = (x[5], x[6], x[7], x[8])
      let now = MarginConditions(
        sigmaDaily: x[0], sigmaStress: x[1], halfSpread: x[2], impact: x[3])
      return rule.recommend(now, previous: x[4].isNaN ? nil : x[4]).map(\.rate)
    },
    .point(
      .named("kupiec_pof", as: "kupiec_pof(250, 7, 1%) > 3.84"),
      [.value("days", .ratio), .value("exceptions", .ratio), .value("p", .ratio)],
      gives: .in(.ratio)
    ) { x in
      guard x[0] >= 1, x[0] <= 1e9, x[1] >= 0, x[1] <= x[0] else { return .undefined(.domain) }
      return Kupiec.test(days: Int(x[0]), exceptions: Int(x[1]), probability: x[2]).map(\.ratio)
    },
    .point(
      .named("vol_band", as: "price > vol_band(upper, price[5m ago], 4%)"),
      [
        .word("side", ["upper", "lower"]), .value("reference", .price),
        .value("sigma_daily", .ratio), .constant("k", .ratio, default: 4),
        .constant("horizon", .seconds, default: 300),
      ],
      gives: .in(.price)
    ) { x in
      let risk = RiskHorizon(sigmaDaily: x[2], seconds: x[4])
      return VolatilityBand(reference: x[1], width: x[3], risk: risk).band.map {
        x[0] == 0 ? $0.upper : $0.lower
      }
    },
    .point(
      .named("band_distance_sigma", as: "band_distance_sigma(price, price[5m ago], 4%) < 0"),
      [
        .value("price", .price), .value("reference", .price), .value("sigma_daily", .ratio),
        .constant("k", .ratio, default: 4), .constant("horizon", .seconds, default: 300),
      ],
      gives: .in(.ratio)
    ) { x in
      let risk = RiskHorizon(sigmaDaily: x[2], seconds: x[4])
      return VolatilityBand(reference: x[1], width: x[3], risk: risk).distance(to: x[0])
    },
  ]

  private static let holding: [MetricParameter] = [
    .value("position", .coin), .value("price", .price), .value("sigma_daily", .ratio),
    .constant("horizon", .seconds, default: 3600), .constant("q", .ratio, default: 0.99),
  ]

  private static let quoting: [MetricParameter] = [
    .value("inventory", .coin), .constant("gamma", .perUSD), .value("sigma", .price),
    .constant("k", .perUSD),
  ]

  private static func maker(_ x: UnsafePointer<Double>, intensity: Double) -> MakerModel? {
    MakerModel(aversion: x[1], sigma: x[2], decay: x[3], intensity: intensity)
  }

  /// The risk of what makers hold, and of prices they quote by.
  static let inventory: [MetricFunction] = [
    .point(
      .named("inventory_risk", as: "inventory_risk(200coin, price, 4%) > 100kUSD"),
      holding.dropLast(),
      gives: .in(.usd)
    ) { x in
      InventoryRisk.deviation(
        position: x[0], price: x[1], risk: RiskHorizon(sigmaDaily: x[2], seconds: x[3]))
    },
    .point(
      .named("inventory_var", as: "inventory_var(200coin, price, 4%) > 250kUSD"),
      holding,
      gives: .in(.usd)
    ) { x in
      let risk = RiskHorizon(sigmaDaily: x[2], seconds: x[3], quantile: x[4])
      return InventoryRisk.valueAtRisk(position: x[0], price: x[1], risk: risk)
    },
    .point(
      .named(
        "as_reservation_price",
        as: "as_reservation_price(price, 20coin, 0.0001x/USD, 300USD/coin) < price"),
      [
        .value("mid", .price), .value("inventory", .coin), .constant("gamma", .perUSD),
        .value("sigma", .price), .constant("tau", .ratio, default: 1),
      ],
      gives: .in(.price)
    ) { x in
      guard let maker = MakerModel(aversion: x[2], sigma: x[3], decay: 1) else {
        return .undefined(.domain)
      }
      return maker.stoikov(mid: x[0], inventory: x[1], tau: x[4]).map(\.reservation)
    },
    .point(
      .named(
        "as_total_spread", as: "as_total_spread(0.0001x/USD, 300USD/coin, 0.1x/USD) > 50USD/coin"),
      [
        .constant("gamma", .perUSD), .value("sigma", .price), .constant("k", .perUSD),
        .constant("tau", .ratio, default: 1),
      ],
      gives: .in(.price)
    ) { x in
      guard let maker = MakerModel(aversion: x[0], sigma: x[1], decay: x[2]) else {
        return .undefined(.domain)
      }
      return maker.stoikov(mid: 0, inventory: 0, tau: x[3]).map(\.spread)
    },
    .point(
      .named(
        "glft_bid_offset",
        as: "glft_bid_offset(20coin, 0.0001x/USD, 300USD/coin, 0.1x/USD) > 50USD/coin"),
      quoting + [.constant("a", .ratio, default: 1)],
      gives: .in(.price)
    ) { x in
      maker(x, intensity: x[4])?.gueant(inventory: x[0]).map(\.bid) ?? .undefined(.domain)
    },
    .point(
      .named(
        "glft_ask_offset",
        as: "glft_ask_offset(20coin, 0.0001x/USD, 300USD/coin, 0.1x/USD) < 0USD/coin"),
      quoting + [.constant("a", .ratio, default: 1)],
      gives: .in(.price)
    ) { x in
      maker(x, intensity: x[4])?.gueant(inventory: x[0]).map(\.ask) ?? .undefined(.domain)
    },
    .point(
      .named("oracle_divergence_bps", as: "abs(oracle_divergence_bps(mark, index)) > 50bps"),
      [.value("mark", .price), .value("oracle", .price)],
      gives: .in(.basisPoints, bps)
    ) { .ratio(1e4 * ($0[0] - $0[1]), over: $0[1]) },
    .point(
      .named("manip_profit_ratio", as: "manip_profit_ratio(30M USD, 8M USD) > 1"),
      [.value("triggered", .usd), .value("cost", .usd)],
      gives: .in(.ratio)
    ) { .ratio($0[0], over: $0[1]) },
    .point(
      .named("solvency_ratio", as: "solvency_ratio(120M USD, 90M USD, 25M USD) < 1.1"),
      [.value("collateral", .usd), .value("liability", .usd), .value("stress_loss", .usd)],
      gives: .in(.ratio)
    ) { .ratio($0[0], over: $0[1] + $0[2]) },
  ]

  private static let pillars: [MetricParameter] =
    Pillar.allCases.map { .possible($0.rawValue, .ratio) }

  private static func pool(_ x: UnsafePointer<Double>) -> Metric<Pool> {
    let scores = (0..<Pillar.allCases.count).map { x[$0] }
    let members = zip(Pillar.allCases, scores).map { pillar, score in
      (pillar, [score.isNaN ? Metric<Double>.undefined(.warmup) : Metric(score)])
    }
    return ExhaustionIndex().pool(Dictionary(uniqueKeysWithValues: members))
  }

  /// The pools of the index.
  static let index: [MetricFunction] = [
    .point(
      .named("pillar", as: "pillar(pctl(spread_bps[30d]), pctl(funding[30d])) > 90%"),
      [
        .possible("a", .ratio), .possible("b", .ratio).orNothing,
        .possible("c", .ratio).orNothing, .possible("d", .ratio).orNothing,
      ],
      gives: .in(.percent)
    ) { x in
      let known = (0..<4).map { x[$0] }.filter { !$0.isNaN }
      return known.isEmpty
        ? .undefined(.warmup) : Metric(number: known.reduce(0, +) / Double(known.count))
    },
    .point(
      .named("iei_pool", as: "iei_pool(0.9, 0.8, 0.95, 0.7, 0.9, 0.5, 0.6) > 80%"),
      pillars,
      gives: .in(.percent)
    ) { pool($0).map(\.logit) },
    .point(
      .named("iei_geo", as: "iei_geo(0.9, 0.8, 0.95, 0.7, 0.9, 0.5, 0.6) > 70%"),
      pillars,
      gives: .in(.percent)
    ) { pool($0).map(\.geometric) },
    .point(
      .named("iei_noisy_or", as: "iei_noisy_or(0.9, 0.8, 0.95, 0.7, 0.9, 0.5, 0.6) > 90%"),
      pillars,
      gives: .in(.percent)
    ) { pool($0).map(\.noisyOr) },
  ]
}
