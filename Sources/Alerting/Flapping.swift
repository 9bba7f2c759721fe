// Too many FIREs in an hour become one event, and silence after it.

/// Watches how often one identity fires: more than five FIREs within an hour begin a phase in
/// which FIREs and CLEARs are withheld; it ends at the first one told again.
struct FlappingWatch: Sendable, Equatable {
  /// The most FIREs of one identity within an hour that are told one by one.
  static let limit = 5
  /// One hour, in nanoseconds.
  private static let window: Int64 = 3_600_000_000_000

  /// What to do with a FIRE.
  enum Verdict {
    case tell
    /// The one event that stands for what follows.
    case announce
    case withhold
  }

  /// The last FIREs, told or not, as a ring; the oldest is at `oldest`.
  ///
  /// More than five lie within an hour where the sixth from the end does, so that six are enough.
  private var ring = InlineArray<6, Int64>(repeating: .min)
  private var oldest: Int8 = 0
  /// True from the flapping event to the next told FIRE or CLEAR.
  var isOn = false

  /// The last FIREs there have been, oldest first: at most one more than are told.
  var fires: [Int64] {
    (0...Self.limit).map { ring[(Int(oldest) + $0) % (Self.limit + 1)] }.filter { $0 > .min }
  }

  static func == (a: FlappingWatch, b: FlappingWatch) -> Bool {
    a.isOn == b.isOn && a.fires == b.fires
  }

  @inline(__always)
  mutating func fired(at time: Int64) -> Verdict {
    enter(time)
    guard isCrowded(at: time) else {
      isOn = false
      return .tell
    }
    if isOn { return .withhold }
    isOn = true
    return .announce
  }

  /// True where a CLEAR at this moment is told.
  @inline(__always)
  mutating func cleared(at time: Int64) -> Bool {
    if !isCrowded(at: time) { isOn = false }
    return !isOn
  }

  /// Remembers a FIRE.
  mutating func enter(_ time: Int64) {
    ring[Int(oldest)] = time
    oldest = Int(oldest) == Self.limit ? 0 : oldest + 1
  }

  /// True where more FIREs than are told lie within the last hour.
  @inline(__always)
  private func isCrowded(at time: Int64) -> Bool {
    let first = ring[Int(oldest)]
    return first > .min && first > time &- Self.window
  }
}
