// How the depth of a band changes while the mid moves away from it.

/// `depth_change`: the depth of a side within bands that stay where they were.
struct AnchoredDepth {
  private let side: BookSide
  private let bps: Double
  private let width: Int64
  /// Looks not older than the width, and the one before them.
  private var looks: [Anchor] = []
  private var first = 0

  private struct Anchor {
    let time: Int64
    let mid: Double
    let depth: Metric<Double>
  }

  /// Watches a side within `bps` of the mid over so many seconds.
  init(side: BookSide, bps: Double, seconds: Double) {
    self.side = side
    self.bps = bps
    width = Int64((seconds * 1e9).rounded())
  }

  /// How the depth of the band of a width ago has changed; `warmup` before there is one.
  mutating func change(to book: Book, at time: Int64) -> Metric<Double> {
    let mid = book.mid
    defer {
      if let mid = mid.value {
        looks.append(Anchor(time: time, mid: mid, depth: depth(of: book, around: nil)))
      }
    }
    while first + 1 < looks.count, looks[first + 1].time <= time &- width { first += 1 }
    if first > 4_096 {
      looks.removeFirst(first)
      first = 0
    }
    guard looks.indices.contains(first), looks[first].time <= time &- width else {
      return .undefined(mid.reason ?? .warmup)
    }
    let anchor = looks[first]
    return depth(of: book, around: anchor.mid).flatMap { end in
      anchor.depth.flatMap { Metric(number: end - $0) }
    }
  }

  /// The USD of the side in the band; a band the source does not tell whole is not there.
  private func depth(of book: Book, around mid: Double?) -> Metric<Double> {
    let bound: MetricFlags = side == .ask ? .truncatedAsk : .truncatedBid
    return book.depth(bps: bps, around: mid).map { $0.usd(side) }.refusing(bound)
  }
}

extension Metric where Value == Double {
  /// The metric, or `insufficient_depth` where one of these flags says that it is only a bound.
  fileprivate func refusing(_ bounds: MetricFlags) -> Metric {
    flags.isDisjoint(with: bounds) ? self : .undefined(.insufficientDepth, flags: flags)
  }
}
