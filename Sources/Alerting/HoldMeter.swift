// How far a condition has come towards holding long enough.
import Columns
import Language
import Quantities

/// The moment a fold stands at: nanoseconds since 1970 and the length of a tick.
struct Tick: Sendable, Equatable {
  let time: Int64
  let step: Int64
}

/// Accumulates the truth of one condition under its hold: `for 15m`, `for 3 of 5 ticks`,
/// `for 80% of 15m`. An interval counts only where both its ends are true.
struct HoldMeter: Sendable, Equatable {
  /// A counted thing. Of `N of M ticks`: a true tick, its ordinal and its time. Of `P% of D`: an
  /// unbroken run of true ticks, its first and its last time.
  struct Mark: Sendable, Equatable {
    var lower: Int64
    var upper: Int64
  }

  /// The first true tick of a plain hold's run.
  var start: Int64?
  /// The true time so far: since `start`, or the length of all `marks` of a share hold.
  var accrued: Int64 = 0
  /// True where the last tick was true, so that the interval after it may count.
  var isOpen = false
  /// How many known ticks a counted hold has seen since it was last empty.
  var entered: Int64 = 0
  var marks: [Mark] = []

  /// True while anything is counted.
  var isPending: Bool { start != nil || !marks.isEmpty }

  /// Takes the truth of one tick; true where the hold is fulfilled at it.
  mutating func observe(_ truth: Truth, at tick: Tick, under hold: Hold?) -> Bool {
    switch hold {
    case nil: accrue(truth, at: tick, need: 0)
    case .span(let length): accrue(truth, at: tick, need: length.nanoseconds)
    case .count(let need, let among): count(truth, at: tick, need: need, among: Int64(among))
    case .share(let share, let width):
      cover(
        truth, at: tick, need: Self.need(share, of: width), within: width.nanoseconds)
    }
  }

  /// No interval counts across this moment; what is counted stays.
  mutating func breakInterval() { isOpen = false }

  /// When the run that is being counted began, or nil where nothing is.
  func since(at tick: Tick, under hold: Hold?) -> Int64? {
    switch hold {
    case nil, .span: return start
    case .count: return marks.first?.upper
    case .share(_, let width):
      let edge = tick.time &- width.nanoseconds
      guard let run = marks.first(where: { $0.upper > $0.lower && $0.upper > edge }) else {
        return marks.first?.lower
      }
      guard run.lower < edge, tick.step > 0 else { return run.lower }
      return run.lower &+ (edge &- run.lower) / tick.step &* tick.step
    }
  }

  /// The true time of `P% of D` that fulfils the hold, to the nearest nanosecond.
  static func need(_ share: Double, of width: TimeSpan) -> Int64 {
    Int64(exactly: (share * Double(width.nanoseconds)).rounded()) ?? Int64.max
  }

  /// The true time of a share hold within (T − width, T].
  func covered(at time: Int64, within width: Int64) -> Int64 {
    guard let first = marks.first else { return 0 }
    return accrued &- max(0, time &- width &- first.lower)
  }

  private mutating func accrue(_ truth: Truth, at tick: Tick, need: Int64) -> Bool {
    switch truth {
    case .no: self = HoldMeter()
    case .unknown: isOpen = false
    case .yes:
      if isOpen { accrued &+= tick.step }
      if start == nil { start = tick.time }
      isOpen = true
      return accrued >= need
    }
    return false
  }

  private mutating func count(_ truth: Truth, at tick: Tick, need: Int, among: Int64) -> Bool {
    guard truth != .unknown else { return false }
    entered &+= 1
    if truth == .yes { marks.append(Mark(lower: entered, upper: tick.time)) }
    while let first = marks.first, first.lower <= entered &- among { marks.removeFirst() }
    if marks.isEmpty { entered = 0 }
    return truth == .yes && marks.count >= need
  }

  private mutating func cover(
    _ truth: Truth, at tick: Tick, need: Int64, within width: Int64
  ) -> Bool {
    if truth == .yes {
      if isOpen, let last = marks.indices.last {
        accrued &+= tick.time &- marks[last].upper
        marks[last].upper = tick.time
      } else {
        marks.append(Mark(lower: tick.time, upper: tick.time))
      }
    }
    isOpen = truth == .yes
    while let first = marks.first, first.upper <= tick.time &- width {
      accrued &-= first.upper &- first.lower
      marks.removeFirst()
    }
    return truth == .yes && covered(at: tick.time, within: width) >= need
  }
}
