// The event as one line of JSON: the outside that scripts and other programs hold on to.
package import Alerting
import Columns
package import Quantities

/// The event's JSON object, without a line break: its keys in their fixed order, none missing.
package func eventLine(_ transition: Transition) -> String {
  var bytes: [UInt8] = []
  writeEventLine(transition, to: &bytes)
  return String(decoding: bytes, as: UTF8.self)
}

/// Appends the event's JSON object, without a line break.
package func writeEventLine(_ transition: Transition, to out: inout [UInt8]) {
  out.append(literal: "{\"event\":")
  out.append(json: transition.event.rawValue)
  out.append(literal: ",\"kind\":")
  out.append(json: transition.kind.rawValue)
  out.append(literal: ",\"rule\":")
  out.append(json: transition.rule)
  out.append(literal: ",\"key\":")
  write(transition.key, to: &out)
  out.append(literal: ",\"at\":")
  out.append(json: transition.at)
  out.append(literal: ",\"since\":")
  out.append(json: transition.since)
  out.append(literal: ",\"episode\":")
  writeEpisode(of: transition, to: &out)
  out.append(literal: ",\"level\":")
  out.append(json: transition.level)
  out.append(literal: ",\"severity\":")
  out.append(json: transition.severity)
  out.append(literal: ",\"values\":")
  write(transition.values, to: &out)
  out.append(literal: ",\"reasons\":")
  write(transition.reasons, to: &out)
  out.append(literal: ",\"message\":")
  out.append(json: transition.message)
  out.append(literal: ",\"source\":")
  out.append(json: transition.source)
  out.append(literal: "}")
}

private func write(_ key: Labels, to out: inout [UInt8]) {
  out.append(literal: "{")
  for (index, pair) in key.pairs.enumerated() {
    if index > 0 { out.append(literal: ",") }
    out.append(json: pair.key)
    out.append(literal: ":")
    out.append(json: pair.value)
  }
  out.append(literal: "}")
}

/// `Transition.episode`, piece by piece.
private func writeEpisode(of transition: Transition, to out: inout [UInt8]) {
  guard let start = transition.episodeStart else { return out.append(literal: "null") }
  out.append(literal: "\"")
  out.append(escaping: transition.rule)
  out.append(literal: "{")
  for (index, pair) in transition.key.pairs.enumerated() {
    if index > 0 { out.append(literal: ",") }
    out.append(escaping: pair.key)
    out.append(literal: "=")
    out.append(escaping: pair.value)
  }
  out.append(literal: "}@")
  start.write(to: &out)
  out.append(literal: "\"")
}

private func write(_ values: [ReportedValue], to out: inout [UInt8]) {
  out.append(literal: "{")
  for (index, value) in values.enumerated() {
    if index > 0 { out.append(literal: ",") }
    out.append(json: value.name)
    out.append(literal: ":{\"value\":")
    out.append(contentsOf: jsonNumber(value.base, value.unit).utf8)
    out.append(literal: ",\"unit\":")
    out.append(json: value.unit.text)
    out.append(literal: "}")
  }
  out.append(literal: "}")
}

private func write(_ texts: [String], to out: inout [UInt8]) {
  out.append(literal: "[")
  for (index, text) in texts.enumerated() {
    if index > 0 { out.append(literal: ",") }
    out.append(json: text)
  }
  out.append(literal: "]")
}

/// A quantity as JSON: `{"value":95000,"unit":"coin"}`, the value null where it is unknown.
package func jsonValue(_ base: Double?, _ unit: Unit) -> String {
  jsonObject([("value", jsonNumber(base, unit)), ("unit", jsonString(unit.text))])
}

/// A quantity's number in its unit as JSON, or `null`.
package func jsonNumber(_ base: Double?, _ unit: Unit) -> String {
  guard let base, base.isFinite else { return "null" }
  let text = shortestDecimal(ofBase: base, in: unit)
  return text.utf8.contains(0x6e) ? "null" : text
}
