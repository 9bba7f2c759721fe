// Sequences, keys, groups, grids: fine print 10, 11, 13, 21, 25, 36 and 38, by hand.
import Columns
import Functions
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

private let x = SeriesReference.named("x")
private let y = SeriesReference.named("y")
private typealias X = CheckedExpression

private func letters(_ e: CheckedExpression, _ a: [Double?], _ b: [Double?]) -> String {
  let series = [x.stored(["BTC": minutely(a)]), y.stored(["BTC": minutely(b)])]
  return column(e, series, minutes: Int64(max(a.count, b.count)) - 1).letters
}

@Suite struct RuleTests {
  @Test func aSequenceMatchesOnceForEachFirst() {
    let match = X.sequence(X.series(x) > 0, then: X.series(y) > 0, within: .minutes(2))
    // A at 0 and 4; B at 1, 2, 4 (with A at its own tick) and 5.
    #expect(letters(match, [1, 0, 0, 0, 1, 0], [0, 1, 1, 0, 1, 1]) == "FTFFTF")
    // A at 0, B at 3: too late.
    #expect(letters(match, [1, 0, 0, 0], [0, 0, 0, 1]) == "FFFF")
    // The latest A counts: A at 0 and 2, B at 4.
    #expect(letters(match, [1, 0, 1, 0, 0], [0, 0, 0, 0, 1]) == "FFFFT")
  }

  @Test func unknownsInASequence() {
    let match = X.sequence(X.series(x) > 0, then: X.series(y) > 0, within: .minutes(2))
    // B false is false whatever A is; B unknown with a waiting A is unknown.
    #expect(letters(match, [nil, nil, 1, 0], [0, 0, 0, nil]) == "FFFU")
    // An unknown A within the last two minutes may have been true.
    #expect(letters(match, [0, nil, 0, 0, 0], [0, 0, 0, 1, 1]) == "FFFUF")
    // B unknown in between may have used A up.
    #expect(letters(match, [1, 0, 0], [0, nil, 1]) == "FUU")
  }

  @Test func identitiesBeginWithTheFirstVisibleRow() {
    let store = SeriesStore([
      x.stored(["BTC": [(0, 1)], "ETH": [(150, 1)]]), y.stored(["SOL": [(0, 1)]]),
    ])
    let columns = run(.series(x) > .series(y), store, RunSettings(through: .minute(4)))
    #expect(columns[Labels([("symbol", "BTC")])]?.start == .minute(0))
    #expect(columns[Labels([("symbol", "ETH")])]?.start == .minute(3))
    #expect(columns[Labels([("symbol", "SOL")])]?.letters == "UUUUU")
  }

  @Test func theGridIsAlignedAndLimitedByFromAndTo() {
    let store = SeriesStore([x.stored(["BTC": [(95, 1), (400, 1)]])])
    let patient = X.series(x.aged(.hours(1)))
    let every = RunSettings(every: .minutes(2), through: .minute(7))
    let column = run(patient, store, every)[Labels([("symbol", "BTC")])]
    #expect(column?.start == .minute(2))
    #expect(column?.values.count == 3)
    let later = RunSettings(from: .minute(5), through: .minute(6))
    #expect(run(patient, store, later)[Labels([("symbol", "BTC")])]?.values == [1, 1])
  }

  @Test func coarseKeysBroadcast() {
    let wide = SeriesReference.named("w", keys: ["venue"])
    let fine = SeriesReference.named("f", keys: ["venue", "symbol"])
    let store = SeriesStore([
      wide.stored([(Labels([("venue", "v")]), [(0, 10)])]),
      fine.stored([
        (Labels([("venue", "v"), ("symbol", "A")]), [(0, 1)]),
        (Labels([("venue", "v"), ("symbol", "B")]), [(0, 2)]),
        (Labels([("venue", "u"), ("symbol", "A")]), [(0, 3)]),
      ]),
    ])
    let columns = run(.series(wide) * .series(fine), store, RunSettings(through: .minute(0)))
    #expect(columns.mapValues { $0.values.map { $0.isNaN ? -1 : $0 } } == [
      Labels([("venue", "v"), ("symbol", "A")]): [10],
      Labels([("venue", "v"), ("symbol", "B")]): [20],
      Labels([("venue", "u"), ("symbol", "A")]): [-1],
    ])
  }

  // MARK: groups

  private func global(_ kind: KeyReduction, _ tracks: [String: [(Int64, Double)]], _ minutes: Int64)
    -> [Double]
  {
    column(X.series(x).over(kind, "symbol"), [x.stored(tracks)], minutes: minutes).values
  }

  @Test func reductionsOfThreeMembers() {
    let tracks: [String: [(Int64, Double)]] = ["A": [(0, 1)], "B": [(0, 2)], "C": [(0, 5)]]
    #expect(global(.sum, tracks, 0) == [8])
    #expect(global(.avg, tracks, 0) == [8 / 3.0])
    #expect(global(.min, tracks, 0) == [1])
    #expect(global(.max, tracks, 0) == [5])
    #expect(global(.median, tracks, 0) == [2])
    #expect(global(.count, tracks, 0) == [3])
    #expect(abs(global(.hhi, tracks, 0)[0] - (1 + 4 + 25) / 64.0) < 1e-15)
  }

  @Test func sharesAndRanksKeepTheirKeys() {
    let store = SeriesStore([x.stored(["A": [(0, 1)], "B": [(0, 2)], "C": [(0, 5)]])])
    let share = run(X.series(x).over(.share, "symbol"), store, RunSettings(through: .minute(0)))
    #expect(share[Labels([("symbol", "B")])]?.values == [0.25])
    let top = X.series(x).over(.topk, "symbol", count: 2)
    let ranks = run(top, store, RunSettings(through: .minute(0)))
    #expect(ranks.mapValues(\.letters) == [
      Labels([("symbol", "A")]): "F", Labels([("symbol", "B")]): "T",
      Labels([("symbol", "C")]): "T",
    ])
  }

  @Test func everythingIsAmongTheLargestOfASmallGroup() {
    // C has no events of its own, and 0 of a live feed: fewer than three are larger.
    let liq = SeriesReference.named("liq", .event, stale: .hours(1))
    let store = SeriesStore([
      liq.stored(["A": [(0, 5), (60, 5)], "B": [(0, 6), (60, 7)]]),
      x.stored(["C": [(0, 1), (60, 1)]]),
    ])
    let sum = X.window(.sum, liq, .minutes(1))
    let both = sum.over(.topk, "symbol", count: 3) && (X.series(x) > 0)
    let columns = run(both, store, RunSettings(through: .minute(1)))
    #expect(columns[Labels([("symbol", "C")])]?.letters == "UT")
  }

  @Test func anUnknownMemberMakesTheGroupUnknownAndSilenceRemovesIt() {
    // A's age limit is 30 s: unknown from minute 1, gone after 10 × 30 s = 5 minutes.
    let ticks = minutely([Double?](repeating: 3, count: 8))
    let tracks = ["A": [(Int64(0), 1.0)], "B": ticks]
    let sum = global(.sum, tracks, 7)
    #expect(sum[0] == 4)
    #expect(sum[1...5].allSatisfy { $0.isNaN })
    #expect(sum[6] == 3)
    #expect(global(.count, tracks, 7) == [2, 1, 1, 1, 1, 1, 1, 1])
    let explicit = X.series(x).or(else: .number(0)).over(.sum, "symbol")
    #expect(column(explicit, [x.stored(tracks)], minutes: 2).values == [4, 3, 3])
  }

  @Test func anEmptiedGroupIsMissingAndItsCountZero() {
    let tracks = ["A": [(Int64(0), 1.0)]]
    let sum = column(X.series(x).over(.sum, "symbol") > 0, [x.stored(tracks)], minutes: 6)
    #expect(sum.letters == "TUUUUUU")
    #expect(sum.reasons[5] == [.stale])
    #expect(sum.reasons[6] == [.missing])
    #expect(global(.count, tracks, 6)[6] == 0)
  }

  // MARK: states

  @Test func testsOfKnowledgeSeeReasons() {
    let series = [x.stored(["BTC": minutely([1, nil, .nan, 0])])]
    func letters(_ e: CheckedExpression) -> String { column(e, series, minutes: 3).letters }
    #expect(letters(X.series(x).isState(.known)) == "TFFT")
    #expect(letters(X.series(x).isState(.stale)) == "FTFF")
    #expect(letters(X.series(x).isState(.missing)) == "FFTF")
    let quotient = X.number(1) / X.series(x)
    #expect(letters(quotient.isState(.known)) == "TFFF")
    #expect(letters(quotient.isState(.missing)) == "FFTF")
  }

  @Test func theBranchNotTakenGivesNoReasons() {
    let e = X.choose(X.series(x) > 0, X.series(y), X.number(1)) > 0
    let series = [
      x.stored(["BTC": minutely([1, 0, nil])]), y.stored(["ETH": [(0, 1)]]),
    ]
    let column = column(e, series, minutes: 2)
    #expect(column.letters == "UTU")
    #expect(column.reasons == [[.missing], [], [.stale]])
  }

  @Test func numbersStayFinite() {
    let series = [x.stored(["BTC": [(0, 1e200)]])]
    func reasons(_ e: CheckedExpression) -> [ReasonSet] {
      column(e > 0, series, minutes: 0).reasons
    }
    #expect(reasons(X.series(x) * X.series(x)) == [[.domain]])
    #expect(reasons(.scalar(.sqrt, -X.series(x))) == [[.domain]])
    #expect(reasons((X.series(x) - X.series(x)).power(-1)) == [[.divisionByZero]])
    let zero = column(X.number(0) * -X.series(x), series, minutes: 0).values[0]
    #expect(zero == 0 && zero.sign == .plus)
  }
}
