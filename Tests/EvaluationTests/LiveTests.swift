// A stream gives what a batch gives, however it is cut, and holds what its windows need.
import Columns
import Functions
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

@Suite struct LiveTests {
  /// Every bit a run gave for an identity, tick by tick.
  private struct Life: Equatable {
    var start: Timestamp?
    var bits: [UInt64] = []

    mutating func append(_ frame: Frame) {
      if start == nil { start = frame.start }
      for tick in 0..<frame.count {
        bits += frame.values.map { $0[tick].bits }
        for condition in frame.conditions {
          bits += [UInt64(condition.truths[tick]), UInt64(condition.reasons(at: tick).rawValue)]
        }
      }
    }
  }

  private struct Identity: Hashable {
    let output: Int
    let key: Labels
  }

  private func batch(_ plan: Plan, _ store: SeriesStore, through: Timestamp) -> [Identity: Life] {
    guard let range = EvaluationRange.covering(store, to: through, now: through) else { return [:] }
    var lives: [Identity: Life] = [:]
    Evaluation(plan: plan, store: store, range: range).run {
      lives[Identity(output: $0.output, key: $0.key), default: Life()].append($0)
    }
    return lives
  }

  /// Feeds the rows as time passes, in pieces that `next` chooses.
  private func stream(
    _ live: LiveEvaluation, _ store: SeriesStore, through: Timestamp, _ next: (Int64) -> Int64
  ) -> [Identity: Life] {
    var lives: [Identity: Life] = [:]
    var from = Int64.min
    var to = store.span?.lowerBound ?? 0
    while from < through.nanoseconds {
      to = min(to, through.nanoseconds)
      live.append(store.rows(after: from, through: to))
      live.advance(through: Timestamp(nanoseconds: to)) {
        lives[Identity(output: $0.output, key: $0.key), default: Life()].append($0)
      }
      from = to
      to = next(to)
    }
    return lives
  }

  @Test("a stream gives the bits of a batch", arguments: 0..<24)
  func streamsEqualBatches(_ index: Int) {
    var world = RandomWorld(seed: Dice.seed(321) &+ UInt64(index), minutes: 90)
    var program = CheckedProgram()
    // What looks ahead waits for data that a stream does not have; labels of backtests do.
    while program.expressions.count < 16 {
      let depth = world.dice.below(3) + 1
      let e = world.dice.chance(2) ? world.number(depth) : world.truth(depth)
      if !e.text.contains("[next") { program.expressions.append(e) }
    }
    // Comparisons that differ in a constant.
    let (x, y) = (world.number(1), world.number(1))
    for n in [0.5, 2, 1, -1] where !(x.text + y.text).contains("[next") {
      program.expressions.append(x > .number(n) * y)
      program.expressions.append(x < n)
    }
    let plan = plan(program, every: .minutes(1))
    let end = Timestamp.minute(88)
    let whole = batch(plan, world.store, through: end)
    let most = world.dice.pick([20, 60, 600])
    for (usesLanes, renumbers) in [(true, false), (false, false), (true, true), (false, true)] {
      let evaluation = LiveEvaluation(plan: plan, batch: 8, usesLanes: usesLanes)
      var isRenumbered = false
      let live = stream(evaluation, world.store, through: end) { moment in
        // As after a thousand million rows; only what has forgotten some ever comes so far.
        for rows in evaluation.stored.growing where renumbers && rows.pointee.rows.first > 0 {
          rows.pointee.renumber(from: world.dice.below(1000) + 1)
          isRenumbered = true
        }
        return moment + Int64(world.dice.below(most) + 1) * 1_000_000_000
      }
      #expect(Set(live.keys) == Set(whole.keys))
      #expect(isRenumbered == renumbers)
      for (identity, life) in whole {
        let e = program.expressions[identity.output]
        let isEqual = live[identity] == life
        #expect(
          isEqual,
          "\(index), lanes \(usesLanes), renumbered \(renumbers): \(e.text) \(identity.key)")
      }
    }
  }

  @Test func memoryIsThatOfOpenWindows() {
    let x = SeriesReference.named("x", stale: .minutes(5))
    var program = CheckedProgram()
    program.expressions = [.window(.avg, x, .minutes(30)), .window(.max, x, .minutes(5))]
    let live = LiveEvaluation(plan: plan(program, every: .minutes(1)))
    var most = 0
    for minute in 0..<5_000 {
      live.append(SeriesStore([x.stored(["A": [(Int64(minute) * 60, Double(minute % 7))]])]))
      live.advance(through: .minute(Int64(minute))) { _ in }
      most = max(most, live.rowsHeld)
    }
    #expect(most < 400)
  }

  /// A row that comes late changes the windows of later ticks, and nothing of those answered.
  @Test func lateRowsCountForLaterTicks() {
    let x = SeriesReference.named("x", stale: .minutes(50))
    var program = CheckedProgram()
    program.expressions = [.window(.sum, x, .minutes(10))]
    let live = LiveEvaluation(plan: plan(program, every: .minutes(1)))
    var sums: [Double] = []
    func feed(_ minutes: [Int64], through: Int64) {
      live.append(SeriesStore([x.stored(["A": minutes.map { ($0 * 60, 1) }])]))
      live.advance(through: .minute(through)) { sums += $0.values[0] }
    }
    feed(Array(0...12), through: 12)
    feed([15], through: 15)
    let before = sums
    feed([13, 14, 16], through: 16)
    #expect(sums.prefix(before.count).map(\.bits) == before.map(\.bits))
    #expect(sums.last == 10)
    #expect(before.last == 8)
  }
}

extension SeriesStore {
  /// The rows and signs of life in (from, to].
  fileprivate func rows(after from: Int64, through to: Int64) -> SeriesStore {
    SeriesStore(
      all.map { series in
        let tracks = series.tracks.compactMap { track -> Track? in
          let kept = track.times.indices.filter { track.times[$0] > from && track.times[$0] <= to }
          guard !kept.isEmpty else { return nil }
          return Track(
            labels: track.labels, times: kept.map { track.times[$0] },
            values: kept.map { track.values[$0] })
        }
        return Series(
          schema: series.schema, tracks: tracks,
          pulse: series.pulse.filter { $0 > from && $0 <= to })
      })
  }
}
