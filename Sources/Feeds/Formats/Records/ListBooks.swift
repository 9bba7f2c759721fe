// Order books whose sides are lists in single cells: what converters make of nested columns.
import Columns
import Quantities

/// `bids_px,bids_qty,asks_px,asks_qty` with a list in each cell, or `bids,asks` with pairs.
package struct ListBooks: Format {
  package let name = "book lists"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header, let sides = ListSides(table),
      let time = ["exch_ts_ms", "timestamp", "time", "ts_ms", "ts", "date"]
        .compactMap(table.column).first
    else { return nil }
    let venue = table.column("exchange") ?? table.column("venue")
    let told = venue.flatMap { table.cells($0).first }.map(VenueNames.known)
    let guess = FileNames.venue(in: sample.stem) ?? "binance"
    let isSpot = sample.stem.lowercased().contains("spot")
      || table.column("market_type").flatMap { table.cells($0).first } == "spot"
    let naming = MarketNaming(venue: told ?? guess, kind: isSpot ? .spot : nil, sample)
    let columns = ListBookColumns(
      sides: sides, symbol: table.column("symbol"), venue: venue,
      named: QuoteTables.symbol(sample.stem) ?? "")
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      ListBookReader(columns, naming)
    }
    let offers = MarketOffers(labels: naming.keys, markets: [])
    return Recognition(
      format: name, confidence: .certain,
      evidence: "lists of levels in the cells of `\(header[sides.shown])`, time `\(header[time])`",
      offers: offers.books(why: "from the levels of the row; bands only as far as they reach"),
      reading: .rows(plan), decisions: ["at most one book a second is kept: the last"])
  }
}

/// Where the levels are.
private enum ListSides {
  /// Prices and sizes apart.
  case apart(bids: (Int, Int), asks: (Int, Int))
  /// Pairs of price and size.
  case pairs(bids: Int, asks: Int)

  init?(_ table: TableHead) {
    func isList(_ column: Int) -> Bool {
      let cells = table.cells(column)
      return !cells.isEmpty && cells.prefix(5).allSatisfy { $0.first == "[" }
    }
    func column(_ names: String...) -> Int? { names.compactMap(table.column).first }
    if let a = column("bids_px", "bid_prices"), let b = column("bids_qty", "bid_sizes"),
      let c = column("asks_px", "ask_prices"), let d = column("asks_qty", "ask_sizes"), isList(a)
    {
      self = .apart(bids: (a, b), asks: (c, d))
    } else if let bids = column("bids"), let asks = column("asks"), isList(bids), isList(asks) {
      self = .pairs(bids: bids, asks: asks)
    } else {
      return nil
    }
  }

  /// The column an evidence line names.
  var shown: Int {
    switch self {
    case .apart(let bids, _): bids.0
    case .pairs(let bids, _): bids
    }
  }
}

private struct ListBookColumns {
  let sides: ListSides
  let symbol: Int?
  let venue: Int?
  /// The symbol of the file's name, for rows that say none.
  let named: String
}

private struct ListBookReader: RowInterpreter {
  private let columns: ListBookColumns
  private var books: BookShelf

  init(_ columns: ListBookColumns, _ naming: MarketNaming) {
    self.columns = columns
    books = BookShelf(naming)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let symbol = columns.symbol.map { row.text($0) } ?? columns.named
    let venue = columns.venue.map { VenueNames.known(row.text($0)) }
    guard let bids = levels(row, isBid: true), let asks = levels(row, isBid: false) else {
      return samples.rejectRow("a side of the book is no list of levels")
    }
    let book = books.book(symbol, on: venue, .best)
    book.begin(at: time, samples)
    book.reset()
    for (price, size) in bids { book.set(isBid: true, price, size) }
    for (price, size) in asks { book.set(isBid: false, price, size) }
    book.commit(at: time, samples)
  }

  private func levels(_ row: Row, isBid: Bool) -> [(BookPrice, Double)]? {
    switch columns.sides {
    case .apart(let bids, let asks):
      let side = isBid ? bids : asks
      guard case .list(let prices)? = Literal(parsing: row.bytes(side.0)),
        case .list(let sizes)? = Literal(parsing: row.bytes(side.1)), prices.count == sizes.count
      else { return nil }
      return zip(prices, sizes).compactMap { Self.level($0, $1) }
    case .pairs(let bids, let asks):
      guard case .list(let pairs)? = Literal(parsing: row.bytes(isBid ? bids : asks)) else {
        return nil
      }
      return pairs.compactMap { Self.level($0[0], $0[1]) }
    }
  }

  private static func level(_ price: Literal?, _ size: Literal?) -> (BookPrice, Double)? {
    guard var text = price?.text, let read = text.withUTF8({ BookPrice($0) }),
      let amount = size?.number, amount.isFinite
    else { return nil }
    return (read, amount)
  }

  mutating func finish(into samples: SampleWriter) { books.finish(samples) }
}
