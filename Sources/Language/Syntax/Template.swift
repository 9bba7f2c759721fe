// The text of a `say`: what is literal, and what is computed between braces.
import Diagnostics

/// A message template cut into its parts, as written.
package struct TemplateSyntax: Sendable {
  /// One part of a template.
  package enum Part: Sendable {
    /// Text with its escapes resolved.
    case literal(String)
    /// `{oi/reserve:.1%}`: an expression and the format after its colon.
    case interpolation(Expression, format: Spelled<String>?)
  }
  package let parts: [Part]

  package init(parts: [Part]) { self.parts = parts }
}

/// Cuts a template; ranges of the expressions inside are ranges of the source itself.
struct TemplateParser {
  let source: SourceText
  /// Where the next byte is, and where the text between the quotes ends.
  private var offset: Int
  private let end: Int
  private let mode: ParseMode
  private var parts: [TemplateSyntax.Part] = []
  private var literal: [UInt8] = []
  private var diagnostics: [Diagnostic] = []

  init(source: SourceText, range: SourceRange, mode: ParseMode) {
    self.source = source
    self.mode = mode
    offset = range.lower
    end = range.upper
  }

  func parse() -> (template: TemplateSyntax, diagnostics: [Diagnostic]) {
    var parser = self
    parser.run()
    return (TemplateSyntax(parts: parser.parts), parser.diagnostics)
  }

  private func byte(_ at: Int) -> UInt8 { at < end ? source.bytes[at] : 0 }

  private mutating func run() {
    while offset < end {
      let byte = byte(offset)
      switch byte {
      case UInt8(ascii: "{") where self.byte(offset + 1) == byte,
        UInt8(ascii: "}") where self.byte(offset + 1) == byte:
        literal.append(byte)
        offset += 2
      case UInt8(ascii: "{"): interpolation()
      case UInt8(ascii: "}"): strayBrace()
      case UInt8(ascii: "\\"): escape()
      default:
        literal.append(byte)
        offset += 1
      }
    }
    flush()
  }

  private mutating func flush() {
    guard !literal.isEmpty else { return }
    parts.append(.literal(String(decoding: literal, as: UTF8.self)))
    literal = []
  }

  /// Escapes were checked by the lexer.
  private mutating func escape() {
    switch byte(offset + 1) {
    case UInt8(ascii: "n"): literal.append(0x0A)
    case UInt8(ascii: "t"): literal.append(0x09)
    case 0: literal.append(UInt8(ascii: "\\"))
    case let other: literal.append(other)
    }
    offset += 2
  }

  private mutating func complain(_ message: String, _ range: SourceRange, _ fix: Suggestion? = nil)
  {
    var diagnostic = Diagnostic(.badTemplate, message, source, range)
    if let fix { diagnostic.suggestions = [fix] }
    diagnostics.append(diagnostic)
  }

  private mutating func strayBrace() {
    let range = SourceRange(offset, offset + 1)
    complain(
      "a `}` without `{`; for a brace in the message write `}}`", range,
      Suggestion("write `}}`", replacing: range, with: "}}"))
    literal.append(UInt8(ascii: "}"))
    offset += 1
  }

  private mutating func interpolation() {
    flush()
    let open = offset
    guard let (close, colon) = closing(after: open) else {
      complain(
        "this `{` has no `}`; for a brace in the message write `{{`",
        SourceRange(open, open + 1),
        Suggestion("write `}` at the end", replacing: SourceRange(end, end), with: "}"))
      offset = end
      return
    }
    offset = close + 1
    let inner = SourceRange(open + 1, colon ?? close)
    guard source.slice(inner).contains(where: { !$0.isWhitespace }) else {
      complain("nothing to print between the braces", SourceRange(open, close + 1))
      return
    }
    let parsed = parseExpression(source, in: inner, mode: mode)
    diagnostics += parsed.diagnostics
    let format = colon.map { colon in
      let range = SourceRange(colon + 1, close)
      return Spelled(source.slice(range), range)
    }
    parts.append(.interpolation(parsed.expression, format: format))
  }

  /// The closing brace of the interpolation and the colon before its format.
  private func closing(after open: Int) -> (close: Int, colon: Int?)? {
    var depth = 0
    var colon: Int?
    var at = open + 1
    while at < end {
      switch byte(at) {
      case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "}"):
        if depth <= 0 { return (at, colon) }
        depth -= 1
      case UInt8(ascii: ":") where depth == 0 && colon == nil: colon = at
      default: break
      }
      at += 1
    }
    return nil
  }
}
