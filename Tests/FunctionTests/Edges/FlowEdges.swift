// Trades, buckets and windows at their limits, by hand.

import Functions
import Quantities
import Testing

@Suite("Flow edges")
struct FlowEdges {
  @Test func theTickRuleDecidesAtTheMid() {
    var rule = TakerRule()
    #expect(rule.taker(price: 100, mid: 100) == nil)
    #expect(rule.taker(price: 101, mid: 101) == .buy)
    #expect(rule.taker(price: 101, mid: 101) == .buy)
    #expect(rule.taker(price: 100, mid: 99) == .buy)
    #expect(rule.taker(price: 100, mid: 100) == .sell)
    #expect(TakerRule.taker(buyerIsMaker: true) == .sell)
  }

  @Test func aGiantTradeFillsManyBuckets() {
    guard var buckets = VolumeBuckets(volume: 1, count: 4) else { return }
    buckets.add(size: 0.5, taker: .sell)
    buckets.add(size: 1e9, taker: .buy)
    #expect(buckets.completed == 1_000_000_000)
    #expect(buckets.value.value == 1)
    #expect(VolumeBuckets(volume: 0) == nil)
    buckets.add(size: .nan, taker: .buy)
    buckets.add(size: -3, taker: .buy)
    #expect(buckets.completed == 1_000_000_000)
  }

  @Test func aTradeIsSplitAtTheEdgeOfABucket() {
    guard var buckets = VolumeBuckets(volume: 10, count: 2) else { return }
    buckets.add(size: 8, taker: .buy)
    buckets.add(size: 4, taker: .sell)
    #expect(buckets.value.reason == .warmup)
    buckets.add(size: 8, taker: .buy)
    // First bucket 8 − 2 = 6, second 8 − 2 = 6: (6 + 6)/2/10.
    #expect(buckets.completed == 2 && buckets.value.value == 0.6)
  }

  @Test func spreadsWithoutAMidAreSkippedAndYoungTradesPend() {
    var ledger = SpreadLedger(horizon: .seconds(5))
    let trade = Trade(time: moment(1), price: 101, size: 1, taker: .buy)
    ledger.add(mid: 100, at: moment(0))
    ledger.add(trade, mid: nil)
    #expect(ledger.skipped == 1 && ledger.effective.reason == .zeroDenominator)
    ledger.add(trade, mid: 100)
    #expect(ledger.effective.value == 200 && ledger.realized.reason == .zeroDenominator)
    ledger.add(mid: 100.5, at: moment(6))
    // A mid at exactly t + h may still be replaced by another of the same time.
    #expect(ledger.settledCount == 0)
    var ended = ledger
    ended.advance(to: moment(6))
    // Unless nothing more is to come: then the mid in force at t + h is final.
    #expect(ended.settledCount == 1 && ended.impact.value == 100)
    ledger.add(mid: 101, at: moment(6))
    ledger.add(mid: 90, at: moment(7))
    #expect(ledger.settledCount == 1 && ledger.realized.value == 0 && ledger.impact.value == 200)
  }

  @Test func cumulativeFlowStartsAnewAtMidnight() {
    var flow = TakerFlow()
    flow.add(Trade(time: moment(86_399), price: 1, size: 5, taker: .buy))
    flow.add(Trade(time: moment(86_400), price: 1, size: 2, taker: .sell))
    #expect(flow.cumulativeCoin == -2 && flow.signedCoin == 3)
    flow.resetCumulative()
    #expect(flow.cumulativeCoin == 0)
    flow.advance(to: moment(86_500))
    #expect(flow.signedCoin == 0 && flow.imbalance.reason == .zeroDenominator)
  }

  @Test func windowsAreHalfOpen() {
    var sums = SlidingSummary<Moments>(.time(.seconds(10)))
    sums.add(1, at: moment(0))
    sums.add(2, at: moment(10))
    #expect(sums.summary.sum == 2)
    sums.advance(to: moment(19.999999999))
    #expect(sums.summary.sum == 2)
    sums.advance(to: moment(20))
    #expect(sums.summary.count == 0 && sums.summary.variance().reason == .warmup)
    var none = SlidingSummary<Moments>(.count(0))
    none.add(1, at: moment(0))
    #expect(none.count == 0)
    var last = SlidingSummary<Moments>(.count(2))
    for x in 1...5 { last.add(Double(x), at: moment(0)) }
    #expect(last.summary.sum == 9 && last.count == 2)
  }

  @Test func asOfLooksBackAndNeverAhead() {
    var series = AsOfSeries(memory: .seconds(10))
    #expect(series.value(at: moment(5)).reason == .warmup)
    for (t, x) in [(0.0, 1.0), (4, 2), (4, 3), (12, 4), (30, 5)] { series.add(x, at: moment(t)) }
    // Memory reaches 20 s, where the observation of 12 s was in force.
    #expect(series.value(at: moment(20)).value == 4)
    #expect(series.value(at: moment(29)).value == 4)
    #expect(series.value(at: moment(30)).value == 5)
    #expect(series.value(at: moment(11)).reason == .warmup)
  }

  @Test func exponentialAveragesBeforeAndAtTheirStart() {
    #expect(EventAverage(halfLife: .seconds(1)).value.reason == .warmup)
    var state = StateAverage(halfLife: .seconds(1))
    #expect(state.value(at: moment(0)).reason == .warmup)
    state.add(7, at: moment(3))
    #expect(state.value(at: moment(3)).value == 7)
    #expect(state.value(at: moment(4)).value == 7)
    var rate = DecayedRate(halfLife: .seconds(10), start: moment(0))
    #expect(rate.value(at: moment(0)).reason == .warmup)
    rate.add(10, at: moment(5))
    let early = rate.value(at: moment(5)).coalesced(0)
    #expect(rate.value(at: moment(15)).coalesced(0) < early)
    #expect(DecayedRate(halfLife: .zero, start: moment(0)).value(at: moment(1)).reason == .domain)
  }

  @Test func scoresLeaveTheValueOut() {
    var stream = ExclusiveScore.Stream(count: 3)
    #expect(stream.score(1).reason == .warmup)
    #expect(stream.score(2).reason == .warmup)
    #expect(stream.score(3).reason == .warmup)
    #expect(stream.score(5).value == 3)
    #expect(ExclusiveScore.standard(1, against: [4, 4, 4]).reason == .degenerate)
    #expect(ExclusiveScore.robust(1, against: [4, 4, 4, 9]).reason == .degenerate)
    #expect(ExclusiveScore.standard(1, against: [4]).reason == .warmup)
  }

  @Test func impliedSpreadsNeedMovement() {
    #expect(ImpliedSpread.roll([1, 2]).reason == .warmup)
    let still = ImpliedSpread.Bar(open: 5, high: 5, low: 5, close: 5)
    #expect(ImpliedSpread.edge([still, still, still]).reason == .degenerate)
    #expect(ImpliedSpread.edge([still]).reason == .warmup)
    let broken = ImpliedSpread.Bar(open: 0, high: 5, low: 5, close: 5)
    #expect(ImpliedSpread.edge([still, broken, still]).reason == .domain)
    #expect(PriceImpact.amihud(prices: [1, 2], volumesUSD: [0]).reason == .zeroDenominator)
    #expect(PriceImpact.kyleBps(lambda: 0.25, mid: 50_000).value == 1)
  }

  @Test func lateItemsFindTheirPlaceAndVeryLateOnesAreDropped() {
    var sequence = Resequencer<String>()
    func add(_ item: String, _ t: Double) -> [String] {
      sequence.add(item, at: moment(t)).map(\.item)
    }
    #expect(add("a", 1) == [])
    #expect(add("c", 1.2) == [])
    #expect(add("b", 1.1) == [])
    #expect(add("b too", 1.1) == [])
    #expect(add("d", 1.35) == ["a", "b", "b too"])
    // Exactly a quarter of a second behind: still in time, and due at once.
    #expect(add("late", 1.1) == ["late"] && sequence.dropped == 0)
    #expect(add("later", 1.0999) == [] && sequence.dropped == 1)
    let rest = sequence.finish().map(\.item)
    #expect(rest == ["c", "d"])
  }

  @Test func hawkesRejectsExplosions() {
    #expect(HawkesProcess(mu: 1, alpha: 2, beta: 2, start: moment(0)) == nil)
    #expect(HawkesProcess(mu: 0, alpha: 0, beta: 2, start: moment(0)) == nil)
    #expect(HawkesProcess.branching(counts: [3]).reason == .warmup)
  }
}
