// Colours for a statement while it is typed.

/// Knows the names there are, and colours a text by them.
struct Highlighter {
  private let kinds: [String: CatalogueName.Kind]

  init(_ names: [CatalogueName]) {
    kinds = Dictionary(names.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
  }

  func spans(_ text: String) -> [StyledSpan] {
    let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
    if first == "." { return commandSpans(text) }
    if first == "!" { return [] }
    let found = lexemes(of: text)
    var spans: [StyledSpan] = []
    var open: [(sign: String, range: Range<Int>)] = []
    for (index, lexeme) in found.enumerated() {
      if lexeme.kind == .sign { match(lexeme, &open, &spans) }
      let next = index + 1 < found.count ? found[index + 1] : nil
      if let style = style(of: lexeme, before: next) {
        spans.append(StyledSpan(lexeme.range, style))
      }
    }
    return spans
  }

  private func commandSpans(_ text: String) -> [StyledSpan] {
    guard let word = argumentWords(text).first else { return [] }
    let isKnown = DotCommand.named(word.text) != nil
    return [StyledSpan(word.range, isKnown ? .command : .plain)]
  }

  private func style(of lexeme: Lexeme, before next: Lexeme?) -> Style? {
    switch lexeme.kind {
    case .number: return .number
    case .string:
      let isClosed = lexeme.text.utf8.count > 1 && lexeme.text.hasSuffix("\"")
      return isClosed ? .string : .error
    case .comment: return .comment
    case .sign, .newline: return nil
    case .word:
      if Vocabulary.units.contains(lexeme.text) { return .number }
      if next?.text == "(", kinds[lexeme.text] == .function { return .function }
      if Vocabulary.keywords.contains(lexeme.text) { return .keyword }
      return kinds[lexeme.text].flatMap { $0 == .series || $0 == .definition ? .series : nil }
    }
  }

  /// A closing bracket that closes nothing is an error while it is typed; an open one is not yet.
  private func match(
    _ lexeme: Lexeme, _ open: inout [(sign: String, range: Range<Int>)],
    _ spans: inout [StyledSpan]
  ) {
    let pairs = [")": "(", "]": "[", "}": "{"]
    if pairs.values.contains(lexeme.text) { open.append((lexeme.text, lexeme.range)) }
    guard let opening = pairs[lexeme.text] else { return }
    if open.last?.sign == opening {
      open.removeLast()
    } else {
      spans.append(StyledSpan(lexeme.range, .error))
    }
  }
}
