// LOBSTER's messages of Nasdaq, in seconds after midnight, and what its files have in common.
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
    let labels = LobsterShare.labels(sample)
    let offers = MarketOffers(labels: labels.keys, markets: [])
    let snapshot = DatedSnapshot(
      format: name,
      evidence: "no header: seconds after midnight, types 1 to 7, prices × 10000, directions ±1",
      offers: offers.prices(why: "the price of the last execution")
        + offers.trades(why: "executions, types 4 and 5; a sell order executed is a buy")
        + offers.orders(why: "types 1 to 3, and what executions left of each order"),
      decisions: LobsterShare.decisions)
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
  private var ledger = OrderLedger()
  /// True where a run needs the lives of orders; asked once.
  private var followsOrders: Bool?

  init(_ day: Int64, _ labels: Labels) {
    self.day = day
    market = LobsterShare.market(labels)
  }

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    follow(row, samples)
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

extension MessageReader {
  /// Notes what the message says of its order.
  fileprivate mutating func follow(_ row: Row, _ samples: SampleWriter) {
    let isWanted = followsOrders ?? Catalogue.orderCounts.contains(where: samples.wants)
    followsOrders = isWanted
    guard isWanted, let kind = Self.kinds.first(where: { row.holds($0.code, at: 1) })?.kind,
      let time = LobsterTime.nanoseconds(row.bytes(0)),
      case .value(let number) = scale.read(row.bytes(2)), let id = Int64(exactly: number),
      case .value(let size) = scale.read(row.bytes(3)), size > 0
    else { return }
    ledger.take(
      OrderLedger.Message(
        kind: kind, id: id, size: size, isBuyOrder: row.holds("1", at: 5), time: day &+ time),
      market, samples)
  }

  private static let kinds: [(code: StaticString, kind: OrderLedger.Message.Kind)] = [
    ("1", .submission), ("2", .reduction), ("3", .deletion), ("4", .execution),
    ("5", .hiddenExecution),
  ]
}

/// What all files of LOBSTER say of their share.
enum LobsterShare {
  static let decisions = [
    "seconds count from midnight at the exchange: pin `tz` as America/New_York, else UTC",
    "a share is a coin",
  ]

  /// The ticker opens the file's name.
  static func labels(_ sample: Sample) -> Labels {
    let ticker = sample.stem.split(separator: "_").first.map(String.init) ?? ""
    return Labels(
      [("venue", "nasdaq"), ("asset", ticker), ("symbol", ticker)]
        + sample.pinned.map { ($0.key, $0.value) })
  }

  static func market(_ labels: Labels) -> Market {
    Market(
      Instrument(venue: "nasdaq", symbol: "\(labels["symbol"] ?? "X")/USD", kind: .spot),
      labels: labels)
  }
}

/// LOBSTER's clock: seconds after midnight; digits beyond the ninth, which a rewritten file may
/// have, are rounded.
enum LobsterTime {
  static func nanoseconds(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard let decimal = scanDecimal(cell), !decimal.isNegative, !decimal.isTruncated,
      (-18...0).contains(decimal.exponent)
    else { return nil }
    if decimal.exponent < -9 {
      let scale = UInt64(exactPowers[-9 - decimal.exponent])
      let (whole, rest) = decimal.mantissa.quotientAndRemainder(dividingBy: scale)
      let value = rest * 2 >= scale ? whole + 1 : whole
      return value < 86_400_000_000_000 ? Int64(value) : nil
    }
    let scale = UInt64(exactPowers[9 + decimal.exponent])
    let (value, overflow) = decimal.mantissa.multipliedReportingOverflow(by: scale)
    return !overflow && value < 86_400_000_000_000 ? Int64(value) : nil
  }
}
