// The upper tail of the chi-square distribution for whole degrees of freedom.

/// The chi-square distribution.
package enum ChiSquare {
  /// P(X > x) for X ~ χ²(k), by the recursion Q(a+1, z) = Q(a, z) + zᵃe⁻ᶻ/Γ(a+1), z = x/2.
  ///
  /// - Returns: `domain` unless k ≥ 1 and x ≥ 0.
  package static func survival(_ x: Double, degrees k: Int) -> Metric<Double> {
    guard k >= 1, x >= 0 else { return .undefined(.domain) }
    let z = x / 2
    var half = k.isMultiple(of: 2) ? 1.0 : 0.5
    var tail = k.isMultiple(of: 2) ? Real.exp(-z) : Real.erfc(z.squareRoot())
    // The first term added is z^a e^-z / Γ(a+1) at a = half; Γ(3/2) = √π/2, Γ(2) = 1.
    var term = Real.exp(-z) * (half == 1 ? z : 2 * z.squareRoot() / Real.sqrtPi)
    while half < Double(k) / 2 {
      tail += term
      half += 1
      term *= z / half
    }
    return Metric(number: min(1, tail))
  }
}
