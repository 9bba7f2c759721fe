// The punctuation of the language, and the punctuation people bring from other languages.

/// One operator or bracket; the foreign ones exist only to be explained.
enum Symbol: String, Sendable, CaseIterable {
  case openParen = "("
  case closeParen = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
  case comma = ","
  case colon = ":"
  case assign = "="
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case arrow = "->"
  case coalesce = "??"
  case hole = "?"
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case caret = "^"
  case percent = "%"
  case dot = "."
  // Foreign ones.
  case semicolon = ";"
  case ampersands = "&&"
  case ampersand = "&"
  case bars = "||"
  case bar = "|"
  case bang = "!"
  case angles = "<>"
  case fatArrow = "=>"
  case equalLess = "=<"
  case tripleEqual = "==="
  case strictNotEqual = "!=="
  case doubleStar = "**"
  case doubleSlash = "//"

  /// The symbols by their first byte, longest first, as the lexer tries them.
  static let byFirstByte: [[(bytes: [UInt8], symbol: Symbol)]] = {
    var table = [[(bytes: [UInt8], symbol: Symbol)]](repeating: [], count: 256)
    for symbol in allCases.sorted(by: { $0.rawValue.utf8.count > $1.rawValue.utf8.count }) {
      let bytes = Array(symbol.rawValue.utf8)
      table[Int(bytes[0])].append((bytes, symbol))
    }
    return table
  }()

  /// The closing bracket of an opening one.
  var closing: Symbol? {
    switch self {
    case .openParen: .closeParen
    case .openBracket: .closeBracket
    case .openBrace: .closeBrace
    default: nil
    }
  }

  var isClosing: Bool { self == .closeParen || self == .closeBracket || self == .closeBrace }

  /// The relation this symbol is, or is meant to be.
  var relation: (relation: Relation, isForeign: Bool)? {
    switch self {
    case .less: (.less, false)
    case .lessOrEqual: (.lessOrEqual, false)
    case .greater: (.greater, false)
    case .greaterOrEqual: (.greaterOrEqual, false)
    case .equal: (.equal, false)
    case .notEqual: (.notEqual, false)
    case .assign, .tripleEqual: (.equal, true)
    case .angles, .strictNotEqual: (.notEqual, true)
    case .fatArrow: (.greaterOrEqual, true)
    case .equalLess: (.lessOrEqual, true)
    default: nil
    }
  }
}
