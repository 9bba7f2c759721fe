// Measures of books while they are replayed: looks, changes from look to look, gaps, markets that
// cannot give them.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

@Suite struct BookMeasureTests {
  private let market = "asset=BTC,symbol=BTCUSDT,venue=binance"

  /// A gauge or event series of this name that a rule measures.
  private func measure(
    _ name: String, _ needs: BookNeeds, _ rule: BookMeasure.Rule
  ) -> BookMeasure {
    var kind = SeriesKind.gauge
    if case .change = rule { kind = .event }
    let gap = Double(nan: 7, signaling: false)
    return BookMeasure(
      SeriesSchema(
        name: name, kind: kind, unit: .ratio, keys: Catalogue.marketKeys, every: BookMeasure.every,
        stale: BookMeasure.stale, origin: .format), needs: needs, gap: gap, rule)
  }

  /// How many levels there are, both sides together.
  private var levelCount: BookMeasure {
    measure(
      "levels", BookNeeds(.levels),
      .look { Double($0.bids.prices.count + $0.asks.prices.count) })
  }

  /// How often the best bid changed.
  private var bidMoves: BookMeasure {
    measure(
      "moves", BookNeeds(.prices),
      .change(levels: 1) { $0.bids.prices.first == $1.bids.prices.first ? 0 : 1 })
  }

  private func load(_ text: String, named name: String, _ measures: [BookMeasure]) -> Loading {
    let folder = DataFolder()
    let survey = survey(FeedRequest(paths: [folder.write(name, text)])).deriving(measures)
    return Feeds.load(survey, wanted: Set(measures.map(\.schema.name)))
  }

  private func update(_ time: Int, _ numbers: (Int, Int, Int), bids: String) -> String {
    "1723161\(time)000000 {\"stream\":\"btcusdt@depth\",\"data\":{\"e\":\"depthUpdate\","
      + "\"E\":1723161\(time),\"T\":1723161\(time),\"s\":\"BTCUSDT\",\"U\":\(numbers.0),"
      + "\"u\":\(numbers.1),\"pu\":\(numbers.2),\"b\":[\(bids)],\"a\":[]}}\n"
  }

  private func snapshot(_ time: Int, _ number: Int) -> String {
    "1723161\(time)000000 {\"lastUpdateId\":\(number),\"E\":1723161\(time),"
      + "\"T\":1723161\(time),\"bids\":[[\"999.5\",\"2\"],[\"999\",\"1\"]],"
      + "\"asks\":[[\"1000.5\",\"3\"]]}\n"
  }

  // Three updates within a second are one look; its events are those of all three.
  @Test func changesAddUpBetweenLooks() {
    let capture =
      update(100_000, (1, 5, 0), bids: "") + snapshot(101_000, 10)
      + update(101_100, (8, 12, 7), bids: "[\"999.6\",\"1\"]")
      + update(101_200, (13, 14, 12), bids: "[\"999.7\",\"1\"]")
      + update(101_300, (15, 16, 14), bids: "[\"999.7\",\"5\"]")
      + update(102_000, (17, 18, 16), bids: "[\"999.7\",\"0\"]")
    let loading = load(capture, named: "cap.txt", [levelCount, bidMoves])
    #expect(loading.samples("levels", market) == [5, 4])
    #expect(loading.samples("moves", market) == [2, 1])
    #expect(loading.times("moves", market).map { $0 % 1_000_000_000 } == [300_000_000, 0])
  }

  // The reason of the gap stays with the NaN; the book after the gap is compared with nothing.
  @Test func aGapHasItsReasonAndBreaksTheChain() {
    let capture =
      update(100_000, (1, 5, 0), bids: "") + snapshot(101_000, 10)
      + update(102_000, (8, 12, 7), bids: "[\"999.6\",\"1\"]")
      + update(104_000, (20, 21, 19), bids: "[\"999.7\",\"1\"]") + snapshot(106_000, 40)
    let loading = load(capture, named: "cap.txt", [levelCount, bidMoves])
    let levels = loading.samples("levels", market)
    #expect(levels.map { $0.isNaN ? -1 : $0 } == [3, 4, -1, 3])
    #expect(levels.filter(\.isNaN).map { $0.significandBitPattern & 0xffff } == [7])
    #expect(loading.samples("moves", market) == [0, 1, 0])
  }

  private let quotes = """
    exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
    binance-futures,BTCUSDT,1700000000000000,1700000000000000,1,101,99,3
    binance-futures,BTCUSDT,1700000001000000,1700000001000000,1,101,100,3

    """

  @Test func quotesGiveWhatNeedsNoLevels() {
    let loading = load(quotes, named: "quotes.csv", [levelCount, bidMoves])
    #expect(loading.store["levels"] == nil)
    #expect(loading.samples("moves", market) == [0, 1])
  }

  // 1000SHIBUSDT: prices and sizes count thousands of coins.
  @Test func looksArePerCoin() {
    let text = """
      exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
      binance-futures,1000SHIBUSDT,1700000000000000,1700000000000000,10,0.03,0.02,10

      """
    let bid = measure(
      "bid", BookNeeds(.quotes, contract: true),
      .look { ($0.bids.prices.first ?? 0) * ($0.bids.sizes.first ?? 0) * $0.multiplier })
    let loading = load(text, named: "quotes.csv", [bid])
    let samples = loading.samples("bid", "asset=SHIB,symbol=1000SHIBUSDT,venue=binance")
    #expect(samples.count == 1)
    #expect(abs((samples.first ?? 0) - 0.2) < 1e-12)
  }

  @Test func whatAMarketCannotGiveIsSaid() {
    let text = """
      exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount
      elsewhere,FOOUSDT,1700000000000000,1700000000000000,10,0.03,0.02,10

      """
    let sized = measure("sized", BookNeeds(.quotes, contract: true), .look { _ in 1 })
    let loading = load(text, named: "quotes.csv", [sized])
    #expect(loading.store["sized"]?.sampleCount == 0)
    let told = loading.diagnostics.map(\.message)
    #expect(told.contains { $0.contains("no `sized`: the contract size of `FOOUSDT`") })
  }

  // A look waits for the next second; what a finished file would give comes bit by bit.
  @Test func followedBooksAreMeasured() {
    let folder = DataFolder()
    let start = update(100_000, (1, 5, 0), bids: "") + snapshot(101_000, 10)
    let path = folder.write("cap.txt", start)
    let follower = Follower(
      FeedRequest(paths: [path]), wanted: ["levels"], measures: [levelCount])
    #expect(follower.advance().samples("levels", market) == [])
    folder.write(
      "cap.txt", start + update(102_000, (8, 12, 7), bids: "[\"999.6\",\"1\"]")
        + update(103_000, (13, 14, 12), bids: ""))
    #expect(follower.advance().samples("levels", market) == [3, 4])
  }

  @Test func aSurveySaysWhatItsBooksTell() {
    let folder = DataFolder()
    let path = folder.write("quotes.csv", quotes)
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.books == BooksOffered(.quotes, keys: ["asset", "symbol", "venue"]))
    let text = Description(found, metrics: [("spread", BookNeeds(.prices))]).text
    #expect(text.contains("book      best quotes: spread"))
  }
}
