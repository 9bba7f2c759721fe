// What must not get slower by an order: told by counts, and by processor time of this thread in
// proportion to other work of the same process, so that a busy machine does not matter.
import Columns
import Functions
import Glibc
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

@Suite(.serialized) struct GateTests {
  /// The middle of five processor times of this thread.
  private func seconds(_ body: () -> Void) -> Double {
    let times = (0..<5).map { _ -> Double in
      let begin = Self.clock
      body()
      return Self.clock - begin
    }
    return times.sorted()[2]
  }

  private static var clock: Double {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// Processor time of sliding a window over random values, filled before.
  private func sliding(_ width: Int, _ q: Double) -> Double {
    var dice = Dice(7)
    let slides = 4_000
    let values = (0..<width + slides * 5).map { _ in Double(dice.below(1 << 40)) }
    var window = QuantileWindow()
    defer { window.deallocate() }
    return values.withUnsafeBufferPointer { values -> Double in
      guard let base = values.baseAddress else { return 0 }
      var end = width
      func slide() {
        let span = FrameSpan(
          lower: end - width, upper: end, newest: Int64(end), reach: Int64(width))
        _ = window.quantile(q, span, base)
      }
      slide()
      return seconds {
        for _ in 0..<slides {
          end += 1
          slide()
        }
      }
    }
  }

  @Test(arguments: [0.5, 0.95]) func aQuantileOfALongWindowCostsWhatOneOfAShortDoes(_ q: Double) {
    let ratio = sliding(100_000, q) / sliding(1_000, q)
    #expect(ratio < 4, "a hundredfold window costs \(ratio) times")
  }

  /// The processor time of a run over so many minutes.
  private func running(_ e: CheckedExpression, _ minutes: Int) -> Double {
    let x = SeriesReference.named("x", stale: .minutes(5))
    var dice = Dice(9)
    let rows = (0..<minutes).map { (Int64($0) * 60, Double(dice.below(1_000))) }
    let store = SeriesStore([x.stored(["A": rows])])
    return seconds { _ = run(e, store, RunSettings(through: .minute(Int64(minutes)))) }
  }

  @Test func timeGrowsWithTheRowsAndNoFaster() {
    let x = SeriesReference.named("x", stale: .minutes(5))
    for statistic in [WindowStatistic.avg, .max, .std, .median] {
      let e = CheckedExpression.window(statistic, x, .minutes(600))
      let ratio = running(e, 12_000) / running(e, 3_000)
      #expect(ratio < 6, "\(statistic): four times the rows cost \(ratio) times")
    }
  }

  @Test func aWindowCostsTheSameWhateverItsLength() {
    let x = SeriesReference.named("x", stale: .minutes(5))
    var options = WindowOptions()
    options.coverage = 0.01
    for statistic in [WindowStatistic.avg, .max, .std] {
      func cost(_ width: TimeSpan) -> Double {
        running(.window(statistic, x, width, options), 6_000)
      }
      let ratio = cost(.minutes(2_000)) / cost(.minutes(20))
      #expect(ratio < 2, "\(statistic): a hundredfold window costs \(ratio) times")
    }
  }

  /// A tick of a stream looks at what is new, not at what has gone by.
  @Test func aTickOfAStreamCostsTheSameHoweverLongItHasRun() {
    let x = SeriesReference.named("x", stale: .minutes(5))
    var program = CheckedProgram()
    program.expressions = [.window(.avg, x, .minutes(300)), .window(.max, x, .minutes(30))]
    for usesLanes in [true, false] {
      let live = LiveEvaluation(plan: plan(program, every: .minutes(1)), usesLanes: usesLanes)
      var minute: Int64 = 0
      func go(_ count: Int) {
        for _ in 0..<count {
          live.append(SeriesStore([x.stored(["A": [(minute * 60, Double(minute % 11))]])]))
          live.advance(through: .minute(minute)) { _ in }
          minute += 1
        }
      }
      go(400)
      let early = seconds { go(300) }
      go(6_000)
      let late = seconds { go(300) }
      #expect(late / early < 2, "a tick came to cost \(late / early) times as much")
    }
  }
}
