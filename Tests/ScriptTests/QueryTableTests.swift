// What a query looks up for its table: why a row is unknown, only where that is told.
import Diagnostics
import Foundation
import Language
import Sessions
import Sinks
import Testing

@Suite struct QueryTableTests {
  /// Five hundred minutes of one symbol; an average of an hour needs 48 of its 60 samples.
  private func result() throws -> QueryResult {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("brink-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: path) }
    var text = "time,symbol,load\n"
    for minute in 0..<500 { text += "\(1_704_067_200 + 60 * minute),BTCUSDT,\(minute).5\n" }
    try text.write(to: path, atomically: true, encoding: .utf8)
    var request = RunRequest()
    request.data = [path.path]
    var pool = DataPool(paths: request.data)
    let file = parse(SourceText(name: "<query>", text: "avg(load[1h])"), mode: .interactive)
    let prepared = try Preparation.make(request, [file], &pool) { _ in true }
    return try #require(QueryResult.make(prepared.run))
  }

  /// How many rows of what a style shows are unknown, and of how many the reason was looked up.
  private func unknown(_ table: Table) -> (rows: Int, explained: Int) {
    var count = (rows: 0, explained: 0)
    for case .unknown(let reason) in table.rows.compactMap(\.last) {
      count.rows += 1
      if !reason.isEmpty { count.explained += 1 }
    }
    return count
  }

  @Test(arguments: [TableMode.csv, .tsv, .json, .jsonl])
  func machinesAreToldNoReasons(mode: TableMode) throws {
    let found = unknown(try result().table(TableStyle(mode)))
    #expect(found == (47, 0))
  }

  @Test func peopleAreToldThoseOfTheRowsTheySee() throws {
    var style = TableStyle.terminal(width: 80, ink: .plain, charset: .utf8)
    style.maximumRows = 10
    let result = try result()
    let table = result.table(style)
    #expect(table.rows.count == 10 && unknown(table) == (5, 5))
    #expect(table.text(style).contains("n/a (warmup"))
    style.nullText = "-"
    #expect(unknown(result.table(style)) == (5, 0))
  }
}
