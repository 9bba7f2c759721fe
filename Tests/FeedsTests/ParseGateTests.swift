// What must keep rows of plain tables quick: counts of what is read the thorough way.
import Columns
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
  /// Seen to fail: no minus in the quick way, every row.
  @Test func plainRowsGoTheQuickWay() throws {
    let text = table(20_000)
    let (quick, thorough) = try read(folder.write("plain.csv", text))
    #expect(quick + thorough == 20_001)
    let cuts = text.utf8.count / Limits.firstReadBytes + 1
    #expect(thorough <= 1 + 3 + cuts, "\(thorough) rows were read the thorough way")
  }
}
