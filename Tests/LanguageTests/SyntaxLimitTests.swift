// Every limit on a text: what is still accepted, what is refused, and with which words.
import Diagnostics
import Language
import Testing

/// The codes of a text's mistakes.
func syntaxCodes(_ text: String, mode: ParseMode = .file) -> [String] {
  parse(SourceText(name: "rules.brink", text: text), mode: mode).diagnostics.map(\.code)
}

@Suite struct SyntaxLimitTests {
  private func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test func parenthesesNestSixtyFourDeep() {
    #expect(syntaxCodes("let a = " + repeated("(", 64) + "oi" + repeated(")", 64)) == [])
    #expect(syntaxCodes("let a = " + repeated("(", 65) + "oi" + repeated(")", 65)) == ["E0141"])
    #expect(syntaxCodes("let a = " + repeated("abs(", 64) + "oi" + repeated(")", 64)) == [])
    #expect(syntaxCodes("let a = " + repeated("abs(", 65) + "oi" + repeated(")", 65)) == ["E0141"])
  }

  @Test func blocksCountAsNesting() {
    let inner = repeated("(", 63) + "oi" + repeated(")", 63)
    #expect(syntaxCodes("alert a {\n  when \(inner) > 5 USD\n}") == [])
    #expect(syntaxCodes("alert a {\n  when (\(inner)) > 5 USD\n}") == ["E0141"])
  }

  @Test(arguments: ["+", "-", "*", "/", "??", "and", "or"])
  func chainsAreAsLongAsTheLimit(op: String) {
    let limit = SyntaxLimits.expressionDepth
    let fits = "let a = oi" + repeated(" \(op) oi", limit - 1)
    #expect(syntaxCodes(fits) == [])
    #expect(syntaxCodes(fits + " \(op) oi") == ["E0142"])
    let file = parse(SourceText(name: "", text: fits))
    #expect(file.items.map { dump($0) }.joined().count > limit)
    #expect(format(file) != nil)
  }

  @Test func prefixesCountToo() {
    #expect(syntaxCodes("let a = " + repeated("not ", 400) + "b") == [])
    #expect(syntaxCodes("let a = " + repeated("not ", 501) + "b") == ["E0142"])
    #expect(syntaxCodes("let a = " + repeated("-", 501) + "b") == ["E0142"])
    #expect(syntaxCodes("let a = " + repeated("if b then c else ", 400) + "d") == [])
    #expect(syntaxCodes("let a = " + repeated("if b then c else ", 501) + "d") == ["E0142"])
    #expect(syntaxCodes("let a = " + repeated("if b then ", 65) + "d") == ["E0141"])
  }

  @Test func filesAreAtMostOneMebibyte() {
    let line = "# a comment\n"
    let count = SyntaxLimits.fileBytes / line.utf8.count
    #expect(syntaxCodes(repeated(line, count)) == [])
    let file = parse(SourceText(name: "big", text: repeated(line, count + 1)))
    #expect(file.diagnostics.map(\.code) == ["E0140"])
    #expect(file.items.isEmpty)
    #expect(joined(file) == repeated(line, count + 1))
  }

  @Test func wordsAndSignsAreCounted() {
    let text = repeated("let a = b\n", SyntaxLimits.tokens / 4 + 1)
    let file = parse(SourceText(name: "long", text: text))
    #expect(file.diagnostics.map(\.code) == ["E0143"])
    #expect(joined(file) == text)
  }

  @Test func errorsAreCounted() {
    let found = syntaxCodes(repeated("let = 1\n", 400))
    #expect(found.count == SyntaxLimits.diagnostics + 1 || found.count == SyntaxLimits.diagnostics)
    #expect(syntaxCodes(repeated("@", 400)).last == "E0144")
  }

  @Test(arguments: [
    "(", "[", "{", "-", "not ", "!", "if ", "a(", "\"", "@", "é", "5 ", "a ", "alert ", "alert{",
    "\"{", "x[", "x{a:", "= ", "1m=", "#", "\n", "over ", "1/", "\\", "$1", "^", "test \"\"{",
  ])
  func muchOfAnything(piece: String) {
    let text = repeated(piece, 100_000 / piece.utf8.count)
    let file = parse(SourceText(name: "any", text: text))
    #expect(file.diagnostics.count <= SyntaxLimits.diagnostics + 1)
    #expect(file.tokens.last?.range.upper == text.utf8.count)
  }

  /// Work grows with the text, not with its square: these would take hours otherwise.
  @Test func longListsAreReadOnce() throws {
    let names = (0..<15_000).map { "k\($0)" }
    let texts = [
      "alert a when b by " + names.joined(separator: ", "),
      "let a = symbol in {" + names.joined(separator: ", ") + "}",
      "let a = b{" + names.map { "\($0): x" }.joined(separator: ", ") + "}",
      "param p = 1 per symbol {" + names.map { "\($0): 1" }.joined(separator: ", ") + ",}",
      "fn f(" + names.joined(separator: ", ") + ") = 1",
      "alert a {" + names.map { "level \($0) when b " }.joined() + "}",
      "test \"t\" { given a every 1m = " + repeated("1 -1 ", 15_000) + "}",
      repeated("param p = 1 per symbol {a: 1,}\n", 6_000),
    ]
    for text in texts {
      let file = parse(SourceText(name: "long", text: text))
      #expect(file.diagnostics.map(\.code) == [])
      #expect(format(file) != nil)
    }
  }

  @Test func aMebibyteOfParenthesesIsOneError() {
    let text = repeated("(", SyntaxLimits.tokens - 1)
    #expect(syntaxCodes("let a = " + text).contains("E0141"))
    #expect(syntaxCodes("let a = " + repeated("(", 100_000)) == ["E0141"])
  }
}
