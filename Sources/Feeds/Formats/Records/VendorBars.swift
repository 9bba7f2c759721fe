// Bars of a vendor whose subject only the file's name tells: Coinglass' histories of open interest
// and funding, `{time,open,high,low,close}`, as JSON or as a table.
import Columns
import Diagnostics
import Quantities

/// Bars of open, high, low and close, without a volume.
package struct VendorBars: Format {
  package let name = "coinglass bars"

  package func recognise(_ sample: Sample) -> Recognition? {
    if let table = sample.table { return recognise(sample, table) }
    guard let json = sample.json else { return nil }
    let bars = json.records.flatMap(Frame.frames)
    guard let first = bars.first, first.has("time", "open", "high", "low", "close"),
      first.value.entries.count <= 6
    else { return nil }
    let times = bars.prefix(50).compactMap { $0.value.time("time") }
    let closes = bars.compactMap { $0.value.number("close") }
    return claim(sample, (times, closes), "keys `time`, `open`, `high`, `low`, `close`") { bar in
      .records(RecordPlan(framing: json.framing) { BarRecords(bar: bar) })
    }
  }

  private func recognise(_ sample: Sample, _ table: TableHead) -> Recognition? {
    guard let header = table.header, header.count == 5,
      table.has("open", "high", "low", "close"), let close = table.column("close"),
      let time = ["time", "timestamp", "date", "datetime"].compactMap(table.column).first
    else { return nil }
    let times = table.cells(time).prefix(50).compactMap { Timestamp(parsing: $0)?.nanoseconds }
    let closes = table.cells(close).compactMap(Double.init)
    return claim(sample, (times, closes), "columns `\(header[time])`, open, high, low, close") {
      bar in
      .rows(
        RowPlan(delimiter: table.delimiter, header: header, columnCount: 5, time: time) {
          BarRows(bar: bar, column: close)
        })
    }
  }

  private func claim(
    _ sample: Sample, _ head: (times: [Int64], closes: [Double]), _ evidence: String,
    _ reading: (Bar) -> Reading
  ) -> Recognition? {
    let steps = zip(head.times, head.times.dropFirst()).map { ($1 &- $0).magnitude }.sorted()
    let step = TimeSpan(
      nanoseconds: steps.isEmpty ? 3_600_000_000_000 : Int64(clamping: steps[steps.count / 2]))
    guard let subject = Subject(sample.stem, head.closes) else {
      if !isEnveloped(sample) { return nil }
      var claim = Recognition(
        format: name, confidence: .likely, evidence: evidence, offers: [],
        reading: reading(Bar(series: "", labels: Labels([]), scale: CellScale(.ratio))))
      claim.diagnostics = [
        Problem.error("E744", sample.path, "these bars do not say what they are of").suggesting(
          Suggestion("put `open_interest`, `funding` or `price` into the file's name"))
      ]
      return claim
    }
    var pairs = sample.pinned.map { ($0.key, $0.value) }
    func add(_ key: String, _ value: String?) {
      if let value, !pairs.contains(where: { $0.0 == key }) { pairs.append((key, value)) }
    }
    add("asset", FileNames.coin(in: sample.stem) ?? "BTC")
    add("venue", FileNames.venue(in: sample.stem))
    let cadence = Cadence(every: step, stale: step * 3, lag: step)
    var offer = SeriesOffer.standard(
      subject.series, labels: pairs.map(\.0), cadence: cadence, why: subject.why)
    offer.schema.unit = subject.unit
    let bar = Bar(series: subject.series, labels: Labels(pairs), scale: CellScale(subject.unit))
    return Recognition(
      format: name, confidence: .likely, evidence: evidence + "; what they are by the name",
      offers: [offer], reading: reading(bar),
      decisions: ["the close counts, seen \(step) after the bar's stamp, at its end"])
  }
}

/// True for an answer of an API; anything else without a subject is a plain table.
private func isEnveloped(_ sample: Sample) -> Bool {
  sample.json?.records.first?.value["data"] != nil
}

/// What bars are of.
private struct Subject {
  let series: String
  let unit: Unit
  let why: String

  /// Told by a file's name; the size of rates tells percent from fractions.
  init?(_ stem: String, _ closes: [Double]) {
    let lower = stem.lowercased().replacing("-", with: "_").replacing(" ", with: "_")
    let words = lower.split(separator: "_")
    if lower.contains("funding") {
      let sizes = closes.map(\.magnitude).filter(\.isFinite).sorted()
      let middle = sizes.isEmpty ? 0 : sizes[sizes.count / 2]
      let isPercent = middle > 0.003
      series = "funding"
      unit = Unit(parsing: isPercent ? "%/8h" : "x/8h") ?? .ratio
      why =
        "the name says funding; the middle of its closes is \(shortestDecimal(middle)): "
        + (isPercent ? "percent per 8 h" : "a fraction per 8 h")
    } else if lower.contains("open_interest") || words.contains("oi") {
      let isCoin = words.contains("coin") || words.contains("coins")
      series = isCoin ? "oi" : "oi_usd"
      unit = isCoin ? .coin : .usd
      why = "the name says open interest" + (isCoin ? " in coins" : "; USD where it does not say")
    } else if lower.contains("price") {
      series = "price"
      unit = .price
      why = "the name says price"
    } else {
      return nil
    }
  }
}

/// Where a close goes.
private struct Bar {
  let series: String
  let labels: Labels
  let scale: CellScale
}

private struct BarRecords: RecordInterpreter {
  let bar: Bar

  mutating func read(_ record: Record, into samples: SampleWriter) {
    for frame in Frame.frames(in: record) {
      guard let time = frame.value.time("time") else {
        samples.rejectRow("a bar has no time")
        continue
      }
      samples.add(bar.series, bar.labels, at: time, cell: (frame.value.cell("close", bar.scale), 0))
    }
  }
}

private struct BarRows: RowInterpreter {
  let bar: Bar
  let column: Int

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    samples.add(bar.series, bar.labels, at: time, cell: (row.number(column, bar.scale), column))
  }
}
