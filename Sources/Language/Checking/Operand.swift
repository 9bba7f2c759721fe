// What an expression is while it is being checked: a value, or a window, or still a bare number.
import Columns
import Diagnostics
import Quantities

/// A bare number literal that takes the unit of the other side.
struct BareLiteral {
  let source: SourceText
  let range: SourceRange
  let value: Double
}

/// `x[1h, 1d ago]` before a statistic has been taken of it.
struct PendingWindow {
  var width: TimeSpan
  var shift = TimeSpan.zero
  var coverage = 0.8
  var looksAhead = false
}

/// A checked expression with what only the checker needs to know of it.
struct Operand {
  /// The value; for a window, what the window is over.
  var expression: CheckedExpression
  /// The literals that would take a unit; nil where the value has its own.
  var bare: [BareLiteral]?
  /// Present for a window that no statistic has been taken of yet.
  var window: PendingWindow?
  /// The literal itself, where the operand is nothing else.
  var literal: NumberLiteral?
  /// True for `?`.
  var isHole = false
  /// Nodes in the tree, with every let and function in place.
  var size = 1
  var depth = 1

  init(_ expression: CheckedExpression) { self.expression = expression }

  var isInvalid: Bool {
    if case .invalid = expression.kind { return true }
    return false
  }

  var dimension: Dimension? {
    if case .quantity(let dimension) = expression.type { return dimension }
    return nil
  }

  var keys: [String] { expression.keys }

  /// True where a window in it reaches into the future.
  var looksAhead: Bool {
    if window?.looksAhead == true { return true }
    var found = false
    expression.forEachPart {
      if case .window(_, let window) = $0.kind, window.looksAhead { found = true }
    }
    return found
  }

  /// The constant it is, or nil.
  var constant: Double? {
    if case .constant(let value) = expression.kind { return value }
    return nil
  }

  /// The stored series it is, or nil for a computed value.
  var series: SeriesReference? {
    if case .series(let reference) = expression.kind { return reference }
    return nil
  }

  /// The same value as a part of another place in the text.
  func relocated(to range: SourceRange, in source: SourceText, name: String? = nil) -> Operand {
    var copy = self
    copy.expression = expression.relocated(to: range, in: source)
    if let name { copy.expression.name = name }
    copy.literal = nil
    return copy
  }
}

extension CheckedExpression {
  /// The same value, written elsewhere.
  func relocated(to range: SourceRange, in source: SourceText) -> CheckedExpression {
    var copy = CheckedExpression(
      kind, type: type, unit: unit, keys: keys, range: range, source: source)
    copy.name = name
    return copy
  }

  /// The same value, printed in another unit of the same dimension.
  func printed(in unit: Unit) -> CheckedExpression {
    var copy = CheckedExpression(
      kind, type: .quantity(unit.dimension), unit: unit, keys: keys, range: range, source: source)
    copy.name = name
    return copy
  }

  /// The text it is written as, on one line.
  package var text: String { spelling ?? source.oneLine(range) }

  /// True where its text names arguments of a function, which mean nothing outside of it.
  var mentionsArguments: Bool {
    guard spelling == nil else { return false }
    return parts.contains { $0.spelling != nil || $0.mentionsArguments }
  }
}

extension SourceText {
  /// The longest excerpt quoted in the middle of a sentence.
  private static let quoteLimit = 48

  /// Where a word just before an offset begins, or the offset where it is not there.
  func start(of word: String, before offset: Int) -> Int {
    let wanted = Array(word.utf8)
    var end = min(offset, bytes.count)
    while end > 0, bytes[end - 1] <= 0x20 { end -= 1 }
    let start = end - wanted.count
    guard start >= 0, Array(bytes[start..<end]) == wanted else { return offset }
    return start
  }

  /// A range of the text on one line, shortened in the middle where it is long.
  func oneLine(_ range: SourceRange) -> String {
    var line = slice(range)
    if !line.utf8.isPlainLine {
      line = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    guard line.utf8.count > Self.quoteLimit, line.count > Self.quoteLimit else { return line }
    return line.prefix(Self.quoteLimit - 12) + " … " + line.suffix(9)
  }
}

extension String.UTF8View {
  /// True for printable ASCII in which single spaces stand between words, as most lines are.
  fileprivate var isPlainLine: Bool {
    let space = UInt8(ascii: " ")
    var last = space
    for byte in self {
      guard byte >= space, byte < 0x7f, byte != space || last != space else { return false }
      last = byte
    }
    return last != space
  }
}
