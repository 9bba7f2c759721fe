// A table as an exchange archives its metrics, in memory, and two ways through it.
import Columns
import Glibc
import Testing

@testable import Feeds

/// Rows of a stamp, a market and six numbers, two of them padded to sixteen places.
final class MetricsArchive {
  private let text: [UInt8]
  /// The same, ended by a zero.
  private let characters: [CChar]
  private let plan: ColumnPlan
  private let schemas: [String: SeriesSchema]
  private let clock: ClockZone
  /// Rows without the header.
  let rows: Int
  /// What `readByLibrary` has read.
  private var times: [Int64] = []
  private var columns = [[Double]](repeating: [], count: 6)

  init(rows: Int, isQuoted: Bool = false) throws {
    self.rows = rows
    let table = Self.table(rows)
    text = Array((isQuoted ? Self.quoted(table) : table).utf8)
    characters = text.map { CChar(bitPattern: $0) } + [0]
    let folder = try TableFolder()
    let path = folder.write("BTCUSDT-metrics-2024-06-01.csv", text)
    let found = survey(FeedRequest(paths: [path]))
    let file = try #require(found.files.first)
    plan = try #require(file.recognition.reading.columnPlan)
    schemas = Dictionary(uniqueKeysWithValues: found.schemas.map { ($0.name, $0) })
    clock = file.clock
  }

  private static func table(_ rows: Int) -> String {
    var dice = Dice(5)
    var text =
      "create_time,symbol,sum_open_interest,sum_open_interest_value,"
      + "count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,"
      + "count_long_short_ratio,sum_taker_long_short_vol_ratio\n"
    for row in 0..<rows {
      let (day, minute) = (row / 288 % 28 + 1, row % 288 * 5)
      text += "2024-06-\(pair(day)) \(pair(minute / 60)):\(pair(minute % 60)):00,BTCUSDT,"
      text += decimal(70_000 + dice.below(20_000), &dice, places: 3, zeros: 13) + ","
      text += decimal(4_000_000_000 + dice.below(1 << 30), &dice, places: 4, zeros: 12)
      for places in [8, 6, 8, 6] {
        text += "," + decimal(dice.below(3), &dice, places: places, zeros: 8 - places)
      }
      text += "\n"
    }
    return text
  }

  /// Every cell in quotes.
  private static func quoted(_ table: String) -> String {
    table.split(separator: "\n").map { row in
      row.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") + "\n"
    }.joined()
  }

  private static func decimal(
    _ whole: Int, _ dice: inout Dice, places: Int, zeros: Int
  ) -> String {
    let fraction = (0..<places).map { _ in "\(dice.below(10))" }.joined()
    return "\(whole)." + fraction + String(repeating: "0", count: zeros)
  }

  private static func pair(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

  /// Reads every row of the table, `times` times over; how many went the quick way.
  func read(times: Int = 1, purpose: ReadPurpose = .measuring) throws -> Int {
    let scanner = RowScanner(
      reader: MemoryReader(text, times: times), delimiter: plan.delimiter, path: "archive")
    var columns = ColumnReader(
      plan, schemas: schemas, origin: Piece.Origin(file: 0), TableBeginning(plan, clock: clock))
    columns.purpose = purpose
    var quick = 0
    while true {
      let before = columns.rowCount
      columns.readPlainRows(scanner)
      quick += columns.rowCount - before
      guard try scanner.next() else { break }
      columns.read(scanner)
    }
    return quick
  }

  /// The processor time of reading every row into typed columns.
  func secondsOfRows(_ purpose: ReadPurpose) throws -> Double {
    var quick = 0
    let taken = try seconds { quick = try read(purpose: purpose) }
    #expect(quick >= rows - 100)
    return taken
  }

  /// Reads every row into columns by the C library: the parts of its stamp by `strtol`, its market
  /// by comparing it with that of the row before, its numbers by `strtod`.
  func readByLibrary() -> Int {
    times.removeAll(keepingCapacity: true)
    for column in columns.indices { columns[column].removeAll(keepingCapacity: true) }
    characters.withUnsafeBufferPointer { text in
      guard var at = text.baseAddress.flatMap({ strchr($0, 10) }).map({ UnsafePointer($0) + 1 })
      else { return }
      var last = at
      while at.pointee != 0 {
        let moment = Self.moment(&at)
        let isSame = strncmp(at, last, 8) == 0
        last = at
        guard let market = isSame ? UnsafePointer(at + 7) : UnsafePointer(strchr(at, 44)) else {
          return
        }
        at = market
        times.append(moment)
        var column = 0
        while at.pointee == 44 {
          var end: UnsafeMutablePointer<CChar>?
          columns[column].append(strtod(at + 1, &end))
          column += 1
          guard let end else { return }
          at = UnsafePointer(end)
        }
        at += 1
      }
    }
    return times.count
  }

  /// The nanoseconds of a stamp, which it passes over with the delimiter behind it.
  private static func moment(_ at: inout UnsafePointer<CChar>) -> Int64 {
    func part() -> Int64 {
      var end: UnsafeMutablePointer<CChar>?
      let number = strtol(at, &end, 10)
      if let end { at = UnsafePointer(end) + 1 }
      return Int64(number)
    }
    let (year, month, day) = (part(), part(), part())
    let (hour, minute, second) = (part(), part(), part())
    // Days since 1970 of the proleptic Gregorian calendar, years beginning in March.
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearDay = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let ofEra = shifted % 400
    let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + yearDay - 719_468
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1_000_000_000
  }
}

extension Reading {
  /// The plan of a table whose columns are series.
  fileprivate var columnPlan: ColumnPlan? {
    if case .columns(let plan) = self { plan } else { nil }
  }
}

/// A folder for one file, gone with its owner.
private final class TableFolder {
  private var path: String
  private var file = ""

  init() throws {
    var template = Array("/tmp/brink-gates-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    unlink(file)
    rmdir(path)
  }

  func write(_ name: String, _ text: [UInt8]) -> String {
    file = "\(path)/\(name)"
    guard let stream = fopen(file, "wb") else { return file }
    _ = text.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, stream) }
    fclose(stream)
    return file
  }
}

/// A table in memory, and again its rows without the header.
private final class MemoryReader: ByteReader {
  private let text: [UInt8]
  private let header: Int
  private var left: Int
  private var at = 0
  private(set) var bytesConsumed: Int64 = 0

  init(_ text: [UInt8], times: Int) {
    self.text = text
    header = (text.firstIndex(of: 10) ?? -1) + 1
    left = times
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if at == text.count, left > 1 {
      left -= 1
      at = header
    }
    let count = min(buffer.count, text.count - at)
    text.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[at..<at + count]))
    }
    at += count
    bytesConsumed += Int64(count)
    return count
  }
}
