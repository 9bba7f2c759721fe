// Exchange JSON out of small files: envelopes, captures, units, intervals, clocks.
import Columns
import Feeds
import Quantities
import Testing

@Suite struct FormatsFrameTests {
  private func open(_ name: String, _ text: String) -> Loading {
    let folder = DataFolder()
    return loadAll([folder.write(name, text)])
  }

  @Test func capturesOfCryptofeed() {
    let trade = #"{"e":"aggTrade","E":1626992741012,"s":"BTCUSDT","p":"100","q":"2","#
      + #""T":1626992741000,"m":true}"#
    let text = """
      wss://fstream.binance.com/stream?streams=btcusdt@aggTrade <-> 1626992740.179554
      wss://fstream.binance.com/stream <- 1626992740.2: {"method":"SUBSCRIBE","params":[]}
      1626992741.06217: {"stream":"btcusdt@aggTrade","data":\(trade)}
      configuration: {"trades":["BTC-USDT-PERP"]}

      """
    let loading = open("BINANCE.ws.0", text)
    #expect(loading.samples("taker_sell", "asset=BTC,symbol=BTCUSDT,venue=binance") == [200])
    #expect(loading.report.rejectedRows == 0)
  }

  @Test func answersWithAnAddressBeforeThem() {
    let text = "https://www.bitmex.com/api/v1/instrument/active -> 1626993367.384902: "
      + #"[{"symbol":"XBTUSD","rootSymbol":"XBT","state":"Open","isInverse":true,"isQuanto":false,"#
      + #""openInterest":500,"markPrice":50,"fundingRate":0.0001,"#
      + #""fundingInterval":"2000-01-01T08:00:00.000Z","timestamp":"2021-07-22T22:36:05Z"}]"# + "\n"
    let loading = open("BITMEX.0", text)
    let place = "asset=BTC,symbol=XBTUSD,venue=bitmex"
    #expect(loading.samples("oi_usd", place) == [500])
    #expect(loading.samples("oi", place) == [10])
    #expect(loading.samples("funding", place) == [0.0001 / 28_800])
  }

  // A clock behind the exchange's: received before it was sent.
  @Test func clocksBehindTheExchange() {
    let lines = (0..<5).map { index in
      "17231612551\(index)0000000 {\"e\":\"trade\",\"E\":17231612565\(index)0,"
        + "\"T\":17231612565\(index)0,"
        + "\"s\":\"BTCUSDT\",\"t\":\(index),\"p\":\"100\",\"q\":\"1\",\"X\":\"MARKET\",\"m\":false}"
    }
    let loading = open("cap.txt", lines.joined(separator: "\n") + "\n")
    #expect(loading.diagnostics.map(\.message).contains { $0.contains("clock is 1s 4") })
  }

  // OKX counts contracts, coins and USD apart; Binance's COIN-M contracts are 100 USD of bitcoin.
  @Test func openInterestByItsUnit() {
    let okx = #"{"code":"0","data":[{"instId":"BTC-USDT-SWAP","oi":"500","oiCcy":"5","#
      + #""oiUsd":"300000","ts":"1700000000000"}]}"#
    let loading = open("okx.json", okx)
    let place = "asset=BTC,symbol=BTC-USDT-SWAP,venue=okx"
    #expect(loading.samples("oi_contracts", place) == [500])
    #expect(loading.samples("oi", place) == [5])
    #expect(loading.samples("oi_usd", place) == [300_000])
    let binance = #"{"openInterest":"20","symbol":"BTCUSD_PERP","time":1700000000000}"#
    let other = open("cm.json", binance)
    #expect(other.samples("oi_usd", "asset=BTC,symbol=BTCUSD_PERP,venue=binance") == [2_000])
    #expect(other.samples("oi", "asset=BTC,symbol=BTCUSD_PERP,venue=binance") == [])
  }

  // Inverse perpetuals of Deribit count USD: 1000 at 50 000 are 0.02 coins.
  @Test func deribitPerpetualsCountUSD() {
    let text = #"{"jsonrpc":"2.0","result":{"instrument_name":"BTC-PERPETUAL","mark_price":50000,"#
      + #""open_interest":1000,"timestamp":1700000000000,"index_price":50001,"funding_8h":0.0008}}"#
    let loading = open("d.json", text)
    let place = "asset=BTC,symbol=BTC-PERPETUAL,venue=deribit"
    #expect(loading.samples("oi_usd", place) == [1_000])
    #expect(loading.samples("oi", place) == [0.02])
    #expect(loading.samples("funding", place) == [0.0008 / 28_800])
  }

  // Percent in Deribit's tickers, fractions in OKX's; a premium in coins becomes USD.
  @Test func volatilityAsAFraction() {
    let deribit = #"{"jsonrpc":"2.0","result":{"instrument_name":"BTC-28JUN24-70000-C","#
      + #""mark_iv":60.5,"bid_iv":0,"best_bid_price":0,"mark_price":0.01,"underlying_price":65000,"#
      + #""open_interest":3,"timestamp":1700000000000,"greeks":{"delta":0.4,"gamma":0.00002,"#
      + #""vega":50,"theta":-20,"rho":5}}}"#
    let loading = open("d.json", deribit)
    let place = "asset=BTC,cp=C,expiry=2024-06-28,instrument=BTC-28JUN24-70000-C,strike=70000,"
      + "venue=deribit"
    #expect(loading.samples("mark_iv", place) == [0.605])
    #expect(loading.samples("opt_mark", place) == [650])
    #expect(loading.samples("opt_bid", place).first?.isNaN == true, "a bid of 0 is none")
    #expect(loading.samples("theta", place) == [-20.0 / 86_400])
    let okx = #"{"code":"0","data":[{"instId":"BTC-USD-241217-92000-C","markVol":"0.455","#
      + #""fwdPx":"97000","ts":"1734166000000"}]}"#
    let other = "asset=BTC,cp=C,expiry=2024-12-17,instrument=BTC-USD-241217-92000-C,strike=92000,"
      + "venue=okx"
    #expect(open("o.json", okx).samples("mark_iv", other) == [0.455])
  }

  @Test func fundingByItsOwnInterval() {
    let rows = [0, 4, 8].map { hour in
      let time = 1_700_006_400_000 + hour * 3_600_000
      return #"{"symbol":"XUSDT","fundingRate":"0.0001","fundingTime":\#(time)}"#
    }
    let loading = open("f.json", "[" + rows.joined(separator: ",") + "]")
    let rate = 0.0001 / 14_400
    #expect(loading.samples("funding", "asset=X,symbol=XUSDT,venue=binance") == [rate, rate, rate])
    #expect(loading.store["funding"]?.schema.every == .hours(4))
    let hourly = #"[{"coin":"BTC","fundingRate":"0.0000125","time":1769908800000}]"#
    let place = "asset=BTC,symbol=BTC,venue=hyperliquid"
    #expect(open("h.json", hourly).samples("funding", place) == [0.0000125 / 3_600])
    let bybit = #"{"topic":"tickers.XUSDT","type":"snapshot","ts":1700000000000,"data":{"#
      + #""symbol":"XUSDT","fundingRate":"0.0002","fundingIntervalHour":"2"}}"#
    let other = "asset=X,symbol=XUSDT,venue=bybit"
    #expect(open("b.json", bybit).samples("funding", other) == [0.0002 / 7_200])
  }

  // Coins by their place in the universe; 1 kPEPE is 1000 PEPE at a thousandth of the price.
  @Test func assetContextsOfHyperliquid() {
    let text = #"[{"universe":[{"name":"BTC"},{"name":"kPEPE"}]},[{"funding":"0.0000125","#
      + #""openInterest":"10","markPx":"50","oraclePx":"51"},{"funding":"0","openInterest":"7","#
      + #""markPx":"0.5","oraclePx":"0.5"}]]"#
    let without = open("meta.json", text)
    #expect(without.diagnostics.contains { $0.code == "E742" } || without.store["oi"] == nil)
    let lines = [#"1700000000.5: {"universe":[{"name":"BTC"},{"name":"kPEPE"}]}"#,
      #"1700000000.6: [{"funding":"0.0000125","openInterest":"10","markPx":"50","oraclePx":"51"},"#
        + #"{"funding":"0","openInterest":"7","markPx":"0.5","oraclePx":"0.5"}]"#]
    let loading = open("cap.txt", lines.joined(separator: "\n") + "\n")
    #expect(loading.samples("oi", "asset=BTC,symbol=BTC,venue=hyperliquid") == [10])
    let place = "asset=PEPE,symbol=kPEPE,venue=hyperliquid"
    #expect(loading.samples("oi", place) == [7_000])
    #expect(loading.samples("mark", place) == [0.0005])
    #expect(loading.samples("oi_usd", place) == [3.5])
  }

  // An answer without any time has none until a schema file pins it.
  @Test func answersWithoutATimeArePinned() {
    let folder = DataFolder()
    let path = folder.write(
      "a.json",
      "[{\"universe\":[{\"name\":\"BTC\"}]},[{\"funding\":\"0.0001\",\"openInterest\":\"2\","
        + "\"markPx\":\"50\",\"oraclePx\":\"49\"}]]")
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["E742"])
    #expect(found.diagnostics[0].suggestions.first?.message.contains("`\"date\"`") == true)
    folder.write("a.json.brink-schema.json", "{\"date\": \"2024-08-05T08:00:00Z\"}")
    let place = "asset=BTC,symbol=BTC,venue=hyperliquid"
    let loading = loadAll([path])
    #expect(loading.samples("oi", place) == [2])
    #expect(loading.times("oi", place) == [1_722_844_800_000_000_000])
  }

  @Test func listsOfInstrumentsHoldNoSeries() {
    let folder = DataFolder()
    let text = #"{"code":"0","data":[{"instId":"BTC-USDT-SWAP","ctVal":"0.01","ctType":"linear"}]}"#
    let found = survey(FeedRequest(paths: [folder.write("i.json", text)]))
    #expect(found.files.first?.recognition.format == "okx instruments")
    #expect(found.series.isEmpty && found.diagnostics.isEmpty)
  }

  @Test func malformedFramesAreRejectsNeverTraps() {
    let frames = [
      #"{"e":"depthUpdate","s":"BTCUSDT"}"#, #"{"e":"trade","p":[],"q":{},"m":null}"#,
      #"{"e":"forceOrder","o":7}"#, #"{"channel":"trades","data":[{"coin":"BTC","px":"1"}]}"#,
      #"{"table":"orderBookL2","action":"update","data":[{"symbol":"X","id":1}]}"#,
      #"{"coin":"BTC","levels":[[{"px":"-1","sz":"x"}]]}"#,
      #"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.X","data":{}}}"#,
      #"{"instrument_name":"BTC-28JUN24-70000-C","mark_iv":"?","greeks":[],"timestamp":"now"}"#,
    ]
    let loading = open("bad.jsonl", frames.joined(separator: "\n") + "\n")
    #expect(loading.report.rows == frames.count || loading.report.files.isEmpty)
  }

  // ccxt's amounts are coins on one exchange and contracts on another; its values are in the quote.
  @Test func unifiedOpenInterestOnlyInAKnownUnit() {
    let text = #"[{"symbol":"DOGE/USDT:USDT","openInterestAmount":500,"openInterestValue":60,"#
      + #""timestamp":1700000000000,"datetime":"2023-11-14T22:13:20Z","info":{}}]"#
    let unknown = open("mexc_oi.json", text)
    let mexc = "asset=DOGE,symbol=DOGE/USDT:USDT,venue=mexc"
    #expect(unknown.samples("oi_usd", mexc) == [60])
    #expect(unknown.samples("oi", mexc) == [])
    #expect(unknown.diagnostics.map(\.message).contains { $0.contains("likely 1000 coin") })
    let known = open("binance_oi.json", text)
    #expect(known.samples("oi", "asset=DOGE,symbol=DOGE/USDT:USDT,venue=binance") == [500])
  }

  @Test func unifiedFundingHistory() {
    let rows = [0, 8].map { hour in
      #"{"symbol":"BTC/USDT:USDT","fundingRate":0.0001,"timestamp":"#
        + "\(1_700_006_400_000 + hour * 3_600_000),\"info\":{}}"
    }
    let loading = open("bybit_funding.json", "[" + rows.joined(separator: ",") + "]")
    let place = "asset=BTC,symbol=BTC/USDT:USDT,venue=bybit"
    #expect(loading.samples("funding", place) == [0.0001 / 28_800, 0.0001 / 28_800])
  }

  @Test func coinglassOrdersAndBalances() {
    let orders = #"{"code":"0","data":[{"exchange_name":"Bybit","symbol":"BTCUSDT","price":60000,"#
      + #""usd_value":500,"side":2,"time":1700000000000}]}"#
    let long = open("orders.json", orders)
    #expect(long.samples("liq_long_usd", "asset=BTC,symbol=BTCUSDT,venue=bybit") == [500])
    let balances = #"{"code":"0","data":{"time_list":[1700006400000,1700092800000],"#
      + #""price_list":[1,2],"data_map":{"Binance":[10,11],"OKX":[5,null],"Short":[1]}}}"#
    let loading = open("coinglass_ETH_balance.json", balances)
    #expect(loading.samples("reserve", "asset=ETH,venue=binance") == [10, 11])
    #expect(loading.samples("reserve", "asset=ETH,venue=okx") == [5])
    #expect(loading.report.rejectedRows == 1)
  }

  // Kraken's rate is absolute: 0.000000001 coin per USD at 50 000 is 0.00005 an hour.
  @Test func krakenFundingIsAbsolute() {
    let text = #"{"result":"success","tickers":[{"symbol":"PI_XBTUSD","markPrice":50010,"#
      + #""indexPrice":50000,"openInterest":1000,"fundingRate":0.000000001},{"symbol":"pf_ethusd","#
      + #""markPrice":2000,"indexPrice":2000,"openInterest":3,"fundingRate":0.1}],"#
      + #""serverTime":"2024-01-01T00:00:00Z"}"#
    let loading = open("kraken.json", text)
    let inverse = loading.samples("funding", "asset=BTC,symbol=PI_XBTUSD,venue=kraken")
    #expect(inverse.map { ($0 * 3_600 * 1e9).rounded() } == [50_000])
    #expect(loading.samples("oi_usd", "asset=BTC,symbol=PI_XBTUSD,venue=kraken") == [1_000])
    let linear = loading.samples("funding", "asset=ETH,symbol=PF_ETHUSD,venue=kraken")
    #expect(linear == [0.00005 / 3_600])
    #expect(loading.samples("oi_usd", "asset=ETH,symbol=PF_ETHUSD,venue=kraken") == [6_000])
  }

  @Test func dydxMarketsAreHourly() {
    let text = #"1700000000.5: {"markets":{"BTC-USD":{"ticker":"BTC-USD","oraclePrice":"50","#
      + #""openInterest":"4","nextFundingRate":"0.00001"}}}"# + "\n"
    let loading = open("cap.txt", text)
    let place = "asset=BTC,symbol=BTC-USD,venue=dydx"
    #expect(loading.samples("funding", place) == [0.00001 / 3_600])
    #expect(loading.samples("oi_usd", place) == [200])
  }
}
