// The state of an alert with one condition and one hold: no lists, so that a stream can hold many.
import Columns
import Language
import Quantities

/// What `FoldState` says of a plain alert, but for how often it fires.
struct PlainFold: Sendable {
  private static let none = PlainTurn.none

  /// When the run began that is pending, or that fires; `none` where nothing does.
  private var since: Int64
  /// While it fires when it began to, else for how long the condition has held.
  private var mark: Int64
  /// When its condition became unknown; `none` where it is known.
  private var unknownSince: Int64
  private var tally: Tally
  private(set) var isFiring: Bool
  /// True where the last tick held, so that the time after it may count.
  private var isOpen: Bool
  /// True once the policy for the unknown has been carried out.
  private var isSettled: Bool
  private var hidesClear: Bool

  /// The state of a plain alert.
  init(_ state: FoldState) {
    let (latch, meter) = (state.levels[0].latch, state.levels[0].meter)
    since = latch?.since ?? meter.start ?? Self.none
    mark = latch?.firedAt ?? meter.accrued
    (isFiring, isOpen) = (latch != nil, meter.isOpen)
    unknownSince = state.run?.start ?? Self.none
    isSettled = state.run?.isSettled ?? false
    hidesClear = state.run?.hidesClear ?? false
    tally = state.tally
  }

  /// Puts it where it was taken from; the FIREs counted there and the last tick stay.
  func write(to state: inout FoldState) {
    let begin = since == Self.none ? nil : since
    var meter = HoldMeter()
    if !isFiring { (meter.start, meter.accrued, meter.isOpen) = (begin, mark, isOpen) }
    let latch = isFiring ? LevelState.Latch(since: since, firedAt: mark) : nil
    state.levels[0] = LevelState(latch: latch, meter: meter)
    state.episodeStart = isFiring ? begin : nil
    state.pendingSince = isFiring ? nil : begin
    state.run = nil
    if unknownSince != Self.none {
      state.run = UnknownRun(start: unknownSince, isSettled: isSettled, hidesClear: hidesClear)
    }
    state.tally = tally
  }

  /// How many ticks of one verdict, the current one first, turn nothing but idle to pending or
  /// back.
  @inline(__always)
  func quiet(_ now: PlainMoment) -> Int {
    let (tick, rule) = (now.tick, now.rule)
    switch now.verdict {
    case .no:
      return isFiring ? Self.ticks(below: rule.keep &- (tick.time &- mark), tick) : .max
    case .yes:
      if isFiring { return .max }
      return Self.ticks(below: rule.need &- (isOpen ? mark &+ tick.step : mark), tick)
    case .unknown, .warmup:
      let isIdle = since == Self.none
      // What idles in warmup is only not ready yet.
      if isSettled || (isIdle && now.verdict == .warmup) { return .max }
      let elapsed = unknownSince == Self.none ? 0 : tick.time &- unknownSince
      return Self.ticks(below: rule.unknown.hold.nanoseconds &- elapsed, tick)
    }
  }

  /// How many ticks, the first at zero, lie below a length.
  @inline(__always)
  private static func ticks(below length: Int64, _ tick: Tick) -> Int {
    guard length > 0, tick.step > 0 else { return 0 }
    return Int(clamping: (length - 1) / tick.step + 1)
  }

  /// Takes quiet ticks of one verdict, from one on; what becomes pending is handed on.
  @inline(__always)
  mutating func pass(_ count: Int, from now: PlainMoment) -> PlainTurn? {
    tally.ticks += count
    if isFiring { tally.firing += count }
    guard now.verdict.isKnown else {
      blind(now, count)
      return nil
    }
    see()
    if isFiring { return nil }
    guard now.verdict == .yes else {
      (since, mark, isOpen) = (Self.none, 0, false)
      return nil
    }
    mark &+= now.tick.step &* Int64(isOpen ? count : count - 1)
    isOpen = true
    guard since == Self.none else { return nil }
    since = now.time
    return turn(.pending, now, since: since)
  }

  /// Takes the tick at which it fires, clears or lets go: one that `quiet` does not count.
  @inline(__always)
  mutating func turn(
    at now: PlainMoment, _ flapping: inout FlappingWatch, into tell: (PlainTurn) -> Void
  ) {
    tally.ticks += 1
    if !now.verdict.isKnown {
      blind(now, 1)
      settle(now, &flapping, into: tell)
    } else {
      see()
      let begin = since == Self.none ? now.time : since
      let turn = isFiring ? clear(now, &flapping) : fire(now, since: begin, &flapping)
      if let turn { tell(turn) }
    }
    if isFiring { tally.firing += 1 }
  }

  /// `pass` and `turn` in one: after it has idled at all but the last of so many ticks it fires.
  @inline(__always)
  mutating func fire(
    _ now: PlainMoment, after ticks: Int, _ flapping: inout FlappingWatch
  ) -> PlainTurn? {
    tally.ticks &+= ticks
    tally.firing &+= 1
    return fire(now, since: now.time, &flapping)
  }

  /// The same of one that fires and clears at the last of so many ticks.
  @inline(__always)
  mutating func clear(
    _ now: PlainMoment, after ticks: Int, _ flapping: inout FlappingWatch
  ) -> PlainTurn? {
    tally.ticks &+= ticks
    tally.firing &+= ticks &- 1
    return clear(now, &flapping)
  }

  /// Carries out the policy for the unknown.
  private mutating func settle(
    _ now: PlainMoment, _ flapping: inout FlappingWatch, into tell: (PlainTurn) -> Void
  ) {
    isSettled = true
    switch now.rule.unknown.action {
    case .report:
      drop(now, into: tell)
      tell(turn(.unknown, now, since: unknownSince, episode: isFiring ? since : Self.none))
    case .clear where isFiring: if let turn = clear(now, &flapping) { tell(turn) }
    case .clear: drop(now, into: tell)
    case .fire where isFiring: return
    case .fire: if let turn = fire(now, since: unknownSince, &flapping) { tell(turn) }
    }
  }

  /// Its condition is unknown at so many ticks.
  @inline(__always)
  private mutating func blind(_ now: PlainMoment, _ count: Int) {
    if unknownSince == Self.none { (unknownSince, isSettled) = (now.time, false) }
    (hidesClear, isOpen) = (isFiring, false)
    tally.unknown += count
  }

  @inline(__always)
  private mutating func see() {
    (unknownSince, isSettled, hidesClear) = (Self.none, false, false)
  }

  private mutating func drop(_ now: PlainMoment, into tell: (PlainTurn) -> Void) {
    guard !isFiring, since != Self.none else { return }
    let begin = since
    (since, mark) = (Self.none, 0)
    tell(turn(.drop, now, since: begin))
  }

  /// What is said of its firing; nil where that is withheld.
  @inline(__always)
  private mutating func fire(
    _ now: PlainMoment, since begin: Int64, _ flapping: inout FlappingWatch
  ) -> PlainTurn? {
    (since, mark, isFiring, isOpen) = (begin, now.time, true, false)
    let verdict = flapping.fired(at: now.time)
    guard verdict != .withhold else { return nil }
    let event = verdict == .announce ? TransitionEvent.flapping : .fire
    return turn(event, now, since: begin, episode: begin)
  }

  /// What is said of its end; nil where that is withheld.
  @inline(__always)
  private mutating func clear(
    _ now: PlainMoment, _ flapping: inout FlappingWatch
  ) -> PlainTurn? {
    let begin = since
    (since, mark, isFiring, isOpen) = (Self.none, 0, false, false)
    guard flapping.cleared(at: now.time) else { return nil }
    return turn(.clear, now, since: begin, episode: begin)
  }

  @inline(__always)
  private func turn(
    _ event: TransitionEvent, _ now: PlainMoment, since: Int64, episode: Int64 = none
  ) -> PlainTurn {
    PlainTurn(
      at: now.time, since: since, episode: episode, event: event,
      hasReasons: !now.verdict.isKnown)
  }
}

extension AlertFold {
  /// Takes the ticks of a frame of a plain alert: what `take` does tick by tick, run by run.
  mutating func advancePlainly(_ verdicts: inout Verdicts, into tell: (Turn) -> Void) {
    let column = verdicts.frame.conditions[0]
    let rule = PlainRule(shape)
    var plain = PlainFold(state)
    let first = verdicts.index
    while verdicts.index < verdicts.count {
      let end = column.endOfRun(from: verdicts.index, limit: verdicts.count)
      let verdict = PlainVerdict(
        truth: column.truths[verdicts.index],
        reasons: column.reasons(at: verdicts.index).rawValue)
      let now = PlainMoment(tick: verdicts.tick, verdict: verdict, rule: rule)
      let quiet = min(end - verdicts.index, plain.quiet(now))
      if quiet > 0 {
        let turn = plain.pass(quiet, from: now)
        if let turn { tell(turn.turn(index: verdicts.index)) }
        verdicts.index += quiet
      }
      if verdicts.index < end {
        let (index, now) = (
          verdicts.index, PlainMoment(tick: verdicts.tick, verdict: verdict, rule: rule)
        )
        plain.turn(at: now, &state.flapping) { tell($0.turn(index: index)) }
        verdicts.index += 1
      }
    }
    guard verdicts.index > first else { return }
    plain.write(to: &state)
    state.last = verdicts.tick(at: verdicts.index - 1)
  }
}

extension TruthColumn {
  /// Where a run of one truth ends, and where that is unknown, of one set of reasons.
  fileprivate func endOfRun(from index: Int, limit: Int) -> Int {
    let end = RunScan.end(of: truths, from: index, limit: limit)
    guard reasons.count >= end, truths[index] == Truth.unknown.rawValue else { return end }
    return RunScan.end(of: reasons, from: index, limit: end)
  }
}
