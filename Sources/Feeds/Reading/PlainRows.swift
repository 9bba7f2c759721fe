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
          guard at.pointee > 34 || at.pointee == delimiter || at.pointee == 10 else { return nil }
          end = finder.end(from: at)
          if delimiter < 45 { shape.pointee.learn(cell: at, end) }
        }
      case .time:
        var moment: Int64 = 0
        guard let found = time.plain(at, &moment) else { return nil }
        slot[RowLayout.time] = UInt64(bitPattern: moment)
        end = found
      case .label:
        guard let found = pass(label, at) else { return nil }
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

  /// Puts a number of another shape than the one before, a negative one, or an empty cell into its
  /// slot; nil for anything else.
  @inline(never)
  private func otherValue(
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
      if end.pointee == delimiter || end.pointee == 10 || end.pointee == 13 {
        shape.pointee.learn(isNegative ? start + 1 : start, end, scale.shift)
      }
      if column.pointee.isScaled { value.pointee = scale.base(value.pointee) }
      return end
    }
    let byte = start.pointee
    guard byte == delimiter || byte == 10 || (byte == 13 && start[1] == 10) else { return nil }
    value.pointee = LabelBlock.Cell.empty
    return start
  }
}
