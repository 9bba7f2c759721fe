// Tables of order books: whole books in each row, and changes row by row.
import Columns
import Quantities

/// Snapshots side by side: Tardis `asks[0].price,…`, collectors `bid_px_0,bid_qty_0,…`.
package struct BookSnapshotTable: Format {
  package let name = "book snapshots"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header else { return nil }
    let isTardis = table.column("asks[0].price") != nil
    let levels = SnapshotColumns(header, isTardis: isTardis)
    guard levels.bids.count > 0, levels.asks.count > 0 else { return nil }
    let times = ["timestamp", "exch_ts_ms", "ts_ms", "time", "local_timestamp"]
    guard let time = times.compactMap(table.column).first else { return nil }
    let venue = table.column("exchange") ?? table.column("venue")
    let guess = FileNames.venue(in: sample.stem) ?? "binance"
    let kind: Instrument.Kind? = sample.stem.lowercased().contains("spot") ? .spot : nil
    let naming = MarketNaming(
      venue: venue.map { VenueNames.known(table.cells($0).first ?? "") } ?? guess, kind: kind,
      sample)
    let place = (symbol: table.column("symbol"), venue: venue)
    let plan = RowPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time
    ) {
      SnapshotReader(levels, naming, place)
    }
    let offers = MarketOffers(labels: naming.keys, markets: [])
    return Recognition(
      format: isTardis ? "tardis book_snapshot_\(levels.bids.count)" : name, confidence: .certain,
      evidence: "\(levels.bids.count) levels a side, first ask `\(header[levels.asks[0].price])`",
      offers: offers.books(why: "from the levels of the row; bands only as far as they reach"),
      reading: .rows(plan), books: BooksOffered(.levels, keys: naming.keys),
      decisions: ["at most one book a second is kept: the last"])
  }
}

/// Where the levels of a wide table of books are.
private struct SnapshotColumns {
  private(set) var bids: [(price: Int, size: Int)] = []
  private(set) var asks: [(price: Int, size: Int)] = []

  init(_ header: [String], isTardis: Bool) {
    let places = Dictionary(
      header.enumerated().map { ($0.element.lowercased(), $0.offset) },
      uniquingKeysWith: { a, _ in a })
    func level(_ side: String, _ index: Int) -> (Int, Int)? {
      let names =
        isTardis
        ? ("\(side)s[\(index)].price", "\(side)s[\(index)].amount")
        : ("\(side)_px_\(index)", "\(side)_qty_\(index)")
      guard let price = places[names.0], let size = places[names.1] else { return nil }
      return (price, size)
    }
    while let next = level("bid", bids.count) { bids.append(next) }
    while let next = level("ask", asks.count) { asks.append(next) }
  }
}

private struct SnapshotReader: RowInterpreter {
  private let levels: SnapshotColumns
  private let place: (symbol: Int?, venue: Int?)
  private var books: BookShelf
  private let scale = CellScale(.ratio)

  init(_ levels: SnapshotColumns, _ naming: MarketNaming, _ place: (symbol: Int?, venue: Int?)) {
    self.levels = levels
    self.place = place
    books = BookShelf(naming)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    let symbol = place.symbol.map { row.text($0) } ?? ""
    let venue = place.venue.map { VenueNames.known(row.text($0)) }
    let book = books.book(symbol, on: venue, .best)
    book.begin(at: time, samples)
    book.reset()
    for level in levels.bids { take(row, level, isBid: true, (book, samples)) }
    for level in levels.asks { take(row, level, isBid: false, (book, samples)) }
    book.commit(at: time, samples)
  }

  private func take(
    _ row: Row, _ level: (price: Int, size: Int), isBid: Bool,
    _ place: (book: BookReplayer, samples: SampleWriter)
  ) {
    let cell = row.bytes(level.price)
    if cell.isEmpty { return }
    guard let price = BookPrice(cell), case .value(let size) = scale.read(row.bytes(level.size))
    else { return place.samples.rejectCell(level.price, "the level has no price or size") }
    place.book.set(isBid: isBid, price, size)
  }

  mutating func finish(into samples: SampleWriter) { books.finish(samples) }
}

/// The books of one reading, each made once.
struct BookShelf {
  private var markets: Markets
  private var books: [String: BookReplayer] = [:]
  private var order: [BookReplayer] = []

  init(_ naming: MarketNaming) { markets = Markets(naming) }

  /// The book of a symbol.
  mutating func book(
    _ symbol: String, on venue: String?, _ levels: BookReplayer.Levels
  ) -> BookReplayer {
    let name = venue.map { "\($0) \(symbol)" } ?? symbol
    if let known = books[name] { return known }
    let book = BookReplayer(markets.market(symbol, on: venue), levels)
    books[name] = book
    order.append(book)
    return book
  }

  /// Writes what is left.
  func finish(_ samples: SampleWriter) {
    for book in order { book.finish(samples) }
  }
}

/// Tardis `incremental_book_L2`: one level a row; a run of `is_snapshot` starts the book anew.
package struct TardisIncrementalBook: Format {
  package let name = "tardis incremental_book_L2"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let columns = IncrementalColumns(tardis: table)
    else { return nil }
    return IncrementalColumns.claim(
      (name, "columns `is_snapshot`, `side`, `price`, `amount`"), columns, sample, (table, header))
  }
}

/// Binance's depth updates flattened to one level a row.
package struct FlatDepthUpdates: Format {
  package let name = "binance depth updates"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header,
      let columns = IncrementalColumns(flat: table)
    else { return nil }
    var claim = IncrementalColumns.claim(
      (name, "columns `FirstUpdateId`, `FinalUpdateId`, `IsAsk`"), columns, sample, (table, header))
    claim.decisions.append("updates without a snapshot never make a whole book")
    return claim
  }
}

/// Where the columns of a table of book changes are.
private struct IncrementalColumns {
  let time, symbol, side, price, size: Int
  /// What rows of one update share.
  let update: Int
  var venue: Int?
  var isSnapshot: Int?
  var numbers: (first: Int, final: Int, previous: Int)?

  init?(tardis table: TableHead) {
    guard let time = table.column("timestamp"), let local = table.column("local_timestamp"),
      let snapshot = table.column("is_snapshot"), let symbol = table.column("symbol"),
      let side = table.column("side"), let price = table.column("price"),
      let size = table.column("amount"), let venue = table.column("exchange")
    else { return nil }
    (self.time, self.symbol, self.side, self.price, self.size) = (time, symbol, side, price, size)
    update = local
    self.venue = venue
    isSnapshot = snapshot
  }

  init?(flat table: TableHead) {
    guard let time = table.column("TransactionTime") ?? table.column("EventTime"),
      let symbol = table.column("Symbol"), let side = table.column("IsAsk"),
      let price = table.column("Price"), let size = table.column("Quantity"),
      let first = table.column("FirstUpdateId"), let final = table.column("FinalUpdateId"),
      let previous = table.column("FinalUpdateIdInLastStream")
    else { return nil }
    (self.time, self.symbol, self.side, self.price, self.size) = (time, symbol, side, price, size)
    update = final
    numbers = (first, final, previous)
  }

  static func claim(
    _ words: (name: String, evidence: String), _ columns: IncrementalColumns, _ sample: Sample,
    _ table: (TableHead, header: [String])
  ) -> Recognition {
    let venue = columns.venue.map { VenueNames.known(table.0.cells($0).first ?? "") } ?? "binance"
    let isSpot = sample.stem.lowercased().hasPrefix("spot")
    let naming = MarketNaming(venue: venue, kind: isSpot ? .spot : nil, sample)
    let plan = RowPlan(
      delimiter: table.0.delimiter, header: table.header, columnCount: table.header.count,
      time: columns.time
    ) {
      IncrementalReader(columns, naming)
    }
    let offers = MarketOffers(labels: naming.keys, markets: [])
    return Recognition(
      format: words.name, confidence: .certain, evidence: words.evidence,
      offers: offers.books(why: "from the book kept up; bands only as far as it is known"),
      reading: .rows(plan), books: BooksOffered(.levels, keys: naming.keys),
      decisions: ["at most one book a second is kept: the last"])
  }
}

private struct IncrementalReader: RowInterpreter {
  private let columns: IncrementalColumns
  private var books: BookShelf
  private var checks: [String: SequenceCheck] = [:]
  private var update: [UInt8] = []
  private var open: (book: BookReplayer, time: Int64, isSnapshot: Bool)?
  private let scale = CellScale(.ratio)

  init(_ columns: IncrementalColumns, _ naming: MarketNaming) {
    self.columns = columns
    books = BookShelf(naming)
  }

  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {
    guard let price = BookPrice(row.bytes(columns.price)),
      case .value(let size) = scale.read(row.bytes(columns.size))
    else { return samples.rejectRow("the level has no price or size") }
    let isBid: Bool
    if columns.numbers != nil {
      isBid = row.bytes(columns.side).first == UInt8(ascii: "0")
    } else {
      guard let side = Side(word: row.bytes(columns.side)) else {
        return samples.rejectRow("`\(row.text(columns.side))` is no side")
      }
      isBid = side.isBuy
    }
    turn(row, time, samples)
    open?.book.set(isBid: isBid, price, size)
  }

  /// Opens the update a row belongs to, and closes the one before.
  private mutating func turn(_ row: Row, _ time: Int64, _ samples: SampleWriter) {
    let first = columns.isSnapshot.flatMap { row.bytes($0).first }
    let isSnapshot = first == UInt8(ascii: "t") || first == UInt8(ascii: "T")
    let symbol = row.text(columns.symbol)
    let venue = columns.venue.map { VenueNames.known(row.text($0)) }
    let everything: Set = ["deribit", "bitmex", "coinbase", "kraken", "bitfinex"]
    let levels: BookReplayer.Levels =
      everything.contains(venue ?? "") ? .all : .snapshotAndChanges
    let book = books.book(symbol, on: venue, levels)
    if let open, open.book === book, open.isSnapshot == isSnapshot,
      row.bytes(columns.update).elementsEqual(update)
    {
      return
    }
    let wasSnapshot = open.map { $0.book === book && $0.isSnapshot } ?? false
    close(samples)
    update = Array(row.bytes(columns.update))
    book.begin(at: time, samples)
    if isSnapshot, !wasSnapshot { book.reset() }
    follow(row, symbol, book, (time, samples))
    open = (book, time, isSnapshot)
  }

  private mutating func follow(
    _ row: Row, _ symbol: String, _ book: BookReplayer, _ now: (time: Int64, SampleWriter)
  ) {
    guard let numbers = columns.numbers, let first = Int64(row.text(numbers.first)),
      let final = Int64(row.text(numbers.final))
    else { return }
    let previous = Int64(row.text(numbers.previous))
    if checks[symbol, default: SequenceCheck()].span(first, final, previous: previous) == .gap {
      now.1.remark("updates of \(symbol) are missing between two rows")
      book.gap(at: now.time, now.1)
    }
  }

  private mutating func close(_ samples: SampleWriter) {
    guard let open else { return }
    if open.isSnapshot { open.book.endSnapshot() }
    open.book.commit(at: open.time, samples)
    self.open = nil
  }

  mutating func finish(into samples: SampleWriter) {
    close(samples)
    books.finish(samples)
  }
}
