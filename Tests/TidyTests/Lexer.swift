// A lexer for as much of Swift as the checks need: nested comments, all strings, interpolations.

/// Cuts Swift source into tokens; never fails, because the compiler has seen the file before.
struct Lexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var tokens: [Token] = []

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func allTokens() -> [Token] {
    scan(untilParenthesis: false)
    return tokens
  }

  private mutating func scan(untilParenthesis: Bool) {
    var depth = 0
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): advance()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): lineComment()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): blockComment()
      case UInt8(ascii: "/") where startsRegex: regex()
      case UInt8(ascii: "\""): string(hashes: 0)
      case UInt8(ascii: "#"): hash()
      case let byte where byte.isWordByte: word()
      case let byte where byte.isOperatorByte: operation()
      case let byte:
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") {
          depth -= 1
          if untilParenthesis && depth < 0 { return }
        }
        emit(.punctuation, from: position, to: position + 1)
      }
    }
  }

  private func peek(_ distance: Int) -> UInt8 {
    position + distance < bytes.count ? bytes[position + distance] : 0
  }

  private mutating func advance() {
    if bytes[position] == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  private mutating func emit(_ kind: Token.Kind, from start: Int, to end: Int) {
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    let isSpaced = start == 0 || bytes[start - 1].isSpace
    tokens.append(Token(kind: kind, text: text, line: line, isSpacedBefore: isSpaced))
    while position < end { advance() }
  }

  private mutating func lineComment() {
    var end = position
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    let isDocumentation = peek(2) == UInt8(ascii: "/") && peek(3) != UInt8(ascii: "/")
    emit(isDocumentation ? .documentation : .comment, from: position, to: end)
  }

  private mutating func blockComment() {
    var depth = 0
    var end = position
    repeat {
      let next = end + 1 < bytes.count ? bytes[end + 1] : 0
      if bytes[end] == UInt8(ascii: "/") && next == UInt8(ascii: "*") {
        depth += 1
        end += 2
      } else if bytes[end] == UInt8(ascii: "*") && next == UInt8(ascii: "/") {
        depth -= 1
        end += 2
      } else {
        end += 1
      }
    } while depth > 0 && end < bytes.count
    let isDocumentation = peek(2) == UInt8(ascii: "*") && peek(3) != UInt8(ascii: "/")
    emit(isDocumentation ? .documentation : .comment, from: position, to: min(end, bytes.count))
  }

  private mutating func word() {
    let isQuoted = bytes[position] == UInt8(ascii: "`")
    let isNumber = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    var end = position + 1
    while end < bytes.count, bytes[end].isWordByte { end += 1 }
    if isQuoted, end < bytes.count, bytes[end] == UInt8(ascii: "`") { end += 1 }
    emit(isNumber ? .number : .word, from: position, to: end)
  }

  private mutating func operation() {
    let touchesOperand = position > 0 && !bytes[position - 1].isSpace
      && tokens.last?.endsOperand == true
    let isMark = [UInt8(ascii: "!"), UInt8(ascii: "?")].contains(bytes[position])
    // A mark after an operand stands alone, `x!.y`; but `x!=y` compares.
    if touchesOperand && isMark && peek(1) != UInt8(ascii: "=") {
      return emit(.operation, from: position, to: position + 1)
    }
    var end = position + 1
    while end < bytes.count, bytes[end].isOperatorByte, !startsComment(end) { end += 1 }
    emit(.operation, from: position, to: end)
  }

  private func startsComment(_ place: Int) -> Bool {
    guard bytes[place] == UInt8(ascii: "/"), place + 1 < bytes.count else { return false }
    return bytes[place + 1] == UInt8(ascii: "/") || bytes[place + 1] == UInt8(ascii: "*")
  }
}

extension Lexer {
  /// A `#`: the start of a raw string, of an extended regex, or of a word such as `#expect`.
  private mutating func hash() {
    var hashes = 1
    while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
    if peek(hashes) == UInt8(ascii: "\"") { return string(hashes: hashes) }
    var end = position + hashes
    if end < bytes.count, bytes[end] == UInt8(ascii: "/") {
      let closing = [UInt8(ascii: "/")] + Array(repeating: UInt8(ascii: "#"), count: hashes)
      end += 1
      while end < bytes.count, !bytes[end...].starts(with: closing) { end += 1 }
      return emit(.string, from: position, to: min(bytes.count, end + closing.count))
    }
    while end < bytes.count, bytes[end].isWordByte { end += 1 }
    emit(.word, from: position, to: end)
  }

  /// A string from its first quote or `#`; the code of interpolations becomes tokens of its own.
  private mutating func string(hashes: Int) {
    let start = position
    let isLong = bytes[(start + hashes)...].starts(with: Array("\"\"\"".utf8))
    let quotes = Array(repeating: UInt8(ascii: "\""), count: isLong ? 3 : 1)
    let marks = Array(repeating: UInt8(ascii: "#"), count: hashes)
    let escape = [UInt8(ascii: "\\")] + marks
    var piece = start
    var end = start + hashes + quotes.count
    while end < bytes.count {
      if bytes[end...].starts(with: quotes + marks) {
        return emit(.string, from: piece, to: end + quotes.count + hashes)
      }
      guard bytes[end...].starts(with: escape) else {
        end += 1
        continue
      }
      end += escape.count
      guard end < bytes.count, bytes[end] == UInt8(ascii: "(") else {
        end += 1
        continue
      }
      emit(.string, from: piece, to: end + 1)
      scan(untilParenthesis: true)
      piece = position
      end = min(bytes.count, position + 1)
    }
    emit(.string, from: piece, to: bytes.count)
  }

  /// True where a `/` opens a regular expression: an operand is due, and the line closes it.
  private var startsRegex: Bool {
    guard !peek(1).isSpace, peek(1) != 0 else { return false }
    if let last = tokens.last(where: { $0.kind != .comment && $0.kind != .documentation }) {
      guard ["(", ",", "=", "[", "{", ":"].contains(last.text) else { return false }
    }
    return regexEnd != nil
  }

  private var regexEnd: Int? {
    var end = position + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
      if bytes[end] == UInt8(ascii: "\\") { end += 1 } else if bytes[end] == UInt8(ascii: "/") {
        return end + 1
      }
      end += 1
    }
    return nil
  }

  private mutating func regex() {
    emit(.string, from: position, to: min(bytes.count, regexEnd ?? position + 1))
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }

  fileprivate var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF: true
    case UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "`"): true
    default: false
    }
  }

  fileprivate var isOperatorByte: Bool { Array("/=-+!*%<>&|^~?".utf8).contains(self) }
}
