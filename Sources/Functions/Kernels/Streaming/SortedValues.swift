// An ordered multiset of doubles in short sorted blocks, with ranks.

/// Values kept in ascending order, with duplicates; rank and selection walk whole blocks.
///
/// Inserting moves at most one block; with n values and blocks of up to 512 that is a binary
/// search, a short memory move and n/512 counters, which beats a tree for windows that fit memory.
package struct SortedValues: Sendable {
  private static let blockLimit = 512

  private var blocks: [[Double]] = []
  /// How many values it holds.
  package private(set) var count = 0

  /// No values.
  package init() {}

  /// Inserts a value; NaN is ignored.
  package mutating func insert(_ x: Double) {
    guard !x.isNaN else { return }
    count += 1
    guard !blocks.isEmpty else { return blocks.append([x]) }
    let home = min(block(for: x), blocks.count - 1)
    blocks[home].insert(x, at: Self.lowerBound(blocks[home], x))
    if blocks[home].count > Self.blockLimit { split(home) }
  }

  /// Removes one value equal to `x`; false if there is none.
  @discardableResult package mutating func remove(_ x: Double) -> Bool {
    let home = block(for: x)
    guard home < blocks.count else { return false }
    let place = Self.lowerBound(blocks[home], x)
    guard place < blocks[home].count, blocks[home][place] == x else { return false }
    blocks[home].remove(at: place)
    if blocks[home].isEmpty { blocks.remove(at: home) }
    count -= 1
    return true
  }

  /// The value of ascending rank `index`; nil outside.
  package subscript(index: Int) -> Double? {
    var rest = index
    guard rest >= 0 else { return nil }
    for block in blocks {
      if rest < block.count { return block[rest] }
      rest -= block.count
    }
    return nil
  }

  /// How many values are below `x`, and how many equal it.
  package func rank(of x: Double) -> (below: Int, equal: Int) {
    var below = 0
    var equal = 0
    for block in blocks {
      guard let first = block.first, let last = block.last, first <= x else { break }
      if last < x {
        below += block.count
        continue
      }
      let low = Self.lowerBound(block, x)
      below += low
      equal += block[low...].prefix { $0 == x }.count
    }
    return (below, equal)
  }

  /// The type-7 quantile at `p`; `warmup` without values.
  package func quantile(_ p: Double) -> Metric<Double> {
    Quantiles.interpolated(count: count, at: p) { self[$0] ?? .nan }
  }

  /// The median and the median absolute deviation from it, in O(log n) look-ups.
  package var medianAndDeviation: Metric<(median: Double, deviation: Double)> {
    quantile(0.5).flatMap { center in
      let below = rank(of: center).below
      return Quantiles.interpolated(count: count, at: 0.5) {
        distance(atRank: $0, from: center, below: below)
      }.map { (center, $0) }
    }
  }

  /// The distance from a value that so many others lie closer than: of two ascending rows, those
  /// below it and those above, it is found by halving.
  private func distance(atRank rank: Int, from center: Double, below: Int) -> Double {
    func left(_ index: Int) -> Double { (self[below - 1 - index] ?? .nan) - center }
    func right(_ index: Int) -> Double { (self[below + index] ?? .nan) - center }
    let taken = rank + 1
    let fewest = max(0, taken - (count - below))
    let low = (fewest..<max(fewest, min(taken, below))).firstPlace {
      !(-left($0) < right(taken - $0 - 1))
    }
    let nearest = low > 0 ? left(low - 1).magnitude : 0
    return taken > low ? max(nearest, right(taken - low - 1).magnitude) : nearest
  }

  /// The values from a rank on, ascending.
  package func values(from rank: Int) -> [Double] {
    var rest = max(0, rank)
    var found: [Double] = []
    for block in blocks {
      found += block.dropFirst(rest)
      rest = max(0, rest - block.count)
    }
    return found
  }

  /// All values in ascending order.
  package var ascending: [Double] { blocks.flatMap { $0 } }

  /// The first block whose last value is not below `x`.
  private func block(for x: Double) -> Int {
    blocks.indices.firstPlace { !(blocks[$0].last.map { $0 < x } ?? false) }
  }

  private mutating func split(_ index: Int) {
    let middle = blocks[index].count / 2
    let upper = Array(blocks[index][middle...])
    blocks[index].removeSubrange(middle...)
    blocks.insert(upper, at: index + 1)
  }

  private static func lowerBound(_ values: [Double], _ x: Double) -> Int {
    values.indices.firstPlace { !(values[$0] < x) }
  }
}
