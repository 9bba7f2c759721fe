// Whether a statement typed in the shell is whole, so that Enter runs it.
import Diagnostics

/// True where the text reads as whole statements, or is wrong in a way that more text cannot mend.
///
/// A text is not complete while a bracket or block is open, while its last line has a text without
/// a closing quote, or while it ends where the grammar must go on: after an operator, after `alert`
/// without `when`, after `let x =`.
package func isComplete(_ text: String) -> Bool {
  let source = SourceText(name: "", text: text)
  guard source.bytes.count <= SyntaxLimits.fileBytes else { return true }
  let lexed = lex(source)
  if hasOpenBracket(lexed) { return false }
  if lexed.isInsideText(source) { return false }
  var parser = Parser(source, lexed, mode: .interactive)
  _ = parser.file()
  return !parser.endedEarly
}

private func hasOpenBracket(_ lexed: LexedSource) -> Bool {
  var depth = 0
  for lexeme in lexed.lexemes {
    guard case .symbol(let symbol) = lexeme else { continue }
    if symbol.closing != nil { depth += 1 }
    if symbol.isClosing { depth -= 1 }
    if depth < 0 { return false }
  }
  return depth > 0
}
