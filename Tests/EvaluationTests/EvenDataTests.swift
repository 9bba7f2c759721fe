// Data on the grid goes by blocks of ticks; nothing of that may show.
import Columns
import Functions
import Language
import Quantities
import Testing

@testable import Evaluation

@Suite struct EvenDataTests {
  private static let minutes = 2100

  /// Rows as venues publish them: each minute or every few, some late by seconds, some missing,
  /// some not a number, some twice a minute.
  private static func rows(_ dice: inout Dice) -> [(Int64, Double)] {
    let every = dice.pick([1, 1, 1, 5, 10])
    let jitter = dice.pick([0, 0, 25])
    let trouble = dice.pick([0, 0, 40, 200])
    let places = dice.pick([3, 1_000_000])
    var rows: [(Int64, Double)] = []
    for minute in stride(from: 0, to: minutes, by: every) {
      if trouble > 0, dice.chance(trouble) { continue }
      let second = Int64(minute * 60 + (jitter > 0 ? dice.below(jitter) : 0))
      let isNumber = trouble == 0 || !dice.chance(trouble)
      rows.append((second, isNumber ? Double(dice.below(places)) / 7 - 0.1 : .nan))
      if trouble > 0, dice.chance(trouble) { rows.append((second + 31, 1)) }
    }
    return rows
  }

  private static let widths: [TimeSpan] = [.minutes(5), .minutes(60), .minutes(300)]

  @Test(arguments: 0..<12) func blocksGiveWhatTicksGive(_ index: Int) {
    var dice = Dice(Dice.seed(41) &+ UInt64(index))
    let x = SeriesReference.named("x", stale: dice.pick([.seconds(30), .minutes(2), .hours(1)]))
      .lagging(dice.pick([.zero, .seconds(20)]))
    let store = SeriesStore([x.stored(["A": Self.rows(&dice), "B": Self.rows(&dice)])])
    let inspector = Inspector(store: store)
    let statistics: [WindowStatistic] = [
      .avg, .sum, .min, .max, .std, .slope, .median, .quantile, .first, .last, .count, .vol,
    ]
    var asked = [CheckedExpression.series(x)]
    for statistic in statistics {
      var options = WindowOptions()
      options.coverage = dice.pick([0.01, 0.8])
      if statistic == .quantile { options.quantile = dice.pick([0.05, 0.5, 0.95, 1]) }
      asked.append(.window(statistic, x, dice.pick(Self.widths), options))
    }
    for e in asked {
      let results = [1, 100, 1024].map { batch in
        run(e, store, RunSettings(batch: batch, through: .minute(Int64(Self.minutes))))
      }
      for (key, column) in results[0] {
        for other in results.dropFirst() {
          #expect(
            column.values.map(\.bits) == other[key]?.values.map(\.bits),
            "\(index): \(e.text) \(key)")
        }
        for tick in stride(from: dice.below(7), to: column.values.count, by: 53) {
          let time = column.start + .minutes(Int64(tick))
          let own = column.values[tick]
          let naive = inspector.value(of: e, key: key, at: time) ?? .nan
          let scale = max(1, naive.magnitude)
          #expect(
            own.isNaN == naive.isNaN && !((own - naive).magnitude > 1e-9 * scale),
            "\(index): \(e.text) \(key) at \(time): \(own), naively \(naive)")
        }
      }
    }
  }

  @Test(arguments: 0..<40) func positionsAreThoseOfEveryMoment(_ index: Int) {
    var dice = Dice(Dice.seed(43) &+ UInt64(index))
    let times = Self.rows(&dice).map(\.0)
    let step = dice.pick([Int64(60), 60, 30, 90])
    let first = Int64(dice.below(4000)) - 2000
    let count = 700
    var values = [Double](repeating: 0, count: times.count)
    var places = [Int32](repeating: -1, count: count)
    times.withUnsafeBufferPointer { times in
      values.withUnsafeMutableBufferPointer { values in
        guard let base = times.baseAddress, let other = values.baseAddress else { return }
        let rows = TrackRows(times: base, values: other, first: 0, end: times.count)
        let one = RowPace(step: step)
        let pace = dice.chance(2) && one.aim(at: rows) ? one : nil
        let end = fillPositions(
          TickMoments(first: first, step: step, count: count), (rows, pace), from: 0, to: &places)
        #expect(end == Int(places[count - 1]))
      }
    }
    for k in 0..<count {
      let moment = first + Int64(k) * step
      #expect(Int(places[k]) == times.count { $0 <= moment }, "\(index): \(k)")
    }
  }
}
