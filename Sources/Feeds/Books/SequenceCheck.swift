// Whether updates of a book follow each other without a hole.

/// Follows the numbers that venues give to the updates of one book.
struct SequenceCheck {
  /// The number of the last update applied; nil before the first.
  private(set) var last: Int64?

  /// What an update is to the book.
  enum Verdict: Equatable {
    case follows
    /// From before the snapshot, or come twice: passed over.
    case old
    case gap
  }

  /// Starts at the number of a snapshot.
  mutating func start(at number: Int64?) {
    last = number
    isFresh = true
  }

  /// True until the first update after a snapshot.
  private var isFresh = false

  /// An update that names the one before it: `prevSeqId`, `prev_change_id`.
  mutating func link(_ number: Int64, previous: Int64) -> Verdict {
    guard let last else {
      self.last = number
      return .follows
    }
    if number < last || (number == last && previous != last) { return .old }
    guard previous == last else {
      self.last = number
      return .gap
    }
    isFresh = false
    self.last = number
    return .follows
  }

  /// An update that spans numbers: `U…u` of Binance. The first after a snapshot may begin before.
  mutating func span(_ first: Int64, _ final: Int64, previous: Int64?) -> Verdict {
    guard let last else {
      self.last = final
      return .follows
    }
    if final <= last && isFresh || final < last { return .old }
    let isNext: Bool
    if isFresh {
      isNext = first <= last &+ 1 || previous.map { $0 <= last } ?? false
    } else if let previous {
      isNext = previous == last
    } else {
      isNext = first == last &+ 1
    }
    isFresh = false
    self.last = final
    return isNext ? .follows : .gap
  }
}
