// Options and inventory risk: from vectors to kernels.

import Functions

extension Vectors {
  static let options: Evaluator = { c in
    switch c.metric {
    case "opt_price", "opt_price_coin": return try greeks(c)
    case "implied_vol":
      return [
        "implied_vol": .of(
          ImpliedVolatility.of(
            price: try c.number("price"), terms: try c.terms(), forward: try c.number("F"),
            rate: try c.number("r")))
      ]
    case "net_delta":
      guard let book = try c.optionBook() else { return [:] }
      let greeks = book.greeks
      return [
        "net_delta": .of(greeks, \.delta), "net_gamma": .of(greeks, \.gamma),
        "net_vega_pt": .of(greeks, \.vegaPoint),
        "dollar_gamma_1pct": .of(greeks, \.dollarGamma),
        "netting_benefit_gamma": .inner(greeks, \.gammaNetting),
      ]
    case "gex": return ["gex": .of(try c.chain().value(at: try c.number("underlying")))]
    case "gex_flip":
      let lower = try c.number("lower")
      let upper = try c.number("upper")
      let flip = try c.chain().flip(from: lower, to: upper, near: (lower + upper) / 2)
      return ["gex_flip": .of(flip)]
    case "stress_grid", "scan_loss": return try stress(c)
    case "solvency_ratio":
      let solvency = Solvency(
        holdings: try c.holdings("collateral"), liability: try c.number("mtm_liability_usd"),
        stressLoss: try c.number("stress_loss_usd"))
      return [
        "solvency_ratio": .of(solvency.ratio),
        "risk_adjusted_capital_usd": .of(solvency.riskAdjustedCapital),
      ]
    default: return [:]
    }
  }

  private static func greeks(_ c: VectorCase) throws -> [String: Answer] {
    guard let model = Black76(
      try c.terms(), forward: try c.number("F"), sigma: try c.number("sigma"),
      rate: try c.number("r", default: 0))
    else { return [:] }
    return [
      "opt_price": .of(model.price), "opt_delta": .of(model.delta),
      "opt_gamma": .of(model.gamma), "opt_vega_pt": .of(model.vegaPoint),
      "opt_theta_day": .of(model.thetaDay), "opt_price_coin": .of(model.priceCoin),
      "opt_delta_net": .of(model.deltaNet), "opt_gamma_coin": .of(model.gammaCoin),
      "opt_vega_coin_pt": .of(model.vegaCoinPoint),
    ]
  }

  private static func stress(_ c: VectorCase) throws -> [String: Answer] {
    guard let book = try c.optionBook() else { return [:] }
    if c.metric == "scan_loss" {
      let result = ScanRange(
        price: try c.number("price_scan"), vol: try c.number("vol_scan_rel"),
        extremeMultiple: try c.number("extreme_multiple"),
        extremeCover: try c.number("extreme_cover")
      ).run(on: book)
      return [
        "scenarios_pnl": .numbers(result.value?.profits ?? []),
        "scan_loss": .of(result, \.loss), "worst_index": .of(result) { Double($0.worst) },
      ]
    }
    let result = StressGrid(
      priceShocks: try c.numbers("price_shocks"), volShocks: try c.numbers("vol_shocks_rel")
    ).run(on: book)
    return [
      "pnl_usd": .matrix(result.value?.profits ?? []), "stress_loss": .of(result, \.loss),
      "worst": .list([.of(result, \.worst.price), .of(result, \.worst.vol)]),
    ]
  }

  static let inventory: Evaluator = { c in
    switch c.metric {
    case "inventory_risk":
      let position = try c.number("position_coin")
      let price = try c.number("price")
      let risk = try c.risk()
      return [
        "inventory_risk_usd": .of(
          InventoryRisk.deviation(position: position, price: price, risk: risk)),
        "inventory_var_usd": .of(
          InventoryRisk.valueAtRisk(position: position, price: price, risk: risk)),
      ]
    case "inventory_var":
      let portfolio = InventoryRisk.portfolio(
        exposures: try c.numbers("exposure_usd"), sigmas: try c.numbers("sigma_daily"),
        correlation: try c.matrix("corr"), quantile: try c.number("q"))
      return [
        "portfolio_sigma_usd": .of(portfolio, \.deviation),
        "inventory_var_usd": .of(portfolio, \.valueAtRisk),
      ]
    case "as_reservation_price":
      let quotes = try c.maker()?.stoikov(
        mid: try c.number("mid"), inventory: try c.number("inventory"), tau: try c.number("tau"))
      guard let quotes else { return [:] }
      return [
        "as_reservation_price": .of(quotes, \.reservation),
        "as_total_spread": .of(quotes, \.spread), "as_bid": .of(quotes, \.bid),
        "as_ask": .of(quotes, \.ask),
      ]
    case "glft_bid_offset":
      guard let offsets = try c.maker()?.gueant(inventory: try c.number("inventory")) else {
        return [:]
      }
      return ["glft_bid_offset": .of(offsets, \.bid), "glft_ask_offset": .of(offsets, \.ask)]
    default: return [:]
    }
  }
}

extension VectorCase {
  func terms() throws -> OptionTerms {
    OptionTerms(
      try string("cp") == "c" ? .call : .put, strike: try number("K"), years: try number("T"))
  }

  func maker() throws -> MakerModel? {
    MakerModel(
      aversion: try number("gamma"), sigma: try number("sigma_price"), decay: try number("k"),
      intensity: try number("A", default: 1))
  }

  private static func terms(_ json: JSON) -> OptionTerms {
    OptionTerms(
      json["cp"].string == "c" ? .call : .put, strike: json["K"].number ?? .nan,
      years: json["T"].number ?? .nan)
  }

  func optionBook() throws -> OptionBook? {
    let legs = try array("options").map { leg in
      OptionLeg(
        Self.terms(leg), sigma: leg["sigma"].number, position: leg["position"].number ?? .nan,
        multiplier: leg["mult"].number ?? 1)
    }
    return OptionBook(
      underlying: try number("underlying"), legs: legs, hedge: try number("futures_delta_coin"))
  }

  func chain() throws -> GammaExposure {
    let entries = try array("chain").map { entry in
      ChainEntry(
        Self.terms(entry), sigma: entry["sigma"].number ?? .nan,
        size: entry["oi"].number ?? .nan, multiplier: entry["mult"].number ?? 1)
    }
    let mode = GammaExposure.SignMode(rawValue: try string("sign"))
    return GammaExposure(entries, mode: mode ?? .flow)
  }
}
