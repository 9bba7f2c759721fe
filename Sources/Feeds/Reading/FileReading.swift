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
  var nanCount = 0
  /// The first and the last moment of its rows.
  var span: ClosedRange<Int64>?
  /// How many lines were passed.
  var lineCount = 0
  /// True where it ended in the middle of a quoted cell: the next part then began amid one.
  var endsInsideQuotes = false
  /// Event rows equal to one of an earlier pass over the same, growing file.
  var repeats = 0
  /// What a measuring pass found, in place of the samples.
  var measures: [MeasuredPiece] = []
  var diagnostics: [Diagnostic] = []

  init(place: Int) { self.place = place }

  /// Takes what the next part of the same file brought.
  mutating func append(_ part: FileRead) {
    pieces += part.pieces
    measures += part.measures
    for (name, times) in part.pulses { pulses[name, default: []] += times }
    rejects.append(part.rejects, linesBefore: lineCount)
    rowCount += part.rowCount
    nanCount += part.nanCount
    lineCount += part.lineCount
    endsInsideQuotes = endsInsideQuotes || part.endsInsideQuotes
    span = joined(span, part.span)
    diagnostics += part.diagnostics
  }
}

/// The reading of one file.
struct FileReading {
  private let file: SurveyedFile
  private let place: Int
  private let schemas: [String: SeriesSchema]
  private let purpose: ReadPurpose
  /// True where a packed file is to be unpacked by a thread of its own.
  var unpacksAhead = false

  /// Called with the bytes and rows read since the last call; false stops.
  typealias Report = (Int64, Int) -> Bool

  init(
    _ file: SurveyedFile, place: Int, schemas: [String: SeriesSchema],
    purpose: ReadPurpose = .keeping
  ) {
    self.file = file
    self.place = place
    self.schemas = schemas
    self.purpose = purpose
  }

  /// Reads a part of the file, or all of it.
  func run(_ part: FilePart? = nil, _ report: Report) -> FileRead {
    var read = FileRead(place: place)
    if part == nil, let complaint = checksumComplaint(file.path) {
      read.diagnostics.append(complaint)
    }
    do throws(FeedFailure) {
      let origin = Piece.Origin(file: place, part: part?.index ?? 0)
      let input = PumpInput(
        file: file, reader: try reader(of: part), origin: origin, schemas: schemas,
        purpose: purpose)
      let pump = input.pump(part?.beginning)
      if purpose == .measuring {
        try measure(pump, &read, report)
        return read
      }
      var failure: FeedFailure?
      do { try pump.pump(report) } catch { failure = error }
      pump.drain(into: &read, isLast: true)
      if let failure { throw failure }
    } catch {
      read.diagnostics.append(error.diagnostic)
    }
    return read
  }

  /// Measures what comes and forgets it, a stretch at a time.
  private func measure(
    _ pump: any Pump, _ read: inout FileRead, _ report: Report
  ) throws(FeedFailure) {
    var ledger = MeasureLedger()
    defer { read.measures = ledger.pieces }
    var isPaused = true
    var goesOn = true
    while isPaused, goesOn {
      isPaused = false
      var failure: FeedFailure?
      do throws(FeedFailure) {
        try pump.pump { bytes, rows in
          isPaused = true
          goesOn = report(bytes, rows)
          return false
        }
      } catch { failure = error }
      var part = FileRead(place: place)
      pump.drain(into: &part, isLast: !isPaused)
      ledger.take(&part)
      // What a pump drains counts its lines from the beginning of the file.
      read.lineCount = 0
      part.diagnostics.removeAll { new in read.diagnostics.contains { $0.code == new.code } }
      read.append(part)
      if let failure { throw failure }
    }
  }

  private func reader(of part: FilePart?) throws(FeedFailure) -> any ByteReader {
    guard let part else {
      let reader = try file.source.open()
      guard unpacksAhead, file.source.packing != .plain else { return reader }
      return ReadAhead(reader, path: file.path) ?? reader
    }
    return try FileReader(path: file.path, range: part.range)
  }
}

/// Tells of progress once in so many rows.
struct ReadMeter {
  private var bytes: Int64 = 0
  private var rows = 0

  /// Rows between two reports.
  private static let step = 1 << 13

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
