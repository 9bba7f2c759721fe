// Who belongs to a group, and from when to when.
import Columns
import Language
import Planning

/// How many age limits a member may be silent for before it leaves its group.
let silentLimits: Int64 = 10

/// When the rows of a series keep a member in its group: from each row's first visibility until
/// ten age limits after it; events keep theirs for ever.
func belongingSpans(of track: StoredTrack, _ reference: SeriesReference) -> [ClosedRange<Int64>] {
  let lag = reference.schema.lag.nanoseconds
  let first = track.firstTime
  guard first < .max else { return [] }
  let (patience, isEndless) = reference.ageLimit.nanoseconds
    .multipliedReportingOverflow(by: silentLimits)
  if isEndless || reference.schema.kind == .event { return [(first &+ lag)...Int64.max] }
  var spans: [ClosedRange<Int64>] = []
  track.withRows { rows in
    for row in 0..<rows.end {
      let time = rows.times[row]
      let (until, beyond) = time.addingReportingOverflow(patience)
      let end = beyond ? Int64.max : until
      if end >= time &+ lag { spans.append(merging: (time &+ lag)...end) }
    }
  }
  return spans
}

extension [ClosedRange<Int64>] {
  /// Appends a span that begins no earlier than the last, joining it where they touch.
  mutating func append(merging span: ClosedRange<Int64>) {
    guard let last, last.upperBound == .max || span.lowerBound <= last.upperBound &+ 1 else {
      append(span)
      return
    }
    self[count - 1] = last.lowerBound...Swift.max(last.upperBound, span.upperBound)
  }
}

/// One member of a group before it has a cell.
struct Belonging: Sendable {
  let labels: Labels
  var presence = Presence()
  /// Known in a batch.
  var spans: [ClosedRange<Int64>] { presence.spans }
}

/// The members of every group of every reduction of a plan.
final class Memberships: Sendable {
  private let groups: [Int: [Labels: [Belonging]]]

  init(_ plan: Plan, _ stored: StoredSeries) {
    var groups: [Int: [Labels: [Belonging]]] = [:]
    for (index, node) in plan.nodes.enumerated() {
      guard case .reduction(let reduction) = node.operation else { continue }
      let keys = plan.memberKeys(of: node)
      let members =
        stored.isStream
        ? streamed(reduction.carriers, keys: keys, stored)
        : belongings(of: reduction.carriers, keys: keys, stored)
      groups[index] = Dictionary(grouping: members) { $0.labels.restricted(to: node.keys) }
    }
    self.groups = groups
  }

  /// The members of the group these labels name, in label order.
  func members(of node: Int, _ labels: Labels) -> [Belonging] { groups[node]?[labels] ?? [] }

  /// Every group of a reduction, in label order.
  func all(of node: Int) -> [(group: Labels, members: [Belonging])] {
    (groups[node] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension Plan {
  /// The label keys of a reduction's members: those of its input with the most.
  func memberKeys(of node: Node) -> [String] {
    node.inputs.map { nodes[$0].keys }.max { $0.count < $1.count } ?? []
  }
}

/// The members that carrying series bring, in label order.
func belongings(
  of carriers: [SeriesReference], keys: [String], _ stored: StoredSeries
) -> [Belonging] {
  var spans: [Labels: [ClosedRange<Int64>]] = [:]
  for reference in carriers {
    for entry in stored.table(of: reference).entries {
      spans[entry.labels.restricted(to: keys), default: []] += belongingSpans(
        of: entry.track, reference)
    }
  }
  return spans.map { labels, spans in
    var merged: [ClosedRange<Int64>] = []
    for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      merged.append(merging: span)
    }
    return Belonging(labels: labels, presence: Presence(spans: merged))
  }
  .sorted { $0.labels < $1.labels }
}

/// The members that the carrying series of a stream have brought so far, in label order.
private func streamed(
  _ carriers: [SeriesReference], keys: [String], _ stored: StoredSeries
) -> [Belonging] {
  var found: [Labels: [Presence.Carrier]] = [:]
  for reference in carriers {
    for entry in stored.table(of: reference).entries where entry.track.firstTime < .max {
      let labels = entry.labels.restricted(to: keys)
      found[labels, default: []].append(.init(entry.track, reference))
    }
  }
  return found.map { Belonging(labels: $0, presence: Presence(carriers: $1)) }
    .sorted { $0.labels < $1.labels }
}
