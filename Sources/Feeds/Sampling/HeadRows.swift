// The first rows of a table as bytes: a cell becomes a text when somebody asks for it.

/// Rows of cells; a survey of many files looks at few of them.
package struct HeadRows: RandomAccessCollection, Sendable {
  /// The bytes of all cells, one after the other.
  private var bytes: [UInt8] = []
  /// Where each cell ends.
  private var ends: [Int] = []
  /// How many cells there are up to the end of each row.
  private var counts: [Int] = []
  /// So many rows at the beginning are left out.
  private var dropped = 0

  package var startIndex: Int { dropped }
  package var endIndex: Int { counts.count }

  init() {}

  init(_ rows: [[String]]) {
    for row in rows {
      for cell in row { append(Array(cell.utf8)[...]) }
      counts.append(ends.count)
    }
  }

  private mutating func append(_ cell: some Collection<UInt8>) {
    bytes.append(contentsOf: cell)
    ends.append(bytes.count)
  }

  /// Makes room for so many bytes.
  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  /// Adds a row.
  mutating func append(_ cells: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>) {
    for cell in cells { append(cell) }
    counts.append(ends.count)
  }

  /// Forgets the last row.
  mutating func removeLast() {
    counts.removeLast()
    ends.removeLast(ends.count - (counts.last ?? 0))
  }

  /// Forgets the first row.
  mutating func removeFirst() { dropped += 1 }

  /// The cells of a row, as text.
  package subscript(row: Int) -> [String] { cells(of: row).map(text) }

  /// The cells of one column in the rows that have it.
  func column(_ column: Int) -> [String] {
    guard column >= 0 else { return [] }
    return indices.compactMap { row in
      let own = cells(of: row)
      return column < own.count ? text(own.lowerBound + column) : nil
    }
  }

  private func cells(of row: Int) -> Range<Int> { (row > 0 ? counts[row - 1] : 0)..<counts[row] }

  private func text(_ cell: Int) -> String {
    String(decoding: bytes[(cell > 0 ? ends[cell - 1] : 0)..<ends[cell]], as: UTF8.self)
  }
}
