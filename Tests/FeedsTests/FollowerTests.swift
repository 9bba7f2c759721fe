// Following data that is still being written gives what a load of the finished files gives.
import Columns
import Diagnostics
import Feeds
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@Suite struct FollowerTests {
  let folder = DataFolder()

  private func append(_ path: String, _ text: some StringProtocol) {
    guard let file = fopen(path, "ab") else { return }
    fputs(String(text), file)
    fclose(file)
  }

  @Test func rowsAreSeenOnceTheirLinesEnd() {
    let path = folder.write("a.csv", "time,oi\n2024-08-05,1\n2024-08-06,2")
    let follower = Follower(FeedRequest(paths: [path]))
    #expect(follower.advance().samples("oi") == [1])
    #expect(follower.advance().samples("oi").isEmpty)
    append(path, "0\n2024-08-07,")
    #expect(follower.advance().samples("oi") == [20])
    append(path, "3\nx,4\n")
    let last = follower.advance()
    #expect(last.samples("oi") == [3])
    #expect(last.report.files[0].rejects.first.map(\.line) == [5])
    #expect(last.report.rows == 2)
    #expect(!follower.isFinished)
  }

  @Test func newFilesOfADirectoryAreFound() {
    folder.write("a.csv", "time,symbol,oi\n2024-08-05,BTC,1\n")
    let follower = Follower(FeedRequest(paths: [folder.path]))
    #expect(follower.advance().samples("oi", "asset=BTC,symbol=BTC") == [1])
    folder.write("b.csv", "time,symbol,oi,mark\n2024-08-06,BTC,2,60000\n")
    folder.write("c.csv.gz", Packed.gzip)
    let next = follower.advance()
    #expect(next.samples("oi", "asset=BTC,symbol=BTC") == [2])
    #expect(next.samples("mark", "asset=BTC,symbol=BTC") == [60_000])
    #expect(next.diagnostics.map(\.code) == ["E714"])
    #expect(follower.advance().diagnostics.isEmpty)
    #expect(follower.survey.files.count == 3)
  }

  @Test func aReplacedFileIsReadAnew() {
    let path = folder.write("a.csv", "time,oi\n2024-08-05,1\n2024-08-06,2\n")
    let follower = Follower(FeedRequest(paths: [path]))
    #expect(follower.advance().samples("oi") == [1, 2])
    folder.write("a.csv", "time,oi\n2024-08-07,3\n")
    let next = follower.advance()
    #expect(next.samples("oi") == [3])
    #expect(next.diagnostics.map(\.code) == ["W730"])
  }

  @Test func eventsWrittenTwiceAreToldAcrossReads() {
    let path = folder.write("a.jsonl", "{\"time\":\"2024-08-05\",\"liq_usd\":5}\n")
    let follower = Follower(FeedRequest(paths: [path]))
    #expect(follower.advance().samples("liq_usd") == [5])
    append(path, "{\"time\":\"2024-08-05\",\"liq_usd\":5}\n")
    append(path, "{\"time\":\"2024-08-05\",\"liq_usd\":6}\n")
    let next = follower.advance()
    #expect(next.samples("liq_usd") == [6])
    #expect(next.report.duplicates == 1)
  }

  @Test func aPipeIsFollowedToItsEnd() {
    let path = "\(folder.path)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let both = open(path, O_RDWR | O_CLOEXEC)
    func say(_ text: String) { _ = text.withCString { write(both, $0, strlen($0)) } }
    say("time,oi\n2024-08-05,1\n")
    let follower = Follower(FeedRequest(paths: [path]))
    #expect(follower.advance().samples("oi") == [1])
    say("2024-08-06,2\n2024-08-07")
    #expect(follower.advance().samples("oi") == [2])
    say(",3\n")
    #expect(follower.advance().samples("oi") == [3])
    #expect(!follower.isFinished)
    close(both)
    _ = follower.advance()
    #expect(follower.isFinished)
  }

  /// A random table, appended in random pieces: the joined stores equal one load.
  @Test func piecesJoinToTheWhole() {
    var random = SeededGenerator()
    var text = "time,symbol,oi,liq_usd,depth_1pct\n"
    for row in 0..<1_500 {
      let time = 1_722_816_000 + row / 3 * 10 - random.below(12) / 11 * 40
      let symbol = ["BTCUSDT", "ETHUSDT"][random.below(2)]
      let depth = random.below(20) == 0 ? "NaN" : "\(random.below(900))"
      text += "\(time),\(symbol),\(random.below(99)),\(random.below(4)),\(depth)\n"
    }
    let path = folder.write("a.csv", "")
    let bytes = Array(text.utf8)
    var at = 120
    append(path, String(decoding: bytes[..<at], as: UTF8.self))
    let follower = Follower(FeedRequest(paths: [path]))
    var store = follower.advance().store
    while at < bytes.count {
      let end = min(bytes.count, at + 1 + random.below(3_000))
      append(path, String(decoding: bytes[at..<end], as: UTF8.self))
      at = end
      store = store.adding(follower.advance().store)
    }
    let whole = loadAll([path]).store
    for name in ["oi", "depth_1pct"] {
      let (a, b) = (whole[name]?.tracks ?? [], store[name]?.tracks ?? [])
      #expect(a.map(\.labels) == b.map(\.labels))
      #expect(a.map(\.times) == b.map(\.times), "seed \(random.seed)")
      #expect(
        a.map { $0.values.map(\.bitPattern) } == b.map { $0.values.map(\.bitPattern) },
        "seed \(random.seed)")
    }
    #expect(whole["liq_usd"]?.pulse == store["liq_usd"]?.pulse)
  }
}
