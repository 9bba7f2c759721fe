// One number for the order flow of many levels: weights from how the levels have moved together.

/// `ofi_integrated`: w·e/‖w‖₁ for each event, w the first principal component of the past.
///
/// Every ten seconds the imbalance of each level, over the mean size of a level, is one row; the
/// component is that of the rows of the last hour, taken anew each minute and uniform until there
/// are thirty rows. Nothing of the minute at hand enters its own weights.
/// Source: Cont, Cucuringu, Zhang 2023, Quantitative Finance 23(10).
struct IntegratedImbalance {
  private static let bucket: Int64 = 10_000_000_000
  private static let memory = 360
  private static let least = 30
  private static let refit = 6

  private let levels: Int
  private var rows: [[Double]] = []
  private var pending = 0
  private var current: Int64?
  private var sums: [Double]
  private var depth = 0.0
  private var events = 0
  /// The weights in force; they add up to 1 in size.
  private(set) var weights: [Double]

  init(levels: Int) {
    self.levels = max(1, levels)
    sums = Array(repeating: 0, count: self.levels)
    weights = Array(repeating: 1 / Double(self.levels), count: self.levels)
  }

  /// The weighted imbalance of one change; sizes are coins, the time is in nanoseconds.
  mutating func event(from before: Book, to after: Book, at time: Int64) -> Double {
    let bucket = time / Self.bucket
    if let current, bucket != current { close() }
    current = bucket
    var total = 0.0
    for level in 0..<levels {
      let e = OrderFlowImbalance.event(from: before, to: after, level: level)
      sums[level] += e
      depth += (after.bids.size(level) + after.asks.size(level)) / 2
      total += weights[level] * e
    }
    events += 1
    return total
  }

  /// Ends a row, and from time to time takes the component anew.
  private mutating func close() {
    let mean = depth / Double(max(1, events * levels))
    if mean > 0 {
      rows.append(sums.map { $0 / mean })
      if rows.count > Self.memory { rows.removeFirst(rows.count - Self.memory) }
      pending += 1
    }
    sums = Array(repeating: 0, count: levels)
    (depth, events) = (0, 0)
    guard rows.count >= Self.least, pending >= Self.refit else { return }
    pending = 0
    if let fitted = PrincipalComponent.first(of: rows) {
      let size = fitted.reduce(0) { $0 + $1.magnitude }
      weights = fitted.map { $0 / size }
    }
  }
}

/// The direction in which rows vary most.
enum PrincipalComponent {
  private static let roundLimit = 200
  private static let tolerance = 1e-12

  /// The unit vector whose parts add up to more than 0; nil where rows do not vary.
  static func first(of rows: [[Double]]) -> [Double]? {
    guard let width = rows.first?.count, width > 0 else { return nil }
    let mean = (0..<width).map { j in rows.reduce(0) { $0 + $1[j] } / Double(rows.count) }
    let centred = rows.map { row in zip(row, mean).map { $0 - $1 } }
    var v = start(centred, width)
    for _ in 0..<roundLimit {
      var next = Array(repeating: 0.0, count: width)
      for row in centred {
        let along = zip(row, v).reduce(0) { $0 + $1.0 * $1.1 }
        for j in 0..<width { next[j] += along * row[j] }
      }
      let size = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard size > 0, size.isFinite else { return nil }
      for j in 0..<width { next[j] /= size }
      let moved = zip(next, v).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
      v = next
      if moved < tolerance { break }
    }
    return v.reduce(0, +) < 0 ? v.map { -$0 } : v
  }

  /// The row that varies most: it is never at right angles to the component.
  private static func start(_ centred: [[Double]], _ width: Int) -> [Double] {
    func size(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 } }
    return centred.max { size($0) < size($1) } ?? Array(repeating: 1, count: width)
  }
}
