// Where identities stand: what `run` shows last and the shell lists as rules.
package import Alerting
package import Columns
import Quantities

/// One identity and where it stands.
package struct Standing: Sendable {
  /// The rule's name.
  package var rule: String
  /// The identity's labels.
  package var key: Labels
  /// The name of the level it shows, or nil where the rule has none.
  package var level: String?
  /// Its state at the last tick.
  package var status: AlertStatus

  package init(rule: String, key: Labels, level: String? = nil, status: AlertStatus) {
    self.rule = rule
    self.key = key
    self.level = level
    self.status = status
  }

  /// True where a reader should look: firing, pending, or unknown for too long.
  package var isNotable: Bool { status.phase != .idle || status.isPastHold }
}

/// The identities as a table, in the order given; idle ones too unless only notable are wanted.
package func standingTable(_ standings: [Standing], onlyNotable: Bool = false) -> Table {
  let shown = onlyNotable ? standings.filter(\.isNotable) : standings
  let hasLevels = shown.contains { $0.level != nil }
  var table = Table(
    [.init("state"), .init("rule")] + (hasLevels ? [.init("level")] : [])
      + [.init("key"), .init("since"), .init("remark")])
  table.rows = shown.map { standing in
    let status = standing.status
    let key = standing.key.pairs.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    return [.text(stateWord(status)), .text(standing.rule)]
      + (hasLevels ? [.text(standing.level ?? "")] : [])
      + [
        .text(key), status.since.map { .time($0) } ?? .text(""), .text(remark(status)),
      ]
  }
  return table
}

private func stateWord(_ status: AlertStatus) -> String {
  if status.phase == .firing { return status.isBlind ? "blind" : "firing" }
  if status.phase == .idle && status.isPastHold { return "unknown" }
  return status.phase.rawValue
}

private func remark(_ status: AlertStatus) -> String {
  var parts: [String] = []
  if let progress = status.progress { parts.append(progress) }
  if let time = status.firesAt { parts.append("would fire at \(clockText(time))") }
  if let since = status.unknownSince { parts.append("unknown since \(clockText(since))") }
  if status.isSilenced { parts.append("silenced") }
  if status.isFlapping { parts.append("flapping") }
  return parts.joined(separator: ", ")
}
