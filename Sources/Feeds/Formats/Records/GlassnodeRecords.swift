// Glassnode's answers as JSON: `[{t,v}]`, or `[{t,o}]` with a map of exchanges.
import Columns
import Quantities

/// Records of a time and a value, whose metric only the file's name tells.
package struct GlassnodeRecords: Format {
  package let name = "glassnode records"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let json = sample.json, let first = json.records.first?.value, first["t"] != nil,
      first.entries.count == 2
    else { return nil }
    if first["v"] != nil { return single(sample, json) }
    guard case .map? = first["o"] else { return nil }
    return byExchange(sample, json)
  }

  private func labels(_ sample: Sample) -> [(String, String)] {
    let asset = FileNames.asset(in: sample.stem) ?? "BTC"
    return [("asset", asset)] + sample.pinned.map { ($0.key, $0.value) }
  }

  private func single(_ sample: Sample, _ json: RecordHead) -> Recognition {
    let values = json.records.compactMap { $0.value["v"]?.text }
    let metric = Glassnode.metric(Self.metricName(sample.stem), values)
    let pairs = labels(sample)
    var offer = SeriesOffer.standard(
      metric.series, labels: pairs.map(\.0), cadence: .daily, why: metric.why)
    offer.schema.unit = metric.unit
    let scale = CellScale(metric.unit)
    let labels = Labels(pairs)
    return Recognition(
      format: name, confidence: .certain, evidence: "keys `t`, `v`; the metric by the file's name",
      offers: [offer],
      reading: .records(
        RecordPlan(framing: json.framing) {
          ValueRecords(series: metric.series, labels: labels, scale: scale)
        }))
  }

  /// The name of a metric in the name of a file, the coin before it left out.
  private static func metricName(_ stem: String) -> String {
    let words = stem.split(separator: "_").map(String.init)
    let rest = words.drop { $0.allSatisfy(\.isUppercase) || $0.lowercased() == "glassnode" }
    return rest.isEmpty ? stem : rest.joined(separator: "_")
  }

  private func byExchange(_ sample: Sample, _ json: RecordHead) -> Recognition {
    let pairs = labels(sample)
    let offer = SeriesOffer.standard(
      "reserve", labels: pairs.map(\.0) + ["venue"], cadence: .daily,
      why: "each record maps exchanges to balances: coins, by venue and asset, daily")
    return Recognition(
      format: name, confidence: .certain, evidence: "keys `t`, `o` with a map of exchanges",
      offers: [offer],
      reading: .records(RecordPlan(framing: json.framing) { BalanceRecords(fixed: pairs) }))
  }
}

private struct ValueRecords: RecordInterpreter {
  let series: String
  let labels: Labels
  let scale: CellScale

  mutating func read(_ record: Record, into samples: SampleWriter) {
    guard let time = record.value.time("t") else {
      return samples.rejectRow("the record has no time")
    }
    samples.add(series, labels, at: time, cell: (record.value.cell("v", scale), 0))
  }
}

private struct BalanceRecords: RecordInterpreter {
  let fixed: [(String, String)]
  private let scale = CellScale(.coin)

  init(fixed: [(String, String)]) { self.fixed = fixed }

  mutating func read(_ record: Record, into samples: SampleWriter) {
    guard let time = record.value.time("t"), let map = record.value["o"] else {
      return samples.rejectRow("the record has no time or no map")
    }
    for entry in map.entries {
      samples.add(
        "reserve", Labels(fixed + [("venue", entry.key)]), at: time,
        cell: (map.cell(entry.key, scale), 0))
    }
  }
}
