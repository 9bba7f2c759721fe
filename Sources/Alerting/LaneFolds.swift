// The folds of one plain alert for many identities at once, tick by tick: what nothing happens to
// is not touched.
import Columns
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

/// What the alert says of one lane.
package struct LaneTurn: Sendable {
  package let turn: PlainTurn
  package let lane: Int32
}

/// The state of every identity of a plain alert.
///
/// A lane whose truth stays as it was, and where that is unknown what it is for, is left alone
/// until the tick at which a hold, its `keep` or the patience with the unknown could end; the ticks
/// passed over are made up for when it is touched again. One thread uses an instance.
package final class LaneFolds {
  /// A value behind a pointer: at every tick of every rule the language would ask whether somebody
  /// else is changing it.
  private let table: UnsafeMutablePointer<LaneTable>

  /// Nil where the alert is not plain: several conditions, or a hold that counts.
  package init?(_ shape: AlertShape, tellsPending: Bool = true) {
    guard shape.isPlain else { return nil }
    table = .allocate(capacity: 1)
    table.initialize(to: LaneTable(shape, tellsPending: tellsPending))
  }

  deinit {
    table.pointee.deallocate()
    table.deinitialize(count: 1)
    table.deallocate()
  }

  /// Takes one tick of every lane; `reasons` gives why each lane is unknown.
  package func advance(_ verdicts: LaneVerdicts, reasons: () -> UnsafePointer<UInt8>) {
    table.pointee.advance(verdicts, reasons)
  }

  /// Hands on what has been said since it was last asked for, tick by tick.
  package func takeTurns(_ body: (LaneTurn) -> Void) { table.pointee.turns.take(body) }

  /// The state of a lane after the last tick; nil where its identity has not existed yet.
  package func fold(_ lane: Int) -> AlertFold? { table.pointee.fold(lane) }
}

/// The lanes of an alert, column by column. Whoever makes it deallocates it.
private struct LaneTable {
  /// What is touched wherever something happens: one line of memory.
  private struct Lane {
    var plain: PlainFold
    /// When it is to be woken.
    var alarm = LaneAlarms.none
    /// The number of the last tick taken; negative before the first.
    var taken = -1
  }

  private let shape: AlertShape
  private let rule: PlainRule
  private let tellsPending: Bool
  /// What has been said and not been taken.
  var turns = TurnLog()
  private var lanes = LaneColumn<Lane>()
  /// How often each lane fires.
  private var flapping = LaneColumn<FlappingWatch>()
  /// What is known of each block of lanes since they were last taken.
  private var seen = LaneColumn<LaneMasks>()
  private var alarms = LaneAlarms()
  private var number = -1
  private var tick = Tick(time: 0, step: 0)

  init(_ shape: AlertShape, tellsPending: Bool) {
    self.shape = shape
    self.tellsPending = tellsPending
    rule = PlainRule(shape)
  }

  func deallocate() {
    lanes.deallocate()
    flapping.deallocate()
    seen.deallocate()
    alarms.deallocate()
    turns.deallocate()
  }

  mutating func advance(_ verdicts: LaneVerdicts, _ reasons: () -> UnsafePointer<UInt8>) {
    number += 1
    tick = Tick(time: verdicts.time.nanoseconds, step: verdicts.step.nanoseconds)
    if lanes.count < verdicts.count { open(verdicts.count) }
    for block in 0..<seen.count {
      let (first, before) = (block &* LaneMasks.width, seen[block])
      var now = LaneMasks(
        verdicts.truths + first, count: min(LaneMasks.width, verdicts.count &- first))
      if before.waiting != 0 { now.wait(before.waiting, verdicts.births + first, at: tick.time) }
      if now.unknownTaken != 0 { now.lookAtWarming(reasons() + first) }
      let turned = now.differences(from: before) | alarms.take(at: number, block)
      let begun = rule.need > 0 ? 0 : now.beginning(turned, after: before)
      let ended = rule.keep > 0 ? 0 : now.ending(turned, after: before)
      now.fire(before, but: begun | ended)
      turn(begun, from: first, to: .yes)
      turn(ended, from: first, to: .no)
      var others = turned & ~(begun | ended)
      while others != 0 {
        let place = others.trailingZeroBitCount
        others &= others &- 1
        take(first &+ place, now.verdict(place), after: before.verdict(place))
        now.fire(place, lanes.base[first &+ place].plain.isFiring)
      }
      seen[block] = now
    }
  }

  /// Fires lanes that idled until now, or clears lanes that fired, where neither takes time.
  @inline(__always)
  private mutating func turn(_ set: UInt64, from first: Int, to verdict: PlainVerdict) {
    let now = PlainMoment(tick: tick, verdict: verdict, rule: rule)
    var rest = set
    while rest != 0 {
      let lane = first &+ rest.trailingZeroBitCount
      rest &= rest &- 1
      let own = lanes.base + lane
      let ticks = number &- own.pointee.taken
      own.pointee.taken = number
      let turn =
        verdict == .yes
        ? own.pointee.plain.fire(now, after: ticks, &flapping.base[lane])
        : own.pointee.plain.clear(now, after: ticks, &flapping.base[lane])
      if let turn { say(turn, lane) }
    }
  }

  @inline(__always)
  private mutating func say(_ turn: PlainTurn, _ lane: Int) {
    turns.append(LaneTurn(turn: turn, lane: Int32(truncatingIfNeeded: lane)))
  }

  private mutating func open(_ count: Int) {
    let known = lanes.count
    lanes.grow(to: count, with: Lane(plain: PlainFold(FoldState(levelCount: 1))))
    flapping.grow(to: count, with: FlappingWatch())
    let blocks = (count - 1) / LaneMasks.width + 1
    seen.grow(to: blocks, with: LaneMasks())
    alarms.grow(to: blocks)
    for lane in known..<count { seen.base[lane / LaneMasks.width].open(lane % LaneMasks.width) }
  }

  /// Takes a tick of a lane.
  @inline(__always)
  private mutating func take(_ lane: Int, _ verdict: PlainVerdict, after before: PlainVerdict) {
    catchUp(lane, before, through: number - 1)
    let own = lanes.base + lane
    own.pointee.taken = number
    let now = PlainMoment(tick: tick, verdict: verdict, rule: rule)
    if own.pointee.plain.quiet(now) > 0 {
      let turn = own.pointee.plain.pass(1, from: now)
      if let turn, tellsPending { say(turn, lane) }
    } else {
      own.pointee.plain.turn(at: now, &flapping.base[lane]) { say($0, lane) }
    }
    rest(lane, verdict)
  }

  /// Leaves a lane alone until its truth changes or something may end.
  @inline(__always)
  private mutating func rest(_ lane: Int, _ verdict: PlainVerdict) {
    let next = Tick(time: tick.time &+ tick.step, step: tick.step)
    let own = lanes.base + lane
    let quiet = own.pointee.plain.quiet(PlainMoment(tick: next, verdict: verdict, rule: rule))
    alarms.set(&own.pointee.alarm, lane, after: quiet, from: number &+ 1)
  }

  /// Takes the ticks a lane was left alone for.
  @inline(__always)
  private func catchUp(_ lane: Int, _ verdict: PlainVerdict, through number: Int) {
    let taken = lanes.base[lane].taken
    guard taken >= 0, number > taken else { return }
    let missed = Int64(self.number - taken - 1)
    let first = Tick(time: tick.time &- tick.step &* missed, step: tick.step)
    lanes.base[lane].taken = number
    let now = PlainMoment(tick: first, verdict: verdict, rule: rule)
    _ = lanes.base[lane].plain.pass(number - taken, from: now)
  }

  func fold(_ lane: Int) -> AlertFold? {
    guard 0..<lanes.count ~= lane, lanes[lane].taken >= 0 else { return nil }
    let verdict = seen[lane / LaneMasks.width].verdict(lane % LaneMasks.width)
    catchUp(lane, verdict, through: number)
    var fold = AlertFold(shape)
    lanes[lane].plain.write(to: &fold.state)
    fold.state.flapping = flapping[lane]
    fold.state.last = tick
    return fold
  }
}
