// Twice the rows cost twice the time, and a longer window, stream or rule pack no more a row.
import Columns
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation
@testable import Feeds

@Suite(.serialized) struct LinearityTests {
  /// The processor time of a whole run of rules over a market.
  private func running(_ plan: Plan, _ market: Market) -> Double {
    let evaluation = market.evaluation(plan)
    return seconds { evaluation.run { keep($0.count) } }
  }

  private static let statistics = ["avg", "max", "std", "median"]

  /// Seen to fail: edges looked for from the first row, at every sixteenth tick, 3.4.
  @Test(arguments: statistics) func timeGrowsWithTheRowsAndNoFaster(_ statistic: String) {
    let plan = Market.plan("alert r when \(statistic)(a[10h]) > 1000000x")
    let (short, long) = (Market(minutes: 16_000), Market(minutes: 32_000))
    let ratio = medianRatio(of: { running(plan, long) }, to: { running(plan, short) })
    #expect(ratio <= 2.3, "twice the rows cost \(ratio) times")
  }

  /// Seen to fail: the newest moment looked for among all rows again and again, 3.5.
  @Test(arguments: [ReadPurpose.measuring, .keeping])
  func aTableIsReadInTimeThatGrowsWithItsRows(_ purpose: ReadPurpose) throws {
    let archive = try MetricsArchive(rows: 1_000)
    func reading(_ times: Int) throws -> Double {
      try seconds { keep(try archive.read(times: times, purpose: purpose)) }
    }
    let ratio = try medianRatio(of: { try reading(64) }, to: { try reading(32) })
    #expect(ratio <= 2.3, "twice the rows cost \(ratio) times")
  }

  /// Seen to fail: panes turned at every tick, 29 to 38.
  @Test(arguments: statistics.dropLast()) func aWindowCostsTheSameWhateverItsLength(
    _ statistic: String
  ) {
    let market = Market(minutes: 6_000)
    func cost(_ width: Int) -> Double {
      running(
        Market.plan("alert r when \(statistic)(a[\(width)m, coverage 1%]) > 1000000x"), market)
    }
    let ratio = medianRatio(of: { cost(2_000) }, to: { cost(20) })
    #expect(ratio < 2, "a hundredfold window costs \(ratio) times")
  }

  /// Rules that differ in a constant. Seen to fail: frames not shared, 96.
  @Test func aHundredthRuleCostsAFractionOfTheFirst() {
    let market = Market(minutes: 4_000)
    func cost(_ count: Int) -> Double {
      let rules = (0..<count).map { "alert r\($0) when a > \(2 + $0)x * std(a[1h])\n" }
      return running(Market.plan(rules.joined()), market)
    }
    let ratio = medianRatio(of: { cost(101) }, to: { cost(1) })
    #expect(ratio - 1 < 30, "a hundred rules more cost \(ratio - 1) times the first")
  }

  /// Seen to fail: windows never cut into blocks, 89 to 111.
  @Test(arguments: [0.5, 0.95]) func aQuantileOfALongWindowCostsWhatOneOfAShortDoes(_ q: Double) {
    let (long, short) = (SlidingQuantile(q, width: 100_000), SlidingQuantile(q, width: 1_000))
    let ratio = medianRatio(
      rounds: 5, of: { seconds { long.slide(4_000) } }, to: { seconds { short.slide(4_000) } })
    #expect(ratio < 4, "a hundredfold window costs \(ratio) times")
  }

  /// A tick of a stream looks at what is new, not at what has gone by. Seen to fail: rows looked at
  /// from the first and never forgotten, 3.3 in lanes and 5.4 in circuits.
  @Test(arguments: [true, false]) func aTickOfAStreamCostsTheSameHoweverLongItHasRun(
    _ usesLanes: Bool
  ) {
    let early = RunningStream(usesLanes: usesLanes)
    let late = RunningStream(usesLanes: usesLanes)
    early.go(400)
    late.go(8_000)
    let ratio = medianRatio(
      rounds: 5, of: { seconds { late.go(300) } }, to: { seconds { early.go(300) } })
    #expect(ratio < 2, "a tick came to cost \(ratio) times as much")
  }
}

/// A window that slides over random values.
private final class SlidingQuantile {
  private var state: SampleQuantile
  private let values: [Double]
  private let times: [Int64]
  private let width: Int
  private var end: Int

  init(_ q: Double, width: Int) {
    var dice = Dice(7)
    state = SampleQuantile(q: q)
    values = (0..<width + 30_000).map { _ in dice.fraction() }
    times = values.indices.map { Int64($0) }
    (self.width, end) = (width, width)
    slide(0)
  }

  deinit { state.deallocate() }

  /// Asks for its quantile as it stands, and after each of some steps.
  func slide(_ steps: Int) {
    times.withUnsafeBufferPointer { times in
      values.withUnsafeBufferPointer { values in
        guard let time = times.baseAddress, let value = values.baseAddress else { return }
        let samples = FrameSamples(times: time, values: value)
        for step in 0...steps {
          if step > 0 { end += 1 }
          let span = FrameSpan(
            lower: end - width, upper: end, newest: Int64(end - 1), reach: Int64(width))
          keep(state.value(span, samples))
        }
      }
    }
  }
}

/// A stream of one identity, a row a minute.
private final class RunningStream {
  private let live: LiveEvaluation
  private var minute: Int64 = 0

  init(usesLanes: Bool) {
    live = LiveEvaluation(
      plan: Market.plan("alert r when avg(a[5h]) > 1000000x or max(a[30m]) > 1000000x"),
      usesLanes: usesLanes)
  }

  func go(_ count: Int) {
    guard let inlet = live.inlet("a", Market.labels(0)) else { return }
    for _ in 0..<count {
      let now = minute * 60_000_000_000
      live.append(now, Double(minute % 11), to: inlet)
      live.advance(through: Timestamp(nanoseconds: now)) { keep($0.count) }
      minute += 1
    }
  }
}
