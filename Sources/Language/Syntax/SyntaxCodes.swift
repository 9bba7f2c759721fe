// The table of what reading a text can say: stable codes, titles, explanations.

/// Every code the lexer and the parser can give, sorted by code.
package let syntaxCodes: [DiagnosticCode] = SyntaxCode.allCases.map { code in
  let (title, explanation) = code.words
  return DiagnosticCode(code.rawValue, title, explanation)
}

/// The lexing or parsing code an editor, a log or a person looks up, or nil.
package func syntaxCode(_ code: String) -> DiagnosticCode? {
  syntaxCodes.first { $0.code == code }
}

extension SyntaxCode {
  /// What the code is about, in a few words.
  package var title: String { words.title }

  /// The heading and the explanation of the code.
  fileprivate var words: (title: String, explanation: String) {
    wordsOfTokens ?? wordsOfParts ?? wordsOfWholes
  }

  private var wordsOfTokens: (title: String, explanation: String)? {
    switch self {
    case .unknownCharacter:
      (
        "unknown character",
        "The character means nothing outside of texts and comments. Money is `5M USD`, texts are "
          + "in double quotes, names use letters a–z, digits and `_`."
      )
    case .unclosedString: ("text not closed", "A text in double quotes ends on the line it begins.")
    case .badEscape:
      ("unknown escape", "A backslash in a text begins `\\n`, `\\t`, `\\\"` or `\\\\`.")
    case .badNumber:
      (
        "number that cannot be read",
        "A number is digits with at most one point, `_` between digits, a magnitude k, M or B and "
          + "a unit. A duration is one number and one unit: `90m`, not `1h30m`."
      )
    case .foreignSymbol:
      (
        "operator of another language",
        "Conditions use `and`, `or`, `not`, `==`, `!=`, `>=`; powers `^`; comments `#`; items need "
          + "no separator."
      )
    case .keywordCase: ("keyword not in lower case", "Keywords are written in lower case.")
    case .remainder:
      ("% as an operator", "`%` is a suffix, as in `5%`. There is no remainder operator.")
    case .unit:
      (
        "unit that cannot be read",
        "`%`, `bps`, `x` and the times touch their number; `USD`, `coin` and `contract` follow "
          + "after a space; compound units have no spaces: `USD/coin`, `%/8h`."
      )
    default: nil
    }
  }

  private var wordsOfParts: (title: String, explanation: String)? {
    switch self {
    case .expectedExpression:
      ("value missing", "A series, a number, a call or a parenthesis is missing at the caret.")
    case .expected: ("word or sign missing", "The grammar needs something else at the caret.")
    case .unclosedBracket:
      ("bracket without partner", "Every `(`, `[` and `{` is closed by its partner.")
    case .keywordAsName:
      ("keyword as a name", "Keywords may name label keys and levels, nothing else.")
    case .turningChain:
      (
        "chain that turns round",
        "`a < b < c` keeps one direction. For both bounds of another kind join two comparisons: "
          + "`a < b and b > c`."
      )
    case .unchainable:
      ("comparisons that do not chain", "`==` chains with itself only, `!=` never. Use `and`.")
    case .stateOfComparison:
      (
        "is or in after a comparison",
        "`is` and `in` test one value: `(a > b) is known`, or `a > b and b is known`."
      )
    case .repeatedPart: ("part given twice", "A rule has each of its parts once.")
    case .quotedNumber: ("number in quotes", "Numbers are written without quotes: `5M USD`.")
    case .holeInFile: ("hole in a file", "`?` stands for a value yet to be found, in the shell.")
    case .missingOperator:
      ("operator missing", "There is no implicit product: `2 * reserve`, not `2 reserve`.")
    case .misplacedPart:
      (
        "part in the wrong place",
        "A one-line alert goes when, for, until, keep, by, severity, say. `every`, `on unknown` "
          + "and `except` need a block, and `by` and `every` stand before it."
      )
    case .badDate: ("date that cannot be read", "Dates are `2026-12-01`, or with a time in UTC.")
    case .badDuration:
      ("duration that cannot be used", "Durations are `15m`, longer than 0, at most 100 years.")
    case .badCount: ("count that cannot be used", "The number is outside of what makes sense.")
    default: nil
    }
  }

  private var wordsOfWholes: (title: String, explanation: String) {
    switch self {
    case .expectedItem:
      (
        "no item",
        "A rule file holds import, series, param, let, fn, record, alert, halt, label, backtest "
          + "and test."
      )
    case .bareExpression:
      (
        "expression outside of an item",
        "The shell prints a bare expression; a file has `alert when`."
      )
    case .mixedBlock: ("when and levels mixed", "A block has one `when`, or levels.")
    case .emptyBlock: ("block without condition", "A block needs `when …` or `level … when …`.")
    case .holdOnSequence:
      (
        "for after a sequence",
        "`when A then B within D` is true for one tick, so nothing can hold."
      )
    case .newerVersion:
      ("newer language version", "The file asks for a version this program cannot read.")
    case .badVersion: ("version line", "The first line may be `brink 1`.")
    case .fileTooLarge: ("file too large", "A rule file has at most 1 MiB; import its parts.")
    case .nestedTooDeep:
      (
        "nested too deep",
        "Parentheses and blocks nest at most \(SyntaxLimits.nesting) deep; name parts with `let`."
      )
    case .expressionTooDeep:
      (
        "expression too deep",
        "At most \(SyntaxLimits.expressionDepth) operators stand upon one another; name parts with "
          + "`let`."
      )
    case .tooManyTokens:
      ("too many words", "A file has at most \(SyntaxLimits.tokens) words and signs.")
    case .tooManyErrors:
      ("too many errors", "Only the first \(SyntaxLimits.diagnostics) errors of a file are told.")
    default:
      (
        "message that cannot be read",
        "A message holds `{expression}` and `{expression:format}`; braces themselves are doubled."
      )
    }
  }
}
