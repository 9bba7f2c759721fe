// Batches, single moments and the naive twin must agree on random data and random expressions.
import Columns
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

@Suite struct AgreementTests {
  private static let minutes = 60

  private func settings(_ dice: inout Dice) -> RunSettings {
    RunSettings(
      every: dice.pick([.minutes(1), .seconds(30), .minutes(2)]),
      batch: dice.pick([1, 7, 64, nil]), from: .minute(Int64(dice.below(25))),
      through: .minute(Int64(Self.minutes) - Int64(dice.below(15))))
  }

  @Test(arguments: 0..<24) func batchesMomentsAndTwinAgree(_ index: Int) {
    let seed = Dice.seed(20_241_124) &+ UInt64(index)
    var world = RandomWorld(seed: seed, minutes: Self.minutes)
    for _ in 0..<4 {
      let expression = world.dice.chance(2) ? world.truth(3) : world.number(3)
      let settings = settings(&world.dice)
      let columns = run(expression, world.store, settings)
      check(expression, columns, world.store, (settings, seed))
    }
  }

  private func check(
    _ e: CheckedExpression, _ columns: [Labels: Column], _ store: SeriesStore,
    _ run: (settings: RunSettings, seed: UInt64)
  ) {
    let inspector = Inspector(store: store, every: run.settings.every)
    let twin = NaiveTwin(store: store, step: run.settings.every.nanoseconds)
    for (key, column) in columns.sorted(by: { $0.key < $1.key }) {
      let count = max(column.truths.count, column.values.count)
      // Every other tick: neighbours have neighbours to differ from, and debug builds are slow.
      for index in stride(from: count % 2, to: count, by: 2) {
        let tick = column.start + run.settings.every * Int64(index)
        let moment = inspector.evaluate(e, key, tick)
        let naive = twin.answer(e, key, tick.nanoseconds)
        let place = "seed \(run.seed): \(e.text) \(key) at \(tick) every \(run.settings.every)"
        if e.type == .truth {
          let truth = Truth(rawValue: column.truths[index])
          #expect(truth == moment.truth, "moment, \(place) \(moment.reasons)")
          #expect(truth == naive.truth.map { $0 ? .yes : .no } ?? .unknown, "twin, \(place)")
          #expect(column.reasons[index] == moment.kinds, "reasons, \(place)")
          #expect(column.reasons[index] == naive.why, "twin's reasons, \(place)")
          if truth != moment.truth || column.reasons[index] != naive.why { return }
        } else {
          let value = column.values[index]
          #expect(value.isNaN == !moment.isKnown, "moment, \(place) \(moment.reasons)")
          #expect(isClose(value, moment.number), "\(value) \(moment.number), \(place)")
          #expect(isClose(value, naive.value), "\(value) \(naive.value), \(place)")
          #expect(moment.kinds == naive.why, "reasons, \(place)")
          if !isClose(value, naive.value) || moment.kinds != naive.why { return }
        }
      }
    }
  }

  /// Equal but for the rounding of different orders of adding.
  private func isClose(_ a: Double, _ b: Double) -> Bool {
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
    return a == b || abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-3)
  }
}
