// Margins, options, cascades and breakers at their limits, by hand.

import Functions
import Quantities
import Testing

private func near(_ x: Double?, _ y: Double, rel: Double = 1e-9) -> Bool {
  guard let x else { return false }
  return (x - y).magnitude <= rel * y.magnitude
}

@Suite("Risk edges")
struct RiskEdges {
  @Test func tiersMustFollowOneAnother() {
    typealias Tier = MarginTiers.Tier
    #expect(MarginTiers([]) == nil)
    #expect(MarginTiers([Tier(lower: 1, rate: 0.1)]) == nil)
    #expect(MarginTiers([Tier(lower: 0, upper: 5, rate: 0.1), Tier(lower: 6, rate: 0.2)]) == nil)
    #expect(MarginTiers([Tier(lower: 0, rate: 1)]) == nil)
    let short = MarginTiers([Tier(lower: 0, upper: 100, rate: 0.01)])
    #expect(short?.maintenance(of: 200).value == 2)
    #expect(short?.maintenance(of: 200).flags == .estimated)
    #expect(short?.maintenance(of: -1).reason == .domain)
    #expect(MarginTiers(flat: 0.02)?.maintenance(of: 0).value == 0)
  }

  @Test func cascadesWithoutFuelOrDepth() {
    let long = LadderPosition(side: .long, size: 5, liquidationPrice: 99)
    func run(_ shock: Double, _ impact: Cascade.Impact) -> Metric<Cascade.Outcome> {
      Cascade(price: 100, shock: shock, impact: impact).run([long])
    }
    #expect(run(-0.02, .linear(depthCoin: 0)).reason == .zeroDenominator)
    #expect(run(0, .linear(depthCoin: 10)).reason == .domain)
    #expect(run(-1, .linear(depthCoin: 10)).reason == .domain)
    // Longs do not mind a rise.
    #expect(run(0.02, .linear(depthCoin: 10)).value?.count == 0)
    let thin = run(-0.02, .levels(BookLevels(prices: [97, 96], sizes: [1, 1])))
    #expect(thin.flags.contains(.truncated) && thin.value?.finalPrice == 96)
    #expect(thin.flags.contains(.partial))
    // 0.01·100/0.001 per coin would go far below zero.
    #expect(run(-0.02, .linear(depthCoin: 0.001)).value?.finalPrice == 0)
    #expect(Cascade.amplificationLimit(ratio: 1).value == .infinity)
    #expect(Cascade.amplificationLimit(ratio: 0.5).value == 2)
    #expect(LiquidationLadder.insuranceCover(fund: 5, shortfall: 0).value == .infinity)
  }

  @Test func shortfallCountsWhatEndsBeyondBankruptcy() {
    let positions = [
      LadderPosition(side: .long, size: 2, liquidationPrice: 99, bankruptcyPrice: 98.5),
      LadderPosition(side: .long, size: 1, liquidationPrice: 98.5, bankruptcyPrice: 90),
    ]
    let outcome = Cascade(price: 100, shock: -0.01, impact: .linear(depthCoin: 2)).run(positions)
    // κ = 0.5: first round Q = 2 → 98, second Q = 3 → 97.5; shortfall (98.5 − 97.5)·2.
    #expect(outcome.value?.finalPrice == 97.5 && outcome.value?.rounds == 2)
    #expect(outcome.value?.amplification == 2.5 && outcome.value?.shortfall == 2)
    #expect(outcome.flags.isEmpty)
  }

  @Test func aLadderCountsItsEdges() {
    let ladder = LiquidationLadder(
      [
        LadderPosition(side: .long, size: 1, liquidationPrice: 99),
        LadderPosition(side: .short, size: 2, liquidationPrice: 101),
      ], estimated: true)
    let rung = ladder.within(0.01, of: 100)
    #expect(rung.value?.longUSD == 99 && rung.value?.shortUSD == 202 && rung.flags == .estimated)
    #expect(ladder.within(0.0099, of: 100).value?.longCoin == 0)
    #expect(ladder.within(0.01, of: 0).reason == .zeroDenominator)
  }

  @Test func paretoTails() {
    // As ξ → 0: 0.02 + 0.007·ln 5 and the mean beyond it.
    let flat = ParetoTail(threshold: 0.02, shape: 0, scale: 0.007, share: 0.05)
    let loss = flat?.loss(quantile: 0.99)
    #expect(near(loss?.value?.atRisk, 0.02 + 0.007 * 1.6094379124341003))
    #expect(near(loss?.value?.shortfall.value, 0.027 + 0.007 * 1.6094379124341003))
    let heavy = ParetoTail(threshold: 0.02, shape: 1, scale: 0.007, share: 0.05)
    #expect(heavy?.loss(quantile: 0.99).value?.shortfall.reason == .domain)
    #expect(heavy?.loss(quantile: 0.9).reason == .domain)
    #expect(ParetoTail(threshold: 0, shape: 0, scale: 0, share: 0.1) == nil)
  }

  @Test func historicalLossesNeedEnoughReturns() {
    let returns = (1...100).map { -Double($0) }
    #expect(TailLoss.historical(returns: returns, quantile: 0.99).value?.atRisk == 99.01)
    let few = Array(returns.prefix(99))
    #expect(TailLoss.historical(returns: few, quantile: 0.99).reason == .warmup)
    #expect(TailLoss.historical(returns: returns, quantile: 1).reason == .domain)
    #expect(Kupiec.test(days: 10, exceptions: 11, probability: 0.1).reason == .domain)
    let always = Kupiec.test(days: 250, exceptions: 250, probability: 0.01)
    #expect(near(always.value?.ratio, 2302.5850929940457))
  }

  @Test func volatilityFiltersStartWarm() {
    #expect(WeightedVolatility().value.reason == .warmup)
    #expect(GarchVolatility(omega: 1e-6, alpha: 0.5, beta: 0.5) == nil)
    #expect(Volatility.realized([], interval: 300).reason == .warmup)
    #expect(Procyclicality.largestCall([1, 2, 3], days: 3).reason == .warmup)
    #expect(Procyclicality.peakToTrough([0, 1]).reason == .zeroDenominator)
  }

  @Test func optionsAtAndAfterExpiry() {
    let call = OptionTerms(.call, strike: 100, years: 0)
    let expired = Black76(call, forward: 120, sigma: 0.5)
    #expect(expired?.price.value == 20 && expired?.delta.value == 1)
    #expect(expired?.gamma.flags == .estimated && expired?.gamma.value == 0)
    let sure = Black76(OptionTerms(.put, strike: 100, years: 1), forward: 80, sigma: 0, rate: 0.1)
    #expect(near(sure?.price.value, 20 * 0.9048374180359595))
    #expect(Black76(call, forward: 0, sigma: 1) == nil)
    #expect(Black76(call, forward: 1, sigma: .nan) == nil)
  }

  @Test func impliedVolatilityOfAlmostNothing() {
    // Prices from forty-digit arithmetic: 1e-20 and 1e-41 dollars.
    let far = OptionTerms(.call, strike: 150_000, years: 0.05)
    let small = ImpliedVolatility.of(price: 2.22131680187299565e-20, terms: far, forward: 62_000)
    #expect(near(small.value, 0.4))
    let farther = OptionTerms(.call, strike: 200_000, years: 0.02)
    let tiny = ImpliedVolatility.of(
      price: 8.32948287216938344e-41, terms: farther, forward: 62_000)
    #expect(near(tiny.value, 0.6))
    #expect(ImpliedVolatility.of(price: 62_000, terms: far, forward: 62_000).reason == .domain)
    #expect(ImpliedVolatility.of(price: 0, terms: far, forward: 62_000).reason == .domain)
    #expect(ImpliedVolatility.of(price: .nan, terms: far, forward: 62_000).reason == .domain)
  }

  @Test func legsWithoutVolatilityArePartial() {
    let terms = OptionTerms(.call, strike: 100, years: 0.5)
    let legs = [
      OptionLeg(terms, sigma: 0.5, position: 1), OptionLeg(terms, sigma: nil, position: 9),
    ]
    let book = OptionBook(underlying: 100, legs: legs, hedge: -2)
    #expect(book?.greeks.flags == .partial)
    #expect(near(book?.greeks.value?.delta, 0.5701581024006669 - 2, rel: 1e-6))
    #expect(book?.profit(move: 0, volMove: 0).value == 0)
    #expect(book?.profit(move: -1, volMove: 0).reason == .domain)
    #expect(OptionBook.nettingBenefit([0, 0]).reason == .zeroDenominator)
    #expect(OptionBook.nettingBenefit([3, -1]).value == 0.5)
  }

  @Test func gammaWithoutAChainNeverFlips() {
    #expect(GammaExposure([], mode: .naive).flip(near: 100).reason == .domain)
    let call = ChainEntry(OptionTerms(.call, strike: 100, years: 0.1), sigma: 0.5, size: 10)
    #expect(GammaExposure([call], mode: .naive).flip(near: 100).reason == .domain)
    #expect(GammaExposure([call], mode: .naive).value(at: 0).reason == .zeroDenominator)
  }

  @Test func aMatrixThatIsNoCovarianceIsClipped() {
    // numpy: eigenvalues −0.8, 1.9, 1.9; the negative one clipped.
    let result = InventoryRisk.portfolio(
      exposures: [1e6, -2e6, 1.5e6], sigmas: [0.03, 0.04, 0.05],
      correlation: [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    #expect(result.flags == .estimated)
    #expect(near(result.value?.deviation, 53681.157463924625))
    #expect(near(result.value?.valueAtRisk, 124881.04654225266))
    #expect(InventoryRisk.portfolio(exposures: [1], sigmas: [], correlation: []).reason == .domain)
  }

  @Test func quotesOfAnIndifferentMaker() {
    let calm = MakerModel(aversion: 0, sigma: 2, decay: 0.5)
    #expect(calm?.stoikov(mid: 100, inventory: 5, tau: 1).value?.spread == 4)
    let offsets = calm?.gueant(inventory: 5).value
    #expect(offsets?.bid == 2 && offsets?.ask == 2)
    #expect(MakerModel(aversion: -1, sigma: 1, decay: 1) == nil)
    let long = MakerModel(aversion: 0.5, sigma: 4, decay: 0.5)?.gueant(inventory: -9).value
    #expect((long?.bid ?? 0) < 0 && long?.clamped(to: 0.5).bid == 0.5)
  }
}
