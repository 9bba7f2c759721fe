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
  let keepsHashes: Bool
  var time: TimeScanner
  private(set) var blocks: [LabelBlock] = []
  private var blockOf: [[UInt8]: Int] = [:]
  /// The block of the row before.
  private(set) var lastBlock = -1
  /// The values of the row being read.
  private var staged: [Double]
  let fused: FusedPlan

  private(set) var rejects = RejectList()
  var rowCount = 0
  private(set) var nanCount = 0

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
    values = plan.values.filter { schemas[$0.series] != nil }
    keepsHashes = values.contains { schemas[$0.series]?.kind == .event }
    staged = Array(repeating: LabelBlock.Cell.empty, count: values.count)
    fused = FusedPlan(plan, values)
  }

  /// The first and the last moment of any row, whether or not a wanted cell was in it.
  var span: ClosedRange<Int64>? { blocks.reduce(nil) { joined($0, $1.span) } }

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
    let block = blocks[block(for: scanner.cells)]
    for index in values.indices {
      let cell = block.scales[index].read(scanner.cells[values[index].column])
      staged[index] = stored(cell, index, block, scanner)
    }
    let place = LabelBlock.RowPlace(
      time: moment, row: UInt32(truncatingIfNeeded: rowCount),
      hash: keepsHashes ? hashOfBytes(scanner.rowBytes) : 0)
    staged.withUnsafeBufferPointer { cells in
      if let base = cells.baseAddress { block.append(place, base) }
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
  private mutating func block(for cells: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>) -> Int {
    var key: [UInt8] = []
    for label in plan.labels {
      key.append(contentsOf: cells[label.column])
      key.append(0)
    }
    let place = blockOf[key] ?? make(key, cells)
    turn(to: place)
    return place
  }

  /// Notes whose row this is.
  @inline(__always)
  mutating func turn(to place: Int) {
    if lastBlock != place {
      if lastBlock >= 0 { blocks[lastBlock].successor = place }
      lastBlock = place
    } else if blocks[place].successor != place {
      blocks[place].successor = place
    }
  }

  private mutating func make(
    _ key: [UInt8], _ cells: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>
  ) -> Int {
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
    let identity = LabelBlock.Identity(
      key: key, place: blocks.count, labels: labels, lacking: lacking, isScaled: shift != 0)
    blocks.append(LabelBlock(identity, scales: scales, keepsHashes: keepsHashes))
    blockOf[key] = blocks.count - 1
    return blocks.count - 1
  }

  /// The samples read, in the order their labels came, and the signs of life of event series.
  func finished() -> (pieces: [Piece], pulses: [String: [Int64]]) {
    var pieces: [Piece] = []
    var pulses: [String: [Int64]] = [:]
    for block in blocks {
      let frame = block.frame
      for (index, value) in values.enumerated() {
        var pulse: [Int64] = []
        let blank = Piece(series: value.series, labels: block.labels, origin: origin)
        pieces.append(block.piece(index, frame, of: blank, pulse: &pulse))
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
