// A stage for fold tests: truths as letters, one a minute; turns as short lines.
import Columns
import Language
import Quantities

@testable import Alerting

/// Letters: T true, F false, U unknown (missing), W unknown (warmup); spaces are dropped.
func column(_ letters: String) -> TruthColumn {
  let marks = letters.filter { $0 != " " }
  return TruthColumn(
    truths: marks.map { $0 == "T" ? 1 : $0 == "F" ? 0 : 2 },
    reasons: marks.map {
      $0 == "U" ? ReasonSet.missing.rawValue : $0 == "W" ? ReasonSet.warmup.rawValue : 0
    })
}

/// `T` fifteen times and the like: `"T" * 15`.
func * (letters: String, count: Int) -> String { String(repeating: letters, count: count) }

func minutes(_ count: Int) -> Timestamp { Timestamp(seconds: Int64(count) * 60) }

/// The frame of columns of letters, one tick a minute from minute `start`.
func frame(_ columns: [String], from start: Int = 0) -> Frame {
  let parts = columns.map(column)
  return Frame(
    output: 0, key: .none, start: minutes(start), step: .minutes(1),
    count: parts.map(\.truths.count).min() ?? 0, conditions: parts)
}

/// `fire@15 since 0 episode 0`, with times in minutes.
func short(_ turn: Turn) -> String {
  func minute(_ time: Timestamp) -> Int64 { time.nanoseconds / 60_000_000_000 }
  var text = "\(turn.event.rawValue)@\(minute(turn.at)) since \(minute(turn.since))"
  if let level = turn.level { text += " level \(level)" }
  if let start = turn.episodeStart { text += " episode \(minute(start))" }
  if !turn.unknownConditions.isEmpty {
    text += " unknown " + turn.unknownConditions.map(String.init).joined(separator: ",")
  }
  return text
}

/// What a fresh identity says over these columns; `pending` only on demand.
func turns(_ shape: AlertShape, _ columns: [String], pending: Bool = false) -> [String] {
  var fold = AlertFold(shape)
  var out: [String] = []
  fold.advance(frame(columns)) { turn in
    if pending || turn.event != .pending { out.append(short(turn)) }
  }
  return out
}

/// An alert of one unnamed level.
func single(
  hold: Hold? = nil, until: Hold?? = .none, keep: Int64 = 0,
  unknown: UnknownPolicy = UnknownPolicy()
) -> AlertShape {
  let untilHold: Hold? = until ?? nil
  return AlertShape(
    levels: [
      .init(hold: hold, hasUntil: until != nil, untilHold: untilHold, keep: .minutes(keep))
    ], unknown: unknown)
}
