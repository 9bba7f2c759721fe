// What stands where an item should: bare expressions, assignments, lost and misspelt keywords.
import Diagnostics

extension Parser {
  /// Something at the place of an item that begins with no item keyword.
  mutating func looseItem() -> Item? {
    let start = range
    if current == .symbol(.semicolon) { return nil }
    if case .name(let text) = current, following == .symbol(.assign) {
      return assignment(Spelled(text, start))
    }
    if current == .keyword(.when) { return lostAlert() }
    if current == .keyword(.brink) {
      complain(.badVersion, "the version is named on the first line only", start)
      advance()
      if current == .number { advance() }
      return nil
    }
    if case .symbol(let symbol) = current, symbol.isClosing || symbol == .doubleSlash {
      return nil
    }
    if mode != .interactive, let meant = misspeltItem() {
      complain(
        .expectedItem, "`\(currentText)` begins no item: did you mean `\(meant.rawValue)`?", start,
        Suggestion("write `\(meant.rawValue)`", replacing: start, with: meant.rawValue))
      skipToItem()
      return nil
    }
    guard canBeginExpression else {
      complainAboutItem()
      skipToItem()
      return nil
    }
    return bareExpression()
  }

  private var canBeginExpression: Bool {
    switch current {
    case .name, .number, .string, .unrecognized: true
    case .symbol(let symbol): [.openParen, .minus, .plus, .hole, .bang].contains(symbol)
    case .keyword(let keyword):
      [.not, .if].contains(keyword) || (keyword == .age && following == .symbol(.openParen))
    default: false
    }
  }

  private mutating func complainAboutItem() {
    let items = Keyword.itemStarts.map(\.rawValue).joined(separator: " ")
    complain(
      .expectedItem, "`\(clipped(currentText))` begins no item; items begin with one of \(items)",
      range)
  }

  /// The item keyword a word at the start of a line, before another word, nearly spells.
  private func misspeltItem() -> Keyword? {
    guard case .name(let text) = current else { return nil }
    switch following {
    case .name, .keyword, .string: break
    default: return nil
    }
    let starts = Keyword.itemStarts.map(\.rawValue)
    if let meant = Self.foreignItems[text.lowercased()] {
      let hasParameters = index + 2 < lexemes.count && lexemes[index + 2] == .symbol(.openParen)
      return meant == .fn && !hasParameters ? .let : meant
    }
    return nearest(to: text, in: starts, limit: 1).first.flatMap(Keyword.init(rawValue:))
  }

  private static let foreignItems: [String: Keyword] = [
    "def": .fn, "func": .fn, "function": .fn, "fun": .fn, "var": .let, "const": .let,
    "rule": .alert, "alarm": .alert, "parameter": .param, "include": .import, "use": .import,
    "metric": .series, "breaker": .halt,
  ]

  /// `x = 5`: an assignment of the shell; in a file `let` or `param` is missing.
  private mutating func assignment(_ name: Spelled<String>) -> Item? {
    if mode != .interactive {
      complain(
        .expectedItem, "`\(name.value) = …` begins no item: is it a `let` or a `param`?",
        name.range,
        Suggestion(
          "write `let \(name.value) = …`",
          replacing: SourceRange(name.range.lower, name.range.lower), with: "let "))
    }
    advance()
    advance()
    let value = expression()
    return Item(
      .letBinding(name: name, value), SourceRange(name.range.lower, previousEnd))
  }

  /// `when …` without its `alert`.
  private mutating func lostAlert() -> Item? {
    let start = range
    complain(
      .expectedItem, "a condition belongs to an `alert`", start,
      Suggestion(
        "write `alert when …`", replacing: SourceRange(start.lower, start.lower), with: "alert "))
    guard let kind = alertBody(isHalt: false, keyword: start) else { return nil }
    return Item(kind, SourceRange(start.lower, previousEnd))
  }

  private mutating func bareExpression() -> Item? {
    let start = range
    let errors = diagnostics.count
    let value = expression()
    let item = Item(.expression(value), SourceRange(start.lower, max(start.lower, previousEnd)))
    guard mode == .file, diagnostics.count == errors, !value.isMissing else { return item }
    let isCondition = value.isCondition
    let place = SourceRange(start.lower, start.lower)
    complainOnce(
      .bareExpression, "a rule file holds items; a bare expression belongs in the shell",
      value.range,
      isCondition
        ? Suggestion("write `alert when …`", replacing: place, with: "alert when ")
        : Suggestion("to publish its value write `record NAME = …`"))
    complainedAt = index
    if !atEnd { skipToItem() }
    return item
  }
}

extension Expression {
  /// True where recovery stands in for a value.
  var isMissing: Bool {
    if case .missing = kind { return true }
    return false
  }

  /// True where the form alone tells that the value is yes or no.
  var isCondition: Bool {
    switch kind {
    case .or, .and, .not, .comparison, .membership, .state: true
    case .parenthesized(let inner): inner.isCondition
    default: false
    }
  }
}
