// Messages: formats, labels, conditions, and what cannot be shown.
import Diagnostics
import Language
import Quantities
import Testing

@Suite struct CheckingTemplateTests {
  private func parts(_ say: String) -> [String] {
    let text = fixtureSeries + "let ratio = oi / reserve\n"
      + "alert a when ratio > 90% for 10m until ratio < 80% by symbol say \"\(say)\"\n"
    let program = checked(text)
    let found = program.diagnostics.filter(\.isError)
    guard found.isEmpty, let template = program.alerts.first?.say else {
      return found.map(\.code)
    }
    return template.parts.map { part in
      switch part {
      case .literal(let text): "'\(text)'"
      case .label(let key): key
      case .value(let expression, let format):
        "\(expression.text):\(format.fractionDigits.map(String.init) ?? "-")"
          + "\(format.magnitude ?? "")\(format.unit?.text ?? "")"
      }
    }
  }

  @Test func partsAreCut() {
    #expect(parts("{symbol}: {ratio:.1%} of {reserve}") == [
      "symbol", "': '", "ratio:1%", "' of '", "reserve:-",
    ])
    #expect(parts("{{{symbol}}}") == ["'{'", "symbol", "'}'"])
    #expect(parts("{oi/reserve:.2f}") == ["oi/reserve:2"])
    #expect(parts("{ratio:bps} {oi:.0 USD} {oi:.1M USD} {oi:.2B}") == [
      "ratio:-bps", "' '", "oi:0USD", "' '", "oi:1MUSD", "' '", "oi:2B",
    ])
    #expect(parts("{oi is stale}") == ["oi is stale:-"])
    #expect(parts("{age(reserve)}") == ["age(reserve):-"])
  }

  @Test(arguments: [
    ("{ratoi}", "E0201"), ("{venue}", "E0407"), ("{ratio:.1 USD}", "E0314"),
    ("{oi:%}", "E0314"), ("{oi:wide}", "E0607"), ("{oi:.99}", "E0607"),
    ("{oi is stale:.1}", "E0307"),
    ("{oi_usd}", "E0402"), ("{depth[5m]}", "E0503"), ("{max(oi[next 5m])}", "E0506"),
  ])
  func mistakesAreTold(say: String, code: String) {
    #expect(parts(say) == [code])
  }

  @Test func mistakeIsPlacedInsideTheText() {
    let text = fixtureSeries + "alert a when oi > 5M for 5m by symbol say \"so {ratoi} much\""
    let place = checked(text).diagnostics.first { $0.isError }?.place.text
    #expect(place == "rules.brink:4:48")
  }
}
