// One row of a table as a format's code sees it.
package import Quantities

/// The cells of one row; valid only while it is being read.
package struct Row {
  private let scanner: RowScanner

  init(_ scanner: RowScanner) { self.scanner = scanner }

  /// How many cells the row has.
  package var count: Int { scanner.cells.count }
  /// The line (from one) the row begins on.
  package var line: Int { scanner.line }

  /// The bytes of a cell, without surrounding spaces and quotes; empty beyond the last.
  package func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
    column < scanner.cells.count ? scanner.cells[column] : UnsafeBufferPointer(start: nil, count: 0)
  }

  /// The text of a cell.
  package func text(_ column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

  /// True where a cell is exactly this text.
  package func holds(_ text: StaticString, at column: Int) -> Bool {
    let cell = bytes(column)
    guard cell.count == text.utf8CodeUnitCount else { return false }
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    return cell.elementsEqual(wanted)
  }

  /// The number in a cell, in base units of `unit`.
  package func number(_ column: Int, _ unit: Unit = .ratio) -> CellValue {
    number(column, CellScale(unit))
  }

  /// The number in a cell by a scale that was made once.
  package func number(_ column: Int, _ scale: CellScale) -> CellValue {
    let cell = bytes(column)
    if let base = cell.baseAddress,
      let plain = ScanTables.shared.number(at: base, shift: scale.shift),
      plain.end == base + cell.count
    {
      let value = scale.base(plain.value) + 0.0
      return value.isFinite ? .value(value) : .notFinite
    }
    return scale.read(cell)
  }

  /// The column (from one, in bytes) where a cell begins.
  func place(of column: Int) -> Int { scanner.column(of: column) }
}
