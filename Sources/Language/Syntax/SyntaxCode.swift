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

  /// What the code is about, for the reference.
  package var title: String {
    switch self {
    case .unknownCharacter: "a character that means nothing here"
    case .unclosedString: "a text without its closing quote"
    case .badEscape: "an unknown escape in a text"
    case .badNumber: "a number that cannot be read"
    case .foreignSymbol: "an operator of another language"
    case .keywordCase: "a keyword not in lower case"
    case .remainder: "% used as an operator"
    case .unit: "a unit that cannot be read"
    case .expectedExpression: "a value is missing"
    case .expected: "a word or sign is missing"
    case .unclosedBracket: "a bracket without its partner"
    case .keywordAsName: "a keyword used as a name"
    case .expectedItem: "something that is no item of a rule file"
    case .bareExpression: "an expression outside of an item"
    case .turningChain: "a chain of comparisons that changes direction"
    case .unchainable: "comparisons that cannot be chained"
    case .stateOfComparison: "is or in after a comparison"
    case .repeatedPart: "a part of a rule given twice"
    case .mixedBlock: "a block with more than one when, or with when and levels"
    case .emptyBlock: "a block without a condition"
    case .badDate: "a date that cannot be read"
    case .badDuration: "a duration that cannot be used"
    case .quotedNumber: "a number in quotes"
    case .holeInFile: "a hole in a rule file"
    case .holdOnSequence: "for after a sequence"
    case .missingOperator: "two values without an operator between them"
    case .misplacedPart: "a part of a rule in the wrong place"
    case .badCount: "a count that cannot be used"
    case .newerVersion: "a file for a newer version of the language"
    case .badVersion: "a version line that cannot be read"
    case .fileTooLarge: "a file over the size limit"
    case .nestedTooDeep: "nesting over the limit"
    case .expressionTooDeep: "an expression over the depth limit"
    case .tooManyTokens: "a file over the limit of words and signs"
    case .tooManyErrors: "more errors than are shown"
    case .badTemplate: "a message template that cannot be read"
    }
  }
}

extension SyntaxCode {
  /// The words beside the caret, where the message alone leaves the place unexplained.
  var label: String? {
    switch self {
    case .unclosedString: "not closed"
    case .badNumber, .badDate, .badDuration, .badCount: "cannot be read"
    case .foreignSymbol: "from another language"
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
