// Metrics of options: Black-76 in USD and in coin, and whole inventories repriced.
import Quantities

extension MetricFunctions {
  private static let option: [MetricParameter] = [
    .value("call", .ratio), .value("forward", .price), .value("strike", .price),
    .value("iv", .ratio), .value("tenor", .seconds), .constant("rate", .perYear, default: 0),
  ]

  /// 1 is a call, 0 (or −1) a put.
  private static func kind(_ x: Double) -> OptionKind { x > 0 ? .call : .put }

  private static func model(_ x: UnsafePointer<Double>) -> Metric<Black76> {
    let terms = OptionTerms(kind(x[0]), strike: x[2], years: years(x[4]))
    let model = Black76(terms, forward: x[1], sigma: x[3], rate: x[5] / perYear)
    return model.map { Metric($0) } ?? .undefined(.domain)
  }

  private static func greek(
    _ name: String, gives unit: Unit, _ example: String,
    _ value: @escaping @Sendable (Black76) -> Metric<Double>
  ) -> MetricFunction {
    .point(
      .named(name, as: example),
      option,
      gives: .in(unit)
    ) { model($0).flatMap(value) }
  }

  private static let sample = "(1, 60kUSD/coin, 65kUSD/coin, 55%, 30d)"

  /// One option.
  static let options: [MetricFunction] = [
    greek("opt_price", gives: .price, "opt_price\(sample) > 1kUSD/coin") { $0.price },
    greek("opt_delta", gives: .ratio, "opt_delta\(sample) > 0.25") { $0.delta },
    greek("opt_gamma", gives: .coinPerUSD, "opt_gamma\(sample) > 0coin/USD") { $0.gamma },
    greek("opt_vega_pt", gives: .price, "opt_vega_pt\(sample) > 10USD/coin") { $0.vegaPoint },
    .point(
      .named("opt_theta_day", as: "opt_theta_day\(sample) < -10USD/coin/d"),
      option,
      gives: .in(
        Unit(
          dimension: Dimension(usd: 1, coin: -1, time: -1), divisor: 86_400, text: "USD/coin/d"),
        1 / 86_400)
    ) { model($0).flatMap(\.thetaDay) },
    greek("opt_price_coin", gives: .ratio, "opt_price_coin\(sample) > 0.02") { $0.priceCoin },
    greek("opt_delta_net", gives: .ratio, "opt_delta_net\(sample) > 0.2") { $0.deltaNet },
    greek("opt_gamma_coin", gives: .coinPerUSD, "opt_gamma_coin\(sample) > 0coin/USD") {
      $0.gammaCoin
    },
    greek("opt_vega_coin_pt", gives: .ratio, "opt_vega_coin_pt\(sample) > 0") {
      $0.vegaCoinPoint
    },
    .point(
      .named("implied_vol", as: "implied_vol(1, 60kUSD/coin, 65kUSD/coin, 2kUSD/coin, 30d) > 50%"),
      [
        .value("call", .ratio), .value("forward", .price), .value("strike", .price),
        .value("premium", .price), .value("tenor", .seconds),
        .constant("rate", .perYear, default: 0),
      ],
      gives: .in(.percent)
    ) { x in
      let terms = OptionTerms(kind(x[0]), strike: x[2], years: years(x[4]))
      return ImpliedVolatility.of(price: x[3], terms: terms, forward: x[1], rate: x[5] / perYear)
    },
  ]

  private static let leg: [MetricParameter] = [
    .value("position", .coin), .possible("call", .ratio), .possible("forward", .price),
    .possible("strike", .price), .possible("iv", .ratio), .possible("tenor", .seconds),
  ]
  private static let legs =
    "(inventory, is_call, underlying, strike_price, mark_iv, tenor)"
    + " over (instrument, strike, expiry, cp)"

  private static let gridded =
    "(inventory, is_call, underlying, strike_price, mark_iv, tenor, -16%, 50%)"
    + " over (instrument, strike, expiry, cp)"
  private static let chain =
    "(opt_oi, is_call, underlying, strike_price, mark_iv, tenor)"
    + " over (instrument, strike, expiry, cp)"

  /// The book of a group's members, each marked at its own forward.
  ///
  /// What is not held needs no price; what is held and has none leaves the whole unknown.
  private static func book(_ x: [[Double]]) -> Metric<[OptionBook]> {
    var books: [OptionBook] = []
    for row in x[0].indices where x[0][row] != 0 {
      guard (1...5).allSatisfy({ !x[$0][row].isNaN }) else { return .undefined(.stale) }
      let terms = OptionTerms(kind(x[1][row]), strike: x[3][row], years: years(x[5][row]))
      let leg = OptionLeg(terms, sigma: x[4][row], position: x[0][row])
      guard let book = OptionBook(underlying: x[2][row], legs: [leg]) else {
        return .undefined(.domain)
      }
      books.append(book)
    }
    return Metric(books)
  }

  private static func sum(
    _ x: [[Double]], _ part: @escaping (OptionBook) -> Metric<Double>
  ) -> Metric<Double> {
    book(x).flatMap { books in
      var total = NeumaierSum()
      for book in books {
        switch part(book).outcome {
        case .success(let value): total.add(value)
        case .failure(let reason): return .undefined(reason)
        }
      }
      return Metric(number: total.value)
    }
  }

  /// The worst of a grid of moves for the whole inventory, as a loss.
  private static func worst(
    _ x: [[Double]], _ scenarios: [(move: Double, vol: Double)]
  ) -> Metric<Double> {
    book(x).flatMap { books in
      var low = 0.0
      for scenario in scenarios {
        var total = NeumaierSum()
        for book in books {
          let profit = book.profit(move: scenario.move, volMove: scenario.vol)
          guard let value = profit.value else { return .undefined(profit.reason ?? .domain) }
          total.add(value)
        }
        low = min(low, total.value)
      }
      return Metric(number: -low)
    }
  }

  private static let grid: [(move: Double, vol: Double)] =
    [-0.16, -0.08, 0, 0.08, 0.16].flatMap { move in
      [-0.25, 0, 0.5].map { (move: move, vol: $0) }
    }

  /// A whole inventory of options, each leg a member of the group.
  static let inventories: [MetricFunction] = [
    .group(
      .named("net_delta", as: "net_delta\(legs) > 100coin"),
      leg,
      gives: .in(.coin)
    ) { x in
      sum(x) { $0.greeks.map(\.delta) }
    },
    .group(
      .named("net_gamma", as: "net_gamma\(legs) < 0coin*coin/USD"),
      leg,
      gives: .in(Unit(dimension: Dimension(usd: -1, coin: 2), text: "coin*coin/USD"))
    ) { x in sum(x) { $0.greeks.map(\.gamma) } },
    .group(
      .named("net_vega_pt", as: "net_vega_pt\(legs) < -50kUSD"),
      leg,
      gives: .in(.usd)
    ) { x in
      sum(x) { $0.greeks.map(\.vegaPoint) }
    },
    .group(
      .named("dollar_gamma_1pct", as: "dollar_gamma_1pct\(legs) < -5M USD"),
      leg,
      gives: .in(.usd)
    ) { x in sum(x) { $0.greeks.map(\.dollarGamma) } },
    .group(
      .named("option_liability", as: "option_liability\(legs) > 50M USD"),
      leg,
      gives: .in(.usd)
    ) {
      x in
      sum(x) { book in
        guard let leg = book.legs.first, let sigma = leg.sigma, leg.position < 0,
          let model = Black76(leg.terms, forward: book.underlying, sigma: sigma)
        else { return Metric(0) }
        return model.price.map { -leg.position * $0 }
      }
    },
    .group(
      .named("stress_loss", as: "stress_loss\(legs) > 20M USD"),
      leg,
      gives: .in(.usd)
    ) {
      worst($0, grid)
    },
    .group(
      .named("stress_grid", as: "stress_grid\(gridded) < -20M USD"),
      leg + [
        .constant("price_move", .ratio), .constant("vol_move", .ratio, default: 0),
      ],
      gives: .in(.usd)
    ) { x in
      guard let move = x[6].first, let vol = x[7].first else { return .undefined(.warmup) }
      return sum(x) { $0.profit(move: move, volMove: vol) }
    },
    .group(
      .named("scan_loss", as: "scan_loss\(legs) > 20M USD"),
      leg + [
        .constant("price_scan", .ratio, default: 0.16),
        .constant("vol_scan", .ratio, default: 0.25),
        .constant("extreme_multiple", .ratio, default: 3),
        .constant("extreme_cover", .ratio, default: 0.33),
      ],
      gives: .in(.usd)
    ) { x in
      guard let price = x[6].first, let vol = x[7].first, let far = x[8].first,
        let cover = x[9].first
      else { return .undefined(.warmup) }
      let thirds: [Double] = [0, 1, -1, 2, -2, 3, -3]
      let moves = thirds.map { $0 / 3 * price }
      let inner = moves.flatMap { move in [(move: move, vol: vol), (move: move, vol: -vol)] }
      let outer = [
        (move: far * price, vol: 0.0), (move: max(-far * price, -0.99), vol: 0.0),
      ]
      return worst(x, inner).flatMap { loss in
        worst(x, outer).map { max(loss, cover * $0) }
      }
    },
    .group(
      .named("gex", as: "gex\(chain) < 0USD"),
      [
        .value("oi", .coin), .value("call", .ratio), .value("spot", .price),
        .value("strike", .price), .value("iv", .ratio), .value("tenor", .seconds),
      ],
      gives: .in(.usd)
    ) { x in
      var total = NeumaierSum()
      for row in x[0].indices {
        let terms = OptionTerms(kind(x[1][row]), strike: x[3][row], years: years(x[5][row]))
        let entry = ChainEntry(terms, sigma: x[4][row], size: x[0][row])
        let value = GammaExposure([entry], mode: .naive).value(at: x[2][row])
        guard let part = value.value else { return .undefined(value.reason ?? .domain) }
        total.add(part)
      }
      return Metric(number: total.value)
    },
    .group(
      .named("gex_flip", as: "gex_flip\(chain) > 60kUSD/coin"),
      [
        .value("oi", .coin), .value("call", .ratio), .value("spot", .price),
        .value("strike", .price), .value("iv", .ratio), .value("tenor", .seconds),
      ],
      gives: .in(.price)
    ) { x in
      guard let spot = x[2].first else { return .undefined(.warmup) }
      let chain = x[0].indices.map { row in
        ChainEntry(
          OptionTerms(kind(x[1][row]), strike: x[3][row], years: years(x[5][row])),
          sigma: x[4][row], size: x[0][row])
      }
      return GammaExposure(chain, mode: .naive).flip(near: spot)
    },
  ]
}
