// The percentile of the newest sample of a window among the others, kept as the window moves.
import Quantities

/// `pctl(x[w])`: O(log n) for each sample that enters or leaves.
struct MovingPercentile: MovingMetric {
  private var reference = RollingQuantile(.unlimited)
  private var last = Int64.min

  mutating func value(_ window: MetricWindow) -> Double {
    let x = window.inputs[0]
    guard let newest = x.values.last else { return Undefined.warmup.number }
    take(x, window.now)
    if reference.count != x.values.count {
      // The window jumped: what it holds now is all there is.
      last = .min
      take(x, window.now)
    }
    let rank = reference.rank(of: newest)
    let minimum = Int(min(1e9, max(1, window.numbers[0])))
    return Percentile.place(
      below: rank.below, equal: rank.equal - 1, of: reference.count - 1, minimum: minimum
    ).number()
  }

  /// Lets in what is new and forgets what has left.
  private mutating func take(_ x: MetricSamples, _ now: Int64) {
    if last == .min {
      reference = RollingQuantile(.time(TimeSpan(nanoseconds: x.width)))
    }
    for index in x.end(through: last)..<x.values.count {
      reference.add(x.values[index], at: Timestamp(nanoseconds: x.times[index]))
    }
    last = x.times.last ?? last
    reference.advance(to: Timestamp(nanoseconds: now))
  }
}
