// Trades, bars and liquidations out of small files, one trap each.
import Columns
import Feeds
import Quantities
import Testing

@Suite struct FormatsTradeTests {
  private let um = "asset=BTC,symbol=BTCUSDT,venue=binance"
  private let cm = "asset=BTC,symbol=BTCUSD_PERP,venue=binance"

  private func open(_ name: String, _ text: String) -> Loading {
    let folder = DataFolder()
    return loadAll([folder.write(name, text)])
  }

  private func format(_ name: String, _ text: String) -> String? {
    let folder = DataFolder()
    return survey(FeedRequest(paths: [folder.write(name, text)])).files.first?.recognition.format
  }

  // A buyer who was the maker means that the taker sold.
  @Test func aggregatesWithAndWithoutHeader() {
    let rows = """
      1,100.5,2,10,11,1700000000000,false
      2,101,1,12,12,1700000001000,true

      """
    let head = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,"
    for text in [head + "is_buyer_maker\n" + rows, rows] {
      let loading = open("BTCUSDT-aggTrades-2023-11-14.csv", text)
      #expect(loading.samples("taker_buy", um) == [201])
      #expect(loading.samples("taker_sell", um) == [101])
      #expect(loading.samples("taker_net", um) == [201, -101])
      #expect(loading.samples("price", "asset=BTC,venue=binance") == [100.5, 101])
    }
  }

  @Test func spotAggregatesInMicroseconds() {
    let text = "1,100,2,10,11,1735689600000017,True,True\n"
      + "2,100,1,12,12,1735689600000018,False,True\n"
    let loading = open("BTCUSDT-aggTrades-2025-01-01.csv", text)
    #expect(loading.samples("taker_net", um) == [-200, 100])
    #expect(loading.times("spot", "asset=BTC,venue=binance").first == 1_735_689_600_000_017_000)
    #expect(loading.store["price"] == nil, "a spot market has no `price`")
  }

  @Test func aHeaderInTheMiddleIsPassedOver() {
    let head = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,"
      + "is_buyer_maker\n"
    let text = head + "1,100,1,1,1,1700000000000,false\n" + head
      + "2,100,1,2,2,1700000001000,false\n"
    let loading = open("BTCUSDT-aggTrades-2023-11-14.csv", text)
    #expect(loading.samples("volume_usd", um) == [100, 100])
    #expect(loading.report.rejectedRows == 0)
  }

  @Test func gapsInIdsAreTold() {
    let text = """
      1,100,1,1,1,1700000000000,false
      2,100,1,5,6,1700000001000,false

      """
    let loading = open("BTCUSDT-aggTrades-2023-11-14.csv", text)
    #expect(loading.diagnostics.map(\.message).contains { $0.hasPrefix("trade ids leave a gap") })
  }

  @Test func oneIdOnTwoMomentsIsTwoTrades() {
    let text = "7,100,1,1,1,1700000000000,false\n7,100,1,1,1,1700086400000,false\n"
    let loading = open("BTCUSDT-aggTrades-2023-11-14.csv", text)
    #expect(loading.samples("volume_usd", um) == [100, 100])
  }

  @Test func coinMarginedTradesAreContracts() {
    let text = """
      id,price,qty,base_qty,time,is_buyer_maker
      1,50000,3,0.006,1700000000000,false

      """
    let loading = open("BTCUSD_PERP-trades-2023-11-14.csv", text)
    #expect(loading.samples("taker_buy", cm) == [300])
  }

  @Test func barsCountAtTheirClose() {
    let text = "1700000000000,10,12,9,11,5,1700000059999,55,3,2,22,0\n"
    let loading = open("spot-BTCUSDT-1m-2023-11-14.csv", text)
    #expect(loading.times("volume_usd", um) == [1_700_000_060_000_000_000])
    #expect(loading.samples("volume_usd", um) == [55])
    #expect(loading.samples("taker_sell", um) == [33])
    #expect(loading.samples("spot", "asset=BTC,venue=binance") == [11])
    #expect(loading.samples("low", um) == [9])
  }

  // COIN-M: the column headed quote_volume holds coins; volume is contracts of 100 USD.
  @Test func coinMarginedBars() {
    let text = """
      open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,\
      taker_buy_quote_volume,ignore
      1700000000000,50000,50000,50000,50000,40,1700000059999,0.08,3,10,0.02,0

      """
    let loading = open("BTCUSD_PERP-1m-2023-11-14.csv", text)
    #expect(loading.samples("volume_usd", cm) == [4_000])
    #expect(loading.samples("taker_net", cm) == [-2_000])
  }

  @Test func barsOfMarkAndPremium() {
    let mark = "1700000000000,10,12,9,11,0,1700000059999,0,60,0,0,0\n"
    #expect(format("markPriceKlines/BTCUSDT-1m-2023-11-14.csv", mark) == "binance mark klines")
    #expect(format("indexPriceKlines/BTCUSDT-1m-2023-11-14.csv", mark) == "binance index klines")
    let premium = "1700000000000,-0.001,0.0001,-0.002,-0.0005,0,1700000059999,0,60,0,0,0\n"
    let loading = open("BTCUSDT-1m-2023-11-14.csv", premium)
    #expect(loading.samples("premium", um) == [-0.0005])
  }

  @Test func aQuoteThatIsNoDollarHasNoUSD() {
    let text = "1638057600000,0.00002,0.00003,0.00001,0.00002,100,1638057659999,0.002,9,40,"
      + "0.001,0\n"
    let loading = open("ADABTC-1m-2021-11-28.csv", text)
    #expect(loading.store["volume_usd"] == nil && loading.store["spot"] == nil)
    #expect(loading.samples("volume_in_btc", "asset=ADA,symbol=ADABTC,venue=binance") == [0.002])
  }

  // Every row twice; a sold order closes a long; contracts of 100 USD.
  @Test func liquidationSnapshotRowsComeTwice() {
    let row = "1727740869082,BUY,LIMIT,IOC,7,63661.4,63425.1,FILLED,7,7\n"
    let sell = "1727742058019,SELL,LIMIT,IOC,1,62779.5,63020.9,FILLED,1,1\n"
    let text = "time,side,order_type,time_in_force,original_quantity,price,average_price,"
      + "order_status,last_fill_quantity,accumulated_fill_quantity\n" + row + row + sell + sell
    let loading = open("BTCUSD_PERP-liquidationSnapshot-2024-10-01.csv", text)
    #expect(loading.samples("liq_short_usd", cm) == [700])
    #expect(loading.samples("liq_long_usd", cm) == [100])
    #expect(loading.report.duplicates == 2)
  }

  // Garbage above, a stripped quote, USD in millions: the product is taken and the column doubted.
  @Test func forceOrderDumps() {
    let text = """
      <generator object x at 0x1>,175.5
      LRC,SELL,LIMIT,IOC,226,0.16,0.2,FILLED,226,226,1737908829829,45.2
      BTCUSDT,BUY,LIMIT,IOC,1,100,100,FILLED,1,1,1737908829830,0.0001

      """
    let loading = open("liqs.csv", text)
    #expect(loading.samples("liq_long_usd", "asset=LRC,symbol=LRCUSDT,venue=binance") == [45.2])
    #expect(loading.samples("liq_short_usd", um) == [100])
    #expect(loading.report.rejectedRows == 1)
    #expect(loading.diagnostics.map(\.message).contains { $0.contains("USD column") })
  }

  // Bybit names the position, `Buy` a long closed; Binance the order, `BUY` closes a short.
  @Test func sidesOfVenues() {
    let bybit = #"{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1700000000000,"#
      + #""data":[{"T":1700000000000,"s":"BTCUSDT","S":"Buy","v":"2","p":"100"}]}"# + "\n"
    let loading = open("a.jsonl", bybit)
    let place = "asset=BTC,symbol=BTCUSDT,venue=bybit"
    #expect(loading.samples("liq_long_usd", place) == [200])
    let binance = #"{"e":"forceOrder","E":1700000000001,"o":{"s":"BTCUSDT","S":"BUY","q":"2","#
      + #""p":"101","ap":"100","X":"FILLED","l":"2","z":"2","T":1700000000000}}"# + "\n"
    let other = open("b.jsonl", binance)
    #expect(other.samples("liq_short_usd", um) == [200])
  }

  // Deribit: T means that the taker was liquidated, M the maker.
  @Test func deribitSaysWhoWasLiquidated() {
    func trade(_ who: String) -> String {
      #"{"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.raw","#
        + #""data":[{"instrument_name":"BTC-PERPETUAL","direction":"sell","amount":500,"#
        + #""price":100,"timestamp":1700000000000,"liquidation":"\#(who)"}]}}"# + "\n"
    }
    let place = "asset=BTC,symbol=BTC-PERPETUAL,venue=deribit"
    #expect(open("t.jsonl", trade("T")).samples("liq_long_usd", place) == [500])
    #expect(open("m.jsonl", trade("M")).samples("liq_short_usd", place) == [500])
  }

  @Test func contractsOfUnknownSizeAreNeverOne() {
    let text = """
      exchange,symbol,timestamp,local_timestamp,id,side,price,amount
      mexc,DOGE_USDT,1583020803145000,1583020803307160,a,sell,0.1,2152

      """
    let folder = DataFolder()
    let path = folder.write("mexc_trades.csv", text)
    let loading = loadAll([path])
    #expect(loading.store["volume_usd"]?.sampleCount == 0)
    #expect(loading.report.rejectedCells == 1)
    let survey = survey(FeedRequest(paths: [path]))
    #expect(survey.diagnostics.map(\.code) == ["W741"])
    #expect(survey.diagnostics[0].message.contains("likely 1000 coin"))
    folder.write("mexc_trades.csv.brink-schema.json", #"{"contract_size": "1000 coin"}"#)
    let pinned = loadAll([path])
    let place = "asset=DOGE,symbol=DOGE_USDT,venue=mexc"
    #expect(pinned.samples("taker_sell", place) == [215_200])
  }

  // Only one order per symbol and second is sent: what is printed says so.
  @Test func sampledFeedsSaySo() throws {
    let text = "LRC,SELL,LIMIT,IOC,226,0.16,0.2,FILLED,226,226,1737908829829,45.2\n"
    let folder = DataFolder()
    let found = survey(FeedRequest(paths: [folder.write("liqs.csv", text)]))
    let file = try #require(found.files.first)
    #expect(file.recognition.decisions.contains { $0.contains("lower bounds") })
    #expect(found.series.allSatisfy { $0.why.contains("a lower bound") })
  }

  // A halt: the bars go on with nothing traded, which is 0 and no gap.
  @Test func haltsAreZerosNotGaps() {
    let bars = (0..<3).map { minute in
      let start = 1_700_000_000_000 + minute * 60_000
      let volume = minute == 1 ? "0,\(start + 59_999),0,0,0,0" : "5,\(start + 59_999),55,3,2,22"
      return "\(start),10,12,9,11,\(volume),0\n"
    }
    let loading = open("spot-BTCUSDT-1m-2023-11-14.csv", bars.joined())
    #expect(loading.samples("volume_usd", um) == [55, 0, 55])
    #expect(loading.report.series.allSatisfy { $0.gapCount == 0 })
  }
}
