// The fast way through a table: well-formed rows, one pass over their bytes.
import Quantities

extension ColumnReader {
  /// Reads rows as long as they are whole, in the window, and hold plain times, known labels and
  /// plain numbers; the first other one is left to the thorough way.
  mutating func readPlainRows(_ scanner: RowScanner) {
    let window = scanner.window
    guard lastBlock >= 0, fused.isOneToOne, window.position < window.filled else { return }
    let walker = RowWalker(fused, scanner)
    let first = UnsafePointer(window.base + window.position)
    let stride = fused.layout.stride
    let keepsHashes = fused.layout.keepsHashes
    var at = first
    var row = UInt64(truncatingIfNeeded: rowCount)
    var current = blocks[lastBlock].lane
    var lane = current.pointee.successor
    while true {
      guard let end = walker.row(at, lane, &time) else {
        // Else the labels may be those of the row before.
        if lane == current { break }
        lane = current
        continue
      }
      row &+= 1
      let slot = lane.pointee.slot
      slot[RowLayout.row] = row
      if keepsHashes {
        let bytes = UnsafeRawBufferPointer(start: at, count: end - at - 1)
        slot[RowLayout.hash] = hashOfBytes(bytes)
      }
      lane.pointee.slot = slot + stride
      if lane.pointee.slot == lane.pointee.limit { blocks[lane.pointee.place].settle() }
      current.pointee.successor = lane
      current = lane
      lane = current.pointee.successor
      at = end
    }
    lastBlock = current.pointee.place
    let lines = Int(row) - rowCount
    rowCount += lines
    scanner.passed(lines: lines, to: window.position + (at - first))
  }
}

/// Walks over one row after another. It never changes, so that its parts need not be copied.
private struct RowWalker {
  let limit: UnsafePointer<UInt8>
  let delimiter: UInt8
  let finder: ByteFinder
  let tables = ScanTables.shared
  /// Columns after the first.
  let steps: Int

  init(_ plan: FusedPlan, _ scanner: RowScanner) {
    limit = UnsafePointer(scanner.window.base) + scanner.window.filled
    delimiter = scanner.delimiter
    finder = ByteFinder(delimiter: delimiter)
    steps = max(0, plan.count - 1)
  }

  /// Reads the row that begins at `start` into the free slot of a lane, if its labels are those of
  /// the lane; returns where the next row begins, or nil where this one needs another lane or the
  /// thorough way.
  ///
  /// A LF stands at the limit, where every cell ends, so that it is asked for at the end only.
  @inline(__always)
  func row(
    _ start: UnsafePointer<UInt8>, _ lane: UnsafeMutablePointer<LabelBlock.Lane>,
    _ time: inout TimeScanner
  ) -> UnsafePointer<UInt8>? {
    var at = start
    var label = lane.pointee.labels
    let slot = lane.pointee.slot
    var column = lane.pointee.columns
    var shape = lane.pointee.shapes
    let last = column + steps
    while true {
      let end: UnsafePointer<UInt8>
      switch column.pointee.role {
      case .value:
        let value = UnsafeMutableRawPointer(slot + column.pointee.word)
          .assumingMemoryBound(to: Double.self)
        if let found = NumberShape.read(at, as: shape, value) {
          if column.pointee.isScaled { value.pointee = column.pointee.scale.base(value.pointee) }
          end = found
        } else {
          guard let found = otherValue(at, column, shape, value) else { return nil }
          end = found
        }
      case .skip:
        if let found = NumberShape.pass(at, as: shape) {
          end = found
        } else {
          guard let found = passOther(at, shape) else { return nil }
          end = found
        }
      case .time:
        var moment: Int64 = 0
        guard let found = time.plain(at, &moment) ?? quotedTime(at, &time, &moment) else {
          return nil
        }
        slot[RowLayout.time] = UInt64(bitPattern: moment)
        end = found
      case .label:
        guard let found = pass(label, at) ?? passQuoted(label, at) else { return nil }
        end = found
        label += 1
      }
      if column == last { return lane.pointee.isPlain ? next(end) : nil }
      guard end.pointee == delimiter else { return nil }
      at = end + 1
      column += 1
      shape += 1
    }
  }

  /// The beginning of the next row, where a row's last cell ends with a line end in the window.
  @inline(__always)
  private func next(_ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    var end = end
    // A passed-over cell ends with its line; its CR is part of it.
    if end.pointee == 13 { end += 1 }
    return end.pointee == 10 && end < limit ? end + 1 : nil
  }

  /// Passes over a cell that begins with this label; nil where it does not.
  @inline(__always)
  private func pass(
    _ label: UnsafePointer<LabelBlock.KeyPart>, _ start: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    let word = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)
    guard (word ^ label.pointee.word) & label.pointee.mask == 0 else { return nil }
    let count = label.pointee.count
    var index = 8
    while index < count {
      guard start[index] == label.pointee.bytes[index] else { return nil }
      index += 1
    }
    return start + count
  }

  /// The same of a label in quotes.
  @inline(never)
  private func passQuoted(
    _ label: UnsafePointer<LabelBlock.KeyPart>, _ start: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    start.pointee == Self.quote ? closed(pass(label, start + 1)) : nil
  }

  /// A time in quotes.
  @inline(never)
  private func quotedTime(
    _ start: UnsafePointer<UInt8>, _ time: inout TimeScanner, _ moment: inout Int64
  ) -> UnsafePointer<UInt8>? {
    start.pointee == Self.quote ? closed(time.plain(start + 1, &moment)) : nil
  }

  private static let quote: UInt8 = 34

  /// What comes after the quote at a place; nil where none is.
  ///
  /// A doubled quote is followed by neither delimiter nor line end: its row is left to the thorough
  /// way.
  @inline(__always)
  private func closed(_ end: UnsafePointer<UInt8>?) -> UnsafePointer<UInt8>? {
    guard let end, end.pointee == Self.quote else { return nil }
    return end + 1
  }

  /// Passes over a cell of another length than the one before, or in quotes; nil where it may hold
  /// more than one line.
  @inline(never)
  private func passOther(
    _ start: UnsafePointer<UInt8>, _ shape: UnsafeMutablePointer<NumberShape>
  ) -> UnsafePointer<UInt8>? {
    if start.pointee == Self.quote {
      return closed(ByteFinder(delimiter: Self.quote).end(from: start + 1))
    }
    guard start.pointee > Self.quote || start.pointee == delimiter || start.pointee == 10 else {
      return nil
    }
    let end = finder.end(from: start)
    if delimiter < 45 { shape.pointee.learn(cell: start, end) }
    return end
  }

  /// Puts a number in quotes into its slot, or one of another shape than the one before, or an
  /// empty cell; nil for anything else.
  @inline(never)
  private func otherValue(
    _ start: UnsafePointer<UInt8>, _ column: UnsafePointer<FusedPlan.Column>,
    _ shape: UnsafeMutablePointer<NumberShape>, _ value: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<UInt8>? {
    guard start.pointee == Self.quote else { return unlikeValue(start, column, shape, value) }
    guard let end = NumberShape.read(start + 1, as: shape, value) else {
      return closed(unlikeValue(start + 1, column, shape, value))
    }
    if column.pointee.isScaled { value.pointee = column.pointee.scale.base(value.pointee) }
    return closed(end)
  }

  /// The same of a number of another shape, a negative one, one with an exponent, or an empty cell.
  private func unlikeValue(
    _ start: UnsafePointer<UInt8>, _ column: UnsafePointer<FusedPlan.Column>,
    _ shape: UnsafeMutablePointer<NumberShape>, _ value: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<UInt8>? {
    let scale = column.pointee.scale
    let isNegative = start.pointee == 45
    if isNegative, let end = NumberShape.read(start + 1, as: shape, value) {
      value.pointee = 0 - scale.base(value.pointee)
      return end
    }
    if let end = tables.scan(start, scale.shift, value) {
      if end.pointee | 0x20 == 101 { return exponentValue(start, end, scale, value) }
      if isStop(end.pointee) {
        shape.pointee.learn(isNegative ? start + 1 : start, end, scale.shift)
      }
      if column.pointee.isScaled { value.pointee = scale.base(value.pointee) }
      return end
    }
    guard isStop(start.pointee), start.pointee != 13 || start[1] == 10 else { return nil }
    value.pointee = LabelBlock.Cell.empty
    return start
  }

  /// True of what may follow a cell's text.
  private func isStop(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 10 || byte == 13 || byte == Self.quote
  }

  /// A number whose `e` is at a place.
  private func exponentValue(
    _ start: UnsafePointer<UInt8>, _ mark: UnsafePointer<UInt8>, _ scale: CellScale,
    _ value: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<UInt8>? {
    var end = mark + 1
    if end.pointee == 43 || end.pointee == 45 { end += 1 }
    while end.pointee &- 48 < 10 { end += 1 }
    let cell = UnsafeBufferPointer(start: start, count: end - start)
    guard case .value(let found) = scale.read(cell) else { return nil }
    value.pointee = found
    return end
  }
}
