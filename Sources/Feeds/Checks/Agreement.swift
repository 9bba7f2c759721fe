// Two sources of one track side by side: what both say of the same moments.
import Columns
import Quantities

/// How far two files agree where both speak of one series under the same labels.
struct Agreement {
  /// Moments of which both have a known value, or events both have to moment and value.
  private(set) var common = 0
  /// Those of the common moments at which they differ.
  private(set) var differing = 0
  private(set) var worst: (time: Int64, first: Double, second: Double)?
  /// The sums of events where both cover.
  private(set) var sums: (first: Double, second: Double)?
  /// How many events the smaller of the two has where both cover.
  private(set) var smaller = 0

  /// So many moments are looked at.
  static let limit = 200_000
  /// Values nearer than this share of each other are equal.
  static let tolerance = 1e-9

  /// Compares two files' samples in the time both cover.
  init(_ first: [Piece], _ second: [Piece], _ common: ClosedRange<Int64>, isEvent: Bool) {
    let mine = Self.samples(first, common)
    let theirs = Self.samples(second, common)
    if isEvent { compareEvents(mine, theirs) } else { compareGauges(mine, theirs) }
  }

  /// The first and the last moment of a file's samples.
  static func span(_ pieces: [Piece]) -> ClosedRange<Int64>? {
    pieces.reduce(nil) { joined($0, $1.span) }
  }

  private static func samples(
    _ pieces: [Piece], _ span: ClosedRange<Int64>
  ) -> [(time: Int64, value: Double)] {
    var samples: [(time: Int64, value: Double)] = []
    for piece in pieces {
      for (time, value) in zip(piece.times, piece.values)
      where span.contains(time) && value.isFinite && samples.count < limit {
        samples.append((time, value))
      }
    }
    return samples
  }

  private mutating func compareGauges(
    _ first: [(time: Int64, value: Double)], _ second: [(time: Int64, value: Double)]
  ) {
    // The last of equal moments counts, as everywhere.
    let known = Dictionary(first.map { ($0.time, $0.value) }, uniquingKeysWith: { $1 })
    let others = Dictionary(second.map { ($0.time, $0.value) }, uniquingKeysWith: { $1 })
    var largest = 0.0
    for time in others.keys.sorted() {
      guard let a = known[time], let b = others[time] else { continue }
      common += 1
      let distance = abs(a - b) / max(abs(a), abs(b), .leastNormalMagnitude)
      guard distance > Self.tolerance else { continue }
      differing += 1
      if distance > largest {
        largest = distance
        worst = (time, a, b)
      }
    }
  }

  private mutating func compareEvents(
    _ first: [(time: Int64, value: Double)], _ second: [(time: Int64, value: Double)]
  ) {
    struct Event: Hashable {
      let time: Int64
      let value: Double
    }
    var left: [Event: Int] = [:]
    for event in first { left[Event(time: event.time, value: event.value), default: 0] += 1 }
    for event in second {
      let name = Event(time: event.time, value: event.value)
      guard let count = left[name], count > 0 else { continue }
      left[name] = count - 1
      common += 1
    }
    smaller = min(first.count, second.count)
    sums = (first.reduce(0) { $0 + $1.value }, second.reduce(0) { $0 + $1.value })
  }

  /// True where most events of one are in the other too.
  var areTwins: Bool { common >= 2 && common * 2 > smaller }

  /// What the comparison says; empty where there is nothing to say.
  func words(_ unit: Unit) -> String {
    if let sums {
      let largest = max(abs(sums.first), abs(sums.second))
      guard largest > 0 else { return "" }
      let apart = abs(sums.first - sums.second) / largest
      let share = rounded(apart * 100, digits: 2)
      return apart <= 0.01
        ? "where both cover their sums agree within 1 %"
        : "where both cover their sums are \(share) % apart"
    }
    guard common > 0 else { return "" }
    guard let worst else { return "both say the same at all \(common) moments they share" }
    return "at \(differing) of the \(common) moments both have they differ, most at "
      + "\(Timestamp(nanoseconds: worst.time)): \(text(worst.first, unit)) and "
      + text(worst.second, unit)
  }

  private func text(_ value: Double, _ unit: Unit) -> String {
    "\(rounded(unit.value(ofBase: value), digits: 6)) \(unit)"
  }
}
