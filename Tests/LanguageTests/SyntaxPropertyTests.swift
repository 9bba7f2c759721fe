// What holds for every text: nothing lost, nothing trapped, and formatting that changes no meaning.
import Diagnostics
import Language
import Testing

/// The tokens and trivia of a file joined.
func joined(_ file: SyntaxFile) -> String {
  var bytes: [UInt8] = []
  for token in file.tokens { bytes += file.source.bytes[token.triviaStart..<token.range.upper] }
  return String(decoding: bytes, as: UTF8.self)
}

/// What must hold after parsing any text at all.
func checkWhole(_ text: String, _ note: @autoclosure () -> String = "") {
  for mode in [ParseMode.file, .interactive] {
    let file = parse(SourceText(name: "any", text: text), mode: mode)
    #expect(joined(file) == text, "\(note())\n\(text)")
    for diagnostic in file.diagnostics {
      guard case .source(_, let range) = diagnostic.place else {
        Issue.record("a mistake without a place: \(diagnostic.message)")
        continue
      }
      let isInside =
        0 <= range.lower && range.lower <= range.upper
        && range.upper <= text.utf8.count
      #expect(isInside, "\(note()) \(diagnostic.code) \(range)\n\(text)")
      _ = diagnostic.drawing(.plain)
    }
    for item in file.items { _ = dump(item) }
    _ = format(file)
  }
  _ = isComplete(text)
}

@Suite struct SyntaxPropertyTests {
  /// They are found by halving.
  @Test func keywordsAreInOrderAndFound() {
    let words = Keyword.allCases.map(\.rawValue)
    #expect(words == words.sorted())
    for keyword in Keyword.allCases { #expect(Keyword(rawValue: keyword.rawValue) == keyword) }
    for word in ["", "a", "withi", "withins", "zz", "Alert", "älert"] {
      #expect(Keyword(rawValue: word) == nil)
    }
  }

  @Test(arguments: seeds(40))
  func anyBytesAreKept(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let bytes = (0..<random.below(400)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    checkWhole(String(decoding: bytes, as: UTF8.self), "BRINK_SEED=\(seed)")
  }

  @Test(arguments: seeds(40))
  func anyWordsAreKept(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let words =
      Keyword.allCases.map(\.rawValue) + [
        "(", ")", "[", "]", "{", "}", ",", ":", "=", "==", "<", ">", "->", "??", "?", "+", "-", "*",
        "/", "^", "%", "5M", "USD", "15m", "oi", "\"a{b}\"", "\"", "#c\n", "2026-12-01", "&&", "!",
        "é",
        "1h30m", "\n", ";", "$5", "≥", "x2", "_",
      ]
    let text = (0..<random.below(120)).map { _ in random.pick(words) }.joined(separator: " ")
    checkWhole(text, "BRINK_SEED=\(seed)")
  }

  @Test(arguments: [WorkedRules.whole, WorkedRules.everyItem])
  func anyTokenMayBeMissing(text: String) {
    let file = parse(SourceText(name: "rules", text: text))
    for token in file.tokens.dropLast() {
      var bytes = file.source.bytes
      bytes.removeSubrange(token.range.lower..<token.range.upper)
      checkWhole(String(decoding: bytes, as: UTF8.self), "without \(token.range)")
    }
  }

  @Test(arguments: [WorkedRules.whole, WorkedRules.everyItem])
  func theTextMayEndAnywhere(text: String) {
    let characters = Array(text)
    for count in stride(from: 0, to: characters.count, by: 11) {
      checkWhole(String(characters[..<count]), "the first \(count)")
      _ = expectations(at: count, in: SourceText(name: "any", text: text))
    }
  }

  @Test(arguments: seeds(40))
  func anyTwoTokensMayChangePlaces(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let text = random.chance(50) ? WorkedRules.whole : WorkedRules.everyItem
    let file = parse(SourceText(name: "rules", text: text))
    var pieces = file.tokens.map {
      String(decoding: file.source.bytes[$0.triviaStart..<$0.range.upper], as: UTF8.self)
    }
    for _ in 0...random.below(4) {
      switch random.below(3) {
      case 0: pieces.swapAt(random.below(pieces.count), random.below(pieces.count))
      case 1: pieces.remove(at: random.below(pieces.count))
      default: pieces.insert(random.pick(pieces), at: random.below(pieces.count))
      }
    }
    checkWhole(pieces.joined(), "BRINK_SEED=\(seed)")
  }

  @Test(arguments: seeds(80))
  func formattingKeepsMeaningAndComments(seed: UInt64) throws {
    var generator = RuleGenerator(seed: seed)
    let text = generator.file(items: 6)
    let file = parse(SourceText(name: "rules.brink", text: text))
    guard file.diagnostics.isEmpty else {
      Issue.record("BRINK_SEED=\(seed)\n\(drawings(text))\n\(text)")
      return
    }
    let once = try #require(format(file))
    let again = parse(SourceText(name: "rules.brink", text: once))
    #expect(
      again.items.map { dump($0) } == file.items.map { dump($0) }, "BRINK_SEED=\(seed)\n\(once)")
    #expect(format(again) == once, "BRINK_SEED=\(seed)\n\(text)\n---\n\(once)")
    #expect(notes(once) == notes(text), "BRINK_SEED=\(seed)\n\(once)")
    #expect(again.version?.value == 1)
  }

  private func notes(_ text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      guard let mark = line.firstRange(of: "note ") else { return nil }
      return String(line[mark.upperBound...].filter { $0 != " " })
    }
  }
}
