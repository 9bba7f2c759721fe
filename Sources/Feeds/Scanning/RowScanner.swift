// A delimited text in rows of cells, by RFC 4180 and by what people really write.

/// Reads the rows of a table from a stream of bytes, one at a time, into reused memory.
///
/// Cells come without surrounding spaces and quotes. A quoted cell may hold delimiters, doubled
/// quotes and line breaks; a quote elsewhere than at the beginning of a cell is an ordinary
/// character. Lines end with LF or CRLF; blank lines are passed over.
package final class RowScanner {
  let window: ByteWindow
  let delimiter: UInt8
  private let finder: ByteFinder
  private var store: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
  /// Room for so many cells; few rows are as wide as the limit.
  private var capacity = 64
  private var count = 0
  /// The cells with doubled quotes, to be closed up once the row is whole.
  private var doubled: [Int] = []
  private var rowStart = 0
  private var rowEnd = 0
  private var breaks = 0
  /// The line (from one) the current row begins on.
  package private(set) var line = 0
  private(set) var nextLine = 1
  /// True where the stream ended in the middle of a quoted cell.
  private(set) var endsInsideQuotes = false

  private let isGrowing: Bool

  /// A growing stream's last row waits for its line end.
  init(reader: any ByteReader, delimiter: UInt8, path: String, isGrowing: Bool = false) {
    self.isGrowing = isGrowing
    window = ByteWindow(reader: reader, path: path)
    self.delimiter = delimiter
    finder = ByteFinder(delimiter: delimiter)
    store = .allocate(capacity: capacity)
  }

  deinit { store.deallocate() }

  /// The cells of the current row; valid until the next one is asked for.
  package var cells: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>> {
    UnsafeBufferPointer(start: store, count: min(count, Limits.columns + 1))
  }

  /// How many cells the current row has, those beyond the limit of columns counted too.
  var width: Int { count }

  /// Bytes taken from the file on disk so far.
  var bytesConsumed: Int64 { window.bytesConsumed }

  /// The bytes of the current row, for telling equal rows apart from others.
  package var rowBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: window.base + rowStart, count: max(0, rowEnd - rowStart))
  }

  /// The column (from one, in bytes) where a cell of the current row begins.
  package func column(of cell: Int) -> Int {
    guard cell >= 0, cell < cells.count, let base = cells[cell].baseAddress else { return 1 }
    return max(0, UnsafePointer(window.base).distance(to: base) - rowStart) + 1
  }

  /// Moves to the next row; false at the end.
  package func next() throws(FeedFailure) -> Bool {
    if nextLine == 1 { try skipByteOrderMark() }
    while true {
      if window.position >= window.filled, try !window.refill(line: nextLine) { return stop() }
      while !splitRow() {
        guard try !window.refill(line: nextLine) else { continue }
        if isGrowing { return stop() }
        break
      }
      if !settleRow() { continue }
      return true
    }
  }

  /// There is no row now; a growing stream may have one later.
  private func stop() -> Bool {
    if isGrowing {
      window.resume()
      endsInsideQuotes = false
    }
    return false
  }

  /// Rows were read by another way up to here.
  func passed(lines: Int, to position: Int) {
    nextLine += lines
    window.position = position
  }

  private func skipByteOrderMark() throws(FeedFailure) {
    while window.filled < 3 {
      if try !window.refill(line: 1) { break }
    }
    let base = window.base
    if window.position == 0, window.filled >= 3, base[0] == 0xef, base[1] == 0xbb, base[2] == 0xbf {
      window.position = 3
    }
  }

  /// Closes the row; false where it is a blank line.
  private func settleRow() -> Bool {
    line = nextLine
    nextLine += breaks + 1
    window.position = min(window.filled, rowEnd + 1)
    for cell in doubled { closeUp(cell) }
    return count > 1 || !store[0].isEmpty
  }

  /// Splits the bytes from `position` on into cells; false where the row may go on beyond what has
  /// been read. The split stands, too, where there is nothing more to read.
  private func splitRow() -> Bool {
    count = 0
    breaks = 0
    doubled.removeAll(keepingCapacity: true)
    rowStart = window.position
    let limit = UnsafePointer(window.base + window.filled)
    var at = UnsafePointer(window.base + rowStart)
    while true {
      var low = at
      while isSpace(low.pointee) { low += 1 }
      let end: UnsafePointer<UInt8>
      if low.pointee == 34, low < limit {
        end = takeQuoted(low, limit)
      } else {
        end = finder.end(from: low)
        take(low, end)
      }
      if end.pointee == 10 || end >= limit {
        rowEnd = UnsafePointer(window.base).distance(to: end)
        return end < limit
      }
      at = end + 1
    }
  }

  /// Takes a cell without the spaces and the CR behind it.
  @inline(__always)
  private func take(_ low: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    var high = end
    if end.pointee == 10, high > low, (high - 1).pointee == 13 { high -= 1 }
    while high > low, isSpace((high - 1).pointee) { high -= 1 }
    append(UnsafeBufferPointer(start: low, count: high - low))
  }

  @inline(__always)
  private func append(_ cell: UnsafeBufferPointer<UInt8>) {
    if count == capacity, count <= Limits.columns { grow() }
    if count <= Limits.columns { (store + count).initialize(to: cell) }
    count += 1
  }

  /// Makes room for all cells that are kept.
  private func grow() {
    let larger = UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>.allocate(
      capacity: Limits.columns + 1)
    larger.moveInitialize(from: store, count: count)
    store.deallocate()
    store = larger
    capacity = Limits.columns + 1
  }

  /// Takes a cell in quotes; returns the delimiter or line end behind it, or the limit.
  private func takeQuoted(
    _ quote: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    var at = quote + 1
    var hasDoubled = false
    while at < limit {
      if at.pointee == 34 {
        guard at + 1 < limit, (at + 1).pointee == 34 else { break }
        hasDoubled = true
        at += 1
      } else if at.pointee == 10 {
        breaks += 1
      }
      at += 1
    }
    endsInsideQuotes = at >= limit
    if hasDoubled, count <= Limits.columns { doubled.append(count) }
    append(UnsafeBufferPointer(start: quote + 1, count: at - quote - 1))
    return at >= limit ? limit : finder.end(from: at)
  }

  /// Makes one quote of each two in a cell, in place.
  private func closeUp(_ cell: Int) {
    guard let start = store[cell].baseAddress else { return }
    let bytes = UnsafeMutablePointer(mutating: start)
    var write = 0
    var read = 0
    while read < store[cell].count {
      bytes[write] = bytes[read]
      if bytes[read] == 34, read + 1 < store[cell].count, bytes[read + 1] == 34 { read += 1 }
      write += 1
      read += 1
    }
    store[cell] = UnsafeBufferPointer(start: start, count: write)
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool {
    (byte == 32 || byte == 9) && byte != delimiter
  }
}
