// Hands the records of a file of JSON to a format's code.

/// The reading of one file of JSON.
struct RecordFeeder {
  private let plan: RecordPlan
  private let path: String
  private let reader: any ByteReader
  /// Bytes of a document.
  private let limit: Int
  private let scanner: LineScanner
  private var interpreter: any RecordInterpreter
  private var meter = ReadMeter()
  private var count = 0
  private var drainedRows = 0

  init(_ plan: RecordPlan, _ input: PumpInput, _ interpreter: any RecordInterpreter) {
    self.plan = plan
    path = input.file.path
    reader = input.reader
    limit = input.file.source.limits.documentBytes
    scanner = LineScanner(reader: reader, path: path, isGrowing: input.isGrowing)
    self.interpreter = interpreter
  }

  mutating func run(into samples: SampleWriter, _ report: FileReading.Report) throws(FeedFailure) {
    switch plan.framing {
    case .lines: try lines(samples, report)
    case .list, .single, .tables: try document(samples, report)
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
        let fault = Record.fault(in: bytes)
        samples.rejectRow(column: fault.offset + 1, fault.words)
        continue
      }
      interpreter.read(record, into: samples)
      if !meter.tell(scanner.bytesConsumed, count, report) { return }
    }
  }

  private mutating func document(
    _ samples: SampleWriter, _ report: FileReading.Report
  ) throws(FeedFailure) {
    let bytes = try reader.readHead(limit + 1)
    guard bytes.count <= limit else {
      throw FeedFailure(
        Problem.tooLarge(
          path, "one JSON value is larger than \(sizeWords(limit)); write its "
            + "records one a line"))
    }
    let fault = bytes.withUnsafeBufferPointer { whole in
      let bytes = whole.withoutMark
      return read(bytes, samples, report).map { ($0, LinePlace(of: $0.offset, in: bytes)) }
    }
    guard let (fault, place) = fault else { return }
    let before = count == 0 ? "" : ", behind \(count) \(count == 1 ? "record" : "records")"
    let words = "\(fault.words) at \(place.line):\(place.column)\(before)"
    throw FeedFailure(Problem.error("E717", path, words, line: place.line))
  }

  /// Hands over the records of a document; what ended them early, where something did.
  private mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ samples: SampleWriter, _ report: FileReading.Report
  ) -> LiteralFault? {
    switch plan.framing {
    case .tables:
      var export = TableExportReader(bytes, isCut: false)
      while let rows = export.next() {
        for row in rows { read(row, line: count + 1, samples) }
      }
      return export.fault
    case .list:
      var list = LiteralList(bytes)
      var place = LinePlace()
      while let item = list.next() {
        place.move(to: list.start, in: bytes)
        read(item, line: place.line, samples)
        // All bytes are read already: what is told is how far they are looked at.
        let share = Double(list.start) / Double(bytes.count)
        let done = Int64(share * Double(reader.bytesConsumed))
        if !meter.tell(done, count, report) { return nil }
      }
      return list.fault
    case .single, .lines:
      guard let value = Literal(parsing: bytes) else { return LiteralFault(in: bytes) }
      read(value, line: 1, samples)
      return nil
    }
  }

  private mutating func read(_ value: Literal, line: Int, _ samples: SampleWriter) {
    begin(samples, line: line, nil)
    if samples.keepsHashes { samples.hash = value.digest }
    interpreter.read(Record(line: line, prefix: "", value: value), into: samples)
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
