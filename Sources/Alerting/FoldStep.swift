// One tick of the fold that no exception silences.
import Columns
import Language
import Quantities

/// Where an identity stood when a tick began.
struct Standing {
  let shown: Int?
  let pendingSince: Int64?
  /// The highest pending level.
  let pendingLevel: Int?
  let episodeStart: Int64?

  init(_ state: FoldState) {
    shown = state.shown
    pendingSince = state.pendingSince
    pendingLevel = state.pendingSince == nil ? nil : state.levels.lastIndex { $0.isPending }
    episodeStart = state.episodeStart
  }
}

/// Carries one identity over one tick: meters, then the policy for the unknown, then what is told.
struct FoldStep {
  let before: Standing
  let verdicts: Verdicts
  let watch: Watch
  let shape: AlertShape
  /// True where a level began or ceased to fire.
  var hasMovedLatches = false
  /// True where a policy for the unknown made the transition.
  private var isForced = false
  private var hasDropped = false

  init(before: Standing, verdicts: Verdicts, watch: Watch, shape: AlertShape) {
    self.before = before
    self.verdicts = verdicts
    self.watch = watch
    self.shape = shape
  }

  private var tick: Tick { verdicts.tick }

  mutating func run(_ state: inout FoldState, into tell: (Turn) -> Void) {
    for level in shape.levels.indices { measure(level, &state) }
    let reports = settle(&state)
    state.pendingSince = state.pendingRun(shape, at: tick)
    if hasDropped, state.pendingSince == nil, state.shown == nil, let since = before.pendingSince {
      tell(turn(.drop, since: since, level: before.pendingLevel))
    }
    if reports, let run = state.run {
      tell(turn(.unknown, since: run.start, episode: before.episodeStart))
    }
    transit(&state, into: tell)
  }

  private mutating func measure(_ index: Int, _ state: inout FoldState) {
    let level = shape.levels[index]
    guard let latch = state.levels[index].latch else {
      let truth = verdicts.truth(level.trigger)
      guard state.levels[index].meter.observe(truth, at: tick, under: level.hold) else { return }
      let since = state.levels[index].meter.since(at: tick, under: level.hold) ?? tick.time
      fire(index, since: since, &state)
      return
    }
    let clears: Bool
    if let until = level.until {
      clears = state.levels[index].meter.observe(
        verdicts.truth(until), at: tick, under: level.untilHold)
    } else {
      clears = verdicts.truth(level.trigger) == .no
    }
    if clears, tick.time &- latch.firedAt >= level.keep.nanoseconds { clear(index, &state) }
  }

  private mutating func fire(_ index: Int, since: Int64, _ state: inout FoldState) {
    state.levels[index] = LevelState(latch: .init(since: since, firedAt: tick.time))
    hasMovedLatches = true
    guard let until = shape.levels[index].until else { return }
    // The FIRE tick is an end point of the clear condition's run and never its fulfilment.
    _ = state.levels[index].meter.observe(
      verdicts.truth(until), at: tick, under: shape.levels[index].untilHold)
  }

  private mutating func clear(_ index: Int, _ state: inout FoldState) {
    state.levels[index] = LevelState()
    hasMovedLatches = true
  }

  /// Carries out the policy once the unknown has outlasted its hold; true where it is reported.
  private mutating func settle(_ state: inout FoldState) -> Bool {
    guard let run = state.run, !watch.compelling.isEmpty,
      tick.time &- run.start >= shape.unknown.hold.nanoseconds
    else { return false }
    defer { state.run?.isSettled = true }
    switch shape.unknown.action {
    case .report:
      abandonPending(&state)
      return !run.isSettled
    case .clear:
      abandonPending(&state)
      for index in watch.blind {
        clear(index, &state)
        isForced = true
      }
    case .fire:
      guard !run.isSettled, before.shown == nil, state.shown == nil else { break }
      for index in watch.compelling { fire(index, since: run.start, &state) }
      isForced = true
    }
    return false
  }

  private mutating func abandonPending(_ state: inout FoldState) {
    for index in watch.paused { state.levels[index].meter = HoldMeter() }
    hasDropped = before.pendingSince != nil && !watch.paused.isEmpty
  }

  private func transit(_ state: inout FoldState, into tell: (Turn) -> Void) {
    let now = state.shown
    switch (before.shown, now) {
    case (nil, nil):
      guard before.pendingSince == nil, let since = state.pendingSince else { return }
      tell(turn(.pending, since: since, level: Standing(state).pendingLevel))
    case (nil, let level?):
      let since = state.levels[level].latch?.since ?? tick.time
      state.episodeStart = since
      let verdict = state.flapping.fired(at: tick.time)
      guard verdict != .withhold else { return }
      let event = verdict == .announce ? TransitionEvent.flapping : .fire
      tell(turn(event, since: since, episode: since, level: level))
    case (_?, nil):
      let start = state.episodeStart ?? tick.time
      state.episodeStart = nil
      guard state.flapping.cleared(at: tick.time) else { return }
      tell(turn(.clear, since: start, episode: start))
    case (let old?, let level?):
      guard old != level, !state.flapping.isOn else { return }
      let since = state.levels[level].latch?.since ?? tick.time
      tell(turn(.level, since: since, episode: state.episodeStart, level: level))
    }
  }
}

extension FoldStep {
  private func turn(
    _ event: TransitionEvent, since: Int64, episode: Int64? = nil, level: Int? = nil
  ) -> Turn {
    let carriesReasons = event == .drop || event == .unknown || isForced
    return Turn(
      event: event, at: Timestamp(nanoseconds: tick.time),
      since: Timestamp(nanoseconds: since),
      episodeStart: episode.map { Timestamp(nanoseconds: $0) }, level: level,
      index: verdicts.index, unknownConditions: carriesReasons ? watch.conditions : [])
  }
}
