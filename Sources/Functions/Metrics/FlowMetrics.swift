// Metrics of windows: taker flow, spreads, price impact.
import Quantities

extension MetricFunctions {
  /// Exponential averages and rates.
  static let averages: [MetricFunction] = [
    MetricFunction(
      .named("ewma_rate", as: "ewma_rate(taker_net[10m], 30s) > 1M USD/s"),
      [.samples("x", nil), .constant("halflife", .seconds)],
      givesLike: (0, Dimension(time: -1)),
      .window { window in
        let x = window.inputs[0]
        var rate = DecayedRate(
          halfLife: TimeSpan(nanoseconds: window.nanoseconds(window.numbers[0])),
          start: Timestamp(nanoseconds: window.now &- x.width))
        for index in x.values.indices {
          rate.add(x.values[index], at: Timestamp(nanoseconds: x.times[index]))
        }
        return rate.value(at: Timestamp(nanoseconds: window.now)).number()
      })
    .moving(.constant, MovingForms.fadingRate),
    MetricFunction(
      .named("ewma_event", as: "ewma_event(spread_bps[10m], 30s) > 10bps"),
      [.samples("x", nil), .constant("halflife", .seconds)],
      givesLike: (0, .ratio),
      .window { window in
        let x = window.inputs[0]
        var average = EventAverage(
          halfLife: TimeSpan(nanoseconds: window.nanoseconds(window.numbers[0])))
        for index in x.values.indices {
          average.add(x.values[index], at: Timestamp(nanoseconds: x.times[index]))
        }
        return average.value.number()
      })
    .moving(.constant, MovingForms.fadingMean),
    MetricFunction(
      .named("ewma_state", as: "ewma_state(depth_1pct[1h], 5m) < 5M USD"),
      [.samples("x", nil), .constant("halflife", .seconds)],
      givesLike: (0, .ratio),
      .window { window in
        let x = window.inputs[0]
        var average = StateAverage(
          halfLife: TimeSpan(nanoseconds: window.nanoseconds(window.numbers[0])))
        for index in x.values.indices {
          average.add(x.values[index], at: Timestamp(nanoseconds: x.times[index]))
        }
        return average.value(at: Timestamp(nanoseconds: window.now)).number()
      })
    .moving(.constant, MovingForms.fadingState),
  ]

  private static let flow = MetricParameter.samples("flow", nil)

  private static func spreads(
    _ window: MetricWindow, _ value: (Trade, _ mid: Double, _ later: Double) -> Metric<Double>
  ) -> Metric<Double> {
    let (flow, price, mid) = (window.inputs[0], window.inputs[1], window.inputs[2])
    let horizon = window.numbers.first.map(window.nanoseconds) ?? 0
    var sum = NeumaierSum()
    var weight = NeumaierSum()
    for index in flow.values.indices {
      let time = flow.times[index]
      guard time &+ horizon <= window.now, let taker = Taker(sign: flow.values[index]),
        let paid = price.asOf(time), let before = mid.asOf(time &- 1), before > 0, paid > 0,
        let later = mid.asOf(time &+ horizon)
      else { continue }
      let usd = flow.values[index].magnitude
      let trade = Trade(
        time: Timestamp(nanoseconds: time), price: paid, size: usd / paid, taker: taker)
      guard let one = value(trade, before, later).value else { continue }
      sum.add(usd * one)
      weight.add(usd)
    }
    return .ratio(sum.value, over: weight.value)
  }

  private static let quotes: [MetricParameter] = [
    .samples("flow", .usd), .samples("price", .price), .samples("mid", .price),
  ]
  private static let settled = quotes + [.constant("horizon", .seconds, default: 5)]

  /// What takers do and pay.
  static let flows: [MetricFunction] = [
    .window(
      .named("vpin", as: "vpin(taker_net[1d], 10M USD) > 60%"),
      [flow, .constant("bucket", nil), .constant("buckets", .ratio, default: 50)],
      gives: .in(.percent)
    ) { window in
      var buckets = MovingBuckets()
      return Metric(told: buckets.value(window))
    }
    .moving { MovingBuckets() }.readingDay,
    MetricFunction(
      .named("cvd", as: "cvd(taker_net[1d]) > 500M USD"),
      [flow], givesLike: (0, .ratio),
      .window { window in
        let midnight = Timestamp(nanoseconds: window.now).roundedDown(to: .days(1)).nanoseconds
        var sum = NeumaierSum()
        let x = window.inputs[0]
        for index in x.end(through: midnight &- 1)..<x.values.count { sum.add(x.values[index]) }
        return sum.value
      })
    .moving(.constant, MovingForms.sumOfDay),
    .window(
      .named(
        "hawkes_intensity", as: "hawkes_intensity(liq_usd[10m], 0.1x/s, 0.4x/s, 0.5x/s) > 2x/s"),
      [
        .samples("events", nil), .constant("mu", .perSecond), .constant("alpha", .perSecond),
        .constant("beta", .perSecond),
      ],
      gives: .in(.perSecond)
    ) { window in
      let x = window.inputs[0]
      let start = Timestamp(nanoseconds: window.now &- x.width)
      guard
        var process = HawkesProcess(
          mu: window.numbers[0], alpha: window.numbers[1], beta: window.numbers[2], start: start)
      else { return .undefined(.domain) }
      for time in x.times { process.add(at: Timestamp(nanoseconds: time)) }
      return process.intensity(at: Timestamp(nanoseconds: window.now))
    }
    .moving(.constant, MovingForms.excitation),
    .window(
      .named("hawkes_branching", as: "hawkes_branching(taker_net[1h]) > 0.8"),
      [.samples("events", nil), .constant("bin", .seconds, default: 30)],
      gives: .in(.ratio)
    ) { window in
      let x = window.inputs[0]
      let edges = window.edges(every: window.numbers[0])
      let counts = zip(edges, edges.dropFirst()).map {
        Double(x.end(through: $1) - x.end(through: $0))
      }
      return HawkesProcess.branching(counts: counts)
    }
    .moving(.constant, MovingForms.branching),
    .window(
      .named(
        "effective_spread_bps", as: "effective_spread_bps(taker_net[5m], price[5m], mid[5m]) > 5bps"
      ),
      quotes,
      gives: .in(.basisPoints, bps)
    ) { spreads($0) { trade, mid, _ in Spreads.effective(trade, mid: mid) } }
    .moving {
      MovingSpread { trade, mid, _ in Spreads.effective(trade, mid: mid) }
    },
    .window(
      .named(
        "realized_spread_bps", as: "realized_spread_bps(taker_net[5m], price[5m], mid[5m]) < 0bps"),
      settled,
      gives: .in(.basisPoints, bps)
    ) { spreads($0) { Spreads.realized($0, mid: $1, later: $2) } }
    .moving { MovingSpread { Spreads.realized($0, mid: $1, later: $2) } },
    .window(
      .named("price_impact_bps", as: "price_impact_bps(taker_net[5m], price[5m], mid[5m]) > 3bps"),
      settled,
      gives: .in(.basisPoints, bps)
    ) { spreads($0) { Spreads.impact($0, mid: $1, later: $2) } }
    .moving { MovingSpread { Spreads.impact($0, mid: $1, later: $2) } },
  ]

  private static let moves: [MetricParameter] = [.samples("mid", .price), flow]

  /// How far prices move per unit traded.
  static let impacts: [MetricFunction] = [
    .window(
      .named("kyle_lambda", as: "kyle_lambda(mid[10m], taker_net[10m]) > 0.0001"),
      moves + [.constant("bar", .seconds, default: 10)],
      gives: .in(.ratio)
    ) { window in
      let bars = window.bars(every: window.numbers[0])
      return PriceImpact.kyle(
        signedVolume: bars.map(\.flow), midChange: bars.map { $0.after - $0.before }
      ).map(\.slope)
    }
    .moving(.constant, MovingForms.kyle),
    .window(
      .named("hasbrouck_lambda", as: "hasbrouck_lambda(price[1d], taker_net[1d]) > 0.000001"),
      [.samples("price", .price), .samples("flow", .usd)]
        + [.constant("bar", .seconds, default: 300)],
      gives: .in(.ratio)
    ) { window in
      let bars = window.bars(every: window.numbers[0]).filter { $0.before > 0 }
      return PriceImpact.hasbrouck(
        signedUSD: bars.map(\.flow), returns: bars.map { $0.after / $0.before - 1 }
      ).map(\.slope)
    }
    .moving(.constant, MovingForms.hasbrouck),
    .window(
      .named(
        "amihud",
        as: "amihud(price[20d], volume_usd[20d]) > 2 * amihud(price[60d], volume_usd[60d])"),
      [.samples("price", .price), .samples("volume", .usd)]
        + [.constant("bar", .seconds, default: 86_400)],
      gives: .in(.perUSD, 1e-6)
    ) { window in
      let bars = window.bars(every: window.numbers[0])
      var total = NeumaierSum()
      var used = 0
      for bar in bars where bar.flow > 0 && bar.before > 0 {
        total.add((bar.after / bar.before - 1).magnitude / bar.flow)
        used += 1
      }
      return .ratio(1e6 * total.value, over: Double(used))
    }
    .moving(.constant, MovingForms.amihud),
    .window(
      .named("roll_spread", as: "roll_spread(price[10m]) > 20USD/coin"),
      [.samples("price", .price)],
      gives: .in(.price)
    ) { ImpliedSpread.roll($0.inputs[0].all) }
    .moving(.constant, MovingForms.bounce),
    .window(
      .named("edge_spread", as: "edge_spread(price[30m]) > 0.1%"),
      [.samples("price", .price), .constant("bar", .seconds, default: 60)],
      gives: .in(.percent)
    ) { window in
      let x = window.inputs[0]
      let edges = window.edges(every: window.numbers[0])
      let bars = zip(edges, edges.dropFirst()).compactMap { start, end -> ImpliedSpread.Bar? in
        let part = x.values[x.end(through: start)..<x.end(through: end)]
        guard let open = part.first, let close = part.last, let high = part.max(),
          let low = part.min()
        else { return nil }
        return ImpliedSpread.Bar(open: open, high: high, low: low, close: close)
      }
      return ImpliedSpread.edge(bars)
    }
    .moving(.constant, MovingForms.edgeSpread),
  ]
}
