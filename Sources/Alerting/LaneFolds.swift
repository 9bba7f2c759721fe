// The folds of one plain alert for many identities at once, tick by tick: what nothing happens to
// is not touched.
package import Columns
package import Quantities
import Language

/// The truths of one condition at one tick, lane by lane.
package struct LaneVerdicts {
  package let time: Timestamp
  package let step: TimeSpan
  package let truths: UnsafePointer<UInt8>
  package let count: Int
  /// One lane with all that is known of it.
  package let frame: (Int) -> Frame
  /// False while the identity of a lane does not exist.
  package let isBorn: (Int) -> Bool

  package init(
    time: Timestamp, step: TimeSpan, truths: UnsafePointer<UInt8>, count: Int,
    frame: @escaping (Int) -> Frame, isBorn: @escaping (Int) -> Bool
  ) {
    self.time = time
    self.step = step
    self.truths = truths
    self.count = count
    self.frame = frame
    self.isBorn = isBorn
  }
}

/// The state of every identity of a plain alert.
///
/// A lane whose truth stays as it was is left alone until the tick at which its hold or its `keep`
/// could end; the ticks passed over are made up for when it is touched again.
package struct LaneFolds {
  private struct Lane {
    var fold: AlertFold
    /// The number of the last tick taken.
    var taken = -1
    /// The number of the tick at which it must be looked at, whatever its truth.
    var due = Int.max
  }

  private let shape: AlertShape
  private var lanes: [Lane] = []
  /// The truth of each lane when it was last taken; `restless` where it must be taken every tick.
  private var seen: [UInt8] = []
  private var tick = -1
  private var nextDue = Int.max
  private var last: (time: Int64, step: Int64) = (0, 0)
  /// A tick that is false, and one that is true.
  private var known: [Frame] = []

  private static let restless: UInt8 = 255

  /// Nil where the alert is not plain: several conditions, or a hold that counts.
  package init?(_ shape: AlertShape) {
    guard shape.isPlain else { return nil }
    self.shape = shape
  }

  /// Takes one tick of every lane and tells every turn, `pending` included.
  package mutating func advance(_ verdicts: LaneVerdicts, into tell: (Int, Turn) -> Void) {
    tick += 1
    last = (verdicts.time.nanoseconds, verdicts.step.nanoseconds)
    while lanes.count < verdicts.count {
      lanes.append(Lane(fold: AlertFold(shape)))
      seen.append(Self.restless)
    }
    if known.isEmpty { known = [Truth.no, .yes].map { Self.frame($0, verdicts) } }
    for index in known.indices { known[index].start = verdicts.time }
    if tick < nextDue {
      visitChanged(verdicts) { $0.take($1, verdicts, into: tell) }
    } else {
      nextDue = .max
      for lane in 0..<verdicts.count {
        if verdicts.truths[lane] != seen[lane] || lanes[lane].due <= tick {
          take(lane, verdicts, into: tell)
        } else {
          nextDue = min(nextDue, lanes[lane].due)
        }
      }
    }
  }

  private static func frame(_ truth: Truth, _ verdicts: LaneVerdicts) -> Frame {
    Frame(
      output: 0, key: .none, start: verdicts.time, step: verdicts.step, count: 1,
      conditions: [TruthColumn(truths: [truth.rawValue])])
  }

  /// Finds lanes whose truth has changed, eight at a time.
  private mutating func visitChanged(
    _ verdicts: LaneVerdicts, _ body: (inout LaneFolds, Int) -> Void
  ) {
    let count = verdicts.count
    let raw = UnsafeRawPointer(verdicts.truths)
    var lane = 0
    while lane < count {
      if lane + 8 <= count {
        let now = raw.loadUnaligned(fromByteOffset: lane, as: UInt64.self)
        let before = seen.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: lane, as: UInt64.self)
        }
        if now == before {
          lane += 8
          continue
        }
      }
      let end = min(count, lane + 8)
      while lane < end {
        if verdicts.truths[lane] != seen[lane] { body(&self, lane) }
        lane += 1
      }
    }
  }

  private mutating func take(
    _ lane: Int, _ verdicts: LaneVerdicts, into tell: (Int, Turn) -> Void
  ) {
    guard verdicts.isBorn(lane) else {
      seen[lane] = Self.restless
      return
    }
    let truth = verdicts.truths[lane]
    catchUp(lane, through: tick - 1)
    lanes[lane].taken = tick
    guard truth != Truth.unknown.rawValue, !lanes[lane].fold.hasUnknownRun else {
      lanes[lane].fold.advance(verdicts.frame(lane)) { tell(lane, $0) }
      seen[lane] = Self.restless
      lanes[lane].due = .max
      return
    }
    let isTrue = truth == Truth.yes.rawValue
    lanes[lane].fold.advance(known[isTrue ? 1 : 0]) { tell(lane, $0) }
    let next = Tick(time: last.time &+ last.step, step: last.step)
    let quiet = lanes[lane].fold.plainQuiet(isTrue, next)
    lanes[lane].due = quiet < .max - tick - 1 ? tick + 1 + quiet : .max
    nextDue = min(nextDue, lanes[lane].due)
    seen[lane] = truth
  }

  /// Takes the ticks a lane was left alone for.
  private mutating func catchUp(_ lane: Int, through number: Int) {
    let count = number - lanes[lane].taken
    guard lanes[lane].taken >= 0, count > 0, seen[lane] != Self.restless else { return }
    let time = last.time &- last.step &* Int64(tick - lanes[lane].taken - 1)
    lanes[lane].fold.pass(
      count, isTrue: seen[lane] == Truth.yes.rawValue, from: Tick(time: time, step: last.step))
    lanes[lane].taken = number
  }

  /// The state of a lane after the last tick; nil where its identity has not existed yet.
  package mutating func fold(_ lane: Int) -> AlertFold? {
    guard lanes.indices.contains(lane), lanes[lane].taken >= 0 else { return nil }
    catchUp(lane, through: tick)
    return lanes[lane].fold
  }
}
