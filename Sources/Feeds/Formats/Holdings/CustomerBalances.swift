// What a venue's customers hold, as its proof of reserves lists it: a venue's debts, not its coins.
import Columns
import Quantities

/// Gate: a row per customer, for every coin `e_X` equity, `d_X` debt and `X` what is left.
package struct CustomerBalances: Format {
  package let name = "customer balances"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header else { return nil }
    let coins = Self.coins(header)
    guard !coins.isEmpty, coins.count * 3 <= header.count, coins.count * 3 + 4 >= header.count
    else { return nil }
    let venue = FileNames.venue(in: sample.stem) ?? "gate"
    let pinned = sample.pinned.map { ($0.key, $0.value) }
    let keys = Array(Set(["asset", "venue"] + pinned.map(\.0))).sorted()
    let frame = OfferFrame(labels: keys, cadence: Cadence(every: .days(30), stale: .days(45)))
    let claim = DatedSnapshot(
      format: name,
      evidence: "columns `e_X`, `d_X`, `X` of \(coins.count) coins, first \(coins[0].asset)",
      offers: [
        .own("customer_equity", .coin, frame, why: "the sum of `e_X`: what customers put in"),
        .own("customer_debt", .coin, frame, why: "the sum of `d_X`: what customers borrowed"),
        .own("customer_net", .coin, frame, why: "the sum of `X`: what the venue owes them"),
      ],
      decisions: ["rows are customers: their sums are what the venue owes, not what it holds"])
    return claim.recognition(sample) { time in
      .rows(
        RowPlan(
          delimiter: table.delimiter, header: header, columnCount: header.count, time: nil
        ) {
          CustomerReader(coins, time, [("venue", venue)] + pinned)
        })
    }
  }

  /// Where the three columns of every coin are.
  private static func coins(_ header: [String]) -> [CustomerCoin] {
    let places = Dictionary(
      header.enumerated().map { ($0.element.lowercased(), $0.offset) },
      uniquingKeysWith: { a, _ in a })
    return header.indices.compactMap { column in
      let name = header[column].lowercased()
      guard let equity = places["e_\(name)"], let debt = places["d_\(name)"] else { return nil }
      return CustomerCoin(asset: name.uppercased(), places: [equity, debt, column])
    }
  }
}

private struct CustomerCoin {
  let asset: String
  /// Of equity, debt and net.
  let places: [Int]
}

private struct CustomerReader: RowInterpreter {
  private let coins: [CustomerCoin]
  private let time: Int64
  private let fixed: [(String, String)]
  private var sums: [[Double]]

  init(_ coins: [CustomerCoin], _ time: Int64, _ fixed: [(String, String)]) {
    self.coins = coins
    self.time = time
    self.fixed = fixed
    sums = coins.map { _ in [0, 0, 0] }
  }

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    for (index, coin) in coins.enumerated() {
      for (part, column) in coin.places.enumerated() {
        switch row.number(column, .coin) {
        case .value(let amount): sums[index][part] += amount
        case .empty: continue
        default: samples.rejectCell(column, "`\(row.text(column))` is no amount")
        }
      }
    }
  }

  mutating func finish(into samples: SampleWriter) {
    for (coin, sums) in zip(coins, sums) {
      let labels = Labels(fixed + [("asset", coin.asset)])
      for (series, sum) in zip(["customer_equity", "customer_debt", "customer_net"], sums) {
        samples.add(series, labels, at: time, sum)
      }
    }
  }
}
