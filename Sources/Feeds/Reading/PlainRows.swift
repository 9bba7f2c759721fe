// The fast way through a table: well-formed rows, one pass over their bytes.
import Quantities

/// What each column of a table is for, in a form a row's code can walk.
final class FusedPlan: @unchecked Sendable {
  enum Role: UInt8 { case skip, time, label, value }

  /// One column: its role, and for a value where it is staged and how it is scaled.
  struct Column {
    var role = Role.skip
    var slot = 0
    var scale = CellScale(.ratio)
  }

  let columns: UnsafeMutablePointer<Column>
  let count: Int
  /// True where every column has one role; else the fused way would leave values unread.
  let isOneToOne: Bool

  init(_ plan: ColumnPlan, _ values: [ValueColumn]) {
    var roles = [Column](repeating: Column(), count: plan.columnCount)
    for label in plan.labels { roles[label.column].role = .label }
    if let selector = plan.selector { roles[selector.column].role = .label }
    for (index, value) in values.enumerated() {
      roles[value.column] = Column(role: .value, slot: index, scale: CellScale(value.unit))
    }
    if plan.time < roles.count { roles[plan.time].role = .time }
    count = roles.count
    columns = .allocate(capacity: max(1, count))
    columns.initialize(from: roles, count: count)
    let used = values.map(\.column) + plan.labels.map(\.column) + [plan.time]
    isOneToOne = Set(used).count == used.count
  }

  deinit { columns.deallocate() }
}

extension ColumnReader {
  /// Reads rows as long as they are whole, in the window, and hold plain times, known labels and
  /// plain numbers; the first other one is left to the thorough way.
  mutating func readPlainRows(_ scanner: RowScanner) {
    let window = scanner.window
    guard lastBlock >= 0, fused.isOneToOne, window.position < window.filled else { return }
    let walker = RowWalker(self, scanner)
    defer { walker.staged.deallocate() }
    let first = walker.base + window.position
    var at = first
    var lines = 0
    var moment: Int64 = 0
    // The blocks live as long as the reader: they need not be retained for every row.
    let known = blocks.map { Unmanaged.passUnretained($0) }
    while true {
      var guess = known[lastBlock]._withUnsafeGuaranteedRef { $0.successor }
      var end = known[guess]._withUnsafeGuaranteedRef { walker.row(at, $0, &time, &moment) }
      if end == nil, guess != lastBlock {
        guess = lastBlock
        end = known[guess]._withUnsafeGuaranteedRef { walker.row(at, $0, &time, &moment) }
      }
      guard let end else { break }
      let hash =
        keepsHashes ? hashOfBytes(UnsafeRawBufferPointer(start: at, count: end - at - 1)) : 0
      lines += 1
      let row = UInt32(truncatingIfNeeded: rowCount + lines)
      let place = LabelBlock.RowPlace(time: moment, row: row, hash: hash)
      known[guess]._withUnsafeGuaranteedRef { $0.append(place, walker.staged) }
      known[lastBlock]._withUnsafeGuaranteedRef { $0.successor = guess }
      lastBlock = guess
      at = end
    }
    rowCount += lines
    scanner.passed(lines: lines, to: window.position + (at - first))
  }
}

/// Walks over one row after another. It never changes, so that its parts need not be copied.
private struct RowWalker {
  let base: UnsafePointer<UInt8>
  let limit: UnsafePointer<UInt8>
  let delimiter: UInt8
  let finder: ByteFinder
  let tables = ScanTables.shared
  let columns: UnsafeMutablePointer<FusedPlan.Column>
  let last: Int
  let staged: UnsafeMutablePointer<Double>

  init(_ reader: ColumnReader, _ scanner: RowScanner) {
    base = UnsafePointer(scanner.window.base)
    limit = base + scanner.window.filled
    delimiter = scanner.delimiter
    finder = ByteFinder(delimiter: delimiter)
    columns = reader.fused.columns
    last = reader.fused.count - 1
    staged = .allocate(capacity: max(1, reader.values.count))
  }

  /// Reads the row that begins at `start` if its labels are those of the block guessed; returns
  /// where the next one begins, or nil where this one needs another guess or the thorough way.
  func row(
    _ start: UnsafePointer<UInt8>, _ block: LabelBlock, _ time: inout TimeScanner,
    _ moment: inout Int64
  ) -> UnsafePointer<UInt8>? {
    var at = start
    var label = block.firstLabel
    var column = 0
    while true {
      guard at < limit, at.pointee != 34, !isSpace(at.pointee) else { return nil }
      let end: UnsafePointer<UInt8>
      switch columns[column].role {
      case .skip:
        end = finder.end(from: at)
      case .time:
        end = finder.end(from: at)
        guard let read = time.quick(trimmed(at, end)) else { return nil }
        moment = read
      case .label:
        guard let found = pass(label, at) else { return nil }
        end = found
        label += 1
      case .value:
        guard let found = value(at, columns + column) else { return nil }
        end = found
      }
      if column == last {
        guard end < limit, end.pointee == 10, block.isPlain else { return nil }
        return end + 1
      }
      guard end.pointee == delimiter else { return nil }
      at = end + 1
      column += 1
    }
  }

  /// The cell without a CR before the line end.
  @inline(__always)
  private func trimmed(
    _ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    var high = end
    if end.pointee == 10, high > at, (high - 1).pointee == 13 { high -= 1 }
    return UnsafeBufferPointer(start: at, count: high - at)
  }

  /// Passes over a cell that is this label; nil where it differs.
  @inline(__always)
  private func pass(
    _ label: UnsafePointer<LabelBlock.KeyPart>, _ start: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    var at = UnsafeRawPointer(start)
    var key = UnsafeRawPointer(label.pointee.bytes)
    var left = label.pointee.count
    while left >= 8 {
      guard at.loadUnaligned(as: UInt64.self) == key.loadUnaligned(as: UInt64.self) else {
        return nil
      }
      at += 8
      key += 8
      left -= 8
    }
    if left > 0 {
      let strange = at.loadUnaligned(as: UInt64.self) ^ key.loadUnaligned(as: UInt64.self)
      guard strange &<< UInt64(64 - 8 * left) == 0 else { return nil }
    }
    return closed(start + label.pointee.count)
  }

  /// The end of a cell, a CR before the line end passed over; nil where the cell goes on.
  @inline(__always)
  private func closed(_ at: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    let byte = at.pointee
    if byte == delimiter || byte == 10 { return at }
    return byte == 13 && (at + 1).pointee == 10 ? at + 1 : nil
  }

  /// Stages a number or an empty cell; nil for anything else.
  @inline(__always)
  private func value(
    _ start: UnsafePointer<UInt8>, _ column: UnsafeMutablePointer<FusedPlan.Column>
  ) -> UnsafePointer<UInt8>? {
    var at = start
    if at.pointee == delimiter || at.pointee == 10 {
      staged[column.pointee.slot] = LabelBlock.Cell.empty
      return at
    }
    guard tables.scan(&at, column.pointee.scale.shift, staged + column.pointee.slot) else {
      return nil
    }
    let scaled = column.pointee.scale.base(staged[column.pointee.slot])
    staged[column.pointee.slot] = scaled
    return closed(at)
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || (byte == 9 && delimiter != 9)
  }
}
