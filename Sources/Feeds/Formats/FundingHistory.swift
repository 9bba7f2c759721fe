// Funding rates: Binance's archive, each row with its own interval, and ccxt-style exports, whose
// intervals and time zone only the stamps tell.
import Columns
import Diagnostics
import Quantities

/// `calc_time,funding_interval_hours,last_funding_rate`.
package struct BinanceFundingRate: Format {
  package let name = "binance fundingRate"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let time = table.column("calc_time"), let hours = table.column("funding_interval_hours"),
      let rate = table.column("last_funding_rate")
    else { return nil }
    let symbol = FileNames.leadingSymbol(sample.stem)
    var pairs = [("venue", "binance")] + sample.pinned.map { ($0.key, $0.value) }
    if let symbol {
      pairs.append(("symbol", symbol))
      if let known = SymbolName(symbol: symbol) { pairs.append(("asset", known.asset)) }
    }
    let labels = Labels(pairs)
    let usual = table.cells(hours).compactMap { Int64($0) }.first ?? 8
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      IntervalReader(hours: hours, rate: rate, labels: labels)
    }
    let offer = SeriesOffer.standard(
      "funding", labels: labels.keys, cadence: fundingCadence(usual),
      why: "a fraction per interval, each row by its own `funding_interval_hours`")
    return Recognition(
      format: name, confidence: .certain,
      evidence: "columns `calc_time`, `funding_interval_hours`, `last_funding_rate`; "
        + (symbol.map { "symbol \($0) from the file name" } ?? "no symbol in the file name"),
      offers: [offer], reading: .rows(plan))
  }
}

/// Known for an hour longer than its interval.
private func fundingCadence(_ hours: Int64) -> Cadence {
  Cadence(every: .hours(hours), stale: .hours(hours + 1))
}

/// A fraction per so many hours, as a unit.
private func rateUnit(_ hours: Int64) -> Unit { Unit(parsing: "x/\(hours)h") ?? .ratio }

/// Reads rates by the interval in their row.
private struct IntervalReader: RowInterpreter {
  let hours: Int
  let rate: Int
  let labels: Labels
  private var units: [Int64: Unit] = [:]

  init(hours: Int, rate: Int, labels: Labels) {
    self.hours = hours
    self.rate = rate
    self.labels = labels
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    guard let interval = Int64(row.text(hours)), (1...24).contains(interval) else {
      return samples.rejectRow("`\(row.text(hours))` is no funding interval in hours")
    }
    let unit = units[interval] ?? rateUnit(interval)
    units[interval] = unit
    samples.add("funding", labels, at: time, cell: (row.number(rate, unit), rate))
  }
}

/// `Symbol,Date,Funding Rate`, as scripts around ccxt write it.
package struct FundingExport: Format {
  package let name = "funding export"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let rate = table.column("funding rate") ?? table.column("fundingrate")
        ?? table.column("funding_rate"),
      let time = table.column("date") ?? table.column("datetime") ?? table.column("timestamp")
    else { return nil }
    let symbol = table.column("symbol")
    guard symbol != nil, header.count <= 4 else { return nil }
    let venue = sample.pinned.first { $0.key == "venue" }?.value
      ?? FileNames.venue(in: sample.stem)
    let stamps = FundingStamps(table.cells(time))
    let pinned = sample.pinned.map { ($0.key, $0.value) }
    let fixed = (venue.map { [("venue", $0)] } ?? []) + pinned
    let labels = Array(Set(fixed.map(\.0) + ["asset", "symbol"])).sorted()
    let pinnedHours = sample.interval
      .map { $0.nanoseconds / TimeSpan.hours(1).nanoseconds }
      .flatMap { (1...24).contains($0) ? $0 : nil }
    let hours = pinnedHours ?? stamps.hours
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      StampReader(
        columns: (symbol, rate), fixed: fixed, hours: hours, isFixed: pinnedHours != nil)
    }
    let offer = SeriesOffer.standard(
      "funding", labels: labels, cadence: fundingCadence(hours),
      why: "a fraction per interval of \(hours)h, "
        + (pinnedHours == nil ? "told from consecutive stamps" : "as the schema file says"))
    var recognition = Recognition(
      format: name, confidence: .certain,
      evidence: "columns `\(header[time])`, `\(header[rate])`; "
        + (venue.map { "venue \($0) from the file name" } ?? "no venue in the file name"),
      offers: [offer], reading: .rows(plan))
    if let hint = stamps.zoneHint {
      recognition.diagnostics.append(
        Problem.warning("W720", sample.path, hint).suggesting(
          Suggestion("pin `\"tz\": \"+03:00\"` or whatever it is in a schema file beside it")))
    }
    return recognition
  }
}

/// What the stamps of a funding export say of interval and time zone.
private struct FundingStamps {
  /// The usual step in hours: 1, 2, 4 or 8.
  let hours: Int64
  /// Words of suspicion that the stamps are local time, or nil.
  let zoneHint: String?

  init(_ cells: [String]) {
    let hour: Int64 = 3_600_000_000_000
    let times = cells.compactMap { Timestamp(parsing: $0)?.roundedDown(to: .minutes(1)) }
    var counts: [Int64: Int] = [:]
    for (a, b) in zip(times, times.dropFirst()) {
      let step = (b - a).nanoseconds
      if let known = settledHours(step) { counts[known, default: 0] += 1 }
    }
    let usual = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 8
    hours = usual
    let offGrid = times.filter { $0.roundedDown(to: .hours(usual)) != $0 }
    guard offGrid.count * 2 > times.count else {
      zoneHint = nil
      return
    }
    let clocks = Set(times.map { ($0.nanoseconds / hour) % 24 }).sorted().prefix(6)
    let shown = clocks.map { "\(padded(Int($0), 2)):00" }.joined(separator: ", ")
    zoneHint =
      "its stamps fall on \(shown), not on multiples of \(usual)h in UTC: "
      + "the file may be in local time; nothing is shifted"
  }
}

/// The hours of a step between two settlements, or nil where it is none: 1, 2, 4 or 8.
private func settledHours(_ step: Int64) -> Int64? {
  let minute: Int64 = 60_000_000_000
  let minutes = (step + minute / 2) / minute
  return [1, 2, 4, 8].first { minutes == $0 * 60 }
}

/// Reads rates by the step from the stamp before, per symbol.
private struct StampReader: RowInterpreter {
  private let symbol: Int?
  private let rate: Int
  private let fixed: [(String, String)]
  private let usual: Int64
  /// True where a schema file pins the interval, so that stamps do not change it.
  private let isFixed: Bool
  private var known: [String: Known] = [:]

  private struct Known {
    let labels: Labels
    var hours: Int64
    var last: Int64?
  }

  init(
    columns: (symbol: Int?, rate: Int), fixed: [(String, String)], hours: Int64, isFixed: Bool
  ) {
    (symbol, rate) = columns
    self.fixed = fixed
    self.isFixed = isFixed
    usual = hours
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let name = symbol.map { row.text($0) } ?? ""
    var state = known[name] ?? Known(labels: labels(name), hours: usual, last: nil)
    if !isFixed, let last = state.last, let hours = settledHours(time &- last) {
      state.hours = hours
    }
    state.last = time
    known[name] = state
    samples.add(
      "funding", state.labels, at: time,
      cell: (row.number(rate, rateUnit(state.hours)), rate))
  }

  private func labels(_ symbol: String) -> Labels {
    var pairs = fixed
    if !symbol.isEmpty { pairs.append(("symbol", symbol)) }
    if let known = SymbolName(symbol: symbol) { pairs.append(("asset", known.asset)) }
    return Labels(pairs)
  }
}
