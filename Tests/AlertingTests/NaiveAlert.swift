// The twin of the fold: keeps the whole history and looks back over it at every tick.
import Columns
import Language
import Quantities

@testable import Alerting

/// One identity, judged straight from the fine print, tick by tick, without any running totals.
struct NaiveAlert {
  struct Level {
    var since: Int64?
    var firedAt = 0
    /// The first tick its current condition is looked at.
    var armed = 0
    var pendingSince: Int64?
  }

  let shape: AlertShape
  var truths: [[Truth]] = []
  var silent: [Bool] = []
  var levels: [Level]
  var runStart: Int?
  var settled = false
  var episode: Int64?
  var fires: [Int64] = []
  var isFlapping = false

  init(_ shape: AlertShape) {
    self.shape = shape
    levels = Array(repeating: Level(), count: shape.levels.count)
  }

  var now: Int { truths.count - 1 }
  func time(_ tick: Int) -> Int64 { Int64(tick) * 60_000_000_000 }
  func minute(_ time: Int64) -> Int64 { time / 60_000_000_000 }

  /// A condition at a tick, unknown where an exception silences it.
  func truth(_ condition: Int, _ tick: Int) -> Truth { truths[tick][condition] }

  /// The ticks on which two neighbours are true and unsilenced, as the later of the two.
  func intervals(_ condition: Int, _ from: Int) -> [Int] {
    guard now > from else { return [] }
    return (from + 1...now).filter { tick in
      [tick - 1, tick].allSatisfy { truth(condition, $0) == .yes && !silent[$0] }
    }
  }

  /// Whether a hold is fulfilled now, and since when its run lasts.
  func judge(_ condition: Int, _ hold: Hold?, from: Int) -> (held: Bool, since: Int64?) {
    let heard = (from...max(from, now)).filter { $0 <= now && !silent[$0] }
    let isTrue = truth(condition, now) == .yes
    switch hold {
    case nil, .span:
      let need: Int64 = if case .span(let span) = hold { span.nanoseconds } else { 0 }
      let lastFalse = heard.last { truth(condition, $0) == .no } ?? from - 1
      let start = heard.first { $0 > lastFalse && truth(condition, $0) == .yes }
      let accrued = time(intervals(condition, from).filter { $0 - 1 > lastFalse }.count)
      return (isTrue && accrued >= need, start.map(time))
    case .count(let need, let among):
      let known = heard.filter { truth(condition, $0) != .unknown }.suffix(among)
      let hits = known.filter { truth(condition, $0) == .yes }
      return (isTrue && hits.count >= need, hits.first.map(time))
    case .share(let share, let width):
      let edge = time(now) - width.nanoseconds
      let counted = intervals(condition, from).filter { time($0) > edge }
      let covered = counted.reduce(Int64(0)) { $0 + time($1) - max(edge, time($1 - 1)) }
      let lone = heard.first { truth(condition, $0) == .yes && time($0) > edge }
      let need = Int64((share * Double(width.nanoseconds)).rounded())
      let since = counted.first.map { time($0 - 1) } ?? lone.map(time)
      return (isTrue && covered >= need, since)
    }
  }

  mutating func tick(_ row: [Truth], _ reasons: [ReasonSet]) -> [String] {
    truths.append(row)
    silent.append(
      shape.exceptions.contains {
        row[$0.condition] == .yes && time(now) < $0.until.nanoseconds
      })
    let before = self
    let watched = levels.indices.map {
      levels[$0].since == nil ? shape.levels[$0].trigger : shape.levels[$0].clearing
    }
    let unknown = levels.indices.filter { row[watched[$0]] == .unknown }
    if unknown.isEmpty { runStart = nil }
    if !unknown.isEmpty, runStart == nil {
      runStart = now
      settled = false
    }
    if silent[now] { return [] }
    for index in levels.indices { advance(index) }
    let compelling = unknown.filter {
      let idle = before.levels[$0].since == nil && before.levels[$0].pendingSince == nil
      return !(idle && reasons[watched[$0]] == .warmup)
    }
    var said: [String] = []
    let tail = " unknown " + unknown.map { String(watched[$0]) }.joined(separator: ",")
    let isDue = !compelling.isEmpty
    let forced = isDue && settle(before, (unknown, compelling, tail), &said)
    for index in levels.indices where levels[index].since == nil {
      let level = shape.levels[index]
      levels[index].pendingSince =
        levels[index].armed > now
        ? nil : judge(level.trigger, level.hold, from: levels[index].armed).since
    }
    transit(before, forced ? tail : "", &said)
    return said
  }
}

extension NaiveAlert {
  var shown: Int? { levels.lastIndex { $0.since != nil } }
  var isPending: Bool { shown == nil && levels.contains { $0.pendingSince != nil } }

  mutating func advance(_ index: Int) {
    let level = shape.levels[index]
    if levels[index].since == nil {
      let verdict = judge(level.trigger, level.hold, from: levels[index].armed)
      if verdict.held { fire(index, verdict.since) }
      return
    }
    var clears = truth(level.trigger, now) == .no
    if let until = level.until {
      clears = judge(until, level.untilHold, from: levels[index].armed).held
    }
    if clears, time(now - levels[index].firedAt) >= level.keep.nanoseconds { unlatch(index) }
  }

  mutating func fire(_ index: Int, _ since: Int64?) {
    levels[index] = Level(since: since, firedAt: now, armed: now)
  }

  mutating func unlatch(_ index: Int) { levels[index] = Level(armed: now + 1) }

  /// Carries out the policy; true where it made the transition.
  mutating func settle(
    _ before: NaiveAlert, _ lost: (unknown: [Int], compelling: [Int], tail: String),
    _ said: inout [String]
  ) -> Bool {
    guard let start = runStart, time(now - start) >= shape.unknown.hold.nanoseconds
    else { return false }
    let first = !settled
    settled = true
    let pending = lost.unknown.filter {
      before.levels[$0].pendingSince != nil && before.levels[$0].since == nil
    }
    if shape.unknown.action == .fire {
      guard first, before.shown == nil, shown == nil else { return false }
      for index in lost.compelling { fire(index, time(start)) }
      return true
    }
    for index in pending { unlatch(index) }
    if before.isPending, !pending.isEmpty, !levels.indices.contains(where: isBusy) {
      let since = before.levels.compactMap { $0.since == nil ? $0.pendingSince : nil }.min() ?? -1
      let level = before.levels.lastIndex { $0.since == nil && $0.pendingSince != nil } ?? -1
      said.append("drop@\(now) since \(minute(since)) level \(level)" + lost.tail)
    }
    if shape.unknown.action == .report {
      guard first else { return false }
      let mark = before.episode.map { " episode \(minute($0))" } ?? ""
      said.append("unknown@\(now) since \(start)" + mark + lost.tail)
      return false
    }
    let latched = lost.unknown.filter { before.levels[$0].since != nil }
    for index in latched { unlatch(index) }
    return !latched.isEmpty
  }

  /// True where a level fires or counts.
  func isBusy(_ index: Int) -> Bool {
    guard levels[index].since == nil else { return true }
    let level = shape.levels[index]
    return levels[index].armed <= now
      && judge(level.trigger, level.hold, from: levels[index].armed).since != nil
  }

  mutating func transit(_ before: NaiveAlert, _ tail: String, _ said: inout [String]) {
    guard let level = shown else {
      guard before.shown != nil else {
        if isPending, !before.isPending {
          let since = levels.compactMap(\.pendingSince).min() ?? -1
          let level = levels.lastIndex { $0.pendingSince != nil } ?? -1
          said.append("pending@\(now) since \(minute(since)) level \(level)")
        }
        return
      }
      let start = episode ?? -1
      episode = nil
      if recentFires <= 5 { isFlapping = false }
      if isFlapping { return }
      said.append("clear@\(now) since \(minute(start)) episode \(minute(start))" + tail)
      return
    }
    let since = minute(levels[level].since ?? -1)
    if before.shown == nil {
      episode = levels[level].since
      fires.append(time(now))
      let text = "@\(now) since \(since) level \(level) episode \(since)" + tail
      if recentFires <= 5 {
        isFlapping = false
        said.append("fire" + text)
      } else if !isFlapping {
        isFlapping = true
        said.append("flapping" + text)
      }
    } else if before.shown != level, !isFlapping {
      let mark = " episode \(minute(episode ?? -1))"
      said.append("level@\(now) since \(since) level \(level)" + mark + tail)
    }
  }

  var recentFires: Int { fires.filter { $0 > time(now) - 3_600_000_000_000 }.count }
}
