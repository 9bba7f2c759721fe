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
  let lexed = lex(before)
  var parser = Parser(before, lexed, mode: mode)
  parser.watch = lexed.tokens.count - 1
  _ = parser.file()
  var found = parser.expectations
  found.prefixRange = SourceRange(start, cursor)
  found.prefix = source.slice(found.prefixRange)
  return found
}
