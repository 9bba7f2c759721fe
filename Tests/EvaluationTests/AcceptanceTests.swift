// The acceptance behaviours that are evaluation's, with values worked out by hand.
import Columns
import Functions
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

private let oi = SeriesReference.named("oi")
private let depth = SeriesReference.named("depth")
private let reserve = SeriesReference.named("reserve", stale: .minutes(30))

@Suite struct AcceptanceTests {
  private var r0: CheckedExpression {
    (.series(oi) / .series(reserve) > 0.9) && (.series(depth) < 5e6)
  }

  @Test func ratioAndDepthAtEveryTick() {
    let ticks = [Double?](repeating: 95, count: 17)
    let column = column(
      r0,
      [
        oi.stored(["BTC": minutely(ticks)]), reserve.stored(["BTC": [(0, 100), (600, 100)]]),
        depth.stored(["BTC": minutely([Double?](repeating: 4e6, count: 17))]),
      ], minutes: 16)
    #expect(column.letters == String(repeating: "T", count: 17))
  }

  @Test func exactlyOnTheBoundaryIsFalse() {
    let column = column(
      .series(oi) / .series(reserve) > 0.9,
      [oi.stored(["BTC": [(0, 90)]]), reserve.stored(["BTC": [(0, 100)]])], minutes: 0)
    #expect(column.letters == "F")
  }

  @Test func falseAndUnknownIsFalse() {
    let series = [
      oi.stored(["BTC": minutely([95, 95])]),
      depth.stored(["BTC": minutely([9e6, 4e6])]),
    ]
    let column = column(r0, series, minutes: 1)
    #expect(column.letters == "FU")
    #expect(column.reasons == [[], [.missing]])
  }

  @Test func aValueIsKnownUpToItsAgeLimit() {
    let column = column(
      .series(reserve) > 50, [reserve.stored(["BTC": [(0, 100)]])], minutes: 31)
    #expect(column.letters == String(repeating: "T", count: 31) + "U")
    #expect(column.reasons[31] == [.stale])
  }

  @Test func divisionByZeroIsUnknownAndTheTotalFormIsNot() {
    let series = [oi.stored(["BTC": [(0, 10)]]), reserve.stored(["BTC": [(0, 0)]])]
    let quotient = column(.series(oi) / .series(reserve) > 0.9, series, minutes: 0)
    #expect(quotient.letters == "U")
    #expect(quotient.reasons == [[.divisionByZero]])
    let total = column(
      .series(oi) > .number(0.9) * .series(reserve), series, minutes: 0)
    #expect(total.letters == "T")
  }

  @Test func aNaNRowIsUnknownAndHidesTheOlderOne() {
    let patient = oi.aged(.minutes(10))
    let column = column(
      CheckedExpression.series(patient).compared(.notEqual, .number(5)),
      [oi.stored(["BTC": minutely([6, .nan, nil, 7])])], minutes: 3)
    #expect(column.letters == "TUUT")
    #expect(column.reasons[2] == [.nan])
  }

  @Test func chainsShareTheirMiddleOperand() {
    let ratio = CheckedExpression.series(oi) / .series(reserve)
    var program = CheckedProgram()
    program.expressions = [
      CheckedExpression.number(0.8).compared(.less, ratio) && (ratio < 0.95)
    ]
    let divisions = plan(program).nodes.filter { $0.operation == .arithmetic(.divide) }
    #expect(divisions.count == 1)
  }

  @Test func aWindowIsKnownFromFourFifthsOfItsTicks() {
    let column = column(
      .window(.avg, oi, .hours(1)) > 5,
      [oi.stored(["BTC": minutely([Double?](repeating: 95, count: 61))])], minutes: 60)
    #expect(column.letters == String(repeating: "U", count: 47) + String(repeating: "T", count: 14))
    #expect(column.reasons[30] == [.warmup])
  }

  @Test func anEmptyEventWindowIsZeroWhileItsFeedIsAlive() {
    let liq = SeriesReference.named("liq", .event, stale: .minutes(2))
    let alive = liq.stored(["ETH": minutely([Double?](repeating: 5, count: 11))])
    let clock = oi.stored(["BTC": minutely([Double?](repeating: 9, count: 19))])
    let column = column(
      (.window(.sum, liq, .minutes(5)) < 1) && (.series(oi) > 5), [alive, clock], minutes: 18)
    #expect(column.letters == "UUUUUTTTTTTTTUUUUUU")
    #expect(column.reasons[4] == [.warmup])
    #expect(column.reasons[13] == [.lag])
  }

  @Test func aRowIsSeenALagLater() {
    let late = SeriesReference.named("x", stale: .hours(2)).lagging(.minutes(20))
    let column = column(
      .series(late) < 60, [late.stored(["BTC": [(0, 100), (1200, 50)]])], minutes: 41)
    // Born when its first row is seen, at 00:20; the second is seen at 00:40.
    #expect(column.start == .minute(20))
    #expect(column.letters == String(repeating: "F", count: 20) + "TT")
  }

  @Test func oneSideMissingKeepsTheRow() {
    let store = SeriesStore([
      oi.stored(["BTC": [(0, 95)], "ETH": [(0, 95)]]), reserve.stored(["BTC": [(0, 100)]]),
    ])
    let columns = run(
      .series(oi) / .series(reserve), store, RunSettings(through: .minute(0)))
    #expect(columns.count == 2)
    #expect(columns[Labels([("symbol", "BTC")])]?.values == [0.95])
    #expect(columns[Labels([("symbol", "ETH")])]?.values.first?.isNaN == true)
  }

  @Test func parametersHaveValuesByLabel() {
    let limit = CheckedParameter(
      name: "r", unit: .percent, fallback: .init(value: 0.85, origin: .file), key: "symbol",
      entries: [("BTC", .init(value: 0.92, origin: .file))])
    let store = SeriesStore([oi.stored(["BTC": [(0, 0.9)], "ETH": [(0, 0.9)]])])
    let columns = run(
      .series(oi) > .parameter(limit), store, RunSettings(through: .minute(0)))
    #expect(columns[Labels([("symbol", "BTC")])]?.letters == "F")
    #expect(columns[Labels([("symbol", "ETH")])]?.letters == "T")
  }
}
