// The stable codes of mistakes in the text of a rule file, and the limits on that text.

/// A stable code of a lexing or parsing mistake; codes are never reused for another mistake.
package enum SyntaxCode: String, Sendable, CaseIterable {
  case unknownCharacter = "E0101"
  case unclosedString = "E0102"
  case badEscape = "E0103"
  case badNumber = "E0104"
  case foreignSymbol = "E0105"
  case keywordCase = "E0106"
  case remainder = "E0107"
  case unit = "E0108"
  case expectedExpression = "E0110"
  case expected = "E0111"
  case unclosedBracket = "E0112"
  case keywordAsName = "E0113"
  case expectedItem = "E0114"
  case bareExpression = "E0115"
  case turningChain = "E0116"
  case unchainable = "E0117"
  case stateOfComparison = "E0118"
  case repeatedPart = "E0119"
  case mixedBlock = "E0120"
  case emptyBlock = "E0121"
  case badDate = "E0122"
  case badDuration = "E0123"
  case quotedNumber = "E0124"
  case holeInFile = "E0125"
  case holdOnSequence = "E0126"
  case missingOperator = "E0127"
  case misplacedPart = "E0128"
  case badCount = "E0129"
  case newerVersion = "E0130"
  case badVersion = "E0131"
  case fileTooLarge = "E0140"
  case nestedTooDeep = "E0141"
  case expressionTooDeep = "E0142"
  case tooManyTokens = "E0143"
  case tooManyErrors = "E0144"
  case badTemplate = "E0150"
}

extension SyntaxCode {
  /// The words beside the caret, where the message alone leaves the place unexplained.
  var label: String? {
    switch self {
    case .unclosedString: "not closed"
    case .badNumber: "cannot be read"
    case .foreignSymbol: "not in this language"
    case .keywordCase: "not in lower case"
    case .remainder: "not an operator"
    case .unit: "not this way"
    case .expectedExpression: "a value is missing"
    case .expected: "expected here"
    case .unclosedBracket: "closing bracket missing"
    case .keywordAsName: "a keyword"
    case .turningChain: "turns round here"
    case .repeatedPart: "second time"
    case .misplacedPart: "not here"
    case .missingOperator: "operator missing before this"
    case .newerVersion: "newer than this program"
    case .quotedNumber: "quoted"
    default: nil
    }
  }
}

/// The limits on the text of one source; each has its own code and message.
package enum SyntaxLimits {
  /// Bytes of one file: 1 MiB.
  package static let fileBytes = 1 << 20
  /// Parentheses, brackets and blocks inside one another.
  package static let nesting = 64
  /// Operators one upon another, as in a long chain of `+`.
  package static let expressionDepth = 500
  /// Words and signs of one file.
  package static let tokens = 300_000
  /// Errors told for one file.
  package static let diagnostics = 50
  /// Days a duration may last: a hundred years.
  package static let durationDays: Int64 = 36_500
  /// The largest exponent of `^`.
  package static let exponent = 16
  /// How often one point of a `given` may be repeated, and how many samples it may hold.
  package static let points = 100_000
  /// Ticks of `for N of M ticks`.
  package static let holdTicks = 100_000
  /// The version of the language this program reads.
  package static let version = 1
}
