// Where statements begin and end, told from their lexemes alone: open brackets, dangling operators,
// and rows that can only continue what came before.

/// The lexical shape of a text.
struct StatementShape {
  /// Brackets opened and not closed at the end.
  private(set) var openBrackets = 0
  private(set) var first: Lexeme?
  private(set) var last: Lexeme?
  private(set) var words: Set<String> = []
  private(set) var hasBrace = false

  init(_ text: String) { append(text) }

  /// Goes on with the next rows. Strings and comments end with their row, so rows add up.
  mutating func append(_ text: String) {
    for lexeme in lexemes(of: text) where lexeme.kind != .newline && lexeme.kind != .comment {
      if first == nil { first = lexeme }
      last = lexeme
      if lexeme.kind == .word { words.insert(lexeme.text) }
      if lexeme.kind == .sign { count(lexeme.text) }
    }
  }

  private mutating func count(_ sign: String) {
    if sign == "{" { hasBrace = true }
    if ["(", "[", "{"].contains(sign) { openBrackets += 1 }
    if [")", "]", "}"].contains(sign) { openBrackets = max(0, openBrackets - 1) }
  }

  /// Nothing but spaces and comments.
  var isBlank: Bool { first == nil }

  /// More must follow: a bracket is open, an operator dangles, or a heading has no body yet.
  var isUnfinished: Bool {
    guard let first, let last else { return false }
    if openBrackets > 0 { return true }
    if last.kind == .sign && Self.danglingSigns.contains(last.text) { return true }
    if last.kind == .word && Self.danglingWords.contains(last.text) { return true }
    if first.text == "alert" || first.text == "halt" {
      return !words.contains("when") && !hasBrace
    }
    if first.text == "backtest" || first.text == "test" { return !hasBrace }
    return false
  }

  /// A row that starts so belongs to the statement before it.
  var continuesStatement: Bool {
    guard let first else { return false }
    return first.kind == .sign && Self.leadingSigns.contains(first.text)
      || first.kind == .word && Self.leadingWords.contains(first.text)
  }

  private static let danglingSigns: Set<String> = [
    "+", "-", "*", "/", "^", "<", ">", "<=", ">=", "==", "!=", "=", "->", "??", ",", ":", "|",
  ]
  private static let danglingWords: Set<String> = [
    "and", "or", "not", "when", "until", "for", "by", "over", "in", "is", "if", "then", "else",
    "within", "keep", "say", "every", "vs", "because", "per", "import", "as", "let", "param", "fn",
    "record", "label", "series", "alert", "halt", "backtest", "test",
  ]
  private static let leadingSigns: Set<String> = [
    "+", "*", "/", "^", "<", ">", "<=", ">=", "==", "!=", "=", "->", "??", ",", ":", ")", "]", "}",
    "{", "[", "|",
  ]
  private static let leadingWords: Set<String> = [
    "and", "or", "when", "until", "for", "by", "over", "in", "is", "then", "else", "within", "keep",
    "say", "every", "stale", "lag", "vs", "because", "per", "severity", "level", "on", "except",
    "as",
  ]
}

/// One statement of a script and where it begins, the first row being 1.
struct ScriptStatement: Equatable {
  var text: String
  var row: Int
}

/// Cuts a script into statements as rows arrive; a statement is whole once a row follows that
/// cannot continue it.
struct StatementSplitter {
  private var pending: [String] = []
  private var pendingShape = StatementShape("")
  private var pendingRow = 0
  private var row = 0

  /// Takes the next row (without its newline) and gives back what it completed.
  mutating func take(_ line: String) -> [ScriptStatement] {
    row += 1
    let trimmed = line.drop { $0 == " " || $0 == "\t" }
    let isCommand = trimmed.hasPrefix(".") || trimmed.hasPrefix("!")
    let shape = StatementShape(line)
    if pending.isEmpty {
      if isCommand { return [ScriptStatement(text: String(trimmed), row: row)] }
      return begin(line, shape)
    }
    if pendingShape.isUnfinished || (!isCommand && continues(line, shape)) {
      pending.append(line)
      pendingShape.append(line)
      return []
    }
    var done = flush()
    if isCommand {
      done.append(ScriptStatement(text: String(trimmed), row: row))
    } else {
      done += begin(line, shape)
    }
    return done
  }

  /// What is left at the end of the input.
  mutating func finish() -> [ScriptStatement] { pending.isEmpty ? [] : flush() }

  private func continues(_ line: String, _ shape: StatementShape) -> Bool {
    if shape.isBlank { return true }
    return line.hasPrefix(" ") || line.hasPrefix("\t") || shape.continuesStatement
  }

  private mutating func begin(_ line: String, _ shape: StatementShape) -> [ScriptStatement] {
    if shape.isBlank { return [] }
    pending = [line]
    pendingShape = shape
    pendingRow = row
    return []
  }

  private mutating func flush() -> [ScriptStatement] {
    defer { pending = [] }
    return splitAtSemicolons(pending.joined(separator: "\n")).map { piece in
      ScriptStatement(text: piece.text, row: pendingRow + piece.row - 1)
    }
  }
}

/// The statements of a text that `;` separates outside brackets, blank ones left out.
///
/// Each keeps its place: it starts with as many spaces as stand before it in its row, so that a
/// caret under an error points at the right column of the script.
func splitAtSemicolons(_ text: String) -> [ScriptStatement] {
  var pieces: [ScriptStatement] = []
  let scalars = Array(text.unicodeScalars)
  var start = 0
  var depth = 0
  var cuts: [Int] = []
  for lexeme in lexemes(of: text) where lexeme.kind == .sign {
    switch lexeme.text {
    case "(", "[", "{": depth += 1
    case ")", "]", "}": depth = max(0, depth - 1)
    case ";" where depth == 0: cuts.append(lexeme.range.lowerBound)
    default: break
    }
  }
  for cut in cuts + [scalars.count] {
    let piece = String(String.UnicodeScalarView(scalars[start..<cut]))
    if !StatementShape(piece).isBlank {
      let before = scalars[..<start]
      let row = before.count { $0 == "\n" } + 1
      let column = before.reversed().prefix { $0 != "\n" }.count
      pieces.append(
        ScriptStatement(text: String(repeating: " ", count: column) + piece, row: row))
    }
    start = cut + 1
  }
  return pieces
}
