// Windows: fine print 16, 19, 20, 22, 23, 24, 34, 37 and 38, worked out by hand.
import Columns
import Functions
import Language
import Quantities
import Testing

@testable import Evaluation

private let x = SeriesReference.named("x")
private typealias X = CheckedExpression

/// The values of an expression over one track, at the minutes asked for.
private func values(
  _ e: CheckedExpression, _ series: [Series], at minutes: [Int64]
) -> [Double] {
  let column = column(e, series, minutes: minutes.max() ?? 0)
  return minutes.map { column.values[Int($0 - column.start.nanoseconds / 60_000_000_000)] }
}

@Suite struct WindowTests {
  private let clock = SeriesReference.named("clock", stale: .days(9))

  private func column(_ e: X, _ samples: [Double?], minutes: Int64) -> Column {
    EvaluationTests.column(e, [x.stored(["BTC": minutely(samples)])], minutes: minutes)
  }

  @Test func statisticsOfFourSamples() {
    let column = { (statistic: WindowStatistic) in
      self.column(
        .window(statistic, x, .minutes(4), WindowOptions(quantile: 0.9)), [9, 1, 2, 4, 8],
        minutes: 4
      ).values[4]
    }
    #expect(column(.avg) == 3.75)
    #expect(column(.min) == 1)
    #expect(column(.max) == 8)
    #expect(column(.first) == 1)
    #expect(column(.last) == 8)
    #expect(column(.count) == 4)
    #expect(column(.median) == 3)
    // Type 7: rank 0.9 × 3 = 2.7, between 4 and 8.
    #expect(abs(column(.quantile) - 6.8) < 1e-12)
    // Deviations −2.75 −1.75 0.25 4.25: squares 28.75 over 3.
    #expect(abs(column(.std) - (28.75 / 3).squareRoot()) < 1e-12)
    // Minutes −1.5 −0.5 0.5 1.5 times the values: 11.5 over 5, per minute.
    #expect(abs(column(.slope) - 11.5 / 5 / 60) < 1e-12)
    // Three returns of ln 2 each.
    #expect(abs(column(.vol) - 3.0.squareRoot() * 0.693_147_180_559_945_3) < 1e-12)
    #expect(column(.rate) == -1 / 240.0)
    #expect(column(.change) == -1)
    #expect(column(.drop) == 0)
  }

  @Test func equalSamplesHaveThemselvesAsMeanAndNoDeviation() {
    let samples = [Double?](repeating: 0.1, count: 8)
    #expect(column(.window(.avg, x, .minutes(7)), samples, minutes: 7).values[7] == 0.1)
    #expect(column(.window(.std, x, .minutes(7)), samples, minutes: 7).values[7] == 0)
  }

  @Test func samplingBetweenTicksIsSeen() {
    let rows: [(Int64, Double)] = [(0, 1), (30, 50), (60, 2), (119, 70), (120, 3)]
    let column = EvaluationTests.column(
      .window(.max, x, .minutes(1)), [x.stored(["BTC": rows])], minutes: 2)
    #expect(column.values == [1, 50, 70])
  }

  @Test func aWindowIsOpenOnTheLeft() {
    let column = column(.window(.count, x, .minutes(2)), [5, 5, 5], minutes: 2)
    #expect(column.values[2] == 2)
  }

  @Test func theHeldValueStandsInForAnEmptySpan() {
    let slow = SeriesReference.named("x", stale: .minutes(30))
    let series = [slow.stored(["BTC": [(0, 7), (1800, 9)]])]
    let count = X.window(.count, slow, .minutes(5))
    #expect(values(.window(.avg, slow, .minutes(5)), series, at: [10, 29, 30]) == [7, 7, 9])
    #expect(values(count, series, at: [10, 30]) == [1, 1])
    let deviation = EvaluationTests.column(
      X.window(.std, slow, .minutes(5)) > 0, series, minutes: 10)
    #expect(deviation.reasons[10] == [.domain])
  }

  @Test func aStaleHeldValueIsStale() {
    let column = column(.window(.avg, x, .minutes(2)) > 0, [1, 1, nil, nil, nil], minutes: 4)
    // At 2 half of the ticks are known, at 3 and 4 none, and the value at the tick is stale.
    #expect(column.letters == "UTUUU")
    #expect(column.reasons == [[.warmup], [], [.stale], [.stale], [.stale]])
  }

  @Test func coverageAsksTheTickItselfInShortWindows() {
    let column = column(.window(.avg, x, .seconds(20)) > 0, [1, nil, 1], minutes: 2)
    #expect(column.letters == "TUT")
  }

  @Test func coverageCanBeTightened() {
    let all = WindowOptions(coverage: 1)
    let samples: [Double?] = [1, 1, 1, 1, 1, nil, 1, 1, 1, 1, 1]
    let loose = column(.window(.avg, x, .minutes(5)) > 0, samples, minutes: 10)
    let tight = column(.window(.avg, x, .minutes(5), all) > 0, samples, minutes: 10)
    #expect(loose.letters == "UUUTTTTTTTT")
    #expect(tight.letters == "UUUUTUUUUUT")
    // Known at the tick itself: the reason is that of the latest unknown tick.
    #expect(tight.reasons[8] == [.stale])
  }

  @Test func nanRowsAreSkippedAndTheirTicksUnknown() {
    let samples: [Double?] = [4, 4, .nan, 8, 8]
    let avg = X.window(.avg, x, .minutes(5), WindowOptions(coverage: 0.5))
    #expect(column(avg, samples, minutes: 4).values[4] == 6)
    #expect(column(.window(.avg, x, .minutes(5)), samples, minutes: 4).values[4] == 6)
    let strict = column(
      .window(.avg, x, .minutes(4)) > 0, samples, minutes: 4)
    #expect(strict.reasons[4] == [.nan])
  }

  @Test func shiftedWindowsSeeWhatWasVisibleThen() {
    let late = SeriesReference.named("x", stale: .minutes(10)).lagging(.minutes(2))
    let series = [late.stored(["BTC": minutely([1, 2, 3, 4, 5, 6, 7, 8, 9])])]
    // At 8 − 3 = 5 the rows through 3 are visible; (2, 5] holds 4 alone.
    let e = X.window(.max, late, .minutes(3), WindowOptions(shift: .minutes(3)))
    #expect(values(e, series, at: [8]) == [4])
    #expect(values(.series(late).ago(.minutes(3)), series, at: [8]) == [4])
  }

  @Test func rateNeedsTheValueAWidthAgo() {
    let column = column(.window(.rate, x, .minutes(2)) > 0, [0, 60, 120, 180], minutes: 3)
    #expect(column.letters == "UUTT")
    #expect(column.reasons[1] == [.warmup])
    #expect(
      self.column(.window(.rate, x, .minutes(2)), [0, 60, 120], minutes: 2).values[2] == 1)
  }

  @Test func aFallOfACounterIsAReset() {
    let counter = SeriesReference.named("n", .counter)
    let series = [counter.stored(["BTC": minutely([90, 100, 5, 15])])]
    #expect(values(.window(.change, counter, .minutes(1)), series, at: [1, 2, 3]) == [10, 5, 10])
    #expect(values(.window(.change, counter, .minutes(3)), series, at: [3]) == [25])
  }

  @Test func eventsAreSummedAndCounted() {
    let liq = SeriesReference.named("liq", .event, stale: .minutes(3))
    let series = [liq.stored(["BTC": [(0, 1), (60, 10), (65, 20), (120, 30)]])]
    #expect(values(.window(.sum, liq, .minutes(2)), series, at: [2, 3, 4, 5]) == [60, 50, 0, 0])
    #expect(values(.window(.count, liq, .minutes(2)), series, at: [2, 4]) == [3, 0])
    #expect(values(.window(.rate, liq, .minutes(2)), series, at: [2]) == [0.5])
    let column = EvaluationTests.column(
      .window(.sum, liq, .minutes(2)) > 0, series, minutes: 6)
    #expect(column.letters == "UUTTFFU")
    #expect(column.reasons[6] == [.lag])
  }

  @Test func anEmptyCellIsASignOfLife() {
    let liq = SeriesReference.named("liq", .event, stale: .minutes(1))
    let series = [liq.stored(["BTC": [(0, 1)]], pulse: [0, 60, 120, 180])]
    let column = EvaluationTests.column(.window(.sum, liq, .minutes(1)) < 1, series, minutes: 4)
    #expect(column.letters == "UTTTT")
  }

  @Test func anEventFeedNeverSeenIsMissing() {
    let liq = SeriesReference.named("liq", .event)
    let column = EvaluationTests.column(
      (.window(.sum, liq, .minutes(1)) < 1) || (.series(x) > 5),
      [x.stored(["BTC": [(0, 1)]])], minutes: 0)
    #expect(column.letters == "U")
    #expect(column.reasons == [[.missing]])
  }

  @Test func nestedWindowsSeeTicksOfTheInnerOne() {
    let samples: [Double?] = [1, 5, 2, 8, 3, 4]
    let inner = X.window(.max, x, .minutes(2))
    let outer = X.window(.min, inner, .minutes(3))
    // Inner at 1…5: 5 5 8 8 4; outer at 3 = min(5, 5, 8), at 5 = min(8, 8, 4).
    let column = column(outer, samples, minutes: 5)
    #expect(column.values[3] == 5)
    #expect(column.values[5] == 4)
  }

  @Test func labelsLookAhead() {
    let samples: [Double?] = [100, 95, 90, 99, 100, 100, 100, 100]
    let fall = X.window(.drop, x, .minutes(3), WindowOptions(ahead: true))
    let column = column(fall, samples, minutes: 7)
    #expect(abs(column.values[0] - 0.1) < 1e-12)
    #expect(abs(column.values[1] - (1 - 90 / 95.0)) < 1e-12)
    #expect(column.values[4] == 0)
    // One of three ticks is known at the end of the data.
    #expect(column.values[6].isNaN)
  }

  @Test func timeWeightedMeanWeightsByHolding() {
    let slow = SeriesReference.named("x", stale: .minutes(5))
    let series = [slow.stored(["BTC": [(0, 10), (90, 30), (240, 50)]])]
    // (1m, 4m]: 10 for 30 s, 30 for 150 s.
    let mean = values(.window(.twavg, slow, .minutes(3)), series, at: [4])[0]
    #expect(abs(mean - (10 * 30 + 30 * 150) / 180.0) < 1e-12)
  }
}
