// The fold: verdicts of one identity in, turns of its state out. Pure; reads no clock.
package import Columns
package import Quantities
import Language

/// The state of one identity of one alert, advanced frame by frame.
///
/// Frames must follow each other in time; where they are cut makes no difference. Ticks at or
/// before the last one taken are passed over, so a resumed run may offer them again.
package struct AlertFold: Sendable {
  /// What it knows of its rule.
  package let shape: AlertShape
  var state: FoldState

  /// An identity that is born at the first tick of its first frame.
  package init(_ shape: AlertShape) {
    self.shape = shape
    state = FoldState(levelCount: shape.levels.count)
  }

  /// The last tick taken, or nil before the first.
  package var lastTick: Timestamp? { state.last.map { Timestamp(nanoseconds: $0.time) } }

  /// Ticks lived, firing and unknown so far.
  package var tally: Tally { state.tally }

  /// Takes the ticks of a frame in order and tells every turn, `pending` included.
  package mutating func advance(_ frame: Frame, into tell: (Turn) -> Void) {
    var verdicts = Verdicts(frame, conditions: shape.conditionCount)
    verdicts.index = firstNewTick(of: frame)
    if let last = state.last, verdicts.index < verdicts.count,
      frame.time(at: verdicts.index).nanoseconds != last.time &+ frame.step.nanoseconds
    {
      breakIntervals()
    }
    guard !shape.isPlain else { return advancePlainly(&verdicts, into: tell) }
    var scan = RunScan(conditions: shape.conditionCount)
    while verdicts.index < verdicts.count {
      let end = scan.end(of: verdicts)
      takeRun(until: end, &verdicts, into: tell)
    }
  }

  /// Takes the current tick and as many like it as surely change nothing.
  mutating func takeRun(until end: Int, _ verdicts: inout Verdicts, into tell: (Turn) -> Void) {
    let latches = take(verdicts, into: tell)
    if !latches, end - verdicts.index > 2 {
      let leap = min(quietTicks(verdicts), end - verdicts.index - 1)
      pass(leap, verdicts)
      verdicts.index += leap
    }
    verdicts.index += 1
  }

  private func firstNewTick(of frame: Frame) -> Int {
    guard let last = state.last, frame.start.nanoseconds <= last.time else { return 0 }
    let step = max(1, frame.step.nanoseconds)
    return Int(clamping: (last.time &- frame.start.nanoseconds) / step + 1)
  }

  /// Takes one tick; true where it changed which levels fire.
  mutating func take(_ verdicts: Verdicts, into tell: (Turn) -> Void) -> Bool {
    let tick = verdicts.tick
    let watch = Watch(verdicts, shape, state)
    follow(watch, at: tick)
    state.last = tick
    state.isSilenced = isSilenced(verdicts)
    if state.isSilenced { breakIntervals() }
    var step = FoldStep(before: Standing(state), verdicts: verdicts, watch: watch, shape: shape)
    if !state.isSilenced { step.run(&state, into: tell) }
    state.tally.ticks += 1
    if state.run != nil { state.tally.unknown += 1 }
    if state.shown != nil { state.tally.firing += 1 }
    return step.hasMovedLatches
  }

  /// The unknown run begins, goes on or ends; silence does not stop it.
  private mutating func follow(_ watch: Watch, at tick: Tick) {
    if watch.unknown.isEmpty {
      state.run = nil
    } else if state.run == nil {
      state.run = UnknownRun(start: tick.time)
    }
    state.run?.hidesClear = !watch.blind.isEmpty
  }

  private mutating func breakIntervals() {
    for level in state.levels.indices { state.levels[level].meter.breakInterval() }
  }

  private func isSilenced(_ verdicts: Verdicts) -> Bool {
    shape.exceptions.contains {
      verdicts.tick.time < $0.until.nanoseconds && verdicts.truth($0.condition) == .yes
    }
  }
}

/// The conditions of a frame as seen at one of its ticks.
struct Verdicts {
  let frame: Frame
  let count: Int
  var index = 0

  init(_ frame: Frame, conditions: Int) {
    self.frame = frame
    var count = frame.conditions.count < conditions ? 0 : frame.count
    for column in frame.conditions.prefix(conditions) { count = min(count, column.truths.count) }
    self.count = conditions == 0 ? 0 : count
  }

  var tick: Tick { tick(at: index) }

  func tick(at index: Int) -> Tick {
    Tick(time: frame.time(at: index).nanoseconds, step: frame.step.nanoseconds)
  }

  func truth(_ condition: Int) -> Truth {
    Truth(rawValue: frame.conditions[condition].truths[index]) ?? .unknown
  }

  func reasons(_ condition: Int) -> ReasonSet {
    frame.conditions[condition].reasons(at: index)
  }
}

/// What is watched at a tick and unknown: triggers of levels that do not fire, clear conditions of
/// those that do.
struct Watch {
  /// The levels whose watched condition is unknown, ascending.
  var unknown: [Int] = []
  /// Those of them for which that matters: a level that idles in warmup is only not ready yet.
  var compelling: [Int] = []
  /// Those of them that are pending.
  var paused: [Int] = []
  /// Those of them that fire.
  var blind: [Int] = []
  /// The conditions of `unknown`.
  var conditions: [Int] = []

  init(_ verdicts: Verdicts, _ shape: AlertShape, _ state: FoldState) {
    for (index, level) in shape.levels.enumerated() {
      let own = state.levels[index]
      let condition = own.isLatched ? level.clearing : level.trigger
      guard verdicts.truth(condition) == .unknown else { continue }
      unknown.append(index)
      conditions.append(condition)
      if own.isLatched { blind.append(index) } else if own.isPending { paused.append(index) }
      if !(own.isIdle && verdicts.reasons(condition).isOnlyWarmup) { compelling.append(index) }
    }
  }
}
