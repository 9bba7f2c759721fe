// What trade sizes give away: digits that follow no law, and too little rounding.

/// Benford's law of first digits. Sources: Nigrini 2012; Cong, Li, Tang, Yang 2023.
package struct Benford: Sendable, Equatable {
  /// The mean absolute deviation of the nine shares from log10(1 + 1/d).
  package let meanDeviation: Double
  /// The chi-square statistic of the nine counts, eight degrees of freedom.
  package let chiSquare: Double
  /// The probability of a larger one under the law.
  package let pValue: Double
  /// How many sizes begin with 1, 2, … 9.
  package let digitCounts: [Int]
  /// log10 of largest over smallest size; below two decades the law says little.
  package let decades: Double

  /// Sizes used.
  package var count: Int { digitCounts.reduce(0, +) }

  /// Fewer sizes than this make no test.
  package static let minimumCount = 300

  /// How close the digits come, by the usual limits of the mean deviation.
  package enum Conformity: String, Sendable, CaseIterable {
    /// At most 0.006.
    case close
    /// At most 0.012.
    case acceptable
    /// At most 0.015.
    case marginal
    /// More.
    case nonconforming
  }

  /// The band of the mean deviation.
  package var conformity: Conformity {
    switch meanDeviation {
    case ...0.006: .close
    case ...0.012: .acceptable
    case ...0.015: .marginal
    default: .nonconforming
    }
  }

  /// `benford_mad`, `benford_chi2` of sizes in coin; `warmup` below 300 positive sizes.
  package static func test(_ sizes: [Double]) -> Metric<Benford> {
    var counts = Array(repeating: 0, count: 9)
    var (low, high) = (Double.infinity, -Double.infinity)
    for size in sizes where size > 0 && size.isFinite {
      counts[firstDigit(size) - 1] += 1
      low = min(low, size)
      high = max(high, size)
    }
    return test(counts: counts, from: low, to: high)
  }

  /// The same of how many sizes begin with 1, 2, … 9 and between which they lie.
  static func test(counts: [Int], from low: Double, to high: Double) -> Metric<Benford> {
    let count = counts.reduce(0, +)
    guard count >= minimumCount else { return .undefined(.warmup) }
    let n = Double(count)
    var deviation = 0.0
    var chi = 0.0
    for digit in 1...9 {
      let expected = Real.log10(1 + 1 / Double(digit))
      let observed = Double(counts[digit - 1]) / n
      deviation += (observed - expected).magnitude / 9
      chi += n * (observed - expected) * (observed - expected) / expected
    }
    return ChiSquare.survival(chi, degrees: 8).map {
      Benford(
        meanDeviation: deviation, chiSquare: chi, pValue: $0, digitCounts: counts,
        decades: Real.log10(high / low))
    }
  }

  /// The first significant digit of a positive decimal.
  static func firstDigit(_ x: Double) -> Int {
    let exponent = Real.log10(x).rounded(.down)
    // Scaling up multiplies by an exact power of ten; dividing by 0.1 would turn 0.3 into 2.99….
    var lead = exponent < 0 ? x * Real.pow(10, -exponent) : x / Real.pow(10, exponent)
    if !lead.isFinite { lead = x * 1e300 * Real.pow(10, -exponent - 300) }
    lead *= 1 + 1e-12
    if lead < 1 { lead *= 10 }
    if lead >= 10 { lead /= 10 }
    return min(9, max(1, Int(lead)))
  }
}

/// Rounding of trade sizes.
package enum SizeClustering {
  /// `size_clustering` in 0…1: the share of sizes that are exact multiples of the round unit, which
  /// is usually a hundred lots. Genuine trading shows rounding; an abnormally low share is
  /// suspicious. Source: Cong, Li, Tang, Yang 2023.
  package static func share(_ sizes: [Double], unit: Double) -> Metric<Double> {
    guard let round = RoundUnit(unit) else { return .undefined(.zeroDenominator) }
    return .ratio(Double(sizes.count { round.divides($0) }), over: Double(sizes.count))
  }

  /// A round unit of sizes.
  struct RoundUnit {
    private let scale: Double
    private let step: Double

    /// Nil unless it is above 0.
    init?(_ unit: Double) {
      guard unit > 0, unit.isFinite else { return nil }
      scale = decimalScale(of: unit)
      step = (unit * scale).rounded()
    }

    /// Whether a size is an exact multiple of it.
    func divides(_ size: Double) -> Bool {
      let scaled = size * scale
      let whole = scaled.rounded()
      guard whole.magnitude < 9e15, (scaled - whole).magnitude <= 1e-6 else { return false }
      return whole.remainder(dividingBy: step) == 0
    }
  }

  /// The power of ten that makes a decimal whole.
  private static func decimalScale(of unit: Double) -> Double {
    var scale = 1.0
    while scale < 1e12 {
      let scaled = unit * scale
      if scaled >= 1, (scaled - scaled.rounded()).magnitude <= 1e-9 * scaled { break }
      scale *= 10
    }
    return scale
  }
}
