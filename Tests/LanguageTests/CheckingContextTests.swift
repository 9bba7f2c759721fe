// What a check may know besides the text: data, the shell, a query, and what it hands on.
import Columns
import Diagnostics
import Language
import Quantities
import Testing

@Suite struct CheckingContextTests {
  private func schema(_ name: String, _ unit: Unit, _ keys: [String]) -> SeriesSchema {
    SeriesSchema(name: name, unit: unit, keys: keys, origin: .format)
  }

  // MARK: - Precedence of what a series is

  @Test func declaredBeatsDataBeatsCatalogue() {
    let offered = ["oi": schema("oi", .usd, ["symbol"]), "extra": schema("extra", .ratio, [])]
    let context = CheckingContext(offered: offered)
    let data = checked("alert a when oi > 5M USD for 5m", context)
    #expect(data.alerts.first?.keys == ["symbol"])
    let text = "series oi : gauge contract by desk\nalert a when oi > 5 contract for 5m"
    let declared = checked(text, context)
    #expect(declared.alerts.first?.keys == ["desk"])
    #expect(declared.schemas["oi"]?.origin == .declared)
    let catalogue = checked("alert a when oi > 5 coin for 15m")
    #expect(catalogue.alerts.first?.keys == ["asset", "symbol", "venue"])
    #expect(errors("alert a when extra > 5 for 5m", context) == [])
    #expect(errors("alert a when extra > 5 for 5m") == ["E0201"])
  }

  @Test func seriesReadAreNamed() {
    let program = checked(WorkedRules.whole)
    #expect(
      program.seriesRead == [
        "oi", "reserve", "depth_1pct", "oi_usd", "taker_net", "refill_1pct", "funding", "liq_usd",
        "mark",
      ])
  }

  // MARK: - Adopted units

  @Test func adoptedUnitsAreHandedOn() {
    let text = fixtureSeries + "alert a when depth < 5M and oi > 2 * 3M and oi / reserve > 0.9"
    let source = SourceText(name: "rules.brink", text: text)
    let program = checked(text)
    #expect(program.adoptedUnits.map { source.slice($0.range) } == ["5M", "3M"])
    #expect(program.adoptedUnits.map(\.unit) == ["USD", "USD"])
  }

  @Test func ratioAndWrittenUnitsAdoptNothing() {
    let text = fixtureSeries + "alert a when depth < 5M USD and oi ?? 0 USD > 1 USD and 2 > 1x"
    #expect(checked(text).adoptedUnits == [])
  }

  // MARK: - The shell

  @Test func shellMayRedefineAndAsk() {
    var context = CheckingContext()
    context.isInteractive = true
    let statements = ["let a = oi_usd", "let a = reserve_usd", "a > ?", "a > 5M"]
    let files = statements.enumerated().map {
      parse(SourceText(name: "<shell \($0.offset)>", text: $0.element), mode: .interactive)
    }
    let program = check(files, in: context)
    #expect(program.diagnostics.map(\.code) == ["E0210"])
    #expect(program.diagnostics.first?.message.hasPrefix("here fits USD") == true)
    #expect(program.expressions.count == 1)
    #expect(program.seriesRead == ["reserve_usd"])
  }

  @Test func dataDoesNotBreakRuleFiles() {
    let context = CheckingContext(offered: [
      "oi_usd": schema("oi_usd", .usd, ["symbol"]), "cover": schema("cover", .ratio, ["symbol"]),
    ])
    let text = "let cover = oi_usd / 2\nalert a when cover > 5M USD for 15m"
    #expect(codes(text, context) == [])
  }

  @Test func aKeyTheDataNarrowedAwayReducesNothing() {
    let narrow = CheckingContext(offered: ["oi_usd": schema("oi_usd", .usd, ["asset", "symbol"])])
    let both = "alert a when sum(oi_usd) over (venue, symbol) > 5M for 15m"
    #expect(errors(both, narrow) == [])
    #expect(checked(both, narrow).alerts.first?.keys == ["asset"])
    let venue = "alert a when count(oi_usd) over venue > 1 for 15m"
    #expect(checked(venue, narrow).alerts.first?.keys == ["asset", "symbol"])
    #expect(errors("alert a when sum(oi_usd) over desk > 5M for 15m", narrow) == ["E0403"])
    let declared = "series oi_usd : gauge USD by symbol\n" + both
    #expect(errors(declared, narrow) == ["E0403"])
  }

  @Test func everyHoleIsAnswered() {
    var context = CheckingContext()
    context.isInteractive = true
    for text in ["oi_usd < ?", "? + 1", "avg(?)", "oi_usd + ?", "if ? then 1 else 2"] {
      let statement = parse(SourceText(name: "<shell>", text: text), mode: .interactive)
      #expect(check([statement], in: context).diagnostics.map(\.code) == ["E0210"], "\(text)")
    }
  }

  @Test func statementsOfOneNameAreTold() {
    var context = CheckingContext()
    context.isInteractive = true
    let files = ["dpth", "oii_", "oi_usd"].map {
      parse(SourceText(name: "<shell>", text: $0), mode: .interactive)
    }
    #expect(check(files, in: context).diagnostics.map(\.code) == ["E0201", "E0201"])
  }

  @Test func queryUsesNamesOfRuleFiles() {
    let rules = parse(
      SourceText(
        name: "rules.brink", text: "let cover = oi_usd / reserve_usd\nalert a when covr > 1"))
    let query = parse(SourceText(name: "query", text: "cover * 2"), mode: .interactive)
    let program = check(expression: query, beside: [rules], in: CheckingContext())
    #expect(program.diagnostics.map(\.code) == [])
    #expect(program.expressions.map(\.keys) == [["asset", "symbol", "venue"]])
    #expect(program.alerts.isEmpty)
  }

  // MARK: - Expressions

  private func expression(_ text: String) -> CheckedExpression? {
    let query = parse(SourceText(name: "query", text: text), mode: .interactive)
    let program = check(expression: query, beside: [], in: CheckingContext())
    #expect(program.diagnostics.filter(\.isError).isEmpty, "\(text)")
    return program.expressions.first
  }

  @Test(arguments: [
    ("oi_usd / reserve_usd", "x", ["asset", "symbol", "venue"]),
    ("oi * mark", "USD", ["asset", "symbol", "venue"]),
    ("oi_usd / mark", "coin", ["asset", "symbol", "venue"]),
    ("rate(oi_usd[5m])", "USD/s", ["asset", "symbol", "venue"]),
    ("oi_usd / rate(oi_usd[5m])", "s", ["asset", "symbol", "venue"]),
    ("avg(funding[1d]) -> %/y", "%/y", ["asset", "symbol", "venue"]),
    ("funding * 8h", "%", ["asset", "symbol", "venue"]),
    ("sum(oi_usd) over (symbol, venue)", "USD", ["asset"]),
    ("sum(oi_usd)", "USD", []),
    ("share(oi_usd) over venue", "%", ["asset", "symbol", "venue"]),
    ("if topk(3, oi_usd) then oi_usd else 0 USD", "USD", ["asset", "symbol", "venue"]),
    ("hhi(oi_usd) over venue", "x", ["asset", "symbol"]),
    ("count(mark[1h])", "x", ["asset", "symbol", "venue"]),
    ("max(liq_usd[5m]) over venue", "USD", ["asset", "symbol"]),
    ("age(reserve)", "s", ["asset", "venue"]),
    ("oi_usd{venue: binance}", "USD", ["asset", "symbol"]),
    ("sqrt(oi_usd * oi_usd)", "USD", ["asset", "symbol", "venue"]),
    ("oi_usd ^ 2 / oi_usd", "USD", ["asset", "symbol", "venue"]),
    ("vol(mark[1h])", "%", ["asset", "symbol", "venue"]),
    ("mark[1d ago]", "USD/coin", ["asset", "symbol", "venue"]),
    ("if oi_usd > 5M then 1% else 2%", "%", ["asset", "symbol", "venue"]),
    ("min(5M, oi_usd)", "USD", ["asset", "symbol", "venue"]),
    ("15m / 1h", "x", []),
    ("15m/1h", "x", []),
  ])
  func unitsAndKeys(text: String, unit: String, keys: [String]) {
    let found = expression(text)
    #expect(found?.unit?.text == unit)
    #expect(found?.keys == keys)
  }

  @Test func windowsSeeThroughLets() {
    let text = fixtureSeries + """
      let renamed = depth
      let limited = depth[age <= 2h]
      let picked = depth{symbol: BTC}
      let computed = depth * 2
      record a = max(renamed[1h])
      record b = max(limited[1h])
      record c = max(picked[1h])
      record d = max(computed[1h])
      record e = max(avg(depth[5m])[1h])
      """
    let kinds = checked(text).records.map { record -> String in
      guard case .window(_, let window) = record.value.kind else { return "none" }
      switch window.content {
      case .samples(let reference): return "samples \(reference.ageLimit)"
      case .ticks: return "ticks"
      }
    }
    #expect(kinds == ["samples 30s", "samples 2h", "samples 30s", "ticks", "ticks"])
  }

  @Test func qualifiersAreKept() {
    guard
      case .window(.avg, let window)? = expression(
        "avg(oi_usd[7d, 1d ago, age <= 2h, coverage 100%])")?.kind,
      case .samples(let reference) = window.content
    else {
      Issue.record("no window")
      return
    }
    #expect(window.width == .days(7) && window.shift == .days(1))
    #expect(window.coverage == 1 && !window.looksAhead)
    #expect(reference.ageLimit == .hours(2))
  }

  // MARK: - Tests of rules

  @Test func givenSeriesAreBuilt() {
    let text = fixtureSeries + """
      alert thin when depth < 5M for 5m by symbol
      test "t" {
        given depth{symbol: BTC} every 1m = 3M x2 _ x2 4M+1M x3 -5 USD
        given depth{symbol: ETH} every 1m = 1k
        expect thin fires BTC at 5m
      }
      """
    let program = checked(text)
    #expect(program.diagnostics.map(\.code) == [])
    guard let series = program.tests.first?.givens.first else {
      Issue.record("no series")
      return
    }
    #expect(series.schema.name == "depth")
    let minute: Int64 = 60_000_000_000
    #expect(series.tracks.map(\.labels.description) == ["{symbol=BTC}", "{symbol=ETH}"])
    #expect(series.tracks[0].times.map { $0 / minute } == [0, 1, 4, 5, 6, 7])
    #expect(series.tracks[0].values == [3e6, 3e6, 4e6, 5e6, 6e6, -5])
    #expect(series.tracks[1].values == [1_000])
  }

  @Test func labelsNotGivenAreFilled() {
    let text = """
      alert thin when oi_usd < 5M for 15m
      test "t" {
        given oi_usd{symbol: BTC} every 5m = 3M x8
        expect thin fires BTC at 15m
      }
      """
    let labels = checked(text).tests.first?.givens.first?.tracks.first?.labels.description
    #expect(labels == "{asset=BTC,symbol=BTC,venue=test}")
  }

  @Test func dataDoesNotChangeWhatATestMayGive() {
    let narrow = CheckingContext(offered: [
      "oi_usd": SeriesSchema(
        name: "oi_usd", unit: .usd, keys: ["symbol"], every: .days(1), stale: .hours(36),
        origin: .format),
      "reserve": schema("reserve", .ratio, ["symbol"]),
    ])
    let text = """
      alert thin when oi_usd < 5M for 15m
      alert dry when reserve < 5 coin
      test "t" {
        given oi_usd{venue: binance, symbol: BTC} every 5m = 3M x8 stale x4
        given reserve{venue: binance, asset: BTC} every 1d = 3 coin x2
        expect thin fires BTC at 15m
      }
      """
    #expect(errors(text) == [])
    // The rule is judged by the data, the test is not.
    #expect(errors(text, narrow) == ["E0301"])
    let usd = text.replacing("dry when reserve < 5 coin", with: "dry when reserve < 5")
    #expect(errors(usd, narrow) == [])
    let given = checked(usd, narrow).tests.first?.givens.map(\.tracks.first?.labels.description)
    #expect(
      given == ["{asset=BTC,symbol=BTC,venue=binance}", "{asset=BTC,venue=binance}"])
  }

  @Test func staleIsAGapThatIsLongEnough() {
    let head = fixtureSeries + "alert thin when depth < 5M for 5m by symbol\ntest \"t\" {\n"
    let tail = "\n  expect thin fires BTC at 5m\n}\n"
    let given = "  given depth{symbol: BTC} every 1m = 3M x2 "
    #expect(errors(head + given + "stale" + tail) == [])
    let slow = "  given reserve{symbol: BTC} every 10m = 3M x2 "
    #expect(errors(head + slow + "stale x3" + tail) == ["E0606"])
    #expect(errors(head + slow + "stale x4" + tail) == [])
  }

  // MARK: - Cost

  private func counts(_ tracks: Int, samples: Int, over span: TimeSpan) -> SeriesCount {
    SeriesCount(tracks: tracks, samples: samples * tracks, span: span)
  }

  @Test func costIsSamplesTimesKeys() {
    var context = CheckingContext()
    context.counts = [
      "depth": counts(4, samples: 1_441, over: .days(1)), "oi": counts(2, samples: 5, over: .zero),
    ]
    let text = fixtureSeries + "alert a when avg(depth[1h]) < 5M or oi > 3M for 5m by symbol"
    let program = checked(text, context)
    let report = cost(of: program, in: context)
    #expect(report.rules.map(\.samples) == [60 * 4 + 2])
    #expect(report.rules.first?.dominant?.text == "avg(depth[1h])")
    #expect(report.refusals.isEmpty)
  }

  @Test func costIsWhatTheDataHolds() {
    var context = CheckingContext()
    // A sample a millisecond for an hour, 10 keys: 3.6M samples a key, whatever the cadence says.
    context.counts = ["depth": counts(10, samples: 3_600_001, over: .hours(1))]
    func samples(_ condition: String) -> [Double] {
      let program = checked(fixtureSeries + "alert a when \(condition) for 5m by symbol", context)
      return cost(of: program, in: context).rules.map(\.samples)
    }
    #expect(samples("avg(depth[1m]) < 5M") == [600_000])
    // No window is longer than the data: 3 600 001 samples, or 60 ticks of a minute.
    #expect(samples("avg(depth[365d]) < 5M") == [36_000_010])
    #expect(samples("avg((depth * 2)[365d]) < 5M") == [60 * 10 + 10])
  }

  @Test func tooMuchOfTheDataIsRefused() {
    var context = CheckingContext(offered: [:])
    context.counts = ["depth": counts(1_000, samples: 600_001, over: .days(7))]
    let drawn = told(fixtureSeries + "alert a when avg(depth[7d]) < 5M for 5m by symbol", context)
    #expect(drawn.contains("error[E0610]: `a` would hold 600M samples at once, above the limit"))
    #expect(drawn.contains("most of it is `avg(depth[7d])`: 600000 samples × 1000 keys of"))
    context.counts = [:]
    let uncounted = fixtureSeries + "alert a when avg(depth[365d]) < 5M for 5m by symbol"
    #expect(!codes(uncounted, context).contains("E0610"))
  }
}
