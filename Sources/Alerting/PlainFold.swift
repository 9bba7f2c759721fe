// The state of an alert with one condition and one hold, at ticks that are known: no lists, so that
// a stream can hold many.
import Columns
import Language
import Quantities

/// What `FoldState` says of a plain alert while nothing is unknown, but for how often it fires.
struct PlainFold: Sendable {
  /// How long the condition must hold, and a firing alert must last.
  private let need: Int64
  private let keep: Int64
  private var latch: LevelState.Latch?
  /// The meter of the trigger.
  private var start: Int64?
  private var accrued: Int64
  private var isOpen: Bool
  private var episodeStart: Int64?
  private var pendingSince: Int64?
  private var tally: Tally
  private var last: Tick?

  /// The shape is a plain one.
  init(_ shape: AlertShape, _ state: FoldState) {
    let level = shape.levels[0]
    if case .span(let length) = level.hold { need = length.nanoseconds } else { need = 0 }
    keep = level.keep.nanoseconds
    let meter = state.levels[0].meter
    latch = state.levels[0].latch
    (start, accrued, isOpen) = (meter.start, meter.accrued, meter.isOpen)
    (episodeStart, pendingSince) = (state.episodeStart, state.pendingSince)
    (tally, last) = (state.tally, state.last)
  }

  /// Puts it where it was taken from; the unknown run and the FIREs counted there stay.
  func write(to state: inout FoldState) {
    var meter = HoldMeter()
    (meter.start, meter.accrued, meter.isOpen) = (start, accrued, isOpen)
    state.levels[0] = LevelState(latch: latch, meter: meter)
    (state.episodeStart, state.pendingSince) = (episodeStart, pendingSince)
    (state.tally, state.last) = (tally, last)
  }

  /// How many ticks of one truth, the current one first, turn nothing but idle to pending or back.
  func quiet(_ isTrue: Bool, _ tick: Tick) -> Int {
    if let latch {
      return isTrue ? .max : Self.ticks(below: keep &- (tick.time &- latch.firedAt), tick)
    }
    guard isTrue else { return .max }
    return Self.ticks(below: need &- (isOpen ? accrued &+ tick.step : accrued), tick)
  }

  /// How many ticks, the first at zero, lie below a length.
  private static func ticks(below length: Int64, _ tick: Tick) -> Int {
    guard length > 0, tick.step > 0 else { return 0 }
    return Int(clamping: (length - 1) / tick.step + 1)
  }

  /// A tick and its place in its frame.
  struct Moment {
    let tick: Tick
    let index: Int
  }

  /// Takes quiet ticks of one truth, from one on.
  mutating func pass(
    _ count: Int, _ isTrue: Bool, from moment: Moment, into tell: (Turn) -> Void
  ) {
    let tick = moment.tick
    tally.ticks += count
    last = Tick(time: tick.time &+ tick.step &* Int64(count - 1), step: tick.step)
    if latch != nil {
      tally.firing += count
    } else if !isTrue {
      (start, accrued, isOpen, pendingSince) = (nil, 0, false, nil)
    } else {
      accrued &+= tick.step &* Int64(isOpen ? count : count - 1)
      isOpen = true
      let since = start ?? tick.time
      start = since
      guard pendingSince == nil else { return }
      pendingSince = since
      tell(turn(.pending, moment, since: since))
    }
  }

  /// Takes the tick at which it fires or clears: one that `quiet` does not count.
  mutating func turn(
    _ moment: Moment, _ flapping: inout FlappingWatch, into tell: (Turn) -> Void
  ) {
    let tick = moment.tick
    tally.ticks += 1
    last = tick
    if latch == nil {
      let since = start ?? tick.time
      latch = LevelState.Latch(since: since, firedAt: tick.time)
      tally.firing += 1
      episodeStart = since
      let verdict = flapping.fired(at: tick.time)
      if verdict != .withhold {
        let event = verdict == .announce ? TransitionEvent.flapping : .fire
        tell(turn(event, moment, since: since))
      }
    } else {
      latch = nil
      let since = episodeStart ?? tick.time
      episodeStart = nil
      if flapping.cleared(at: tick.time) {
        tell(turn(.clear, moment, since: since))
      }
    }
    (start, accrued, isOpen, pendingSince) = (nil, 0, false, nil)
  }

  private func turn(_ event: TransitionEvent, _ moment: Moment, since: Int64) -> Turn {
    let since = Timestamp(nanoseconds: since)
    return Turn(
      event: event, at: Timestamp(nanoseconds: moment.tick.time), since: since,
      episodeStart: event == .pending ? nil : since, level: event == .clear ? nil : 0,
      index: moment.index, unknownConditions: [])
  }
}

extension AlertFold {
  /// Takes the ticks of a frame of a plain alert: what `take` does tick by tick, run by run.
  mutating func advancePlainly(_ verdicts: inout Verdicts, into tell: (Turn) -> Void) {
    let column = verdicts.frame.conditions[0]
    var plain = PlainFold(shape, state)
    while verdicts.index < verdicts.count {
      let end = RunScan.end(of: column.truths, from: verdicts.index, limit: verdicts.count)
      let truth = column.truths[verdicts.index]
      guard truth != Truth.unknown.rawValue, state.run == nil else {
        plain.write(to: &state)
        let limit = column.endOfReasons(from: verdicts.index, limit: end)
        takeRun(until: limit, &verdicts, into: tell)
        plain = PlainFold(shape, state)
        continue
      }
      let isTrue = truth == Truth.yes.rawValue
      let quiet = min(end - verdicts.index, plain.quiet(isTrue, verdicts.tick))
      if quiet > 0 {
        let moment = PlainFold.Moment(tick: verdicts.tick, index: verdicts.index)
        plain.pass(quiet, isTrue, from: moment, into: tell)
        verdicts.index += quiet
      }
      if verdicts.index < end {
        let moment = PlainFold.Moment(tick: verdicts.tick, index: verdicts.index)
        plain.turn(moment, &state.flapping, into: tell)
        verdicts.index += 1
      }
    }
    plain.write(to: &state)
  }
}

extension TruthColumn {
  /// Where the reasons of unknown ticks change, at most `limit`.
  fileprivate func endOfReasons(from index: Int, limit: Int) -> Int {
    guard reasons.count >= limit, truths[index] == Truth.unknown.rawValue else { return limit }
    return RunScan.end(of: reasons, from: index, limit: limit)
  }
}
