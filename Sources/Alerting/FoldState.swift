// The whole state of one identity: a plain value.
import Quantities

/// How many ticks an identity has lived, fired and been unknown for.
package struct Tally: Sendable, Equatable {
  /// Ticks lived.
  package var ticks = 0
  /// Ticks at whose end a level was firing.
  package var firing = 0
  /// Ticks at which what is watched was unknown.
  package var unknown = 0

  package init() {}

  /// The sums of both.
  package static func + (a: Tally, b: Tally) -> Tally {
    var sum = a
    sum.ticks += b.ticks
    sum.firing += b.firing
    sum.unknown += b.unknown
    return sum
  }
}

/// An unbroken run of ticks at which something watched was unknown.
struct UnknownRun: Sendable, Equatable {
  var start: Int64
  /// True once its one event was given, or its policy carried out.
  var isSettled = false
  /// True where a firing level cannot see its clear condition.
  var hidesClear = false
}

/// One level of one identity.
struct LevelState: Sendable, Equatable {
  /// Moments of a firing level.
  struct Latch: Sendable, Equatable {
    /// When the run that fired it began.
    var since: Int64
    var firedAt: Int64
  }

  /// Nil while the level is idle or pending.
  var latch: Latch?
  /// The trigger's meter while not firing, the meter of `until` while firing.
  var meter = HoldMeter()

  var isLatched: Bool { latch != nil }
  var isPending: Bool { latch == nil && meter.isPending }
  var isIdle: Bool { latch == nil && !meter.isPending }
}

/// The state of one identity between two ticks.
struct FoldState: Sendable, Equatable {
  var levels: [LevelState]
  var run: UnknownRun?
  /// The `since` of the FIRE that began the episode, or nil where nothing fires.
  var episodeStart: Int64?
  var flapping = FlappingWatch()
  /// The last tick taken, or nil before the first.
  var last: Tick?
  /// True where an exception was in force at the last tick.
  var isSilenced = false
  var tally = Tally()

  init(levelCount: Int) {
    levels = Array(repeating: LevelState(), count: levelCount)
  }

  /// When what is pending began, as the last unsilenced tick left it; nil where nothing is pending
  /// or a level fires.
  var pendingSince: Int64?

  /// The highest firing level.
  var shown: Int? { levels.lastIndex { $0.isLatched } }

  /// When what is pending began, told from the meters.
  func pendingRun(_ shape: AlertShape, at tick: Tick) -> Int64? {
    guard shown == nil else { return nil }
    var since: Int64?
    for (index, level) in shape.levels.enumerated() where levels[index].isPending {
      guard let start = levels[index].meter.since(at: tick, under: level.hold) else { continue }
      since = min(since ?? start, start)
    }
    return since
  }
}
