// Properties of options, margins, liquidations and the index.

import Functions
import Quantities
import Testing

private let note = Comment(rawValue: "BRINK_SEED=\(seed)")

private let tiers = [(0.0, 5e4, 0.004), (5e4, 6e5, 0.005), (6e5, 3e6, 0.01), (3e6, 1.2e7, 0.02)]

private func table() -> MarginTiers? {
  MarginTiers(
    tiers.map { MarginTiers.Tier(lower: $0.0, upper: $0.1, rate: $0.2) }
      + [MarginTiers.Tier(lower: 1.2e7, rate: 0.05)])
}

@Suite("Risk properties")
struct RiskProperties {
  @Test func putCallParity() {
    var chance = Chance(60)
    for _ in 0..<1000 {
      let strike = chance.uniform(1e4...2e5)
      let forward = chance.uniform(1e4...2e5)
      let years = chance.uniform(0.001...2)
      let rate = chance.uniform(-0.05...0.2)
      let sigma = chance.uniform(0.05...2)
      func price(_ kind: OptionKind) -> Double {
        Black76(
          OptionTerms(kind, strike: strike, years: years), forward: forward, sigma: sigma,
          rate: rate)?.price.value ?? .nan
      }
      let call = price(.call)
      let put = price(.put)
      let pair = ParityPair(strike: strike, call: call, put: put)
      #expect(agree(pair.forward(years: years, rate: rate).value, forward, within: 1e-9), note)
    }
  }

  @Test func aZeroStrikeCallHasNoNetDelta() {
    for sigma in [0.1, 0.5, 1.5] {
      let terms = OptionTerms(.call, strike: 1e-9, years: 0.3)
      let delta = Black76(terms, forward: 60_000, sigma: sigma)?.deltaNet.value
      #expect((delta ?? 1).magnitude < 1e-12)
    }
  }

  @Test func impliedVolatilityRoundTrips() {
    var chance = Chance(61)
    var checked = 0
    for _ in 0..<2000 {
      let sigma = chance.uniform(0.05...2.5)
      let years = chance.uniform(0.003...2)
      let forward = 60_000.0
      let deviations = chance.uniform(-6...6)
      let strike = forward * (1 + deviations * sigma * years.squareRoot() / 4)
      guard strike > 1000 else { continue }
      // The out-of-the-money side: an in-the-money price has no digits left for its time value.
      let terms = OptionTerms(strike > forward ? .call : .put, strike: strike, years: years)
      guard let price = Black76(terms, forward: forward, sigma: sigma)?.price.value, price > 1e-12
      else { continue }
      let found = ImpliedVolatility.of(price: price, terms: terms, forward: forward)
      #expect(agree(found.value, sigma, within: 1e-8), note)
      checked += 1
    }
    #expect(checked > 1500)
  }

  @Test func greeksAreTheSlopesOfThePrice() {
    var chance = Chance(62)
    for _ in 0..<200 {
      let terms = OptionTerms(
        chance.flip() ? .call : .put, strike: chance.uniform(4e4...8e4),
        years: chance.uniform(0.02...1))
      let forward = 60_000.0
      let sigma = chance.uniform(0.3...1)
      func value(_ f: Double, _ s: Double) -> Double {
        Black76(terms, forward: f, sigma: s, rate: 0.03)?.price.value ?? .nan
      }
      guard let model = Black76(terms, forward: forward, sigma: sigma, rate: 0.03) else { continue }
      let slope = (value(forward + 1, sigma) - value(forward - 1, sigma)) / 2
      #expect((slope - model.delta.coalesced(.nan)).magnitude < 1e-6, note)
      let vega = (value(forward, sigma + 1e-4) - value(forward, sigma - 1e-4)) / 2e-4 / 100
      let wanted = model.vegaPoint.coalesced(.nan)
      #expect((vega - wanted).magnitude <= 1e-5 * wanted + 1e-6, note)
      func net(_ f: Double) -> Double {
        Black76(terms, forward: f, sigma: sigma)?.priceCoin.value ?? .nan
      }
      guard let coin = Black76(terms, forward: forward, sigma: sigma) else { continue }
      let coinSlope = forward * (net(forward + 5) - net(forward - 5)) / 10
      #expect((coinSlope - coin.deltaNet.coalesced(.nan)).magnitude < 1e-6, note)
    }
  }

  @Test func maintenanceIsContinuousAndConvex() {
    guard let table = table() else { return #expect(Bool(false)) }
    func margin(_ n: Double) -> Double { table.maintenance(of: n).coalesced(.nan) }
    for edge in tiers.map(\.1) {
      #expect((margin(edge + 1e-6) - margin(edge)).magnitude < 1e-6)
    }
    var chance = Chance(63)
    for _ in 0..<1000 {
      let a = chance.uniform(0...2e7)
      let b = chance.uniform(0...2e7)
      #expect(margin((a + b) / 2) <= (margin(a) + margin(b)) / 2 + 1e-6, note)
    }
  }

  @Test func liquidationLiesBetweenEntryAndBankruptcy() {
    guard let table = table() else { return #expect(Bool(false)) }
    var chance = Chance(64)
    for _ in 0..<1000 {
      let entry = chance.uniform(2e4...1e5)
      let size = chance.uniform(0.01...300)
      // Solvent at entry: more margin than maintenance.
      let wallet = table.maintenance(of: size * entry).coalesced(0)
        + size * entry * chance.uniform(0.0001...0.6)
      for side in PositionSide.allCases {
        let position = LinearPosition(side: side, size: size, entry: entry, wallet: wallet)
        guard let price = position.liquidationPrice(table).value,
          let ruin = position.bankruptcyPrice.value
        else { continue }
        let sign = side == .long ? 1.0 : -1.0
        #expect(sign * (entry - price) > 0 && sign * (price - ruin) >= -1e-9, note)
        // Equity meets maintenance there.
        let equity = wallet + sign * size * (price - entry)
        let due = table.maintenance(of: size * price).coalesced(.nan)
        #expect((equity - due).magnitude < 1e-6 * size * entry, note)
      }
      let coin = InversePosition(
        side: .long, face: size * entry, entry: entry, wallet: wallet / entry)
      if let price = coin.liquidationPrice(rate: 0.0001).value {
        #expect(price < entry && price >= coin.bankruptcyPrice.coalesced(0), note)
      }
    }
  }

  @Test func cascadesDoNotDependOnOrderAndShrinkWithDepth() {
    var chance = Chance(65)
    for _ in 0..<200 {
      let down = chance.flip()
      let positions = (0..<60).map { _ in
        let price = 1000 * (1 + chance.uniform(0...0.2) * (down ? -1 : 1))
        return LadderPosition(
          side: down ? .long : .short, size: chance.uniform(1...50), liquidationPrice: price,
          bankruptcyPrice: price * (down ? 0.99 : 1.01))
      }
      let shock = chance.uniform(0.005...0.05) * (down ? -1 : 1)
      let depth = chance.uniform(100...3000)
      func run(_ depth: Double, _ list: [LadderPosition]) -> Metric<Cascade.Outcome> {
        Cascade(price: 1000, shock: shock, impact: .linear(depthCoin: depth)).run(list)
      }
      let outcome = run(depth, positions)
      #expect(outcome == run(depth, positions.shuffled(using: &chance)), note)
      guard let plain = outcome.value, let deep = run(depth * 1.7, positions).value else {
        #expect(Bool(false), note)
        continue
      }
      #expect(plain.amplification >= 1 - 1e-12, note)
      #expect(deep.coin <= plain.coin && deep.amplification <= plain.amplification + 1e-12, note)
      #expect(deep.shortfall <= plain.shortfall + 1e-9, note)
    }
  }

  @Test func bookCascadesDoNotDependOnOrderAndShrinkWithDepth() {
    var chance = Chance(66)
    for _ in 0..<200 {
      let positions = (0..<20).map { _ in
        LadderPosition(
          side: .long, size: chance.uniform(1...20), liquidationPrice: chance.uniform(900...999))
      }
      let prices = (1...120).map { 1000 - Double($0) }
      let sizes = prices.map { _ in chance.uniform(0.5...8) }
      func run(_ factor: Double, _ list: [LadderPosition]) -> Metric<Cascade.Outcome> {
        let levels = BookLevels(prices: prices, sizes: sizes.map { $0 * factor })
        return Cascade(price: 1000, shock: -0.01, impact: .levels(levels)).run(list)
      }
      let plain = run(1, positions)
      #expect(plain == run(1, positions.shuffled(using: &chance)), note)
      let deep = run(2, positions).value
      #expect((deep?.finalPrice ?? 0) >= (plain.value?.finalPrice ?? .infinity), note)
      #expect((plain.value?.amplification ?? 0) >= 1 - 1e-12, note)
    }
  }

  @Test func poolsAreOrderedAndInRange() {
    var chance = Chance(67)
    for _ in 0..<1000 {
      let pillars: [Double?] = (0..<7).map { _ in
        chance.integer(0...4) == 0 ? nil : chance.uniform(0...1)
      }
      let weights = pillars.map { _ in chance.uniform(0...3) }
      guard let pool = Pool.of(pillars, weights: weights).value else { continue }
      #expect(0...1 ~= pool.coverage, note)
      #expect(0 <= pool.geometric && pool.geometric <= pool.logit + 1e-12, note)
      #expect(pool.logit <= pool.noisyOr + 1e-12 && pool.noisyOr <= 1, note)
    }
  }

  @Test func percentileStreamsEqualBatches() {
    var chance = Chance(68)
    var stream = Percentile.Stream(window: .seconds(500), minimum: 10)
    var history: [Double] = []
    for step in 0..<3000 {
      let x = Double(chance.integer(0...40))
      let score = stream.score(x, at: moment(Double(step)))
      // Exclusive and half open: the last 499 seconds of values before this one.
      let reference = Array(history.suffix(499))
      #expect(score == Percentile.of(x, in: reference, minimum: 10), note)
      #expect(score.value.map { 0...1 ~= $0 } ?? true, note)
      history.append(x)
    }
  }

  @Test func rankingsDependOnOrderAlone() {
    var chance = Chance(69)
    for _ in 0..<50 {
      let scores = (0..<200).map { _ in Double(chance.integer(0...20)) / 20 }
      let outcomes = scores.map { chance.uniform(0...1) < $0 }
      let plain = ScoredOutcomes(scores: scores, outcomes: outcomes)
      let bent = ScoredOutcomes(scores: scores.map { $0 * $0 * $0 }, outcomes: outcomes)
      #expect(plain.auroc == bent.auroc && plain.auprc == bent.auprc, note)
      var pairs = 0.0
      var wins = 0.0
      for (s, isEvent) in zip(scores, outcomes) where isEvent {
        for (t, isOther) in zip(scores, outcomes) where !isOther {
          pairs += 1
          wins += s > t ? 1 : s == t ? 0.5 : 0
        }
      }
      #expect(agree(plain.auroc.value, wins / pairs, within: 1e-12), note)
      let parts = Forecasts(forecasts: scores, outcomes: outcomes)
      let sum = parts.parts.value.map { $0.reliability - $0.resolution + $0.uncertainty }
      #expect(agree(parts.brier.value, sum, within: 1e-9), note)
    }
  }
}
