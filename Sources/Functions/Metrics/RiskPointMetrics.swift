// Metrics of values at one tick: liquidation, margin, breakers, inventory, oracles, the index.
import Quantities

extension MetricFunctions {
  private static let position: [MetricParameter] = [
    .word("side", ["long", "short"]), .value("size", .coin), .value("entry", .price),
    .value("wallet", .usd),
  ]

  private static func isolated(_ x: UnsafePointer<Double>) -> LinearPosition {
    LinearPosition(side: x[0] == 0 ? .long : .short, size: x[1], entry: x[2], wallet: x[3])
  }

  /// Where positions are closed by force.
  static let liquidation: [MetricFunction] = [
    .point(
      "maint_margin",
      [
        .value("notional", .usd), .value("rate", .ratio),
        .constant("amount", .usd, default: 0),
      ], gives: .usd, example: "maint_margin(oi_usd, 0.5%) > 10M USD"
    ) {
      $0[0] < 0 || $0[1] < 0
        ? .undefined(.domain) : Metric(number: $0[0] * $0[1] - ($0[0] > 0 ? $0[2] : 0))
    },
    .point(
      "liq_price", position + [.value("rate", .ratio)], gives: .price,
      example: "liq_price(long, 10coin, 60kUSD/coin, 50kUSD, 0.5%) > 55kUSD/coin"
    ) { x in
      guard let tiers = MarginTiers(flat: x[4]) else { return .undefined(.domain) }
      return isolated(x).liquidationPrice(tiers)
    },
    .point(
      "bankruptcy_price", position, gives: .price,
      example: "bankruptcy_price(short, 10coin, 60kUSD/coin, 50kUSD) < 65kUSD/coin"
    ) { isolated($0).bankruptcyPrice },
    .point(
      "liq_price_inverse",
      [
        .word("side", ["long", "short"]), .value("face", .usd), .value("entry", .price),
        .value("wallet", .coin), .value("rate", .ratio),
      ], gives: .price,
      example: "liq_price_inverse(long, 1M USD, 60kUSD/coin, 2coin, 0.5%) > 55kUSD/coin"
    ) { x in
      InversePosition(
        side: x[0] == 0 ? .long : .short, face: x[1], entry: x[2], wallet: x[3]
      ).liquidationPrice(rate: x[4])
    },
    .point(
      "squeeze_ratio", [.value("forced", .usd), .value("depth", .usd)], gives: .ratio,
      example: "squeeze_ratio(20M USD, depth_2pct_ask) > 1"
    ) { LiquidationLadder.squeezeRatio(forcedUSD: $0[0], depthUSD: $0[1]) },
    .point(
      "liq_oi_ratio", [.value("liquidated", .usd), .value("oi", .usd)], gives: .percent,
      example: "liq_oi_ratio(sum(liq_usd[1d]), oi_usd) > 3.5%"
    ) { LiquidationLadder.openInterestShare(liquidatedUSD: $0[0], oiUSD: $0[1]) },
    .point(
      "insurance_cover", [.value("fund", .usd), .value("shortfall", .usd)], gives: .ratio,
      example: "insurance_cover(100M USD, 120M USD) < 1"
    ) { LiquidationLadder.insuranceCover(fund: $0[0], shortfall: $0[1]).capped(at: ratioLimit) },
    .point(
      "cascade_r",
      [.value("price", .price), .value("depth", .usd), .value("density", .coin)],
      gives: .ratio, example: "cascade_r(mark, depth_1pct_bid, 400coin) > 0.5"
    ) { x in
      // The density is coin liquidated within 1 % of the mark; depth is USD within 1 %.
      Cascade.ratio(
        price: x[0], depthCoin: x[1] / x[0], densityPerUSD: x[2] / (0.01 * x[0]))
    },
    .point(
      "amplification_limit", [.value("cascade_r", .ratio)], gives: .ratio,
      example: "amplification_limit(cascade_r(mark, depth_1pct_bid, 400coin)) > 2"
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
    .point("var_normal", risk, gives: .percent, example: "var_normal(4%) > 2%") {
      horizon($0).normalLoss
    },
    .point("es_normal", risk, gives: .percent, example: "es_normal(4%) > 2%") {
      horizon($0).normalShortfall
    },
    .point(
      "mm_rate_recommended", rateInputs, gives: .percent,
      example: "mm_rate_recommended(vol(mark[1d]), 8%, 2bps, 20bps, 1%) > 2%"
    ) { x in
      var rule = MarginRule()
      (rule.periodOfRisk, rule.quantile, rule.floor, rule.cap) = (x[5], x[6], x[7], x[8])
      let now = MarginConditions(
        sigmaDaily: x[0], sigmaStress: x[1], halfSpread: x[2], impact: x[3])
      return rule.recommend(now, previous: x[4].isNaN ? nil : x[4]).map(\.rate)
    },
    .point(
      "kupiec_pof",
      [.value("days", .ratio), .value("exceptions", .ratio), .value("p", .ratio)],
      gives: .ratio, example: "kupiec_pof(250, 7, 1%) > 3.84"
    ) { x in
      guard x[0] >= 1, x[0] <= 1e9, x[1] >= 0, x[1] <= x[0] else { return .undefined(.domain) }
      return Kupiec.test(days: Int(x[0]), exceptions: Int(x[1]), probability: x[2]).map(\.ratio)
    },
    .point(
      "vol_band",
      [
        .word("side", ["upper", "lower"]), .value("reference", .price),
        .value("sigma_daily", .ratio), .constant("k", .ratio, default: 4),
        .constant("horizon", .seconds, default: 300),
      ], gives: .price, example: "price > vol_band(upper, price[5m ago], 4%)"
    ) { x in
      let risk = RiskHorizon(sigmaDaily: x[2], seconds: x[4])
      return VolatilityBand(reference: x[1], width: x[3], risk: risk).band.map {
        x[0] == 0 ? $0.upper : $0.lower
      }
    },
    .point(
      "band_distance_sigma",
      [
        .value("price", .price), .value("reference", .price), .value("sigma_daily", .ratio),
        .constant("k", .ratio, default: 4), .constant("horizon", .seconds, default: 300),
      ], gives: .ratio, example: "band_distance_sigma(price, price[5m ago], 4%) < 0"
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
      "inventory_risk", holding.dropLast(), gives: .usd,
      example: "inventory_risk(200coin, price, 4%) > 100kUSD"
    ) { x in
      InventoryRisk.deviation(
        position: x[0], price: x[1], risk: RiskHorizon(sigmaDaily: x[2], seconds: x[3]))
    },
    .point(
      "inventory_var", holding, gives: .usd,
      example: "inventory_var(200coin, price, 4%) > 250kUSD"
    ) { x in
      let risk = RiskHorizon(sigmaDaily: x[2], seconds: x[3], quantile: x[4])
      return InventoryRisk.valueAtRisk(position: x[0], price: x[1], risk: risk)
    },
    .point(
      "as_reservation_price",
      [
        .value("mid", .price), .value("inventory", .coin), .constant("gamma", .perUSD),
        .value("sigma", .price), .constant("tau", .ratio, default: 1),
      ], gives: .price,
      example: "as_reservation_price(price, 20coin, 0.0001x/USD, 300USD/coin) < price"
    ) { x in
      guard let maker = MakerModel(aversion: x[2], sigma: x[3], decay: 1) else {
        return .undefined(.domain)
      }
      return maker.stoikov(mid: x[0], inventory: x[1], tau: x[4]).map(\.reservation)
    },
    .point(
      "as_total_spread",
      [
        .constant("gamma", .perUSD), .value("sigma", .price), .constant("k", .perUSD),
        .constant("tau", .ratio, default: 1),
      ], gives: .price,
      example: "as_total_spread(0.0001x/USD, 300USD/coin, 0.1x/USD) > 50USD/coin"
    ) { x in
      guard let maker = MakerModel(aversion: x[0], sigma: x[1], decay: x[2]) else {
        return .undefined(.domain)
      }
      return maker.stoikov(mid: 0, inventory: 0, tau: x[3]).map(\.spread)
    },
    .point(
      "glft_bid_offset", quoting + [.constant("a", .ratio, default: 1)], gives: .price,
      example: "glft_bid_offset(20coin, 0.0001x/USD, 300USD/coin, 0.1x/USD) > 50USD/coin"
    ) { x in
      maker(x, intensity: x[4])?.gueant(inventory: x[0]).map(\.bid) ?? .undefined(.domain)
    },
    .point(
      "glft_ask_offset", quoting + [.constant("a", .ratio, default: 1)], gives: .price,
      example: "glft_ask_offset(20coin, 0.0001x/USD, 300USD/coin, 0.1x/USD) < 0USD/coin"
    ) { x in
      maker(x, intensity: x[4])?.gueant(inventory: x[0]).map(\.ask) ?? .undefined(.domain)
    },
    .point(
      "oracle_divergence_bps", [.value("mark", .price), .value("oracle", .price)],
      gives: .basisPoints, example: "abs(oracle_divergence_bps(mark, index)) > 50bps",
      scale: bps
    ) { .ratio(1e4 * ($0[0] - $0[1]), over: $0[1]) },
    .point(
      "manip_profit_ratio", [.value("triggered", .usd), .value("cost", .usd)], gives: .ratio,
      example: "manip_profit_ratio(30M USD, 8M USD) > 1"
    ) { .ratio($0[0], over: $0[1]) },
    .point(
      "solvency_ratio",
      [.value("collateral", .usd), .value("liability", .usd), .value("stress_loss", .usd)],
      gives: .ratio, example: "solvency_ratio(120M USD, 90M USD, 25M USD) < 1.1"
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
      "iei_pool", pillars, gives: .percent,
      example: "iei_pool(0.9, 0.8, 0.95, 0.7, 0.9, 0.5, 0.6) > 80%"
    ) { pool($0).map(\.logit) },
    .point(
      "iei_geo", pillars, gives: .percent,
      example: "iei_geo(0.9, 0.8, 0.95, 0.7, 0.9, 0.5, 0.6) > 70%"
    ) { pool($0).map(\.geometric) },
    .point(
      "iei_noisy_or", pillars, gives: .percent,
      example: "iei_noisy_or(0.9, 0.8, 0.95, 0.7, 0.9, 0.5, 0.6) > 90%"
    ) { pool($0).map(\.noisyOr) },
  ]
}
