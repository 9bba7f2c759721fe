// A text a person wrote, with the places in it.

/// One source: a rule file, a statement typed in the shell, a command-line value.
///
/// Offsets are UTF-8 bytes; lines and columns count from one, columns in characters.
package final class SourceText: Sendable {
  /// The name drawn in diagnostics: a path as given, `<shell>`, `--set`.
  package let name: String
  package let text: String
  /// The bytes of `text`.
  package let bytes: [UInt8]
  /// The number of the first line: not one where the text is a piece of a longer script.
  package let firstLine: Int
  /// Who wrote it. Names decide nothing here: a user may call a file anything.
  package let origin: Origin
  private let lineStarts: [Int]

  /// Who wrote a text.
  package enum Origin: Sendable {
    /// Somebody who can change it.
    case user
    /// Us: it is part of the program, as the standard library is.
    case program
  }

  package init(name: String, text: String, firstLine: Int = 1, origin: Origin = .user) {
    self.name = name
    self.text = text
    self.firstLine = firstLine
    self.origin = origin
    bytes = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 10 { starts.append(offset + 1) }
    lineStarts = starts
  }

  /// How many lines there are; a text that ends in a newline has an empty last one.
  package var lineCount: Int { lineStarts.count }

  /// The line that holds a byte offset.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + firstLine
  }

  /// Line and column (both from one) of a byte offset; the column counts characters.
  package func position(at offset: Int) -> (line: Int, column: Int) {
    let line = line(at: offset)
    let start = lineStarts[line - firstLine]
    let end = min(max(start, offset), bytes.count)
    return (line, String(decoding: bytes[start..<end], as: UTF8.self).count + 1)
  }

  /// The bytes of a line without its line break.
  package func lineRange(_ line: Int) -> SourceRange {
    let index = line - firstLine
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == 13 { end -= 1 }
    return SourceRange(start, end)
  }

  /// The text of a range, clipped to the source.
  package func slice(_ range: SourceRange) -> String {
    let low = min(max(0, range.lower), bytes.count)
    let high = min(max(low, range.upper), bytes.count)
    return String(decoding: bytes[low..<high], as: UTF8.self)
  }
}

/// A half-open range of UTF-8 byte offsets in one source.
package struct SourceRange: Hashable, Sendable {
  package var lower: Int
  package var upper: Int

  package init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = upper
  }

  /// The smallest range that holds both.
  package func union(_ other: SourceRange) -> SourceRange {
    SourceRange(min(lower, other.lower), max(upper, other.upper))
  }

  /// True where the range holds no byte.
  package var isEmpty: Bool { lower >= upper }
}
