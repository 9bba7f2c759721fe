// Metrics of the members of a group: positions and venues.
import Quantities

extension MetricFunctions {
  private static let ladder: [MetricParameter] = [
    .word("side", ["long", "short"]), .value("size", .coin), .value("liq_price", .price),
    .value("mark", .price), .constant("within", .ratio, default: 0.02),
  ]
  private static let ladderExample = "(long, size, liq_price_at, mark, 5%) over position"

  private static func rung(_ x: [[Double]]) -> Metric<LiquidationLadder.Rung> {
    guard let mark = x[3].first, let within = x[4].first else { return .undefined(.warmup) }
    let side: PositionSide = x[0].first == 0 ? .long : .short
    let positions = zip(x[1], x[2]).map {
      LadderPosition(side: side, size: $0, liquidationPrice: $1)
    }
    return LiquidationLadder(positions).within(within, of: mark)
  }

  private static let cascade: [MetricParameter] = [
    .value("size", .coin), .value("liq_price", .price), .value("bankruptcy", .price),
    .value("mark", .price), .value("depth", .usd), .value("shock", .ratio),
  ]

  private static func outcome(_ x: [[Double]]) -> Metric<Cascade.Outcome> {
    guard let mark = x[3].first, let depth = x[4].first, let shock = x[5].first else {
      return .undefined(.warmup)
    }
    guard mark > 0 else { return .undefined(.zeroDenominator) }
    let side: PositionSide = shock < 0 ? .long : .short
    let positions = x[0].indices.map { row in
      LadderPosition(
        side: side, size: x[0][row], liquidationPrice: x[1][row],
        bankruptcyPrice: x[2][row])
    }
    return Cascade(price: mark, shock: shock, impact: .linear(depthCoin: depth / mark))
      .run(positions)
  }

  private static func simulated(
    _ name: String, gives unit: Unit, _ example: String,
    _ part: @escaping @Sendable (Cascade.Outcome) -> Double
  ) -> MetricFunction {
    .group(
      .named(
        name, as: "\(name)(size, liq_price_at, bankruptcy, mark, depth_1pct_bid, -10%)"
          + " over position\(example)"
      ),
      cascade,
      gives: .in(unit)
    ) { outcome($0).map(part) }
  }

  /// Positions: what a move would close, and where it ends.
  static let positions: [MetricFunction] = [
    .group(
      .named("liq_ladder", as: "liq_ladder\(ladderExample) > 50M USD"),
      ladder,
      gives: .in(.usd)
    ) { x in rung(x).map { x[0].first == 0 ? $0.longUSD : $0.shortUSD } },
    .group(
      .named("liq_ladder_coin", as: "liq_ladder_coin\(ladderExample) > 900coin"),
      ladder,
      gives: .in(.coin)
    ) { x in rung(x).map { x[0].first == 0 ? $0.longCoin : $0.shortCoin } },
    simulated("cascade_price", gives: .price, " < 40kUSD/coin") { $0.finalPrice },
    simulated("cascade_coin", gives: .coin, " > 900coin") { $0.coin },
    simulated("cascade_rounds", gives: .ratio, " > 5") { Double($0.rounds) },
    simulated("cascade_sim", gives: .ratio, " > 1.5") { $0.amplification },
    simulated("cascade_shortfall", gives: .usd, " > 10M USD") { $0.shortfall },
    .group(
      .named("concentration_topk", as: "concentration_topk(oi_usd, 3) over venue > 80%"),
      [.value("notional", nil), .constant("k", .ratio, default: 10)],
      gives: .in(.percent)
    ) { Concentration.top(Int(min(1e6, max(0, $0[1].first ?? 0))), of: $0[0]) },
    .group(
      .named(
        "netting_benefit",
        as: "netting_benefit(inventory * gamma) over (instrument, strike, expiry, cp) < 20%"),
      [.value("exposure", nil)],
      gives: .in(.percent)
    ) { OptionBook.nettingBenefit($0[0]) },
  ]

  private static func spread(_ weights: [Double]) -> Metric<Concentration> {
    Concentration.of(weights)
  }

  /// Venues: how trading and prices are spread over them.
  static let venues: [MetricFunction] = [
    .group(
      .named("venue_hhi", as: "venue_hhi(depth_1pct) over venue > 0.5"),
      [.value("x", nil)],
      gives: .in(.ratio)
    ) { spread($0[0]).map(\.hhi) },
    .group(
      .named("effective_venues", as: "effective_venues(depth_1pct) over venue < 2"),
      [.value("x", nil)],
      gives: .in(.ratio)
    ) { spread($0[0]).map(\.effectiveCount) },
    .group(
      .named("fragmentation", as: "fragmentation(depth_1pct) over venue > 70%"),
      [.value("x", nil)],
      gives: .in(.percent)
    ) { spread($0[0]).map(\.fragmentation) },
    .group(
      .named("venue_range_bps", as: "venue_range_bps(mark) over venue > 30bps"),
      [.value("mid", .price)],
      gives: .in(.basisPoints, bps)
    ) { VenueDispersion.rangeBps($0[0]) },
    .group(
      .named("venue_dispersion_bps", as: "venue_dispersion_bps(mark, oi_usd) over venue > 10bps"),
      [.value("mid", .price), .value("weight", nil)],
      gives: .in(.basisPoints, bps)
    ) { VenueDispersion.deviationBps($0[0], weights: $0[1]) },
  ]
}
