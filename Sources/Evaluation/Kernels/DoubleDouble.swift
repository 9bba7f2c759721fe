// Sums carried in two doubles: about 106 bits, so that the order of adding does not show.

/// An unevaluated sum `high + low` with |low| at most half a unit in the last place of `high`.
struct DoubleDouble {
  var high = 0.0
  var low = 0.0

  /// Adds a double, keeping the rounding error (Knuth's TwoSum).
  @inline(__always)
  mutating func add(_ x: Double) {
    let sum = high + x
    let back = sum - high
    let error = (high - (sum - back)) + (x - back)
    let rest = low + error
    high = sum + rest
    low = rest - (high - sum)
  }

  @inline(__always)
  mutating func add(_ other: DoubleDouble) {
    let sum = high + other.high
    let back = sum - high
    let error = (high - (sum - back)) + (other.high - back)
    let rest = low + other.low + error
    high = sum + rest
    low = rest - (high - sum)
  }

  /// The exact product of two doubles.
  @inline(__always)
  static func product(_ a: Double, _ b: Double) -> DoubleDouble {
    let p = a * b
    return DoubleDouble(high: p, low: (-p).addingProduct(a, b))
  }

  /// The sum rounded to one double; infinite or NaN where an addend or the sum was.
  var value: Double { high + low }

  /// The sum divided by a count and rounded once: equal samples have exactly themselves as mean.
  @inline(__always)
  func divided(by n: Double) -> Double {
    let quotient = high / n
    // The remainder is exact: n is a small integer and Dekker's split leaves 26 bits on each side.
    let split = quotient * 134_217_729
    let upper = split - (split - quotient)
    let lower = quotient - upper
    let rest = ((high - upper * n) - lower * n) + low
    let refined = quotient + rest / n
    return refined == refined ? refined : high / n
  }
}
