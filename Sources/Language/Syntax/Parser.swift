// The parser's cursor: looking, taking, complaining and finding the way back after a mistake.
import Diagnostics
import Quantities

/// A recursive-descent parser over the tokens of one source; it never fails, it complains.
///
/// Only functions that take tokens are mutating in spirit; looking may still note, for completion,
/// what would have been acceptable at the watched token.
struct Parser {
  let source: SourceText
  let tokens: [Token]
  let lexemes: [Lexeme]
  let mode: ParseMode
  var index = 0
  var diagnostics: [Diagnostic]
  /// The token of the last complaint; one token is complained about once.
  var complainedAt = -1
  /// True where part of the current item was skipped, so that its values are not what was meant.
  var isBroken = false
  /// True where the first mistake is that the text ends too soon.
  var endedEarly = false
  /// Open brackets and blocks around the cursor.
  var nesting = 0
  /// The levels of the block being read.
  var levelNames: Set<String> = []
  /// The token at which `expectations` are collected, for completion.
  var watch = -1
  var expectations = Expectations()

  init(_ source: SourceText, _ lexed: LexedSource, mode: ParseMode) {
    self.source = source
    self.mode = mode
    tokens = lexed.tokens
    lexemes = lexed.lexemes
    diagnostics = lexed.diagnostics
  }

  // MARK: Looking

  var current: Lexeme { lexemes[index] }
  var range: SourceRange { tokens[index].range }
  var atEnd: Bool { current == .end }
  var following: Lexeme { index + 1 < lexemes.count ? lexemes[index + 1] : .end }
  var previousEnd: Int { index > 0 ? tokens[index - 1].range.upper : range.lower }

  func text(_ range: SourceRange) -> String { source.slice(range) }
  var currentText: String { text(range) }

  /// True where the current token is the first on its line.
  var isFirstOnLine: Bool { index == 0 || breaksLine(before: index) }

  func breaksLine(before token: Int) -> Bool {
    let trivia = tokens[token].triviaStart..<tokens[token].range.lower
    return source.bytes[trivia].contains(0x0A)
  }

  mutating func at(_ symbol: Symbol) -> Bool {
    if index == watch { expectations.insert(symbol) }
    return current == .symbol(symbol)
  }

  /// True at the keyword, or at a word that is the keyword but for its case.
  mutating func at(_ keyword: Keyword) -> Bool {
    if index == watch { expectations.insert(keyword) }
    return current == .keyword(keyword) || isMiscased(keyword)
  }

  func isMiscased(_ keyword: Keyword) -> Bool {
    guard case .name(let text) = current else { return false }
    return text.count == keyword.rawValue.count && text.lowercased() == keyword.rawValue
  }

  // MARK: Taking

  mutating func advance() {
    if index + 1 < tokens.count { index += 1 }
  }

  mutating func take(_ symbol: Symbol) -> Bool {
    guard at(symbol) else { return false }
    advance()
    return true
  }

  mutating func take(_ keyword: Keyword) -> Bool {
    guard at(keyword) else { return false }
    if isMiscased(keyword) {
      complain(
        .keywordCase, "keywords are lower case: `\(keyword.rawValue)`", range,
        Suggestion(
          "write `\(keyword.rawValue)`", replacing: range, with: keyword.rawValue))
    }
    advance()
    return true
  }

  /// Takes the sign, or says that it is missing after what was read.
  @discardableResult
  mutating func expect(_ symbol: Symbol, _ purpose: String) -> Bool {
    if take(symbol) { return true }
    let shown = "`\(symbol.rawValue)`"
    complain(
      .expected, "expected \(shown) \(purpose)\(found)", gapRange,
      Suggestion(
        "write \(shown) here", replacing: SourceRange(previousEnd, previousEnd),
        with: spaced(symbol.rawValue)))
    return false
  }

  @discardableResult
  mutating func expect(_ keyword: Keyword, _ purpose: String) -> Bool {
    if take(keyword) { return true }
    let shown = "`\(keyword.rawValue)`"
    complain(
      .expected, "expected \(shown) \(purpose)\(found)", gapRange,
      Suggestion(
        "write \(shown) here", replacing: SourceRange(previousEnd, previousEnd),
        with: " \(keyword.rawValue)"))
    return false
  }

  private func spaced(_ text: String) -> String { text == ":" || text == "," ? text : " " + text }

  // MARK: Complaining

  /// `, found …` for the current token.
  var found: String {
    switch current {
    case .end: ""
    case .keyword: ", found the keyword `\(currentText)`"
    case .string: ", found a text"
    default: ", found `\(clipped(currentText))`"
    }
  }

  func clipped(_ text: String) -> String {
    text.count > 40 ? String(text.prefix(39)) + "…" : text
  }

  /// Where to point when something is missing: the token found instead, or, where that is on
  /// another line, the end of what was read.
  var gapRange: SourceRange {
    if atEnd || (index > 0 && breaksLine(before: index)) {
      return SourceRange(previousEnd, previousEnd)
    }
    return range
  }

  mutating func complain(
    _ code: SyntaxCode, _ message: String, _ range: SourceRange, _ fix: Suggestion? = nil
  ) {
    var diagnostic = Diagnostic(code, message, source, range)
    if let fix { diagnostic.suggestions = [fix] }
    report(diagnostic)
  }

  /// Keeps the first complaint about a token; the lexer has told its own.
  mutating func report(_ diagnostic: Diagnostic) {
    guard complainedAt != index else { return }
    complainedAt = index
    if tokens[index].kind == .unrecognized { return }
    if atEnd, diagnostics.isEmpty { endedEarly = true }
    keep(diagnostic)
  }

  /// Keeps a complaint unless there are already more than are told.
  mutating func keep(_ diagnostic: Diagnostic) {
    if diagnostics.count <= 2 * SyntaxLimits.diagnostics { diagnostics.append(diagnostic) }
  }

  // MARK: Finding the way back

  /// Skips to the next item, silently; at least the current token if it begins none.
  mutating func skipToItem() {
    while !atEnd, !startsItem(index) { index += 1 }
  }

  /// True where an item begins at the token: an item keyword that is not a key or level name.
  func startsItem(_ token: Int) -> Bool {
    guard case .keyword(let keyword) = lexemes[token], keyword.startsItem else { return false }
    guard token > 0, !breaksLine(before: token) else { return true }
    switch lexemes[token - 1] {
    case .keyword(let before): return ![.level, .by, .per, .over].contains(before)
    case .symbol(let before):
      return ![.openBrace, .comma, .colon, .openParen, .openBracket].contains(before)
    default: return true
    }
  }
}
