// The holes between the times of a track, looked for once in times that many tracks share.
import Columns
import Quantities

/// What the steps between times say, measured by the usual one.
struct TimeGaps {
  /// Times that follow another one by more than nothing; the first counts.
  private(set) var present = 1
  /// Steps one hour shorter, and one hour longer, than the usual one.
  private(set) var shorter = 0
  private(set) var longer = 0
  /// Steps longer than one and a half usual ones.
  private(set) var count = 0
  /// The longest of those, at most so many as a report names.
  private(set) var longest: [(from: Int64, to: Int64)] = []

  static let hour: Int64 = 3_600_000_000_000

  fileprivate init(_ times: [Int64], _ step: Int64) {
    let limit = step + min(step / 2, .max - step)
    var from = times.first ?? 0
    for to in times {
      defer { from = to }
      // Nearly all steps are the usual one.
      if to &- from == step {
        present += 1
        continue
      }
      let length = distance(from: from, to: to)
      if length > 0 { present += 1 }
      if length == step - Self.hour { shorter += 1 }
      if length == step &+ Self.hour { longer += 1 }
      guard length > limit else { continue }
      count += 1
      longest.keepLongest((from, to)) { TimeSpan(nanoseconds: distance(from: $0.from, to: $0.to)) }
    }
  }
}

extension Array {
  /// Puts a hole behind those as long or longer; of six the last one is dropped.
  mutating func keepLongest(_ gap: Element, _ length: (Element) -> TimeSpan) {
    insert(gap, at: firstIndex { length($0) < length(gap) } ?? count)
    if count > 5 { removeLast() }
  }
}

/// The holes of times looked through before, told by where these stand in memory.
struct GapMemory {
  private struct Name: Hashable {
    let address: UInt
    let count: Int
    let step: Int64
  }

  /// The times are kept so that they stay where they are.
  private var known: [Name: (times: [Int64], gaps: TimeGaps)] = [:]

  /// The holes of times whose usual step is this.
  mutating func gaps(of times: [Int64], _ step: Int64) -> TimeGaps {
    let address = times.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
    let name = Name(address: address, count: times.count, step: step)
    if let held = known[name] { return held.gaps }
    let gaps = TimeGaps(times, step)
    known[name] = (times, gaps)
    return gaps
  }
}
