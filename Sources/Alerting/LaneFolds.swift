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
  /// When the identity of each lane is born, in nanoseconds.
  package let births: UnsafePointer<Int64>
  package let count: Int

  package init(
    time: Timestamp, step: TimeSpan, truths: UnsafePointer<UInt8>,
    births: UnsafePointer<Int64>, count: Int
  ) {
    self.time = time
    self.step = step
    self.truths = truths
    self.births = births
    self.count = count
  }
}

/// The state of every identity of a plain alert.
///
/// A lane whose truth stays as it was, and where that is unknown its reasons too, is left alone
/// until the tick at which a hold or its `keep` could end; the ticks passed over are made up for
/// when it is touched again.
package struct LaneFolds {
  private struct Lane {
    var plain: PlainFold
    /// True while something is unknown: its state is then a general one.
    var isGeneral = false
    /// The number of the last tick taken.
    var taken = -1
    /// The number of the tick at which it must be looked at, whatever its truth.
    var due = Int.max
  }

  private let shape: AlertShape
  /// A lane that has taken no tick.
  private let fresh: Lane
  private var lanes: [Lane] = []
  /// Of every lane, how often it fires.
  private var watches: [FlappingWatch] = []
  private var generals: [Int: AlertFold] = [:]
  /// The truth of each lane when it was last taken; `restless` where it must be taken every tick.
  private var seen: [UInt8] = []
  /// Why each lane that is left alone while it is unknown was unknown when it was last taken.
  private var why: [UInt8] = []
  /// How many lanes are left alone while they are unknown.
  private var unknownCount = 0
  private var tick = -1
  private var nextDue = Int.max
  private var last = Tick(time: 0, step: 0)

  private static let restless: UInt8 = 255

  /// Nil where the alert is not plain: several conditions, or a hold that counts.
  package init?(_ shape: AlertShape) {
    guard shape.isPlain else { return nil }
    self.shape = shape
    fresh = Lane(plain: PlainFold(shape, AlertFold(shape).state))
  }

  /// Takes one tick of every lane and tells every turn, `pending` included; `reasons` gives why
  /// each lane is unknown, `frame` a lane with all that is known of it.
  package mutating func advance(
    _ verdicts: LaneVerdicts, reasons: () -> UnsafePointer<UInt8>, frame: (Int) -> Frame,
    into tell: (Int, Turn) -> Void
  ) {
    tick += 1
    last = Tick(time: verdicts.time.nanoseconds, step: verdicts.step.nanoseconds)
    while lanes.count < verdicts.count {
      lanes.append(fresh)
      watches.append(FlappingWatch())
      seen.append(Self.restless)
      why.append(0)
    }
    if unknownCount > 0 { wake(verdicts, reasons()) }
    if tick < nextDue {
      takeChanged(verdicts, frame, tell)
    } else {
      nextDue = .max
      for lane in 0..<verdicts.count {
        if verdicts.truths[lane] != seen[lane] || lanes[lane].due <= tick {
          take(lane, verdicts, frame, tell)
        } else {
          nextDue = min(nextDue, lanes[lane].due)
        }
      }
    }
  }

  /// Makes lanes restless whose reasons are others than when they were left alone.
  private mutating func wake(_ verdicts: LaneVerdicts, _ reasons: UnsafePointer<UInt8>) {
    let unknown = Truth.unknown.rawValue
    for lane in 0..<verdicts.count
    where seen[lane] == unknown && verdicts.truths[lane] == unknown && reasons[lane] != why[lane] {
      lanes[lane].due = tick
      nextDue = tick
    }
  }

  /// Takes the lanes whose truth has changed, found eight at a time.
  private mutating func takeChanged(
    _ verdicts: LaneVerdicts, _ frame: (Int) -> Frame, _ tell: (Int, Turn) -> Void
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
        if verdicts.truths[lane] != seen[lane] { take(lane, verdicts, frame, tell) }
        lane += 1
      }
    }
  }

  private mutating func take(
    _ lane: Int, _ verdicts: LaneVerdicts, _ frame: (Int) -> Frame, _ tell: (Int, Turn) -> Void
  ) {
    guard verdicts.births[lane] <= last.time else { return }
    let truth = verdicts.truths[lane]
    if seen[lane] != Self.restless { catchUp(lane, through: tick - 1) }
    lanes[lane].taken = tick
    if truth == Truth.unknown.rawValue || lanes[lane].isGeneral {
      takeUnknown(lane, frame, tell)
      return
    }
    let isTrue = truth == Truth.yes.rawValue
    let now = PlainFold.Moment(tick: last, index: 0)
    if lanes[lane].plain.quiet(isTrue, last) > 0 {
      lanes[lane].plain.pass(1, isTrue, from: now) { tell(lane, $0) }
    } else {
      lanes[lane].plain.turn(now, &watches[lane]) { tell(lane, $0) }
    }
    rest(lane, truth)
  }

  /// Leaves a lane alone until its truth changes or something may end.
  private mutating func rest(_ lane: Int, _ truth: UInt8) {
    let next = Tick(time: last.time &+ last.step, step: last.step)
    let quiet = lanes[lane].plain.quiet(truth == Truth.yes.rawValue, next)
    lanes[lane].due = quiet < .max - tick - 1 ? tick + 1 + quiet : .max
    nextDue = min(nextDue, lanes[lane].due)
    seen[lane] = truth
  }

  /// Takes a tick that is unknown, or the first that is known again.
  private mutating func takeUnknown(
    _ lane: Int, _ frame: (Int) -> Frame, _ tell: (Int, Turn) -> Void
  ) {
    if seen[lane] == Truth.unknown.rawValue { unknownCount -= 1 }
    var fold = generals.removeValue(forKey: lane) ?? general(lane)
    let own = frame(lane)
    let quiet = fold.advanceUnknown(own) { tell(lane, $0) }
    if let quiet {
      generals[lane] = fold
      lanes[lane].isGeneral = true
      lanes[lane].due = quiet < .max - tick - 1 ? tick + 1 + quiet : .max
      seen[lane] = quiet > 0 ? Truth.unknown.rawValue : Self.restless
      why[lane] = own.conditions[0].reasons.first ?? 0
      if quiet > 0 { unknownCount += 1 }
      nextDue = min(nextDue, lanes[lane].due)
    } else {
      lanes[lane].plain = PlainFold(shape, fold.state)
      lanes[lane].isGeneral = false
      watches[lane] = fold.state.flapping
      rest(lane, own.conditions[0].truths[0])
    }
  }

  private func general(_ lane: Int) -> AlertFold {
    var fold = AlertFold(shape)
    lanes[lane].plain.write(to: &fold.state)
    fold.state.flapping = watches[lane]
    return fold
  }

  /// Takes the ticks a lane was left alone for.
  private mutating func catchUp(_ lane: Int, through number: Int) {
    let taken = lanes[lane].taken
    let count = number - taken
    guard taken >= 0, count > 0 else { return }
    lanes[lane].taken = number
    guard !lanes[lane].isGeneral else {
      generals[lane]?.passUnknown(count)
      return
    }
    let first = Tick(time: last.time &- last.step &* Int64(tick - taken - 1), step: last.step)
    let moment = PlainFold.Moment(tick: first, index: 0)
    lanes[lane].plain.pass(count, seen[lane] == Truth.yes.rawValue, from: moment) { _ in }
  }

  /// The state of a lane after the last tick; nil where its identity has not existed yet.
  package mutating func fold(_ lane: Int) -> AlertFold? {
    guard lanes.indices.contains(lane), lanes[lane].taken >= 0 else { return nil }
    if seen[lane] != Self.restless { catchUp(lane, through: tick) }
    return generals[lane] ?? general(lane)
  }
}

extension AlertFold {
  /// Takes the one tick of a frame of a plain alert. While something is unknown, gives how many
  /// further ticks with the same verdict change nothing; nil where all is known.
  fileprivate mutating func advanceUnknown(_ frame: Frame, into tell: (Turn) -> Void) -> Int? {
    let isLatched = state.shown != nil
    advance(frame, into: tell)
    guard state.run != nil else { return nil }
    let isUnknown = frame.conditions[0].truths[0] == Truth.unknown.rawValue
    guard isUnknown, isLatched == (state.shown != nil) else { return 0 }
    return quietTicks(Verdicts(frame, conditions: shape.conditionCount))
  }

  /// Takes so many quiet ticks of a plain alert at which its condition is unknown.
  fileprivate mutating func passUnknown(_ count: Int) {
    guard let last = state.last else { return }
    state.last = Tick(time: last.time &+ last.step &* Int64(count), step: last.step)
    state.tally.ticks += count
    state.tally.unknown += count
    if state.shown != nil { state.tally.firing += count }
  }
}
