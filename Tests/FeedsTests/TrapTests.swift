// Traps of market data with a minimal file each: those that no other test of a reader holds.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

@Suite struct TrapTests {
  let folder = DataFolder()
  private let start: Int64 = 1_722_816_000_000_000_000

  private func complaints(_ paths: [String]) -> [Diagnostic] { loadAll(paths).diagnostics }

  // Rows of 5 minutes, the second out of order.
  @Test func unsortedRowsAreSortedAndCounted() {
    let path = folder.write(
      "BTCUSDT-metrics-2024-08-05.csv",
      """
      create_time,symbol,sum_open_interest,sum_open_interest_value
      2024-08-05 00:00:00,BTCUSDT,1,60000
      2024-08-05 00:25:00,BTCUSDT,3,180000
      2024-08-05 00:05:00,BTCUSDT,2,120000
      """)
    let loading = loadAll([path])
    #expect(loading.samples("oi", "asset=BTC,symbol=BTCUSDT,venue=binance") == [1, 2, 3])
    #expect(loading.report.files[0].inversions == 1 && loading.report.files[0].late == 1)
  }

  // 00:10 and 00:15 are missing of six looks: one gap of 15 minutes, four of six samples.
  @Test func gapsAreTableRowsNotInterpolated() throws {
    let minutes = [0, 5, 20, 25]
    let rows = minutes.map { "\(1_722_816_000 + $0 * 60),1\n" }.joined()
    let report = try #require(
      loadAll([folder.write("a.csv", "time,oi\n" + rows)]).report.series.first)
    #expect(report.gapCount == 1)
    #expect(report.gaps.first?.length == .minutes(15))
    #expect(report.gaps.first?.from == start + 300_000_000_000)
    #expect(report.coverage.map { abs($0 - 4.0 / 6) < 1e-12 } == true)
  }

  // A day's file that is empty says that nothing came; a day without a file says nothing.
  @Test func anEmptyDayIsNotAMissingOne() {
    let empty = folder.write("day1.csv", "")
    #expect(survey(FeedRequest(paths: [folder.path])).diagnostics.map(\.code) == ["W704"])
    #expect(survey(FeedRequest(paths: [empty])).diagnostics.map(\.code) == ["E704"])
    let missing = survey(FeedRequest(paths: ["\(folder.path)/day2.csv"]))
    #expect(missing.diagnostics.map(\.code) == ["E701"])
    let header = loadAll([folder.write("day3.csv", "time,liq_usd\n")])
    #expect(header.diagnostics.map(\.code) == ["W725"])
    #expect(header.store["liq_usd"]?.pulse.isEmpty == true, "no sign of life, so unknown")
  }

  // One aggregate of 1 USD straddles the minute: 100 USD in the bar, 99 or 90 in the aggregates.
  @Test(arguments: [("0.99", "agree within 1 %"), ("0.9", "10 % apart")])
  func aggregatesBesideBars(_ row: (String, String)) {
    let bars = folder.write(
      "BTCUSDT-1m-2024-08-05.csv",
      "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
        + "taker_buy_quote_volume,ignore\n"
        + "1722816000000,100,100,100,100,1,1722816059999,100,1,1,100,0\n")
    let trades = folder.write(
      "BTCUSDT-aggTrades-2024-08-05.csv", "1,100,\(row.0),1,1,1722816060000,false\n")
    let told = complaints([bars, trades]).filter { $0.code == "W719" }
    #expect(told.flatMap(\.notes).contains { $0.hasSuffix(row.1) }, "\(told)")
  }

  @Test func aWiderBandHoldsWhatANarrowerDoes() {
    let text = """
      time,venue,asset,symbol,depth_1pct_bid,depth_2pct_bid
      2024-08-05T00:00:00Z,binance,BTC,BTCUSDT,100,200
      2024-08-05T00:00:30Z,binance,BTC,BTCUSDT,100,90

      """
    let found = complaints([folder.write("a.csv", text)])
    #expect(found.map(\.code) == ["W732"])
    #expect(found[0].message.contains("at 1 of 2 looks, first at 2024-08-05T00:00:30Z"))
  }

  // 20 looks of 30 s with one value: nine and a half minutes.
  @Test func frozenBandsAreSuspected() {
    func rows(_ count: Int) -> String {
      (0..<count).map { "\(1_722_816_000 + 30 * $0),5\n" }.joined()
    }
    let frozen = complaints([folder.write("a.csv", "time,depth_1pct\n" + rows(20))])
    #expect(frozen.map(\.code) == ["W733"])
    #expect(complaints([folder.write("b.csv", "time,depth_1pct\n" + rows(19))]).isEmpty)
  }

  // 50 contracts of 0.01 coin at 60 000 USD are 30 000 USD: by 50 "coins" that is 600 a coin.
  @Test func openInterestAgainstThePrice() {
    func table(_ oi: String) -> String {
      "time,oi,oi_usd,mark\n2024-08-05,\(oi),30000,60000\n2024-08-06,\(oi),30300,60000\n"
    }
    let wrong = complaints([folder.write("a.csv", table("50"))])
    #expect(wrong.map(\.code) == ["W731"])
    #expect(wrong.first?.message.hasSuffix("it looks like contracts of 0.01 coin") == true)
    #expect(complaints([folder.write("b.csv", table("0.5"))]).isEmpty)
    let sides = complaints([folder.write("c.csv", table("0.25"))])
    #expect(sides.first?.message.hasSuffix("the USD may count both sides") == true)
  }

  // The same column name in coins and in USD; a schema file decides where the size cannot.
  @Test func theUnitIsNotInTheName() {
    let column = "futures_open_interest_sum"
    let coins = loadAll([folder.write("a_BTC.csv", "t,\(column)\n2024-08-05,350000\n")])
    #expect(coins.samples("oi", "asset=BTC") == [350_000])
    let usd = loadAll([folder.write("b_BTC.csv", "t,\(column)\n2024-08-05,20500000000\n")])
    #expect(usd.samples("oi_usd", "asset=BTC") == [20_500_000_000])
  }

  // Stamped with the start of its bucket, seen at its end.
  @Test func metricsAreSeenWhenTheirBucketEnds() throws {
    let path = folder.write(
      "BTCUSDT-metrics-2024-08-05.csv",
      "create_time,symbol,sum_open_interest,sum_open_interest_value\n"
        + "2024-08-05 00:00:00,BTCUSDT,1,60000\n")
    let schema = try #require(loadAll([path]).store["oi"]?.schema)
    #expect(schema.lag == .minutes(5) && schema.every == .minutes(5))
  }

  // Some venues count longs and shorts: a schema file says so, and half is meant.
  @Test func openInterestOfBothSides() throws {
    let path = folder.write("a.csv", "time,oi,price\n2024-08-05,10,7\n")
    folder.write("a.csv.brink-schema.json", "{\"oi_sides\": \"both\"}")
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.files[0].recognition.decisions.contains { $0.contains("both sides") })
    let loading = load(found)
    #expect(loading.samples("oi") == [5] && loading.samples("price") == [7])
    folder.write("a.csv.brink-schema.json", "{\"oi_sides\": \"two\"}")
    #expect(survey(FeedRequest(paths: [path])).diagnostics.map(\.code) == ["E723"])
  }

  // Bybit gives the price at which a position is bankrupt, not the one it was closed at.
  @Test func bankruptcyPricesAreTold() throws {
    let path = folder.write(
      "a.jsonl",
      #"{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":1700000000000,"#
        + #""data":[{"T":1700000000000,"s":"BTCUSDT","S":"Buy","v":"2","p":"100"}]}"# + "\n")
    let file = try #require(survey(FeedRequest(paths: [path])).files.first)
    #expect(file.recognition.decisions.contains { $0.contains("bankruptcy prices") })
  }

  // 0.01 % per 8 h written as 0.01; and 2 % in one hour.
  @Test func fundingThatIsPercentOrBeyondAnyMarket() {
    let rows = (0..<3).map { "\(1_722_816_000 + 28_800 * $0),0.01\n" }.joined()
    let percent = complaints([folder.write("a.csv", "time,funding [x/8h]\n" + rows)])
    #expect(percent.map(\.code) == ["W734"])
    let good = complaints([folder.write("b.csv", "time,funding [%/8h]\n" + rows)])
    #expect(good.isEmpty)
    let quiet = (0..<9).map { "\(1_722_816_000 + 3_600 * $0),\($0 == 4 ? "2" : "0.001")\n" }
    let extreme = complaints([
      folder.write("c.csv", "time,funding [%/h]\n" + quiet.joined())
    ]).filter { $0.code == "W735" }
    #expect(extreme.first?.message.contains("at 1 of 9 moments") == true)
  }

  // Stamps of 1 and 151 ms after the hour: the interval is four hours all the same.
  @Test func jitterOfStampsIsNoInterval() {
    let times = [1_722_816_000_001, 1_722_830_400_151, 1_722_844_800_000]
    let rows = times.map { #"{"symbol":"XUSDT","fundingRate":"0.0001","fundingTime":\#($0)}"# }
    let path = folder.write("f.json", "[" + rows.joined(separator: ",") + "]")
    let loading = loadAll([path])
    let place = "asset=X,symbol=XUSDT,venue=binance"
    #expect(loading.samples("funding", place) == Array(repeating: 0.0001 / 14_400, count: 3))
    #expect(loading.times("funding", place).first == 1_722_816_000_001_000_000)
  }

  // 03:00, 11:00 and 19:00 are no settlements in UTC; pinned, they are midnight, 8 and 16.
  @Test func exportsInLocalTimeAreSuspectedAndPinned() {
    let rows = ["03", "11", "19"].map { "BTC/USDT,2024-08-05 \($0):00:00,0.0001\n" }.joined()
    let path = folder.write("BTC_binance_f.csv", "Symbol,Date,Funding Rate\n" + rows)
    let found = survey(FeedRequest(paths: [path]))
    #expect(found.diagnostics.map(\.code) == ["W720"])
    let place = "asset=BTC,symbol=BTC/USDT,venue=binance"
    #expect(load(found).times("funding", place).first == start + 10_800_000_000_000)
    folder.write("BTC_binance_f.csv.brink-schema.json", "{\"tz\": \"+03:00\"}")
    #expect(loadAll([path]).times("funding", place).first == start)
  }

  // Two pages of five hours with a hole of 221 between them: 10 of 230 hours are there.
  @Test func holesOfPaginationAreCoverage() throws {
    let hours = Array(0..<5) + Array(225..<230)
    let rows = hours.map { "\(1_722_816_000 + 3_600 * $0),0.001\n" }.joined()
    let report = try #require(
      loadAll([folder.write("a.csv", "time,funding [%/h]\n" + rows)]).report.series.first)
    #expect(report.gaps.first?.length == .hours(221))
    #expect(report.coverage.map { abs($0 - 10.0 / 230) < 1e-12 } == true)
  }

  @Test func namesThatLie() {
    let rows = (0..<4).map { "\(1_722_816_000 + 300 * $0),1\n" }.joined()
    let path = folder.write("regime_1h_2023-01-01.csv", "time,oi\n" + rows)
    let found = complaints([path]).filter { $0.code == "W738" }.map(\.message)
    #expect(
      found == [
        "its name says `1h`, its rows come every 5m: the rows are believed",
        "its name says 2023-01-01, its rows begin at 2024-08-05T00:00:00Z: the rows are believed",
      ])
    let honest = folder.write("regime_5m_14d_2024-08-05.csv", "time,oi\n" + rows)
    #expect(complaints([honest]).isEmpty)
  }

  @Test func contentOfAnotherTypeThanTheName() {
    let path = folder.write(
      "BTCUSDT-aggTrades-2024-08-05.csv",
      "calc_time,funding_interval_hours,last_funding_rate\n1722816000001,8,0.0001\n")
    let loading = loadAll([path])
    #expect(loading.store["funding"]?.sampleCount == 1)
    #expect(
      loading.diagnostics.map(\.message)
        == ["its name says `aggTrades`, it holds binance fundingRate: the rows are believed"])
  }

  // A made-up history beside a real one: the first settlement of 2020 was negative.
  @Test func syntheticDataBesideARealSource() {
    let real = folder.write(
      "a.csv", "time,venue,asset,symbol,funding [x/8h]\n2020-01-01,binance,BTC,B,-0.00012359\n")
    let made = folder.write(
      "b.csv", "time,venue,asset,symbol,funding [x/8h]\n2020-01-01,binance,BTC,B,0.000315\n")
    let found = complaints([real, made])
    #expect(found.map(\.code) == ["W736"])
    #expect(found.first?.notes.first?.contains("at 1 of the 1 moments both have") == true)
    #expect(complaints([real]).isEmpty)
  }

  // An archive seen five minutes late beside a desk's own table: both are late, and told.
  @Test func aLagOfOneFileIsTold() {
    let archive = folder.write(
      "BTCUSDT-metrics-2024-08-05.csv",
      "create_time,symbol,sum_open_interest,sum_open_interest_value\n"
        + "2024-08-05 00:00:00,BTCUSDT,1,60000\n")
    let desk = folder.write(
      "a.csv", "time,venue,asset,symbol,oi\n2024-08-05T00:10:00Z,okx,BTC,BTC-USDT-SWAP,2\n")
    let found = complaints([archive, desk])
    let told = found.first { $0.code == "W739" }
    #expect(told?.message.hasPrefix("`oi` is seen 5m late here, so its rows in ") == true)
    #expect(loadAll([desk]).diagnostics.isEmpty)
    let other = folder.write("b_BTC.csv", "timestamp,longUsd,shortUsd\n1722816000000,5,7\n")
    let dump = folder.write(
      "c.csv",
      "timestamp,liquidation_long_usd,liquidation_short_usd,funding_close\n1722816000000,5,7,0\n")
    #expect(complaints([other, dump]).map(\.code).contains("W739"))
  }

  @Test func twinsInTwoFormatsAreTold() {
    let table = folder.write(
      "a_BTC.csv", "timestamp,longUsd,shortUsd\n1722816000000,5,7\n1722819600000,6,8\n")
    let twin = folder.write(
      "b_BTC.json",
      "[{\"timestamp\":1722816000000,\"longUsd\":5,\"shortUsd\":7},"
        + "{\"timestamp\":1722819600000,\"longUsd\":6,\"shortUsd\":8}]")
    let found = complaints([table, twin])
    #expect(found.map(\.code) == ["W737"])
    #expect(found.first?.notes == ["`liq_long_usd{asset=BTC}`: 2 events are in both"])
    #expect(found.first?.message.hasPrefix("`liq_long_usd{asset=BTC}`, `liq_short_usd") == true)
  }
}
