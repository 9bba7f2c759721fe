// How far prices move per unit traded: Kyle, Hasbrouck, Amihud and the square-root law.

/// Measures of price impact and illiquidity.
package enum PriceImpact {
  /// `kyle_lambda` in USD per coin²: the slope of Δmid on signed volume per bar, with intercept.
  ///
  /// `degenerate` if signed volume does not vary; may be negative. Source: Kyle 1985.
  package static func kyle(signedVolume: [Double], midChange: [Double]) -> Metric<FittedLine> {
    CoMoments(x: signedVolume, y: midChange).line()
  }

  /// `kyle_lambda_bps`: bps of price per USD 1m, 1e4·λ·1e6/mid².
  package static func kyleBps(lambda: Double, mid: Double) -> Metric<Double> {
    .ratio(1e10 * lambda, over: mid * mid)
  }

  /// `hasbrouck_lambda`: the slope of bar return on sign(v)·√|v|, v signed USD volume.
  ///
  /// Source: Hasbrouck 2009, J. Finance 64(3).
  package static func hasbrouck(signedUSD: [Double], returns: [Double]) -> Metric<FittedLine> {
    let root = signedUSD.map { $0 < 0 ? -(-$0).squareRoot() : $0.squareRoot() }
    return CoMoments(x: root, y: returns).line()
  }

  /// Amihud's ratio and how many intervals had volume.
  package struct Amihud: Sendable, Equatable {
    /// 1e6·mean(|return|/USD volume), in 1e-6 per USD.
    package let ratio: Double
    /// Intervals used.
    package let used: Int
  }

  /// `amihud`: prices at the edges of intervals, one more than volumes; intervals without volume
  /// are skipped, `zero_denominator` if none is left. Source: Amihud 2002.
  package static func amihud(prices: [Double], volumesUSD: [Double]) -> Metric<Amihud> {
    var total = NeumaierSum()
    var used = 0
    for index in volumesUSD.indices.prefix(max(0, prices.count - 1)) {
      guard volumesUSD[index] > 0, prices[index] > 0 else { continue }
      total.add((prices[index + 1] / prices[index] - 1).magnitude / volumesUSD[index])
      used += 1
    }
    return Metric.ratio(1e6 * total.value, over: Double(used)).map { Amihud(ratio: $0, used: used) }
  }

  /// `sqrt_impact_bps`: 1e4·Y·σ_daily·√(Q/ADV), the expected cost beyond the visible book.
  ///
  /// Source: Tóth et al. 2011, Physical Review X 1. Y is of order one; calibrate it.
  package static func squareRootBps(
    notional: Double, averageDaily: Double, sigmaDaily: Double, scale: Double = 1
  ) -> Metric<Double> {
    guard notional >= 0 else { return .undefined(.domain) }
    return Metric.ratio(notional, over: averageDaily).flatMap {
      Metric(number: 1e4 * scale * sigmaDaily * $0.squareRoot())
    }
  }
}
