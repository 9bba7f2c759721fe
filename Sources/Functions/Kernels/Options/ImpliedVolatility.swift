// The volatility that explains an option's price.

/// `implied_vol`: the inverse of Black's formula.
package enum ImpliedVolatility {
  private static let roundLimit = 200

  /// The volatility per √year at which the option costs `price`.
  ///
  /// Solved on the out-of-the-money side, where the price is all time value, by Newton steps on its
  /// logarithm kept inside a bracket. `domain` unless the price lies strictly between discounted
  /// intrinsic and the discounted forward (call) or strike (put). Cf. Jäckel 2015.
  package static func of(
    price: Double, terms: OptionTerms, forward: Double, rate: Double = 0
  ) -> Metric<Double> {
    guard terms.years > 0, forward > 0, terms.strike > 0 else { return .undefined(.domain) }
    let undiscounted = price * Real.exp(rate * terms.years)
    let ceiling = terms.kind == .call ? forward : terms.strike
    let intrinsic = terms.intrinsic(at: forward)
    guard undiscounted > intrinsic, undiscounted < ceiling, undiscounted.isFinite else {
      return .undefined(.domain)
    }
    // By parity the out-of-the-money option of the same strike has the same time value.
    let value = (undiscounted - intrinsic) / (forward * terms.strike).squareRoot()
    let x = -Real.log(forward / terms.strike).magnitude
    return total(normalized: value, x: x).flatMap {
      Metric(number: $0 / terms.years.squareRoot())
    }
  }

  /// The total volatility s with b(x, s) = value, for x ≤ 0.
  private static func total(normalized value: Double, x: Double) -> Metric<Double> {
    var low = 0.0
    var high = 1.0
    while normalizedPrice(x, high) < value {
      low = high
      high *= 2
      guard high < 1e4 else { return .undefined(.domain) }
    }
    let target = Real.log(value)
    var s = min(high, max((2 * x.magnitude).squareRoot(), (low + high) / 2))
    for _ in 0..<roundLimit {
      let b = normalizedPrice(x, s)
      if b < value { low = s } else { high = s }
      let slope = Real.exp(-0.5 * (x * x / (s * s) + s * s / 4)) / Real.sqrtTwoPi
      var next = b > 0 && slope > 0 ? s - (Real.log(b) - target) * b / slope : .nan
      if !(next > low && next < high) { next = (low + high) / 2 }
      if (next - s).magnitude <= 1e-15 * s { return Metric(number: next) }
      s = next
    }
    return Metric(number: s)
  }

  /// b(x, s) = e^(x/2)Φ(x/s + s/2) − e^(−x/2)Φ(x/s − s/2) for x ≤ 0.
  ///
  /// Both terms carry the factor e^(−(h² + t²)/2), h = x/s, t = s/2, taken out so that their scaled
  /// difference survives where the terms themselves underflow.
  private static func normalizedPrice(_ x: Double, _ s: Double) -> Double {
    let h = x / s
    let t = s / 2
    if h + t > 0 {
      return Real.exp(x / 2) * Normal.cdf(h + t) - Real.exp(-x / 2) * Normal.cdf(h - t)
    }
    let gap = Normal.scaledErfc(-(h + t) / Real.sqrtTwo) - Normal.scaledErfc((t - h) / Real.sqrtTwo)
    return 0.5 * Real.exp(-0.5 * (h * h + t * t)) * gap
  }
}
