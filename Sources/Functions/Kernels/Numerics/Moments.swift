// Count, sum, mean and variance of samples that can be merged without losing digits.

/// The count, sum, mean and squared deviations of some samples.
///
/// Deviations are taken from the running mean, never as Σx² − (Σx)²/n, and two sets merge exactly
/// as if their samples had been added one by one. Sources: Welford 1962; Chan, Golub, LeVeque 1983.
package struct Moments: WindowSummary, Equatable {
  /// How many samples.
  package private(set) var count = 0
  /// Their mean; 0 without samples.
  package private(set) var mean = 0.0
  private var squares = 0.0
  private var total = NeumaierSum()

  /// No samples.
  package init() {}

  /// One sample.
  package init(_ x: Double) {
    count = 1
    mean = x
    total = NeumaierSum(x)
  }

  /// All the samples of a sequence.
  package init(of values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// Adds a sample.
  package mutating func add(_ x: Double) {
    count += 1
    let delta = x - mean
    mean += delta / Double(count)
    squares += delta * (x - mean)
    total.add(x)
  }

  /// Adds every sample of another set.
  package mutating func merge(_ other: Moments) {
    guard other.count > 0 else { return }
    guard count > 0 else { return self = other }
    let n = Double(count)
    let m = Double(other.count)
    let delta = other.mean - mean
    count += other.count
    mean += delta * m / (n + m)
    squares += other.squares + delta * delta * n * m / (n + m)
    total.merge(other.total)
  }

  /// The compensated sum.
  package var sum: Double { total.value }

  /// Σ(x − mean)².
  package var squaredDeviations: Double { max(0, squares) }

  /// The variance with `ddof` degrees of freedom removed; `warmup` if none remain.
  package func variance(ddof: Int = 1) -> Metric<Double> {
    guard count > ddof else { return .undefined(.warmup) }
    return Metric(number: squaredDeviations / Double(count - ddof))
  }

  /// The standard deviation with `ddof` degrees of freedom removed.
  package func deviation(ddof: Int = 1) -> Metric<Double> {
    variance(ddof: ddof).map { $0.squareRoot() }
  }
}
