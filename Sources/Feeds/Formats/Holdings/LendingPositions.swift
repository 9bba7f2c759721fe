// Positions on lending protocols: who owes what against which collateral, and who was closed.
import Columns
import Quantities

/// `account,collateral_symbol,borrowed_symbol,borrow_balance_tokens,…`: one debt a row.
package struct LendingPositions: Format {
  package let name = "lending positions"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let owner = table.column("account"), let collateral = table.column("collateral_symbol"),
      let debt = table.column("borrowed_symbol"),
      let balance = table.column("borrow_balance_tokens")
    else { return nil }
    let columns = PositionColumns(
      owner: owner, collateral: collateral, debt: debt, balance: balance,
      rate: table.column("variable_borrow_rate"),
      held: table.column("btc_collateral_tokens") ?? table.column("collateral_tokens"),
      version: table.column("version"))
    let fixed = [("venue", FileNames.venue(in: sample.stem) ?? "aave")]
      + sample.pinned.map { ($0.key, $0.value) }
    let keys = Array(
      Set(fixed.map(\.0) + ["owner", "asset", "collateral", "version"])).sorted()
    let frame = OfferFrame(labels: keys, cadence: .daily)
    let claim = DatedSnapshot(
      format: name,
      evidence: "columns `account`, `collateral_symbol`, `borrowed_symbol`, balances",
      offers: [
        .own("position_debt", .coin, frame, why: "coins of `asset` that `owner` owes"),
        .own(
          "position_collateral", .coin, frame, why: "coins of `collateral` that `owner` put up"),
        .own(
          "position_rate", Unit(parsing: "%/y") ?? .percent, frame,
          why: "what the debt costs, percent a year"),
      ], decisions: ["one track per owner, debt, collateral and version"])
    return claim.recognition(sample) { time in
      .rows(
        RowPlan(
          delimiter: table.delimiter, header: header, columnCount: header.count, time: nil
        ) {
          PositionReader(columns: columns, time: time, fixed: fixed)
        })
    }
  }
}

private struct PositionColumns {
  let owner, collateral, debt, balance: Int
  let rate, held, version: Int?
}

private struct PositionReader: RowInterpreter {
  let columns: PositionColumns
  let time: Int64
  let fixed: [(String, String)]
  private let yearly = Unit(parsing: "%/y") ?? .percent

  init(columns: PositionColumns, time: Int64, fixed: [(String, String)]) {
    self.columns = columns
    self.time = time
    self.fixed = fixed
  }

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    let labels = Labels(
      fixed + [
        ("owner", row.text(columns.owner)), ("asset", row.text(columns.debt)),
        ("collateral", row.text(columns.collateral)),
        ("version", columns.version.map { row.text($0) } ?? "-"),
      ])
    samples.add(
      "position_debt", labels, at: time,
      cell: (row.number(columns.balance, .coin), columns.balance))
    if let rate = columns.rate {
      samples.add(
        "position_rate", labels, at: time, cell: (row.number(rate, yearly), rate))
    }
    if let held = columns.held {
      samples.add(
        "position_collateral", labels, at: time, cell: (row.number(held, .coin), held))
    }
  }
}
