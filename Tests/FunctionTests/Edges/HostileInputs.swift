// No input traps and no NaN leaves: every kernel fed with the worst numbers there are.

import Functions
import Quantities
import Testing

private let hostile: [Double] = [
  .nan, .infinity, -.infinity, 0, -0.0, -1, 1, .leastNonzeroMagnitude, 1e308, -1e308, 1e-12, 0.5,
  60_000,
]

private func check(
  _ metric: Metric<Double>, infinite: Bool = false, at place: SourceLocation = #_sourceLocation
) {
  guard let value = metric.value else { return }
  #expect(
    value.isFinite || infinite && value == .infinity, "BRINK_SEED=\(seed)", sourceLocation: place)
}

@Suite("Hostile inputs")
struct HostileInputs {
  private var chance = Chance(90)

  private mutating func any() -> Double { hostile[chance.integer(0...hostile.count - 1)] }
  private mutating func some(_ n: Int) -> [Double] { (0..<n).map { _ in any() } }

  private mutating func book() -> Book {
    let contract = [
      Contract(.linear, multiplier: any()), Contract(.inverse, multiplier: any()),
      Contract(.quanto(settlementUSD: any()), multiplier: any()), Contract(.linear),
    ][chance.integer(0...3)]
    return Book(
      bids: BookLevels(prices: some(3), sizes: some(3)),
      asks: BookLevels(prices: some(3), sizes: some(3)), contract: contract)
  }

  @Test mutating func books() {
    for _ in 0..<3000 {
      let book = book()
      check(book.mid)
      check(book.spreadBps)
      check(book.microprice)
      check(book.imbalance(levels: chance.integer(-1...4)))
      check(book.depth(bps: any()).flatMap(\.imbalance))
      check(book.depth(bps: any(), around: any()).flatMap(\.imbalance))
      for taker in Taker.allCases {
        let walk = book.walk(taker, notional: any())
        check(walk.flatMap(\.slippageBps))
        check(walk.flatMap(\.impactBps))
        check(book.absorbable(taker, bps: any()))
        check(ManipulationProfit.ratio(
          liquidations: any(), venues: [book], bps: any(), taker: taker))
      }
      let table = MicropriceTable(spreadStep: any(), rows: [[any()], []])
      check(book.microprice(adjustedBy: table).finite)
      _ = table.adjustment(imbalance: any(), spread: any())
    }
  }

  @Test mutating func streams() {
    for _ in 0..<200 {
      let spans: [WindowSpan] = [.count(3), .time(.seconds(3)), .unlimited]
      var stats = RollingStatistics(spans[chance.integer(0...2)])
      var ofi = OrderFlowImbalance(levels: 2)
      var buckets = VolumeBuckets(volume: any(), count: chance.integer(-1...3))
      var fit = RollingRegression(.count(4))
      var event = EventAverage(halfLife: .seconds(Int64(chance.integer(-1...5))))
      var state = StateAverage(halfLife: .seconds(Int64(chance.integer(-1...5))))
      var rate = DecayedRate(halfLife: .seconds(Int64(chance.integer(-1...5))), start: moment(0))
      var band = LimitBand(share: any(), minimumMove: any())
      var flow = TakerFlow(span: .seconds(Int64(chance.integer(-1...5))))
      for step in 0..<20 {
        let time = moment(Double(chance.integer(0...3) + step))
        stats.add(any(), at: time)
        check(stats.summary.variance())
        check(stats.maximum)
        check(stats.quantile(any()))
        ofi.add(book(), at: time)
        check(ofi.normalized)
        buckets?.add(size: any(), buyShare: any())
        if let buckets { check(buckets.value) }
        fit.add(x: any(), y: any(), at: time)
        check(fit.line.flatMap { Metric(number: $0.slope) })
        event.add(any(), at: time)
        state.add(any(), at: time)
        rate.add(any(), at: time)
        check(event.value)
        check(state.value(at: time))
        check(rate.value(at: time))
        band.add(price: any(), at: time)
        check(band.band.flatMap { Metric(number: $0.upper) })
        flow.add(Trade(time: time, price: any(), size: any(), taker: .sell))
        check(flow.imbalance)
        check(flow.velocity)
      }
    }
  }

  @Test mutating func risks() {
    for _ in 0..<5000 {
      let side = SidePressure(depth: any(), flow: any(), replenish: any())
      check(side.runway, infinite: true)
      check(side.ratio(horizon: any()))
      check(side.exhaustionProbability(sigma: any(), horizon: any()))
      let risk = RiskHorizon(sigmaDaily: any(), seconds: any(), quantile: any())
      check(risk.normalLoss)
      check(risk.normalShortfall)
      check(MakerCapacity.of(lossLimit: any(), position: any(), at: any(), risk: risk)
        .flatMap(\.utilization))
      check(VolatilityBand(reference: any(), width: any(), risk: risk).distance(to: any()))
      let basis = Basis(future: any(), spot: any(), tenor: any())
      check(basis.annualized)
      check(basis.compounded)
      check(basis.impliedBorrow(rateUSD: any()))
      check(Funding.compounded(rate: any(), intervalHours: any()))
      check(Funding.predicted(averagePremium: any(), interest: any(), clamp: any(), cap: any()))
      check(ParityPair(strike: any(), call: any(), put: any()).forward(years: any(), rate: any()))
      let position = LinearPosition(
        side: chance.flip() ? .long : .short, size: any(), entry: any(), wallet: any())
      if let tiers = MarginTiers(flat: any()) {
        check(position.liquidationPrice(tiers))
        check(tiers.maintenance(of: any()))
      }
      check(position.bankruptcyPrice)
      let coin = InversePosition(side: .short, face: any(), entry: any(), wallet: any())
      check(coin.liquidationPrice(rate: any()))
      let ladder = [
        LadderPosition(side: .long, size: any(), liquidationPrice: any(), bankruptcyPrice: any()),
        LadderPosition(side: .short, size: any(), liquidationPrice: any()),
      ]
      check(LiquidationLadder(ladder).within(any(), of: any())
        .flatMap { Metric(number: $0.longUSD) })
      let levels = BookLevels(prices: some(3), sizes: some(3))
      let impact: Cascade.Impact = chance.flip() ? .levels(levels) : .linear(depthCoin: any())
      check(Cascade(price: any(), shock: any(), impact: impact).run(ladder)
        .flatMap { Metric(number: $0.amplification) })
      check(ParetoTail(threshold: any(), shape: any(), scale: any(), share: any())
        .map { $0.loss(quantile: any()).flatMap { Metric(number: $0.atRisk) } } ?? Metric(0))
    }
  }

  @Test mutating func optionsAndMakers() {
    for _ in 0..<5000 {
      let terms = OptionTerms(chance.flip() ? .call : .put, strike: any(), years: any())
      if let model = Black76(terms, forward: any(), sigma: any(), rate: any()) {
        for greek in [
          model.price, model.delta, model.gamma, model.vegaPoint, model.thetaDay, model.deltaNet,
          model.gammaCoin, model.vegaCoinPoint,
        ] {
          check(greek.finite)
        }
      }
      check(ImpliedVolatility.of(price: any(), terms: terms, forward: any(), rate: any()))
      let leg = OptionLeg(terms, sigma: any(), position: any(), multiplier: any())
      if let book = OptionBook(underlying: any(), legs: [leg], hedge: any()) {
        check(book.greeks.flatMap { Metric(number: $0.delta) })
        check(book.profit(move: any(), volMove: any()))
        check(StressGrid().run(on: book).flatMap { Metric(number: $0.loss) })
      }
      let entry = ChainEntry(terms, sigma: any(), size: any(), multiplier: any())
      check(GammaExposure([entry], mode: .naive).value(at: any()))
      if let maker = MakerModel(
        aversion: any(), sigma: any(), decay: any(), intensity: any()) {
        check(maker.stoikov(mid: any(), inventory: any(), tau: any()).map(\.bid).finite)
        check(maker.gueant(inventory: any()).map(\.bid))
      }
      check(InventoryRisk.portfolio(
        exposures: some(2), sigmas: some(2), correlation: [some(2), some(2)]).map(\.deviation))
    }
    let chain = ChainEntry(OptionTerms(.put, strike: 5, years: 1), sigma: 1, size: 1)
    for price in hostile { check(GammaExposure([chain], mode: .flow).flip(near: price)) }
  }

  @Test mutating func reviews() {
    for _ in 0..<1000 {
      check(Benford.test((0..<300).map { _ in any() }).map(\.meanDeviation))
      check(SizeClustering.share(some(4), unit: any()))
      check(Concentration.of(some(3)).map(\.hhi))
      check(Concentration.top(2, of: some(3)))
      check(VenueDispersion.rangeBps(some(3)))
      check(VenueDispersion.deviationBps(some(3), weights: some(3)))
      check(Percentile.of(any(), in: some(5), minimum: 1))
      check(Pool.of(some(3), weights: some(3), intercept: any()).map(\.logit))
      check(ScoredOutcomes(scores: some(5), outcomes: [true, false, true, false, true]).auroc)
      check(Forecasts(forecasts: some(3), outcomes: [true, false, true]).logLoss)
      check(EpisodeScore(alarms: some(3), events: some(3), span: any()).falseAlarmsPerDay)
      check(ExclusiveScore.robust(any(), against: some(4)))
      check(ImpliedSpread.roll(some(5)))
      check(PriceImpact.amihud(prices: some(4), volumesUSD: some(5)).map(\.ratio))
      check(TailLoss.historical(returns: some(5), quantile: any()).map(\.atRisk))
      check(Recovery(seconds: some(4), depth: some(4), before: any()).rate)
      check(Recovery(seconds: some(4), depth: some(4), before: any()).halfLife)
      check(MarginRule().recommend(
        MarginConditions(
          sigmaDaily: any(), sigmaStress: any(), halfSpread: any(), impact: any()),
        previous: any()).map(\.rate))
    }
  }
}
