// The samples of a sliding window in order of value: quantiles and medians.

/// A sorted column that samples enter and leave as the window moves.
struct SortedWindow {
  private var sorted: UnsafeMutablePointer<Double>
  private var capacity = 64
  private var count = 0
  private var lower = 0
  private var upper = 0

  init() { sorted = .allocate(capacity: capacity) }

  func deallocate() { sorted.deallocate() }

  /// The quantile of a window at or after the one asked for last (type 7).
  mutating func quantile(
    _ q: Double, _ span: FrameSpan, _ values: UnsafePointer<Double>
  ) -> Double {
    move(to: span, values)
    return quantileOfSorted(sorted, count, q)
  }

  private mutating func move(to span: FrameSpan, _ values: UnsafePointer<Double>) {
    let changes = (span.lower - lower) + (span.upper - upper)
    if span.lower >= upper || changes * 8 > span.upper - span.lower + 64 {
      rebuild(span, values)
    } else {
      while lower < span.lower {
        remove(values[lower])
        lower += 1
      }
      reserve(count + span.upper - upper)
      while upper < span.upper {
        insert(values[upper])
        upper += 1
      }
    }
    lower = span.lower
    upper = span.upper
  }

  private mutating func rebuild(_ span: FrameSpan, _ values: UnsafePointer<Double>) {
    count = span.upper - span.lower
    reserve(count)
    sorted.update(from: values + span.lower, count: count)
    var fresh = UnsafeMutableBufferPointer(start: sorted, count: count)
    fresh.sort()
  }

  /// The first position whose value is not below `x`.
  @inline(__always)
  private func position(of x: Double) -> Int {
    var low = 0
    var length = count
    while length > 0 {
      let half = length >> 1
      let isBelow = sorted[low + half] < x
      low = isBelow ? low + half + 1 : low
      length = isBelow ? length - half - 1 : half
    }
    return low
  }

  private mutating func insert(_ x: Double) {
    let at = position(of: x)
    (sorted + at + 1).update(from: sorted + at, count: count - at)
    sorted[at] = x
    count += 1
  }

  private mutating func remove(_ x: Double) {
    let at = position(of: x)
    guard at < count else { return }
    (sorted + at).update(from: sorted + at + 1, count: count - at - 1)
    count -= 1
  }

  private mutating func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    let wider = max(needed, capacity * 2)
    let fresh = UnsafeMutablePointer<Double>.allocate(capacity: wider)
    fresh.update(from: sorted, count: min(count, capacity))
    sorted.deallocate()
    sorted = fresh
    capacity = wider
  }
}
