// Outcomes: the moments a label says that what was feared happened.
package import Columns
package import Quantities

/// Something that happened to an identity: an alert's FIRE, or the start of an outcome.
package struct Occurrence: Sendable, Hashable, Comparable {
  /// Whom it happened to.
  package let key: Labels
  /// When it happened.
  package let at: Timestamp

  package init(_ key: Labels, at: Timestamp) {
    self.key = key
    self.at = at
  }

  package static func < (a: Occurrence, b: Occurrence) -> Bool { (a.at, a.key) < (b.at, b.key) }
}

/// Collects the starts of outcomes from the frames of a label: the first true tick of each run.
///
/// A run ends at a known false tick; unknown ticks within it do not begin another.
package struct OutcomeFold: Sendable {
  /// The starts so far, in the order frames brought them.
  package private(set) var starts: [Occurrence] = []
  /// Ticks seen, and ticks at which the label was unknown.
  package private(set) var tally = Tally()
  private var isWithin: [Labels: Bool] = [:]

  package init() {}

  /// Takes the ticks of a frame whose first condition is the label's.
  package mutating func advance(_ frame: Frame) {
    guard let column = frame.conditions.first else { return }
    var within = isWithin[frame.key] ?? false
    let count = min(frame.count, column.truths.count)
    for index in 0..<count {
      switch Truth(rawValue: column.truths[index]) {
      case .yes:
        if !within { starts.append(Occurrence(frame.key, at: frame.time(at: index))) }
        within = true
        tally.firing += 1
      case .no: within = false
      default: tally.unknown += 1
      }
    }
    tally.ticks += count
    isWithin[frame.key] = within
  }
}
