// The engines that read one file by its plan: what there is now, and again when there is more.
import Columns
import Diagnostics
import Quantities

/// Reads a file as far as it goes, hands over what came, and can go on when the file has grown.
protocol Pump: AnyObject {
  /// Reads to the present end; the report says whether to go on.
  func pump(_ report: FileReading.Report) throws(FeedFailure)
  /// What came since the last time; `isLast` where the file will not go on.
  func drain(into read: inout FileRead, isLast: Bool)
}

/// What a pump is made of.
struct PumpInput {
  let file: SurveyedFile
  let reader: any ByteReader
  let origin: Piece.Origin
  let schemas: [String: SeriesSchema]
  /// True where the file may grow, so that its last line waits for its line end.
  var isGrowing = false
  var purpose = ReadPurpose.keeping
}

extension PumpInput {
  /// The engine of the file's plan; `beginning` where only a later part of a table is read.
  func pump(_ beginning: TableBeginning? = nil) -> any Pump {
    switch file.recognition.reading {
    case .columns(let plan):
      let start = beginning ?? TableBeginning(plan, clock: file.clock)
      return ColumnPump(self, plan, start)
    case .rows(let plan): return RowPump(self, plan)
    case .records(let plan): return RecordPump(self, plan)
    }
  }

  /// The engine of a file of records with another interpreter than the plan's.
  func pump(_ plan: RecordPlan, with interpreter: any RecordInterpreter) -> any Pump {
    RecordPump(self, plan, interpreter)
  }

  fileprivate func scanner(_ delimiter: UInt8) -> RowScanner {
    RowScanner(reader: reader, delimiter: delimiter, path: file.path, isGrowing: isGrowing)
  }
}

/// Reads a table whose columns are series.
private final class ColumnPump: Pump {
  private let path: String
  private let scanner: RowScanner
  private var columns: ColumnReader
  private var meter = ReadMeter()

  init(_ input: PumpInput, _ plan: ColumnPlan, _ beginning: TableBeginning) {
    path = input.file.path
    scanner = input.scanner(plan.delimiter)
    columns = ColumnReader(plan, schemas: input.schemas, origin: input.origin, beginning)
    columns.purpose = input.purpose
  }

  func pump(_ report: FileReading.Report) throws(FeedFailure) {
    while true {
      columns.readPlainRows(scanner)
      guard try scanner.next() else { return }
      columns.read(scanner)
      if !meter.tell(scanner.bytesConsumed, columns.rowCount, report) { return }
    }
  }

  func drain(into read: inout FileRead, isLast: Bool) {
    columns.drain(into: &read)
    read.take(scanner, path)
  }
}

/// Reads a table by a format's code.
private final class RowPump: Pump {
  private let path: String
  private let scanner: RowScanner
  private let samples: SampleWriter
  private var rows: RowFeeder
  private var meter = ReadMeter()

  init(_ input: PumpInput, _ plan: RowPlan) {
    path = input.file.path
    scanner = input.scanner(plan.delimiter)
    samples = SampleWriter(
      schemas: input.schemas, measures: input.file.measures, origin: input.origin,
      path: input.file.path)
    samples.scanner = scanner
    rows = RowFeeder(plan, clock: input.file.clock, schemas: input.schemas)
  }

  func pump(_ report: FileReading.Report) throws(FeedFailure) {
    // Aside, so that no row asks whether somebody else is changing them.
    var (rows, meter) = (rows, meter)
    defer { (self.rows, self.meter) = (rows, meter) }
    while try scanner.next() {
      rows.read(scanner, into: samples)
      if !meter.tell(scanner.bytesConsumed, rows.count, report) { return }
    }
  }

  func drain(into read: inout FileRead, isLast: Bool) {
    if isLast { rows.finish(into: samples) }
    samples.drain(into: &read)
    rows.drain(into: &read)
    read.take(scanner, path)
  }
}

/// Reads records of JSON by a format's code.
private final class RecordPump: Pump {
  private let samples: SampleWriter
  private var records: RecordFeeder

  init(_ input: PumpInput, _ plan: RecordPlan, _ interpreter: (any RecordInterpreter)? = nil) {
    samples = SampleWriter(
      schemas: input.schemas, measures: input.file.measures, origin: input.origin,
      path: input.file.path)
    records = RecordFeeder(plan, input, interpreter ?? plan.interpreter())
  }

  func pump(_ report: FileReading.Report) throws(FeedFailure) {
    try records.run(into: samples, report)
  }

  func drain(into read: inout FileRead, isLast: Bool) {
    if isLast { records.finish(into: samples) }
    samples.drain(into: &read)
    records.drain(into: &read)
  }
}

extension FileRead {
  /// Takes over what a scanner knows of its lines.
  fileprivate mutating func take(_ scanner: RowScanner, _ path: String) {
    lineCount = scanner.nextLine - 1
    endsInsideQuotes = scanner.endsInsideQuotes
    guard scanner.endsInsideQuotes else { return }
    diagnostics.append(
      Problem.warning(
        "W716", path, "a quote opened in this row is never closed", line: scanner.line))
  }
}
