// Lints: legal, and probably not what was meant; each with what silences it.
import Columns
import Diagnostics
import Language
import Quantities
import Testing

@Suite struct CheckingLintTests {
  private func lints(_ text: String, _ context: CheckingContext = CheckingContext()) -> [String] {
    let program = checked(text, context)
    #expect(program.diagnostics.filter(\.isError).isEmpty, "\(told(text, context))")
    return program.diagnostics.map(\.code)
  }

  @Test func quietRuleHasNone() {
    let rule = "alert a when oi > 0.9 * reserve for 15m until oi < 0.8 * reserve by symbol\n"
    #expect(lints(fixtureSeries + rule) == [])
  }

  @Test func quotientOffersTheTotalForm() {
    func total(_ condition: String) -> String? {
      checked(fixtureSeries + "alert a when \(condition) for 5m by symbol").diagnostics
        .first { $0.code == "L001" }?.suggestions.first?.edit?.text
    }
    #expect(total("oi / reserve > 0.9") == "oi > 0.9 * reserve")
    #expect(total("0.9 < oi / reserve") == "0.9 * reserve < oi")
    #expect(total("oi / (reserve + depth) > 0.9") == "oi > 0.9 * (reserve + depth)")
    #expect(total("oi / reserve > 85% + 5%") == "oi > (85% + 5%) * reserve")
    #expect(total("oi / 2 > 5M") == nil)
  }

  @Test func constantComparisons() {
    #expect(lints(fixtureSeries + "alert a when oi > 5M or 3 > 2 for 5m by symbol") == ["L002"])
    #expect(lints(fixtureSeries + "alert a when oi > oi for 5m by symbol") == ["L002"])
    #expect(
      lints(fixtureSeries + "alert a when oi > 5M and oi < 3M for 5m by symbol") == ["L002"])
    #expect(lints(fixtureSeries + "alert a when 5M < oi < 3M for 5m by symbol") == ["L002"])
    #expect(lints(fixtureSeries + "alert a when oi >= 5M and oi <= 5M for 5m by symbol") == [])
  }

  @Test func seriesOutsideTheData() {
    let schema = SeriesSchema(
      name: "oi", unit: .usd, keys: ["symbol"], every: .minutes(1), origin: .format)
    let context = CheckingContext(offered: ["oi": schema])
    let rule = "alert a when oi > 2 * reserve_usd for 5m\n"
    #expect(lints(rule, context) == ["L003"])
    #expect(lints("alert a when oi > 5M USD for 5m\n", context) == [])
    #expect(checked(rule, context).alerts.first?.keys == ["symbol"])
  }

  @Test func samplesDenserThanTicks() {
    let series = "series book : gauge USD by symbol every 1s stale 10s\n"
    #expect(lints(series + "alert a when book < 5M for 5m") == ["L004"])
    #expect(lints(series + "alert a when min(book[1m]) < 5M for 5m") == [])
    #expect(lints(series + "alert a every 1s { when book < 5M for 5m }") == [])
  }

  /// Whose text it is decides, not what a file is called.
  @Test func samplesDenserThanTicksInAFileOfAnyName() {
    let text = "series book : gauge USD by symbol every 1s stale 10s\n"
      + "alert a when book < 5M for 5m"
    for name in ["standard/mine.brink", "ofi_norm", "depth"] {
      let program = check([parse(SourceText(name: name, text: text))], in: CheckingContext())
      #expect(program.diagnostics.map(\.code) == ["L004"], "\(name)")
    }
  }

  @Test func whatTheStandardLibraryReadsIsNotToldToItsUser() {
    let offered = checked("alert a every 1h { when vacuum_trip for 2h severity info }")
    #expect(!offered.diagnostics.contains { $0.code == "L004" })
  }

  @Test func holdShorterThanTheCadence() {
    let text = fixtureSeries + "alert a when reserve < 5M for 5m by symbol"
    #expect(lints(text) == ["L005"])
    #expect(lints(fixtureSeries + "alert a when reserve < 5M for 10m by symbol") == [])
  }

  @Test func noisyThreshold() {
    #expect(lints(fixtureSeries + "alert a when depth < 5M by symbol") == ["L006"])
    #expect(lints(fixtureSeries + "alert a when depth < 5M keep 10m by symbol") == [])
    #expect(lints(fixtureSeries + "alert a when depth < 5M until depth > 6M by symbol") == [])
    #expect(lints(fixtureSeries + "alert a when avg(depth[1h]) < 5M by symbol") == [])
  }

  @Test func unusedDefinitions() {
    let rule = "alert a when depth < 5M for 5m by symbol\n"
    #expect(lints(fixtureSeries + "let b = oi\n" + rule) == ["L007"])
    #expect(lints(fixtureSeries + "param b = 5M USD\n" + rule) == ["L007"])
    #expect(lints(fixtureSeries + "fn b(x) = x\n" + rule) == ["L007"])
    #expect(lints(fixtureSeries + "let b = oi\n") == [])
  }

  @Test func expiredException() {
    let text = fixtureSeries + """
      alert a {
        when depth < 5M for 5m
        except symbol == PEPE until 2026-12-01 because "thin"
      }
      """
    var context = CheckingContext()
    context.now = Timestamp(parsing: "2026-12-01")
    #expect(lints(text, context) == ["L008"])
    context.now = Timestamp(parsing: "2026-11-30")
    #expect(lints(text, context) == [])
    #expect(lints(text) == [])
  }

  @Test func levelNeverShown() {
    func levels(_ warn: String, _ crit: String) -> [String] {
      lints(
        fixtureSeries
          + "alert a by symbol { level warn when \(warn) for 5m level crit when \(crit) for 5m }")
    }
    #expect(levels("oi > 70M", "oi > 60M") == ["L009"])
    #expect(levels("oi > 60M", "oi > 70M") == [])
    #expect(levels("depth < 5M", "depth < 3M") == [])
    #expect(levels("depth < 3M", "depth < 5M") == ["L009"])
  }

  @Test func unnamedAndLag() {
    #expect(lints(fixtureSeries + "alert when depth < 5M for 5m by symbol") == ["L010"])
    #expect(lints("series x : gauge USD every 1m stale 5m lag 5m\n") == ["L011"])
    #expect(lints("series x : gauge USD every 1m stale 6m lag 5m\n") == [])
  }

  @Test func unnamedRulesAreNumberedByKind() {
    let text = fixtureSeries + """
      alert when depth < 5M for 5m
      halt when depth < 4M for 5m
      alert named when depth < 3M for 5m
      alert when depth < 2M for 5m
      """
    #expect(checked(text).alerts.map(\.name) == ["alert_1", "halt_1", "named", "alert_2"])
  }

  // MARK: - Snoozing

  private static let noisy = "alert a when depth < 5M by symbol"

  @Test(arguments: [
    "# brink: allow L006 until 2026-12-01\n\(noisy)\n",
    "\(noisy)  # brink: allow L006 until 2026-12-01\n",
    "alert a by symbol {\n  # brink: allow L006 until 2026-12-01\n  when depth < 5M\n}\n",
  ])
  func snoozeSilencesOneLintOfOneItem(text: String) {
    var context = CheckingContext()
    context.now = Timestamp(parsing: "2026-11-24")
    #expect(lints(fixtureSeries + text, context) == [])
    #expect(lints(fixtureSeries + text, CheckingContext()) == [])
    let other = text + "alert b when depth < 4M by symbol\n"
    #expect(lints(fixtureSeries + other, context) == ["L006"])
    context.now = Timestamp(parsing: "2026-12-01")
    #expect(Set(lints(fixtureSeries + text, context)) == ["L006", "L012"])
  }

  @Test(arguments: [
    "# brink: allow L006\n", "# brink: allow L099 until 2026-12-01\n",
    "# brink: allow E0301 until 2026-12-01\n", "# brink: allow L006 until tomorrow\n",
  ])
  func snoozeNeedsALintAndADate(comment: String) {
    #expect(lints(comment + fixtureSeries) == ["L012"])
  }
}
