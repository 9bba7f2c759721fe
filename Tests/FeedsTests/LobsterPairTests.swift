// LOBSTER's books and messages: a pair by name, window, level and rows, or none.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

@Suite struct LobsterPairTests {
  let folder = DataFolder()
  private let book = "AAPL_2012-06-21_34200000_37800000_orderbook_1.csv"
  private let messages = "AAPL_2012-06-21_34200000_37800000_message_1.csv"
  private let books = "1001000,200,999000,100\n1002000,50,998000,100\n9999999999,0,998000,100\n"
  private let times = "34200.5,1,1,18,1001000,1\n34202.25,1,2,18,1002000,1\n34204.0,3,3,1,9,1\n"
  private let market = "asset=AAPL,symbol=AAPL,venue=nasdaq"

  private func codes(_ path: String) -> [String] {
    survey(FeedRequest(paths: [path])).diagnostics.map(\.code)
  }

  // Mids of 100.1 and 99.9, of 100.2 and 99.8; the third look has no ask.
  @Test func aPair() {
    folder.write(messages, times)
    let loading = loadAll([folder.write(book, books)])
    #expect(loading.samples("mid", market).prefix(2) == [100, 100])
    #expect(loading.samples("mid", market).last?.isNaN == true)
    // 34200.5 s after midnight is 09:30:00.5.
    let first = loading.times("mid", market).first.map { Timestamp(nanoseconds: $0).description }
    #expect(first == "2012-06-21T09:30:00.500Z")
    let spreads = loading.samples("spread_bps", market).prefix(2)
    #expect(zip(spreads, [0.002, 0.004]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(loading.report.rows == 3 && loading.report.rejectedRows == 0)
  }

  // New York is four hours behind UTC in June.
  @Test(.enabled(if: Self.zonesAreThere)) func theClockOfTheExchange() {
    folder.write(messages, times)
    let path = folder.write(book, books)
    folder.write(book + ".brink-schema.json", "{\"tz\": \"America/New_York\"}")
    let first = loadAll([path]).times("mid", market).first
    #expect(first.map { Timestamp(nanoseconds: $0).description } == "2012-06-21T13:30:00.500Z")
  }

  private static var zonesAreThere: Bool { !contents(of: "/usr/share/zoneinfo/zone.tab").isEmpty }

  @Test func rowsThatAreNotAsMany() {
    folder.write(messages, times + "34205.0,3,3,1,9,1\n")
    let path = folder.write(book, books)
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["E743"])
    #expect(found.diagnostics[0].message.contains("it has 3 rows"))
    #expect(found.series.isEmpty)
  }

  @Test func anotherWindowOrLevel() {
    folder.write("AAPL_2012-06-21_34200000_57600000_message_1.csv", times)
    let path = folder.write(book, books)
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["E743"])
    #expect(found.diagnostics[0].message.contains("of another window or level"))
  }

  @Test func noMessagesAtAll() {
    #expect(codes(folder.write(book, books)) == ["E743"])
  }

  @Test func messagesThatLackATimeRejectTheirRow() {
    folder.write(messages, "34200.5,1,1,18,1,1\nnoon,1,2,18,1,1\n34204.0,3,3,1,9,1\n")
    let loading = loadAll([folder.write(book, books)])
    #expect(loading.report.rejectedRows == 1)
  }
}
