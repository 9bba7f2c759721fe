// The plain table as JSON lines: the keys of each object are its columns.
import Columns
import Quantities

/// JSON records whose keys are a time, labels and series.
package struct PlainRecords: Format {
  package let name = "plain records"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let json = sample.json else { return nil }
    let names = Self.keys(of: json.records)
    let columns = PlainColumns(names, sample) { column in
      let values = json.records.compactMap { $0.value[names[column]] }.filter { $0 != .null }
      return !values.isEmpty && !values.contains { $0.text.map(TableHead.isNumber) ?? false }
    }
    guard let time = columns.time, !columns.values.isEmpty || !columns.diagnostics.isEmpty
    else { return nil }
    let reader = PlainRecordReader(columns, names, sample)
    return Recognition(
      format: name, confidence: .fallback,
      evidence: "JSON objects with the time key `\(time.name)`",
      offers: columns.offers,
      reading: .records(RecordPlan(framing: json.framing) { reader }),
      decisions: columns.decisions, diagnostics: columns.diagnostics)
  }

  /// The keys of the first records, in the order they come.
  private static func keys(of records: [Record]) -> [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for record in records {
      for entry in record.value.entries where seen.insert(entry.key).inserted {
        names.append(entry.key)
      }
    }
    return names
  }
}

/// Reads plain records into samples.
private struct PlainRecordReader: RecordInterpreter {
  private let timeName: String
  private let labels: [(name: String, key: String)]
  private let fixed: [(String, String)]
  private let assetFrom: String?
  private let values: [(name: String, series: String, unit: Unit)]
  private var scanner: TimeScanner

  init(_ columns: PlainColumns, _ names: [String], _ sample: Sample) {
    scanner = TimeScanner(clock: sample.clock)
    timeName = columns.time?.name ?? "time"
    labels = columns.labels.map { (names[$0.column], $0.key) }
    fixed = sample.pinned.map { ($0.key, $0.value) }
    assetFrom = columns.assetFrom
    values = columns.values.map { (names[$0.column], $0.series, $0.unit) }
  }

  mutating func read(_ record: Record, into samples: SampleWriter) {
    guard case .map = record.value else { return samples.rejectRow("the record is no object") }
    var text = record.value[timeName]?.text ?? ""
    switch text.withUTF8({ scanner.read($0) }) {
    case .bad(let reason): samples.rejectRow(reason)
    case .time(let time): read(record.value, at: time, into: samples)
    }
  }

  private func read(_ value: Literal, at time: Int64, into samples: SampleWriter) {
    var pairs = fixed
    for (name, key) in labels {
      if let text = value[name]?.text, !text.isEmpty { pairs.append((key, text)) }
    }
    var shift = 0
    if let assetFrom, let symbol = pairs.last(where: { $0.0 == assetFrom })?.1,
      let known = SymbolName(symbol: symbol)
    {
      pairs.append(("asset", known.asset))
      shift = known.coinShift
    }
    let labels = Labels(pairs)
    for (name, series, unit) in values {
      guard let cell = value[name], cell != .null else {
        samples.add(series, labels, at: time, cell: (.empty, 0))
        continue
      }
      let coins = shift * Int(unit.dimension.coin)
      samples.add(
        series, labels, at: time,
        cell: (Self.number(cell, CellScale(unit, extraShift: coins)), 0))
    }
  }

  private static func number(_ cell: Literal, _ scale: CellScale) -> CellValue {
    guard var text = cell.text else { return .malformed }
    return text.withUTF8 { scale.read($0) }
  }
}
