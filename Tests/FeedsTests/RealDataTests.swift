// The real files, where a directory of them is given: their measured reference numbers.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

private let dataPath = environment("BRINK_DATA")

@Suite(.enabled(if: dataPath != nil, "set BRINK_DATA to a directory of real files"))
struct RealDataTests {
  private func open(_ names: String...) -> Loading {
    loadAll(names.map { "\(dataPath ?? "")/\($0)" })
  }

  private func value(_ loading: Loading, _ name: String, _ labels: String, _ day: String)
    -> Double?
  {
    let time = Timestamp(parsing: day)?.nanoseconds
    guard let index = loading.times(name, labels).firstIndex(where: { $0 == time }) else {
      return nil
    }
    return loading.samples(name, labels)[index]
  }

  @Test(arguments: [
    ("2020-03-11", 3_159_812.0, 1_342_754_777.0, 7_934.44, 169_231.0),
    ("2020-03-13", 3_238_641, 729_771_437, 5_622.26, 129_800),
    ("2021-05-18", 3_224_552, 9_115_774_831, 42_877.79, 212_599),
    ("2021-05-20", 3_263_440, 6_117_380_184, 40_596.05, 150_689),
    ("2022-11-07", 3_282_444, 8_935_749_697, 20_591.37, 433_956),
    ("2022-11-12", 3_130_216, 6_302_329_361, 16_837.52, 374_303),
    ("2024-08-04", 2_747_831, 16_736_037_225, 58_152.23, 287_797),
    ("2024-08-05", 2_752_454, 13_615_751_469, 54_019.39, 252_053),
  ])
  func cryptoQuantDays(_ row: (String, Double, Double, Double, Double)) throws {
    let loading = open("cryptoquant")
    let reserve = try #require(value(loading, "reserve", "asset=BTC", row.0))
    let interest = try #require(value(loading, "oi_usd", "asset=BTC", row.0))
    let price = try #require(value(loading, "price", "asset=BTC", row.0))
    #expect(reserve.rounded() == row.1)
    #expect(interest.rounded() == row.2)
    #expect(abs(price - row.3) < 0.005)
    #expect((interest / price).rounded() == row.4)
  }

  @Test func cryptoQuantContinuity() throws {
    let loading = open("cryptoquant")
    let reports = Dictionary(
      uniqueKeysWithValues: loading.report.series.map { ($0.schema.name, $0) })
    for (name, count) in [("reserve", 4_615), ("oi_usd", 2_063), ("price", 5_525)] {
      #expect(reports[name]?.samples == count)
      #expect(reports[name]?.gapCount == 0)
      #expect(reports[name]?.cadence == .days(1))
    }
    #expect(reports["funding"]?.samples == 3_110, "two of 3112 cells are empty")
    #expect(loading.report.duplicates == 0)
    #expect(loading.report.rejectedRows == 0)
    #expect(loading.store["reserve"]?.schema.keys == ["asset"])
    #expect(loading.store["reserve"]?.schema.stale == .hours(36))
  }

  @Test func glassnodeByExchange() throws {
    let loading = open("glassnode/exch_balances_stacked.csv.gz")
    let time = try #require(Timestamp(parsing: "2020-11-17")).nanoseconds
    let tracks = loading.store["reserve"]?.tracks ?? []
    let now = tracks.compactMap { track in
      track.times.firstIndex(of: time).map { track.values[$0] }
    }
    #expect(now.count == 14)
    #expect(abs(now.reduce(0, +) - 2_376_665.7367) < 0.001)
    let total = open("glassnode/exch_balance.csv")
    let all = try #require(value(total, "reserve", "asset=BTC", "2020-11-17"))
    #expect(abs(all - 2_376_665.7367) < 0.001)
  }

  @Test func glassnodeOpenInterestInEitherUnit() {
    #expect(open("glassnode/futures_oi.csv").store["oi"]?.schema.unit == .coin)
    let perpetual = open("glassnode/bitcoin_analysis_data_perpetual2.csv")
    #expect(perpetual.store["oi_usd"]?.schema.unit == .usd)
  }

  @Test func kaggleOpenInterest() throws {
    let loading = open("binance_vision/BTCUSDT_open_interest_5m_2023.csv.gz")
    let market = "asset=BTC,symbol=BTCUSDT,venue=binance"
    let interest = loading.samples("oi", market)
    #expect(interest.count == 21_229)
    #expect(interest.min().map { $0.rounded() } == 80_207)
    #expect(interest.max().map { $0.rounded() } == 128_424)
    let prices = zip(loading.samples("oi_usd", market), interest).map { $0 / $1 }
    #expect(abs((prices.min() ?? 0) - 24_989.93) < 0.01)
    #expect(abs((prices.max() ?? 0) - 30_137.75) < 0.01)
    let report = try #require(loading.report.series.first { $0.schema.name == "oi" })
    #expect(report.gapCount == 2)
    #expect(report.gaps.map(\.length) == [.minutes(20), .minutes(10)])
    #expect(report.schema.lag == .minutes(5))
  }

  @Test func binanceArchives() {
    let market = "asset=BTC,symbol=BTCUSDT,venue=binance"
    let metrics = open("binance_vision/BTCUSDT-metrics-2026-09-15.csv")
    #expect(metrics.samples("oi", market).first == 103_513.561)
    #expect(metrics.samples("oi_usd", market).first == 8_088_539_305.1839)
    #expect(metrics.samples("long_short_ratio", market).first == 1.171_247_03)
    let depth = open("binance_vision/BTCUSDT-bookDepth-2025-05-19.excerpt.csv")
    #expect(depth.samples("depth_1pct_bid", market).first.map { $0.rounded() } == 191_369_991)
    let both = depth.samples("depth_5pct", market)
    let bid = depth.samples("depth_5pct_bid", market)
    let ask = depth.samples("depth_5pct_ask", market)
    #expect(both.count == 1 && both[0] == bid[0] + ask[0])
    let path = "\(dataPath ?? "")/binance_vision/BTCUSDT-bookDepth-2025-05-19.excerpt.csv"
    let only = load(survey(FeedRequest(paths: [path])), wanted: ["depth_5pct"])
    #expect(only.store.all.map(\.schema.name) == ["depth_5pct"])
    #expect(only.samples("depth_5pct", market) == both)
  }

  @Test func fundingExports() throws {
    let name = "funding_history/BTC-USDT_binance_2020-01-01_2024-01-01_funding_history.csv"
    let found = survey(FeedRequest(paths: ["\(dataPath ?? "")/\(name)"]))
    #expect(found.diagnostics.map(\.code) == ["W720"])
    #expect(found.diagnostics[0].message.contains("03:00, 11:00, 19:00"))
    let loading = load(found)
    let values = loading.samples("funding", "asset=BTC,symbol=BTC-USDT,venue=binance")
    #expect(values.count == 4_383)
    #expect(values[0] == -0.00012359 / 28_800)
    let gate = open("funding_history/BTC-USDT_gate_2020-01-01_2024-01-01_funding_history.csv")
    #expect(gate.diagnostics.isEmpty)
    let report = try #require(gate.report.series.first)
    #expect(report.gaps.first?.length == .hours(752))
    let hourly = open("funding_history/BTC-USDT_dydx_2022-01-01_2024-01-01_funding_history.csv.gz")
    #expect(hourly.store["funding"]?.schema.every == .hours(1))
  }
}
