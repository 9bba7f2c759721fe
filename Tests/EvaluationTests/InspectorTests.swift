// Explanations: how reasons are spelled, and the tree of values, ages, origins and margins.
import Columns
import Functions
import Language
import Quantities
import Testing

@testable import Evaluation

private let oi = SeriesReference.named("oi")
private let reserve = SeriesReference.named("reserve", stale: .minutes(30))
private let liq = SeriesReference.named("liq", .event, stale: .minutes(2))
private typealias X = CheckedExpression
private let btc = Labels([("symbol", "BTC")])

private func reasons(_ e: CheckedExpression, _ series: [Series], minute: Int64) -> [String] {
  Inspector(store: SeriesStore(series)).reasons(of: e, key: btc, at: .minute(minute))
}

@Suite struct InspectorTests {
  private let fresh = oi.stored(["BTC": minutely([Double?](repeating: 90, count: 61))])

  @Test func wordsOfReasons() {
    let old = reserve.stored(["BTC": [(0, 100)]])
    let bad = reserve.stored(["BTC": [(0, .nan)]])
    let ratio = X.series(oi) / X.series(reserve)
    #expect(reasons(ratio > 0.9, [fresh], minute: 1) == ["missing reserve"])
    #expect(reasons(ratio > 0.9, [fresh, old], minute: 31) == ["stale reserve 31m > 30m"])
    #expect(reasons(ratio > 0.9, [fresh, bad], minute: 1) == ["nan reserve"])
    #expect(reasons(ratio / X.number(0) > 0.9, [fresh, old], minute: 1) == ["div0"])
    #expect(reasons(.scalar(.sqrt, -ratio), [fresh, old], minute: 1) == ["domain"])
    #expect(reasons(.window(.avg, oi, .hours(1)), [fresh], minute: 29) == ["warmup oi[1h] 50%"])
    #expect(reasons(.window(.rate, oi, .minutes(10)), [fresh], minute: 4) == ["warmup oi[10m] 40%"])
    let events = liq.stored(["BTC": [(0, 1)]])
    #expect(reasons(.window(.sum, liq, .minutes(2)), [events], minute: 4) == ["lag liq"])
    #expect(reasons(.window(.sum, liq, .minutes(2)), [events], minute: 1) == ["warmup liq[2m] 50%"])
    let shifted = X.window(.avg, oi, .hours(1), WindowOptions(shift: .minutes(30)))
    #expect(reasons(shifted, [fresh], minute: 59) == ["warmup oi[1h, 30m ago] 50%"])
    #expect(
      reasons(.window(.max, ratio, .hours(1)), [fresh, old], minute: 29)
        == ["warmup (oi / reserve)[1h] 50%"])
  }

  @Test func lookingBackToBeforeTheFirstRowIsWarmup() {
    // Not missing: the series is there, only not yet for so long.
    #expect(reasons(X.series(oi).ago(.hours(1)), [fresh], minute: 15) == ["warmup oi[1h ago] 25%"])
    let shifted = X.window(.avg, oi, .hours(1), WindowOptions(shift: .hours(2)))
    #expect(reasons(shifted, [fresh], minute: 15) == ["warmup oi[1h, 2h ago] 0%"])
    #expect(reasons(X.series(reserve).ago(.hours(1)), [fresh], minute: 15) == ["missing reserve"])
    let column = column(
      (X.series(oi) > .number(2) * X.series(oi).ago(.minutes(3)))
        || (X.series(oi).over(.sum, "symbol").ago(.minutes(3)) > 99), [fresh], minutes: 4)
    #expect(column.letters == "UUUFF")
    #expect(column.reasons.prefix(3) == [[.warmup], [.warmup], [.warmup]])
  }

  @Test func windowsOfYearsAreExplainedWithoutAskingEveryTick() {
    let old = reserve.stored(["BTC": [(0, 100)]])
    let ratio = X.series(oi) / X.series(reserve)
    #expect(
      reasons(.window(.avg, ratio, .days(3650)), [fresh, old], minute: 29)
        == ["warmup (oi / reserve)[3650d] 0%"])
    #expect(
      reasons(.window(.avg, ratio, .days(3650)), [fresh], minute: 29) == ["missing reserve"])
  }

  @Test func agesPrintTheirTwoLargestUnits() {
    let old = reserve.stored(["BTC": [(0, 100)]])
    #expect(reasons(.series(reserve), [old], minute: 65) == ["stale reserve 1h 5m > 30m"])
  }

  @Test func reasonsAreInSourceOrderWithoutRepeats() {
    let e = (X.series(reserve) > 1) && ((X.series(oi) > 1) || (X.series(reserve) < 5))
    #expect(reasons(e, [], minute: 0) == ["missing reserve", "missing oi"])
    // A false operand decides: nothing is unknown.
    #expect(reasons((X.series(reserve) > 1) && (X.series(oi) > 99), [fresh], minute: 0) == [])
  }

  @Test func theTreeShowsValuesAgesAndMargins() throws {
    let series = [fresh, reserve.stored(["BTC": [(0, 100)]])]
    let inspector = Inspector(store: SeriesStore(series))
    let e = X.series(oi) / X.series(reserve) > 0.9
    let tree = inspector.inspect(e, key: btc, at: .minute(30))
    #expect(tree.text == "(oi / reserve) > 0.9")
    #expect(tree.truth == .no)
    guard case .comparison(let margin) = tree.detail else {
      Issue.record("a comparison has a margin")
      return
    }
    #expect(margin.absolute.base == 0 && margin.relative == 0 && margin.isBoundary)
    let quotient = try #require(tree.children.first)
    #expect(quotient.value?.base == 0.9)
    #expect(quotient.children.map(\.text) == ["oi", "reserve"])
    guard case .series(let age, let limit) = quotient.children[1].detail else {
      Issue.record("a series has an age")
      return
    }
    #expect(age == .minutes(30) && limit == .minutes(30))
    let later = inspector.inspect(e, key: btc, at: .minute(31))
    #expect(later.truth == .unknown && later.reasons == ["stale reserve 31m > 30m"])
    #expect(later.detail == nil)
  }

  @Test func relativeMarginsAreSharesOfTheThreshold() {
    let inspector = Inspector(store: SeriesStore([fresh]))
    let tree = inspector.inspect(X.series(oi) < 120, key: btc, at: .minute(1))
    guard case .comparison(let margin) = tree.detail else {
      Issue.record("a comparison has a margin")
      return
    }
    #expect(margin.absolute.base == -30 && margin.relative == -0.25 && !margin.isBoundary)
  }

  @Test func parametersTellWhoSetThem() {
    let limit = CheckedParameter(
      name: "r", unit: .percent, fallback: .init(value: 0.95, origin: .commandLine), key: "symbol",
      entries: [("BTC", .init(value: 0.92, origin: .file))])
    let inspector = Inspector(store: SeriesStore([fresh]))
    func origin(_ symbol: String) -> String {
      let key = Labels([("symbol", symbol)])
      let part = inspector.inspect(.parameter(limit), key: key, at: .minute(0))
      guard case .parameter(let label, let origin) = part.detail else { return "" }
      return "\(label ?? "all") \(origin) \(part.value?.base ?? 0)"
    }
    #expect(origin("BTC") == "BTC file 0.92")
    #expect(origin("ETH") == "all commandLine 0.95")
  }

  @Test func windowsAndGroupsShowWhatTheyHold() {
    let store = SeriesStore([oi.stored(["A": minutely([1, 2, 3]), "B": minutely([4, nil, 6])])])
    let inspector = Inspector(store: store)
    let sum = X.window(.max, oi, .minutes(2), WindowOptions(coverage: 0.5)).over(.sum, "symbol")
    let tree = inspector.inspect(sum, key: .none, at: .minute(2))
    #expect(tree.value?.base == 9)
    #expect(tree.children.map { $0.labels?["symbol"] } == ["A", "B"])
    guard case .window(let samples, let known, let ticks) = tree.children[1].detail else {
      Issue.record("a window tells what it holds")
      return
    }
    #expect(samples == 1 && known == 1 && ticks == 2)
  }

  @Test func anExplanationIsTheSameEveryTime() {
    let store = SeriesStore([oi.stored(["A": [(0, 1)], "B": [(0, 2)], "C": [(0, 3)]])])
    let e = X.series(oi).over(.sum, "symbol") > 5
    let texts = (0..<5).map { _ in
      String(describing: Inspector(store: store).inspect(e, key: .none, at: .minute(0)))
    }
    #expect(Set(texts.map { $0.filter { $0 != " " } }).count == 1)
  }
}
