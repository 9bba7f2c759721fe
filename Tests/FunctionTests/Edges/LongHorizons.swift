// Fits, digests and event detection, against independent programs and by hand.

import Functions
import Quantities
import Testing

@Suite("Long horizons")
struct LongHorizons {
  @Test func digestsComeCloseInTheMiddleAndCloserInTheTails() {
    var chance = Chance(110)
    var parts = [TDigest(), TDigest(), TDigest()]
    var values: [Double] = []
    for index in 0..<60_000 {
      let x = chance.normal() * (index % 50 == 0 ? 20 : 1)
      values.append(x)
      parts[index % 3].add(x)
    }
    var whole = parts[0]
    whole.merge(parts[1])
    whole.merge(parts[2])
    #expect(whole.count == 60_000)
    values.sort()
    for p in [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999] {
      let found = whole.quantile(p).coalesced(.nan)
      let rank = Double(values.count { $0 < found }) / 60_000
      // The error of a rank is bounded by its centroid, about 4q(1 − q)/200.
      #expect((rank - p).magnitude <= 0.02 * p * (1 - p) + 1e-5, "p = \(p), BRINK_SEED=\(seed)")
    }
    #expect(whole.quantile(0).value == values.first && whole.quantile(1).value == values.last)
  }

  @Test func digestsOfFewValues() {
    var digest = TDigest()
    #expect(digest.quantile(0.5).reason == .warmup)
    digest.add(.nan)
    digest.add(7)
    #expect(digest.quantile(0.5).value == 7 && digest.quantile(1.5).reason == .domain)
    digest.add(9)
    #expect(digest.quantile(0.5).value == 8)
  }

  /// Exact quantiles of ξ = 0.2, β = 0.01 must give their parameters back; numpy's estimate from
  /// the same 4000 quantiles is 0.19942, 0.0100016.
  @Test func aTailIsFittedFromItsOwnQuantiles() {
    let excesses = (0..<4000).map { index in
      let u = (Double(index) + 0.5) / 4000
      return 0.05 * (fifthRoot(1 / (1 - u)) - 1)
    }
    // 76 000 losses below the threshold, 4000 above it: the upper twentieth.
    let losses = (0..<76_000).map { -Double($0) } + excesses.map { 1e-9 + $0 }
    let tail = ParetoTail.fit(losses: losses)
    #expect(agree(tail.value?.shape, 0.1994164, within: 1e-4))
    #expect(agree(tail.value?.scale, 0.01000156, within: 1e-4))
    #expect(agree(tail.value?.share, 0.05, within: 1e-9))
    #expect(ParetoTail.fit(losses: Array(losses.prefix(300))).reason == .warmup)
    #expect(ParetoTail.fit(losses: []).reason == .warmup)
  }

  private func fifthRoot(_ x: Double) -> Double {
    (0..<200).reduce(x > 1 ? 1 + (x - 1) / 5 : x) { y, _ in
      y - (y - x / (y * y * y * y)) / 5
    }
  }

  /// The minimum found by scipy's L-BFGS-B with bounds on the same readings.
  @Test func calibrationFindsTheBoundedMinimum() {
    func place(_ i: Int, _ step: Int, _ size: Int) -> Double {
      (Double(i * step % size) + 0.5) / Double(size)
    }
    let readings = (0..<600).map { i -> [Double] in
      [place(i, 37, 101), place(i, 53, 97), place(i, 29, 89)]
    }
    let outcomes = readings.enumerated().map { i, p -> Bool in
      let chance: Double = 0.1 + 0.7 * p[0] * p[0]
      return place(i, 71, 113) < chance - 0.2 * p[1] + 0.1 * p[2]
    }
    #expect(outcomes.count { $0 } == 170)
    let fit = PoolCalibration.fit(readings, outcomes: outcomes)
    #expect(agree(fit.value?.weights[0], 0.74509766, within: 1e-6))
    #expect(fit.value?.weights[1] == 0)
    #expect(agree(fit.value?.weights[2], 0.13019167, within: 1e-5))
    #expect(agree(fit.value?.intercept, -1.22472011, within: 1e-6))
    let alarm = fit.flatMap { $0.probability([0.9, 0.1, 0.6]) }
    #expect(agree(alarm.value, 0.61425058, within: 1e-6))
    let always = PoolCalibration.fit(readings, outcomes: readings.map { _ in true })
    let never = PoolCalibration.fit(readings, outcomes: readings.map { _ in false })
    #expect(always.reason == .degenerate && never.reason == .warmup)
    #expect(PoolCalibration.fit([[2]], outcomes: [true]).reason == .domain)
  }

  @Test func eventsNeedSlippageAndAMove() {
    var events = ExhaustionEvents(taker: .buy)
    // σ√(1 min) of 3.8 % a day is 0.1 %: four deviations are 0.4 %.
    func update(_ slippage: Double, _ mid: Double, _ t: Double) -> Bool {
      events.update(slippageBps: slippage, mid: mid, sigmaDaily: 0.038, at: moment(t))
    }
    for t in 0..<300 { #expect(!update(Double(t % 5), 100, Double(t))) }
    for t in 300..<310 { #expect(!update(50 + Double(t), 101, Double(t))) }
    #expect(update(500, 101, 310))
    #expect(!update(501, 101, 311))
    #expect(events.starts == [moment(310)])
    // The wrong direction is no event of this side.
    var other = ExhaustionEvents(taker: .sell)
    for t in 0..<320 {
      let isEvent = other.update(
        slippageBps: t < 300 ? 1 : Double(t), mid: t < 300 ? 100 : 101, sigmaDaily: 0.038,
        at: moment(Double(t)))
      #expect(!isEvent)
    }
  }

  @Test func interruptionsAndLiquidationsMergeWithinHalfAnHour() {
    var events = ExhaustionEvents(taker: .sell)
    func stop(_ t: Double) -> Bool { events.interruption(at: moment(t)) }
    func force(_ usd: Double, _ oi: Double, _ t: Double) -> Bool {
      events.liquidation(usd: usd, oiUSD: oi, at: moment(t))
    }
    #expect(stop(0))
    #expect(!force(400, 100_000, 1000))
    #expect(!force(100, 100_000, 1100))
    // Merged, but it moves the half hour: 1100 s + 1800 s.
    #expect(!stop(2899))
    #expect(force(500, 100_000, 4699))
    #expect(!force(1, 0, 9000))
    #expect(events.starts == [moment(0), moment(4699)])
  }
}
