// Manipulation signals, the index and its evaluation at their limits, by hand.

import Functions
import Quantities
import Testing

@Suite("Review edges")
struct ReviewEdges {
  @Test func firstDigitsSurviveDoubles() {
    // 0.3 / 0.1 is 2.9999999999999996 and 0.0007 · 10⁴ may fall short of 7.
    for (digit, sizes) in [
      (3, [0.3, 30, 3e-7, 0.03, 3e20]), (7, [0.0007, 0.7, 7e-12]), (1, [1, 10, 0.001, 1e-5, 1.9]),
      (9, [0.999, 99.9, 9.99999]),
    ] {
      for size in sizes {
        let test = Benford.test(Array(repeating: size, count: 300))
        #expect(test.value?.digitCounts[digit - 1] == 300, "\(size) begins with \(digit)")
      }
    }
    #expect(Benford.test(Array(repeating: 1, count: 299)).reason == .warmup)
    #expect(Benford.test(Array(repeating: -1, count: 999)).reason == .warmup)
  }

  @Test func roundSizesAreFoundDespiteDoubles() {
    // 0.3 / 0.1 and 0.7 / 0.1 are no whole numbers in doubles.
    #expect(SizeClustering.share([0.1, 0.3, 0.7, 1.1, 2.3], unit: 0.1).value == 1)
    #expect(SizeClustering.share([0.15, 0.30001], unit: 0.1).value == 0)
    #expect(SizeClustering.share([250, 300, 1000], unit: 100).value == 2.0 / 3)
    #expect(SizeClustering.share([1], unit: 0).reason == .zeroDenominator)
    #expect(SizeClustering.share([], unit: 1).reason == .zeroDenominator)
  }

  @Test func concentrationIgnoresOrderAndSigns() {
    #expect(Concentration.top(2, of: [-5, 1, 3, 1]).value == 0.8)
    #expect(Concentration.top(0, of: [1]).reason == .domain)
    #expect(Concentration.of([1, -1]).reason == .domain)
    #expect(Concentration.of([]).reason == .zeroDenominator)
  }

  @Test func oraclesAreWatchedFromTheFirstBreach() {
    var watch = OracleWatch()
    #expect(watch.divergenceBps.reason == .warmup && watch.age(at: moment(0)).reason == .warmup)
    watch.add(mark: 101, oracle: 100, at: moment(1))
    watch.add(mark: 102, oracle: 100, at: moment(5), oracleTime: moment(1))
    #expect(watch.breachDuration(at: moment(7)) == 6)
    #expect(watch.age(at: moment(7), limit: 5).flags == .staleInput)
    watch.add(mark: 100.5, oracle: 100, at: moment(8))
    #expect(watch.breachDuration(at: moment(8)) == 0)
    watch.add(mark: 1, oracle: 0, at: moment(9))
    #expect(watch.divergenceBps.reason == .zeroDenominator)
  }

  @Test func pushingAReferenceCostsTheWalk() {
    let book = Book(
      bids: BookLevels(prices: [99], sizes: [1]),
      asks: BookLevels(prices: [101, 102, 200], sizes: [2, 3, 1]))
    // Against a mid of 100: 2·1 + 3·2 = 8.
    #expect(ManipulationProfit.pushCost(book, bps: 500, taker: .buy).value == 8)
    let ratio = ManipulationProfit.ratio(liquidations: 16, venues: [book], bps: 500, taker: .buy)
    #expect(ratio.value == 2 && ratio.flags.isEmpty)
    let empty = Book(bids: .none, asks: .none)
    let some = ManipulationProfit.ratio(
      liquidations: 16, venues: [book, empty], bps: 500, taker: .sell)
    #expect(some.value == 16 && some.flags == [.truncated, .partial])
  }

  @Test func aTradeAtTheMomentOfTheOrderIsNotItsDoing() {
    func score(_ t: Double) -> Double? {
      let order = OrderLife(
        span: moment(1)...moment(3), side: .ask, size: 10, outcome: (filled: 0, end: .cancel))
      return SpoofRule(minimumSize: 5).score(
        orders: [order], trades: [(time: moment(t), taker: .sell)]
      ).value?.share
    }
    #expect(score(1) == 0 && score(1.001) == 1 && score(3) == 1 && score(3.001) == 0)
  }

  @Test func wallsThatVanishTogetherAreLayers() {
    func book(_ sizes: [Double]) -> Book {
      let prices = sizes.indices.map { 100 - Double($0) }
      return Book(
        bids: BookLevels(prices: prices, sizes: sizes), asks: BookLevels(prices: [101], sizes: [1]))
    }
    var detector = LayeringDetector(side: .bid)
    #expect(detector.score.reason == .warmup)
    let calm = book([1, 1, 1, 1, 1])
    let wall = book([1, 9, 9, 9, 1])
    for t in 0..<60 { detector.add(calm, at: moment(Double(t))) }
    for t in 60..<80 { detector.add(wall, at: moment(Double(t))) }
    detector.add(book([1, 1, 9, 9, 1]), at: moment(80))
    detector.add(calm, at: moment(80.5))
    detector.add(calm, at: moment(100))
    // The wall stood from 60 to 80 of 100 seconds.
    #expect(detector.score.value == 0.2)
    var slow = LayeringDetector(side: .bid)
    for t in 0..<60 { slow.add(calm, at: moment(Double(t))) }
    slow.add(wall, at: moment(60))
    slow.add(book([1, 1, 9, 9, 1]), at: moment(70))
    slow.add(calm, at: moment(72))
    #expect(slow.score.value == 0)
  }

  @Test func percentilesAreClampedAndEmptySupplyIsWorst() {
    #expect(Percentile.of(5, in: [], minimum: 0).reason == .warmup)
    #expect(Percentile.of(5, in: Array(repeating: 1, count: 999)).reason == .warmup)
    let reference = (1...1000).map(Double.init)
    #expect(Percentile.of(9999, in: reference).value == 1 - 1.0 / 2000)
    #expect(Percentile.of(.nan, in: reference).reason == .domain)
    let empty = Metric<Double>.ratio(1, over: 0)
    let worst = Percentile.of(empty, in: reference, emptySupplyIsWorst: true)
    #expect(worst.value == 1 - 1.0 / 2000)
    let unknown = Percentile.of(empty, in: reference, emptySupplyIsWorst: false)
    #expect(unknown.reason == .zeroDenominator)
  }

  @Test func anIndexNeedsBookAndFlow() {
    let index = ExhaustionIndex()
    func members(_ pillars: [Pillar]) -> [Pillar: [Metric<Double>]] {
      Dictionary(uniqueKeysWithValues: pillars.map { ($0, [Metric(0.9), .undefined(.warmup)]) })
    }
    #expect(index.pool(members(Pillar.allCases)).value?.coverage == 1)
    #expect(index.pool(members(Pillar.allCases)).flags == .partial)
    #expect(index.pool(members(Pillar.allCases.filter { $0 != .flow })).reason == .warmup)
    // Four of seven pillars are 57 %, five are 71 %.
    let four: [Pillar] = [.bookDrain, .flow, .carry, .fragility]
    #expect(index.pool(members(four)).reason == .warmup)
    let five = index.pool(members(four + [.buildUp])).value
    #expect(agree(five?.logit, 0.9, within: 1e-12))
    // Exactly three fifths of the weight are enough.
    let weighted = ExhaustionIndex(weights: [.bookDrain: 3, .flow: 3, .carry: 4])
    #expect(weighted.pool(members([.bookDrain, .flow])).value?.coverage == 0.6)
    #expect(ExhaustionIndex.worse(Metric(0.3), Metric(0.7)).value == 0.7)
    #expect(ExhaustionIndex.worse(.undefined(.gap), Metric(0.7)).flags == .partial)
    #expect(ExhaustionIndex.worse(.undefined(.gap), .undefined(.stale)).reason == .gap)
  }

  @Test func poolsOfCertainties() {
    let pool = Pool.of([1, 0], weights: [1, 1]).value
    #expect(agree(pool?.logit, 0.5, within: 1e-9))
    #expect(Pool.of([1.1], weights: [1]).reason == .domain)
    #expect(Pool.of([nil], weights: [1]).reason == .warmup)
    #expect(Pool.of([0.5], weights: [0]).reason == .warmup)
    var correlation = PillarCorrelation()
    #expect(correlation.matrix.reason == .warmup)
    correlation.add([0.5, 0.9])
    #expect(correlation.matrix.reason == .degenerate)
  }

  @Test func alarmsAreCrossingsAndEventsMerge() {
    let alarms = EpisodeScore.alarms(
      times: [1, 2, 3, 4, 5], scores: [0.9, 0.95, 0.2, 0.9, 0.1], threshold: 0.9)
    #expect(alarms == [1, 4])
    // Each within half an hour of the one before: a single episode.
    #expect(EpisodeScore.merged([5000, 0, 1700, 3400, 6900]) == [0, 6900])
    // Closer than half an hour merges; half an hour itself does not.
    #expect(EpisodeScore.merged([0, 1800, 3599]) == [0, 1800])
    let none = EpisodeScore(alarms: [], events: [], span: 100)
    #expect(none.recall.reason == .zeroDenominator && none.leadTime().reason == .warmup)
    // Exactly at either edge of the lead window counts.
    let edges = EpisodeScore(alarms: [0, 585], events: [600], span: 86_400)
    #expect(edges.leadTimes == [600] && edges.precision.value == 1)
    #expect(edges.falseAlarmsPerDay.value == 0)
  }

  @Test func scoresOfOneKindOnly() {
    let only = ScoredOutcomes(scores: [0.1, 0.9], outcomes: [true, true])
    #expect(only.auroc.reason == .degenerate && only.auprc.value == 1)
    let forecasts = Forecasts(forecasts: [0, 1], outcomes: [false, true])
    #expect(forecasts.brier.value == 0 && (forecasts.logLoss.value ?? 1) < 1e-12)
    #expect(Forecasts(forecasts: [2], outcomes: [true]).brier.reason == .domain)
    #expect(Forecasts(forecasts: [], outcomes: []).brier.reason == .warmup)
    let same = Forecasts(forecasts: [0.5, 0.5], outcomes: [true, true])
    #expect(same.brierSkill.reason == .degenerate)
  }

  @Test func bootstrapsRepeatWithTheirSeed() {
    let values = (0..<200).map { Double($0 % 10) }
    func interval(_ seed: UInt64) -> Metric<ClosedRange<Double>> {
      var bootstrap = BlockBootstrap(meanBlock: 10, draws: 200, seed: seed)
      return bootstrap.interval(count: values.count) { picks in
        Metric(number: picks.reduce(0) { $0 + values[$1] } / Double(picks.count))
      }
    }
    #expect(interval(3) == interval(3))
    #expect(interval(3).value?.contains(4.5) ?? false)
    var empty = BlockBootstrap(meanBlock: 5)
    #expect(empty.interval(count: 0) { _ in Metric(1) }.reason == .warmup)
  }

  @Test func flagsAndReasonsPrintAsSpelled() {
    let flags: MetricFlags = [.partial, .truncatedBid]
    #expect("\(flags)" == "truncated_bid,partial")
    #expect(Undefined.allCases.count == 15)
    #expect("\(Undefined.zeroDenominator)" == "zero_denominator")
    let metric = Metric(2.0, flags: .sampled).flatMap { Metric(number: $0 / 0) }
    #expect(metric.reason == .domain && metric.flags == .sampled)
    #expect(Metric<Double>.ratio(1, over: .nan).reason == .zeroDenominator)
    #expect(Metric<Double>.undefined(.gap).coalesced(7) == 7)
  }

  @Test func carryEdges() {
    let early = Basis(future: 101, spot: 100, tenor: 86_399)
    #expect(early.annualized.reason == .minTenor && early.bps.value == 100)
    #expect(Basis(future: 101, spot: 0, tenor: 1e6).continuous.reason == .zeroDenominator)
    let between = Basis.atTenor(0.25, near: (0.2, 1), far: (0.3, 3))
    #expect(agree(between.value, 2, within: 1e-12))
    #expect(Basis.atTenor(0.4, near: (0.2, 1), far: (0.3, 3)).reason == .domain)
    #expect(Basis.agreement(of: 10, and: 12) == nil && Basis.agreement(of: 10, and: 12.1) == .stale)
    #expect(CarryTerms().reverseNet(basis: 0.1).reason == .notSupported)
    #expect(CarryTerms().net(basis: 0.1).value == 0.1)
    #expect(Funding.compounded(rate: -1, intervalHours: 8).reason == .domain)
    #expect(Funding.annualized(rate: 0.01, intervalHours: 0).reason == .zeroDenominator)
  }

  @Test func contractsConvertBeforeTheyAdd() {
    let inverse = Contract(.inverse, multiplier: 100)
    #expect(inverse.coin(of: 5, at: 50) == 10 && inverse.usd(of: 5, at: 50) == 500)
    #expect(inverse.profit(of: 5, from: 50, to: 100).value == 5)
    #expect(inverse.profit(of: 5, from: 50, to: 0).reason == .zeroDenominator)
    #expect(Contract(.linear, multiplier: 2).profit(of: 5, from: 50, to: 100).value == 500)
    #expect(OpenInterest.amount(contracts: 1, of: inverse, mark: 0).reason == .zeroDenominator)
    #expect(OpenInterest.amount(contracts: 1, of: inverse, mark: 5, sides: 3).reason == .domain)
    let old = Holding(amount: 2, price: 10, haircut: 0.5, age: 3601)
    #expect(Reserves.usd([old]).value == 10 && Reserves.usd([old]).flags == .staleInput)
    #expect(Reserves.poolUtilization(cash: 0, borrows: 0).reason == .zeroDenominator)
    #expect(Reserves.poolUtilization(cash: -50, borrows: 100).value == 2)
  }
}
