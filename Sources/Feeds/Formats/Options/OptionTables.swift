// Tables of option chains: Deribit snapshots and dumps, Tardis, Binance's end-of-hour summary.
import Columns
import Quantities

/// Any table of options with an instrument name and implied volatilities or greeks.
package struct OptionTable: Format {
  package let name = "option chain"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let columns = OptionColumns(table)
    else { return nil }
    let venues = columns.venue.map { Set(table.cells($0).map(VenueNames.known)).sorted() }
    let guess = FileNames.venue(in: sample.stem) ?? columns.usualVenue
    let naming = MarketNaming(venue: venues?.first ?? guess, kind: .option, sample)
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: columns.time
    ) {
      OptionRowReader(columns, naming)
    }
    let step = columns.isStream ? Cadence.minutely : Cadence(every: .hours(1), stale: .days(1))
    let note = columns.isPercent ? "in percent in the file" : "a fraction in the file"
    let told =
      columns.volatility == columns.name
      ? "prices and open interest, no volatility"
      : "`\(header[columns.volatility])`: volatility \(note)"
    var recognition = Recognition(
      format: columns.format, confidence: .certain,
      evidence: "column `\(header[columns.name])` of options, \(told)",
      offers: SeriesOffer.options(
        columns.series.union(SeriesOffer.optionTerms), naming, cadence: step, note: note),
      reading: .rows(plan))
    recognition.decisions = [
      "premiums in coins are turned into USD by the underlying of their row",
      "a bid of 0 is no bid",
    ]
    return recognition
  }
}

/// Where the columns of a table of options are.
struct OptionColumns {
  let time, name, volatility: Int
  var venue: Int?
  /// A cell with a dictionary of greeks, and one of statistics.
  var greeks, stats: Int?
  /// The column of each role of a quote.
  var roles: [(Role, Int)] = []
  var expiry: Int?
  let isPercent: Bool
  let isStream: Bool
  let format: String
  let usualVenue: String

  /// What a column says of an option.
  enum Role: String, CaseIterable {
    case markIV = "mark_iv"
    case bidIV = "bid_iv"
    case askIV = "ask_iv"
    case delta, gamma, vega, theta, rho
    case openInterest = "opt_oi"
    case volume = "opt_volume"
    case mark = "opt_mark"
    case bid = "opt_bid"
    case ask = "opt_ask"
    case underlying, index

    /// The names columns of that role have.
    var names: [String] {
      switch self {
      case .markIV: ["mark_iv", "implied_volatility"]
      case .bidIV: ["bid_iv", "best_buy_iv"]
      case .askIV: ["ask_iv", "best_sell_iv"]
      case .delta, .gamma, .vega, .theta, .rho: [rawValue, "greeks.\(rawValue)"]
      case .openInterest: ["open_interest", "openinterest_contracts"]
      case .volume: ["volume", "stats.volume", "volume_contracts"]
      case .mark: ["mark_price"]
      case .bid: ["best_bid_price", "bid_price"]
      case .ask: ["best_ask_price", "ask_price"]
      case .underlying: ["underlying_price", "futures_price"]
      case .index: ["index_price", "estimated_delivery_price"]
      }
    }
  }

  init?(_ table: TableHead) {
    let isTardis = table.has("local_timestamp", "strike_price", "mark_iv")
    guard let name = table.column("instrument_name") ?? table.column("symbol"),
      let time = table.column("timestamp") ?? table.column("creation_timestamp"),
      isTardis || table.column("instrument_name") != nil
    else { return nil }
    let volatility = Role.markIV.names.compactMap(table.column).first
    let isSummary = table.has("underlying_index", "mark_price", "open_interest")
    guard volatility != nil || (isSummary && table.column("option_type") != nil) else { return nil }
    self.time = time
    self.name = name
    self.volatility = volatility ?? name
    venue = table.column("exchange")
    greeks = table.column("greeks")
    stats = table.column("stats")
    let expiries = ["expiration", "expiration_timestamp", "expiry_datetime"]
    expiry = expiries.compactMap(table.column).first
    for role in Role.allCases {
      if let column = role.names.compactMap(table.column).first { roles.append((role, column)) }
    }
    let values = volatility.map { table.cells($0).compactMap(Double.init) } ?? []
    isPercent = (values.max() ?? 0) > 5
    isStream = isTardis
    usualVenue = "deribit"
    if isTardis {
      format = "tardis options_chain"
    } else if volatility == nil {
      format = "deribit book summary"
    } else if table.column("implied_volatility") != nil {
      format = "deribit option snapshot"
    } else {
      format = "deribit option chain"
    }
  }

  /// The series these columns bring.
  var series: Set<String> {
    var names = Set(roles.map(\.0.rawValue))
    if greeks != nil { names.formUnion(["delta", "gamma", "vega", "theta", "rho"]) }
    if stats != nil { names.insert("opt_volume") }
    return names
  }
}

/// Reads options row by row.
private struct OptionRowReader: RowInterpreter {
  private let columns: OptionColumns
  private var markets: OptionMarkets
  private let scale = CellScale(.ratio)
  private var expiries = TimeScanner()

  init(_ columns: OptionColumns, _ naming: MarketNaming) {
    self.columns = columns
    markets = OptionMarkets(naming)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let name = row.text(columns.name)
    let venue = columns.venue.map { VenueNames.known(row.text($0)) }
    guard let option = markets.option(name, on: venue) else {
      return samples.rejectRow("`\(name)` is no option's name")
    }
    checkExpiry(row, option, samples)
    var quote = OptionQuote(time: time)
    for (role, column) in columns.roles {
      switch scale.read(row.bytes(column)) {
      case .empty: if role == .bid || role == .ask { quote.set(role, .nan) }
      case .malformed: samples.rejectCell(column, "`\(row.text(column))` is no number")
      case .notFinite: quote.set(role, .nan)
      case .value(let value): quote.set(role, meaning(value, role))
      }
    }
    takeCells(row, &quote, samples)
    option.add(quote, samples)
  }

  /// The value of a cell: no bid for 0, percent as a fraction.
  private func meaning(_ value: Double, _ role: OptionColumns.Role) -> Double {
    switch role {
    case .bid, .ask: value == 0 ? .nan : value
    case .bidIV, .askIV: value == 0 ? .nan : columns.isPercent ? value / 100 : value
    case .markIV: columns.isPercent ? value / 100 : value
    default: value
    }
  }

  /// The dictionaries some dumps keep in one cell.
  private func takeCells(_ row: Row, _ quote: inout OptionQuote, _ samples: SampleWriter) {
    if let column = columns.greeks {
      guard let greeks = Literal(parsing: row.bytes(column)) else {
        return samples.rejectCell(column, "the cell is no dictionary of greeks")
      }
      quote.takeGreeks(greeks)
    }
    if let column = columns.stats, let stats = Literal(parsing: row.bytes(column)) {
      quote.volume = stats.number("volume")
    }
  }

  private mutating func checkExpiry(
    _ row: Row, _ option: OptionMarkets.Option, _ samples: SampleWriter
  ) {
    guard let column = columns.expiry, let named = option.instrument.expiry,
      case .time(let told) = expiries.read(row.bytes(column)), told != named.nanoseconds
    else { return }
    samples.remark("the expiry column and the instrument's name disagree; the name is taken")
  }
}

extension OptionQuote {
  /// Sets the field of a role.
  mutating func set(_ role: OptionColumns.Role, _ value: Double) {
    switch role {
    case .markIV: markIV = value
    case .bidIV: bidIV = value
    case .askIV: askIV = value
    case .delta: delta = value
    case .gamma: gamma = value
    case .vega: vega = value
    case .theta: theta = value
    case .rho: rho = value
    case .openInterest: openInterest = value
    case .volume: volume = value
    case .mark: mark = value
    case .bid: bid = value
    case .ask: ask = value
    case .underlying: underlying = value
    case .index: index = value
    }
  }

  /// Takes greeks out of a dictionary.
  mutating func takeGreeks(_ greeks: Literal) {
    delta = greeks.number("delta")
    gamma = greeks.number("gamma")
    vega = greeks.number("vega")
    theta = greeks.number("theta")
    rho = greeks.number("rho")
  }
}
