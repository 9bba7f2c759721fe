// Walls of neighbouring levels that vanish together.

package import Quantities

/// `layering_score` in 0…1: the share of time one side showed a wall that later vanished at once.
///
/// A wall is three or more consecutive levels, each at least three times its own median size of
/// the last hour; it counts if all its prices leave within a second of each other.
package struct LayeringDetector: Sendable {
  private static let consecutive = 3
  private static let multiple = 3.0
  private static let together = TimeSpan.seconds(1)
  private static let memory = TimeSpan.hours(1)

  private let side: BookSide
  private var norms: [RollingQuantile]
  private var wall: Wall?
  private var start: Timestamp?
  private var last: Timestamp?
  private var layered = TimeSpan.zero

  private struct Wall: Sendable {
    let since: Timestamp
    var standing: [Double: Double]
    var firstLoss: Timestamp?
  }

  /// Watches up to `levels` levels of a side.
  package init(side: BookSide, levels: Int = 20) {
    self.side = side
    norms = Array(repeating: RollingQuantile(.time(Self.memory)), count: max(3, levels))
  }

  /// A snapshot of the book.
  package mutating func add(_ book: Book, at time: Timestamp) {
    if start == nil { start = time }
    last = time
    let levels = book.levels(side)
    track(levels, at: time)
    if wall == nil, let standing = findWall(in: levels) {
      wall = Wall(since: time, standing: standing)
    }
    for index in norms.indices where index < levels.count {
      norms[index].add(levels.sizes[index], at: time)
    }
  }

  /// The share of time so far; `warmup` before any time has passed.
  package var score: Metric<Double> {
    guard let start, let last, last > start else { return .undefined(.warmup) }
    return Metric.ratio(layered.seconds, over: (last - start).seconds).map { min(1, $0) }
  }

  /// Follows the current wall: a price whose size has fallen below its threshold has left.
  private mutating func track(_ levels: BookLevels, at time: Timestamp) {
    guard var current = wall else { return }
    let sizes = Dictionary(
      zip(levels.prices, levels.sizes), uniquingKeysWith: { first, _ in first })
    let before = current.standing.count
    current.standing = current.standing.filter { price, least in sizes[price] ?? 0 >= least }
    if current.standing.count < before, current.firstLoss == nil { current.firstLoss = time }
    wall = current
    guard let loss = current.firstLoss else { return }
    if time - loss > Self.together {
      wall = nil
    } else if current.standing.isEmpty {
      layered = layered + (loss - current.since)
      wall = nil
    }
  }

  /// Prices of the first run of oversized levels, each with the size it must keep.
  private func findWall(in levels: BookLevels) -> [Double: Double]? {
    var run: [Double: Double] = [:]
    for index in norms.indices where index < levels.count {
      if let usual = norms[index].median.value, levels.sizes[index] >= Self.multiple * usual {
        run[levels.prices[index]] = Self.multiple * usual
      } else if run.count >= Self.consecutive {
        break
      } else {
        run = [:]
      }
    }
    return run.count >= Self.consecutive ? run : nil
  }
}
