// Metrics of a book against its own recent past, and those put together from other series.
import Columns
import Quantities

extension BookMetrics {
  /// What changes between two looks at one band.
  static let history: [MetricFunction] = [
    MetricFunction(
      .named("depth_change", as: "depth_change(ask, 1%, 10s) < -1M USD"),
      [.word("side", ["ask", "bid"]), band, span], gives: .usd,
      .book(
        BookKernel(
          needs: BookNeeds(.levels, contract: true, dollars: true),
          rule: .memory { numbers in
            var past = AnchoredDepth(
              side: numbers[0] == 0 ? .ask : .bid, bps: bps(numbers[1]), seconds: numbers[2])
            return { past.change(to: $0, at: $1).number() }
          }))),
    MetricFunction(
      .named("replenish_rate", as: "replenish_rate(ask) < -10k USD/s"),
      [.word("side", ["ask", "bid"]), band, span],
      gives: Unit(parsing: "USD/s") ?? .usd,
      .book(
        BookKernel(
          needs: BookNeeds(.levels, contract: true, dollars: true),
          rule: .terms { numbers in
            let side = numbers[0] == 0 ? "ask" : "bid"
            let taker = numbers[0] == 0 ? "taker_buy" : "taker_sell"
            let width = TimeSpan(nanoseconds: Int64(numbers[2] * 1e9)).literal
            let band = text(of: numbers[1], as: band)
            let change = "depth_change(\(side), \(band), \(width))"
            return "(\(change) + sum(\(taker)[\(width)])) / \(width)"
          }))),
    MetricFunction(
      .named("ofi_norm", as: "ofi_norm(10s) < -3"), [span], gives: .ratio,
      .book(
        BookKernel(
          needs: BookNeeds(.quotes, contract: true),
          rule: .terms { numbers in
            let width = TimeSpan(nanoseconds: Int64(numbers[0] * 1e9)).literal
            return "sum(ofi[\(width)]) / avg(touch_size[\(width)])"
          }))),
  ]

  private static let span = MetricParameter.constant("w", .seconds, default: 10)
}

/// The depth of a side within bands that stay where they were.
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
