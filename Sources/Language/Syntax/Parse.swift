// The doors of parsing: a file, an expression, and whether a statement is complete.
package import Diagnostics

/// How a text is read.
package enum ParseMode: Sendable {
  /// A rule file: items only.
  case file
  /// The shell and `query`: every item, bare expressions, assignments, holes, and `;` between.
  case interactive
}

/// Reads a text as rules; mistakes are in the result's diagnostics, and every byte in its tokens.
package func parse(_ source: SourceText, mode: ParseMode = .file) -> SyntaxFile {
  guard source.bytes.count <= SyntaxLimits.fileBytes else { return refused(source) }
  let lexed = lex(source)
  var parser = Parser(source, lexed, mode: mode)
  let (version, items) = parser.file()
  return SyntaxFile(
    source: source, tokens: lexed.tokens, version: version, items: items,
    diagnostics: told(parser.diagnostics, source))
}

/// Reads one expression from a part of a source; ranges are of the whole source.
package func parseExpression(
  _ source: SourceText, in range: SourceRange? = nil, mode: ParseMode = .file
) -> (expression: Expression, diagnostics: [Diagnostic]) {
  let lexed = lex(source, in: range)
  var parser = Parser(source, lexed, mode: mode)
  let expression = parser.expression()
  if !parser.atEnd {
    parser.complain(.expected, "expected an operator or the end\(parser.found)", parser.range)
  }
  return (expression, told(parser.diagnostics, source))
}

/// A file over the size limit: kept as one token, not read.
private func refused(_ source: SourceText) -> SyntaxFile {
  let count = source.bytes.count
  let diagnostic = Diagnostic(
    .fileTooLarge,
    "this file has \(count) bytes and a rule file at most \(SyntaxLimits.fileBytes) (1 MiB); "
      + "split it and `import` the parts", source, SourceRange(0, min(1, count)))
  let whole = Token(kind: .unrecognized, range: SourceRange(0, count), triviaStart: 0)
  let end = Token(kind: .end, range: SourceRange(count, count), triviaStart: count)
  return SyntaxFile(
    source: source, tokens: [whole, end], version: nil, items: [], diagnostics: [diagnostic])
}

/// The diagnostics in the order of the text, at most as many as are told.
private func told(_ diagnostics: [Diagnostic], _ source: SourceText) -> [Diagnostic] {
  let ordered = diagnostics.enumerated().sorted {
    ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
  }.map(\.element)
  guard ordered.count > SyntaxLimits.diagnostics else { return ordered }
  let place = ordered[SyntaxLimits.diagnostics].offset
  let last = Diagnostic(
    .tooManyErrors,
    "more than \(SyntaxLimits.diagnostics) errors: the first \(SyntaxLimits.diagnostics) are shown",
    source, SourceRange(place, place))
  return ordered.prefix(SyntaxLimits.diagnostics) + [last]
}

extension Diagnostic {
  /// Where it points in its source; 0 without one.
  fileprivate var offset: Int {
    if case .source(_, let range) = place { return range.lower }
    return 0
  }
}
