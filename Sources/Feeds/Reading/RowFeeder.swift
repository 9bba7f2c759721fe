// Hands the rows of a table to a format's code.
import Columns
import Quantities

/// The reading of one table by code.
struct RowFeeder {
  private let plan: RowPlan
  private var header: HeaderRow
  private let keepsHashes: Bool
  private var interpreter: any RowInterpreter
  private var time: TimeScanner
  private(set) var count = 0
  private var drainedRows = 0
  /// The first and the last moment of its rows, where the plan names a time column.
  private var span: ClosedRange<Int64>?

  init(_ plan: RowPlan, clock: ClockZone, schemas: [String: SeriesSchema]) {
    self.plan = plan
    header = HeaderRow(isExpected: plan.header != nil)
    keepsHashes = schemas.values.contains { $0.kind == .event }
    interpreter = plan.interpreter()
    time = TimeScanner(clock: clock)
  }

  mutating func read(_ scanner: RowScanner, into samples: SampleWriter) {
    let cells = scanner.cells
    if header.matches(cells) { return }
    count += 1
    samples.row = UInt32(truncatingIfNeeded: count)
    samples.line = scanner.line
    guard plan.columnCount == 0 || scanner.width == plan.columnCount else {
      return samples.rejectRow(raggedness(scanner.width, plan.columnCount))
    }
    var moment: Int64 = 0
    if let column = plan.time {
      guard column < cells.count else { return samples.rejectRow("the row has no time") }
      if !isPlain(cells[column], &moment) {
        switch time.read(cells[column]) {
        case .bad(let reason): return samples.rejectRow(reason)
        case .time(let read): moment = read
        }
      }
      if span?.contains(moment) != true { span = joined(span, moment...moment) }
    }
    if keepsHashes { samples.hash = hashOfBytes(scanner.rowBytes) }
    interpreter.read(Row(scanner), at: moment, into: samples)
  }

  /// Reads the plainest of times; false for any other.
  private mutating func isPlain(_ cell: UnsafeBufferPointer<UInt8>, _ moment: inout Int64) -> Bool {
    guard let start = cell.baseAddress else { return false }
    return time.plain(start, &moment) == start + cell.count
  }

  mutating func finish(into samples: SampleWriter) { interpreter.finish(into: samples) }

  /// Hands over the counts since the last time.
  mutating func drain(into read: inout FileRead) {
    read.span = joined(read.span, span)
    read.rowCount = count - drainedRows
    span = nil
    drainedRows = count
  }
}

/// What the beginning of a table decides for all of it: its header, and the unit of its epochs.
struct TableBeginning: Sendable {
  var header: HeaderRow
  var time: TimeScanner

  /// A table that is read from its first row on.
  init(_ plan: ColumnPlan, clock: ClockZone) {
    header = HeaderRow(isExpected: plan.header != nil)
    time = TimeScanner(clock: clock)
  }
}

/// The header of a table, passed over at its top and wherever files were pasted together.
struct HeaderRow: Sendable {
  private var cells: [[UInt8]] = []
  private var first: UInt8?
  private var isExpected: Bool

  /// `isExpected` is false for a table without a header.
  init(isExpected: Bool) { self.isExpected = isExpected }

  /// True for the first row of a table with a header, and for every row equal to it.
  @inline(__always)
  mutating func matches(_ row: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>) -> Bool {
    if isExpected {
      isExpected = false
      cells = row.map(Array.init)
      first = row[0].first
      return true
    }
    guard row[0].first == first, row.count == cells.count else { return false }
    return zip(row, cells).allSatisfy { $0.elementsEqual($1) }
  }
}

/// What is wrong with a row of another width.
func raggedness(_ count: Int, _ wanted: Int) -> String {
  "the row has \(count) \(count == 1 ? "cell" : "cells"), the table \(wanted) columns"
}
