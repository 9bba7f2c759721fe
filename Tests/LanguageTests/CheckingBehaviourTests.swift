// The meaning of the language, behaviour by behaviour, as its contract numbers them.
import Columns
import Diagnostics
import Language
import Quantities
import Testing

@Suite struct CheckingBehaviourTests {
  @Test func workedRulesHaveNoErrors() {
    let program = checked(WorkedRules.whole)
    #expect(program.diagnostics.filter(\.isError).isEmpty, "\(told(WorkedRules.whole))")
    #expect(
      program.alerts.map(\.name) == [
        "thin_and_full", "exhaustion", "fills_book", "absorption_gap", "crowded_carry", "cascade",
        "reserve_blind",
      ])
    #expect(program.alerts[0].keys == ["asset", "venue"])
    #expect(program.alerts[2].keys == ["asset", "symbol", "venue"])
    #expect(program.alerts[5].kind == .halt)
    #expect(program.records.map(\.name) == ["margin_floor"])
    #expect(program.labels.map(\.name) == ["crash"])
    #expect(program.backtests.map(\.alert) == ["exhaustion"])
  }

  @Test func smallestRuleWorksAsTyped() {
    let program = checked(WorkedRules.smallest)
    #expect(program.diagnostics.filter(\.isError).isEmpty)
    #expect(program.alerts.map(\.name) == ["alert_1"])
  }

  @Test func lintOffersTheTotalForm() {
    let text = told(fixtureSeries + "alert q when oi / reserve > 0.9 by symbol\n")
    #expect(text.contains("lint[L001]"))
    #expect(text.contains("`oi > 0.9 * reserve`"))
  }

  @Test func minutesAreNotMillions() {
    let program = checked(fixtureSeries + "alert m when depth < 5m by symbol\n")
    let error = program.diagnostics.first { $0.isError }
    #expect(
      error?.message == "5m is 5 minutes (time), depth is USD; did you mean 5M USD?")
    #expect(error?.suggestions.first?.edit?.text == "5M USD")
    let drawing = error?.drawing() ?? ""
    #expect(drawing.contains("depth < 5m by symbol\n  |                      ^^\n"))
  }

  @Test func fundingAsksForAPeriod() {
    let series = "series funding : gauge %/8h by symbol every 8h stale 1d\n"
    #expect(errors(series + "alert p when funding > 0.01% by symbol") == ["E0305"])
    #expect(told(series + "alert p when funding > 0.01% by symbol").contains("0.01%/8h"))
    #expect(errors(series + "alert p when funding > 10.9%/y by symbol").isEmpty)
  }

  @Test func ratioOfAmountAndRateIsTime() {
    let rule = "alert a when depth / rate(oi[5m]) < "
    let sound = checked(fixtureSeries + rule + "10m by symbol")
    #expect(sound.diagnostics.filter(\.isError).isEmpty)
    guard case .compare(_, let left, let right)? = sound.alerts.first?.levels[0].trigger.kind else {
      Issue.record("no comparison")
      return
    }
    #expect(left.type == .quantity(.time))
    #expect(right.type == .quantity(.time))
    let text = told(fixtureSeries + rule + "10 by symbol")
    #expect(text.contains("error[E0303]") && text.contains("time"))
  }

  @Test func coinsOfDifferentAssetsDoNotAdd() {
    let series = """
      series oi_coin : gauge coin by symbol
      series mark : gauge USD/coin by symbol

      """
    let text = told(series + "alert a when sum(oi_coin) over symbol > 5 coin")
    #expect(text.contains("error[E0404]") && text.contains("sum(oi_coin * mark)"))
    let fixed = "alert a when sum(oi_coin * mark) over symbol > 5 USD"
    #expect(errors(series + fixed).isEmpty)
  }

  @Test func ruleWithTooFewKeysNamesBothFixes() {
    let text = told("series oi : gauge USD by symbol, venue\nalert a when oi > 5 USD by symbol")
    #expect(text.contains("error[E0402]"))
    #expect(text.contains("venue"))
    #expect(text.contains("sum(oi) over venue"))
    #expect(text.contains("by symbol, venue"))
  }

  @Test func lookingAheadIsForLabels() {
    let rule = "max(depth[next 5m]) > 5 USD"
    #expect(errors(fixtureSeries + "alert n when \(rule) by symbol") == ["E0506"])
    #expect(errors(fixtureSeries + "label n by symbol = \(rule)").isEmpty)
    #expect(errors(fixtureSeries + "let f = max(depth[next 5m])\nlabel n = f > 5 USD").isEmpty)
    #expect(
      errors(fixtureSeries + "let f = max(depth[next 5m])\nalert n when f > 5 USD") == ["E0506"])
  }

  @Test func messageIsChecked() {
    let text = told(
      fixtureSeries + "let ratio = oi / reserve\nalert t when ratio > 0.9 say \"{ratoi}\"")
    #expect(text.contains("did you mean `ratio`"))
    #expect(text.contains("rules.brink:5:"))
  }

  @Test func threeErrorsAreToldAtOnce() {
    let text = fixtureSeries + """
      alert a when dpeth < 5M by symbol
      alert b when depth < 5m by symbol
      alert c when reserv > 5 USD by symbol
      """
    let found = checked(text).diagnostics.filter(\.isError)
    #expect(found.map(\.code) == ["E0201", "E0304", "E0201"])
    let lines = found.compactMap(\.place.text).map { $0.split(separator: ":")[1] }
    #expect(lines == ["4", "5", "6"])
  }

  @Test func chainSharesItsMiddle() {
    let program = checked(
      fixtureSeries + "alert c when 80% < oi/reserve < 95% for 1m by symbol")
    guard case .and(let a, let b)? = program.alerts.first?.levels[0].trigger.kind,
      case .compare(.less, let low, let first) = a.kind,
      case .compare(.less, let second, let high) = b.kind
    else {
      Issue.record("no chain")
      return
    }
    #expect(first.range == second.range)
    #expect(number(low) == 0.8 && number(high) == 0.95)
  }

  private func number(_ expression: CheckedExpression) -> Double? {
    if case .constant(let value) = expression.kind { return value }
    return nil
  }
}
