// Metrics of warnings, of correlated stress and of things that stand still, against a program of
// its own (Python, numpy), and states as words.
import Columns
import Diagnostics
import Language
import Quantities
import Testing

@testable import Evaluation

@Suite struct EarlyWarningMetricTests {
  /// Twenty minutes of scores, and an event that lasts from minute 6 to 7.
  private static let record: [SampledSeries] = {
    let scores = [
      0.1, 0.2, 0.3, 0.9, 0.8, 0.2, 0.1, 0.4, 0.6, 0.7, 0.3, 0.2, 0.1, 0.1, 0.2, 0.9, 0.3, 0.2,
      0.1, 0.1,
    ]
    func minutely(_ values: [Double]) -> [(at: Double, value: Double)] {
      values.enumerated().map { (Double($0.offset) * 60, $0.element) }
    }
    let happened = (0..<20).map { 6...7 ~= $0 ? 1.0 : 0 }
    return [
      SampledSeries("score", "x", minutely(scores)),
      SampledSeries("crash", "x", minutely(happened)),
    ]
  }()

  @Test(
    arguments: [
      ("eval_auroc", "", "0.8055555555555556"), ("eval_auprc", "", "0.725"),
      ("eval_brier", "", "0.1746153846153846"), ("eval_bss", "", "0.18027777777777787"),
      ("eval_logloss", "", "0.5080281126759233"), ("eval_f1", "60%, ", "0.5"),
      ("eval_mcc", "60%, ", "0.2777777777777778"), ("eval_recall", "60%, ", "1"),
      ("eval_precision", "60%, ", "0.5"), ("eval_lead_time", "60%, ", "180"),
      ("eval_usefulness", "60%, 0.8, ", "-0.015384615384615441"),
    ])
  func figures(name: String, threshold: String, expected: String) throws {
    let window = "[20m, coverage 1%]"
    try SampledCall(
      id: name, call: "\(name)(score\(window), crash\(window), \(threshold)1m, 5m)",
      series: Self.record, at: 19 * 60, expected: expected
    ).check()
  }

  @Test func withoutAnEventThereIsNothingToRank() throws {
    let quiet = SampledSeries("crash", "x", [(0, 0)])
    let call = SampledCall(
      id: "", call: "eval_auroc(score[20m, coverage 1%], crash[20m, coverage 1%])",
      series: [Self.record[0], quiet], at: 1140, expected: "degenerate")
    try call.check()
  }

  @Test(arguments: [("iei_ciss", "0.6497579214255151"), ("iei_ciss_sqrt", "0.8060756300903255")])
  func stressThatComesTogether(name: String, expected: String) throws {
    let a = zip([0.0, 60, 120, 180], [0.5, 0.6, 0.9, 0.8]).map { (at: $0, value: $1) }
    let b = zip([0.0, 60, 120, 180], [0.4, 0.7, 0.8, 0.9]).map { (at: $0, value: $1) }
    let window = "[10m, coverage 1%]"
    try SampledCall(
      id: name, call: "\(name)(1m, a\(window), b\(window))",
      series: [SampledSeries("a", "x", a), SampledSeries("b", "x", b)], at: 180,
      expected: expected
    ).check()
  }

  /// Sizes 10, 20, 30, 40 have 39.4 as their 98 % quantile: of baits 40 and 30 only 40 counts.
  @Test func largeOrdersThatLeave() throws {
    let submitted = SampledSeries.events("put", "coin", [(0, 10), (1, 20), (2, 30), (3, 40)])
    let bait = SampledSeries.events("bait", "coin", [(2, 30), (3, 40)])
    try SampledCall(
      id: "", call: "spoof_score(bait[4s], put[4s], 98%)", series: [submitted, bait], at: 3,
      expected: "0.4"
    ).check()
    try SampledCall(
      id: "", call: "spoof_score(bait[4s], put[4s], 50%)", series: [submitted, bait], at: 3,
      expected: "0.7"
    ).check()
  }

  /// It changed at second 20 and has said the same since; at 90 that is 70 s.
  @Test func anOracleThatStandsStill() throws {
    let prices = [(0.0, 9.0), (10, 9), (20, 10), (30, 10), (80, 10)].map { (at: $0, value: $1) }
    func age(_ at: Double, _ width: String, _ expected: String) throws {
      try SampledCall(
        id: "", call: "oracle_age(oracle[\(width), coverage 1%])",
        series: [SampledSeries("oracle", "USD/coin", prices)], at: at, expected: expected
      ).check()
    }
    try age(90, "1h", "70")
    try age(25, "1h", "5")
    try age(90, "15s", "10")
  }
}

@Suite struct StateMetricTests {
  private static let quotes = [
    SampledSeries("bid", "USD/coin", [(0, 99), (10, 105), (20, 105), (30, 105)]),
    SampledSeries("ask", "USD/coin", [(0, 101), (10, 106), (20, 106), (30, 106)]),
    SampledSeries("trade", "USD/coin", [(0, 100)]),
  ]

  /// The band is 100 ± 5: the bid reaches it at second 10 and sits there for 15 s by second 30.
  @Test(arguments: [(5.0, "normal"), (10, "limit"), (20, "limit"), (30, "pause")])
  func pressedAgainstItsBand(at: Double, state: String) throws {
    let window = "[1h, coverage 1%]"
    let call = "luld_state(bid\(window), ask\(window), trade\(window))"
    for word in ["normal", "limit", "pause"] {
      try SampledCall(
        id: word, call: "if \(call) == \(word) then 1 else 0", series: Self.quotes, at: at,
        expected: word == state ? "1" : "0"
      ).check()
      try SampledCall(
        id: word, call: "if \(call) in {\(word)} then 1 else 0", series: Self.quotes, at: at,
        expected: word == state ? "1" : "0"
      ).check()
    }
  }

  private func told(_ rule: String) -> [String] {
    let program = check(
      [parse(SourceText(name: "rules.brink", text: rule))], in: CheckingContext())
    return program.diagnostics.filter(\.isError).map { "\($0.code) \($0.message)" }
  }

  @Test func statesAreComparedWithTheirWords() {
    let quadrant = "oi_quadrant(change(oi[5m]), change(mark[5m]))"
    #expect(told("alert a when \(quadrant) == short_cover for 5m").isEmpty)
    #expect(told("alert a when \(quadrant) != \"neutral\" for 5m").isEmpty)
    #expect(told("alert a when \(quadrant) in {short_cover, long_build} for 5m").isEmpty)
    #expect(told("let q = \(quadrant)\nalert a when q == short_cover for 5m say \"{q}\"").isEmpty)
    #expect(told("alert a when book_state in {crossed, empty} for 5m").isEmpty)
  }

  @Test(
    arguments: [
      ("book_state == crosed", "E0310 `book_state` is never `crosed`; it is one of"),
      ("book_state in {ok, broken}", "E0310 `book_state` is never `broken`; it is one of"),
      ("book_state in {}", "E0111 the set of values is empty"),
      ("oi_quadrant(change(oi[5m]), 1) == long_build", "E0310 `1` is a ratio"),
      ("book_state > 2", "E0307 `book_state` is a state, not an amount"),
      ("book_state < ok", "E0307 states have no order"),
      ("book_state", "E0307 `book_state` is a state, not an amount"),
      ("book_state + 1 > 2", "E0307 `book_state` is a state, not an amount"),
      ("abs(book_state) > 2", "E0307 `book_state` is a state, not an amount"),
      ("1 == crossed", "E0201 unknown name `crossed`"),
    ])
  func statesAreNoAmounts(condition: String, message: String) {
    let found = told("alert a when \(condition) for 5m")
    #expect(found.count == 1 && found[0].hasPrefix(message), "\(condition): \(found)")
  }
}
