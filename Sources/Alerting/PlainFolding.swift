// The fold of most alerts: one condition, one hold, ticks that are known. Runs of equal truth are
// taken whole; the ticks at which something turns go the general way.
import Columns
import Language
import Quantities

extension AlertFold {
  /// Takes the ticks of a frame of a plain alert: what `take` does tick by tick, run by run.
  mutating func advancePlainly(_ verdicts: inout Verdicts, into tell: (Turn) -> Void) {
    let truths = verdicts.frame.conditions[0].truths
    while verdicts.index < verdicts.count {
      let end = RunScan.end(of: truths, from: verdicts.index, limit: verdicts.count)
      let truth = truths[verdicts.index]
      guard truth != Truth.unknown.rawValue, state.run == nil else {
        let limit = verdicts.frame.conditions[0].endOfReasons(from: verdicts.index, limit: end)
        takeRun(until: limit, &verdicts, into: tell)
        continue
      }
      let isTrue = truth == Truth.yes.rawValue
      let quiet = min(end - verdicts.index, plainQuiet(isTrue, verdicts.tick))
      if quiet > 0 {
        passPlainly(quiet, isTrue, (verdicts.tick, verdicts.index), into: tell)
        verdicts.index += quiet
      }
      if verdicts.index < end {
        _ = take(verdicts, into: tell)
        verdicts.index += 1
      }
    }
  }

  /// How many ticks of one truth, the current one first, turn nothing but idle to pending or back.
  func plainQuiet(_ isTrue: Bool, _ tick: Tick) -> Int {
    let meter = state.levels[0].meter
    if let latch = state.levels[0].latch {
      guard !isTrue else { return .max }
      let kept = tick.time &- latch.firedAt
      return Self.ticks(below: shape.levels[0].keep.nanoseconds &- kept, tick)
    }
    guard isTrue else { return .max }
    guard case .span(let length) = shape.levels[0].hold else { return 0 }
    let accrued = meter.isOpen ? meter.accrued &+ tick.step : meter.accrued
    return Self.ticks(below: length.nanoseconds &- accrued, tick)
  }

  /// How many ticks, the first at zero, lie below a length.
  private static func ticks(below length: Int64, _ tick: Tick) -> Int {
    guard length > 0, tick.step > 0 else { return 0 }
    return Int(clamping: (length - 1) / tick.step + 1)
  }

  /// True while something watched is unknown.
  var hasUnknownRun: Bool { state.run != nil }

  /// Takes known ticks of one truth that turn nothing, from one on.
  mutating func pass(_ count: Int, isTrue: Bool, from tick: Tick) {
    passPlainly(count, isTrue, (tick, 0)) { _ in }
  }

  private mutating func passPlainly(
    _ count: Int, _ isTrue: Bool, _ place: (tick: Tick, index: Int), into tell: (Turn) -> Void
  ) {
    let step = place.tick.step
    state.last = Tick(time: place.tick.time &+ step &* Int64(count - 1), step: step)
    state.tally.ticks += count
    if state.levels[0].isLatched {
      state.tally.firing += count
    } else if isTrue {
      accrue(count, place, into: tell)
    } else if state.levels[0].meter.isOpen || state.levels[0].meter.isPending {
      state.levels[0].meter = HoldMeter()
      state.pendingSince = nil
    }
  }

  /// Takes true ticks that do not fulfil the hold.
  private mutating func accrue(
    _ count: Int, _ place: (tick: Tick, index: Int), into tell: (Turn) -> Void
  ) {
    let tick = place.tick
    var meter = state.levels[0].meter
    let intervals = meter.isOpen ? count : count - 1
    meter.accrued &+= tick.step &* Int64(intervals)
    meter.isOpen = true
    let start = meter.start ?? tick.time
    meter.start = start
    state.levels[0].meter = meter
    guard state.pendingSince == nil else { return }
    state.pendingSince = start
    tell(
      Turn(
        event: .pending, at: Timestamp(nanoseconds: tick.time),
        since: Timestamp(nanoseconds: start), episodeStart: nil, level: 0, index: place.index,
        unknownConditions: []))
  }
}

extension TruthColumn {
  /// Where the reasons of unknown ticks change, at most `limit`.
  fileprivate func endOfReasons(from index: Int, limit: Int) -> Int {
    guard reasons.count >= limit, truths[index] == Truth.unknown.rawValue else { return limit }
    return RunScan.end(of: reasons, from: index, limit: limit)
  }
}
