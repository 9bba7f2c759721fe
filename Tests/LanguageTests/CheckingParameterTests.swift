// Parameters: constants, tables, and the command line.
import Columns
import Diagnostics
import Language
import Quantities
import Testing

@Suite struct CheckingParameterTests {
  static let rules =
    fixtureSeries + """
      param r = 85% per symbol { BTC: 92% }
      alert p when oi > r * reserve for 5m by symbol

      """

  private func context(_ settings: (String, String?, String)...) -> CheckingContext {
    var context = CheckingContext()
    context.overrides = settings.map { ParameterOverride(name: $0.0, key: $0.1, value: $0.2) }
    return context
  }

  private func values(_ program: CheckedProgram) -> [String] {
    guard let parameter = program.parameters.first else { return [] }
    return ["BTC", "ETH"].map {
      let entry = parameter.entry(for: Labels([("symbol", $0)]))
      return "\($0) \(entry.value) \(entry.origin)"
    }
  }

  @Test func tableHolds() {
    #expect(values(checked(Self.rules)) == ["BTC 0.92 file", "ETH 0.85 file"])
  }

  @Test func wholeReplacesBoth() {
    let program = checked(Self.rules, context(("r", nil, "95%")))
    #expect(values(program) == ["BTC 0.95 commandLine", "ETH 0.95 commandLine"])
  }

  @Test func entryReplacesOne() {
    let program = checked(Self.rules, context(("r", "BTC", "80%")))
    #expect(values(program) == ["BTC 0.8 commandLine", "ETH 0.85 file"])
  }

  @Test func entryMayBeAdded() {
    let program = checked(Self.rules, context(("r", "ETH", "0.5")))
    #expect(values(program) == ["BTC 0.92 file", "ETH 0.5 commandLine"])
  }

  @Test func laterWinsAndWholeForgetsEntries() {
    let first = checked(Self.rules, context(("r", nil, "95%"), ("r", "BTC", "80%")))
    #expect(values(first) == ["BTC 0.8 commandLine", "ETH 0.95 commandLine"])
    let second = checked(Self.rules, context(("r", "BTC", "80%"), ("r", nil, "95%")))
    #expect(values(second) == ["BTC 0.95 commandLine", "ETH 0.95 commandLine"])
  }

  @Test func unitErrorPointsIntoTheCommandLine() {
    let text = told(Self.rules, context(("r", nil, "5m")))
    #expect(text.contains("error[E0704]"))
    #expect(text.contains("--set:1:3"))
    #expect(text.contains("r=5m"))
  }

  @Test func unknownNamesAndTablesAreTold() {
    #expect(errors(Self.rules, context(("s", nil, "5%"))) == ["E0702"])
    let plain = fixtureSeries + "param q = 5 USD\nalert a when oi > q for 5m by symbol"
    #expect(errors(plain, context(("q", "BTC", "5 USD"))) == ["E0702"])
    #expect(errors(plain, context(("q", nil, "oi"))) == ["E0703"])
    #expect(errors(plain, context(("q", nil, "7"))).isEmpty)
  }

  @Test func constantsFoldAcrossParameters() {
    let program = checked(
      fixtureSeries + "param a = 2 USD\nparam b = a * 3 + 1\nalert x when oi > b for 5m by symbol")
    #expect(program.diagnostics.map(\.code) == [])
    #expect(program.parameters.map(\.fallback.value) == [2, 7])
  }

  @Test func overriddenParameterFlowsIntoOthers() {
    let program = checked(
      fixtureSeries + "param a = 2 USD\nparam b = a * 3\nalert x when oi > b for 5m by symbol",
      context(("a", nil, "10 USD")))
    #expect(program.parameters.map(\.fallback.value) == [10, 30])
  }

  @Test func tableOfAnAbsentKeyIsAnError() {
    let text = "series x : gauge USD by venue\nseries y : gauge USD by symbol\n"
      + "param r = 5 USD per symbol { BTC: 6 USD }\nalert a when x > r for 5m"
    #expect(errors(text) == ["E0401"])
    let global = "series x : gauge USD\nseries y : gauge USD by symbol\n"
      + "param r = 5 USD per symbol { BTC: 6 USD }\nalert a when x > r for 5m"
    #expect(errors(global) == ["E0406"])
  }
}
