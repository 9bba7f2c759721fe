// The event as one line of JSON: the outside that scripts and other programs hold on to.
package import Alerting
package import Quantities

/// The event's JSON object, without a line break: its keys in their fixed order, none missing.
package func eventLine(_ transition: Transition) -> String {
  var bytes = ByteBuffer()
  EventStencil(transition).write(transition.moment, to: &bytes) { transition.values[$0].base }
  return bytes.text
}

/// The line of one identity with holes for what changes: its texts are escaped once.
package final class EventStencil: Sendable {
  /// From the kind to the moment.
  private let identity: [UInt8]
  /// The name of the episode up to its start.
  private let episode: [UInt8]
  private let severity: [UInt8]
  private let values: [ValuePieces]
  private let ending: [UInt8]

  /// What stands around a value.
  fileprivate struct ValuePieces: Sendable {
    let before: [UInt8]
    let unit: Unit
    let after: [UInt8]
  }

  /// The stencil of the events that have the rule, the key and the names of values of this one.
  package init(_ event: Transition) {
    identity = piece { out in
      out.append(literal: ",\"kind\":")
      out.append(json: event.kind.rawValue)
      out.append(literal: ",\"rule\":")
      out.append(json: event.rule)
      out.append(literal: ",\"key\":{")
      for (index, pair) in event.key.pairs.enumerated() {
        if index > 0 { out.append(literal: ",") }
        out.append(json: pair.key)
        out.append(literal: ":")
        out.append(json: pair.value)
      }
      out.append(literal: "},\"at\":")
    }
    episode = piece { out in
      out.append(literal: "\"")
      out.append(escaping: "\(event.rule)\(event.key)@")
    }
    severity = piece { out in
      out.append(literal: ",\"severity\":")
      out.append(json: event.severity)
      out.append(literal: ",\"values\":{")
    }
    values = event.values.enumerated().map { ValuePieces($1, isFirst: $0 == 0) }
    ending = piece { out in
      out.append(literal: ",\"source\":")
      out.append(json: event.source)
      out.append(literal: "}")
    }
  }

  /// Appends the line of one event, without a line break; `value` gives the base of each value.
  package func write(
    _ moment: EventMoment, to out: inout ByteBuffer, value: (Int) -> Double?
  ) {
    out.append(literal: "{\"event\":")
    out.append(json: moment.event.rawValue)
    out.append(identity)
    out.append(json: moment.at)
    out.append(literal: ",\"since\":")
    out.append(json: moment.since)
    out.append(literal: ",\"episode\":")
    if let start = moment.episodeStart {
      out.append(episode)
      out.append(start)
      out.append(literal: "\"")
    } else {
      out.append(literal: "null")
    }
    out.append(literal: ",\"level\":")
    out.append(json: moment.level)
    out.append(severity)
    for index in values.indices { values[index].write(value(index), to: &out) }
    out.append(literal: "},\"reasons\":[")
    for (index, reason) in moment.reasons.enumerated() {
      if index > 0 { out.append(literal: ",") }
      out.append(json: reason)
    }
    out.append(literal: "],\"message\":")
    out.append(json: moment.message)
    out.append(ending)
  }
}

extension EventStencil.ValuePieces {
  init(_ value: ReportedValue, isFirst: Bool) {
    before = piece { out in
      if !isFirst { out.append(literal: ",") }
      out.append(json: value.name)
      out.append(literal: ":{\"value\":")
    }
    unit = value.unit
    after = piece { out in
      out.append(literal: ",\"unit\":")
      out.append(json: value.unit.text)
      out.append(literal: "}")
    }
  }

  @inline(__always)
  func write(_ base: Double?, to out: inout ByteBuffer) {
    out.append(before)
    out.append(json: base, unit)
    out.append(after)
  }
}

private func piece(_ write: (inout ByteBuffer) -> Void) -> [UInt8] {
  var bytes = ByteBuffer()
  write(&bytes)
  return bytes.withBytes { Array($0) }
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
