// Checking is total: it neither traps nor grows without bound, whatever it is given.
import Diagnostics
import Foundation
import Language
import Testing

@Suite struct CheckingBoundsTests {
  @Test func everyTokenMayBeMissing() {
    for text in [WorkedRules.whole, WorkedRules.everyItem] {
      let file = parse(SourceText(name: "rules.brink", text: text))
      for token in file.tokens {
        var bytes = Array(text.utf8)
        bytes.removeSubrange(token.range.lower..<token.range.upper)
        _ = checked(String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  @Test func everyTokenMayBeAnother() {
    let seed = ProcessInfo.processInfo.environment["BRINK_SEED"].flatMap(UInt64.init) ?? 7
    print("seed \(seed)")
    var state = seed
    func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(1, limit)
    }
    let text = WorkedRules.whole
    let tokens = parse(SourceText(name: "rules.brink", text: text)).tokens
    let source = Array(text.utf8)
    for _ in 0..<400 {
      var bytes = source
      let victim = tokens[next(tokens.count)].range
      let other = tokens[next(tokens.count)].range
      bytes.replaceSubrange(victim.lower..<victim.upper, with: source[other.lower..<other.upper])
      _ = checked(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func doublingLetsAreRefused() {
    var text = "let a0 = oi_usd\n"
    for index in 1...40 { text += "let a\(index) = a\(index - 1) + a\(index - 1)\n" }
    text += "alert big when a40 > 5M for 5m\n"
    let found = checked(text).diagnostics.filter(\.isError)
    #expect(found.map(\.code) == ["E0209"])
  }

  @Test func doublingFunctionsAreRefused() {
    var text = "fn f0(x) = x + x\n"
    for index in 1...30 { text += "fn f\(index)(x) = f\(index - 1)(f\(index - 1)(x))\n" }
    text += "alert big when f30(oi_usd) > 5M for 5m\n"
    #expect(!errors(text).isEmpty)
  }

  @Test func longChainsOfLetsAreRefused() {
    var text = "let a0 = oi_usd\n"
    for index in 1...2_000 { text += "let a\(index) = a\(index - 1) + 1\n" }
    text += "alert big when a2000 > 5M for 5m\n"
    #expect(errors(text).contains("E0209"))
    var backwards = ""
    for index in (1...2_000).reversed() { backwards += "let a\(index) = a\(index - 1) + 1\n" }
    #expect(errors(backwards + "let a0 = oi_usd\nalert x when a2000 > 5M").contains("E0209"))
  }

  @Test func deepExpressionsAreRefusedOrChecked() {
    let sum = Array(repeating: "oi_usd", count: 200).joined(separator: " + ")
    #expect(errors("alert big when \(sum) > 5M for 5m").isEmpty)
    let longer = Array(repeating: "oi_usd", count: 5_000).joined(separator: " + ")
    #expect(!errors("alert big when \(longer) > 5M for 5m").isEmpty)
  }

  @Test func unitsDoNotWrap() {
    let power = "alert odd when (oi_usd ^ 16) ^ 16 > 1 for 5m"
    #expect(errors(power) == ["E0312"])
    let product = Array(repeating: "oi_usd ^ 16", count: 9).joined(separator: " * ")
    #expect(errors("alert odd when \(product) > 1 for 5m") == ["E0312"])
  }

  @Test func mutualRecursionIsToldOnce() {
    let lets = "let a = b\nlet b = c\nlet c = a\nalert x when a > 5 USD for 5m"
    #expect(errors(lets) == ["E0204"])
    let functions = "fn f(x) = g(x)\nfn g(x) = f(x)\nalert x when f(oi_usd) > 5 USD for 5m"
    #expect(Set(errors(functions)) == ["E0204"])
  }
}
