// The first step: open everything, look at heads, say what each file is and which series it holds.
package import Columns
package import Diagnostics
import Quantities

/// What is on offer: every file with its format, every series with its schema.
package struct Survey: Sendable {
  /// The files that were recognised, in the order they are read.
  package internal(set) var files: [SurveyedFile] = []
  /// Every series some file offers, with its effective schema, sorted by name.
  package internal(set) var series: [SurveyedSeries] = []
  package internal(set) var diagnostics: [Diagnostic] = []
  /// Tables of more than twice this are read in parts.
  var partBytes = FilePart.usualBytes

  /// The effective schema of a series on offer, or nil.
  package func schema(named name: String) -> SeriesSchema? {
    series.first { $0.schema.name == name }?.schema
  }

  /// The bytes of all files on disk; nil where one of them can be read only once.
  package var byteCount: Int64? {
    files.contains { $0.source.isStream } ? nil : files.reduce(0) { $0 + $1.source.size }
  }

  /// Every effective schema, sorted by name.
  package var schemas: [SeriesSchema] { series.map(\.schema) }
}

/// One recognised file.
package struct SurveyedFile: Sendable {
  package let source: FeedSource
  package internal(set) var recognition: Recognition
  /// The clock its stamps were read off, as a schema file pins it.
  let clock: ClockZone
  /// True where its open interest counts longs and shorts, as a schema file says.
  let countsBothSides: Bool
  /// What a run measures of the file's books.
  var measures: [BookMeasure] = []

  /// The path as given or found.
  package var path: String { source.path }
}

/// One series on offer.
package struct SurveyedSeries: Sendable {
  package var schema: SeriesSchema
  /// Why its kind, unit, keys and cadence are what they are.
  package var why: String
  /// The places of the files that offer it, in `Survey.files`.
  package var files: [Int]
  /// Set where two files have it in ways that do not go together; an error if the run needs it.
  package var conflict: Diagnostic?
  /// Set where a file's lag counts for rows of another file that are seen at once.
  package internal(set) var delay: Diagnostic?
  /// Those of `files` whose idea of it does not go with the first one's: nothing of them is taken,
  /// no sample and no sign of life.
  var misfits: Set<Int> = []
}

extension [SurveyedSeries] {
  /// Those of the wanted schemas that the file at this place of the survey may write.
  func schemas(
    of wanted: [String: SeriesSchema], fitting place: Int
  ) -> [String: SeriesSchema] {
    var fitting = wanted
    for series in self where series.misfits.contains(place) {
      fitting[series.schema.name] = nil
    }
    return fitting
  }
}

/// Opens everything a request names, reads only heads, and says what is there.
package func survey(_ request: FeedRequest) -> Survey {
  var survey = Survey()
  var surveyor = Surveyor(request)
  let expansion = PathExpansion(request.paths, limits: request.limits)
  MemoryReuse.settle(for: expansion.sources)
  survey.diagnostics = expansion.diagnostics
  for look in surveyor.look(at: expansion.sources) {
    switch look.found {
    case .success(let file):
      survey.diagnostics += file.recognition.diagnostics
      survey.files.append(file)
    case .failure(let failure): survey.diagnostics.append(failure.diagnostic(of: look.source))
    }
  }
  survey.diagnostics = surveyor.diagnostics + survey.diagnostics
  survey.series = effectiveSeries(survey.files, surveyor.declarations)
  return survey
}

/// Looks at files one by one.
struct Surveyor {
  private(set) var declarations: [String: SeriesSchema] = [:]
  private(set) var diagnostics: [Diagnostic] = []
  private let common: SchemaFile

  init(_ request: FeedRequest) {
    common = request.schemaFile.map { SchemaFile(path: $0) } ?? .none
    diagnostics = common.diagnostics
    for schema in common.series { declarations[schema.name] = schema }
    for schema in request.declarations { declarations[schema.name] = schema }
    declared = Set(request.declarations.map(\.name))
  }

  /// The names the rules declare: no schema file changes those.
  private let declared: Set<String>

  /// One source and what it turned out to be.
  struct Look: Sendable {
    let source: FeedSource
    var found: Result<SurveyedFile, FeedFailure>
  }

  /// Contract sizes of the lists among the files seen so far.
  private var sizes = ListedSizes()

  /// Looks at every source; where lists of instruments are among them, the others are looked at
  /// again with the contract sizes these give.
  mutating func look(at sources: [FeedSource]) -> [Look] {
    var looks = lookOnce(at: sources)
    let before = sizes
    for index in looks.indices { collect(&looks[index]) }
    guard sizes != before else { return looks }
    let told = diagnostics
    let others = looks.indices.filter { index in
      guard case .success(let file) = looks[index].found else { return true }
      return !file.recognition.isListing
    }
    for (index, look) in zip(others, lookOnce(at: others.map { looks[$0].source })) {
      looks[index] = look
    }
    diagnostics = told
    return looks
  }

  /// Looks at every source, with several threads where there are many: the schema files first, one
  /// after the other, for each may declare what the files behind it hold.
  private mutating func lookOnce(at sources: [FeedSource]) -> [Look] {
    let prepared = sources.map { source in
      let schema = schemaFile(of: source)
      for series in schema.series where !declared.contains(series.name) {
        declarations[series.name] = series
      }
      return (source: source, schema: schema, glance: Glance(declarations, sizes))
    }
    return mapped(prepared, minimum: Self.fewFiles) { one in
      Look(
        source: one.source,
        found: Result { () throws(FeedFailure) in try one.glance.look(at: one.source, one.schema) })
    }
  }

  /// Fewer files are looked at by one thread: another would come too late.
  private static let fewFiles = 8

  /// Takes the sizes a file lists: all of a list of instruments, else those of its head.
  private mutating func collect(_ look: inout Look) {
    guard case .success(var file) = look.found else { return }
    sizes.join(file.recognition.sizes)
    guard file.recognition.isListing, case .records(let plan) = file.recognition.reading,
      let reader = try? file.source.open()
    else { return }
    let venue = FileNames.venue(in: FileNames.stem(file.source.contentName)) ?? "ccxt"
    let collector = SizeCollector(venue: venue)
    let input = PumpInput(
      file: file, reader: reader, origin: Piece.Origin(file: 0), schemas: [:])
    try? input.pump(plan, with: collector).pump { _, _ in true }
    sizes.join(collector.sizes)
    guard collector.sizes.count > 0 else { return }
    file.recognition.decisions.append(
      "the sizes of its contracts, \(collector.sizes.count) in all, count in the other files")
    look.found = .success(file)
  }

  /// The schema file beside a file, or the one for all.
  private mutating func schemaFile(of source: FeedSource) -> SchemaFile {
    let path = source.path + ".brink-schema.json"
    let bare = FileNames.directory(of: source.path) + source.contentName + ".brink-schema.json"
    for candidate in [path, bare] where source.path != "-" && fileExists(candidate) {
      let schema = SchemaFile(path: candidate)
      diagnostics += schema.diagnostics
      return schema
    }
    return common
  }
}

/// A look at the head of one file, with what is known by then.
private struct Glance: Sendable {
  private let declarations: [String: SeriesSchema]
  private let sizes: ListedSizes

  init(_ declarations: [String: SeriesSchema], _ sizes: ListedSizes) {
    (self.declarations, self.sizes) = (declarations, sizes)
  }

  func look(at source: FeedSource, _ schema: SchemaFile) throws(FeedFailure) -> SurveyedFile {
    let sample = try makeSample(source, schema)
    guard var recognition = FormatRegistry.recognise(sample, as: schema.format) else {
      throw FeedFailure(Problem.unrecognised(source.path, Self.advice(sample)))
    }
    if !isUTF8(sample.headBytes) {
      recognition.diagnostics.append(
        Problem.warning(
          "W723", source.path, "its text is not UTF-8 (GBK, perhaps); numbers and times are read, "
            + "names may be garbled"))
    }
    if let unit = schema.unit { recognition.pin(unit, source.path) }
    if schema.countsBothSides {
      recognition.decisions.append("open interest counts both sides by its schema file: halved")
    }
    return SurveyedFile(
      source: source, recognition: recognition, clock: schema.clock,
      countsBothSides: schema.countsBothSides)
  }

  private func makeSample(
    _ source: FeedSource, _ schema: SchemaFile
  ) throws(FeedFailure) -> Sample {
    var limit = Limits.headBytes / 2
    var head = try source.head(limit)
    if head.count >= limit, Self.isShort(head) {
      limit = Limits.headBytes
      head = try source.head(limit)
    }
    guard head.contains(where: { ![32, 9, 10, 13, 0xef, 0xbb, 0xbf].contains($0) }) else {
      throw FeedFailure(Problem.empty(source.path, chosen: source.isChosen))
    }
    try refuseBinary(head, source.path)
    var isWhole = head.count < limit
    let isRecords = looksLikeRecords(head)
    if !isWhole, isRecords || head.firstIndex(of: 10) == nil {
      head = try source.head(Limits.recordHeadBytes)
      isWhole = head.count < Limits.recordHeadBytes
    }
    return Sample(
      path: source.path, name: source.contentName, headBytes: head,
      shape: try shape(head, isRecords, isWhole, (source, schema)), declarations: declarations,
      pinned: schema.labels, timeName: schema.time, interval: schema.interval,
      contractSizes: schema.contractSizes, listedSizes: sizes, date: schema.date,
      clock: schema.clock)
  }

  private func shape(
    _ head: [UInt8], _ isRecords: Bool, _ isWhole: Bool, _ file: (FeedSource, SchemaFile)
  ) throws(FeedFailure) -> Sample.Shape {
    if isRecords { return .json(RecordHead(head: head, isWhole: isWhole)) }
    let (source, schema) = file
    if head.firstIndex(of: 10) == nil, !isWhole {
      throw FeedFailure(
        Problem.tooLarge(
          source.path, "its first line is longer than \(Limits.headerBytes >> 20) MiB", line: 1))
    }
    var table = try TableHead(head: head, isWhole: isWhole, path: source.path)
    table.header = table.header?.map { schema.columns[$0] ?? $0 }
    return .table(table)
  }

  /// True where a head may have fewer lines than are looked at.
  private static func isShort(_ head: [UInt8]) -> Bool {
    head.withUnsafeBufferPointer { bytes in
      var lines = 0
      for byte in bytes { lines &+= byte == 10 ? 1 : 0 }
      return lines < TableHead.rowLimit + 2
    }
  }

  private static func advice(_ sample: Sample) -> String {
    guard let table = sample.table else {
      return sample.json?.complaint ?? "its JSON has no key that tells a time"
    }
    guard let header = table.header else {
      return "it has no header; the first row of a plain table names its columns"
    }
    let shown = header.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
    return "no column is called time, timestamp, date or t; its header begins \(shown)"
  }
}

/// True where the bytes begin like JSON, or like a collector's lines around JSON.
func looksLikeRecords(_ head: [UInt8]) -> Bool {
  var index = head.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  while index < head.count, [32, 9, 10, 13].contains(head[index]) { index += 1 }
  guard index < head.count else { return false }
  if head[index] == UInt8(ascii: "{") || head[index] == UInt8(ascii: "[") { return true }
  let line = head[index...].prefix { $0 != 10 }.prefix(512)
  if CollectorPrefix.isComment(line) { return true }
  guard let brace = line.firstIndex(where: { $0 == 123 || $0 == 91 }) else { return false }
  let prefix = String(decoding: line[..<brace], as: UTF8.self)
  return CollectorPrefix.isPrefix(prefix)
    || head.withUnsafeBufferPointer { TableExport.begins($0) }
}

/// Refuses bytes that are no text, naming what they are where that can be told.
private func refuseBinary(_ head: [UInt8], _ path: String) throws(FeedFailure) {
  let kinds: [(magic: [UInt8], what: String)] = [
    ([0x50, 0x41, 0x52, 0x31], "Parquet"), ([0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "Arrow"),
    ([0x46, 0x45, 0x41, 0x31], "Feather"), ([0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], "SQLite"),
    ([0x89, 0x48, 0x44, 0x46], "HDF5"),
  ]
  for kind in kinds where head.starts(with: kind.magic) {
    let isArrow = kind.what == "Arrow" || kind.what == "Feather"
    var complaint = Problem.binary(
      path, "this is \(isArrow ? "an" : "a") \(kind.what) file; brink reads text")
    if let command = conversion(of: kind.what, path) {
      complaint = complaint.suggesting(Suggestion("convert it: `\(command)`"))
    }
    throw FeedFailure(complaint)
  }
  if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
    throw FeedFailure(
      Problem.binary(path, "this is UTF-16 text").suggesting(Suggestion("save it as UTF-8")))
  }
  if controlCount(head) * 20 > head.count {
    throw FeedFailure(Problem.binary(path, "this is binary data, no text"))
  }
}

/// How many of the bytes are controls that text does not have.
private func controlCount(_ head: [UInt8]) -> Int {
  head.withUnsafeBytes { bytes in
    func isControl(_ byte: UInt8) -> Bool { byte < 9 || (byte > 13 && byte < 32) }
    var count = 0
    var place = 0
    while place + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // The high bit of every byte below 32: most often none has it.
      let low = ~((word | ByteFinder.highs) &- 32 &* ByteFinder.ones) & ~word & ByteFinder.highs
      if low != 0 { for byte in bytes[place..<place + 8] where isControl(byte) { count += 1 } }
      place += 8
    }
    for byte in bytes[place...] where isControl(byte) { count += 1 }
    return count
  }
}

/// The command that writes a columnar file as a table beside itself; nil where there is none.
private func conversion(of kind: String, _ path: String) -> String? {
  let source = path.replacing("'", with: "''")
  let target = FileNames.stem(path).replacing("'", with: "''") + ".csv"
  // Inside Python's quotes a quote is escaped by a backslash.
  let (from, to) = (path.replacing("'", with: "\\'"), FileNames.stem(path) + ".csv")
  switch kind {
  case "Parquet": return "duckdb -c \"COPY (FROM '\(source)') TO '\(target)'\""
  case "Arrow":
    return "python3 -c \"import polars; polars.read_ipc('\(from)')"
      + ".write_csv('\(to.replacing("'", with: "\\'"))')\""
  case "Feather":
    return "python3 -c \"import pandas; pandas.read_feather('\(from)')"
      + ".to_csv('\(to.replacing("'", with: "\\'"))', index=False)\""
  default: return nil
  }
}

/// True where the bytes are UTF-8, but for a character cut off at their end.
private func isUTF8(_ head: [UInt8]) -> Bool {
  if head.reduce(0, |) < 0x80 { return true }
  var whole = head[...]
  var cut = 0
  while cut < 3, let last = whole.last, last >= 0x80 {
    whole.removeLast()
    cut += 1
    if last >= 0xc0 { break }
  }
  return String(validating: whole, as: UTF8.self) != nil
}
