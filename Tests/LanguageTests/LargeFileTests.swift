// Files of thousands of rules: the work grows with the rules, and one mistake draws only itself.
import Diagnostics
import Language
import Testing

@Suite struct LargeFileTests {
  /// A file of so many rules, all of them different.
  private func rules(_ count: Int) -> String {
    var text = "brink 1\nparam thin = 5M USD per symbol { BTCUSDT: 6M USD }\nfn twice(x) = 2 * x\n"
    for index in 0..<count { text += rule(index) }
    return text
  }

  private func rule(_ n: Int) -> String {
    switch n % 4 {
    case 0:
      """
      let book\(n) = sum(depth_1pct) over (venue, asset)
      alert thin\(n) when sum(oi_usd) over (venue, asset) > \(n + 1)M USD
        and book\(n) < thin for 15m
        until book\(n) > \(n + 6)M USD for 10m say "{symbol}: {book\(n):.1M USD}"

      """
    case 1:
      """
      alert fast\(n) {
        level warn when abs(rate(oi_usd[5m])) > \(n + 1)k USD/s for 5m
        level crit when twice(abs(rate(oi_usd[5m]))) > \(n + 2)k USD/s for 5m
        on unknown hold 30m then report
      }

      """
    case 2:
      "alert carry\(n) when avg(funding[1d]) > \(n + 40)%/y for 1h until avg(funding[1d]) < 25%/y\n"
    default: "record floor\(n) = clamp(\(n) * vol(mark[1h]) * sqrt(15m / 1h), 2%, 50%)\n"
    }
  }

  @Test func workGrowsWithTheRules() {
    let few = checked(rules(500))
    let many = checked(rules(2_000))
    #expect(few.diagnostics.map { $0.drawing(.plain) } == [])
    #expect(many.diagnostics.count == 0)
    #expect(many.alerts.count + many.records.count == 2_000)
    // Four times the rules are four times the work, but for the numbers' digits.
    #expect(many.work <= 4 * few.work + 100, "\(few.work) parts, then \(many.work)")
  }

  @Test(arguments: [
    (" < thin for", " < tihn for", "E0201"), ("k USD/s", "k USD", "E0305"),
    ("avg(funding[1d]) < 25%/y", "avg(funding[1d]) < 25%/y)", "E0112"),
    ("on unknown hold", "on unknwon hold", "E0111"),
  ])
  func oneMistakeDrawsOnlyItself(text: String, mistake: String, code: String) throws {
    var rules = rules(2_000)
    let place = try #require(rules.ranges(of: text).dropFirst(150).first)
    rules.replaceSubrange(place, with: mistake)
    #expect(errors(rules) == [code])
  }
}
