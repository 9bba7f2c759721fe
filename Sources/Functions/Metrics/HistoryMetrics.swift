// Metrics of windows: volatility, tails, scores, recovery of books, oracles, trade sizes.
import Quantities

extension MetricFunctions {
  private static let bar = MetricParameter.constant("bar", .seconds, default: 300)
  private static let price = MetricParameter.samples("price", .price)
  private static let level = MetricParameter.constant("q", .ratio, default: 0.99)

  private static func historical(_ window: MetricWindow) -> Metric<TailLoss> {
    let prices = window.values(of: 0, every: window.numbers[0])
    guard prices.allSatisfy({ $0 > 0 }) else { return .undefined(.domain) }
    let returns = zip(prices.dropFirst(), prices).map { $0 / $1 - 1 }
    return TailLoss.historical(returns: returns, quantile: window.numbers[1])
  }

  private static func tail(_ window: MetricWindow) -> Metric<TailLoss> {
    let prices = window.values(of: 0, every: window.numbers[0])
    guard prices.allSatisfy({ $0 > 0 }) else { return .undefined(.domain) }
    let losses = zip(prices.dropFirst(), prices).map { 1 - $0 / $1 }
    return ParetoTail.fit(losses: losses).flatMap { $0.loss(quantile: window.numbers[1]) }
  }

  /// Volatility and losses.
  static let volatility: [MetricFunction] = [
    .window(
      .named("realized_vol", as: "realized_vol(mark[1d]) > 80%"),
      [price, bar],
      gives: .in(.percent)
    ) { window in
      window.logReturns(of: 0, every: window.numbers[0]).flatMap {
        Volatility.realized($0, interval: window.numbers[0])
      }
    }
    .moving(.constant, MovingForms.realized),
    .window(
      .named("ewma_vol", as: "ewma_vol(mark[1d]) > 0.5%"),
      [price, bar, .constant("lambda", .ratio, default: 0.94)],
      gives: .in(.percent)
    ) { window in
      window.logReturns(of: 0, every: window.numbers[0]).flatMap { returns in
        var filter = WeightedVolatility(lambda: window.numbers[1])
        for r in returns { filter.add(r) }
        return filter.value
      }
    }
    .moving(.constant, MovingForms.weightedVolatility),
    .window(
      .named("garch_vol", as: "garch_vol(mark[1d]) > 0.5%"),
      [
        price, bar, .constant("omega", .ratio, default: 1e-7),
        .constant("alpha", .ratio, default: 0.1), .constant("beta", .ratio, default: 0.85),
      ],
      gives: .in(.percent)
    ) { window in
      window.logReturns(of: 0, every: window.numbers[0]).flatMap { returns in
        guard
          var filter = GarchVolatility(
            omega: window.numbers[1], alpha: window.numbers[2], beta: window.numbers[3])
        else { return .undefined(.domain) }
        for r in returns { filter.add(r) }
        return filter.next
      }
    }
    .moving(.constant, MovingForms.garch),
    .window(
      .named("var_hs", as: "var_hs(mark[7d]) > 1%"),
      [price, bar, level],
      gives: .in(.percent)
    ) { historical($0).map(\.atRisk) }
    .moving(.order) { MovingForms.historical { Metric($0.atRisk) } },
    .window(
      .named("es_hs", as: "es_hs(mark[7d]) > 1%"),
      [price, bar, level],
      gives: .in(.percent)
    ) { historical($0).flatMap(\.shortfall) }
    .moving(.tail) { MovingForms.historical(\.shortfall) },
    .window(
      .named("var_evt", as: "var_evt(mark[7d]) > 1%"),
      [price, bar, level],
      gives: .in(.percent)
    ) { tail($0).map(\.atRisk) }
    .moving(.tail) { MovingForms.tail { Metric($0.atRisk) } },
    .window(
      .named("es_evt", as: "es_evt(mark[7d]) > 1%"),
      [price, bar, level],
      gives: .in(.percent)
    ) { tail($0).flatMap(\.shortfall) }
    .moving(.tail) { MovingForms.tail(\.shortfall) },
    .window(
      .named(
        "margin_nday_call", as: "margin_nday_call(max(funding_predicted(0.1%), 2%)[30d]) > 5%"),
      [.samples("rate", .ratio), .constant("n", .ratio, default: 5)],
      gives: .in(.percent)
    ) { window in
      let daily = window.values(of: 0, every: RiskHorizon.day)
      return Procyclicality.largestCall(daily, days: Int(min(1e6, max(1, window.numbers[0]))))
    }
    .moving(.constant, MovingForms.largestCall),
  ]

  private static func score(
    _ window: MetricWindow, _ changes: [Double]
  ) -> Metric<Double> {
    guard let last = changes.last, changes.count > 2 else { return .undefined(.warmup) }
    let before = Array(changes.dropLast())
    return window.numbers[1] == 0
      ? ExclusiveScore.standard(last, against: before)
      : ExclusiveScore.robust(last, against: before)
  }

  private static let method = MetricParameter.word("method", ["standard", "robust"])

  /// How unusual a value is against its own past.
  static let scores: [MetricFunction] = [
    .window(
      .named("oi_zscore", as: "oi_zscore(oi[1d]) > 4"),
      [.samples("oi", nil), .constant("step", .seconds, default: 300), method],
      gives: .in(.ratio)
    ) { window in
      let values = window.values(of: 0, every: window.numbers[0])
      return score(window, zip(values.dropFirst(), values).map { $0 - $1 })
    }
    .moving(.order) { MovingForms.score(ofChanges: true) },
    .window(
      .named("zscore", as: "zscore(spread_bps[1d]) > 5"),
      [.samples("x", nil), .constant("step", .seconds, default: 60), method],
      gives: .in(.ratio)
    ) { score($0, $0.values(of: 0, every: $0.numbers[0])) }
    .moving(.order) { MovingForms.score(ofChanges: false) },
    .window(
      .named("pctl", as: "pctl(spread_bps[30d]) > 99%"),
      [.samples("x", nil), .constant("minimum", .ratio, default: 1000)], gives: .in(.percent)
    ) { window in
      var percentile = MovingPercentile()
      return Metric(told: percentile.value(window))
    }
    .moving(.order) { MovingPercentile() },
    .window(
      .named("benford_mad", as: "benford_mad(volume_usd[1d]) > 0.015"),
      [.samples("sizes", nil)],
      gives: .in(.ratio)
    ) { Benford.test($0.inputs[0].all).map(\.meanDeviation) }
    .moving { MovingForms.digits(\.meanDeviation) },
    .window(
      .named("benford_chi2", as: "benford_chi2(volume_usd[1d]) > 20"),
      [.samples("sizes", nil)],
      gives: .in(.ratio)
    ) { Benford.test($0.inputs[0].all).map(\.chiSquare) }
    .moving { MovingForms.digits(\.chiSquare) },
    .window(
      .named("size_clustering", as: "size_clustering(volume_usd[1d], 100USD) < 5%"),
      [.samples("sizes", nil), .constant("unit", nil)],
      gives: .in(.percent)
    ) { SizeClustering.share($0.inputs[0].all, unit: $0.numbers[0]) }
    .moving(.constant, MovingForms.roundSizes),
    .window(
      .named(
        "oracle_breach_duration",
        as: "oracle_breach_duration(oracle_divergence_bps(mark, index)[1h]) > 2m"),
      [.samples("divergence", .ratio), .constant("limit", .ratio, default: 0.005)],
      gives: .in(.seconds)
    ) { window in
      let x = window.inputs[0]
      var watch = OracleWatch(limitBps: window.numbers[0] / bps)
      for index in x.values.indices {
        let mark = 1 + x.values[index]
        watch.add(mark: mark, oracle: 1, at: Timestamp(nanoseconds: x.times[index]))
      }
      return Metric(number: watch.breachDuration(at: Timestamp(nanoseconds: window.now)))
    }
    .moving { MovingBreach() },
  ]

  /// How long a value has stood still.
  static let ages: [MetricFunction] = [
    .window(
      .named("oracle_age", as: "oracle_age(index[1h]) > 5m"),
      [.samples("oracle", nil)],
      gives: .in(.seconds)
    ) { window in
      let x = window.inputs[0]
      guard let last = x.values.last else { return .undefined(.warmup) }
      let before = x.values.lastIndex { $0 != last }
      let since = x.times[before.map { $0 + 1 } ?? 0]
      return Metric(number: Double(window.now &- max(since, window.now &- x.width)) / 1e9)
    }
    .moving { MovingAge() }
  ]

  /// The path of depth after the last shock of a window: a fall of 30 % within a second.
  private static func recovery(_ window: MetricWindow) -> Metric<Recovery> {
    let x = window.inputs[0]
    let second: Int64 = 1_000_000_000
    var shock: (before: Int, trough: Int)?
    for index in x.values.indices.dropFirst() {
      let from = max(0, x.end(through: x.times[index] &- second) - 1)
      guard let highest = (from..<index).max(by: { x.values[$0] < x.values[$1] }),
        Recovery.isShock(from: x.values[highest], to: x.values[index])
      else { continue }
      if let last = shock, x.times[index] &- x.times[last.trough] <= second,
        x.values[index] < x.values[last.trough]
      {
        shock = (last.before, index)
      } else if shock.map({ x.times[index] &- x.times[$0.trough] > 30 * second }) ?? true {
        shock = (highest, index)
      }
    }
    guard let shock else { return .undefined(.warmup) }
    let start = x.times[shock.before]
    let first = x.end(through: start &- 30 * second)
    let before = Quantiles.median(Array(x.values[first...shock.before]))
    return before.map { level in
      let path = shock.trough..<x.values.count
      return Recovery(
        seconds: path.map { x.seconds($0, since: x.times[shock.trough]) },
        depth: path.map { x.values[$0] }, before: level)
    }
  }

  /// How books come back, and bands that follow prices.
  static let recoveries: [MetricFunction] = [
    .window(
      .named("recovery_ratio", as: "recovery_ratio(depth_1pct[10m]) < 50%"),
      [.samples("depth", .usd), .constant("after", .seconds, default: 30)],
      gives: .in(.percent)
    ) { window in recovery(window).flatMap { $0.ratio(after: window.numbers[0]) } }
    .moving(.shocks) { MovingRecovery(.ratio) },
    .window(
      .named("resilience_halflife", as: "resilience_halflife(depth_1pct[10m]) > 30s"),
      [.samples("depth", .usd)],
      gives: .in(.seconds)
    ) { recovery($0).flatMap(\.halfLife) }
    .moving(.shocks) { MovingRecovery(.halfLife) },
    .window(
      .named("resilience_rate", as: "resilience_rate(depth_1pct[10m]) < 0.02x/s"),
      [.samples("depth", .usd)],
      gives: .in(.perSecond)
    ) { recovery($0).flatMap(\.rate) }
    .moving(.shocks) { MovingRecovery(.rate) },
    .window(
      .named("luld_band", as: "price > luld_band(upper, price[1h])"),
      [.word("side", ["upper", "lower"]), price, .constant("share", .ratio, default: 0.05)],
      gives: .in(.price)
    ) { window in
      let x = window.inputs[0]
      var band = LimitBand(share: window.numbers[1])
      for index in x.values.indices {
        band.add(price: x.values[index], at: Timestamp(nanoseconds: x.times[index]))
      }
      return band.band.map { window.numbers[0] == 0 ? $0.upper : $0.lower }
    },
    .window(
      .named("dcb_band", as: "price > dcb_band(upper, price[1h], 60kUSD/coin)"),
      [
        .word("side", ["upper", "lower"]), price, .value("settlement", .price),
        .constant("share", .ratio, default: 0.1), .constant("tick", .price, default: 0.01),
      ],
      gives: .in(.price)
    ) { window in
      guard
        var breaker = DynamicBreaker(
          settlement: window.numbers[1], share: window.numbers[2], tick: window.numbers[3])
      else { return .undefined(.domain) }
      let x = window.inputs[0]
      for index in x.values.indices {
        breaker.add(price: x.values[index], at: Timestamp(nanoseconds: x.times[index]))
      }
      return breaker.band.map { window.numbers[0] == 0 ? $0.upper : $0.lower }
    }
    .moving(.constant, MovingForms.hourlyBand),
  ]
}
