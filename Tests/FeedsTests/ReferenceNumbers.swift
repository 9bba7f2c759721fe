// The reference numbers of the real files: chains across a sell-off, liquidations, captures.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

private let dataPath = environment("BRINK_DATA")

@Suite(.enabled(if: dataPath != nil, "set BRINK_DATA to a directory of real files"))
struct ReferenceNumbers {
  private func open(_ name: String, wanted: Set<String>? = nil) -> Loading {
    load(survey(FeedRequest(paths: ["\(dataPath ?? "")/\(name)"])), wanted: wanted)
  }

  /// The sum of a series over bitcoin's options of one side.
  private func total(_ loading: Loading, _ series: String, _ side: String) -> Double {
    (loading.store[series]?.tracks ?? []).filter {
      $0.labels["asset"] == "BTC" && $0.labels["cp"] == side
    }.reduce(0) { $0 + $1.values.reduce(0, +) }
  }

  @Test(arguments: [
    ("20260203T155826Z", 78_091.0, 185_521.0, 142_961.0, 86),
    ("20260205T212937Z", 63_858, 226_333, 168_725, 605),
    ("20260206T213057Z", 70_303, 228_617, 178_019, 97),
  ])
  func chains(_ row: (String, Double, Double, Double, Int)) throws {
    let loading = open("deribit_options/deribit_options_snapshot_\(row.0).csv.gz")
    #expect(total(loading, "opt_oi", "C").rounded() == row.2)
    #expect(total(loading, "opt_oi", "P").rounded() == row.3)
    let index = try #require(loading.samples("index", "asset=BTC,venue=deribit").last)
    // The reference is the rows' median; the index moves 300 USD while a snapshot is taken, all
    // rows of which bear one stamp, and the last row's is kept.
    #expect(abs(index - row.1) < 150)
    let bids = (loading.store["opt_bid"]?.tracks ?? []).flatMap(\.values)
    #expect(bids.count { $0.isNaN } == row.4)
  }

  // The middle volatility of bitcoin's options struck within 2 % of the index, of any expiry.
  @Test(arguments: [
    ("20260203T155826Z", 0.510), ("20260205T212937Z", 1.019), ("20260206T213057Z", 0.549),
  ])
  func volatilityAtTheMoney(_ row: (String, Double)) throws {
    let wanted: Set = ["mark_iv", "index"]
    let loading = open("deribit_options/deribit_options_snapshot_\(row.0).csv.gz", wanted: wanted)
    let index = try #require(loading.samples("index", "asset=BTC,venue=deribit").last)
    let near = (loading.store["mark_iv"]?.tracks ?? []).filter { track in
      let strike = track.labels["strike"].flatMap(Double.init) ?? 0
      return track.labels["asset"] == "BTC" && abs(strike / index - 1) <= 0.02
    }
    let sorted = near.compactMap(\.values.last).filter { !$0.isNaN }.sorted()
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    // The index moves while a snapshot is taken, which moves the band by a strike.
    #expect(abs(median - row.1) < 0.011, "\(median)")
  }

  // Sum of delta × open interest of bitcoin's options, as a holder of every long sees it.
  @Test(arguments: [
    ("20260203T155826Z", -41_382.0), ("20260206T043012Z", -87_446), ("20260206T213057Z", -55_541),
  ])
  func netDelta(_ row: (String, Double)) {
    let loading = open("deribit_options/deribit_options_snapshot_\(row.0).csv.gz")
    var sizes: [Labels: Double] = [:]
    for track in loading.store["opt_oi"]?.tracks ?? [] { sizes[track.labels] = track.values.last }
    let net = (loading.store["delta"]?.tracks ?? []).filter { $0.labels["asset"] == "BTC" }
      .reduce(0) { $0 + ($1.values.last ?? 0) * (sizes[$1.labels] ?? 0) }
    #expect(net.rounded() == row.1)
  }

  @Test func coinglassWorstHour() throws {
    let loading = open("coinglass/coinglass_BTC_liquidation_1h_2y.csv")
    let all = loading.samples("liq_usd", "asset=BTC")
    let worst = try #require(all.indices.max { all[$0] < all[$1] })
    let time = Timestamp(nanoseconds: loading.times("liq_usd", "asset=BTC")[worst])
    #expect(time.description == "2026-02-05T20:00:00Z")
    #expect(abs(all[worst] - 142_378_251.37) < 0.01)
    #expect(abs(loading.samples("liq_long_usd", "asset=BTC")[worst] - 134_454_356.17) < 0.01)
    let report = try #require(loading.report.series.first { $0.schema.name == "liq_usd" })
    #expect(report.samples == 4_316 && report.gapCount == 4)
    #expect(report.gaps.allSatisfy { $0.length == .hours(2) })
  }

  // 3510 rows of which 1842 are distinct.
  @Test func forceOrderDuplicates() throws {
    let loading = open("binance_forceorder_csv/binance_liqs_2025-01.csv")
    let file = try #require(loading.report.files.first)
    #expect(file.rows == 3_510 && file.duplicates == 1_668)
    #expect(loading.store["liq_usd"]?.sampleCount == 1_842)
    #expect(loading.diagnostics.contains { $0.message.hasSuffix("is taken, 5 times") })
  }

  @Test(arguments: [
    ("2026-01-31", 46.2), ("2025-11-04", 37.5), ("2026-02-05", 37.3), ("2025-10-10", 28.5),
    ("2024-08-05", 23.7),
  ])
  func lendingLiquidationDays(_ row: (String, Double)) throws {
    let loading = open("defi_positions/liquidations.csv.gz", wanted: ["liq_usd"])
    let start = try #require(Timestamp(parsing: row.0)).nanoseconds
    let place = "asset=WBTC,venue=aave"
    let pairs = zip(loading.times("liq_usd", place), loading.samples("liq_usd", place))
    let day = pairs.filter { $0.0 >= start && $0.0 < start + 86_400_000_000_000 }
    #expect((day.reduce(0) { $0 + $1.1 } / 1e5).rounded() == (row.1 * 10).rounded())
  }

  @Test(arguments: [
    ("binance_usdm_btcusdt_20240808", 93_954, 21_313),
    ("binance_cm_btcusd_perp_20240808", 48_270, 2_286),
    ("binance_spot_btcusdt_20240808", 41_249, 9_757),
  ])
  func capturesWithoutABreak(_ row: (String, Int, Int)) throws {
    let wanted: Set = ["volume_usd", "depth_10bps"]
    let loading = open("raw_ws_capture/\(row.0).gz", wanted: wanted)
    #expect(loading.report.files.first?.rows == row.1)
    #expect(loading.store["volume_usd"]?.sampleCount == row.2)
    let messages = loading.diagnostics.map(\.message)
    #expect(!messages.contains { $0.contains("gap") || $0.contains("missing") })
    #expect(messages.contains { $0.contains("clock is 1s 2") })
  }
}
