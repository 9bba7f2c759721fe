// One pass over one file, or over a part of one, by the plan its format made.
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
  /// How many lines were passed.
  var lineCount = 0
  /// True where a cell in quotes was met: a part of a file is then not trusted.
  var sawQuotes = false
  var diagnostics: [Diagnostic] = []

  /// Takes what the next part of the same file brought.
  mutating func append(_ part: FileRead) {
    pieces += part.pieces
    for (name, times) in part.pulses { pulses[name, default: []] += times }
    rejects.append(part.rejects, linesBefore: lineCount)
    rowCount += part.rowCount
    nanCount += part.nanCount
    lineCount += part.lineCount
    sawQuotes = sawQuotes || part.sawQuotes
    diagnostics += part.diagnostics
    span = joined(span, part.span)
  }
}

/// The reading of one file.
struct FileReading {
  private let file: SurveyedFile
  private let place: Int
  private let schemas: [String: SeriesSchema]

  /// Called with the bytes and rows read since the last call; false stops.
  typealias Report = (Int64, Int) -> Bool

  init(_ file: SurveyedFile, place: Int, schemas: [String: SeriesSchema]) {
    self.file = file
    self.place = place
    self.schemas = schemas
  }

  /// Reads a part of the file, or all of it.
  func run(_ part: FilePart? = nil, _ report: Report) -> FileRead {
    if let part { return run(part, report) }
    var read = FileRead(place: place)
    if let complaint = checksumComplaint(file.path) { read.diagnostics.append(complaint) }
    do {
      let reader = try file.source.open()
      switch file.recognition.reading {
      case .columns(let plan):
        let beginning = TableBeginning(plan, offset: file.clockOffset)
        try columns(plan, (reader, Piece.Origin(file: place), beginning), &read, report)
      case .rows(let plan): try rows(plan, reader, &read, report)
      case .records(let plan): try records(plan, reader, &read, report)
      }
    } catch {
      read.diagnostics.append(error.diagnostic)
    }
    return read
  }

  /// Reads one part of a plain table.
  private func run(_ part: FilePart, _ report: Report) -> FileRead {
    var read = FileRead(place: place)
    guard case .columns(let plan) = file.recognition.reading else { return read }
    do {
      let reader = try FileReader(path: file.path, range: part.range)
      let origin = Piece.Origin(file: place, part: part.index)
      try columns(plan, (reader, origin, part.beginning), &read, report)
    } catch {
      read.diagnostics.append(error.diagnostic)
    }
    return read
  }

  private func columns(
    _ plan: ColumnPlan, _ input: (any ByteReader, Piece.Origin, TableBeginning),
    _ read: inout FileRead, _ report: Report
  ) throws(FeedFailure) {
    let (reader, origin, beginning) = input
    let scanner = RowScanner(reader: reader, delimiter: plan.delimiter, path: file.path)
    var columns = ColumnReader(plan, schemas: schemas, origin: origin, beginning)
    var meter = ReadMeter()
    var failure: FeedFailure?
    do {
      while true {
        columns.readPlainRows(scanner)
        guard try scanner.next() else { break }
        columns.read(scanner)
        if !meter.tell(scanner.bytesConsumed, columns.rowCount, report) { break }
      }
    } catch {
      failure = error
    }
    (read.pieces, read.pulses) = columns.finished()
    read.rejects = columns.rejects
    read.rowCount = columns.rowCount
    read.span = columns.span
    read.span = columns.span
    read.nanCount = columns.nanCount
    finish(scanner, &read)
    if let failure { throw failure }
  }

  private func rows(
    _ plan: RowPlan, _ reader: any ByteReader, _ read: inout FileRead, _ report: Report
  ) throws(FeedFailure) {
    let scanner = RowScanner(reader: reader, delimiter: plan.delimiter, path: file.path)
    let samples = SampleWriter(schemas: schemas, file: place)
    samples.scanner = scanner
    var rows = RowFeeder(plan, offset: file.clockOffset, schemas: schemas)
    var meter = ReadMeter()
    var failure: FeedFailure?
    do {
      while try scanner.next() {
        rows.read(scanner, into: samples)
        if !meter.tell(scanner.bytesConsumed, rows.count, report) { break }
      }
    } catch {
      failure = error
    }
    rows.finish(into: samples)
    take(samples, rows.count, &read)
    read.span = rows.span ?? read.span
    finish(scanner, &read)
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
    let remarks = samples.remarks.sorted { ($0.value.line, $0.key) < ($1.value.line, $1.key) }
    for (words, remark) in remarks {
      let times = remark.count == 1 ? "" : ", \(remark.count) times"
      read.diagnostics.append(
        Problem.warning("W740", file.path, words + times, line: remark.line))
    }
  }

  private func finish(_ scanner: RowScanner, _ read: inout FileRead) {
    read.lineCount = scanner.nextLine - 1
    read.sawQuotes = scanner.sawQuotes
    guard scanner.endsInsideQuotes else { return }
    read.diagnostics.append(
      Problem.warning(
        "W716", file.path, "a quote opened in this row is never closed", line: scanner.line))
  }
}

/// Tells of progress once in so many rows.
struct ReadMeter {
  private var bytes: Int64 = 0
  private var rows = 0

  /// Rows between two reports.
  private static let step = 1 << 16

  /// False where the report says to stop.
  mutating func tell(_ bytesNow: Int64, _ rowsNow: Int, _ report: FileReading.Report) -> Bool {
    guard rowsNow - rows >= Self.step else { return true }
    defer { (bytes, rows) = (bytesNow, rowsNow) }
    return report(bytesNow - bytes, rowsNow - rows)
  }
}

/// The span that holds both.
func joined(_ a: ClosedRange<Int64>?, _ b: ClosedRange<Int64>?) -> ClosedRange<Int64>? {
  guard let a, let b else { return a ?? b }
  return min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
}
