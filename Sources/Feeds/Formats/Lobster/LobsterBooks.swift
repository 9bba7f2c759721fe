// LOBSTER's order books, which take their times from the message file beside them, row by row.
import Columns
import Diagnostics
import Quantities

/// Ask and bid prices and sizes of N levels; refused without the message file of the same ticker,
/// window and level, with as many rows.
package struct LobsterBooks: Format {
  package let name = "lobster orderbook"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, table.header == nil, table.columnCount > 0,
      table.columnCount % 4 == 0
    else { return nil }
    guard let names = LobsterNames(sample), names.messages != nil || names.neighbour != nil else {
      guard !table.rows.isEmpty, table.rows.allSatisfy(Self.isBook) else { return nil }
      return refused(sample, table, nil)
    }
    guard let messages = names.messages else {
      let neighbour = names.neighbour ?? ""
      return refused(sample, table, "`\(neighbour)` beside it is of another window or level")
    }
    guard let own = try? FeedSource(path: sample.path, member: nil, isChosen: true),
      let rows = try? LineCount.lines(of: own), let times = try? LineCount.lines(of: messages)
    else { return refused(sample, table, "`\(messages.path)` beside it cannot be read") }
    guard rows == times else {
      return refused(
        sample, table, "it has \(rows) rows, `\(messages.path)` beside it \(times): no pair")
    }
    return paired(sample, table, messages)
  }

  private func paired(
    _ sample: Sample, _ table: TableHead, _ messages: FeedSource
  ) -> Recognition? {
    let labels = LobsterShare.labels(sample)
    let snapshot = DatedSnapshot(
      format: name,
      evidence: "no header: \(table.columnCount / 4) levels of whole prices and sizes; "
        + "times from \(messages.path), which has as many rows",
      offers: MarketOffers(labels: labels.keys, markets: [])
        .books(why: "from the levels of the row; bands only as far as they reach"),
      decisions: ["at most one book a second is kept: the last"] + LobsterShare.decisions)
    return snapshot.recognition(sample) { day in
      Self.rows(table) { BookReader(day, labels, messages) }
    }
  }

  /// `reason` is what is wrong with the files beside it, where there are some.
  private func refused(_ sample: Sample, _ table: TableHead, _ reason: String?) -> Recognition {
    var claim = Recognition(
      format: name, confidence: reason == nil ? .likely : .certain,
      evidence: "no header: \(table.columnCount / 4) levels of whole prices and sizes, no time",
      offers: [], reading: Self.rows(table) { UntimedReader() })
    claim.diagnostics = [
      Problem.error(
        "E743", sample.path,
        "an order book of LOBSTER has no times: row by row they are those of its message file, "
          + "which has the same ticker, window and level in its name, and as many rows"
          + (reason.map { "; " + $0 } ?? "")
      ).suggesting(Suggestion("put its own message file beside it, or load the messages alone"))
    ]
    return claim
  }

  private static func rows(
    _ table: TableHead, _ reader: @escaping @Sendable () -> any RowInterpreter
  ) -> Reading {
    .rows(
      RowPlan(
        delimiter: table.delimiter, header: nil, columnCount: table.columnCount, time: nil,
        interpreter: reader))
  }

  private static func isBook(_ row: [String]) -> Bool {
    let numbers = row.compactMap { Int64($0) }
    guard numbers.count == row.count, numbers.count >= 4 else { return false }
    let empty: Int64 = 9_999_999_999
    let isPriced = numbers[0] >= 1_000 && numbers[2].magnitude >= 1_000
    return isPriced && (numbers[0] == empty || numbers[2] == -empty || numbers[0] >= numbers[2])
  }
}

/// `AAPL_2012-06-21_34200000_57600000_orderbook_10.csv` and the files beside it.
private struct LobsterNames {
  /// The message file of the same name.
  private(set) var messages: FeedSource?
  /// A message file of the same ticker and day, but of another window or level.
  private(set) var neighbour: String?

  init?(_ sample: Sample) {
    let words = sample.stem.split(separator: "_")
    guard words.count == 6, words[4] == "orderbook", Int(words[5]) != nil else { return nil }
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

private struct BookReader: RowInterpreter {
  private let day: Int64
  private let book: BookReplayer
  private let path: String
  /// The rows of the message file; nil where it could not be opened.
  private let messages: RowScanner?
  private let scale = CellScale(.ratio)

  init(_ day: Int64, _ labels: Labels, _ source: FeedSource) {
    self.day = day
    path = source.path
    book = BookReplayer(LobsterShare.market(labels), .best)
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

private struct UntimedReader: RowInterpreter {
  mutating func read(_ row: Row, at time: Int64, into samples: SampleWriter) {}
}
