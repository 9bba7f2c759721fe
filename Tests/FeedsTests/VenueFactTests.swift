// What venues count open interest in: one row for each fact the specification names.
import Columns
import Feeds
import Quantities
import Testing

@Suite struct VenueFactTests {
  /// A venue's own words, and what they are in coins, USD and contracts; nil where it cannot tell.
  struct Fact: Sendable, CustomTestStringConvertible {
    let title: String
    let text: String
    let key: String
    let oi: Double?
    let usd: Double?
    var contracts: Double?
    var testDescription: String { title }
  }

  private static let stamp = "1700000000000"

  private static func bybit(_ symbol: String, _ interest: String) -> String {
    #"{"topic":"tickers.\#(symbol)","type":"snapshot","ts":\#(stamp),"data":{"#
      + #""symbol":"\#(symbol)","markPrice":"50","fundingIntervalHour":"8",\#(interest)}}"#
  }

  private static func deribit(_ name: String, _ interest: Int) -> String {
    #"{"jsonrpc":"2.0","result":{"instrument_name":"\#(name)","mark_price":50,"#
      + #""open_interest":\#(interest),"timestamp":\#(stamp),"index_price":50}}"#
  }

  static let facts: [Fact] = [
    // Linear: base coin, both sides: 8 of both are 4 of one, worth 200.
    Fact(
      title: "bybit linear, both sides",
      text: bybit("BTCUSDT", #""openInterest":"8","openInterestValue":"400""#),
      key: "asset=BTC,symbol=BTCUSDT,venue=bybit", oi: 4, usd: 200),
    Fact(
      title: "bybit linear, one side told",
      text: bybit(
        "BTCUSDT", #""openInterest":"8","singleOpenInterest":"4","openInterestValue":"400""#),
      key: "asset=BTC,symbol=BTCUSDT,venue=bybit", oi: 4, usd: 200),
    // Inverse: USD: 1000 of both are 500 of one, ten coins at 50.
    Fact(
      title: "bybit inverse, both sides",
      text: bybit("BTCUSD", #""openInterest":"1000","openInterestValue":"20""#),
      key: "asset=BTC,symbol=BTCUSD,venue=bybit", oi: 10, usd: 500),
    Fact(
      title: "deribit inverse perpetual in USD", text: deribit("BTC-PERPETUAL", 1_000),
      key: "asset=BTC,symbol=BTC-PERPETUAL,venue=deribit", oi: 20, usd: 1_000),
    Fact(
      title: "deribit inverse future in USD", text: deribit("BTC-27MAR26", 1_000),
      key: "asset=BTC,symbol=BTC-27MAR26,venue=deribit", oi: 20, usd: 1_000),
    Fact(
      title: "deribit linear future in coin", text: deribit("BTC_USDC-PERPETUAL", 4),
      key: "asset=BTC,symbol=BTC_USDC-PERPETUAL,venue=deribit", oi: 4, usd: 200),
    Fact(
      title: "okx in contracts, coin and USD",
      text: #"{"code":"0","data":[{"instId":"BTC-USDT-SWAP","oi":"400","oiCcy":"4","#
        + #""oiUsd":"200","ts":"\#(stamp)"}]}"#,
      key: "asset=BTC,symbol=BTC-USDT-SWAP,venue=okx", oi: 4, usd: 200, contracts: 400),
    Fact(
      title: "binance USD-M in coin and USD",
      text: #"[{"symbol":"BTCUSDT","sumOpenInterest":"4","sumOpenInterestValue":"200","#
        + #""timestamp":\#(stamp)}]"#,
      key: "asset=BTC,symbol=BTCUSDT,venue=binance", oi: 4, usd: 200),
    Fact(
      title: "binance USD-M in coin",
      text: #"{"openInterest":"4","symbol":"BTCUSDT","time":\#(stamp)}"#,
      key: "asset=BTC,symbol=BTCUSDT,venue=binance", oi: 4, usd: nil),
    // COIN-M counts contracts: 100 USD of bitcoin, 10 USD of any other coin.
    Fact(
      title: "binance COIN-M in contracts of 100 USD",
      text: #"{"openInterest":"20","symbol":"BTCUSD_PERP","time":\#(stamp)}"#,
      key: "asset=BTC,symbol=BTCUSD_PERP,venue=binance", oi: nil, usd: 2_000),
    Fact(
      title: "binance COIN-M in contracts of 10 USD",
      text: #"{"openInterest":"20","symbol":"ETHUSD_PERP","time":\#(stamp)}"#,
      key: "asset=ETH,symbol=ETHUSD_PERP,venue=binance", oi: nil, usd: 200),
  ]

  @Test(arguments: facts) func openInterestIsOfOneSide(fact: Fact) {
    let folder = DataFolder()
    let loading = loadAll([folder.write("venue.json", fact.text + "\n")])
    let wanted = [("oi", fact.oi), ("oi_usd", fact.usd)]
    for (series, value) in wanted {
      #expect(loading.samples(series, fact.key) == (value.map { [$0] } ?? []), "\(series)")
    }
    if let contracts = fact.contracts {
      #expect(loading.samples("oi_contracts", fact.key) == [contracts])
    }
  }

  /// One order per symbol and second at most: what is added up is a lower bound, and is told so.
  @Test func liquidationsOfBinanceAreSampled() throws {
    let order = #"{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"2","p":"49","ap":"50","#
      + #""X":"FILLED","l":"2","z":"2","T":1700000000000}"#
    let folder = DataFolder()
    let path = folder.write(
      "f.jsonl", #"{"e":"forceOrder","E":1700000000000,"o":\#(order)}"# + "\n")
    let file = try #require(survey(FeedRequest(paths: [path])).files.first)
    #expect(file.recognition.decisions.contains { $0.contains("lower bounds") })
  }

  /// Each venue's funding at the interval that is stored with it: hourly on Hyperliquid.
  @Test(
    arguments: [
      (#"[{"coin":"BTC","fundingRate":"0.0008","time":1769908800000}]"#, "hyperliquid", "BTC", 1.0),
      (
        #"{"topic":"tickers.XUSDT","type":"snapshot","ts":1700000000000,"data":{"symbol":"XUSDT","#
          + #""fundingRate":"0.0008","fundingIntervalHour":"4"}}"#, "bybit", "XUSDT", 4
      ),
    ])
  func fundingKeepsItsInterval(text: String, venue: String, symbol: String, hours: Double) {
    let folder = DataFolder()
    let loading = loadAll([folder.write("f.json", text + "\n")])
    let asset = symbol.replacing("USDT", with: "")
    let key = "asset=\(asset),symbol=\(symbol),venue=\(venue)"
    #expect(loading.samples("funding", key) == [0.0008 / (hours * 3_600)])
  }
}
