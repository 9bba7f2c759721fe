// Ordinary least squares of one variable on another, from sums that merge.

/// The sums of a straight-line fit, kept around the running means.
package struct CoMoments: WindowSummary, Equatable {
  /// One pair of observations.
  package typealias Sample = (x: Double, y: Double)

  /// How many pairs.
  package private(set) var count = 0
  private var meanX = 0.0
  private var meanY = 0.0
  private var sxx = 0.0
  private var sxy = 0.0
  private var syy = 0.0

  /// No pairs.
  package init() {}

  /// One pair.
  package init(_ sample: Sample) {
    count = 1
    meanX = sample.x
    meanY = sample.y
  }

  /// The pairs of two arrays, as far as the shorter goes.
  package init(x: [Double], y: [Double]) {
    for pair in zip(x, y) { merge(CoMoments((x: pair.0, y: pair.1))) }
  }

  /// Adds every pair of another set.
  package mutating func merge(_ other: CoMoments) {
    guard other.count > 0 else { return }
    guard count > 0 else { return self = other }
    let n = Double(count)
    let m = Double(other.count)
    let dx = other.meanX - meanX
    let dy = other.meanY - meanY
    let weight = n * m / (n + m)
    count += other.count
    meanX += dx * m / (n + m)
    meanY += dy * m / (n + m)
    sxx += other.sxx + dx * dx * weight
    sxy += other.sxy + dx * dy * weight
    syy += other.syy + dy * dy * weight
  }

  /// The covariance with ddof 1; `warmup` below two pairs.
  package var covariance: Metric<Double> {
    count >= 2 ? Metric(number: sxy / Double(count - 1)) : .undefined(.warmup)
  }

  /// The fit y = intercept + slope·x.
  ///
  /// `warmup` below two pairs; `degenerate` if S_xx ≤ 1e-12·Σx², when the slope is noise.
  package func line() -> Metric<FittedLine> {
    guard count >= 2 else { return .undefined(.warmup) }
    let squares = sxx + Double(count) * meanX * meanX
    guard sxx > 1e-12 * squares else { return .undefined(.degenerate) }
    let slope = sxy / sxx
    let residual = max(0, syy - slope * sxy)
    let freedom = Double(count - 2)
    return Metric(
      FittedLine(
        slope: slope, intercept: meanY - slope * meanX,
        slopeError: freedom > 0 ? .init(number: (residual / freedom / sxx).squareRoot())
          : .undefined(.warmup),
        determination: syy > 0 ? Metric(number: 1 - residual / syy) : .undefined(.degenerate)))
  }
}

/// A fitted straight line.
package struct FittedLine: Sendable, Equatable {
  /// The change of y per unit of x.
  package let slope: Double
  /// The value at x = 0.
  package let intercept: Double
  /// The standard error of the slope.
  package let slopeError: Metric<Double>
  /// R², the share of variance explained.
  package let determination: Metric<Double>

  /// The slope in standard errors.
  package var slopeT: Metric<Double> {
    slopeError.flatMap { $0 > 0 ? Metric(number: slope / $0) : .undefined(.degenerate) }
  }
}
