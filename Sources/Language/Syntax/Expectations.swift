// What the grammar would accept at a place: the source of completion.
package import Diagnostics

/// What may stand at a place in a text.
package struct Expectations: Sendable {
  /// The keywords acceptable there, in the order the grammar asks for them.
  package private(set) var keywords: [Keyword] = []
  /// The signs acceptable there.
  package private(set) var symbols: [String] = []
  /// A value: a series, a let, a parameter, a function, a number.
  package var wantsExpression = false
  /// A label key, as after `by` or `over`.
  package var wantsKey = false
  /// A label value, as after `symbol:` or inside `in { }`.
  package var wantsLabelValue = false
  /// A unit, as after `:` or `->`.
  package var wantsUnit = false
  /// A unit that may follow the number just read after a space.
  package var wantsLooseUnit = false
  /// A duration such as `15m`.
  package var wantsDuration = false
  package var wantsDate = false
  /// A text in quotes.
  package var wantsText = false
  /// A name that is being given, so that nothing known fits.
  package var wantsNewName = false
  /// True inside a text in quotes, where nothing of the language fits.
  package var isInsideText = false
  /// The beginning of the word at the cursor, and where it stands.
  package var prefix = ""
  package var prefixRange = SourceRange(0, 0)

  mutating func insert(_ keyword: Keyword) {
    if !keywords.contains(keyword) { keywords.append(keyword) }
  }

  mutating func insert(_ symbol: Symbol) {
    if !symbols.contains(symbol.rawValue) { symbols.append(symbol.rawValue) }
  }
}

/// What is acceptable at a byte offset of a text, and the word being typed there.
package func expectations(
  at offset: Int, in source: SourceText, mode: ParseMode = .interactive
) -> Expectations {
  let cursor = min(max(0, offset), source.bytes.count)
  var start = cursor
  while start > 0, source.bytes[start - 1].continuesName { start -= 1 }
  while start < cursor, source.bytes[start].isDigit { start = cursor }
  let before = SourceText(name: source.name, text: source.slice(SourceRange(0, start)))
  var found =
    interpolation(in: before).map { expectedExpression(before, from: $0, mode: mode) }
    ?? expectedItems(before, mode: mode)
  found.prefixRange = SourceRange(start, cursor)
  found.prefix = source.slice(found.prefixRange)
  return found
}

private func expectedItems(_ before: SourceText, mode: ParseMode) -> Expectations {
  let lexed = lex(before)
  if lexed.isInsideText(before) {
    var found = Expectations()
    found.isInsideText = true
    return found
  }
  var parser = Parser(before, lexed, mode: mode)
  parser.watch = lexed.tokens.count - 1
  _ = parser.file()
  return parser.expectations
}

private func expectedExpression(
  _ before: SourceText, from offset: Int, mode: ParseMode
) -> Expectations {
  let lexed = lex(before, in: SourceRange(offset, before.bytes.count))
  var parser = Parser(before, lexed, mode: mode)
  parser.watch = lexed.tokens.count - 1
  _ = parser.expression()
  return parser.expectations
}

/// Where the expression begins when the text ends inside the braces of a message.
private func interpolation(in before: SourceText) -> Int? {
  let lexed = lex(before)
  let count = lexed.tokens.count
  guard lexed.isInsideText(before), count > 2, lexed.lexemes[count - 3] == .keyword(.say) else {
    return nil
  }
  let text = lexed.tokens[count - 2].range
  var depth = 0
  var open: Int?
  for offset in text.lower..<text.upper {
    switch before.bytes[offset] {
    case UInt8(ascii: "{"):
      if depth == 0 { open = offset + 1 }
      depth += 1
    case UInt8(ascii: "}"): depth = max(0, depth - 1)
    default: break
    }
  }
  return depth > 0 ? open : nil
}

extension LexedSource {
  /// True where the source ends inside a text in quotes.
  func isInsideText(_ source: SourceText) -> Bool {
    guard let last = tokens.dropLast().last, last.kind == .string,
      last.range.upper == source.bytes.count
    else { return false }
    return diagnostics.contains {
      guard case .source(_, let range) = $0.place else { return false }
      return $0.code == SyntaxCode.unclosedString.rawValue && range == last.range
    }
  }
}
