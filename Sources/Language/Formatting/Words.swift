// The words of a file as they are printed: each token with its text, its gap and its spacing.
import Diagnostics
import Quantities

/// What a brace encloses.
enum BraceRole: Sendable {
  /// Clauses on lines of their own.
  case block
  /// A table or a backtest: spaces inside.
  case table
  /// A selection or a set: no spaces inside.
  case labels
}

/// One token ready to be printed.
struct Word: Sendable {
  var text: String
  let lexeme: Lexeme
  var gap: Gap
  /// True where a space stands before it when the word before is on the same line.
  var hasSpaceBefore = true
  /// How many brackets and tables are open before it, within its item.
  var depth = 0
  var role: BraceRole?
  /// True for the last comma of a table, which is not written.
  var isLeftOut = false
  /// True among the points of a `given`, where signs belong to their numbers.
  var isInPoints = false
  /// True where a point of a `given` begins.
  var startsPoint = false
  let range: SourceRange

  var isCommented: Bool { gap.trailing != nil || !gap.comments.isEmpty }
}

/// The words of one file, with the spaces between them.
struct WordList {
  private(set) var words: [Word] = []
  private let units: UnitRanges
  private let source: SourceText

  init(_ file: SyntaxFile, _ adopted: [Int: String]) {
    source = file.source
    units = UnitRanges(file.items)
    let lexed = lex(file.source)
    for (token, lexeme) in zip(lexed.tokens, lexed.lexemes) {
      let text = file.source.slice(token.range)
      var word = Word(
        text: text, lexeme: lexeme, gap: Gap(file.source, token), range: token.range)
      if lexeme == .number { word.text = canonicalNumber(token.range, text) }
      if lexeme == .number, let unit = adopted[token.range.lower],
        text.last?.isNumber == true
          || text.last.map({ "kMB".contains($0) }) == true
      {
        word.text += unit
      }
      words.append(word)
    }
    assignRoles(file.items)
    words.removeAll(where: \.isLeftOut)
    markPoints()
    for index in words.indices.dropFirst() {
      words[index].hasSpaceBefore = needsSpace(before: index)
    }
  }

  /// `5USD` is written `5 USD`; everything else as it is.
  private func canonicalNumber(_ range: SourceRange, _ text: String) -> String {
    let scanner = NumberScanner(bytes: source.bytes, end: source.bytes.count)
    let parts = scanner.parts(range.lower, range.upper)
    guard parts.isWhole, let unit = parts.unit else { return text }
    return parts.digits + (parts.magnitude ?? "") + attached(unit.text)
  }

  private mutating func assignRoles(_ items: [Item]) {
    var index = 0
    for item in items {
      while index < words.count, words[index].range.lower < item.range.lower { index += 1 }
      var depth = 0
      var isFirstBrace = true
      var open: [BraceRole] = []
      var sawPer = false
      while index < words.count, words[index].range.lower < item.range.upper {
        if words[index].lexeme == .keyword(.per), depth == 0 { sawPer = true }
        switch words[index].lexeme {
        case .symbol(.openBrace):
          let role = role(item.kind, isFirst: isFirstBrace, sawPer: sawPer, depth)
          words[index].role = role
          words[index].depth = depth
          open.append(role)
          isFirstBrace = false
          sawPer = false
          if role != .block { depth += 1 }
        case .symbol(.closeBrace):
          let role = open.popLast() ?? .labels
          if role != .block { depth -= 1 }
          words[index].role = role
          words[index].depth = depth
          if role == .table, words[index - 1].lexeme == .symbol(.comma) {
            words[index].gap = words[index - 1].gap.followed(by: words[index].gap)
            words[index - 1].isLeftOut = true
          }
        case .symbol(.openParen), .symbol(.openBracket):
          words[index].depth = depth
          depth += 1
        case .symbol(.closeParen), .symbol(.closeBracket):
          depth -= 1
          words[index].depth = depth
        default: words[index].depth = depth
        }
        index += 1
      }
    }
  }

  private func role(_ kind: Item.Kind, isFirst: Bool, sawPer: Bool, _ depth: Int) -> BraceRole {
    switch kind {
    case .alert(let item): isFirst && item.isBlock ? .block : .labels
    case .test: isFirst ? .block : .labels
    case .backtest: isFirst ? .table : .labels
    case .param: sawPer && depth == 0 ? .table : .labels
    default: .labels
    }
  }

  // MARK: Spaces

  private func needsSpace(before index: Int) -> Bool {
    let word = words[index]
    let before = words[index - 1]
    if units.joins(before.range.lower, word.range.lower) { return false }
    if case .symbol(let symbol) = word.lexeme, !needsSpace(before: symbol, index) { return false }
    guard case .symbol(let symbol) = before.lexeme else { return true }
    switch symbol {
    case .openParen, .openBracket, .caret: return false
    case .openBrace: return before.role != .labels
    case .minus, .plus: return !isPrefix(index - 1) && !isStep(index - 1)
    default: return true
    }
  }

  private func needsSpace(before symbol: Symbol, _ index: Int) -> Bool {
    switch symbol {
    case .closeParen, .closeBracket, .comma, .openBracket, .caret: false
    case .openParen: !isCallee(index - 1)
    case .openBrace: words[index].role != .labels || words[index - 1].lexeme == .keyword(.in)
    case .closeBrace: words[index].role != .labels
    case .colon: words[index].depth == 0
    default: true
    }
  }

  private func isCallee(_ index: Int) -> Bool {
    switch words[index].lexeme {
    case .name: true
    case .keyword(let keyword): keyword == .age
    default: false
    }
  }

  /// True where a sign begins a value instead of joining two.
  func isPrefix(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    switch words[index - 1].lexeme {
    case .number, .date, .string: return false
    case .name(let text): return words[index].isInPoints && isPointWord(text)
    case .keyword(let keyword):
      if words[index].isInPoints, keyword == .stale { return true }
      return index < 2 || words[index - 2].lexeme != .keyword(.over) || keyword == .over
    case .symbol(let symbol): return !(symbol.isClosing || symbol == .hole)
    default: return true
    }
  }

  private func isPointWord(_ text: String) -> Bool {
    text == "_" || (text.first == "x" && text.dropFirst().allSatisfy(\.isNumber))
  }

  /// True for the sign of `95M+1M` in a `given`.
  private func isStep(_ index: Int) -> Bool {
    words[index].isInPoints && !isPrefix(index)
  }

  private mutating func markPoints() {
    var isInside = false
    for index in words.indices {
      switch words[index].lexeme {
      case .number, .name, .symbol(.plus), .symbol(.minus), .symbol(.slash), .symbol(.star),
        .keyword(.stale):
        words[index].isInPoints = isInside
      case .symbol(.assign):
        isInside =
          index > 2 && words[index - 1].lexeme == .number
          && words[index - 2].lexeme == .keyword(.every)
      default: isInside = false
      }
    }
    for index in words.indices where words[index].isInPoints {
      words[index].startsPoint = beginsPoint(index)
    }
  }

  private func beginsPoint(_ index: Int) -> Bool {
    switch words[index].lexeme {
    case .name(let text): text == "_"
    case .keyword(let keyword): keyword == .stale
    case .symbol(let symbol): symbol == .minus && isPrefix(index)
    case .number:
      words[index - 1].lexeme != .symbol(.minus) && words[index - 1].lexeme != .symbol(.plus)
        && !units.joins(words[index - 1].range.lower, words[index].range.lower)
    default: false
    }
  }
}

/// A unit as it follows a number: money, coins and contracts after a space, the rest touching.
func attached(_ unit: String) -> String {
  let isLoose = ["USD", "coin", "contract"].contains { unit.hasPrefix($0) }
  return (isLoose ? " " : "") + unit
}
