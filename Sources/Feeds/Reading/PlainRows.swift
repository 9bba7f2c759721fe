// The fast way through a table: well-formed rows, one pass over their bytes.
import Quantities

/// What each column of a table is for, in a form a row's code can walk.
struct FusedPlan {
  enum Role: UInt8 { case skip, time, label, value }

  /// For each column its role, and which value it is.
  let roles: [Role]
  let slots: [Int]
  let scales: [CellScale]

  init(_ plan: ColumnPlan, _ values: [ValueColumn]) {
    var roles = [Role](repeating: .skip, count: plan.columnCount)
    var slots = [Int](repeating: 0, count: plan.columnCount)
    for label in plan.labels { roles[label.column] = .label }
    if let selector = plan.selector { roles[selector.column] = .label }
    for (index, value) in values.enumerated() {
      roles[value.column] = .value
      slots[value.column] = index
    }
    if plan.time < roles.count { roles[plan.time] = .time }
    self.roles = roles
    self.slots = slots
    scales = values.map { CellScale($0.unit) }
  }
}

extension ColumnReader {
  /// Reads rows as long as they are whole, in the window, and hold plain times, known labels and
  /// plain numbers; the first other one is left to the thorough way.
  mutating func readPlainRows(_ scanner: RowScanner) {
    let window = scanner.window
    guard lastBlock >= 0, window.position < window.filled else { return }
    let walker = RowWalker(self, scanner)
    defer { walker.staged.deallocate() }
    var lines = 0
    var position = window.position
    while true {
      let guess = blocks[lastBlock].successor
      guard let end = walker.row(from: position, guess, &self)
        ?? (guess == lastBlock ? nil : walker.row(from: position, lastBlock, &self))
      else { break }
      lines += 1
      position = end
    }
    scanner.passed(lines: lines, to: position)
  }
}

/// Walks over one row after another.
private struct RowWalker {
  let base: UnsafePointer<UInt8>
  let limit: UnsafePointer<UInt8>
  let delimiter: UInt8
  let finder: ByteFinder
  let tables = ScanTables.shared
  let fused: FusedPlan
  let staged: UnsafeMutablePointer<Double>

  init(_ reader: ColumnReader, _ scanner: RowScanner) {
    base = UnsafePointer(scanner.window.base)
    limit = base + scanner.window.filled
    delimiter = scanner.delimiter
    finder = ByteFinder(delimiter: delimiter)
    fused = reader.fused
    staged = .allocate(capacity: max(1, reader.values.count))
  }

  /// Reads the row that begins at `position` if its labels are those of the block guessed; returns
  /// where the next one begins, or nil where this one needs another guess or the thorough way.
  @inline(__always)
  func row(from position: Int, _ guess: Int, _ reader: inout ColumnReader) -> Int? {
    let block = reader.blocks[guess]
    let start = base + position
    var at = start
    var moment: Int64 = 0
    var labelAt = 0
    let last = fused.roles.count - 1
    var column = 0
    while true {
      guard at < limit, at.pointee != 34, !isSpace(at.pointee) else { return nil }
      let end: UnsafePointer<UInt8>
      switch fused.roles[column] {
      case .skip:
        end = finder.end(from: at)
      case .time:
        end = finder.end(from: at)
        guard case .time(let read) = reader.time.read(trimmed(at, end)) else { return nil }
        moment = read
      case .label:
        guard let found = label(at, &labelAt, block.key) else { return nil }
        end = found
      case .value:
        guard let found = value(at, fused.slots[column]) else { return nil }
        end = found
      }
      if column == last {
        guard end < limit, end.pointee == 10 else { return nil }
        guard block.isPlain else { return nil }
        commit(UnsafeRawBufferPointer(start: start, count: end - start), moment, block, &reader)
        reader.turn(to: guess)
        return base.distance(to: end) + 1
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

  /// Passes over a label equal to that of the row before; nil where it differs.
  @inline(__always)
  private func label(
    _ start: UnsafePointer<UInt8>, _ labelAt: inout Int, _ key: [UInt8]
  ) -> UnsafePointer<UInt8>? {
    var at = start
    while key[labelAt] != 0 {
      guard at.pointee == key[labelAt] else { return nil }
      at += 1
      labelAt += 1
    }
    labelAt += 1
    if at.pointee == 13, (at + 1).pointee == 10 { at += 1 }
    return at.pointee == delimiter || at.pointee == 10 ? at : nil
  }

  /// Stages a number or an empty cell; nil for anything else.
  @inline(__always)
  private func value(_ at: UnsafePointer<UInt8>, _ slot: Int) -> UnsafePointer<UInt8>? {
    if at.pointee == delimiter || at.pointee == 10 {
      staged[slot] = LabelBlock.Cell.empty
      return at
    }
    let scale = fused.scales[slot]
    guard let number = tables.number(at: at, shift: scale.shift) else { return nil }
    staged[slot] = scale.base(number.value)
    var end = number.end
    if end.pointee == 13, (end + 1).pointee == 10 { end += 1 }
    return end.pointee == delimiter || end.pointee == 10 ? end : nil
  }

  @inline(__always)
  private func commit(
    _ bytes: UnsafeRawBufferPointer, _ moment: Int64, _ block: LabelBlock,
    _ reader: inout ColumnReader
  ) {
    reader.rowCount += 1
    let place = LabelBlock.RowPlace(
      time: moment, row: UInt32(truncatingIfNeeded: reader.rowCount),
      hash: reader.keepsHashes ? hashOfBytes(bytes) : 0)
    block.append(place, staged)
  }

  @inline(__always)
  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || (byte == 9 && delimiter != 9)
  }
}
