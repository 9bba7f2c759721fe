// When lanes that are left alone have to be looked at again.

/// For each of the next ticks the lanes to wake, a bit for each: setting an alarm and hearing it
/// cost the same whatever many there are.
struct LaneAlarms {
  /// Stands for no alarm.
  static let none: Int8 = -1
  /// How many ticks ahead an alarm may be set; who sleeps longer is woken on the way.
  private static let slotCount = 64

  /// The masks of a tick lie side by side.
  private var slots: UnsafeMutablePointer<UInt64>
  private var blocks = 0

  init() { slots = .allocate(capacity: 0) }

  func deallocate() { slots.deallocate() }

  /// Makes room for more blocks of lanes; alarms that are set stay.
  mutating func grow(to count: Int) {
    guard count > blocks else { return }
    let fresh = UnsafeMutablePointer<UInt64>.allocate(capacity: count * Self.slotCount)
    fresh.initialize(repeating: 0, count: count * Self.slotCount)
    for slot in 0..<Self.slotCount {
      (fresh + slot * count).update(from: slots + slot * blocks, count: blocks)
    }
    slots.deallocate()
    (slots, blocks) = (fresh, count)
  }

  /// The lanes of a block that are to be woken at a tick.
  @inline(__always)
  func take(at tick: Int, _ block: Int) -> UInt64 {
    let place = slots + ((tick & (Self.slotCount &- 1)) &* blocks &+ block)
    let woken = place.pointee
    if woken != 0 { place.pointee = 0 }
    return woken
  }

  /// Sets the alarm of a lane so many ticks after one that is to come, in place of the one it has;
  /// none where that is never.
  @inline(__always)
  func set(_ alarm: inout Int8, _ lane: Int, after ticks: Int, from tick: Int) {
    let (block, bit) = (lane / LaneMasks.width, UInt64(1) &<< UInt64(lane % LaneMasks.width))
    if alarm >= 0 { slots[Int(alarm) &* blocks &+ block] &= ~bit }
    guard ticks < .max else { return alarm = Self.none }
    let slot = (tick &+ min(ticks, Self.slotCount &- 2)) & (Self.slotCount &- 1)
    slots[slot &* blocks &+ block] |= bit
    alarm = Int8(truncatingIfNeeded: slot)
  }
}
