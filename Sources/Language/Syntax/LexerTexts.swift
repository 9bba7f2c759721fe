// Lexing of texts in quotes, and of what is no part of the language.
import Diagnostics

extension Lexer {
  /// A text in double quotes, on one line.
  mutating func string() -> (Token.Kind, Lexeme) {
    let start = offset
    offset += 1
    var decoded: [UInt8] = []
    while offset < end {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        offset += 1
        return (.string, .string(String(decoding: decoded, as: UTF8.self)))
      }
      if byte == 0x0A || byte == 0x0D { break }
      if byte == UInt8(ascii: "\\") {
        decoded.append(escape())
      } else {
        decoded.append(byte)
        offset += 1
      }
    }
    let stop = SourceRange(offset, offset)
    complain(
      .unclosedString, "this text has no closing quote on its line",
      SourceRange(start, offset), Suggestion("close it with `\"`", replacing: stop, with: "\""))
    return (.string, .string(String(decoding: decoded, as: UTF8.self)))
  }

  private mutating func escape() -> UInt8 {
    let start = offset
    let next = byte(offset + 1)
    offset = min(end, offset + 2)
    switch next {
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return next
    default:
      if next == 0x0A || next == 0x0D || start + 1 >= end || next >= 0x80 { offset = start + 1 }
      complain(
        .badEscape, "`\\` begins one of `\\n`, `\\t`, `\\\"`, `\\\\`",
        SourceRange(start, max(offset, start + 1)),
        Suggestion(
          "write `\\\\` for a backslash", replacing: SourceRange(start, start + 1), with: "\\\\"))
      return next >= 0x20 && next < 0x80 ? next : UInt8(ascii: "\\")
    }
  }

  /// A character that begins nothing; runs of letters stay together.
  mutating func unknown() -> (Token.Kind, Lexeme) {
    let start = offset
    if bytes[offset] == UInt8(ascii: "'"), let close = closing(["'"], from: offset + 1) {
      return quoted(from: start, to: close)
    }
    offset = scalarEnd(offset)
    let first = String(decoding: bytes[start..<offset], as: UTF8.self)
    if "“”„‘’‚".contains(first), let close = closing(["“", "”", "‘", "’", "\""], from: offset) {
      return quoted(from: start, to: close)
    }
    if let operatorMeant = Self.lookalikes[first] {
      let isSpace = operatorMeant.isEmpty || operatorMeant == " "
      complain(
        .unknownCharacter,
        isSpace
          ? "a space of another kind, often from a web page"
          : "`\(first)` is written `\(operatorMeant)` here",
        SourceRange(start, offset), replace(start, operatorMeant))
      return recovered(operatorMeant)
    }
    if first == "$" { return dollar(start) }
    if first.unicodeScalars.first?.properties.isAlphabetic == true {
      return foreignName(from: start)
    }
    complain(.unknownCharacter, explanation(of: first), SourceRange(start, offset))
    return (.unrecognized, .unrecognized)
  }

  /// True where a letter outside of ASCII stands at the cursor.
  var continuesForeignName: Bool {
    let text = String(decoding: bytes[offset..<scalarEnd(offset)], as: UTF8.self)
    return text.unicodeScalars.first?.properties.isAlphabetic == true
  }

  /// A name with letters the language does not use, kept as one token.
  mutating func foreignName(from start: Int) -> (Token.Kind, Lexeme) {
    while byte(offset).continuesName || (byte(offset) >= 0x80 && continuesForeignName) {
      offset = scalarEnd(offset)
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    complain(
      .unknownCharacter,
      "`\(text)`: names use the letters a–z, A–Z, digits and `_`; label values may be in quotes",
      SourceRange(start, offset))
    return (.unrecognized, .name(text))
  }

  private func explanation(of first: String) -> String {
    if let scalar = first.unicodeScalars.first, !scalar.isASCII || scalar.value < 0x20 {
      let code = String(scalar.value, radix: 16, uppercase: true)
      let padding = String(repeating: "0", count: max(0, 4 - code.count))
      return "the character U+\(padding)\(code) has no meaning outside of texts and comments"
    }
    return "`\(first)` has no meaning in the rule language"
  }

  /// Characters that look like an operator, and the operator.
  static let lookalikes: [String: String] = [
    "≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-", "—": "-",
    "∧": "and", "∨": "or", "¬": "not", "→": "->", "“": "\"", "”": "\"", "‘": "\"", "’": "\"",
    "\u{A0}": " ", "\u{200B}": "", "\u{2009}": " ", "\u{202F}": " ", "\u{3000}": " ",
    "，": ",", "（": "(", "）": ")", "：": ":",
  ]

  /// The lexeme a lookalike was meant as, so that one character gives one error.
  private func recovered(_ meant: String) -> (Token.Kind, Lexeme) {
    if let symbol = Symbol(rawValue: meant) { return (.unrecognized, .symbol(symbol)) }
    if let keyword = Keyword(rawValue: meant) { return (.unrecognized, .keyword(keyword)) }
    return (.unrecognized, .unrecognized)
  }

  private func replace(_ start: Int, _ text: String) -> Suggestion {
    let shown = text.isEmpty || text == " " ? "a plain space" : "`\(text)`"
    return Suggestion("write \(shown)", replacing: SourceRange(start, offset), with: text)
  }

  /// `$5M`: money is a unit after the number.
  private mutating func dollar(_ start: Int) -> (Token.Kind, Lexeme) {
    let after = NumberScanner(bytes: bytes, end: end).numberEnd(from: offset)
    guard after > offset, byte(offset).isDigit else {
      complain(.unknownCharacter, "`$` is written as the unit `USD`", SourceRange(start, offset))
      return (.unrecognized, .unrecognized)
    }
    let number = String(decoding: bytes[offset..<after], as: UTF8.self)
    complain(
      .unknownCharacter, "money is written with its unit after the number",
      SourceRange(start, after),
      Suggestion(
        "write `\(number) USD`", replacing: SourceRange(start, after), with: "\(number) USD"))
    return (.unrecognized, .unrecognized)
  }

  /// Where one of the closing quotes stands on this line, from an offset on.
  private func closing(_ quotes: [String], from start: Int) -> SourceRange? {
    var at = start
    while at < end, bytes[at] != 0x0A {
      let next = scalarEnd(at)
      let text = String(decoding: bytes[at..<next], as: UTF8.self)
      if quotes.contains(text) { return SourceRange(at, next) }
      if text == "\"" { return nil }
      at = next
    }
    return nil
  }

  private mutating func quoted(from start: Int, to close: SourceRange) -> (Token.Kind, Lexeme) {
    offset = close.upper
    let inner = String(
      decoding: bytes[scalarEnd(start)..<close.lower], as: UTF8.self)
    complain(
      .unknownCharacter, "texts are written in double quotes", SourceRange(start, offset),
      Suggestion(
        "write `\"\(inner)\"`", replacing: SourceRange(start, offset), with: "\"\(inner)\""))
    return (.unrecognized, .string(inner))
  }

  private func scalarEnd(_ at: Int) -> Int {
    var next = at + 1
    while next < end, bytes[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
