// Coinglass: liquidation history in tables and JSON, and totals of order books.
import Columns
import Diagnostics
import Quantities

/// `timestamp,longUsd,shortUsd,totalUsd`, hourly or finer, as a table.
package struct CoinglassLiquidations: Format {
  package let name = "coinglass liquidations"

  /// The names of the columns and keys, in the export's own words and in the API's.
  static let longNames = ["longUsd", "aggregated_long_liquidation_usd", "long_liquidation_usd"]
  static let shortNames = ["shortUsd", "aggregated_short_liquidation_usd", "short_liquidation_usd"]

  package func recognise(_ sample: Sample) -> Recognition? {
    if let table = sample.table { return recognise(sample, table) }
    guard let json = sample.json, let first = json.records.first?.value,
      let long = Self.longNames.first(where: { first[$0] != nil }),
      let short = Self.shortNames.first(where: { first[$0] != nil }),
      let time = ["timestamp", "time"].first(where: { first[$0] != nil })
    else { return nil }
    let labels = Self.labels(sample)
    let names = (time: time, long: long, short: short)
    return claim(
      sample, times: json.records.prefix(50).compactMap { $0.value.time(time) },
      .records(
        RecordPlan(framing: json.framing) {
          BucketRecords(names: names, writer: BucketWriter(labels: labels))
        }), "keys `\(time)`, `\(long)`, `\(short)`")
  }

  private func recognise(_ sample: Sample, _ table: TableHead) -> Recognition? {
    guard let header = table.header, let long = Self.longNames.compactMap(table.column).first,
      let short = Self.shortNames.compactMap(table.column).first,
      let time = table.column("timestamp") ?? table.column("time")
    else { return nil }
    let labels = Self.labels(sample)
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      BucketRows(long: long, short: short, writer: BucketWriter(labels: labels))
    }
    let times = table.cells(time).prefix(50).compactMap { Timestamp(parsing: $0)?.nanoseconds }
    return claim(
      sample, times: times, .rows(plan),
      "columns `\(header[time])`, `\(header[long])`, `\(header[short])`")
  }

  private static func labels(_ sample: Sample) -> Labels {
    let asset = FileNames.coin(in: sample.stem) ?? "BTC"
    return Labels([("asset", asset)] + sample.pinned.map { ($0.key, $0.value) })
  }

  private func claim(
    _ sample: Sample, times: [Int64], _ reading: Reading, _ evidence: String
  ) -> Recognition {
    let steps = zip(times, times.dropFirst()).map { $1 &- $0 }.filter { $0 > 0 }.sorted()
    let step = TimeSpan(nanoseconds: steps.isEmpty ? 3_600_000_000_000 : steps[steps.count / 2])
    let offers = MarketOffers(labels: Self.labels(sample).keys, markets: [])
    return Recognition(
      format: name, confidence: .certain, evidence: evidence,
      offers: offers.liquidations(
        why: "longs and shorts closed in each bucket of \(step), all venues; seen at its end",
        cadence: Cadence(every: step, stale: step * 3, lag: step)),
      reading: reading, decisions: ["a bucket's stamp is its start; it is seen \(step) later"])
  }
}

/// Writes one bucket of liquidations.
private struct BucketWriter {
  let market: Market

  init(labels: Labels) { market = Market(nil, labels: labels) }

  func write(
    _ long: CellValue, _ short: CellValue, _ time: Int64, _ samples: SampleWriter
  ) {
    market.add("liq_long_usd", at: time, long, (samples, 0))
    market.add("liq_short_usd", at: time, short, (samples, 0))
    guard case .value(let a) = long, case .value(let b) = short else {
      return market.pulse("liq_usd", at: time, samples)
    }
    market.add("liq_usd", at: time, a + b, samples)
  }
}

private struct BucketRows: RowInterpreter {
  let long: Int
  let short: Int
  let writer: BucketWriter

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    writer.write(row.number(long, .usd), row.number(short, .usd), time, samples)
  }
}

private struct BucketRecords: RecordInterpreter {
  let names: (time: String, long: String, short: String)
  let writer: BucketWriter

  mutating func read(_ record: Record, into samples: SampleWriter) {
    guard let time = record.value.time(names.time) else {
      return samples.rejectRow("the record has no time")
    }
    let scale = CellScale(.usd)
    writer.write(
      record.value.cell(names.long, scale), record.value.cell(names.short, scale), time, samples)
  }
}

/// `ask_total,bid_total,price` in coins, as scrapes of the heat map page write them.
package struct CoinglassDepthTotals: Format {
  package let name = "coinglass depth totals"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, let time = table.column("timestamp"),
      let ask = table.column("ask_total"), let bid = table.column("bid_total"),
      let price = table.column("price")
    else { return nil }
    let asset = FileNames.asset(in: sample.stem) ?? "BTC"
    let fixed = [(key: "asset", value: asset)] + sample.pinned
    let plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time,
      labels: [], fixed: fixed,
      values: [
        ValueColumn(column: ask, series: "book_ask_total", unit: .coin),
        ValueColumn(column: bid, series: "book_bid_total", unit: .coin),
        ValueColumn(column: price, series: "price", unit: .price),
      ])
    let keys = fixed.map(\.key)
    let cadence = Cadence.every(.minutes(5))
    let frame = OfferFrame(labels: keys, cadence: cadence)
    var claim = Recognition(
      format: name, confidence: .certain, evidence: "columns `ask_total`, `bid_total`, `price`",
      offers: [
        .own("book_ask_total", .coin, frame, why: "coins on offer in the page's whole window"),
        .own("book_bid_total", .coin, frame, why: "coins bid for in the page's whole window"),
        .standard("price", labels: keys, cadence: cadence, why: "price at the snapshot"),
      ], reading: .columns(plan),
      decisions: ["totals of a window of unknown width: no band of the catalogue"])
    if let hint = clockHint(table, time) {
      claim.diagnostics.append(
        Problem.warning("W720", sample.path, hint).suggesting(
          Suggestion("pin `\"tz\": \"+09:00\"` or whatever it is in a schema file beside it")))
    }
    return claim
  }

  /// Words of suspicion where stamps run ahead of the moment their rows were written.
  private func clockHint(_ table: TableHead, _ time: Int) -> String? {
    guard let created = table.column("created_at") else { return nil }
    let leads = table.rows.compactMap { row -> Int64? in
      guard row.indices.contains(max(time, created)), let a = Timestamp(parsing: row[time]),
        let b = Timestamp(parsing: row[created])
      else { return nil }
      return ((a - b).nanoseconds &+ 1_800_000_000_000) / 3_600_000_000_000
    }
    guard let lead = leads.first, lead >= 1, leads.allSatisfy({ $0 == lead }) else { return nil }
    return "its stamps are \(lead)h ahead of `created_at`: they may be local time; "
      + "nothing is shifted"
  }
}
