// Lists of instruments among the data: what they say of contracts reaches the other files.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

@Suite struct ListedSizesTests {
  let folder = DataFolder()

  /// Ten contracts of a coin nobody has in a table, at 2 USD.
  private func trades(_ symbol: String) -> String {
    folder.write(
      "x_\(symbol)-trades-2024-08-05.csv",
      "instrument_name,trade_id,side,price,size,created_time\n\(symbol),1,buy,2,10,1722816000000\n")
  }

  private func instrument(_ symbol: String, _ value: String, _ money: String) -> String {
    "{\"instId\":\"\(symbol)\",\"ctVal\":\"\(value)\",\"ctMult\":\"1\",\"ctValCcy\":\"\(money)\","
      + "\"ctType\":\"linear\",\"instType\":\"SWAP\"}"
  }

  private func list(_ items: String...) -> String {
    "{\"code\":\"0\",\"data\":[\(items.joined(separator: ","))],\"msg\":\"\"}"
  }

  @Test func withoutAListTheSizeIsUnknown() {
    let found = survey(FeedRequest(paths: [trades("NEWCOIN-USDT-SWAP")]))
    #expect(found.diagnostics.map(\.code) == ["W741"])
  }

  // The list comes after the trades in the order of the files. 10 × 50 coins × 2 USD = 1000 USD.
  @Test func aListOfOKX() {
    _ = trades("NEWCOIN-USDT-SWAP")
    folder.write("z_instruments.json", list(instrument("NEWCOIN-USDT-SWAP", "50", "NEWCOIN")))
    let found = survey(FeedRequest(paths: [folder.path]))
    #expect(found.diagnostics.isEmpty)
    #expect(found.files.last?.recognition.decisions.last?.contains("contracts, 1 in all") == true)
    let market = "asset=NEWCOIN,symbol=NEWCOIN-USDT-SWAP,venue=okx"
    #expect(load(found).samples("taker_buy", market) == [1_000])
  }

  // The shipped table says 0.01 bitcoin; the venue's own list wins, a schema file over both.
  @Test func precedence() {
    let path = trades("BTC-USDT-SWAP")
    folder.write("a.json", list(instrument("BTC-USDT-SWAP", "0.02", "BTC")))
    let market = "asset=BTC,symbol=BTC-USDT-SWAP,venue=okx"
    #expect(loadAll([folder.path]).samples("taker_buy", market) == [0.4])
    folder.write(
      String(path.split(separator: "/").last ?? "") + ".brink-schema.json",
      "{\"contract_size\": \"1 coin\"}")
    #expect(loadAll([folder.path]).samples("taker_buy", market) == [20])
  }

  @Test func whatIsWorthAThirdCoinIsNotGuessed() {
    _ = trades("ETH-USD-SWAP")
    folder.write("a.json", list(instrument("ETH-USD-SWAP", "0.1", "BTC")))
    let found = survey(FeedRequest(paths: [folder.path]))
    #expect(found.diagnostics.map(\.code) == ["W741"])
    #expect(found.diagnostics[0].message.contains("quanto"))
  }

  @Test func listsOfOtherVenues() {
    let lists = [
      "{\"timezone\":\"UTC\",\"rateLimits\":[],\"symbols\":[{\"symbol\":\"ETHUSD_PERP\","
        + "\"contractType\":\"PERPETUAL\",\"contractSize\":25},{\"symbol\":\"ETHUSDT\"}]}",
      "{\"retCode\":0,\"result\":{\"category\":\"inverse\",\"list\":[{\"symbol\":\"ETHUSD\","
        + "\"contractType\":\"InversePerpetual\",\"priceFilter\":{}}]},\"time\":1}",
      "[{\"name\":\"ABC_USDT\",\"quanto_multiplier\":\"7\",\"type\":\"direct\"}]",
      "{\"code\":\"200000\",\"data\":[{\"symbol\":\"ABCUSDTM\",\"rootSymbol\":\"USDT\","
        + "\"multiplier\":3,\"isInverse\":false,\"lotSize\":1}]}",
    ]
    for (index, text) in lists.enumerated() {
      let alone = DataFolder()
      let found = survey(FeedRequest(paths: [alone.write("l\(index).json", text)]))
      #expect(found.diagnostics.isEmpty)
      let last = found.files.first?.recognition.decisions.last
      #expect(last?.contains("contracts, 1 in all") == true)
    }
  }

  // 100 contracts make one coin: 500 at 2 USD are 10 USD.
  @Test func contractsOfBitMEX() {
    folder.write(
      "a.json",
      "[{\"symbol\":\"ABCUSDT\",\"rootSymbol\":\"ABC\",\"isInverse\":false,\"isQuanto\":false,"
        + "\"quoteCurrency\":\"USDT\",\"underlyingToPositionMultiplier\":100,\"markPrice\":2,"
        + "\"timestamp\":\"2024-08-05T00:00:00Z\",\"openInterest\":700}]")
    folder.write(
      "b.json",
      "{\"type\":\"trade\",\"exchange\":\"bitmex\",\"symbol\":\"ABCUSDT\",\"price\":2,"
        + "\"amount\":500,\"side\":\"buy\",\"timestamp\":\"2024-08-05T00:00:00Z\"}")
    let market = "asset=ABC,symbol=ABCUSDT,venue=bitmex"
    let loading = loadAll([folder.path])
    #expect(loading.samples("taker_buy", market) == [10])
    #expect(loading.samples("oi", market) == [7])
  }

  // 2 contracts of 25 USD, long closed; of Gate 2 × 7 coins at 10 USD, of a table of ccxt 3 × 5.
  @Test func sizesReachFramesAndUnifiedSymbols() {
    folder.write(
      "a.json",
      "{\"rateLimits\":[],\"symbols\":[{\"symbol\":\"ETHUSD_PERP\",\"contractSize\":25}]}")
    folder.write(
      "b.json",
      "{\"e\":\"forceOrder\",\"E\":1722816000000,\"o\":{\"s\":\"ETHUSD_PERP\",\"S\":\"SELL\","
        + "\"q\":\"2\",\"p\":\"3000\",\"ap\":\"3000\",\"z\":\"2\",\"T\":1722816000000}}")
    let market = "asset=ETH,symbol=ETHUSD_PERP,venue=binance"
    #expect(loadAll([folder.path]).samples("liq_long_usd", market) == [50])
    let other = DataFolder()
    other.write(
      "gate_markets.json",
      "{\"ABC/USDT:USDT\":{\"symbol\":\"ABC/USDT:USDT\",\"contractSize\":5,\"linear\":true}}")
    other.write(
      "gate_oi.json",
      "[{\"symbol\":\"ABC/USDT:USDT\",\"openInterestAmount\":3,\"timestamp\":1722816000000}]")
    let loading = loadAll([other.path])
    #expect(loading.samples("oi", "asset=ABC,symbol=ABC/USDT:USDT,venue=gate") == [15])
  }
}
