// Taking the head of a table apart: its delimiter, its header, its first rows.
import Quantities

extension TableHead {
  /// How many rows of the head are looked at.
  static let rowLimit = 400

  /// Takes the head of a table apart; throws where a limit is passed.
  init(head: [UInt8], isWhole: Bool, path: String) throws(FeedFailure) {
    let delimiter = Self.delimiter(of: head)
    let scanner = RowScanner(
      reader: PrefixedReader(prefix: head, rest: nil), delimiter: delimiter, path: path)
    var rows = HeadRows()
    rows.reserve(min(head.count, Limits.headBytes))
    var reachedEnd = true
    while try scanner.next() {
      if rows.isEmpty, scanner.width > Limits.columns {
        throw FeedFailure(
          Problem.tooLarge(
            path, "it has \(scanner.width) columns; at most \(Limits.columns) are read",
            line: scanner.line))
      }
      rows.append(scanner.cells)
      if rows.count > Self.rowLimit {
        reachedEnd = false
        break
      }
    }
    if !isWhole && reachedEnd && rows.count > 1 { rows.removeLast() }
    self.delimiter = delimiter
    self.isWhole = isWhole && reachedEnd
    let first = rows.first ?? []
    header = Self.isHeader(first) ? first : nil
    if header != nil { rows.removeFirst() }
    self.rows = rows
  }

  /// The delimiter that cuts the first line into most cells; a comma where nothing does.
  private static func delimiter(of head: [UInt8]) -> UInt8 {
    let lines = head.split(separator: 10, maxSplits: 3, omittingEmptySubsequences: true)
    guard let first = lines.first else { return 44 }
    var best: (byte: UInt8, count: Int) = (44, 0)
    for candidate in [UInt8(44), 9, 59, 124] {
      let count = countOutsideQuotes(candidate, first)
      guard count > best.count else { continue }
      let agrees = lines.count < 3 || countOutsideQuotes(candidate, lines[1]) > 0
      if agrees { best = (candidate, count) }
    }
    return best.byte
  }

  private static func countOutsideQuotes(_ wanted: UInt8, _ line: ArraySlice<UInt8>) -> Int {
    var inQuotes = false
    var count = 0
    for byte in line {
      if byte == 34 { inQuotes.toggle() }
      if byte == wanted && !inQuotes { count += 1 }
    }
    return count
  }

  /// True where no cell of the first row is a number, a time or a truth value, and one says
  /// something.
  private static func isHeader(_ row: [String]) -> Bool {
    guard row.contains(where: { !$0.isEmpty }) else { return false }
    return !row.contains { cell in
      let lower = cell.lowercased()
      if lower == "true" || lower == "false" { return true }
      return isNumber(cell) || Timestamp(parsing: cell) != nil
    }
  }

  /// True where the text is a decimal number or one of the words for NaN.
  package static func isNumber(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { CellScale(.ratio).read($0) != .malformed && !$0.isEmpty }
      && wordOfNothing(text) == false
  }

  private static func wordOfNothing(_ text: String) -> Bool {
    ["-", "na", "null"].contains(text.lowercased())
  }
}
