// Parsing: whole files, and the shapes single constructs take.
import Diagnostics
import Language
import Quantities
import Testing

/// The drawings of a text's mistakes, for readable failures.
func drawings(_ text: String, mode: ParseMode = .file) -> String {
  parse(SourceText(name: "rules.brink", text: text), mode: mode).diagnostics
    .map { $0.drawing(.plain) }.joined(separator: "\n")
}

@Suite struct ParsingTests {
  @Test(arguments: [WorkedRules.whole, WorkedRules.smallest, WorkedRules.everyItem])
  func worksAsTyped(text: String) {
    #expect(drawings(text) == "")
  }
}
