// The mean of a window in which each sample weighs as long as it held.
import Columns
import Language

/// Each sample weighted by how long it held inside the window.
struct TimeWeightedMean: WindowState {
  private var stack = PaneStack<HeldSum>(isPairwise: true)
  private let limit: Int64
  private let lag: Int64

  init(over series: SeriesReference) {
    limit = series.ageLimit.nanoseconds
    lag = series.schema.lag.nanoseconds
  }

  /// When a sample stopped holding because another row followed; the maximum for the last.
  private struct Ends {
    let samples: FrameSamples
    let end: Int

    subscript(position: Int) -> Int64 {
      guard let rows = samples.rows else {
        return position + 1 < end ? samples.times[position + 1] : .max
      }
      let next = rows.position(after: samples.times[position])
      return next < rows.end ? rows.times[next] : .max
    }
  }

  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    let limit = limit
    // Windows of stored rows know where those begin and end.
    let first = samples.first ?? span.lower
    let ends = Ends(samples: samples, end: samples.end ?? span.upper)
    func held(_ position: Int, from start: Int64, through end: Int64) -> HeldSum {
      let time = samples.times[position]
      let last = min(ends[position], min(end, time &+ limit))
      return HeldSum(samples.values[position], for: last &- max(start, time))
    }
    let start = span.newest &- span.reach
    let end = span.newest &+ lag
    let hasBefore = span.lower > first
    var total = hasBefore ? held(span.lower - 1, from: start, through: end) : .empty
    total.join(
      stack.total(span, samples.times) { at, _ in held(at - 1, from: .min, through: .max) })
    // A row that is not visible yet does not end the last value.
    let newest = span.upper - 1
    let time = samples.times[newest]
    let visibleEnd = ends[newest] <= span.newest ? ends[newest] : end
    let last = min(visibleEnd, min(end, time &+ limit))
    total.join(HeldSum(samples.values[newest], for: last &- time))
    return total.mean
  }

  /// What the newest sample weighs grows from tick to tick.
  func stays(_ span: FrameSpan) -> Bool { false }
  mutating func reset() { stack.reset() }
  func deallocate() { stack.deallocate() }
}
