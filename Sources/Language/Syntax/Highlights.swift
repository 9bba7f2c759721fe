// Colouring of a text while it is typed: what each stretch of it is.
package import Diagnostics

/// What a stretch of a text is, for colouring.
package enum HighlightKind: String, Sendable, CaseIterable {
  case keyword, number, unit, string, comment, name, function, symbol, error
}

/// A stretch of a text and what it is.
package struct Highlight: Sendable, Equatable {
  package let range: SourceRange
  package let kind: HighlightKind

  package init(_ range: SourceRange, _ kind: HighlightKind) {
    self.range = range
    self.kind = kind
  }
}

/// The stretches of a text in order, without overlap; white space belongs to none.
///
/// A mistake that more typing may mend, at the end of the text, is not marked as one.
package func highlights(
  of source: SourceText, mode: ParseMode = .interactive
) -> [Highlight] {
  guard source.bytes.count <= SyntaxLimits.fileBytes else { return [] }
  var highlighter = Highlighter(source, parse(source, mode: mode))
  return highlighter.run()
}

private struct Highlighter {
  let source: SourceText
  let file: SyntaxFile
  let lexemes: [Lexeme]
  let units: UnitRanges
  let errors: [SourceRange]
  var found: [Highlight] = []

  init(_ source: SourceText, _ file: SyntaxFile) {
    self.source = source
    self.file = file
    lexemes = lex(source).lexemes
    units = UnitRanges(file.items)
    let end = file.tokens.dropLast().last?.range.upper ?? 0
    errors = file.diagnostics.compactMap {
      guard case .source(_, let range) = $0.place, !range.isEmpty, range.upper < end else {
        return nil
      }
      return range
    }
  }

  mutating func run() -> [Highlight] {
    for (index, token) in file.tokens.enumerated() where index < lexemes.count {
      comments(before: token)
      guard !token.range.isEmpty else { continue }
      if errors.contains(where: { $0.lower < token.range.upper && token.range.lower < $0.upper }) {
        found.append(Highlight(token.range, .error))
      } else {
        add(token, index)
      }
    }
    return found
  }

  private mutating func comments(before token: Token) {
    var at = token.triviaStart
    while at < token.range.lower {
      guard source.bytes[at] == UInt8(ascii: "#") else {
        at += 1
        continue
      }
      let start = at
      at = commentEnd(source.bytes, at, token.range.lower)
      found.append(Highlight(SourceRange(start, at), .comment))
    }
  }

  private mutating func add(_ token: Token, _ index: Int) {
    let range = token.range
    switch lexemes[index] {
    case .keyword(let keyword):
      let isCall = keyword == .age && isCallee(index)
      found.append(Highlight(range, isCall ? .function : .keyword))
    case .name:
      let isUnit = units.joins(range.lower, range.lower)
      found.append(Highlight(range, isUnit ? .unit : isCallee(index) ? .function : .name))
    case .number:
      let scanner = NumberScanner(bytes: source.bytes, end: source.bytes.count)
      let start = scanner.parts(range.lower, range.upper).unitStart
      found.append(Highlight(SourceRange(range.lower, start), .number))
      if start < range.upper { found.append(Highlight(SourceRange(start, range.upper), .unit)) }
    case .date: found.append(Highlight(range, .number))
    case .string: found.append(Highlight(range, .string))
    case .symbol:
      found.append(Highlight(range, units.joins(range.lower, range.lower) ? .unit : .symbol))
    case .unrecognized: found.append(Highlight(range, .error))
    case .end: break
    }
  }

  private func isCallee(_ index: Int) -> Bool {
    index + 1 < lexemes.count && lexemes[index + 1] == .symbol(.openParen)
  }
}
