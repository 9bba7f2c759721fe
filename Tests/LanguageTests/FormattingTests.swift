// Formatting: canonical, stable, and nothing lost.
import Diagnostics
import Language
import Testing

func formatted(_ text: String) -> String? {
  format(parse(SourceText(name: "rules.brink", text: text)))
}

/// The comments of a text in order.
func comments(_ text: String) -> [String] {
  text.split(separator: "\n").compactMap { line in
    guard let mark = line.firstIndex(of: "#"), !line[..<mark].contains("\"") else { return nil }
    return String(line[mark...])
  }
}

@Suite struct FormattingTests {
  @Test(arguments: [WorkedRules.whole, WorkedRules.smallest, WorkedRules.everyItem])
  func isStableAndMeansTheSame(text: String) throws {
    let once = try #require(formatted(text))
    #expect(formatted(once) == once)
    let a = parse(SourceText(name: "", text: text))
    let b = parse(SourceText(name: "", text: once))
    #expect(a.items.map { dump($0) } == b.items.map { dump($0) })
    #expect(comments(text) == comments(once))
    #expect(once.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func commentedFile() {
    let text = """
      brink 1   # head
      # one
      param   X=5M USD # two


      let c=oi/reserve   # three
      alert a when c>0.9 # four
         and depth_1pct<X # five
        for 15m
      # six
      """
    #expect(
      formatted(text) == """
        brink 1 # head
        # one
        param X = 5M USD # two

        let c = oi / reserve # three
        alert a when c > 0.9 # four
            and depth_1pct < X # five
          for 15m
        # six

        """)
  }
}
