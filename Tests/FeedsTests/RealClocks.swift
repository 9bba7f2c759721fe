// Real exports in local time against an independent source in UTC: the pinned clock makes them one.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

private let dataPath = environment("BRINK_DATA")

extension TimeSpan {
  /// The nearest whole hour: stamps of settlements jitter.
  fileprivate var roundedHours: Int64 { (nanoseconds + 1_800_000_000_000) / 3_600_000_000_000 }
}

@Suite(.enabled(if: dataPath != nil, "set BRINK_DATA to a directory of real files"))
struct RealClocks {
  private let folder = DataFolder()

  /// Funding of binance's bitcoin perpetual as a file has it, by whole seconds.
  private func funding(_ name: String, zone: String?) -> [Int64: Double] {
    let schema = zone.map { folder.write("schema.json", "{\"tz\": \"\($0)\"}") }
    let found = survey(
      FeedRequest(paths: ["\(dataPath ?? "")/\(name)"], schemaFile: schema))
    let tracks = load(found, wanted: ["funding"]).store["funding"]?.tracks ?? []
    var rates: [Int64: Double] = [:]
    for track in tracks where track.labels["venue"] == "binance" && track.labels["asset"] == "BTC" {
      // Coin-margined contracts are other markets.
      guard track.labels["symbol"] != "BTCUSD" else { continue }
      for (time, rate) in zip(track.times, track.values) {
        rates[(time + 500_000_000) / 1_000_000_000] = rate
      }
    }
    return rates
  }

  /// How many moments both have, and at how many they say the same to eight decimals.
  private func agreement(_ a: [Int64: Double], _ b: [Int64: Double]) -> (common: Int, equal: Int) {
    let common = a.keys.filter { b[$0] != nil }
    let equal = common.count { key in
      abs((a[key] ?? 0) - (b[key] ?? 1)) * 28_800 < 5e-9
    }
    return (common.count, equal)
  }

  private let reference = "hyperliquid/binance_BTC_funding_rates.json"

  // Shifting by three hours gives complete equality; as it stands no stamp is even common.
  @Test func anExportThreeHoursAhead() {
    let name = "funding_history/BTC-USDT_binance_2020-01-01_2024-01-01_funding_history.csv"
    let utc = funding(reference, zone: nil)
    let plain = agreement(funding(name, zone: nil), utc)
    #expect(plain.common == 0)
    let pinned = agreement(funding(name, zone: "+03:00"), utc)
    #expect(pinned.common > 2_000)
    #expect(pinned.equal == pinned.common, "\(pinned)")
  }

  // Five of the seven exports are three hours ahead; Gate's is in UTC, and hours cannot tell.
  @Test func fiveOfSevenAreSuspected() {
    let found = survey(FeedRequest(paths: ["\(dataPath ?? "")/funding_history"]))
    let suspects = found.diagnostics.filter { $0.code == "W720" }.compactMap(\.place.text)
    #expect(found.files.count == 7 && suspects.count == 5)
    #expect(!suspects.contains { $0.contains("gate") || $0.contains("dydx") })
  }

  // 12 192 of 17 472 hours: pages of 500 rows with holes of 221 hours between them.
  @Test func holesBetweenPages() throws {
    let path = "\(dataPath ?? "")/hyperliquid/hl_BTC_funding_rates.json.gz"
    let report = try #require(loadAll([path]).report.series.first)
    #expect(report.samples == 12_192)
    let holes = report.gaps.filter { $0.length.roundedHours == 221 }
    #expect(holes.count == 5, "the five longest are shown, of \(report.gapCount)")
    #expect(report.gapCount >= 23)
  }

  @Test func rowsPerMarketOfSeveralVenues() {
    let name = "multi_venue/spot_perp_funding_8h_2023-01_2024-07.csv.gz"
    let store = loadAll(["\(dataPath ?? "")/\(name)"]).store
    for series in ["spot", "price", "funding"] {
      let counts = Set((store[series]?.tracks ?? []).map(\.times.count))
      #expect(counts == [1_642], "\(series)")
    }
  }

  // London's clock, summers and all: 689 of 689 rows agree, of which 237 in winter as UTC.
  @Test(.enabled(if: !contents(of: "/usr/share/zoneinfo/zone.tab").isEmpty))
  func aFileOnLondonsClock() {
    let name = "multi_venue/spot_perp_funding_8h_2023-01_2024-07.csv.gz"
    let utc = funding(reference, zone: nil)
    let plain = agreement(funding(name, zone: nil), utc)
    let london = agreement(funding(name, zone: "Europe/London"), utc)
    #expect(london.equal == london.common && london.common > plain.common, "\(plain) \(london)")
  }
}
