// LOBSTER's files of Nasdaq: messages in seconds after midnight, and books without any time.
import Columns
import Diagnostics
import Quantities

/// Messages: time, type, order id, size, price × 10 000, direction; trades are types 4 and 5.
package struct LobsterMessages: Format {
  package let name = "lobster messages"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.header == nil, table.columnCount == 6,
      !table.rows.isEmpty, table.rows.allSatisfy(Self.isMessage)
    else { return nil }
    let ticker = sample.stem.split(separator: "_").first.map(String.init) ?? ""
    let labels = Labels(
      [("venue", "nasdaq"), ("asset", ticker), ("symbol", ticker)]
        + sample.pinned.map { ($0.key, $0.value) })
    let offers = MarketOffers(labels: labels.keys, markets: [])
    let snapshot = DatedSnapshot(
      format: name,
      evidence: "no header: seconds after midnight, types 1 to 7, prices × 10000, directions ±1",
      offers: offers.prices(why: "the price of the last execution")
        + offers.trades(why: "executions, types 4 and 5; a sell order executed is a buy"),
      decisions: [
        "seconds count from midnight at the exchange: pin `tz` as America/New_York, else UTC",
        "a share is a coin",
      ])
    return snapshot.recognition(sample) { day in
      .rows(
        RowPlan(delimiter: table.delimiter, header: nil, columnCount: 6, time: nil) {
          MessageReader(day, labels)
        })
    }
  }

  private static func isMessage(_ row: [String]) -> Bool {
    guard row.count == 6, let seconds = Double(row[0]), (0..<86_400).contains(seconds),
      row[0].contains("."), let type = Int(row[1]), (1...7).contains(type)
    else { return false }
    return row[5] == "1" || row[5] == "-1"
  }
}

private struct MessageReader: RowInterpreter {
  private let day: Int64
  private let market: Market
  private let scale = CellScale(.ratio)

  init(_ day: Int64, _ labels: Labels) {
    self.day = day
    market = Market(
      Instrument(venue: "dydx", symbol: "\(labels["symbol"] ?? "X")/USD:USD"), labels: labels)
  }

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    guard row.holds("4", at: 1) || row.holds("5", at: 1) else { return }
    guard let nanoseconds = LobsterTime.nanoseconds(row.bytes(0)),
      case .value(let size) = scale.read(row.bytes(3)),
      case .value(let price) = scale.read(row.bytes(4)), price > 0
    else { return samples.rejectRow("an execution lacks its time, size or price") }
    market.addTrade(
      Trade(
        time: day &+ nanoseconds, price: price / 10_000, size: size,
        isBuy: row.holds("-1", at: 5)), samples)
  }
}

/// Books: ask and bid prices and sizes of N levels, without any time.
package struct LobsterBooks: Format {
  package let name = "lobster orderbook"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.header == nil, table.columnCount > 0,
      table.columnCount % 4 == 0, !table.rows.isEmpty, table.rows.allSatisfy(Self.isBook)
    else { return nil }
    var claim = Recognition(
      format: name, confidence: .likely,
      evidence: "no header: \(table.columnCount / 4) levels of whole prices and sizes, no time",
      offers: [],
      reading: .rows(
        RowPlan(
          delimiter: table.delimiter, header: nil, columnCount: table.columnCount, time: nil
        ) {
          NoRows()
        }))
    claim.diagnostics = [
      Problem.error(
        "E743", sample.path,
        "an order book of LOBSTER has no times: row by row they are those of its message file, "
          + "which has the same ticker, window and level in its name, and as many rows"
      ).suggesting(Suggestion("paste the two side by side with a header, or load the messages"))
    ]
    return claim
  }

  private static func isBook(_ row: [String]) -> Bool {
    let numbers = row.compactMap { Int64($0) }
    guard numbers.count == row.count, numbers.count >= 4 else { return false }
    let empty: Int64 = 9_999_999_999
    let isPriced = numbers[0] >= 1_000 && numbers[2].magnitude >= 1_000
    return isPriced && (numbers[0] == empty || numbers[2] == -empty || numbers[0] >= numbers[2])
  }
}

private struct NoRows: RowInterpreter {
  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {}
}
