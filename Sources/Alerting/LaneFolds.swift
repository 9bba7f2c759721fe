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

  /// What has been said since it was last asked for: tick by tick, in the order of lanes.
  package func takeTurns() -> [LaneTurn] {
    defer { table.pointee.turns = [] }
    return table.pointee.turns
  }

  /// The state of a lane after the last tick; nil where its identity has not existed yet.
  package func fold(_ lane: Int) -> AlertFold? { table.pointee.fold(lane) }
}

/// The lanes of an alert, column by column. Whoever makes it deallocates it.
private struct LaneTable {
  private struct Lane {
    var plain: PlainFold
    /// The number of the last tick taken; negative before the first.
    var taken = -1
    /// How often it fires.
    var flapping = FlappingWatch()
  }

  private let shape: AlertShape
  private let rule: PlainRule
  private let tellsPending: Bool
  /// What has been said and not been taken.
  var turns: [LaneTurn] = []
  private var lanes = LaneColumn<Lane>()
  /// The truth of each lane when it was last taken; `restless` where it has taken no tick.
  private var seen = LaneColumn<UInt8>()
  /// Whether each lane that is unknown was only warming up when it was last taken.
  private var isWarming = LaneColumn<Bool>()
  /// The number of the tick at which each lane must be looked at, whatever its truth.
  private var due = LaneColumn<Int>()
  /// The least of them in each block of lanes.
  private var blockDue = LaneColumn<Int>()
  /// How many lanes are unknown.
  private var unknownCount = 0
  private var number = -1
  private var tick = Tick(time: 0, step: 0)

  private static let restless: UInt8 = 255

  init(_ shape: AlertShape, tellsPending: Bool) {
    self.shape = shape
    self.tellsPending = tellsPending
    rule = PlainRule(shape)
  }

  func deallocate() {
    lanes.deallocate()
    seen.deallocate()
    isWarming.deallocate()
    due.deallocate()
    blockDue.deallocate()
  }

  mutating func advance(_ verdicts: LaneVerdicts, _ reasons: () -> UnsafePointer<UInt8>) {
    number += 1
    tick = Tick(time: verdicts.time.nanoseconds, step: verdicts.step.nanoseconds)
    if lanes.count < verdicts.count { open(verdicts.count) }
    if unknownCount > 0 { wake(verdicts, reasons()) }
    let size = LaneColumn<UInt8>.block
    let whole = verdicts.count / size
    let (truths, seen) = (UnsafeRawPointer(verdicts.truths), UnsafeRawPointer(self.seen.base))
    let (due, number) = (blockDue.base, number)
    for block in 0..<whole {
      let now = truths.loadUnaligned(fromByteOffset: block &* size, as: UInt64.self)
      let before = seen.loadUnaligned(fromByteOffset: block &* size, as: UInt64.self)
      if now != before || due[block] <= number { take(block, size, verdicts, reasons) }
    }
    if whole * size < verdicts.count {
      take(whole, verdicts.count - whole * size, verdicts, reasons)
    }
  }

  /// Takes those of the first lanes of a block whose truth has changed or that are due.
  private mutating func take(
    _ block: Int, _ count: Int, _ verdicts: LaneVerdicts, _ reasons: () -> UnsafePointer<UInt8>
  ) {
    let first = block * LaneColumn<UInt8>.block
    for lane in first..<first + count {
      if verdicts.truths[lane] != seen[lane] || due[lane] <= number {
        take(lane, verdicts, reasons)
      }
    }
    blockDue[block] = due.least(from: first)
  }

  private mutating func open(_ count: Int) {
    let fresh = Lane(plain: PlainFold(FoldState(levelCount: 1)))
    lanes.grow(to: count, with: fresh)
    seen.grow(to: count, with: Self.restless)
    isWarming.grow(to: count, with: false)
    due.grow(to: count, with: .max)
    blockDue.grow(to: count / LaneColumn<UInt8>.block + 1, with: .max)
  }

  /// Makes lanes due that are unknown for another cause than when they were left alone.
  private mutating func wake(_ verdicts: LaneVerdicts, _ reasons: UnsafePointer<UInt8>) {
    let unknown = PlainVerdict.unknown.rawValue
    for lane in 0..<verdicts.count where seen[lane] == unknown && verdicts.truths[lane] == unknown {
      let verdict = PlainVerdict(truth: unknown, reasons: reasons[lane])
      guard (verdict == .warmup) != isWarming[lane] else { continue }
      due[lane] = number
      blockDue[lane / LaneColumn<UInt8>.block] = number
    }
  }

  private mutating func take(
    _ lane: Int, _ verdicts: LaneVerdicts, _ reasons: () -> UnsafePointer<UInt8>
  ) {
    guard verdicts.births[lane] <= tick.time else { return }
    catchUp(lane, through: number - 1)
    let truth = verdicts.truths[lane]
    let isUnknown = truth == PlainVerdict.unknown.rawValue
    let verdict = PlainVerdict(truth: truth, reasons: isUnknown ? reasons()[lane] : 0)
    let own = lanes.base + lane
    own.pointee.taken = number
    let now = PlainMoment(tick: tick, verdict: verdict, rule: rule)
    if own.pointee.plain.quiet(now) > 0 {
      let turn = own.pointee.plain.pass(1, from: now)
      if let turn, tellsPending { turns.append(LaneTurn(turn: turn, lane: Int32(lane))) }
    } else {
      own.pointee.plain.turn(at: now, &own.pointee.flapping) {
        turns.append(LaneTurn(turn: $0, lane: Int32(lane)))
      }
    }
    let wasUnknown = seen[lane] == PlainVerdict.unknown.rawValue
    if isUnknown || wasUnknown {
      unknownCount += (isUnknown ? 1 : 0) - (wasUnknown ? 1 : 0)
      isWarming[lane] = verdict == .warmup
    }
    seen[lane] = truth
    rest(lane, verdict)
  }

  /// Leaves a lane alone until its truth changes or something may end.
  @inline(__always)
  private mutating func rest(_ lane: Int, _ verdict: PlainVerdict) {
    let next = Tick(time: tick.time &+ tick.step, step: tick.step)
    let quiet = lanes.base[lane].plain.quiet(
      PlainMoment(tick: next, verdict: verdict, rule: rule))
    due[lane] = quiet < .max - number - 1 ? number + 1 + quiet : .max
  }

  /// Takes the ticks a lane was left alone for.
  @inline(__always)
  private func catchUp(_ lane: Int, through number: Int) {
    let taken = lanes[lane].taken
    guard taken >= 0, number > taken else { return }
    let missed = Int64(self.number - taken - 1)
    let first = Tick(time: tick.time &- tick.step &* missed, step: tick.step)
    let verdict = PlainVerdict(
      truth: seen[lane],
      reasons: isWarming[lane] ? ReasonSet.warmup.rawValue : 0)
    lanes.base[lane].taken = number
    let now = PlainMoment(tick: first, verdict: verdict, rule: rule)
    _ = lanes.base[lane].plain.pass(number - taken, from: now)
  }

  func fold(_ lane: Int) -> AlertFold? {
    guard 0..<lanes.count ~= lane, lanes[lane].taken >= 0 else { return nil }
    catchUp(lane, through: number)
    var fold = AlertFold(shape)
    lanes[lane].plain.write(to: &fold.state)
    fold.state.flapping = lanes.base[lane].flapping
    fold.state.last = tick
    return fold
  }
}
