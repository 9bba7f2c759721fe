// An explanation as JSON: the same tree as the text.
import Alerting
import Columns
import Evaluation
import Quantities
import Sinks

extension Explanation {
  /// The explanation as one JSON object.
  var json: String {
    jsonObject([
      ("rule", jsonString(rule)), ("key", labelsJSON(key)), ("at", jsonString("\(at)")),
      ("status", status.map(statusJSON) ?? "null"), ("level", jsonString(level)),
      ("parts", jsonArray(parts.map(partJSON))),
    ])
  }

  private func statusJSON(_ status: AlertStatus) -> String {
    func time(_ value: Timestamp?) -> String { jsonString(value.map { "\($0)" }) }
    return jsonObject([
      ("phase", jsonString(status.phase.rawValue)), ("since", time(status.since)),
      ("accrued", jsonString(status.progress)), ("would_fire_at", time(status.firesAt)),
      ("unknown_since", time(status.unknownSince)), ("blind", "\(status.isBlind)"),
      ("silenced", "\(status.isSilenced)"), ("flapping", "\(status.isFlapping)"),
    ])
  }

  private func partJSON(_ part: Part) -> String {
    jsonObject([
      ("clause", jsonString(part.title)), ("hold", jsonString(part.hold)),
      ("accrued", jsonString(part.accrued)),
      ("tree", nodeJSON(part.inspection)),
    ])
  }

  private func nodeJSON(_ node: Inspection) -> String {
    var members: [(name: String, value: String)] = [("text", jsonString(node.text))]
    if let labels = node.labels { members.append(("key", labelsJSON(labels))) }
    if let truth = node.truth {
      let words = truth == .yes ? "true" : truth == .no ? "false" : "null"
      members.append(("truth", words))
    } else {
      members.append(("value", node.value.map { jsonValue($0.base, $0.unit) } ?? "null"))
    }
    members.append(("reasons", jsonArray(node.reasons.map { jsonString($0) })))
    members += detailMembers(node.detail)
    if !node.children.isEmpty { members.append(("parts", jsonArray(node.children.map(nodeJSON)))) }
    return jsonObject(members)
  }

  private func detailMembers(_ detail: Inspection.Detail?) -> [(name: String, value: String)] {
    switch detail {
    case .series(let age, let limit):
      return [("age", jsonString(age?.description)), ("limit", jsonString("\(limit)"))]
    case .parameter(let label, let origin):
      let source = origin == .commandLine ? "command line" : "file"
      return [("for", jsonString(label)), ("set_by", jsonString(source))]
    case .window(let samples, let known, let ticks):
      return [("samples", "\(samples)"), ("known_ticks", "\(known)"), ("ticks", "\(ticks)")]
    case .comparison(let margin):
      return [
        ("margin", jsonValue(margin.absolute.base, margin.absolute.unit)),
        ("margin_share", jsonNumber(margin.relative, .ratio)),
        ("boundary", "\(margin.isBoundary)"),
      ]
    case .sequence(let first):
      return [("first_at", jsonString(first.map { "\($0)" }))]
    case nil: return []
    }
  }

  private func labelsJSON(_ labels: Labels) -> String {
    jsonObject(labels.pairs.map { ($0.key, jsonString($0.value)) })
  }
}
