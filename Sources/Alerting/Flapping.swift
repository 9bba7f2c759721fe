// Too many FIREs in an hour become one event, and silence after it.
import Quantities

/// Watches how often one identity fires: more than five FIREs within an hour begin a phase in
/// which FIREs and CLEARs are withheld; it ends at the first one told again.
struct FlappingWatch: Sendable, Equatable {
  /// The most FIREs of one identity within an hour that are told one by one.
  static let limit = 5
  static let window = TimeSpan.hours(1)

  /// What to do with a FIRE.
  enum Verdict {
    case tell
    /// The one event that stands for what follows.
    case announce
    case withhold
  }

  /// The FIREs within the last hour, told or not.
  var fires: [Int64] = []
  /// True from the flapping event to the next told FIRE or CLEAR.
  var isOn = false

  mutating func fired(at time: Int64) -> Verdict {
    fires.append(time)
    forget(before: time)
    guard fires.count > Self.limit else {
      isOn = false
      return .tell
    }
    if isOn { return .withhold }
    isOn = true
    return .announce
  }

  /// True where a CLEAR at this moment is told.
  mutating func cleared(at time: Int64) -> Bool {
    forget(before: time)
    if fires.count <= Self.limit { isOn = false }
    return !isOn
  }

  private mutating func forget(before time: Int64) {
    let edge = time &- Self.window.nanoseconds
    fires.removeAll { $0 <= edge }
  }
}
