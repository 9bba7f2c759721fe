// A newcomer's first mistakes: each draws one error, and its remedy, applied, works.
import Diagnostics
import Language
import Testing

@Suite struct NewcomerTests {
  /// What was typed, and what the remedy makes of it.
  static let mistakes: [(name: String, typed: String, mended: String)] = [
    (
      "missing alert", "when oi_usd > 5M USD for 15m", "alert when oi_usd > 5M USD for 15m"
    ),
    (
      "assignment for equality", "alert a when oi_usd > 5M USD and symbol = BTCUSDT for 15m",
      "alert a when oi_usd > 5M USD and symbol == BTCUSDT for 15m"
    ),
    (
      "ampersands", "alert a when oi_usd > 5M USD && depth_1pct < 5M USD for 15m",
      "alert a when oi_usd > 5M USD and depth_1pct < 5M USD for 15m"
    ),
    (
      "bars", "alert a when oi_usd > 5M USD||depth_1pct < 5M USD for 15m",
      "alert a when oi_usd > 5M USD or depth_1pct < 5M USD for 15m"
    ),
    (
      "percent as a remainder", "alert a when oi_usd % 10 > 5M USD for 15m",
      "alert a when oi_usd / 10 > 5M USD for 15m"
    ),
    (
      "keyword in capitals", "alert a when oi_usd > 5M USD AND depth_1pct < 5M USD for 15m",
      "alert a when oi_usd > 5M USD and depth_1pct < 5M USD for 15m"
    ),
    (
      "quoted number", "alert a when oi_usd > \"5M USD\" for 15m",
      "alert a when oi_usd > 5M USD for 15m"
    ),
    (
      "quoted percentage", "alert a when \"90%\" * reserve_usd < oi_usd for 15m",
      "alert a when 90% * reserve_usd < oi_usd for 15m"
    ),
    (
      "quoted argument", "let a = clamp(oi_usd, \"1 M USD\", 5M USD)",
      "let a = clamp(oi_usd, 1M USD, 5M USD)"
    ),
    (
      "quoted parameter", "param book = \"5M USD\"\nalert a when oi_usd > book for 15m",
      "param book = 5M USD\nalert a when oi_usd > book for 15m"
    ),
    (
      "space before the unit", "alert a when oi_usd > 5M USD for 5 m",
      "alert a when oi_usd > 5M USD for 5m"
    ),
    (
      "missing brace", "alert a {\n  when oi_usd > 5M USD for 15m\n\nlet b = oi_usd\n",
      "alert a {\n  when oi_usd > 5M USD for 15m}\n\nlet b = oi_usd\n"
    ),
    (
      "misspelt series", "alert a when dpeth_1pct < 5M USD for 15m",
      "alert a when depth_1pct < 5M USD for 15m"
    ),
    (
      "wrong key of a reduction", "alert a when sum(oi_usd) over symbl > 5M USD for 15m",
      "alert a when sum(oi_usd) over symbol > 5M USD for 15m"
    ),
    (
      "wrong key of a selection", "alert a when oi_usd{vnue: binance} > 5M USD for 15m",
      "alert a when oi_usd{venue: binance} > 5M USD for 15m"
    ),
    (
      "wrong key of a rule", "alert a when oi_usd > 5M USD for 15m by venue, asset, symbl",
      "alert a when oi_usd > 5M USD for 15m by venue, asset, symbol"
    ),
    (
      "key that another series has", "alert a when sum(reserve_usd) over symbol > 5M USD for 15m",
      "alert a when reserve_usd > 5M USD for 15m"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func oneErrorAndItsRemedyWorks(index: Int) throws {
    let mistake = Self.mistakes[index]
    let found = checked(mistake.typed).diagnostics.filter(\.isError)
    #expect(found.count == 1, "\(mistake.name): \(told(mistake.typed))")
    let edit = try #require(found.first?.suggestions.first?.edit, "\(mistake.name)")
    var bytes = Array(mistake.typed.utf8)
    bytes.replaceSubrange(edit.range.lower..<edit.range.upper, with: Array(edit.text.utf8))
    let mended = String(decoding: bytes, as: UTF8.self)
    #expect(mended == mistake.mended)
    #expect(errors(mended) == [], "\(mistake.name): \(told(mended))")
  }
}
