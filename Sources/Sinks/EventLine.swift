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
  /// The pieces that no event changes, one after another: from the kind to the moment; the name
  /// of the episode up to its start; what stands before, between and behind the values; the end.
  private let text: [UInt8]
  /// Where each piece ends.
  private let ends: [Int]
  private let units: [Unit]
  /// Of each unit whether values are kept in it.
  private let areBase: [Bool]

  /// The stencil of the events that have the rule, the key and the names of values of this one.
  package init(_ event: Transition) {
    var out = ByteBuffer(capacity: 1_024)
    var ends: [Int] = []
    ends.reserveCapacity(event.values.count + 4)
    out.appendIdentity(of: event)
    ends.append(out.count)
    out.append(literal: "\"")
    out.append(escaping: event.rule)
    out.append(escaping: event.key.description)
    out.append(literal: "@")
    ends.append(out.count)
    out.appendGaps(of: event, &ends)
    out.append(literal: ",\"source\":")
    out.append(json: event.source)
    out.append(literal: "}")
    ends.append(out.count)
    text = out.withBytes { Array($0) }
    self.ends = ends
    units = event.values.map { $0.unit }
    areBase = event.values.map { $0.unit.isBase }
  }

  /// Appends the line of one event, without a line break; `value` gives the base of each value.
  package func write(
    _ moment: EventMoment, to out: inout ByteBuffer, value: (Int) -> Double?
  ) {
    out.append(literal: "{\"event\":")
    out.append(json: moment.event.rawValue)
    append(0, to: &out)
    out.append(json: moment.at)
    out.append(literal: ",\"since\":")
    let sinceStart = out.count + 1
    out.append(json: moment.since)
    let since = sinceStart..<max(sinceStart, out.count - 1)
    out.append(literal: ",\"episode\":")
    if let start = moment.episodeStart {
      append(1, to: &out)
      // Mostly the same moment, and a moment is the longest to write.
      if start == moment.since { out.append(again: since) } else { out.append(start) }
      out.append(literal: "\"")
    } else {
      out.append(literal: "null")
    }
    out.append(literal: ",\"level\":")
    out.append(json: moment.level)
    append(2, to: &out)
    for (index, isBase) in areBase.enumerated() {
      if isBase {
        out.append(json: value(index))
      } else {
        out.append(jsonNumber(value(index), units[index]))
      }
      append(3 + index, to: &out)
    }
    for (index, reason) in moment.reasons.enumerated() {
      if index > 0 { out.append(literal: ",") }
      out.append(json: reason)
    }
    out.append(literal: "],\"message\":")
    out.append(json: moment.message)
    append(ends.count - 1, to: &out)
  }

  @inline(__always)
  private func append(_ piece: Int, to out: inout ByteBuffer) {
    let start = piece == 0 ? 0 : ends[piece - 1]
    text.withUnsafeBufferPointer {
      out.append(UnsafeBufferPointer(rebasing: $0[start..<ends[piece]]))
    }
  }
}

extension ByteBuffer {
  /// Appends what identifies an event, from its kind to its moment.
  fileprivate mutating func appendIdentity(of event: Transition) {
    append(literal: ",\"kind\":")
    append(json: event.kind.rawValue)
    append(literal: ",\"rule\":")
    append(json: event.rule)
    append(literal: ",\"key\":{")
    for (index, pair) in event.key.pairs.enumerated() {
      if index > 0 { append(literal: ",") }
      append(json: pair.key)
      append(literal: ":")
      append(json: pair.value)
    }
    append(literal: "},\"at\":")
  }

  /// Appends what stands around the values of an event, and where each piece of it ends.
  fileprivate mutating func appendGaps(of event: Transition, _ ends: inout [Int]) {
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
    ends.append(count)
  }
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
