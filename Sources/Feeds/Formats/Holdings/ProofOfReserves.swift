// What venues show they hold: proofs of reserves, and how collateral counts.
import Columns
import Quantities

/// OKX: `coin,snapshot height,amount`; rows `X(ALL)` are sums of the networks' rows.
package struct ProofOfReserves: Format {
  package let name = "proof of reserves"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, table.has("coin", "amount"),
      table.column("snapshot height") != nil, let coin = table.column("coin"),
      let amount = table.column("amount")
    else { return nil }
    let venue = FileNames.venue(in: sample.stem) ?? "okx"
    let pinned = sample.pinned.map { ($0.key, $0.value) }
    let claim = DatedSnapshot(
      format: name, evidence: "columns `coin`, `snapshot height`, `amount`",
      offers: [
        .standard(
          "reserve", labels: ["asset", "venue"] + pinned.map(\.0), cadence: Cadence(
            every: .days(30), stale: .days(45)),
          why: "coins of the `(ALL)` row, else the sum over networks")
      ],
      decisions: ["`(ALL)` rows are taken where there are, never beside their parts"])
    return claim.recognition(sample) { time in
      .rows(
        RowPlan(
          delimiter: table.delimiter, header: header, columnCount: 0, time: nil
        ) {
          ReserveReader((coin, amount), time, [("venue", venue)] + pinned)
        })
    }
  }
}

private struct ReserveReader: RowInterpreter {
  private let columns: (coin: Int, amount: Int)
  private let time: Int64
  private let fixed: [(String, String)]
  private var totals: [String: Double] = [:]
  private var parts: [String: Double] = [:]
  /// False below the second header, where rows list addresses.
  private var isAboveAddresses = true

  init(_ columns: (coin: Int, amount: Int), _ time: Int64, _ fixed: [(String, String)]) {
    self.columns = columns
    self.time = time
    self.fixed = fixed
  }

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    if row.holds("coin", at: columns.coin) { isAboveAddresses = false }
    guard isAboveAddresses, row.count == 3 else { return }
    let name = row.text(columns.coin)
    guard case .value(let amount) = row.number(columns.amount) else {
      return samples.rejectCell(columns.amount, "`\(row.text(columns.amount))` is no amount")
    }
    if name.hasSuffix("(ALL)") {
      totals[String(name.dropLast(5))] = amount
    } else {
      let coin = name.split(separator: "-").first.map(String.init) ?? name
      parts[coin, default: 0] += amount
    }
  }

  mutating func finish(into samples: SampleWriter) {
    for coin in Set(totals.keys).union(parts.keys).sorted() {
      let labels = Labels(fixed + [("asset", coin)])
      samples.add("reserve", labels, at: time, totals[coin] ?? parts[coin] ?? 0)
    }
  }
}

/// Binance: each token's price and how much of a holding counts, tier by tier.
package struct CollateralTiers: Format {
  package let name = "collateral tiers"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, let token = table.column("token"),
      let price = table.column("asset_usdt_price"),
      let tiers = table.column("collateral_margin_ratio_tiers")
    else { return nil }
    let venue = FileNames.venue(in: sample.stem) ?? "binance"
    let fixed = [("venue", venue)] + sample.pinned.map { ($0.key, $0.value) }
    let keys = Array(Set(fixed.map(\.0) + ["asset"])).sorted()
    let frame = OfferFrame(labels: keys, cadence: Cadence(every: .days(30), stale: .days(45)))
    let claim = DatedSnapshot(
      format: name, evidence: "columns `token`, `asset_usdt_price`, tiers of ratios",
      offers: [
        .own("collateral_price", .price, frame, why: "the price collateral is valued at"),
        .own(
          "collateral_ratio", .ratio, frame, why: "what counts of a holding in the first tier"),
        .own(
          "collateral_limit_usd", .usd, frame,
          why: "the most that can count, over all tiers; none where it is unlimited"),
      ], decisions: ["amounts held are not in this file"])
    return claim.recognition(sample) { time in
      .rows(
        RowPlan(
          delimiter: table.delimiter, header: header, columnCount: header.count, time: nil
        ) {
          TierReader(columns: (token, price, tiers), time: time, fixed: fixed)
        })
    }
  }
}

private struct TierReader: RowInterpreter {
  let columns: (token: Int, price: Int, tiers: Int)
  let time: Int64
  let fixed: [(String, String)]

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    let token = row.text(columns.token).uppercased()
    let labels = Labels(fixed + [("asset", token)])
    samples.add(
      "collateral_price", labels, at: time,
      cell: (row.number(columns.price, .price), columns.price))
    guard let tiers = HaircutTiers(parsing: row.text(columns.tiers)), let first = tiers.tiers.first
    else { return samples.rejectCell(columns.tiers, "the cell holds no tiers") }
    samples.add("collateral_ratio", labels, at: time, first.fraction)
    guard let last = tiers.tiers.last, last.to < 1e18 else { return }
    samples.add("collateral_limit_usd", labels, at: time, tiers.usable(of: last.to))
  }
}
