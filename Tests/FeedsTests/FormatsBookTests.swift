// Books kept up from files: bands by hand, gaps, crossed books, sources of few levels.
import Columns
import Feeds
import Quantities
import Testing

@Suite struct FormatsBookTests {
  private let market = "asset=BTC,symbol=BTCUSDT,venue=binance"

  private func capture(_ lines: [String]) -> Loading {
    let folder = DataFolder()
    return loadAll([folder.write("cap.txt", lines.joined(separator: "\n") + "\n")])
  }

  private func update(_ time: Int, _ numbers: (Int, Int, Int), bids: String, asks: String = "")
    -> String
  {
    "1723161\(time)000000000 {\"stream\":\"btcusdt@depth\",\"data\":{\"e\":\"depthUpdate\","
      + "\"E\":1723161\(time)000,\"T\":1723161\(time)000,\"s\":\"BTCUSDT\",\"U\":\(numbers.0),"
      + "\"u\":\(numbers.1),\"pu\":\(numbers.2),\"b\":[\(bids)],\"a\":[\(asks)]}}"
  }

  private func snapshot(_ time: Int, _ number: Int) -> String {
    "1723161\(time)000000000 {\"lastUpdateId\":\(number),\"E\":1723161\(time)000,"
      + "\"T\":1723161\(time)000,\"bids\":[[\"999.5\",\"2\"],[\"999\",\"1\"],[\"990\",\"5\"]],"
      + "\"asks\":[[\"1000.5\",\"3\"],[\"1001\",\"1\"],[\"1010\",\"4\"]]}"
  }

  // Mid 1000: within 10 bps bids down to 999 and asks up to 1001, edges included:
  // 2 × 999.5 + 999 = 2998 and 3 × 1000.5 + 1001 = 4002.5. Within 50 bps the same.
  @Test func bandsByHand() {
    let loading = capture([
      update(100, (1, 5, 0), bids: "[\"999.5\",\"9\"]"), snapshot(101, 10),
      update(102, (8, 12, 7), bids: "[\"998\",\"0\"]"),
    ])
    #expect(loading.samples("depth_10bps_bid", market) == [2_998, 2_998])
    #expect(loading.samples("depth_10bps_ask", market) == [4_002.5, 4_002.5])
    #expect(loading.samples("depth_10bps", market) == [7_000.5, 7_000.5])
    #expect(loading.samples("depth_50bps_bid", market) == [2_998, 2_998])
    #expect(loading.samples("spread_bps", market) == [0.001, 0.001])
    #expect(loading.samples("mid", market) == [1_000, 1_000])
  }

  // The snapshot's worst bid is 990, which is 1 % below the mid: its band may not be whole.
  @Test func bandsBeyondTheSnapshotAreUnknown() {
    let loading = capture([
      update(100, (1, 5, 0), bids: ""), snapshot(101, 10),
      update(102, (8, 12, 7), bids: "[\"980\",\"7\"]"),
    ])
    #expect(loading.samples("depth_1pct_bid", market) == [])
    #expect(loading.samples("depth_2pct", market) == [])
  }

  @Test func updatesBeforeTheirSnapshotAreKept() {
    let loading = capture([
      update(100, (11, 15, 10), bids: "[\"999.5\",\"4\"]"), snapshot(101, 10),
      update(102, (16, 17, 15), bids: "[\"999\",\"3\"]"),
    ])
    // 4 × 999.5 + 999, then 4 × 999.5 + 3 × 999.
    #expect(loading.samples("depth_10bps_bid", market) == [4_997, 6_995])
    #expect(loading.diagnostics.filter { $0.message.contains("gap") }.isEmpty)
  }

  @Test func aGapMakesTheBookUnknownUntilTheNextSnapshot() {
    let loading = capture([
      update(100, (1, 5, 0), bids: ""), snapshot(101, 10),
      update(102, (8, 12, 7), bids: "[\"999\",\"2\"]"),
      update(104, (20, 21, 19), bids: "[\"999\",\"3\"]"),
      update(105, (22, 23, 21), bids: "[\"999\",\"4\"]"), snapshot(106, 40),
    ])
    let values = loading.samples("depth_10bps_bid", market)
    // Whole, whole, unknown from the gap on, whole again by the snapshot.
    #expect(values.map { $0.isNaN ? -1 : $0 } == [2_998, 3_997, -1, 2_998])
    #expect(loading.diagnostics.contains { $0.message.contains("a gap in the updates") })
  }

  @Test func aBookCrossedForLongIsBroken() {
    let loading = capture([
      update(100, (1, 5, 0), bids: ""), snapshot(101, 10),
      update(102, (8, 12, 7), bids: "[\"1002\",\"1\"]"),
      update(104, (13, 14, 12), bids: "[\"1003\",\"1\"]"),
      update(105, (15, 16, 14), bids: "[\"1003\",\"0\"],[\"1002\",\"0\"]"),
    ])
    let values = loading.samples("spread_bps", market)
    #expect(values.first == 0.001)
    #expect(values.dropFirst().allSatisfy { $0.isNaN })
    #expect(loading.diagnostics.contains { $0.message.contains("stays crossed") })
  }

  @Test func updatesAloneAreNoBook() {
    let loading = capture([
      update(100, (1, 5, 0), bids: "[\"999\",\"1\"]", asks: "[\"1001\",\"1\"]"),
      update(101, (6, 7, 5), bids: "[\"999\",\"2\"]"),
    ])
    #expect(loading.store["depth_10bps"]?.sampleCount == 0)
  }

  // 2 contracts of 100 USD each on both best levels, whatever the price.
  @Test func inverseBooksCountTheirFace() {
    let text = """
      exchange,symbol,timestamp,local_timestamp,asks[0].price,asks[0].amount,bids[0].price,\
      bids[0].amount,asks[1].price,asks[1].amount,bids[1].price,bids[1].amount
      binance-delivery,BTCUSD_PERP,1598918403696000,1598918403810979,60010,2,60000,2,61000,9,59000,9

      """
    let folder = DataFolder()
    let loading = loadAll([folder.write("book.csv", text)])
    let place = "asset=BTC,symbol=BTCUSD_PERP,venue=binance"
    #expect(loading.samples("depth_10bps_bid", place) == [200])
    #expect(loading.samples("depth_1pct", place) == [400])
    #expect(loading.samples("depth_2pct", place) == [], "deeper than the levels of the row reach")
  }

  // Deribit: a snapshot of 1-USD amounts, one more bid, then a new snapshot without it.
  @Test func tardisIncrementalBooks() {
    let head = "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
    let rows = [
      "1585699200000000,1585699200000001,true,bid,6400,100",
      "1585699200000000,1585699200000001,true,ask,6402,50",
      "1585699201000000,1585699201000001,false,bid,6401,30",
      "1585699203000000,1585699203000001,false,bid,6401,0",
      "1585699205000000,1585699205000001,true,bid,6400,70",
      "1585699205000000,1585699205000001,true,ask,6403,20",
    ].map { "deribit,BTC-PERPETUAL,\($0)\n" }
    let folder = DataFolder()
    let loading = loadAll([folder.write("inc.csv", head + rows.joined())])
    let place = "asset=BTC,symbol=BTC-PERPETUAL,venue=deribit"
    #expect(loading.samples("depth_1pct_bid", place) == [100, 130, 100, 70])
    #expect(loading.samples("depth_1pct_ask", place) == [50, 50, 50, 20])
    #expect(loading.samples("mid", place) == [6_401, 6_401.5, 6_401, 6_401.5])
  }
}
