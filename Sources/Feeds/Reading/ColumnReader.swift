// Reads a table whose columns are series, row by row.
import Columns
import Quantities

/// The reading of one file by a column plan.
struct ColumnReader {
  let plan: ColumnPlan
  private let schemas: [String: SeriesSchema]
  private let origin: Piece.Origin
  private var header: HeaderRow
  /// The wanted series columns.
  let values: [ValueColumn]
  private let keepsHashes: Bool
  /// The series to be kept.
  private let needed: Set<String>
  /// The columns that tell one block from another, in the order of the row.
  private let keyColumns: [Int]
  var time: TimeScanner
  private(set) var blocks: [LabelBlock] = []
  private var blockOf: [[UInt8]: Int] = [:]
  /// The label cells of the row being read.
  private var key: [UInt8] = []
  /// The block of the row before.
  var lastBlock = -1
  /// The values of the row being read.
  private var staged: [Double]
  let fused: FusedPlan
  /// What the samples are read for.
  var purpose = ReadPurpose.keeping

  private var rejects = RejectList()
  var rowCount = 0
  private var drainedRows = 0
  private var nanCount = 0

  /// `header` and `time` know already what the beginning of the file decides.
  init(
    _ plan: ColumnPlan, schemas: [String: SeriesSchema], origin: Piece.Origin,
    _ beginning: TableBeginning
  ) {
    self.plan = plan
    self.schemas = schemas
    self.origin = origin
    header = beginning.header
    time = beginning.time
    let needed = plan.needed(for: schemas)
    self.needed = needed
    values = plan.selector == nil ? plan.values.filter { needed.contains($0.series) } : plan.values
    keyColumns = (plan.labels.map(\.column) + (plan.selector.map { [$0.column] } ?? [])).sorted()
    keepsHashes = schemas.values.contains { $0.kind == .event }
    staged = Array(repeating: LabelBlock.Cell.empty, count: values.count)
    fused = FusedPlan(plan, values, keepsHashes: keepsHashes)
  }

  /// Reads the scanner's current row.
  mutating func read(_ scanner: RowScanner) {
    let cells = scanner.cells
    if header.matches(cells) { return }
    rowCount += 1
    guard scanner.width == plan.columnCount else {
      return rejects.rejectRow(
        line: scanner.line, raggedness(scanner.width, plan.columnCount))
    }
    switch time.read(cells[plan.time]) {
    case .bad(let reason):
      rejects.rejectRow(line: scanner.line, column: scanner.column(of: plan.time), reason)
    case .time(let moment):
      append(scanner, at: moment)
    }
  }

  private mutating func append(_ scanner: RowScanner, at moment: Int64) {
    guard let found = block(for: scanner.cells) else {
      let cell = scanner.cells[plan.selector?.column ?? 0]
      let column = scanner.column(of: plan.selector?.column ?? 0)
      return rejects.rejectRow(
        line: scanner.line, column: column, "`\(excerpt(cell))` names no known series")
    }
    let block = blocks[found]
    for index in values.indices where !block.identity.isIgnored {
      let cell = block.scales[index].read(scanner.cells[values[index].column])
      staged[index] = stored(cell, index, block, scanner)
    }
    let hash = keepsHashes ? hashOfBytes(scanner.rowBytes) : 0
    let row = UInt64(truncatingIfNeeded: rowCount)
    block.append(LabelBlock.RowPlace(time: moment, row: row, hash: hash), staged)
  }

  /// What is kept of a cell, rejects counted.
  private mutating func stored(
    _ cell: CellValue, _ index: Int, _ block: LabelBlock, _ scanner: RowScanner
  ) -> Double {
    if cell == .empty {
      // A row without the labels of a series is no sign of life of it.
      return block.identity.lacking[index] == nil ? LabelBlock.Cell.empty : LabelBlock.Cell.rejected
    }
    let column = values[index].column
    if cell == .malformed {
      let words = complaint(scanner.cells[column], block.identity.series[index])
      rejects.rejectCell(line: scanner.line, column: scanner.column(of: column), words)
      return LabelBlock.Cell.rejected
    }
    if let key = block.identity.lacking[index] {
      let series = block.identity.series[index]
      let words = "`\(series)` needs the label `\(key)`, which this row does not have"
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

  /// The block of a row's labels, made at its first row; nil where its selector means nothing.
  private mutating func block(for cells: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>) -> Int? {
    key.removeAll(keepingCapacity: true)
    for column in keyColumns {
      key.append(contentsOf: cells[column])
      key.append(0)
    }
    guard let place = blockOf[key] ?? make(key, cells) else { return nil }
    turn(to: place)
    return place
  }

  /// Notes whose row this is.
  private mutating func turn(to place: Int) {
    if lastBlock >= 0 { blocks[lastBlock].lane.pointee.successor = blocks[place].lane }
    lastBlock = place
  }

  private mutating func make(
    _ key: [UInt8], _ cells: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>
  ) -> Int? {
    var series = values.map(\.series)
    if let selector = plan.selector {
      let text = String(decoding: cells[selector.column], as: UTF8.self)
      guard let selected = selector.series(text) else { return nil }
      series = [selected]
    }
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
    let lacking = series.map { name in
      schemas[name]?.keys.first { labels[$0]?.isEmpty != false }
    }
    let scales = values.map {
      CellScale($0.unit, extraShift: shift * Int($0.unit.dimension.coin))
    }
    let identity = LabelBlock.Identity(
      cells: keyColumns.map { Array(cells[$0]) }, place: blocks.count, labels: labels,
      lacking: lacking, series: series,
      isIgnored: !series.contains(where: needed.contains))
    let block = LabelBlock(identity, scales, after: blocks.last, (fused, purpose))
    // In a file of one symbol after the other, the next has about as many rows as the last.
    if lastBlock == blocks.count - 1, lastBlock >= 0, blocks[lastBlock].keptCount > 1_024 {
      block.reserve(blocks[lastBlock].keptCount * 9 / 8)
    }
    blocks.append(block)
    blockOf[key] = blocks.count - 1
    return blocks.count - 1
  }

  /// Hands over what came since the last time: samples in the order their labels came, the signs
  /// of life of event series, counts.
  mutating func drain(into read: inout FileRead) {
    for (place, block) in blocks.enumerated() {
      block.settle()
      if place > 0 { block.shareTimes(with: blocks[place - 1]) }
    }
    for block in blocks {
      block.drain(into: &read, origin) { schemas[$0]?.kind == .event }
    }
    read.rejects = rejects
    read.rowCount = rowCount - drainedRows
    read.nanCount = nanCount
    rejects = RejectList()
    drainedRows = rowCount
    nanCount = 0
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
