// What a token is to the parser: a keyword, a name, a sign.
import Diagnostics

/// A token classified; parallel to the file's tokens.
enum Lexeme: Sendable, Equatable {
  case keyword(Keyword)
  case name(String)
  case number
  case date
  /// The text between the quotes with its escapes resolved.
  case string(String)
  case symbol(Symbol)
  /// Already diagnosed by the lexer.
  case unrecognized
  case end
}

/// A source cut into tokens.
struct LexedSource: Sendable {
  var tokens: [Token] = []
  var lexemes: [Lexeme] = []
  var diagnostics: [Diagnostic] = []
}

extension Diagnostic {
  /// A syntax error at a range of a source.
  init(_ code: SyntaxCode, _ message: String, _ source: SourceText, _ range: SourceRange) {
    self.init(code.rawValue, .error, message, at: .source(source, range))
    label = code.label
  }
}

extension UInt8 {
  var isDigit: Bool { self &- 48 < 10 }
  var startsName: Bool { (self | 32) &- 97 < 26 || self == 95 }
  var continuesName: Bool { startsName || isDigit }
}
