// Answers of vendors and exchanges as JSON: bars, histories, holdings, exports.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

@Suite struct FormatsRecordTests {
  let folder = DataFolder()
  private let hour: Int64 = 3_600_000_000_000
  private let start: Int64 = 1_722_816_000_000_000_000

  @Test func coinglassHistoriesByTheirNames() {
    let text = """
      {"code":"0","msg":"success","data":[
       {"time":1722816000000,"open":"1","high":"9","low":"1","close":"5000000"},
       {"time":1722819600000,"open":"2","high":"9","low":"1","close":"6000000"}]}
      """
    let loading = loadAll([folder.write("coinglass_BTC_open_interest_1h.json", text)])
    #expect(loading.samples("oi_usd", "asset=BTC") == [5_000_000, 6_000_000])
    #expect(loading.store["oi_usd"]?.schema.lag == .hours(1))
    let nobody = folder.write("bars.json", text)
    #expect(survey(FeedRequest(paths: [nobody])).diagnostics.map(\.code) == ["E744"])
    let coins = loadAll([folder.write("ETH_binance_oi_coin.json", text)])
    #expect(coins.samples("oi", "asset=ETH,venue=binance") == [5_000_000, 6_000_000])
  }

  // 0.01 in percent per 8 h is 1e-4 / 28 800 s; 0.0001 is the same as a fraction.
  @Test func coinglassFundingInPercentOrFractions() {
    for (close, name) in [("0.01", "a_funding_ETH.json"), ("0.0001", "b_funding_ETH.json")] {
      let path = folder.write(
        name,
        "{\"code\":\"0\",\"data\":[{\"time\":1722816000000,\"open\":\"1\",\"high\":\"1\","
          + "\"low\":\"1\",\"close\":\"\(close)\"}]}")
      #expect(loadAll([path]).samples("funding", "asset=ETH") == [0.0001 / 28_800])
    }
    let table = folder.write(
      "BTC_funding.csv", "time,open,high,low,close\n1722816000000,1,1,1,0.0001\n")
    #expect(loadAll([table]).samples("funding", "asset=BTC") == [0.0001 / 28_800])
  }

  @Test func barsThatAreNobodysStayAPlainTable() {
    let path = folder.write("a.csv", "time,open,high,low,close\n2024-08-05,1,3,1,2\n")
    #expect(survey(FeedRequest(paths: [path])).files[0].recognition.format == "plain table")
  }

  @Test func coinglassBooksAndBalanceLists() {
    let book = folder.write(
      "coinglass_BTC_book.json",
      "{\"code\":\"0\",\"data\":[{\"bids_usd\":81639959.9,\"bids_quantity\":1276.6,"
        + "\"asks_usd\":78533053.6,\"asks_quantity\":1217.1,\"time\":1722816000000}]}")
    let loading = loadAll([book])
    #expect(loading.samples("book_bid_usd", "asset=BTC") == [81_639_959.9])
    #expect(loading.samples("book_ask_total", "asset=BTC") == [1_217.1])
    #expect(loading.store["book_ask_total"]?.schema.unit == .coin)
    let list =
      "{\"code\":\"0\",\"data\":[{\"exchange_name\":\"Coinbase\",\"total_balance\":716590.3,"
      + "\"balance_change_1d\":-1},{\"exchange_name\":\"Binance\",\"total_balance\":582505}]}"
    let dated = loadAll([folder.write("BTC_balances_2024-08-05.json", list)])
    #expect(dated.samples("reserve", "asset=BTC,venue=coinbase") == [716_590.3])
    #expect(dated.times("reserve", "asset=BTC,venue=binance") == [start])
    let undated = survey(FeedRequest(paths: [folder.write("BTC_balances.json", list)]))
    #expect(undated.diagnostics.map(\.code) == ["E742"])
    #expect(undated.diagnostics[0].message.contains("pin `\"date\"`"))
  }

  @Test func glassnodeAsJSON() {
    let values = folder.write(
      "BTC_distribution_balance_exchanges.json",
      "[{\"t\":1722816000,\"v\":2752454.5},{\"t\":1722902400,\"v\":null}]")
    #expect(loadAll([values]).samples("reserve", "asset=BTC") == [2_752_454.5])
    let venues = folder.write(
      "b_BTC.json", "[{\"t\":1722816000,\"o\":{\"binance\":285621.5,\"bitfinex\":62766.9}}]")
    let loading = loadAll([venues])
    #expect(loading.samples("reserve", "asset=BTC,venue=binance") == [285_621.5])
    #expect(loading.samples("reserve", "asset=BTC,venue=bitfinex") == [62_766.9])
  }

  @Test func defillamaProtocols() {
    let path = folder.write(
      "binance.json",
      """
      {"id":"2269","name":"Binance CEX","chainTvls":{"Bitcoin":{"tvl":[]}},
       "tvl":[{"date":1722816000,"totalLiquidityUSD":100.5}],
       "tokens":[{"date":1722816000,"tokens":{"BTC":5,"ETH":"7.5"}}],
       "tokensInUsd":[{"date":1722816000,"tokens":{"BTC":300000}}]}
      """)
    let loading = loadAll([path])
    #expect(loading.samples("reserve", "asset=BTC,venue=binance") == [5])
    #expect(loading.samples("reserve", "asset=ETH,venue=binance") == [7.5])
    #expect(loading.samples("reserve_usd", "asset=BTC,venue=binance") == [300_000])
    #expect(loading.samples("reserve_total_usd", "venue=binance") == [100.5])
  }

  /// The heads of such answers are longer than what is looked at.
  @Test func defillamaProtocolsOfAnyLength() {
    let days = (0..<30_000).map { "{\"date\":\(1_600_000_000 + $0),\"totalLiquidityUSD\":\($0)}" }
    let chains = "{\"Bitcoin\":{\"tvl\":[\(days.joined(separator: ","))]}}"
    let path = folder.write(
      "okx.json",
      "{\"name\":\"OKX\",\"chainTvls\":\(chains),\"tokensInUsd\":[],"
        + "\"tokens\":[{\"date\":1722816000,\"tokens\":{\"BTC\":5}}]}")
    #expect(loadAll([path]).samples("reserve", "asset=BTC,venue=okx") == [5])
  }

  @Test func rubikRowsAreUSD() {
    let path = folder.write(
      "okx_BTC_oi_volume.json",
      "{\"code\":\"0\",\"data\":[[\"1722816300000\",\"3313732345.8\",\"115512925.1\"],"
        + "[\"1722816000000\",\"3313000000\",\"100\"]],\"msg\":\"\"}")
    let loading = loadAll([path])
    #expect(loading.samples("oi_usd", "asset=BTC,venue=okx") == [3_313_000_000, 3_313_732_345.8])
    #expect(loading.store["oi_usd"]?.schema.lag == .minutes(5))
    let takers = folder.write(
      "okx_BTC_taker_volume.json", "{\"code\":\"0\",\"data\":[[\"1722816000000\",\"7\",\"10\"]]}")
    #expect(loadAll([takers]).samples("taker_net", "asset=BTC,venue=okx") == [3])
  }

  // Twelve places: open time, o, h, l, c, volume, close time, quote volume, count, taker base,
  // taker quote; 100 USD traded of which 60 were bought leave 40 sold and 20 net.
  @Test func barsAsLists() {
    let bar =
      "[1722816000000,\"1\",\"3\",\"1\",\"2\",\"50\",1722816059999,\"100\",9,\"30\",\"60\",\"0\"]"
    let market = "asset=BTC,symbol=BTCUSDT,venue=binance"
    let loading = loadAll([folder.write("BTCUSDT_klines.json", "[\(bar)]")])
    #expect(loading.samples("price", "asset=BTC,venue=binance") == [2])
    #expect(loading.times("taker_sell", market) == [start + 60_000_000_000])
    #expect(loading.samples("taker_sell", market) == [40])
    #expect(loading.samples("taker_net", market) == [20])
    let okx = folder.write(
      "BTC-USDT-SWAP_candles.json",
      "{\"code\":\"0\",\"data\":[[\"1722816000000\",\"1\",\"3\",\"1\",\"2\",\"5\",\"6\","
        + "\"7\",\"1\"]]}")
    #expect(loadAll([okx]).store["volume_usd"]?.tracks.first?.values == [7])
    let bybit = folder.write(
      "k.json",
      "{\"retCode\":0,\"result\":{\"category\":\"linear\",\"symbol\":\"ETHUSDT\",\"list\":"
        + "[[\"1722816000000\",\"1\",\"3\",\"1\",\"2\",\"5\",\"11\"]]}}")
    let ether = loadAll([bybit])
    #expect(ether.samples("volume_usd", "asset=ETH,symbol=ETHUSDT,venue=bybit") == [11])
  }

  @Test func rowsOfPHPMyAdmin() {
    let path = folder.write(
      "export.json",
      """
      [
      {"type":"header","version":"5.1.1","comment":"Export to JSON plugin for PHPMyAdmin"},
      {"type":"database","name":"desk"},
      {"type":"table","name":"looks","database":"desk","data":
      [
      {"symbol":"BTC/USDT","timestamp":"1722816000000","bids":"[[100,2]]","asks":"[[101,3]]"},
      {"symbol":"BTC/USDT","timestamp":"1722816001000","bids":"[[99,2]]","asks":"[[101,3]]"}
      ]
      }
      ]
      """)
    let loading = loadAll([path])
    #expect(loading.store["mid"]?.tracks.first?.values == [100.5, 100])
    #expect(loading.report.rows == 2)
    let plain = folder.write(
      "time.json",
      "time {\"type\":\"header\",\"comment\":\"x\"}\n{\"type\":\"table\",\"data\":"
        + "[{\"time\":\"2024-08-05\",\"oi\":\"5\"}]}")
    #expect(loadAll([plain]).samples("oi") == [5])
  }

  @Test func twinsOfTardis() {
    func record(_ type: String, _ second: Int, _ rest: String) -> String {
      "{\"type\":\"\(type)\",\"symbol\":\"XBTUSD\",\"exchange\":\"bitmex\",\(rest),"
        + "\"timestamp\":\"2024-08-05T00:00:0\(second).000Z\"}\n"
    }
    func level(_ price: Int) -> String { "[{\"price\":\(price),\"amount\":5}]" }
    let path = folder.write(
      "t.jsonl",
      record(
        "book_change", 0, "\"isSnapshot\":true,\"bids\":\(level(100)),\"asks\":\(level(102))")
        + record("book_change", 2, "\"isSnapshot\":false,\"bids\":\(level(101)),\"asks\":[]")
        + record("liquidation", 3, "\"price\":100,\"side\":\"buy\",\"amount\":7")
        + record("trade", 4, "\"price\":100,\"side\":\"sell\",\"amount\":9"))
    let loading = loadAll([path])
    let market = "asset=BTC,symbol=XBTUSD,venue=bitmex"
    #expect(loading.samples("mid", market) == [101, 101.5])
    #expect(loading.samples("liq_short_usd", market) == [7])
    #expect(loading.samples("taker_net", market) == [-9])
  }

  @Test func forceOrdersOfTheREST() {
    let path = folder.write(
      "f.json",
      "[{\"orderId\":1,\"symbol\":\"BTCUSDT\",\"status\":\"FILLED\",\"price\":\"9425\","
        + "\"averagePrice\":\"9500\",\"origQty\":\"2\",\"executedQty\":\"2\","
        + "\"timeInForce\":\"IOC\",\"type\":\"LIMIT\",\"side\":\"SELL\",\"time\":1722816000000}]")
    let market = "asset=BTC,symbol=BTCUSDT,venue=binance"
    #expect(loadAll([path]).samples("liq_long_usd", market) == [19_000])
  }

  // The Chinese half of each name is in GBK; 3 contracts of 0.01 bitcoin at 30 000 are 900 USD.
  @Test func tradesOfOKXInGBK() {
    let gbk: [UInt8] = [0xb4, 0xe9, 0xba, 0xcf]
    var bytes: [UInt8] = []
    for name in ["trade_id", "side", "size", "price", "created_time"] {
      bytes += (bytes.isEmpty ? [] : [44]) + Array(name.utf8) + [47] + gbk
    }
    bytes += Array("\n1,buy,3,30000,1722816000000\n2,sell,1,30000,1722816001000\n".utf8)
    let path = folder.write("BTC-USDT-SWAP-aggtrades-2024-08-05.csv", bytes)
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["W723"])
    let market = "asset=BTC,symbol=BTC-USDT-SWAP,venue=okx"
    #expect(load(found).samples("taker_net", market) == [900, -300])
    let english = folder.write(
      "all.csv",
      "instrument_name,trade_id,side,price,size,created_time\n"
        + "BTC-USDT,1,buy,30000,2,1722816000000\n")
    let spot = "asset=BTC,symbol=BTC-USDT,venue=okx"
    #expect(loadAll([english]).samples("taker_buy", spot) == [60_000])
  }

  @Test(arguments: [
    "bids_px,bids_qty,asks_px,asks_qty\n1722816000000,BTCUSDT,\"[99.9, 99]\",\"[1, 2]\","
      + "\"[100.1]\",\"[3]\"\n",
    "bids,asks\n1722816000000,BTCUSDT,\"[['99.9', '1'], ['99', '2']]\",\"[['100.1', '3']]\"\n",
  ])
  func booksAsListsInCells(_ text: String) {
    let loading = loadAll([folder.write("x.csv", "ts_ms,symbol," + text)])
    #expect(loading.samples("mid", "asset=BTC,symbol=BTCUSDT,venue=binance") == [100])
  }

  @Test func balancesOfCustomersAreDebtsOfTheVenue() {
    let path = folder.write(
      "gate_por_2024-08-05.csv",
      "index,e_btc,d_btc,btc,e_eth,d_eth,eth\n0,5,1,4,10,0,10\n1,2,0,2,1,3,-2\n")
    let loading = loadAll([path])
    #expect(loading.samples("customer_equity", "asset=BTC,venue=gate") == [7])
    #expect(loading.samples("customer_debt", "asset=ETH,venue=gate") == [3])
    #expect(loading.samples("customer_net", "asset=ETH,venue=gate") == [8])
    #expect(loading.times("customer_net", "asset=BTC,venue=gate") == [start])
  }
}
