// The event as one line of JSON: the outside that scripts and other programs hold on to.
package import Alerting
package import Quantities

/// The event's JSON object, without a line break: its keys in their fixed order, none missing.
package func eventLine(_ transition: Transition) -> String {
  let key = transition.key.pairs.map { (name: $0.key, value: jsonString($0.value)) }
  return jsonObject([
    ("event", jsonString(transition.event.rawValue)),
    ("kind", jsonString(transition.kind.rawValue)),
    ("rule", jsonString(transition.rule)),
    ("key", jsonObject(key)),
    ("at", jsonString(transition.at.description)),
    ("since", jsonString(transition.since?.description)),
    ("episode", jsonString(transition.episode)),
    ("level", jsonString(transition.level)),
    ("severity", jsonString(transition.severity)),
    ("values", jsonObject(transition.values.map { ($0.name, jsonValue($0.base, $0.unit)) })),
    ("reasons", jsonArray(transition.reasons.map { jsonString($0) })),
    ("message", jsonString(transition.message)),
    ("source", jsonString(transition.source)),
  ])
}

/// A quantity as JSON: `{"value":95000,"unit":"coin"}`, the value null where it is unknown.
package func jsonValue(_ base: Double?, _ unit: Unit) -> String {
  jsonObject([("value", jsonNumber(base, unit)), ("unit", jsonString(unit.text))])
}

/// A quantity's number in its unit as JSON, or `null`.
package func jsonNumber(_ base: Double?, _ unit: Unit) -> String {
  guard let base, base.isFinite else { return "null" }
  let text = shortestDecimal(ofBase: base, in: unit)
  return text.contains("n") ? "null" : text
}
