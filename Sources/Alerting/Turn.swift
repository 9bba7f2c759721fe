// What the fold says at a tick, before anybody has looked up values, reasons and words.
package import Columns
package import Language
package import Quantities

/// A turn of one identity's state.
package struct Turn: Sendable, Equatable {
  /// What happened.
  package let event: TransitionEvent
  /// The tick it happened at.
  package let at: Timestamp
  /// When the run it speaks of began (fine print 8).
  package let since: Timestamp
  /// The start of the episode, or nil where there is none.
  package let episodeStart: Timestamp?
  /// The level it shows, as an index into the alert's levels; nil on clear and unknown.
  package let level: Int?
  /// The tick within the frame it was said at.
  package let index: Int
  /// The conditions of the frame whose reasons it carries, ascending.
  package let unknownConditions: [Int]

  /// The event without what the fold cannot know: values, reasons in words, message.
  ///
  /// The reasons of a drop begin with `data_gap`. `place` is the alert's, where it is known.
  package func transition(
    of alert: CheckedAlert, ruleIndex: Int, key: Labels, place: String? = nil
  ) -> Transition {
    var out = Transition(
      event: event, kind: alert.kind == .halt ? .halt : .alert, rule: alert.name,
      ruleIndex: ruleIndex, key: key, at: at, source: place ?? alert.place)
    out.since = since
    out.episodeStart = episodeStart
    out.level = level.flatMap { alert.levels.indices.contains($0) ? alert.levels[$0].name : nil }
    out.severity = alert.severity
    if event == .drop { out.reasons = ["data_gap"] }
    return out
  }
}

extension Turn: CustomStringConvertible {
  /// `fire@2024-08-05T00:15:00Z since 2024-08-05T00:00:00Z level 1`.
  package var description: String {
    var text = "\(event.rawValue)@\(at) since \(since)"
    if let level { text += " level \(level)" }
    if let episodeStart { text += " episode \(episodeStart)" }
    if !unknownConditions.isEmpty {
      text += " unknown " + unknownConditions.map(String.init).joined(separator: ",")
    }
    return text
  }
}
