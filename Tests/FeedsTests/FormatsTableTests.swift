// Options, vendors' tables, holdings and LOBSTER out of small files.
import Columns
import Feeds
import Quantities
import Testing

@Suite struct FormatsTableTests {
  private func open(_ name: String, _ text: String) -> Loading {
    let folder = DataFolder()
    return loadAll([folder.write(name, text)])
  }

  private let call = "asset=BTC,cp=C,expiry=2020-05-22,instrument=BTC-22MAY20-9250-C,strike=9250,"
    + "venue=deribit"

  // Greeks in a cell that holds a Python dictionary; nothing is evaluated.
  @Test func pythonDictionariesInCells() {
    let text = """
      instrument_name,timestamp,mark_iv,mark_price,underlying_price,open_interest,greeks
      BTC-22MAY20-9250-C,1590103193775,85.05,0.02,9000,10,"{'delta': 0.73, 'vega': 0.9}"
      BTC-22MAY20-9250-C,1590103194775,85.05,0.02,9000,10,"__import__('os')"

      """
    let loading = open("chain.csv", text)
    #expect(loading.samples("delta", call) == [0.73])
    #expect(loading.samples("opt_mark", call) == [180, 180])
    #expect(loading.report.rejectedCells == 1)
  }

  @Test func expiryColumnAgainstTheName() {
    let text = """
      instrument_name,timestamp,mark_iv,expiration_timestamp
      BTC-22MAY20-9250-C,1590103193775,85.05,1590134400000
      BTC-22MAY20-9250-C,1590103194775,85.05,1590220800000

      """
    let messages = open("chain.csv", text).diagnostics.map(\.message)
    #expect(messages.contains { $0.contains("expiry column") && !$0.contains("times") })
  }

  @Test func endOfHourSummaries() {
    let text = """
      date,hour,symbol,underlying,type,strike,best_bid_price,mark_price,mark_iv,delta,\
      openinterest_contracts
      2023-06-25,9,BTC-230630-30000-C,BTCUSDT,C,30000,,700,0.55,0.6,12
      2023-06-25,25,BTC-230630-30000-C,BTCUSDT,C,30000,1,700,0.55,0.6,12

      """
    let loading = open("BTCUSDT-EOHSummary-2023-06-25.csv", text)
    let place = "asset=BTC,cp=C,expiry=2023-06-30,instrument=BTC-230630-30000-C,strike=30000,"
      + "venue=binance"
    #expect(loading.times("mark_iv", place) == [1_687_687_200_000_000_000], "10:00 of the day")
    #expect(loading.samples("opt_mark", place) == [700])
    #expect(loading.report.rejectedRows == 1)
  }

  @Test func coinglassBucketsAreSeenAtTheirEnd() {
    let text = "timestamp,datetime_utc,longUsd,shortUsd,totalUsd\n"
      + "1763874000000,x,10,5,15\n1763877600000,x,0,1,1\n"
    let loading = open("coinglass_ETH_liquidation_1h_2y.csv", text)
    #expect(loading.samples("liq_usd", "asset=ETH") == [15, 1])
    #expect(loading.store["liq_usd"]?.schema.lag == .hours(1))
    let json = #"[{"time":1763874000000,"aggregated_long_liquidation_usd":"3","#
      + #""aggregated_short_liquidation_usd":"4"}]"#
    #expect(open("coinglass_BTC.json", json).samples("liq_usd", "asset=BTC") == [7])
  }

  @Test func stampsAheadOfTheirRows() {
    let text = "id,timestamp,ask_total,bid_total,price,created_at\n"
      + "6,2025-07-26 17:50:00+00,9,18,117541,2025-07-26 08:50:43+00\n"
    let folder = DataFolder()
    let found = survey(FeedRequest(paths: [folder.write("BTC_book.csv", text)]))
    #expect(found.diagnostics.map(\.code) == ["W720"])
    #expect(found.diagnostics[0].message.contains("9h ahead"))
  }

  @Test func stablecoinsSideBySide() {
    let loading = open("supply.csv", "timestamp,USDT,USDe\n2024-01-01,5,\n2024-01-02,6,2\n")
    #expect(loading.samples("stablecoin_supply", "asset=USDT") == [5, 6])
    #expect(loading.samples("stablecoin_supply", "asset=USDe") == [2])
  }

  // Totals and their parts are never added; a coin without a total is the sum of its networks.
  @Test func proofOfReserves() {
    let text = """
      coin,snapshot height,amount
      ETH(ALL),-,6
      ETH,16005122, 5.2
      ETH-ARBITRUM,39362849, 0.8
      BTC,763861,449.5

      coin,Network,Snapshot Height,address,amount,message,signature1,signature2,x
      ETH,ETH,1,0x0,0.05,I am,0x07,,

      """
    let dated = open("okx_por_2024-03-01.csv", text)
    #expect(dated.samples("reserve", "asset=ETH,venue=okx") == [6])
    #expect(dated.samples("reserve", "asset=BTC,venue=okx") == [449.5])
    #expect(dated.times("reserve", "asset=BTC,venue=okx") == [1_709_251_200_000_000_000])
    let folder = DataFolder()
    let path = folder.write("okx_por.csv", text)
    #expect(survey(FeedRequest(paths: [path])).diagnostics.map(\.code) == ["E742"])
    folder.write("okx_por.csv.brink-schema.json", #"{"date": "2024-03-01"}"#)
    #expect(loadAll([path]).samples("reserve", "asset=ETH,venue=okx") == [6])
  }

  @Test func positionsByOwner() {
    let text = "account,collateral_symbol,version,borrowed_symbol,borrow_balance_tokens,"
      + "variable_borrow_rate\n0xab,wBTC,V3,USDC,1500,8.5\n"
    let loading = open("positions-2026-02-06.csv", text)
    let place = "asset=USDC,collateral=wBTC,owner=0xab,venue=aave,version=V3"
    #expect(loading.samples("position_debt", place) == [1_500])
    #expect(loading.samples("position_rate", place).map { ($0 * 31_536_000 * 1e6).rounded() }
      == [85_000])
  }

  // A visible sell order executed is a buy; a hidden one (type 5) counts, a cancellation does not.
  @Test func lobsterMessages() {
    let text = """
      34200.004241176,1,16113575,18,5853300,1
      34200.275016159,4,16113594,40,5857400,-1
      34201.5,5,0,10,5857300,1
      34202.1,3,16113575,18,5853300,1

      """
    let loading = open("AAPL_2012-06-21_34200000_57600000_message_10.csv", text)
    let place = "asset=AAPL,symbol=AAPL,venue=nasdaq"
    #expect(loading.samples("taker_net", place) == [23_429.6, -5_857.3])
    let day = Timestamp(parsing: "2012-06-21")?.nanoseconds ?? 0
    #expect(loading.times("taker_net", place).first == day + 34_200_275_016_159)
  }

  // Order 1 rests and is withdrawn within 50 ms; order 2 is withdrawn after a lift of an ask (7),
  // unfilled; order 3 loses 4 of 10 first; order 9 is older than the file.
  @Test func lobsterOrders() {
    let text = """
      34200.0,1,1,100,5853300,1
      34200.05,3,1,100,5853300,1
      34201.0,1,2,500,5853300,1
      34201.5,4,7,5,5857400,-1
      34202.0,3,2,500,5853300,1
      34203.0,1,3,10,5853300,1
      34204.0,2,3,4,5853300,1
      34209.0,3,3,6,5853300,1
      34210.0,3,9,8,5853300,1

      """
    let loading = open("AAPL_2012-06-21_34200000_57600000_message_10.csv", text)
    let place = "asset=AAPL,symbol=AAPL,venue=nasdaq"
    #expect(loading.samples("messages", place) == Array(repeating: 1, count: 9))
    #expect(loading.samples("orders_submitted", place) == [100, 500, 10])
    #expect(loading.samples("orders_cancelled", place) == [100, 500, 4, 6, 8])
    #expect(loading.samples("cancelled_orders", place) == [1, 1, 1, 1])
    #expect(loading.samples("fleeting_orders", place) == [1])
    #expect(loading.samples("order_bait", place) == [500])
  }

  @Test func lobsterBooksHaveNoTime() {
    let folder = DataFolder()
    let path = folder.write(
      "AAPL_2012-06-21_34200000_57600000_orderbook_1.csv",
      "5859400,200,5853300,18\n5859100,18,-9999999999,0\n")
    #expect(survey(FeedRequest(paths: [path])).diagnostics.map(\.code) == ["E743"])
  }

  @Test func columnarFilesNameTheCommand() {
    let folder = DataFolder()
    let parquet = survey(FeedRequest(paths: [folder.write("x.parquet", "PAR1aaaaPAR1")]))
    #expect(parquet.diagnostics.first?.suggestions.first?.message.contains("duckdb") == true)
    let feather = survey(FeedRequest(paths: [folder.write("x.feather", "ARROW1aaaaARROW1")]))
    #expect(feather.diagnostics.first?.suggestions.first?.message.contains("read_ipc") == true)
  }

  @Test func tardisTickersWithEmptyCells() {
    let text = """
      exchange,symbol,timestamp,local_timestamp,mark_price,funding_timestamp,funding_rate,\
      predicted_funding_rate,open_interest,last_price,index_price
      deribit,BTC-PERPETUAL,1583020803145000,1583020803307160,50,,0.0008,,1000,,49

      """
    let loading = open("deribit_derivative_ticker_2020-03-01_BTC-PERPETUAL.csv", text)
    let place = "asset=BTC,symbol=BTC-PERPETUAL,venue=deribit"
    #expect(loading.samples("oi", place) == [20])
    #expect(loading.samples("oi_usd", place) == [1_000])
    #expect(loading.samples("index", "asset=BTC,venue=deribit") == [49])
    #expect(loading.store["price"]?.sampleCount == 0)
  }

  @Test func candlesByTheirStep() {
    let text = "timestamp,open,high,low,close,volume\n1700000000000,1,3,1,2,9\n"
      + "1700000060000,2,3,1,2.5,9\n1700000120000,2,3,1,2.6,9\n"
    let loading = open("binance_BTCUSDT.csv", text)
    let schema = loading.store["price"]?.schema
    #expect(loading.samples("price", "asset=BTC,venue=binance").first == 2)
    #expect(schema?.every == .minutes(1) && schema?.lag == .minutes(1))
  }
}
