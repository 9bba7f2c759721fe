// A statement cut into words, numbers, strings, comments and signs, for colour, completion and for
// telling where a statement ends; the meaning is the language's own business.

/// A stretch of a statement, in Unicode scalars.
struct Lexeme: Equatable {
  enum Kind: Equatable {
    case word, number, string, comment, sign, newline
  }

  var kind: Kind
  var range: Range<Int>
  var text: String
}

/// Cuts a text into lexemes; spaces are left out, every other scalar belongs to exactly one.
func lexemes(of text: String) -> [Lexeme] {
  var cutter = LexemeCutter(scalars: Array(text.unicodeScalars))
  return cutter.cut()
}

private struct LexemeCutter {
  let scalars: [Unicode.Scalar]
  var at = 0
  var found: [Lexeme] = []

  init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

  mutating func cut() -> [Lexeme] {
    while at < scalars.count {
      let scalar = scalars[at]
      switch scalar {
      case "\n": take(.newline, to: at + 1)
      case _ where scalar.properties.isWhitespace: at += 1
      case "#": take(.comment) { $0 != "\n" }
      case "\"": takeString()
      case "0"..."9": take(.number, continuing: Self.isNumberPart)
      case _ where Self.isWordStart(scalar): take(.word, continuing: Self.isWordPart)
      default: takeSign()
      }
    }
    return found
  }

  // Static, so that passing them on does not capture (and then copy) what has been found.
  private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic
  }
  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    isWordStart(scalar) || ("0"..."9").contains(scalar)
  }
  private static func isNumberPart(_ scalar: Unicode.Scalar) -> Bool {
    isWordPart(scalar) || scalar == "." || scalar == "%"
  }

  private mutating func take(_ kind: Lexeme.Kind, to end: Int) {
    let text = String(String.UnicodeScalarView(scalars[at..<end]))
    found.append(Lexeme(kind: kind, range: at..<end, text: text))
    at = end
  }

  private mutating func take(
    _ kind: Lexeme.Kind, continuing holds: (Unicode.Scalar) -> Bool
  ) {
    var end = at + 1
    while end < scalars.count, holds(scalars[end]) { end += 1 }
    take(kind, to: end)
  }

  /// A string ends with its row, closed or not, so that a lost quote cannot swallow the rest.
  private mutating func takeString() {
    var end = at + 1
    while end < scalars.count, scalars[end] != "\"", scalars[end] != "\n" {
      end += scalars[end] == "\\" && end + 1 < scalars.count && scalars[end + 1] != "\n" ? 2 : 1
    }
    if end < scalars.count, scalars[end] == "\"" { end += 1 }
    take(.string, to: min(end, scalars.count))
  }

  private static let pairs = ["<=", ">=", "==", "!=", "->", "??"]

  private mutating func takeSign() {
    if at + 1 < scalars.count {
      let two = String(scalars[at]) + String(scalars[at + 1])
      if Self.pairs.contains(two) { return take(.sign, to: at + 2) }
    }
    take(.sign, to: at + 1)
  }
}
