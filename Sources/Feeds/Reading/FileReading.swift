// One pass over one file, by the plan its format made.
import Columns
import Diagnostics
import Quantities

/// What one pass over a file brought.
struct FileRead {
  let place: Int
  var pieces: [Piece] = []
  var pulses: [String: [Int64]] = [:]
  var rejects = RejectList()
  var rowCount = 0
  /// The first and the last moment of its rows.
  var span: ClosedRange<Int64>?
  var nanCount = 0
  var late = 0
  var diagnostics: [Diagnostic] = []
}

/// The reading of one file.
struct FileReading {
  private let file: SurveyedFile
  private let place: Int
  private let schemas: [String: SeriesSchema]

  /// Called with the bytes and rows read so far; false stops.
  typealias Report = (Int64, Int) -> Bool

  init(_ file: SurveyedFile, place: Int, schemas: [String: SeriesSchema]) {
    self.file = file
    self.place = place
    self.schemas = schemas
  }

  func run(_ report: Report) -> FileRead {
    var read = FileRead(place: place)
    do {
      let reader = try file.source.open()
      switch file.recognition.reading {
      case .columns(let plan): try columns(plan, reader, &read, report)
      case .rows(let plan): try rows(plan, reader, &read, report)
      case .records(let plan): try records(plan, reader, &read, report)
      }
    } catch {
      read.diagnostics.append(error.diagnostic)
    }
    return read
  }

  private func columns(
    _ plan: ColumnPlan, _ reader: any ByteReader, _ read: inout FileRead, _ report: Report
  ) throws(FeedFailure) {
    let scanner = RowScanner(reader: reader, delimiter: plan.delimiter, path: file.path)
    var columns = ColumnReader(plan, schemas: schemas, file: place, offset: file.clockOffset)
    var failure: FeedFailure?
    do {
      var told = 0
      while true {
        columns.readPlainRows(scanner)
        guard try scanner.next() else { break }
        columns.read(scanner)
        guard columns.rowCount - told > 0xffff else { continue }
        told = columns.rowCount
        if !report(scanner.bytesConsumed, told) { break }
      }
    } catch {
      failure = error
    }
    (read.pieces, read.pulses) = columns.finished()
    read.rejects = columns.rejects
    read.rowCount = columns.rowCount
    read.span = columns.span
    read.nanCount = columns.nanCount
    read.late = columns.late
    noteOpenQuote(scanner, &read)
    if let failure { throw failure }
  }

  private func rows(
    _ plan: RowPlan, _ reader: any ByteReader, _ read: inout FileRead, _ report: Report
  ) throws(FeedFailure) {
    let scanner = RowScanner(reader: reader, delimiter: plan.delimiter, path: file.path)
    let samples = SampleWriter(schemas: schemas, file: place)
    samples.scanner = scanner
    var rows = RowFeeder(plan, offset: file.clockOffset, schemas: schemas)
    var failure: FeedFailure?
    do {
      while try scanner.next() {
        rows.read(scanner, into: samples)
        if rows.count & 0xffff == 0xffff, !report(scanner.bytesConsumed, rows.count) { break }
      }
    } catch {
      failure = error
    }
    rows.finish(into: samples)
    take(samples, rows.count, &read)
    noteOpenQuote(scanner, &read)
    if let failure { throw failure }
  }

  private func records(
    _ plan: RecordPlan, _ reader: any ByteReader, _ read: inout FileRead, _ report: Report
  ) throws(FeedFailure) {
    let samples = SampleWriter(schemas: schemas, file: place)
    var records = RecordFeeder(plan, path: file.path)
    var failure: FeedFailure?
    do {
      try records.run(reader, into: samples, report)
    } catch {
      failure = error
    }
    records.finish(into: samples)
    take(samples, records.count, &read)
    if let failure { throw failure }
  }

  private func take(_ samples: SampleWriter, _ count: Int, _ read: inout FileRead) {
    read.pieces = samples.pieces
    read.pulses = samples.pulses
    read.rejects = samples.rejects
    read.rowCount = count
    let full = samples.pieces.filter { !$0.times.isEmpty }
    if let first = full.compactMap({ $0.times.min() }).min(),
      let last = full.compactMap({ $0.times.max() }).max()
    {
      read.span = first...last
    }
    read.nanCount = samples.nanCount
    read.late = samples.late
  }

  private func noteOpenQuote(_ scanner: RowScanner, _ read: inout FileRead) {
    guard scanner.endsInsideQuotes else { return }
    read.diagnostics.append(
      Problem.warning(
        "W716", file.path, "a quote opened in this row is never closed", line: scanner.line))
  }
}

/// Hands the rows of a table to a format's code.
struct RowFeeder {
  private let plan: RowPlan
  private var header: HeaderRow
  private let keepsHashes: Bool
  private var interpreter: any RowInterpreter
  private var time: TimeScanner
  private(set) var count = 0

  init(_ plan: RowPlan, offset: TimeSpan, schemas: [String: SeriesSchema]) {
    self.plan = plan
    header = HeaderRow(isExpected: plan.header != nil)
    keepsHashes = schemas.values.contains { $0.kind == .event }
    interpreter = plan.interpreter()
    time = TimeScanner(offset: offset)
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
      switch time.read(cells[column]) {
      case .bad(let reason): return samples.rejectRow(reason)
      case .time(let read): moment = read
      }
    }
    if keepsHashes { samples.hash = hashOfBytes(scanner.rowBytes) }
    interpreter.read(Row(scanner), at: moment, into: samples)
  }

  mutating func finish(into samples: SampleWriter) { interpreter.finish(into: samples) }
}

/// The header of a table, passed over at its top and wherever files were pasted together.
struct HeaderRow {
  private var cells: [[UInt8]] = []
  private var isExpected: Bool

  /// `isExpected` is false for a table without a header.
  init(isExpected: Bool) { self.isExpected = isExpected }

  /// True for the first row of a table with a header, and for every row equal to it.
  @inline(__always)
  mutating func matches(_ row: UnsafeBufferPointer<UnsafeBufferPointer<UInt8>>) -> Bool {
    if isExpected {
      isExpected = false
      cells = row.map(Array.init)
      return true
    }
    guard row.count == cells.count, row[0].elementsEqual(cells[0]) else { return false }
    return zip(row, cells).allSatisfy { $0.elementsEqual($1) }
  }
}

/// What is wrong with a row of another width.
func raggedness(_ count: Int, _ wanted: Int) -> String {
  "the row has \(count) \(count == 1 ? "cell" : "cells"), the table \(wanted) columns"
}
