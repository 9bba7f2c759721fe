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
  /// From the severity to the first value, then from value to value, then what ends the values;
  /// one after another.
  private let gaps: [UInt8]
  /// Where each of `gaps` ends.
  private let gapEnds: [Int]
  /// The unit of each value, or nil where values are kept in it.
  private let units: [Unit?]
  private let ending: [UInt8]

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
    var ends: [Int] = []
    gaps = piece { ends = $0.appendGaps(of: event) }
    gapEnds = ends
    units = event.values.map { $0.unit.isBase ? nil : $0.unit }
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
    let sinceStart = out.count + 1
    out.append(json: moment.since)
    let since = sinceStart..<max(sinceStart, out.count - 1)
    out.append(literal: ",\"episode\":")
    if let start = moment.episodeStart {
      out.append(episode)
      // Mostly the same moment, and a moment is the longest to write.
      if start == moment.since { out.append(again: since) } else { out.append(start) }
      out.append(literal: "\"")
    } else {
      out.append(literal: "null")
    }
    out.append(literal: ",\"level\":")
    out.append(json: moment.level)
    writeValues(to: &out, value)
    for (index, reason) in moment.reasons.enumerated() {
      if index > 0 { out.append(literal: ",") }
      out.append(json: reason)
    }
    out.append(literal: "],\"message\":")
    out.append(json: moment.message)
    out.append(ending)
  }

  private func writeValues(to out: inout ByteBuffer, _ value: (Int) -> Double?) {
    gaps.withUnsafeBufferPointer { gaps in
      var start = 0
      for (index, end) in gapEnds.enumerated() {
        out.append(UnsafeBufferPointer(rebasing: gaps[start..<end]))
        if index < units.count { out.append(json: value(index), units[index]) }
        start = end
      }
    }
  }
}

extension ByteBuffer {
  /// Appends what stands around the values of an event; returns where each piece of it ends.
  fileprivate mutating func appendGaps(of event: Transition) -> [Int] {
    var ends: [Int] = []
    append(literal: ",\"severity\":")
    append(json: event.severity)
    append(literal: ",\"values\":{")
    for (index, value) in event.values.enumerated() {
      if index > 0 { append(literal: ",") }
      append(json: value.name)
      append(literal: ":{\"value\":")
      ends.append(count)
      append(literal: ",\"unit\":")
      append(json: value.unit.text)
      append(literal: "}")
    }
    append(literal: "},\"reasons\":[")
    return ends + [count]
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
