// Passing over long stretches in which nothing changes: most ticks of most alerts.
package import Columns
import Language
import Quantities

/// Finds how far the conditions of a frame stay as they are, eight ticks at a time.
struct RunScan {
  /// For each condition, the first tick known to differ.
  private var ends: [Int]

  init(conditions: Int) { ends = Array(repeating: 0, count: conditions) }

  /// The first tick after the current one at which any condition or its reasons differ.
  mutating func end(of verdicts: Verdicts) -> Int {
    var nearest = verdicts.count
    for condition in ends.indices {
      if ends[condition] <= verdicts.index {
        ends[condition] = Self.end(
          of: verdicts.frame.conditions[condition], from: verdicts.index, limit: verdicts.count)
      }
      nearest = min(nearest, ends[condition])
    }
    return nearest
  }

  private static func end(of column: TruthColumn, from index: Int, limit: Int) -> Int {
    let end = end(of: column.truths, from: index, limit: limit)
    if column.reasons.count < end || column.truths[index] != Truth.unknown.rawValue { return end }
    return self.end(of: column.reasons, from: index, limit: end)
  }

  /// The first place after `index` whose byte differs, found eight bytes at a time.
  static func end(of bytes: [UInt8], from index: Int, limit: Int) -> Int {
    bytes.withUnsafeBytes { raw in
      let byte = raw[index]
      let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
      var next = index + 1
      while next + 8 <= limit {
        let word = raw.loadUnaligned(fromByteOffset: next, as: UInt64.self)
        let difference = UInt64(littleEndian: word) ^ pattern
        if difference != 0 { return next + difference.trailingZeroBitCount / 8 }
        next += 8
      }
      while next < limit, raw[next] == byte { next += 1 }
      return next
    }
  }
}

extension AlertFold {
  /// Takes quiet ticks where they change nothing but how many there were: what `advance` does with
  /// their frame, without one. False where the frame has to be looked at.
  package mutating func passQuietly(_ ticks: QuietTicks) -> Bool {
    guard shape.isPlain, state.run == nil, !state.isSilenced, state.pendingSince == nil,
      state.levels[0].isIdle, !state.levels[0].meter.isOpen, let last = state.last,
      last.time &+ ticks.step.nanoseconds == ticks.start.nanoseconds
    else { return false }
    let length = ticks.step.nanoseconds &* Int64(ticks.count - 1)
    state.tally.ticks += ticks.count
    state.last = Tick(
      time: ticks.start.nanoseconds &+ length, step: ticks.step.nanoseconds)
    return true
  }

  /// How many ticks with the verdicts of the last one surely change nothing but meters that grow
  /// evenly.
  func quietTicks(_ verdicts: Verdicts) -> Int {
    guard let last = state.last, last.step > 0 else { return 0 }
    if state.isSilenced { return quietUnderSilence(verdicts, last) }
    var quiet = Int64.max
    if let run = state.run, !run.isSettled {
      let left = shape.unknown.hold.nanoseconds &- (last.time &- run.start)
      if left > 0 { quiet = Self.ticks(before: left, last.step) }
    }
    for index in shape.levels.indices {
      quiet = min(quiet, quietTicks(ofLevel: index, verdicts, last))
    }
    return Int(clamping: quiet)
  }

  private func quietUnderSilence(_ verdicts: Verdicts, _ last: Tick) -> Int {
    let ends = shape.exceptions.filter { verdicts.truth($0.condition) == .yes }
    guard let end = ends.map(\.until.nanoseconds).max() else { return 0 }
    return Int(clamping: Self.ticks(before: end &- last.time, last.step))
  }

  private func quietTicks(ofLevel index: Int, _ verdicts: Verdicts, _ last: Tick) -> Int64 {
    let level = shape.levels[index]
    let own = state.levels[index]
    guard let latch = own.latch else {
      return left(own.meter, verdicts.truth(level.trigger), level.hold, last)
    }
    let kept = Self.ticks(
      before: level.keep.nanoseconds &- (last.time &- latch.firedAt), last.step)
    guard let until = level.until else {
      return verdicts.truth(level.trigger) == .no ? kept : Int64.max
    }
    let truth = verdicts.truth(until)
    if case .count = level.untilHold, own.meter.isPending, truth != .unknown { return 0 }
    return max(kept, left(own.meter, truth, level.untilHold, last))
  }

  /// The ticks for which a meter that sees one truth on and on is not fulfilled.
  private func left(_ meter: HoldMeter, _ truth: Truth, _ hold: Hold?, _ last: Tick) -> Int64 {
    switch (hold, truth) {
    case (.count, .no): return meter.isPending ? 0 : Int64.max
    case (.count, .yes), (nil, .yes): return 0
    case (_, .no), (_, .unknown): return Int64.max
    case (.span(let length), .yes):
      return Self.ticks(before: length.nanoseconds &- meter.accrued, last.step)
    case (.share(let share, let width), .yes):
      // The window grows by at most a step a tick, whatever leaves it at its other end.
      let covered = meter.covered(at: last.time, within: width.nanoseconds)
      return Self.ticks(before: HoldMeter.need(share, of: width) &- covered, last.step)
    }
  }

  /// How many whole steps stay short of a length: 2 for 3m in steps of 1m.
  private static func ticks(before length: Int64, _ step: Int64) -> Int64 {
    length <= 0 ? 0 : (length - 1) / step
  }

  /// Takes so many quiet ticks at once.
  mutating func pass(_ count: Int, _ verdicts: Verdicts) {
    guard count > 0, let last = state.last else { return }
    let length = last.step &* Int64(count)
    state.last = Tick(time: last.time &+ length, step: last.step)
    state.tally.ticks += count
    if state.run != nil { state.tally.unknown += count }
    if state.shown != nil { state.tally.firing += count }
    guard !state.isSilenced else { return }
    for (index, level) in shape.levels.enumerated() where state.levels[index].meter.isPending {
      let isLatched = state.levels[index].isLatched
      guard let condition = isLatched ? level.until : level.trigger else { continue }
      pass(index, verdicts.truth(condition), isLatched ? level.untilHold : level.hold, length)
    }
  }

  /// Takes the quiet ticks of one meter; those of counted holds are never passed over.
  private mutating func pass(_ index: Int, _ truth: Truth, _ hold: Hold?, _ length: Int64) {
    guard let last = state.last else { return }
    switch hold {
    case .count: return
    case .share:
      _ = state.levels[index].meter.observe(truth, at: last, under: hold)
      if state.pendingSince != nil { state.pendingSince = state.pendingRun(shape, at: last) }
    case nil, .span:
      if truth == .yes { state.levels[index].meter.accrued &+= length }
    }
  }
}
