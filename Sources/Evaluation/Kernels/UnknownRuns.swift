// How many of the last ticks were unknown: what the coverage of a window is told from.

/// The unknown ticks among the last so many, kept as runs: a series without a hole costs nothing.
struct UnknownRuns {
  private struct Run {
    var first: Int
    var end: Int
  }

  /// How many of the ticks still looked at are unknown.
  private(set) var count = 0
  /// The oldest run, of meaning while there is one.
  private var head = Run(first: 0, end: 0)
  /// The runs after it, oldest first, from `next` on.
  private var later: [Run] = []
  private var next = 0

  mutating func removeAll() {
    (count, next) = (0, 0)
    if !later.isEmpty { later.removeAll(keepingCapacity: true) }
  }

  /// Adds a run of unknown ticks after all others.
  mutating func append(_ ticks: Range<Int>) {
    guard !ticks.isEmpty else { return }
    let run = Run(first: ticks.lowerBound, end: ticks.upperBound)
    if count == 0 {
      head = run
    } else if next < later.count {
      let last = later.count - 1
      if later[last].end == run.first { later[last].end = run.end } else { later.append(run) }
    } else if head.end == run.first {
      head.end = run.end
    } else {
      later.append(run)
    }
    count += ticks.count
  }

  /// Forgets what is no longer among the last `width` ticks when the newest is `tick`.
  @inline(__always)
  mutating func forget(at tick: Int, width: Int) {
    let oldest = tick &- width &+ 1
    while count > 0, head.first < oldest {
      let gone = min(head.end, oldest) &- head.first
      count &-= gone
      head.first &+= gone
      if head.first == head.end { takeNext() }
    }
  }

  @inline(never)
  private mutating func takeNext() {
    if next < later.count {
      head = later[next]
      next += 1
    }
    guard next == later.count || next > 16 else { return }
    later.removeSubrange(0..<next)
    next = 0
  }
}
