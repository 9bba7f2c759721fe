// Quantiles of very long streams in little memory, approximate, sharpest in the tails.

/// A merging t-digest: centroids whose weight is bounded by their quantile.
///
/// For horizons too long to keep every value; report the compression beside its results.
/// Source: Dunning, Ertl 2019, arXiv 1902.04023.
package struct TDigest: Sendable {
  private struct Centroid: Sendable {
    var mean: Double
    var weight: Double
  }

  /// How many centroids there may be, roughly; larger is sharper.
  package let compression: Double
  private var centroids: [Centroid] = []
  private var buffer: [Centroid] = []
  private var smallest = Double.infinity
  private var largest = -Double.infinity

  /// An empty digest of compression 200 unless said.
  package init(compression: Double = 200) {
    self.compression = min(10_000, max(20, compression))
  }

  /// The weight of everything added.
  package var count: Double {
    (centroids + buffer).reduce(0) { $0 + $1.weight }
  }

  /// Adds a value; what is not finite is ignored.
  package mutating func add(_ x: Double) {
    guard x.isFinite else { return }
    smallest = min(smallest, x)
    largest = max(largest, x)
    buffer.append(Centroid(mean: x, weight: 1))
    if Double(buffer.count) > 5 * compression { compress() }
  }

  /// Adds everything another digest holds, an hour's into a month's for one.
  package mutating func merge(_ other: TDigest) {
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
    buffer += other.centroids + other.buffer
    compress()
  }

  /// The approximate quantile at `p`; `warmup` without values.
  package func quantile(_ p: Double) -> Metric<Double> {
    guard p >= 0, p <= 1 else { return .undefined(.domain) }
    var settled = self
    settled.compress()
    guard !settled.centroids.isEmpty else { return .undefined(.warmup) }
    let target = p * settled.count
    var left = (rank: 0.0, value: smallest)
    var seen = 0.0
    for centroid in settled.centroids {
      let middle = (rank: seen + centroid.weight / 2, value: centroid.mean)
      if target <= middle.rank { return Self.between(left, middle, target) }
      left = middle
      seen += centroid.weight
    }
    return Self.between(left, (rank: seen, value: largest), target)
  }

  private static func between(
    _ a: (rank: Double, value: Double), _ b: (rank: Double, value: Double), _ rank: Double
  ) -> Metric<Double> {
    guard b.rank > a.rank else { return Metric(number: b.value) }
    return Metric(number: a.value + (rank - a.rank) / (b.rank - a.rank) * (b.value - a.value))
  }

  /// Merges neighbours while their joint weight stays within 4·n·q(1 − q)/δ.
  private mutating func compress() {
    guard !buffer.isEmpty else { return }
    let all = (centroids + buffer).sorted { ($0.mean, $0.weight) < ($1.mean, $1.weight) }
    buffer.removeAll(keepingCapacity: true)
    let total = all.reduce(0) { $0 + $1.weight }
    var merged: [Centroid] = []
    var before = 0.0
    for next in all {
      guard let last = merged.last else {
        merged.append(next)
        continue
      }
      let weight = last.weight + next.weight
      let q = (before + weight / 2) / total
      if weight <= max(1, 4 * total * q * (1 - q) / compression) {
        let mean = last.mean + (next.mean - last.mean) * next.weight / weight
        merged[merged.count - 1] = Centroid(mean: mean, weight: weight)
      } else {
        before += last.weight
        merged.append(next)
      }
    }
    centroids = merged
  }
}
