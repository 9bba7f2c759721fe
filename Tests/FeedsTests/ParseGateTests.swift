// What must keep rows of plain tables quick: counts of what is read the thorough way, and the
// processor time of this thread in proportion to that of the C library's own number parser.
import Columns
import Glibc
import Testing

@testable import Feeds

@Suite(.serialized) struct ParseGateTests {
  private let folder = DataFolder()

  /// Rows like those of an exchange's archive: a stamp, a market, padded and short decimals.
  private func table(_ rows: Int) -> String {
    var random = SeededGenerator()
    var text = "time,symbol,alpha,beta,gamma,delta\n"
    for row in 0..<rows {
      let a = "\(random.below(100_000)).\(random.below(1_000))000000000000"
      let b = "\(random.below(10)).\(10_000_000 + random.below(10_000_000))"
      text += "\(1_704_067_200 + 60 * row),S\(row % 3)USDT,\(a),\(b),-0.20,\(random.below(900))\n"
    }
    return text
  }

  /// Reads a table to its end; how many rows went the quick way and how many the thorough one.
  private func read(_ path: String) throws -> (quick: Int, thorough: Int) {
    let found = survey(FeedRequest(paths: [path]))
    let file = try #require(found.files.first)
    guard case .columns(let plan) = file.recognition.reading else { return (0, 0) }
    let schemas = Dictionary(uniqueKeysWithValues: found.schemas.map { ($0.name, $0) })
    let scanner = RowScanner(
      reader: try file.source.open(), delimiter: plan.delimiter, path: path)
    var columns = ColumnReader(
      plan, schemas: schemas, origin: Piece.Origin(file: 0),
      TableBeginning(plan, clock: file.clock))
    columns.purpose = .measuring
    var (quick, thorough) = (0, 0)
    while true {
      let before = columns.rowCount
      columns.readPlainRows(scanner)
      quick += columns.rowCount - before
      guard try scanner.next() else { return (quick, thorough) }
      columns.read(scanner)
      thorough += 1
    }
  }

  /// The header, the first row of each market and the rows cut by the end of a read, no others.
  @Test func plainRowsGoTheQuickWay() throws {
    let text = table(20_000)
    let (quick, thorough) = try read(folder.write("plain.csv", text))
    #expect(quick + thorough == 20_001)
    let cuts = text.utf8.count / (Limits.readBytes / 2) + 1
    #expect(thorough <= 1 + 3 + cuts, "\(thorough) rows were read the thorough way")
  }

  private static var clock: Double {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// The least of five processor times of this thread.
  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    var least = Double.infinity
    for _ in 0..<5 {
      let begin = Self.clock
      try body()
      least = min(least, Self.clock - begin)
    }
    return least
  }

  /// A walk over the numbers of every row by `strtod`, the times and markets passed over.
  private func walk(_ text: [CChar]) -> Double {
    var sum = 0.0
    text.withUnsafeBufferPointer { text in
      guard var at = text.baseAddress.flatMap({ strchr($0, 10) }) else { return }
      while at[1] != 0 {
        guard let time = strchr(at, 44), let market = strchr(time + 1, 44) else { return }
        at = market
        while at.pointee == 44 {
          var end: UnsafeMutablePointer<CChar>?
          sum += strtod(at + 1, &end)
          guard let end else { return }
          at = end
        }
      }
    }
    return sum
  }

  /// Of four numbers a row the library reads nothing but these; here opening and looking at the
  /// file, its times, markets and measures are counted too, which leaves 3.7 times. Without
  /// optimisation there is no rate to speak of.
  @Test(.enabled(if: !_isDebugAssertConfiguration(), "only an optimised build has a rate"))
  func aTableIsReadManyTimesFasterThanByTheLibrary() throws {
    let text = table(60_000)
    let path = folder.write("rate.csv", text)
    let characters = text.utf8.map { CChar(bitPattern: $0) } + [0]
    var sum = 0.0
    let library = seconds { sum += walk(characters) }
    let own = try seconds { _ = try read(path) }
    #expect(sum.isFinite)
    #expect(library / own >= 2.5, "only \(library / own) times as fast")
  }
}
