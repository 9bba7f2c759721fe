// How many of the last ticks were unknown: what the coverage of a window is told from.

/// The unknown ticks among the last `width`, kept as runs: a series without a hole costs nothing.
struct UnknownRuns {
  private struct Run {
    var first: Int
    var end: Int
  }

  private let width: Int
  private var runs: [Run] = []
  private var head = 0
  /// How many of the ticks still looked at are unknown.
  private(set) var count = 0

  init(width: Int) { self.width = width }

  /// Adds a run of unknown ticks after all others.
  mutating func append(_ ticks: Range<Int>) {
    guard !ticks.isEmpty else { return }
    count += ticks.count
    if head < runs.count, runs[runs.count - 1].end == ticks.lowerBound {
      runs[runs.count - 1].end = ticks.upperBound
    } else {
      runs.append(Run(first: ticks.lowerBound, end: ticks.upperBound))
    }
  }

  /// Forgets what is no longer among the last `width` ticks when the newest is `tick`.
  mutating func forget(at tick: Int) {
    let oldest = tick - width + 1
    while head < runs.count, runs[head].first < oldest {
      let gone = min(runs[head].end, oldest) - runs[head].first
      count -= gone
      runs[head].first += gone
      guard runs[head].first == runs[head].end else { return }
      head += 1
      guard head * 2 > runs.count + 16 else { continue }
      runs.removeSubrange(0..<head)
      head = 0
    }
  }
}
