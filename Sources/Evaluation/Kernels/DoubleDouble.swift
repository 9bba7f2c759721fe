// Sums carried in two doubles: about 106 bits, so that the order of adding does not show.

/// A sum `high + low`: what rounding takes from `high` is gathered in `low` (Neumaier).
///
/// `low` is not folded back into `high` at every step, so that a running sum waits for one
/// addition a sample and not for nine.
struct DoubleDouble {
  var high = 0.0
  var low = 0.0

  /// Adds a double, keeping the rounding error (Knuth's TwoSum).
  @inline(__always)
  mutating func add(_ x: Double) {
    let sum = high + x
    let back = sum - high
    low += (high - (sum - back)) + (x - back)
    high = sum
  }

  @inline(__always)
  mutating func add(_ other: DoubleDouble) {
    let sum = high + other.high
    let back = sum - high
    low += other.low + ((high - (sum - back)) + (other.high - back))
    high = sum
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
