// A delimited text in rows of cells, by RFC 4180 and by what people really write.

/// Reads the rows of a table from a stream of bytes, one at a time, into reused memory.
///
/// Cells come without surrounding spaces and quotes. A quoted cell may hold delimiters, doubled
/// quotes and line breaks. Lines end with LF or CRLF; blank lines are passed over.
package final class RowScanner {
  private let reader: any ByteReader
  private let delimiter: UInt8
  private let path: String
  private var buffer: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var filled = 0
  private var position = 0
  private var atEnd = false

  /// The cells of the current row; valid until the next one is asked for.
  package private(set) var cells: [UnsafeBufferPointer<UInt8>] = []
  private var rowStart = 0
  private var rowEnd = 0
  /// The line (from one) the current row begins on.
  package private(set) var line = 0
  private var nextLine = 1
  /// True once bytes were found that were cut off in the middle of a quoted cell.
  package private(set) var endsInsideQuotes = false

  init(reader: any ByteReader, delimiter: UInt8, path: String) {
    self.reader = reader
    self.delimiter = delimiter
    self.path = path
    capacity = Limits.readBytes + 64
    buffer = .allocate(capacity: capacity)
  }

  deinit { buffer.deallocate() }

  /// Bytes taken from the file on disk so far.
  var bytesConsumed: Int64 { reader.bytesConsumed }

  /// The bytes of the current row, for telling equal rows apart from others.
  package var rowBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: buffer + rowStart, count: max(0, rowEnd - rowStart))
  }

  /// The column (from one, in bytes) where a cell of the current row begins.
  package func column(of cell: Int) -> Int {
    guard cell < cells.count, let base = cells[cell].baseAddress else { return 1 }
    return max(0, UnsafePointer(buffer).distance(to: base) - rowStart) + 1
  }

  /// Moves to the next row; false at the end.
  package func next() throws(FeedFailure) -> Bool {
    while true {
      if try !scanRow() { return false }
      let isBlank = cells.count == 1 && cells[0].isEmpty
      if !isBlank { return true }
    }
  }

  /// Reads on, keeping what is not yet used; false where there is no more.
  private func refill() throws(FeedFailure) -> Bool {
    if atEnd { return false }
    if position > 0 {
      let left = filled - position
      if left > 0 { buffer.update(from: buffer + position, count: left) }
      filled = left
      position = 0
    }
    if capacity - filled < Limits.readBytes / 2 {
      guard filled <= Limits.lineBytes else {
        throw FeedFailure(
          Problem.tooLarge(
            path, "a line is longer than \(Limits.lineBytes >> 20) MiB", line: nextLine))
      }
      grow()
    }
    let room = UnsafeMutableRawBufferPointer(start: buffer + filled, count: capacity - filled - 32)
    let count = try reader.read(into: room)
    filled += count
    if count == 0 { atEnd = true }
    return count > 0
  }

  private func grow() {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
    larger.update(from: buffer, count: filled)
    buffer.deallocate()
    buffer = larger
    capacity *= 2
  }

  /// Finds the end of the row, reading on as needed, then splits it into cells.
  private func scanRow() throws(FeedFailure) -> Bool {
    if position == 0 && nextLine == 1 { try skipByteOrderMark() }
    var scanned = position
    var inQuotes = false
    var breaks = 0
    while true {
      let start = position
      while scanned < filled {
        let byte = buffer[scanned]
        if byte == 34 {
          if inQuotes || opensCell(scanned) { inQuotes.toggle() }
        } else if byte == 10 {
          if !inQuotes { break }
          breaks += 1
        }
        scanned += 1
      }
      if scanned < filled { break }
      let kept = scanned - start
      if try !refill() {
        scanned = position + kept
        guard position < filled else { return false }
        endsInsideQuotes = inQuotes
        break
      }
      scanned = position + kept
    }
    line = nextLine
    nextLine += breaks + 1
    rowStart = position
    rowEnd = scanned
    position = min(filled, scanned + 1)
    if rowEnd > rowStart, buffer[rowEnd - 1] == 13 { rowEnd -= 1 }
    try split()
    return true
  }

  /// True where a quote at `at` begins a cell, and so is more than an ink blot in one; also where
  /// it follows a quote, so that a doubled one opens the cell again.
  private func opensCell(_ at: Int) -> Bool {
    var before = at
    while before > position, isSpace(buffer[before - 1]) { before -= 1 }
    if before == position { return true }
    return buffer[before - 1] == delimiter || (before == at && buffer[at - 1] == 34)
  }

  private func skipByteOrderMark() throws(FeedFailure) {
    while filled < 3, try refill() {}
    if filled >= 3, buffer[0] == 0xef, buffer[1] == 0xbb, buffer[2] == 0xbf { position = 3 }
  }

  private func split() throws(FeedFailure) {
    cells.removeAll(keepingCapacity: true)
    var at = rowStart
    while true {
      at = appendCell(from: at)
      if at >= rowEnd { break }
      at += 1
      if cells.count > Limits.columns {
        throw FeedFailure(
          Problem.tooLarge(path, "a row has more than \(Limits.columns) columns", line: line))
      }
      if at == rowEnd {
        cells.append(UnsafeBufferPointer(start: buffer + at, count: 0))
        break
      }
    }
  }

  /// Takes one cell; returns where its delimiter stands, or the row's end.
  private func appendCell(from start: Int) -> Int {
    var low = start
    while low < rowEnd, isSpace(buffer[low]) { low += 1 }
    if low < rowEnd, buffer[low] == 34 { return appendQuoted(from: low) }
    var end = low
    while end < rowEnd, buffer[end] != delimiter { end += 1 }
    var high = end
    while high > low, isSpace(buffer[high - 1]) { high -= 1 }
    cells.append(UnsafeBufferPointer(start: buffer + low, count: high - low))
    return end
  }

  /// Takes a cell in quotes, closing the gaps of doubled quotes in place.
  private func appendQuoted(from quote: Int) -> Int {
    var read = quote + 1
    var write = read
    let low = read
    while read < rowEnd {
      if buffer[read] == 34 {
        guard read + 1 < rowEnd, buffer[read + 1] == 34 else { break }
        read += 1
      }
      if write != read { buffer[write] = buffer[read] }
      write += 1
      read += 1
    }
    cells.append(UnsafeBufferPointer(start: buffer + low, count: write - low))
    while read < rowEnd, buffer[read] != delimiter { read += 1 }
    return read
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    (byte == 32 || byte == 9) && byte != delimiter
  }
}
