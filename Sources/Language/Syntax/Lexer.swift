// Cutting a source into tokens without losing a byte.
import Diagnostics

/// A cursor over a source that yields its tokens; white space and comments belong to the token
/// after them.
struct Lexer {
  let source: SourceText
  let bytes: [UInt8]
  let end: Int
  var offset: Int
  var lexed = LexedSource()

  /// A lexer of the whole source, or of a part of it; ranges are of the source either way.
  init(_ source: SourceText, range: SourceRange? = nil) {
    self.source = source
    bytes = source.bytes
    offset = range?.lower ?? 0
    end = range?.upper ?? source.bytes.count
  }

  mutating func run() -> LexedSource {
    while true {
      let triviaStart = offset
      skipTrivia()
      let start = offset
      guard start < end else {
        append(.end, .end, start, triviaStart)
        return lexed
      }
      guard lexed.tokens.count < SyntaxLimits.tokens else {
        refuse(start, triviaStart)
        return lexed
      }
      let (kind, lexeme) = next()
      append(kind, lexeme, start, triviaStart)
    }
  }

  private mutating func append(
    _ kind: Token.Kind, _ lexeme: Lexeme, _ start: Int, _ triviaStart: Int
  ) {
    let range = SourceRange(start, offset)
    lexed.tokens.append(Token(kind: kind, range: range, triviaStart: triviaStart))
    lexed.lexemes.append(lexeme)
  }

  /// Keeps the rest of a source over the token limit as one token, so that no text is lost.
  private mutating func refuse(_ start: Int, _ triviaStart: Int) {
    complain(
      .tooManyTokens,
      "this file has more than \(SyntaxLimits.tokens) words and signs; split it and `import`",
      SourceRange(start, min(end, start + 1)))
    offset = end
    append(.unrecognized, .unrecognized, start, triviaStart)
    append(.end, .end, end, end)
  }

  mutating func complain(
    _ code: SyntaxCode, _ message: String, _ range: SourceRange, _ fix: Suggestion? = nil
  ) {
    guard lexed.diagnostics.count <= SyntaxLimits.diagnostics else { return }
    var diagnostic = Diagnostic(code, message, source, range)
    if let fix { diagnostic.suggestions = [fix] }
    lexed.diagnostics.append(diagnostic)
  }

  func byte(_ at: Int) -> UInt8 { at < end ? bytes[at] : 0 }

  private mutating func skipTrivia() {
    if offset == 0, byte(0) == 0xEF, byte(1) == 0xBB, byte(2) == 0xBF { offset = 3 }
    while offset < end {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      case UInt8(ascii: "#"):
        offset = commentEnd(bytes, offset, end)
      default: return
      }
    }
  }

  private mutating func next() -> (Token.Kind, Lexeme) {
    let first = bytes[offset]
    if first.startsName { return word() }
    if first.isDigit || (first == UInt8(ascii: ".") && byte(offset + 1).isDigit) {
      return number()
    }
    if first == UInt8(ascii: "\"") { return string() }
    for (spelling, symbol) in Symbol.byFirstByte[Int(first)]
    where offset + spelling.count <= end && matches(spelling) {
      offset += spelling.count
      return (.symbol, .symbol(symbol))
    }
    return unknown()
  }

  private func matches(_ spelling: [UInt8]) -> Bool {
    for (index, byte) in spelling.enumerated() where bytes[offset + index] != byte { return false }
    return true
  }

  /// A word; `namespace.name` is one word.
  private mutating func word() -> (Token.Kind, Lexeme) {
    let start = offset
    while byte(offset).continuesName { offset += 1 }
    while byte(offset) == UInt8(ascii: "."), byte(offset + 1).startsName {
      offset += 1
      while byte(offset).continuesName { offset += 1 }
    }
    if byte(offset) >= 0x80, continuesForeignName { return foreignName(from: start) }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if let keyword = Keyword(rawValue: text) { return (.word, .keyword(keyword)) }
    return (.word, .name(text))
  }

  private mutating func number() -> (Token.Kind, Lexeme) {
    if let dateEnd = dateEnd() {
      offset = dateEnd
      return (.number, .date)
    }
    offset = NumberScanner(bytes: bytes, end: end).numberEnd(from: offset)
    return (.number, .number)
  }

  /// The end of `2026-12-01` or `2026-12-01T08:00:00Z` at the cursor, or nil.
  private func dateEnd() -> Int? {
    let shape = Array("dddd-dd-dd".utf8)
    for (index, wanted) in shape.enumerated() {
      let found = byte(offset + index)
      guard wanted == UInt8(ascii: "d") ? found.isDigit : found == wanted else { return nil }
    }
    var at = offset + shape.count
    if byte(at) == UInt8(ascii: "T"), byte(at + 1).isDigit {
      at += 1
      while byte(at).isDigit || byte(at) == UInt8(ascii: ":")
        || (byte(at) == UInt8(ascii: ".") && byte(at + 1).isDigit)
      {
        at += 1
      }
      let sign = byte(at) == UInt8(ascii: "+") || byte(at) == UInt8(ascii: "-")
      if sign, byte(at + 1).isDigit {
        at += 1
        while byte(at).isDigit || byte(at) == UInt8(ascii: ":") { at += 1 }
      }
    }
    while byte(at).continuesName { at += 1 }
    return at
  }
}

/// Where a comment ends that begins at `start`: at its line break, a lone CR included, so that no
/// text hides behind one.
func commentEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
  var at = start
  while at < end, bytes[at] != 0x0A {
    if bytes[at] == 0x0D, at + 1 == end || bytes[at + 1] != 0x0A { break }
    at += 1
  }
  return at
}

/// The tokens of a source, or of a part of it.
func lex(_ source: SourceText, in range: SourceRange? = nil) -> LexedSource {
  var lexer = Lexer(source, range: range)
  return lexer.run()
}
