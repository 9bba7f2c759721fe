// Real exports in local time against an independent source in UTC: the pinned clock makes them one.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

private let dataPath = environment("BRINK_DATA")

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
