// Reads a table whose columns are series, row by row.
import Columns
import Quantities

/// The reading of one file by a column plan.
struct ColumnReader {
  private let plan: ColumnPlan
  private let schemas: [String: SeriesSchema]
  private let file: Int
  private let header: [[UInt8]]
  /// The wanted series columns.
  private let values: [ValueColumn]
  private let keepsHashes: Bool
  private var time: TimeScanner
  private var blocks: [LabelBlock] = []
  private var blockOf: [[UInt8]: Int] = [:]
  private var lastKey: [UInt8] = []
  private var lastBlock = -1

  private(set) var rejects = RejectList()
  private(set) var rowCount = 0
  private(set) var nanCount = 0
  private(set) var late = 0

  init(_ plan: ColumnPlan, schemas: [String: SeriesSchema], file: Int, offset: TimeSpan) {
    self.plan = plan
    self.schemas = schemas
    self.file = file
    header = (plan.header ?? []).map { Array($0.utf8) }
    values = plan.values.filter { schemas[$0.series] != nil }
    keepsHashes = values.contains { schemas[$0.series]?.kind == .event }
    time = TimeScanner(offset: offset)
  }

  /// Reads the scanner's current row.
  mutating func read(_ scanner: RowScanner) {
    let cells = scanner.cells
    if isHeader(cells) { return }
    rowCount += 1
    guard cells.count == plan.columnCount else {
      let count = cells.count
      let wanted = plan.columnCount
      return rejects.rejectRow(
        line: scanner.line, "the row has \(count) cells, the table \(wanted) columns")
    }
    switch time.read(cells[plan.time]) {
    case .bad(let reason):
      rejects.rejectRow(line: scanner.line, column: scanner.column(of: plan.time), reason)
    case .time(let moment):
      append(scanner, at: moment)
    }
  }

  private func isHeader(_ cells: [UnsafeBufferPointer<UInt8>]) -> Bool {
    guard cells.count == header.count, let first = header.first else { return false }
    guard cells[0].elementsEqual(first) else { return false }
    return zip(cells, header).allSatisfy { $0.elementsEqual($1) }
  }

  private mutating func append(_ scanner: RowScanner, at moment: Int64) {
    let block = blocks[block(for: scanner.cells)]
    if let last = block.times.last, moment < last { block.inversions += 1 }
    if moment < block.newest { late += 1 } else { block.newest = moment }
    block.times.append(moment)
    block.rows.append(UInt32(truncatingIfNeeded: rowCount))
    if keepsHashes { block.hashes.append(hashOfBytes(scanner.rowBytes)) }
    for index in values.indices {
      let column = values[index].column
      let cell = block.scales[index].read(scanner.cells[column])
      block.columns[index].append(stored(cell, index, block, scanner))
    }
  }

  /// What is kept of a cell, rejects counted.
  private mutating func stored(
    _ cell: CellValue, _ index: Int, _ block: LabelBlock, _ scanner: RowScanner
  ) -> Double {
    if cell == .empty { return LabelBlock.Cell.empty }
    let column = values[index].column
    if cell == .malformed {
      let words = complaint(scanner.cells[column], values[index].series)
      rejects.rejectCell(line: scanner.line, column: scanner.column(of: column), words)
      return LabelBlock.Cell.rejected
    }
    if let key = block.lacking[index] {
      let words = "`\(values[index].series)` needs the label `\(key)`, which this row does not have"
      rejects.rejectCell(line: scanner.line, column: scanner.column(of: column), words)
      return LabelBlock.Cell.rejected
    }
    if case .value(let value) = cell { return value }
    nanCount += 1
    return .nan
  }

  private func complaint(_ cell: UnsafeBufferPointer<UInt8>, _ series: String) -> String {
    if cell.contains(0) { return "a NUL byte in `\(series)`" }
    let isGrouped =
      cell.contains(44) && cell.allSatisfy { $0 &- 48 < 10 || $0 == 44 || $0 == 46 || $0 == 45 }
    let hint = isGrouped ? ": write numbers without separators" : ""
    return "`\(excerpt(cell))` in `\(series)` is no number\(hint)"
  }

  /// The block of a row's labels, made at its first row.
  private mutating func block(for cells: [UnsafeBufferPointer<UInt8>]) -> Int {
    if lastBlock >= 0 && keyMatches(cells) { return lastBlock }
    var key: [UInt8] = []
    for label in plan.labels {
      key.append(contentsOf: cells[label.column])
      key.append(0)
    }
    lastKey = key
    if let known = blockOf[key] {
      lastBlock = known
      return known
    }
    blocks.append(makeBlock(cells))
    lastBlock = blocks.count - 1
    blockOf[key] = lastBlock
    return lastBlock
  }

  /// True where the row's labels are those of the row before.
  private func keyMatches(_ cells: [UnsafeBufferPointer<UInt8>]) -> Bool {
    var at = 0
    for label in plan.labels {
      let cell = cells[label.column]
      guard at + cell.count < lastKey.count, lastKey[at + cell.count] == 0 else { return false }
      for byte in cell {
        guard lastKey[at] == byte else { return false }
        at += 1
      }
      at += 1
    }
    return at == lastKey.count
  }

  private func makeBlock(_ cells: [UnsafeBufferPointer<UInt8>]) -> LabelBlock {
    var pairs = plan.fixed.map { ($0.key, $0.value) }
    for label in plan.labels where !cells[label.column].isEmpty {
      pairs.append((label.key, String(decoding: cells[label.column], as: UTF8.self)))
    }
    var shift = 0
    if let from = plan.assetFrom, let symbol = pairs.last(where: { $0.0 == from })?.1,
      let known = SymbolName(symbol: symbol)
    {
      pairs.append(("asset", known.asset))
      shift = known.coinShift
    }
    let labels = Labels(pairs)
    let lacking = values.map { value in
      schemas[value.series]?.keys.first { labels[$0]?.isEmpty != false }
    }
    let scales = values.map {
      CellScale($0.unit, extraShift: shift * Int($0.unit.dimension.coin))
    }
    return LabelBlock(labels: labels, scales: scales, lacking: lacking)
  }

  /// The samples read, in the order their labels came, and the signs of life of event series.
  func finished() -> (pieces: [Piece], pulses: [String: [Int64]]) {
    var pieces: [Piece] = []
    var pulses: [String: [Int64]] = [:]
    for block in blocks {
      for (index, value) in values.enumerated() {
        var pulse: [Int64] = []
        pieces.append(block.piece(index, series: value.series, file: file, pulse: &pulse))
        if schemas[value.series]?.kind == .event { pulses[value.series, default: []] += pulse }
      }
    }
    return (pieces, pulses)
  }
}

/// A 64-bit hash of bytes, the same in every run.
func hashOfBytes(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
  var hash: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(bytes.count)
  var index = 0
  while index + 8 <= bytes.count {
    hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    index += 8
  }
  var tail: UInt64 = 0
  while index < bytes.count {
    tail = tail << 8 | UInt64(bytes[index])
    index += 1
  }
  return mixed(hash ^ tail)
}

@inline(__always)
private func mixed(_ value: UInt64) -> UInt64 {
  let (high, low) = value.multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
  return high ^ low ^ (value &>> 29)
}
