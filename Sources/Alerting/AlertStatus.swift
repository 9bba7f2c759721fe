// Where an identity stands: for explanations, for listings and for the exit code.
package import Quantities
import Columns
import Language

/// The state of one identity at its last tick.
package struct AlertStatus: Sendable, Equatable {
  /// The three states of an alert.
  package enum Phase: String, Sendable {
    case idle, pending, firing
  }

  /// Idle, pending or firing.
  package var phase = Phase.idle
  /// The level it shows, or the highest that is pending; an index into the alert's levels.
  package var level: Int?
  /// When the run it shows began.
  package var since: Timestamp?
  /// The start of the episode while firing.
  package var episodeStart: Timestamp?
  /// How far the hold has come while pending: `7m of 15m`, `2 of 3 ticks`.
  package var progress: String?
  /// When a pending alert fires if its conditions stay as they are.
  package var firesAt: Timestamp?
  /// When the current unknown run began.
  package var unknownSince: Timestamp?
  /// True where the unknown run has outlasted its hold.
  package var isPastHold = false
  /// Firing, and not able to see whether it should clear.
  package var isBlind = false
  /// An exception is in force.
  package var isSilenced = false
  /// Its FIREs come too often to be told one by one.
  package var isFlapping = false

  package init() {}
}

extension AlertStatus: CustomStringConvertible {
  /// `pending since 2024-08-05T00:00:00Z, 7m of 15m, would fire at 2024-08-05T00:15:00Z`.
  package var description: String {
    var parts = [phase.rawValue + (since.map { " since \($0)" } ?? "")]
    if let progress { parts.append(progress) }
    if let firesAt { parts.append("would fire at \(firesAt) if unchanged") }
    if isBlind { parts.append("blind") }
    if let unknownSince { parts.append("unknown since \(unknownSince)") }
    if isSilenced { parts.append("silenced by an exception") }
    if isFlapping { parts.append("flapping") }
    return parts.joined(separator: ", ")
  }
}

extension AlertFold {
  /// Where the identity stands at its last tick.
  package var status: AlertStatus {
    var out = AlertStatus()
    guard let last = state.last else { return out }
    out.isSilenced = state.isSilenced
    out.isFlapping = state.flapping.isOn
    if let run = state.run {
      out.unknownSince = Timestamp(nanoseconds: run.start)
      out.isPastHold = isPastHold
    }
    if let level = state.shown {
      out.phase = .firing
      out.level = level
      out.since = state.levels[level].latch.map { Timestamp(nanoseconds: $0.since) }
      out.episodeStart = state.episodeStart.map { Timestamp(nanoseconds: $0) }
      out.isBlind = out.isPastHold && state.run?.hidesClear == true
    } else if let since = state.pendingSince {
      out.phase = .pending
      out.since = Timestamp(nanoseconds: since)
      let pending = state.levels.indices.filter { state.levels[$0].isPending }
      out.level = pending.last
      out.progress = pending.last.map {
        progress(state.levels[$0].meter, shape.levels[$0].hold, last)
      }
      let times = pending.compactMap { firesAt(level: $0, last) }
      out.firesAt = times.min().map { Timestamp(nanoseconds: $0) }
    }
    return out
  }

  /// What the identity makes of the exit code.
  package var standing: ExitStanding {
    state.shown != nil ? .firing : (isPastHold ? .blind : .calm)
  }

  /// True where the unknown run has outlasted its hold.
  var isPastHold: Bool {
    guard let last = state.last, let run = state.run else { return false }
    return last.time &- run.start >= shape.unknown.hold.nanoseconds
  }

  /// How far the hold of a level's trigger has come, or of its `until` while it fires; nil where
  /// there is no hold or nothing has accrued.
  package func accrued(level index: Int, ofUntil: Bool) -> String? {
    let level = state.levels[index]
    let hold = ofUntil ? shape.levels[index].untilHold : shape.levels[index].hold
    guard let last = state.last, hold != nil, level.isLatched == ofUntil, level.meter.isPending
    else { return nil }
    return progress(level.meter, hold, last)
  }

  private func progress(_ meter: HoldMeter, _ hold: Hold?, _ last: Tick) -> String {
    switch hold {
    case nil: return "no hold"
    case .span(let length): return "\(TimeSpan(nanoseconds: meter.accrued)) of \(length)"
    case .count(let need, let among): return "\(meter.marks.count) of \(need) ticks in \(among)"
    case .share(let share, let width):
      let covered = TimeSpan(
        nanoseconds: meter.covered(at: last.time, within: width.nanoseconds))
      let need = TimeSpan(nanoseconds: HoldMeter.need(share, of: width))
      return "\(covered) of \(need) within \(width)"
    }
  }

  /// The most ticks an outlook goes ahead.
  static let outlookLimit = 100_000

  /// The tick at which a level fires if its last verdict repeats; nil where that verdict was not
  /// true, or the moment is too far off to look for.
  private func firesAt(level index: Int, _ last: Tick) -> Int64? {
    let hold = shape.levels[index].hold
    var meter = state.levels[index].meter
    guard last.step > 0, !state.isSilenced, isTrueNow(meter, hold, last) else { return nil }
    if case .span(let length) = hold {
      let left = max(0, length.nanoseconds &- meter.accrued)
      return last.time &+ (left &+ last.step &- 1) / last.step &* last.step
    }
    var time = last.time
    for _ in 0..<Self.outlookLimit {
      time &+= last.step
      if meter.observe(.yes, at: Tick(time: time, step: last.step), under: hold) { return time }
    }
    return nil
  }

  private func isTrueNow(_ meter: HoldMeter, _ hold: Hold?, _ last: Tick) -> Bool {
    if case .count = hold { return meter.marks.last?.upper == last.time }
    return meter.isOpen
  }
}

/// The exit code of a run by where its identities stand at the last tick (fine print 14): 1 where
/// any fires, blind included; else 4 where any has been unknown past its hold, or where there was
/// no tick at all; else 0.
package func exitCode(of standings: [ExitStanding], hasTicks: Bool = true) -> Int32 {
  var worst = hasTicks ? ExitStanding.calm : .blind
  for standing in standings { worst = max(worst, standing) }
  switch worst {
  case .calm: return 0
  case .blind: return 4
  case .firing: return 1
  }
}

/// What one identity makes of the exit code, the worst last.
package enum ExitStanding: Int, Comparable, Sendable {
  /// It neither fires nor has been unknown for long.
  case calm
  /// Unknown past its hold.
  case blind
  case firing

  package static func < (a: ExitStanding, b: ExitStanding) -> Bool { a.rawValue < b.rawValue }
}
