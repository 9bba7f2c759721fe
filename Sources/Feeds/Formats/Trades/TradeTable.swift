// Tables of trades, whoever wrote them: price, size and the side that took.
import Columns
import Quantities

/// Where the columns of a table of trades are.
struct TradeColumns {
  var time: Int
  var price: Int
  var size: Int
  var side: Side
  var symbol: Int?
  var venue: Int?
  /// The ids of the first and last trade of an aggregate.
  var ids: (first: Int, last: Int)?

  /// Where the side that took is told.
  enum Side {
    /// A truth value: true means the buyer was the maker, so the taker sold.
    case buyerIsMaker(Int)
    /// A word: `buy`, `Sell`, `B`.
    case word(Int)
  }
}

/// What a format knows of a file of trades.
struct TradeTable {
  let format: String
  let confidence: Confidence
  let evidence: String
  let columns: TradeColumns
  let naming: MarketNaming
  /// The symbol of rows that name none.
  var symbol: String?
  var decisions: [String] = []

  /// The claim on a file.
  func recognition(_ sample: Sample, _ table: TableHead) -> Recognition {
    let naming = naming
    let seen: Set<String>
    if let column = columns.symbol {
      seen = Set(table.rows.map { $0.indices.contains(column) ? $0[column] : "" })
    } else {
      seen = [symbol ?? ""]
    }
    let venues = columns.venue.map { Set(table.cells($0)).sorted().map(VenueNames.known) }
    let known = seen.sorted().flatMap { name in
      (venues ?? [naming.venue]).map { naming.market(name, on: $0) }
    }
    let offers = MarketOffers(labels: naming.keys, markets: known)
    let why = "trades: size and price by the contract of the symbol, the taker's side as told"
    let columns = columns
    let symbol = symbol
    let plan = RowPlan(
      delimiter: table.delimiter, header: table.header, columnCount: table.columnCount,
      time: columns.time
    ) {
      TradeReader(columns, naming, symbol)
    }
    var recognition = Recognition(
      format: format, confidence: confidence, evidence: evidence,
      offers: offers.prices(why: "the price of the last trade") + offers.trades(why: why),
      reading: .rows(plan), decisions: decisions)
    for refusal in known.compactMap({ $0.size.refusal($0.labels["symbol"] ?? "") }).prefix(3) {
      recognition.diagnostics.append(Problem.warning("W741", sample.path, refusal))
    }
    return recognition
  }
}

/// Reads trades row by row.
private struct TradeReader: RowInterpreter {
  private let columns: TradeColumns
  private var markets: Markets
  private let fixed: Market?
  private let scale = CellScale(.ratio)
  private var lastID: Int64?

  init(_ columns: TradeColumns, _ naming: MarketNaming, _ symbol: String?) {
    self.columns = columns
    markets = Markets(naming)
    fixed = columns.symbol == nil ? markets.market(symbol ?? "") : nil
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    guard case .value(let price) = row.number(columns.price, scale), price > 0 else {
      return samples.rejectRow("`\(row.text(columns.price))` is no price of a trade")
    }
    guard case .value(let size) = row.number(columns.size, scale), size >= 0 else {
      return samples.rejectRow("`\(row.text(columns.size))` is no size of a trade")
    }
    guard let isBuy = isBuy(row) else {
      return samples.rejectRow("the row does not say which side took")
    }
    followIDs(row, samples)
    market(row).addTrade(Trade(time: time, price: price, size: size, isBuy: isBuy), samples)
  }

  private mutating func market(_ row: Row) -> Market {
    if let fixed { return fixed }
    let name = columns.symbol.map { row.text($0) } ?? ""
    guard let column = columns.venue else { return markets.market(name) }
    return markets.market(name, on: VenueNames.known(row.text(column)))
  }

  private func isBuy(_ row: Row) -> Bool? {
    switch columns.side {
    case .buyerIsMaker(let column):
      switch row.bytes(column).first.map({ $0 | 0x20 }) {
      case UInt8(ascii: "t"), UInt8(ascii: "1"): false
      case UInt8(ascii: "f"), UInt8(ascii: "0"): true
      default: nil
      }
    case .word(let column): Side(word: row.bytes(column))?.isBuy
    }
  }

  private mutating func followIDs(_ row: Row, _ samples: SampleWriter) {
    guard let ids = columns.ids, let first = Int64(row.text(ids.first)),
      let last = Int64(row.text(ids.last))
    else { return }
    if let known = lastID, first > known, first &- known > 1 {
      samples.remark("trade ids leave a gap")
    }
    lastID = max(lastID ?? last, last)
  }
}

/// One trade.
struct Trade {
  let time: Int64
  /// As written, per unit of the symbol.
  let price: Double
  let size: Double
  let isBuy: Bool
}

/// The tracks of what trades of one market tell; nil where a run does not need it.
final class TradeTracks {
  /// Volumes of both sides, and of each.
  struct Sides {
    let net: Int?
    let buy: Int?
    let sell: Int?
  }

  let price: Int?
  let volume: Int?
  let dollars: Sides
  let coins: Sides
  let count: Int?

  init(_ market: Market, _ track: (String) -> Int?) {
    price = track(market.name(market.priceSeries))
    count = track("trades")
    coins = Sides(
      net: track("taker_net_coin"), buy: track("taker_buy_coin"), sell: track("taker_sell_coin"))
    volume = track(market.name("volume_usd"))
    dollars = Sides(
      net: track(market.name("taker_net")), buy: track(market.name("taker_buy")),
      sell: track(market.name("taker_sell")))
  }
}

extension Market {
  /// Writes a trade: the last price, that there was one, and its volume by the side that took.
  func addTrade(_ trade: Trade, _ samples: SampleWriter) {
    let tracks = tradeTracks(samples)
    if let price = tracks.price {
      samples.set(price, at: trade.time, trade.price / coinsPerUnit)
    }
    if let count = tracks.count { samples.add(count, at: trade.time, 1) }
    if let units = size.coins(of: trade.size, at: trade.price) {
      add(trade, units * coinsPerUnit, to: tracks.coins, samples)
    }
    guard let value = size.dollars(of: trade.size, at: trade.price) else {
      if let refusal = size.refusal(labels["symbol"] ?? "") { samples.rejectCell(0, refusal) }
      return
    }
    if let volume = tracks.volume { samples.add(volume, at: trade.time, value) }
    add(trade, value, to: tracks.dollars, samples)
  }

  /// Writes an amount by the side that took it; of the other side it is a sign of life.
  private func add(
    _ trade: Trade, _ amount: Double, to sides: TradeTracks.Sides, _ samples: SampleWriter
  ) {
    if let net = sides.net { samples.add(net, at: trade.time, trade.isBuy ? amount : -amount) }
    let (own, other) = trade.isBuy ? (sides.buy, sides.sell) : (sides.sell, sides.buy)
    if let own { samples.add(own, at: trade.time, amount) }
    if let other { samples.pulse(other, at: trade.time) }
  }
}

/// A side as venues write it.
enum Side {
  case buy, sell

  var isBuy: Bool { self == .buy }

  /// Reads `BUY`, `Sell`, `b`, `bid`, `A`, `ask`, `s`.
  init?(word: some Collection<UInt8>) {
    guard let first = word.first else { return nil }
    switch first | 0x20 {
    case UInt8(ascii: "b"): self = .buy
    case UInt8(ascii: "s"), UInt8(ascii: "a"): self = .sell
    default: return nil
    }
  }
}

/// The names of venues as files have them, in one spelling.
enum VenueNames {
  /// `Binance`, `binance-futures`, `binanceusdm` are `binance`.
  static func known(_ text: String) -> String {
    let lower = text.lowercased()
    let bare = lower.split { $0 == "-" || $0 == "_" || $0 == "." }.first.map(String.init) ?? lower
    return aliases[bare] ?? bare
  }

  private static let aliases = [
    "binanceusdm": "binance", "binancecoinm": "binance", "okex": "okx", "huobi": "htx",
    "gateio": "gate", "krakenfutures": "kraken", "cryptofacilities": "kraken",
    "coinbasepro": "coinbase", "gdax": "coinbase", "kucoinfutures": "kucoin", "bitmex": "bitmex",
  ]
}
