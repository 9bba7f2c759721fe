// The truths of sixty-four lanes in a few words: which of them have changed is told at once.
import Columns
import Language

/// What the lanes of a block are, a bit for each.
struct LaneMasks {
  /// How many lanes a block has.
  static var width: Int { 64 }

  /// The condition holds.
  private var yes: UInt64 = 0
  /// It is unknown.
  private(set) var unknown: UInt64 = 0
  /// It is unknown, and only because a window is not full yet.
  private var warming: UInt64 = 0
  /// No tick of the lane has been taken yet.
  private(set) var waiting: UInt64 = 0
  /// The alert fires.
  private var firing: UInt64 = 0

  init() {}

  /// Takes up a lane of which no tick has been taken.
  mutating func open(_ place: Int) { waiting |= 1 &<< UInt64(truncatingIfNeeded: place) }

  /// The truths of at most as many lanes as a block has.
  @inline(__always)
  init(_ truths: UnsafePointer<UInt8>, count: Int) {
    var seen: UInt64 = 0
    yes = Self.lowestBits(truths, count, &seen)
    if seen & 0xFEFE_FEFE_FEFE_FEFE != 0 { unknown = Self.secondBits(truths, count) }
  }

  @inline(never)
  private static func secondBits(_ truths: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var bits: UInt64 = 0
    for lane in 0..<count { bits |= UInt64(truths[lane] &>> 1 & 1) &<< UInt64(lane) }
    return bits
  }

  /// The lowest bits of bytes side by side; `seen` gathers all bits there are.
  @inline(__always)
  private static func lowestBits(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, _ seen: inout UInt64
  ) -> UInt64 {
    var (bits, place): (UInt64, Int) = (0, 0)
    while place &+ 8 <= count {
      let eight = UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: place, as: UInt64.self)
      seen |= eight
      bits = bits &>> 8 | highestByte(ofLowestBits: eight)
      place &+= 8
    }
    bits &>>= UInt64(truncatingIfNeeded: width &- place)
    while place < count {
      seen |= UInt64(bytes[place])
      bits |= UInt64(bytes[place] & 1) &<< UInt64(truncatingIfNeeded: place)
      place &+= 1
    }
    return bits
  }

  /// The lowest bits of eight bytes side by side.
  @inline(__always)
  private static func highestByte(ofLowestBits bytes: UInt64) -> UInt64 {
    // The product of a byte's bit and one of the powers lands there, in order.
    ((bytes & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) & (0xFF &<< 56)
  }

  /// Keeps those of the lanes waiting whose identities are not born yet.
  @inline(never)
  mutating func wait(_ former: UInt64, _ births: UnsafePointer<Int64>, at time: Int64) {
    waiting = former
    var rest = former
    while rest != 0 {
      let place = rest.trailingZeroBitCount
      if births[place] <= time { waiting &= ~(1 &<< UInt64(truncatingIfNeeded: place)) }
      rest &= rest &- 1
    }
  }

  /// The unknown lanes of which ticks are taken.
  var unknownTaken: UInt64 { unknown & ~waiting }

  /// Tells of unknown lanes whether they are only warming up.
  @inline(never)
  mutating func lookAtWarming(_ reasons: UnsafePointer<UInt8>) {
    var rest = unknownTaken
    while rest != 0 {
      let place = rest.trailingZeroBitCount
      if ReasonSet(rawValue: reasons[place]).isOnlyWarmup {
        warming |= 1 &<< UInt64(truncatingIfNeeded: place)
      }
      rest &= rest &- 1
    }
  }

  /// The lanes that are not what they were, or of which no tick was taken until now.
  @inline(__always)
  func differences(from former: LaneMasks) -> UInt64 {
    ((yes ^ former.yes) | (unknown ^ former.unknown) | (warming ^ former.warming)
      | former.waiting) & ~waiting
  }

  /// Those of some lanes that were known not to hold, idle, and hold now.
  @inline(__always)
  func beginning(_ turned: UInt64, after former: LaneMasks) -> UInt64 {
    turned & yes & ~(former.yes | former.unknown | former.waiting | former.firing)
  }

  /// Those of some lanes that were known to hold, firing, and do not hold now.
  @inline(__always)
  func ending(_ turned: UInt64, after former: LaneMasks) -> UInt64 {
    turned & ~(yes | unknown) & former.yes & former.firing
  }

  /// Notes which lanes fire: those that did, but for those of which that has changed.
  @inline(__always)
  mutating func fire(_ former: LaneMasks, but changed: UInt64) { firing = former.firing ^ changed }

  /// Notes of one lane whether it fires.
  @inline(__always)
  mutating func fire(_ place: Int, _ isFiring: Bool) {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place)
    firing = isFiring ? firing | bit : firing & ~bit
  }

  @inline(__always)
  func verdict(_ place: Int) -> PlainVerdict {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: place)
    if unknown & bit != 0 { return warming & bit != 0 ? .warmup : .unknown }
    return yes & bit != 0 ? .yes : .no
  }
}
