// DefiLlama's answer about one protocol or exchange: what it holds, day by day.
import Columns
import Quantities

/// `{name, tokens:[{date,tokens{…}}], tokensInUsd:[…], tvl:[{date,totalLiquidityUSD}]}`.
package struct LlamaProtocol: Format {
  package let name = "defillama protocol"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let json = sample.json, let value = json.records.first?.value, json.records.count == 1,
      value["tokensInUsd"] != nil || value["chainTvls"] != nil,
      value["name"] != nil || value["tokens"] != nil
    else { return nil }
    let pinned = sample.pinned.map { ($0.key, $0.value) }
    let told = sample.pinned.first { $0.key == "venue" }?.value
    let venue = told ?? Self.venue(value.text("name"), sample.stem)
    let keys = Array(Set(["asset", "venue"] + pinned.map(\.0))).sorted()
    let byVenue = keys.filter { $0 != "asset" }
    return Recognition(
      format: name, confidence: .certain,
      evidence: "keys `tokens`, `tokensInUsd`, `tvl` of \(venue)",
      offers: [
        .standard(
          "reserve", labels: keys, cadence: .daily, why: "`tokens`: coins held, by token, daily"),
        .standard(
          "reserve_usd", labels: keys, cadence: .daily, why: "`tokensInUsd`: their worth, daily"),
        .own(
          "reserve_total_usd", .usd, OfferFrame(labels: byVenue, cadence: .daily),
          why: "`tvl`: USD of everything held"),
      ],
      reading: .records(
        RecordPlan(framing: json.framing) {
          ProtocolReader(fixed: [("venue", venue)] + pinned.filter { $0.0 != "venue" })
        }),
      decisions: ["wrapped coins stay under their own names; nothing is added up"])
  }

  /// `Binance CEX` is `binance`.
  private static func venue(_ name: String?, _ stem: String) -> String {
    let words = (name ?? stem).lowercased().split { !$0.isLetter && !$0.isNumber }
    return VenueNames.known(FileNames.venue(in: stem) ?? words.first.map(String.init) ?? "unknown")
  }
}

private struct ProtocolReader: RecordInterpreter {
  let fixed: [(String, String)]

  mutating func read(_ record: Record, into samples: SampleWriter) {
    let value = record.value
    for (key, series) in [("tokens", "reserve"), ("tokensInUsd", "reserve_usd")] {
      for day in value[key]?.items ?? [] {
        guard let time = day.time("date") else {
          samples.rejectRow("a day of `\(key)` has no date")
          continue
        }
        for token in day["tokens"]?.entries ?? [] {
          guard let amount = token.value.number else { continue }
          let labels = Labels(fixed + [("asset", token.key.uppercased())])
          samples.add(series, labels, at: time, amount)
        }
      }
    }
    let labels = Labels(fixed)
    for day in value["tvl"]?.items ?? [] {
      guard let time = day.time("date"), let usd = day.number("totalLiquidityUSD") else { continue }
      samples.add("reserve_total_usd", labels, at: time, usd)
    }
  }
}
