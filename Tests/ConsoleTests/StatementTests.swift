// Where statements end, what completes them, how they are coloured.
import Testing

@testable import Console

@Suite struct StatementTests {
  private func split(_ script: String) -> [ScriptStatement] {
    var splitter = StatementSplitter()
    var found: [ScriptStatement] = []
    for line in script.split(separator: "\n", omittingEmptySubsequences: false) {
      found += splitter.take(String(line))
    }
    return found + splitter.finish()
  }

  @Test(arguments: [
    "(1 + 2", "alert x", "alert x {", "oi >", "oi / reserve and", "let x =", "a ??", "[1h",
    "test \"t\"", "if oi > 3 then",
  ])
  func unfinished(_ text: String) { #expect(StatementShape(text).isUnfinished) }

  @Test(arguments: [
    "", "oi", "alert when oi > 3", "alert x { when oi > 3 }", "let x = 5", "say \"(\"", "# (",
    "oi / reserve > 90%",
  ])
  func finished(_ text: String) { #expect(!StatementShape(text).isUnfinished) }

  @Test func aRowIsAStatementUnlessItGoesOn() {
    #expect(
      split("ok\nalert x\n  when oi > 3\nfor 15m\n\nlet a = (\n1\n)\n.mode csv\n!ls\nb")
        == [
          ScriptStatement(text: "ok", row: 1),
          ScriptStatement(text: "alert x\n  when oi > 3\nfor 15m\n", row: 2),
          ScriptStatement(text: "let a = (\n1\n)", row: 6),
          ScriptStatement(text: ".mode csv", row: 9),
          ScriptStatement(text: "!ls", row: 10),
          ScriptStatement(text: "b", row: 11),
        ])
  }

  @Test func semicolonsPartStatementsAndKeepTheirColumns() {
    let pieces = splitAtSemicolons("a; b\n; f(c; d) # e; f")
    #expect(pieces.map(\.text) == ["a", "   b\n", "  f(c; d) # e; f"])
    #expect(pieces.map(\.row) == [1, 1, 2])
  }

  @Test func aLostQuoteEndsWithItsRow() {
    let kinds = lexemes(of: "say \"abc\nx").map(\.kind)
    #expect(kinds == [.word, .string, .newline, .word])
  }

  @Test func theLexemesOfAText() {
    let texts = lexemes(of: "a<=15m # c\n\"q\\\"\" 0.01%/8h").map(\.text)
    #expect(texts == ["a", "<=", "15m", "# c", "\n", "\"q\\\"\"", "0.01%", "/", "8h"])
  }

  @Test func rowsOfABlockAreIndentedByTheirBrackets() {
    #expect(indentation(after: "alert x {") == "  ")
    #expect(indentation(after: "a { b (") == "    ")
    #expect(indentation(after: "a { }") == "")
  }

  @Test func commonPrefixes() {
    #expect(commonPrefix(["depth_1pct", "depth_2pct"]) == "depth_")
    #expect(commonPrefix(["a", "b"]) == "")
    #expect(commonPrefix([]) == "")
  }

  @Test func listingsReadDownwards() {
    let candidates = ["a", "b", "c", "d", "e"].map { Candidate($0) }
    #expect(candidateListing(candidates, columns: 9, usesColor: false) == ["a  c  e", "b  d"])
  }

  @Test func argumentsKeepTheirQuotes() {
    let words = argumentWords(".open 'a b' c\\ d \"e\\\"f")
    #expect(words.map(\.text) == [".open", "a b", "c d", "e\"f"])
    #expect(words[1].range == 6..<11)
    #expect(argumentWords(quotedArgument("a b'c\"\\")).map(\.text) == ["a b'c\"\\"])
  }
}
