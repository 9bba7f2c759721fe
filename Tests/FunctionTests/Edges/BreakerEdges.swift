// Breakers and halt signals through time, by hand.

import Functions
import Quantities
import Testing

@Suite("Breaker edges")
struct BreakerEdges {
  @Test func theReferenceMovesOnlyFarAndSeldom() {
    var limit = LimitBand()
    #expect(limit.band.reason == .warmup)
    limit.add(price: 100, at: moment(0))
    limit.add(price: 104, at: moment(10))
    // Two per cent away, but the reference is only ten seconds old.
    #expect(limit.proForma.value == 102 && limit.reference.value == 100)
    limit.add(price: 102, at: moment(30))
    #expect(limit.reference.value == 102 && limit.moves == 1)
    limit.add(price: -1, at: moment(31))
    limit.add(price: .nan, at: moment(31))
    #expect(limit.proForma.value == 102)
    // At 331 s only trades after 31 s count: half a per cent is not enough.
    limit.add(price: 102.5, at: moment(331))
    #expect(limit.proForma.value == 102.5 && limit.reference.value == 102)
  }

  @Test func aLimitStateBecomesAPause() {
    var state = LimitState()
    let limit = LimitBand().band
    #expect(limit.reason == .warmup)
    var band = LimitBand()
    band.add(price: 100, at: moment(0))
    guard let prices = band.band.value else { return }
    func update(_ bid: Double, _ t: Double) -> LimitState.State {
      state.update(bid: bid, ask: bid + 1, band: prices, at: moment(t))
    }
    #expect(update(100, 0) == .normal)
    #expect(update(105, 1) == .limit)
    #expect(update(104, 10) == .normal)
    #expect(update(105, 11) == .limit)
    #expect(update(106, 25.9) == .limit)
    #expect(update(106, 26) == .pause)
    #expect(update(100, 200) == .pause)
    #expect(update(106, 326) == .limit)
    #expect(update(94, 327) == .limit)
  }

  @Test func dynamicBreakersRoundToATick() {
    // 0.1 · 60 998 / 5 = 1219.96 ticks.
    #expect(DynamicBreaker(settlement: 60_998, share: 0.1, tick: 5)?.variant == 6095)
    // 0.07 · 100 is 7.000000000000001 in doubles, and 0.29 · 100 is 28.999999999999996.
    #expect(DynamicBreaker(settlement: 100, share: 0.07, tick: 1)?.variant == 7)
    #expect(DynamicBreaker(settlement: 100, share: 0.29, tick: 1)?.variant == 29)
    #expect(DynamicBreaker(settlement: 0, share: 0.1, tick: 1) == nil)
    guard var breaker = DynamicBreaker(settlement: 100, share: 0.1, tick: 1) else { return }
    #expect(breaker.band.reason == .warmup)
    breaker.add(price: 100, at: moment(0))
    breaker.add(price: 95, at: moment(1))
    #expect(breaker.band.value?.lower == 90 && breaker.band.value?.upper == 105)
    breaker.restart()
    #expect(breaker.band.reason == .warmup)
  }

  @Test func velocityTripsOnAFullWindow() {
    var trip = VelocityTrip()
    #expect(trip.add(price: 100, at: moment(0)).reason == .warmup)
    #expect(trip.add(price: 100.5, at: moment(1)).value == false)
    #expect(trip.add(price: 98.9, at: moment(1.5)).value == true)
    #expect(trip.add(price: 98.9, at: moment(9)).value == false)
  }

  @Test func aVacuumMustLast() {
    var trip = VacuumTrip()
    for t in 0..<100 { #expect(trip.add(depthMinimum: 100, at: moment(Double(t))).value == false) }
    #expect(trip.add(depthMinimum: 4, at: moment(100)).value == false)
    #expect(trip.add(depthMinimum: 4, at: moment(104.9)).value == false)
    #expect(trip.add(depthMinimum: 4, at: moment(105)).value == true)
    #expect(trip.add(depthMinimum: 5, at: moment(106)).value == false)
    var empty = VacuumTrip()
    #expect(empty.add(depthMinimum: 0, at: moment(0)).reason == .zeroDenominator)
  }

  @Test func haltsAreFollowedByQuiet() {
    var halt = HaltSignal()
    func update(_ distance: Double?, _ velocity: Bool?, _ t: Double) -> Bool {
      halt.update(bandDistance: distance, velocity: velocity, vacuum: nil, at: moment(t))
    }
    #expect(!update(-1, nil, 0) && !update(-1, false, 2.9))
    #expect(update(-1, nil, 3))
    #expect(!update(nil, true, 200))
    #expect(update(nil, true, 303))
    #expect(!update(nil, nil, 1000))
  }

  @Test func speedBumpsNeedThirtySeconds() {
    var bump = SpeedBumpSignal()
    func update(_ realized: Double?, _ percentile: Double?, _ t: Double) -> Bool {
      bump.update(realizedBps: realized, impactPercentile: percentile, at: moment(t))
    }
    #expect(!update(-1, 0.95, 0))
    #expect(update(-1, 0.99, 30))
    #expect(!update(-1, nil, 31) && !update(-1, 0.99, 60))
  }

  @Test func bandsNeedVolatility() {
    let band = VolatilityBand(reference: 100, risk: RiskHorizon(sigmaDaily: 0, seconds: 300))
    #expect(band.band.value?.lower == 100 && band.distance(to: 101).reason == .degenerate)
    let none = VolatilityBand(reference: 0, risk: RiskHorizon(sigmaDaily: 0.1))
    #expect(none.band.reason == .zeroDenominator)
  }

  @Test func unbrokenRunsAreBrokenByTheUnknown() {
    var run = UnbrokenRun()
    run.update(true, at: moment(0))
    run.update(true, at: moment(4))
    #expect(run.duration(at: moment(5)) == .seconds(5) && run.reached(.seconds(5), at: moment(5)))
    run.update(nil, at: moment(6))
    #expect(!run.isOn && !run.reached(.zero, at: moment(6)))
  }
}
