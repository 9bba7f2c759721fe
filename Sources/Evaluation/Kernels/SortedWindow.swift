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

  /// Forgets the window: the next one is sorted anew.
  mutating func clear() {
    count = 0
    lower = 0
    upper = 0
  }

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
      lower = span.lower
      upper = span.upper
      return
    }
    while lower < span.lower, upper < span.upper {
      replace(values[lower], with: values[upper])
      lower += 1
      upper += 1
    }
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

  /// One sample leaves as another enters: only what lies between them moves.
  @inline(__always)
  private mutating func replace(_ old: Double, with new: Double) {
    if count <= Self.passLimit {
      pass(old, new)
      return
    }
    let from = position(of: old)
    let to = position(of: new)
    if to > from {
      (sorted + from).update(from: sorted + from + 1, count: to - from - 1)
      sorted[to - 1] = new
    } else {
      (sorted + to + 1).update(from: sorted + to, count: from - to)
      sorted[to] = new
    }
  }

  /// Up to this many samples one pass over all beats two searches.
  private static let passLimit = 256

  /// The same without a branch that depends on the data: every sample takes its place or its
  /// neighbour's, by comparisons alone.
  private func pass(_ old: Double, _ new: Double) {
    let last = count - 1
    if new >= old {
      for i in 0..<last {
        let x = sorted[i]
        let next = sorted[i + 1]
        let lesser = next < new ? next : new
        let moved = lesser > x ? lesser : x
        sorted[i] = x < old ? x : moved
      }
      if sorted[last] < new { sorted[last] = new }
    } else {
      var i = last
      while i > 0 {
        let x = sorted[i]
        let before = sorted[i - 1]
        let greater = before > new ? before : new
        let moved = greater < x ? greater : x
        sorted[i] = x > old ? x : moved
        i -= 1
      }
      if sorted[0] > new { sorted[0] = new }
    }
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
