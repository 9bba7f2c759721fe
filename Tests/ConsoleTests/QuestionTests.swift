// What surrounds a question: its ticks, a plot behind it, how long it took, its copy.
import CTerminal
import Diagnostics
import Sessions
import Testing

@testable import Console

@Suite struct QuestionTests {
  private let engine = FakeEngine()
  private let shell: Shell

  init() {
    terminal_use_utf8()
    shell = Shell(engine: engine, options: ShellOptions())
  }

  private func answer(_ line: String) -> Answer? {
    let call = CommandCall(.init(name: "t", text: line))
    return DotCommand.named(call.name)?.action(shell, call)
  }

  @Test func ticksReachTheEngine() {
    #expect(answer(".set every 10s")?.isFailed == false)
    #expect(engine.ticks.every == (try? span("10s")))
    #expect(answer(".from 2024-08-08T23:55Z")?.isFailed == false)
    #expect(engine.ticks.from == (try? moment("2024-08-08T23:55:00Z")))
    #expect(answer(".every")?.text == "every 10s")
    #expect(answer(".set every auto")?.isFailed == false)
    #expect(engine.ticks.every == nil && engine.ticks.from != nil)
  }

  @Test func oddTicksAreRefusedWithWhatToWrite() throws {
    let refused = try #require(answer(".set every often")?.diagnostics.first)
    #expect(refused.message == "`every` cannot be `often`")
    #expect(refused.suggestions.first?.message.contains("a length of time such as 1s") == true)
    #expect(engine.ticks == .init())
  }

  @Test(arguments: [
    ("oi | plot", 3), ("oi\n  | plot bar", 5), ("max(a | plot)", nil), ("say \"| plot\"", nil),
    ("oi # | plot", nil), ("a | b", nil), ("plot | plot h=20 log", 5),
  ] as [(String, Int?)])
  func aBarBeforePlotCuts(_ text: String, _ bar: Int?) {
    #expect(PipedStatement.bar(in: text) == bar)
  }

  @Test func bothSidesKeepTheirPlaces() throws {
    let piped = try #require(PipedStatement(.init(name: "t", text: "oi\n | plot bar x")))
    #expect(piped.statement.text == "oi\n ")
    #expect(piped.plot.words.map(\.text) == ["plot", "bar", "x"])
    #expect(piped.plot.words[1].range == 11..<14)
  }

  @Test func anUnfinishedBarWaitsForItsPlot() {
    #expect(!shell.isComplete("oi |"))
    #expect(shell.isComplete("oi | plot"))
    let texts = shell.completions("oi | plot b", 11).candidates.map(\.text)
    #expect(texts == ["bar"])
  }

  @Test func statementsAreTimed() {
    let timed = answer(".time 3 ok")
    #expect(timed?.text.hasPrefix("3 times: first ") == true)
    #expect(answer(".time many ok")?.diagnostics.map(\.code) == ["E0952"])
    #expect(answer(".time 3")?.isFailed == true)
    #expect(answer(".time 3 zz")?.diagnostics.map(\.code) == ["E0301"])
  }

  @Test func copyingNeedsAResultAndATerminal() {
    #expect(answer(".copy")?.diagnostics.map(\.code) == ["E0954"])
  }

  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func base64IsThatOfTheStandard(_ plain: String, _ coded: String) {
    #expect(base64(plain.utf8) == coded)
  }
}
