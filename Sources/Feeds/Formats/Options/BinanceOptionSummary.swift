// Binance's end-of-hour summary of options: one row per option and hour, many cells empty.
import Columns
import Quantities

/// `date,hour,symbol,underlying,type,strike,…,mark_iv,delta,…,openinterest_contracts,…`.
package struct BinanceOptionSummary: Format {
  package let name = "binance EOHSummary"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, let date = table.column("date"),
      let hour = table.column("hour"), let symbol = table.column("symbol"),
      let volatility = table.column("mark_iv"), table.has("openinterest_contracts")
    else { return nil }
    var roles: [(OptionColumns.Role, Int)] = []
    for role in OptionColumns.Role.allCases {
      if let column = role.names.compactMap(table.column).first { roles.append((role, column)) }
    }
    let isPercent = (table.cells(volatility).compactMap(Double.init).max() ?? 0) > 5
    let naming = MarketNaming(venue: "binance", kind: .option, sample)
    let columns = HourColumns(
      date: date, hour: hour, symbol: symbol, roles: roles, isPercent: isPercent)
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: nil
    ) {
      HourReader(columns, naming)
    }
    let note = isPercent ? "in percent in the file" : "a fraction in the file"
    return Recognition(
      format: name, confidence: .certain,
      evidence: "columns `date`, `hour`, `mark_iv`, `openinterest_contracts`",
      offers: SeriesOffer.options(
        Set(roles.map(\.0.rawValue)).union(SeriesOffer.optionTerms), naming,
        cadence: Cadence(every: .hours(1), stale: .hours(3)), note: note),
      reading: .rows(plan), decisions: ["a row counts at the end of its hour"])
  }
}

private struct HourColumns {
  let date, hour, symbol: Int
  let roles: [(OptionColumns.Role, Int)]
  let isPercent: Bool
}

private struct HourReader: RowInterpreter {
  private let columns: HourColumns
  private var markets: OptionMarkets
  private var days = TimeScanner()
  private let scale = CellScale(.ratio)

  init(_ columns: HourColumns, _ naming: MarketNaming) {
    self.columns = columns
    markets = OptionMarkets(naming)
  }

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    guard case .time(let day) = days.read(row.bytes(columns.date)),
      case .value(let hour) = scale.read(row.bytes(columns.hour)), (0...23).contains(hour)
    else { return samples.rejectRow("date and hour tell no time") }
    guard let option = markets.option(row.text(columns.symbol)) else {
      return samples.rejectRow("`\(row.text(columns.symbol))` is no option's name")
    }
    var quote = OptionQuote(time: day &+ (Int64(hour) + 1) * 3_600_000_000_000)
    for (role, column) in columns.roles {
      switch scale.read(row.bytes(column)) {
      case .empty: continue
      case .malformed: samples.rejectCell(column, "`\(row.text(column))` is no number")
      case .notFinite: quote.set(role, .nan)
      case .value(let value): quote.set(role, meaning(value, role))
      }
    }
    option.add(quote, samples)
  }

  private func meaning(_ value: Double, _ role: OptionColumns.Role) -> Double {
    switch role {
    case .bid, .ask: value == 0 ? .nan : value
    case .bidIV, .askIV: value <= 0 ? .nan : columns.isPercent ? value / 100 : value
    case .markIV: columns.isPercent ? value / 100 : value
    default: value
    }
  }
}
