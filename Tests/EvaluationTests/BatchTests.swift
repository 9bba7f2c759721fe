// How a run is cut up must not show: batch sizes, restarts, shards, threads.
import Columns
import Functions
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

@Suite struct BatchTests {
  private static let minutes = 90

  /// Every bit of every column: NaN equals NaN here.
  private func bits(_ columns: [Labels: Column]) -> [Labels: [UInt64]] {
    columns.mapValues { column in
      column.values.map(\.bits) + column.truths.map { UInt64($0) }
        + column.reasons.map { UInt64($0.rawValue) }
    }
  }

  @Test(arguments: 0..<16) func batchSizesGiveTheSameBits(_ index: Int) {
    var world = RandomWorld(seed: Dice.seed(77) &+ UInt64(index), minutes: Self.minutes)
    for _ in 0..<8 {
      let e = world.dice.chance(2) ? world.number(3) : world.truth(3)
      let results = [1, 7, 64, 1024].map { batch in
        bits(run(e, world.store, RunSettings(batch: batch, through: .minute(88))))
      }
      for other in results.dropFirst() { #expect(other == results[0], "\(index): \(e.text)") }
    }
  }

  /// Cells made for one identity go on with others.
  @Test(arguments: 0..<24) func sharedCircuitsGiveTheSameBits(_ index: Int) {
    var world = RandomWorld(seed: Dice.seed(55) &+ UInt64(index), minutes: Self.minutes)
    for _ in 0..<12 {
      let e = world.dice.chance(2) ? world.number(3) : world.truth(3)
      var settings = RunSettings(batch: world.dice.pick([7, 64]), through: .minute(88))
      let apart = bits(run(e, world.store, settings))
      settings.sharesCircuits = true
      #expect(bits(run(e, world.store, settings)) == apart, "\(index): \(e.text)")
    }
  }

  /// Windows depend on the data behind them only, never on where a run began.
  @Test(arguments: 0..<16) func restartsGiveTheSameBits(_ index: Int) {
    var world = RandomWorld(seed: Dice.seed(99) &+ UInt64(index), minutes: Self.minutes)
    for _ in 0..<8 {
      let e = world.dice.chance(2) ? world.number(2) : world.truth(2)
      let whole = run(e, world.store, RunSettings(through: .minute(88)))
      let start = Timestamp.minute(Int64(20 + world.dice.below(40)))
      let tail = run(e, world.store, RunSettings(batch: 13, from: start, through: .minute(88)))
      for (key, column) in tail {
        let full = bits([key: whole[key] ?? Column()])[key] ?? []
        let part = bits([key: column])[key] ?? []
        let parts = e.type == .truth ? 2 : 1
        let (long, short) = (full.count / parts, part.count / parts)
        for index in 0..<parts {
          let expected = Array(full[(index * long)..<((index + 1) * long)].suffix(short))
          let got = Array(part[(index * short)..<((index + 1) * short)])
          #expect(expected == got, "\(index): \(e.text) \(key) from \(start)")
        }
      }
    }
  }

  @Test func identitiesWithoutACommonGroupAreApart() {
    let x = SeriesReference.named("x")
    let store = SeriesStore([x.stored(["A": [(0, 1)], "B": [(0, 2)]])])
    func shards(_ e: CheckedExpression) -> Int {
      var program = CheckedProgram()
      program.expressions = [e]
      let range = EvaluationRange(from: .minute(0), through: .minute(1))
      return Evaluation(plan: plan(program), store: store, range: range).shardCount
    }
    #expect(shards(.series(x)) == 2)
    #expect(shards(.series(x).over(.share, "symbol")) == 1)
  }

  @Test func threadsGiveTheSameResultsInTheSameOrder() {
    var world = RandomWorld(seed: Dice.seed(5), minutes: Self.minutes)
    var program = CheckedProgram()
    program.expressions = (0..<10).map { _ in world.number(2) }
    let range = EvaluationRange(from: .minute(0), through: .minute(80))
    let evaluation = Evaluation(plan: plan(program), store: world.store, range: range, batch: 9)
    func told(_ threads: Int) -> [String] {
      evaluation.fold(into: [String](), threads: threads) { lines, frame in
        lines.append("\(frame.output) \(frame.key) \(frame.start) \(frame.values)")
      }.flatMap { $0 }
    }
    let alone = told(1)
    #expect(!alone.isEmpty)
    #expect(told(2) == alone)
    #expect(told(4) == alone)
    var run: [String] = []
    evaluation.run { run.append("\($0.output) \($0.key) \($0.start) \($0.values)") }
    #expect(run == alone)
  }

  @Test func framesOfAnIdentityFollowWithoutGaps() {
    var world = RandomWorld(seed: Dice.seed(6), minutes: Self.minutes)
    var program = CheckedProgram()
    program.expressions = [world.number(2), world.truth(2)]
    let range = EvaluationRange(from: .minute(0), through: .minute(80))
    var next: [String: Timestamp] = [:]
    Evaluation(plan: plan(program), store: world.store, range: range, batch: 11).run { frame in
      let identity = "\(frame.output)\(frame.key)"
      if let expected = next[identity] { #expect(frame.start == expected) }
      next[identity] = frame.time(at: frame.count)
    }
    #expect(next.values.allSatisfy { $0 == .minute(81) })
  }

  @Test func departuresAreTold() {
    let x = SeriesReference.named("x")
    let ticks = minutely([Double?](repeating: 3, count: 8))
    let store = SeriesStore([x.stored(["A": [(0, 1)], "B": ticks])])
    var program = CheckedProgram()
    program.expressions = [CheckedExpression.series(x).over(.sum, "symbol")]
    let range = EvaluationRange(from: .minute(0), through: .minute(7))
    let evaluation = Evaluation(plan: plan(program), store: store, range: range)
    #expect(
      evaluation.departures.map(\.description) == [
        "x{symbol=A} has been silent for 5m (10 × its age limit) at 1970-01-01T00:05:00Z: "
          + "its group goes on without it"
      ])
  }
}

@Suite struct PlanTests {
  private typealias X = CheckedExpression
  private let oi = SeriesReference.named("oi")
  private let reserve = SeriesReference.named("reserve", stale: .minutes(30))

  @Test func rulesShareWhatTheyHaveInCommon() {
    let ratio = X.series(oi) / X.series(reserve)
    var program = CheckedProgram()
    program.expressions = [
      ratio > 0.9, ratio > 0.8,
      X.window(.avg, oi, .hours(1)) > 5, X.window(.std, oi, .hours(1)) > 5,
    ]
    #expect(
      plan(program).description == """
        %0 = as-of oi[age <= 30s] by (symbol)  # used 3 times
        %1 = as-of reserve[age <= 30m] by (symbol)
        %2 = arithmetic / %0, %1 by (symbol)  # used 2 times
        %3 = constant 0.9 by ()
        %4 = compare > %2, %3 by (symbol)
        %5 = constant 0.8 by ()
        %6 = compare > %2, %5 by (symbol)
        %7 = as-of oi[age <= 30s] 1h ago by (symbol)
        %8 = samples oi[age <= 30s] over 1h known 48 of 60 ticks \
        %0, %7, %0 by (symbol)  # used 2 times
        %9 = avg %8 by (symbol)
        %10 = constant 5 by ()  # used 2 times
        %11 = compare > %9, %10 by (symbol)
        %12 = std %8 by (symbol)
        %13 = compare > %12, %10 by (symbol)
        expression_1 by (symbol): %4
        expression_2 by (symbol): %6
        expression_3 by (symbol): %11
        expression_4 by (symbol): %13
        """)
  }

  @Test func windowsOverTicksLookBack() {
    var program = CheckedProgram()
    program.expressions = [
      X.window(.max, X.window(.avg, X.series(oi) - X.series(reserve), .minutes(5)), .minutes(3))
    ]
    #expect(plan(program).nodes.map(\.lookback) == [6, 6, 6, 2, 2, 0, 0])
  }

  @Test func gridsAreKeptApart() {
    var program = CheckedProgram()
    let alert = { (name: String, every: TimeSpan?) in
      var alert = CheckedAlert(
        kind: .alert, name: name, keys: ["symbol"],
        levels: [CheckedLevel(trigger: X.series(oi) > 1)], range: .init(0, 0),
        source: X.number(1).source)
      alert.every = every
      return alert
    }
    program.alerts = [alert("a", nil), alert("b", .seconds(10)), alert("c", nil)]
    let made = plan(program)
    #expect(made.nodes.count == 6)
    #expect(made.outputs.map(\.every) == [.minutes(1), .seconds(10), .minutes(1)])
    #expect(made.outputs[0].conditions == made.outputs[2].conditions)
  }
}

@Suite struct SharingTests {
  private typealias X = CheckedExpression
  private let oi = SeriesReference.named("oi")

  /// So many rules that differ in a constant: `oi > k * max(oi[1h])`.
  private func nodes(_ count: Int) -> Int {
    var program = CheckedProgram()
    program.alerts = (0..<count).map { index in
      let peak = X.window(.max, oi, .hours(1))
      let level = CheckedLevel(trigger: .series(oi) > .number(0.5 + Double(index)) * peak)
      return CheckedAlert(
        kind: .alert, name: "r\(index)", keys: ["symbol"], levels: [level], range: .init(0, 0),
        source: X.number(1).source)
    }
    return plan(program).nodes.count
  }

  /// The gate of the shared plan: a further rule adds its constant, product and comparison, never
  /// another cursor, window or statistic.
  @Test func theThousandthSimilarRuleAddsThreeNodes() {
    let one = nodes(1)
    #expect(one >= 7)
    #expect(nodes(2) == one + 3)
    #expect(nodes(1_000) == one + 3 * 999)
  }
}

@Suite struct PreludeTests {
  private typealias X = CheckedExpression
  private let x = SeriesReference.named("x")

  private func column(_ e: CheckedExpression) -> Column {
    EvaluationTests.column(
      e, [x.stored(["BTC": minutely([Double?](repeating: 2, count: 6))])], minutes: 5)
  }

  /// A window of years over minutes of data neither takes years nor forgets what was unknown.
  @Test func windowsOfYearsOverMinutesOfData() {
    let long = X.window(.avg, X.series(x) + X.number(1), .days(3650)) > 1
    #expect(column(long).letters == "UUUUUU")
    #expect(column(long).reasons.allSatisfy { $0 == [.warmup] })
  }

  @Test func whatIsKnownWithoutDataIsLookedBackAt() {
    let total = X.window(.count, X.series(x).or(else: .number(0)), .minutes(100))
    #expect(column(total).values == [100, 100, 100, 100, 100, 100])
  }

  @Test func aSequenceKnowsWhatCameBeforeTheData() {
    let match = X.sequence(X.series(x) < 0, then: X.series(x) > 0, within: .minutes(3))
    // At 0 the first may have been true before; the second at 0 uses that up.
    #expect(column(match).letters == "UFFFFF")
  }
}

@Suite struct InterruptionTests {
  /// Samples that left while the window could not be asked must not be looked for afterwards.
  @Test(arguments: [1, 3, 7, 50]) func quantilesAfterALongGap(_ batch: Int) {
    let x = SeriesReference.named("x")
    var dice = Dice(Dice.seed(8))
    let samples = (0..<400).map { minute -> Double? in
      (60..<95).contains(minute % 100) ? nil : Double(dice.below(50))
    }
    let store = SeriesStore([x.stored(["BTC": minutely(samples)])])
    let doubled = CheckedExpression.series(x) + CheckedExpression.number(0)
    let median = CheckedExpression.window(.median, doubled, .minutes(20))
    let settings = RunSettings(batch: batch, through: .minute(399))
    let column = run(median, store, settings)[Labels([("symbol", "BTC")])]
    for minute in 0..<400 {
      let known = (max(0, minute - 19)...minute).compactMap { samples[$0] }.sorted()
      let value = column?.values[minute] ?? .nan
      guard minute >= 15, known.count >= 16 else {
        #expect(value.isNaN)
        continue
      }
      let middle = known.count / 2
      let expected =
        known.count % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2
      #expect(value == expected, "minute \(minute)")
    }
  }
}
