// The standard normal distribution with accurate tails.

/// The standard normal distribution.
package enum Normal {
  /// φ(x), the density.
  package static func density(_ x: Double) -> Double {
    Real.exp(-0.5 * x * x) / Real.sqrtTwoPi
  }

  /// Φ(x), through erfc so that the lower tail keeps its relative accuracy.
  package static func cdf(_ x: Double) -> Double {
    0.5 * Real.erfc(-x / Real.sqrtTwo)
  }

  /// ln Φ(x) for every x: where Φ itself underflows, the scaled function carries the tail.
  package static func logCdf(_ x: Double) -> Double {
    if x > 0 { return Real.log1p(-0.5 * Real.erfc(x / Real.sqrtTwo)) }
    return Real.log(0.5 * scaledErfc(-x / Real.sqrtTwo)) - 0.5 * x * x
  }

  /// Φ⁻¹(p) by Wichura's algorithm AS 241, about sixteen digits.
  ///
  /// - Returns: `domain` unless 0 < p < 1. Source: Wichura 1988, Applied Statistics 37(3).
  package static func quantile(_ p: Double) -> Metric<Double> {
    guard p > 0, p < 1 else { return .undefined(.domain) }
    let q = p - 0.5
    if q.magnitude <= 0.425 {
      let r = 0.180625 - q * q
      return Metric(number: q * polynomial(central.above, r) / polynomial(central.below, r))
    }
    let tail = (-Real.log(q < 0 ? p : 1 - p)).squareRoot()
    let fit = tail <= 5 ? near : far
    let r = tail - (tail <= 5 ? 1.6 : 5)
    let size = polynomial(fit.above, r) / polynomial(fit.below, r)
    return Metric(number: q < 0 ? -size : size)
  }

  /// exp(x²)·erfc(x) for x ≥ 0: finite where the product of its factors is not.
  static func scaledErfc(_ x: Double) -> Double {
    if x < 5 { return Real.exp(x * x) * Real.erfc(x) }
    // The continued fraction of Laplace, from the inside out; 60 levels settle it for x ≥ 5.
    var tail = x
    for k in stride(from: 60, through: 1, by: -1) { tail = x + Double(k) / 2 / tail }
    return 1 / (Real.sqrtPi * tail)
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }

  private typealias Fit = (above: [Double], below: [Double])

  private static let central: Fit = (
    [
      3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
      1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
      3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ],
    [
      1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
      2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
      5.2264952788528545610e+3,
    ]
  )
  private static let near: Fit = (
    [
      1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
      3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ],
    [
      1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
      1.05075007164441684324e-9,
    ]
  )
  private static let far: Fit = (
    [
      6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ],
    [
      1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
      2.04426310338993978564e-15,
    ]
  )
}
