// What the checks see of a Swift file: tokens with their places, strings and comments kept apart.

/// A piece of Swift source.
struct Token: Equatable {
  enum Kind { case word, number, string, comment, documentation, operation, punctuation }

  let kind: Kind
  let text: String
  let line: Int
  /// True where white space, or the start of the file, comes before it.
  let isSpacedBefore: Bool

  /// True for a word, sign or operator of the program with exactly this text.
  func isCode(_ text: String) -> Bool {
    self.text == text && (kind == .word || kind == .punctuation || kind == .operation)
  }

  /// True where an expression may end, so that a `!` touching it is a force-unwrap.
  var endsOperand: Bool {
    switch kind {
    case .word, .number, .string: true
    case .punctuation: [")", "]", "}"].contains(text)
    case .operation: ["?", "!", ">"].contains(text)
    case .comment, .documentation: false
    }
  }
}

/// A broken rule of style.
struct Violation: Equatable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// One Swift file, cut into tokens.
struct SwiftFile {
  let path: String
  let lines: [String]
  let tokens: [Token]
  /// The tokens without comments.
  let code: [Token]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var lexer = Lexer(text)
    tokens = lexer.allTokens()
    code = tokens.filter { $0.kind != .comment && $0.kind != .documentation }
  }

  /// The name without directories and ending.
  var name: String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".swift") ? String(last.dropLast(6)) : last
  }

  func violation(_ line: Int, _ message: String) -> Violation {
    Violation(path: path, line: line, message: message)
  }
}
