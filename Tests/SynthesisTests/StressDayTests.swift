// What a stress day promises: the same bytes for a seed, honest labels, and one coherent story.

import Testing

@testable import Synthesis

/// The seeds every property is checked on; BRINK_SEED replays another one.
let seeds: [UInt64] = chosenSeed.map { [$0] } ?? [0, 1, 7, 20_240_805, 99_999, .max]

@Suite struct StressDayTests {
  @Test(arguments: seeds) func sameSeedSameBytes(seed: UInt64) {
    let first = StressDay(seed: seed).files()
    let second = StressDay(seed: seed).files()
    #expect(first.map(\.path) == second.map(\.path))
    for (one, other) in zip(first, second) {
      let bytes = one.contents()
      #expect(fingerprint(bytes) == fingerprint(other.contents()), "\(one.path)")
      #expect(bytes == one.contents(), "a second call makes the same bytes: \(one.path)")
    }
  }

  @Test func otherSeedOtherBytes() {
    let first = StressDay(seed: 1).files()
    let second = StressDay(seed: 2).files()
    for (one, other) in zip(first, second) { #expect(one.contents() != other.contents()) }
  }

  @Test func namesSayWhatItIs() {
    let day = StressDay(seed: 42)
    #expect(day.directoryName == "SYNTHETIC-stress-day-42")
    #expect(
      day.files().map(\.path) == [
        "BTCUSDT-bookDepth-2030-08-04.csv", "BTCUSDT-bookDepth-2030-08-05.csv",
        "BTCUSDT-fundingRate-2030-08.csv", "BTCUSDT-metrics-2030-08-04.csv",
        "BTCUSDT-metrics-2030-08-05.csv", "README.md", "synthetic-liquidations.csv",
        "synthetic-minutes.csv", "synthetic-reserves.csv",
      ])
    let readme = text(day, "README.md")
    #expect(readme.hasPrefix("# SYNTHETIC"))
    #expect(readme.contains("from the seed 42;"))
  }

  @Test(arguments: seeds) func staysModest(seed: UInt64) {
    let total = StressDay(seed: seed).files().map { $0.contents().count }.reduce(0, +)
    #expect(total < 3_200_000)
    #expect(total > 1_000_000)
  }

  @Test func excerptIsPartOfTheWhole() {
    let whole = Set(lines(StressDay(seed: 5), "synthetic-minutes.csv"))
    let part = StressDay(seed: 5, options: .init(venues: [.demo], minutes: 600..<660))
    let rows = lines(part, "synthetic-minutes.csv")
    #expect(rows.count == 1 + 60 * 3)
    #expect(whole.isSuperset(of: rows))
    #expect(part.files().count == 4, "no archive without its venue")
  }

  @Test func emptyExcerptHoldsHeadersOnly() {
    let day = StressDay(seed: 5, options: .init(minutes: 9_000..<9_100))
    #expect(lines(day, "synthetic-minutes.csv").count == 1)
    #expect(day.files().map(\.path).contains("README.md"))
    for file in day.files() { #expect(!file.contents().isEmpty) }
  }
}

@Suite struct PlotTests {
  @Test(arguments: seeds) func coverCrossesBeforeTheCrash(seed: UInt64) {
    let story = Story(seed: seed)
    for instrument in [Instrument.demoBTC, .demoETH, .binanceBTC] {
      let market = LatentMarket(instrument, story: story, seed: seed)
      let cover = market.states.map { $0.openInterest / $0.reserve }
      let crossing = cover.firstIndex { $0 > 0.9 }
      #expect(crossing.map { $0 < story.crash - 60 && $0 > 600 } == true)
      let thin = market.states.indices.filter { cover[$0] > 0.9 && market[$0].depth < 5e6 }
      #expect((thin.first ?? 0) < story.crash - 180, "\(instrument.symbol)")
      let before = (story.crash - 180)..<story.crash
      #expect(before.allSatisfy { cover[$0] > 0.9 && market[$0].depth < 5e6 })
      #expect(cover[(story.crash + 40)...].allSatisfy { $0 < 0.85 })
      #expect(market[Story.length].depth > 5e6)
    }
  }

  @Test(arguments: seeds) func aThinAltStaysCovered(seed: UInt64) {
    let market = LatentMarket(.demoSOL, story: Story(seed: seed), seed: seed)
    #expect(market.states.allSatisfy { $0.depth < 5e6 && $0.openInterest < 0.7 * $0.reserve })
  }

  @Test(arguments: seeds) func theCrashIsACrash(seed: UInt64) {
    let story = Story(seed: seed)
    for instrument in Instrument.all {
      let market = LatentMarket(instrument, story: story, seed: seed)
      let before = market[story.crash - 1]
      let trough = market.states[story.crash..<(story.crash + 60)].map(\.price).min() ?? 0
      let fall = 1 - trough / before.price
      let expected = instrument.beta * story.drop
      #expect(abs(fall - expected) < 0.025, "\(instrument.symbol) fell \(fall)")
      #expect(market[story.crash + 15].depth < 0.35 * before.depth)
      #expect(market[story.crash + 15].spread > 3 * before.spread)
      #expect(market[story.crash + 45].openInterest < 0.82 * before.openInterest)
    }
  }

  @Test(arguments: seeds) func nothingIsNegativeOrWild(seed: UInt64) {
    for instrument in Instrument.all {
      let market = LatentMarket(instrument, story: Story(seed: seed), seed: seed)
      for state in market.states {
        #expect(state.price > 0 && state.openInterest > 0 && state.reserve > 0)
        #expect(state.depth > 0 && state.spread > 0 && state.spread < 500)
      }
    }
  }

  @Test(arguments: seeds) func liquidationsPeakInTheCascade(seed: UInt64) {
    let story = Story(seed: seed)
    for instrument in Instrument.all {
      let market = LatentMarket(instrument, story: story, seed: seed)
      let events = Liquidation.all(of: market, order: 0)
      #expect(zip(events, events.dropFirst()).allSatisfy { $0.second <= $1.second })
      let peak = events.filter { (story.crash + 5...story.crash + 9).contains($0.minute) }
      let dollars = Double(peak.map(\.dollars).reduce(0, +))
      let notional = market[story.crash + 9].openInterest * market[story.crash + 9].price
      #expect(dollars > 0.02 * notional)
      #expect(events.filter { $0.minute < story.crash }.allSatisfy { $0.dollars < 200_000 })
    }
  }
}
