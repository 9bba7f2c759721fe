// LOBSTER's order books with the times of the message file beside them, row by row.
import Columns
import Diagnostics
import Quantities

/// An order book whose message file is there: same ticker, window and level, as many rows.
package struct LobsterPair: Format {
  package let name = "lobster order book"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.header == nil, table.columnCount > 0,
      table.columnCount % 4 == 0, let names = LobsterNames(sample)
    else { return nil }
    guard let messages = names.messages else {
      return names.neighbour.map {
        refused(sample, table, "`\($0)` beside it is of another window or level")
      }
    }
    guard let own = try? FeedSource(path: sample.path, member: nil, isChosen: true),
      let rows = try? LineCount.lines(of: own), let times = try? LineCount.lines(of: messages)
    else { return refused(sample, table, "`\(messages.path)` beside it cannot be read") }
    guard rows == times else {
      return refused(
        sample, table, "it has \(rows) rows, `\(messages.path)` beside it \(times): no pair")
    }
    let ticker = names.ticker
    let labels = Labels(
      [("venue", "nasdaq"), ("asset", ticker), ("symbol", ticker)]
        + sample.pinned.map { ($0.key, $0.value) })
    let offers = MarketOffers(labels: labels.keys, markets: [])
    let levels = table.columnCount / 4
    let snapshot = DatedSnapshot(
      format: name,
      evidence: "no header: \(levels) levels of whole prices and sizes; "
        + "times from \(messages.path), which has as many rows",
      offers: offers.books(why: "from the levels of the row; bands only as far as they reach"),
      decisions: [
        "at most one book a second is kept: the last", "a share is a coin",
        "seconds count from midnight at the exchange: pin `tz` as America/New_York, else UTC",
      ])
    return snapshot.recognition(sample) { day in
      .rows(
        RowPlan(
          delimiter: table.delimiter, header: nil, columnCount: table.columnCount, time: nil
        ) {
          PairReader(day, labels, messages)
        })
    }
  }

  private func refused(_ sample: Sample, _ table: TableHead, _ reason: String) -> Recognition {
    var claim = Recognition(
      format: "lobster orderbook", confidence: .certain,
      evidence: "no header: \(table.columnCount / 4) levels of whole prices and sizes, no time",
      offers: [],
      reading: .rows(
        RowPlan(
          delimiter: table.delimiter, header: nil, columnCount: table.columnCount, time: nil
        ) {
          NothingReader()
        }))
    claim.diagnostics = [
      Problem.error(
        "E743", sample.path,
        "an order book of LOBSTER has no times: row by row they are those of its message file, "
          + "which has the same ticker, window and level in its name, and as many rows; " + reason
      ).suggesting(Suggestion("put its own message file beside it, or load the messages alone"))
    ]
    return claim
  }
}

/// `AAPL_2012-06-21_34200000_57600000_orderbook_10.csv` and the files beside it.
private struct LobsterNames {
  let ticker: String
  /// The message file of the same name.
  private(set) var messages: FeedSource?
  /// A message file of the same ticker and day, but of another window or level.
  private(set) var neighbour: String?

  init?(_ sample: Sample) {
    let words = sample.stem.split(separator: "_")
    guard words.count == 6, words[4] == "orderbook", Int(words[5]) != nil else { return nil }
    ticker = String(words[0])
    let directory = FileNames.directory(of: sample.path)
    let wanted = sample.name.replacing("_orderbook_", with: "_message_")
    for suffix in ["", ".gz", ".zst", ".xz", ".bz2"]
    where messages == nil && fileExists(directory + wanted + suffix) {
      messages = try? FeedSource(
        path: directory + wanted + suffix, member: nil, isChosen: false)
    }
    guard messages == nil else { return }
    let head = "\(words[0])_\(words[1])_"
    neighbour = fileNames(in: directory.isEmpty ? "." : directory).sorted().first {
      $0.hasPrefix(head) && $0.contains("_message_")
    }
  }
}

/// How many lines a file has.
enum LineCount {
  static func lines(of source: FeedSource) throws(FeedFailure) -> Int {
    let reader = try source.open()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { block.deallocate() }
    var count = 0
    var last: UInt8 = 10
    while true {
      let length = try reader.read(into: block)
      guard length > 0 else { return last == 10 ? count : count + 1 }
      for byte in block[..<length] where byte == 10 { count += 1 }
      last = block[length - 1]
    }
  }
}

private struct PairReader: RowInterpreter {
  private let day: Int64
  private let book: BookReplayer
  private let path: String
  /// The rows of the message file; nil where it could not be opened.
  private let messages: RowScanner?
  private let scale = CellScale(.ratio)

  init(_ day: Int64, _ labels: Labels, _ source: FeedSource) {
    self.day = day
    path = source.path
    let instrument = Instrument(venue: "nasdaq", symbol: "\(labels["symbol"] ?? "X")/USD")
    book = BookReplayer(Market(instrument, labels: labels), .best)
    messages = (try? source.open()).map {
      RowScanner(reader: $0, delimiter: 44, path: source.path)
    }
  }

  mutating func read(_ row: Row, at _: Int64, into samples: SampleWriter) {
    guard let messages, (try? messages.next()) == true, let cell = messages.cells.first,
      let nanoseconds = LobsterTime.nanoseconds(cell)
    else { return samples.rejectRow("the row of the message file has no time") }
    let time = day &+ nanoseconds
    book.begin(at: time, samples)
    book.reset()
    for level in 0..<row.count / 4 {
      take(row, 4 * level, isBid: false)
      take(row, 4 * level + 2, isBid: true)
    }
    book.commit(at: time, samples)
  }

  /// A level without orders has a size of 0, and a price no share has.
  private func take(_ row: Row, _ column: Int, isBid: Bool) {
    guard let price = Int64(row.text(column)), (1..<9_999_999_999).contains(price),
      case .value(let size) = scale.read(row.bytes(column + 1)), size > 0
    else { return }
    book.set(isBid: isBid, BookPrice(units: price * 1_000_000), size)
  }

  mutating func finish(into samples: SampleWriter) { book.finish(samples) }
}

private struct NothingReader: RowInterpreter {
  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {}
}

/// LOBSTER's clock: seconds after midnight with up to nine decimals.
enum LobsterTime {
  static func nanoseconds(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard let decimal = scanDecimal(cell), !decimal.isNegative, !decimal.isTruncated,
      (-9...0).contains(decimal.exponent)
    else { return nil }
    let scale = UInt64(exactPowers[9 + decimal.exponent])
    let (value, overflow) = decimal.mantissa.multipliedReportingOverflow(by: scale)
    return !overflow && value < 86_400_000_000_000 ? Int64(value) : nil
  }
}
