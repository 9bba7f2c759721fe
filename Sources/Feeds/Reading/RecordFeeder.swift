// Hands the records of a file of JSON to a format's code.

/// The reading of one file of JSON.
struct RecordFeeder {
  private let plan: RecordPlan
  private let path: String
  private let reader: any ByteReader
  private let scanner: LineScanner
  private var interpreter: any RecordInterpreter
  private var meter = ReadMeter()
  private var count = 0
  private var drainedRows = 0

  init(_ plan: RecordPlan, _ input: PumpInput) {
    self.plan = plan
    path = input.file.path
    reader = input.reader
    scanner = LineScanner(reader: reader, path: path, isGrowing: input.isGrowing)
    interpreter = plan.interpreter()
  }

  mutating func run(into samples: SampleWriter, _ report: FileReading.Report) throws(FeedFailure) {
    switch plan.framing {
    case .lines: try lines(samples, report)
    case .list, .single: try document(samples)
    }
  }

  /// Hands over the counts since the last time.
  mutating func drain(into read: inout FileRead) {
    read.rowCount = count - drainedRows
    drainedRows = count
  }

  mutating func finish(into samples: SampleWriter) { interpreter.finish(into: samples) }

  private mutating func lines(
    _ samples: SampleWriter, _ report: FileReading.Report
  ) throws(FeedFailure) {
    while let bytes = try scanner.next() {
      guard bytes.contains(where: { $0 > 32 }) else { continue }
      let record = Record(lineBytes: bytes, line: scanner.line)
      if record == nil, CollectorPrefix.isComment(bytes) { continue }
      begin(samples, line: scanner.line, bytes)
      guard let record else {
        samples.rejectRow("the line is no JSON value")
        continue
      }
      interpreter.read(record, into: samples)
      if !meter.tell(scanner.bytesConsumed, count, report) { return }
    }
  }

  private mutating func document(_ samples: SampleWriter) throws(FeedFailure) {
    let bytes = try reader.readHead(Limits.documentBytes + 1)
    guard bytes.count <= Limits.documentBytes else {
      throw FeedFailure(
        Problem.tooLarge(
          path, "one JSON value is larger than \(Limits.documentBytes >> 20) MiB; write its "
            + "records one a line"))
    }
    let skip = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    let value = bytes.withUnsafeBufferPointer {
      Literal(parsing: UnsafeBufferPointer(rebasing: $0[skip...]))
    }
    guard let value else {
      throw FeedFailure(Problem.error("E717", path, "the JSON is cut short or malformed"))
    }
    let items = plan.framing == .list ? value.items : [value]
    for (index, item) in items.enumerated() {
      begin(samples, line: index + 1, nil)
      if samples.keepsHashes { samples.hash = item.digest }
      interpreter.read(Record(line: index + 1, prefix: "", value: item), into: samples)
    }
  }

  private mutating func begin(
    _ samples: SampleWriter, line: Int, _ bytes: UnsafeBufferPointer<UInt8>?
  ) {
    count += 1
    samples.row = UInt32(truncatingIfNeeded: count)
    samples.line = line
    if samples.keepsHashes, let bytes {
      samples.hash = hashOfBytes(UnsafeRawBufferPointer(bytes))
    }
  }
}

extension Literal {
  /// A hash of the value, the same in every run.
  var digest: UInt64 {
    var text = ""
    write(to: &text)
    return text.withUTF8 { hashOfBytes(UnsafeRawBufferPointer($0)) }
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "n,"
    case .bool(let flag): text += flag ? "t," : "f,"
    case .number(let digits): text += digits + ","
    case .string(let words): text += "\"\(words)\","
    case .list(let items):
      text += "["
      for item in items { item.write(to: &text) }
      text += "]"
    case .map(let entries):
      text += "{"
      for entry in entries {
        text += entry.key + ":"
        entry.value.write(to: &text)
      }
      text += "}"
    }
  }
}
