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

  /// The effective schema of a series on offer, or nil.
  package func schema(named name: String) -> SeriesSchema? {
    series.first { $0.schema.name == name }?.schema
  }

  /// Every effective schema, sorted by name.
  package var schemas: [SeriesSchema] { series.map(\.schema) }
}

/// One recognised file.
package struct SurveyedFile: Sendable {
  package let source: FeedSource
  package let recognition: Recognition
  /// What the clock of the file is ahead of UTC by, as a schema file pins it.
  let clockOffset: TimeSpan

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
}

/// Opens everything a request names, reads only heads, and says what is there.
package func survey(_ request: FeedRequest) -> Survey {
  var survey = Survey()
  let surveyor = Surveyor(request)
  let expansion = PathExpansion(request.paths)
  survey.diagnostics = surveyor.diagnostics + expansion.diagnostics
  for source in expansion.sources {
    do {
      let file = try surveyor.look(at: source)
      survey.diagnostics += file.recognition.diagnostics
      survey.files.append(file)
    } catch {
      survey.diagnostics.append(error.diagnostic)
    }
  }
  survey.series = effectiveSeries(survey.files, surveyor.declarations)
  return survey
}

/// Looks at files one by one.
struct Surveyor {
  private(set) var declarations: [String: SeriesSchema] = [:]
  private(set) var diagnostics: [Diagnostic] = []

  init(_ request: FeedRequest) {
    for schema in request.declarations { declarations[schema.name] = schema }
  }

  func look(at source: FeedSource) throws(FeedFailure) -> SurveyedFile {
    let sample = try makeSample(source)
    guard let recognition = FormatRegistry.recognise(sample) else {
      throw FeedFailure(Problem.unrecognised(source.path, Self.advice(sample)))
    }
    return SurveyedFile(source: source, recognition: recognition, clockOffset: .zero)
  }

  private func makeSample(_ source: FeedSource) throws(FeedFailure) -> Sample {
    let limit = Limits.headBytes
    var head = try source.head(limit)
    if head.isEmpty { throw FeedFailure(Problem.empty(source.path, chosen: source.isChosen)) }
    try refuseBinary(head, source.path)
    var isWhole = head.count < limit
    let first = head.first { ![32, 9, 10, 13, 0xef, 0xbb, 0xbf].contains($0) }
    if !isWhole, looksLikeRecords(head) || head.firstIndex(of: 10) == nil {
      head = try source.head(Limits.recordHeadBytes)
      isWhole = head.count < Limits.recordHeadBytes
    }
    if first == nil { throw FeedFailure(Problem.empty(source.path, chosen: source.isChosen)) }
    let shape: Sample.Shape
    if looksLikeRecords(head) {
      shape = .json(RecordHead(head: head, isWhole: isWhole))
    } else {
      if head.firstIndex(of: 10) == nil, !isWhole {
        throw FeedFailure(
          Problem.tooLarge(
            source.path, "its first line is longer than \(Limits.headerBytes >> 20) MiB", line: 1))
      }
      shape = .table(try TableHead(head: head, isWhole: isWhole, path: source.path))
    }
    return Sample(
      path: source.path, name: source.contentName, shape: shape, declarations: declarations,
      pinned: [])
  }

  private static func advice(_ sample: Sample) -> String {
    guard let table = sample.table else { return "its JSON has no key that tells a time" }
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
  guard let brace = line.firstIndex(where: { $0 == 123 || $0 == 91 }) else { return false }
  let prefix = String(decoding: line[..<brace], as: UTF8.self)
  return CollectorPrefix.isPrefix(prefix)
}

/// Refuses bytes that are no text, naming what they are where that can be told.
private func refuseBinary(_ head: [UInt8], _ path: String) throws(FeedFailure) {
  let kinds: [(magic: [UInt8], what: String)] = [
    ([0x50, 0x41, 0x52, 0x31], "Parquet"), ([0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "Arrow"),
    ([0x46, 0x45, 0x41, 0x31], "Feather"), ([0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], "SQLite"),
    ([0x89, 0x48, 0x44, 0x46], "HDF5"),
  ]
  for kind in kinds where head.starts(with: kind.magic) {
    throw FeedFailure(
      Problem.binary(path, "this is a \(kind.what) file; brink reads text")
        .suggesting(Suggestion("export it as CSV: `duckdb -c \"COPY (FROM '\(path)') TO 'x.csv'\"`")))
  }
  if head.starts(with: [0xff, 0xfe]) || head.starts(with: [0xfe, 0xff]) {
    throw FeedFailure(
      Problem.binary(path, "this is UTF-16 text").suggesting(Suggestion("save it as UTF-8")))
  }
  let strange = head.reduce(into: 0) { count, byte in
    if byte < 9 || (byte > 13 && byte < 32) { count += 1 }
  }
  if strange * 20 > head.count {
    throw FeedFailure(Problem.binary(path, "this is binary data, no text"))
  }
}

/// The effective schema of every series on offer: declared, else format, else catalogue, else
/// assumed; between files of equal rank the longer cadence and age limit.
private func effectiveSeries(
  _ files: [SurveyedFile], _ declarations: [String: SeriesSchema]
) -> [SurveyedSeries] {
  var found: [String: SurveyedSeries] = [:]
  for (place, file) in files.enumerated() {
    for offer in file.recognition.offers {
      var schema = offer.schema
      var why = offer.why
      if let declared = declarations[schema.name] {
        let keys = schema.keys
        schema = declared
        if !declared.hasFixedKeys { schema.keys = keys }
        why = "declared"
      }
      guard var held = found[schema.name] else {
        found[schema.name] = SurveyedSeries(schema: schema, why: why, files: [place])
        continue
      }
      held.files.append(place)
      held.join(schema, why: why, from: file.path, first: files[held.files[0]].path)
      found[schema.name] = held
    }
  }
  return found.values.sorted { $0.schema.name < $1.schema.name }
}

extension SurveyedSeries {
  /// Takes another file's idea of the same series in.
  fileprivate mutating func join(
    _ other: SeriesSchema, why otherWhy: String, from path: String, first: String
  ) {
    guard other.keys == schema.keys else {
      conflict = conflict ?? keyConflict(other, path, first)
      return
    }
    if other.unit.dimension != schema.unit.dimension || other.kind != schema.kind {
      conflict =
        conflict
        ?? Problem.error(
          "E715", path,
          "`\(schema.name)` is \(schema.kind) \(schema.unit) in \(first), "
            + "\(other.kind) \(other.unit) here")
      return
    }
    if other.origin < schema.origin {
      schema = other
      why = otherWhy
    } else if other.origin == schema.origin {
      schema.every = max(schema.every, other.every)
      schema.stale = max(schema.stale, other.stale)
      schema.lag = max(schema.lag, other.lag)
    }
  }

  private func keyConflict(_ other: SeriesSchema, _ path: String, _ first: String) -> Diagnostic {
    func list(_ keys: [String]) -> String {
      keys.isEmpty ? "no label" : keys.joined(separator: ", ")
    }
    return Problem.error(
      "E714", path,
      "`\(schema.name)` is by \(list(schema.keys)) in \(first), by \(list(other.keys)) here"
    ).suggesting(
      Suggestion("load one of them, or pin the missing labels in a schema file beside it"))
  }
}
