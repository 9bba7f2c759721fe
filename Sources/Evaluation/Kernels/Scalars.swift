// Functions of numbers at one tick, shared by batches and by explanations.
import Columns
import Functions
import Glibc

/// The value of a function of one number; NaN outside its domain.
func scalarValue(_ function: ScalarFunction, _ x: Double) -> Double {
  switch function {
  case .abs: x.magnitude
  case .sqrt: x.squareRoot()
  case .exp: exp(x)
  case .ln: x > 0 ? log(x) : .nan
  case .log10: x > 0 ? log10(x) : .nan
  case .floor: x.rounded(.down)
  case .ceil: x.rounded(.up)
  case .round: x.rounded(.toNearestOrAwayFromZero)
  case .sign: x > 0 ? 1 : (x < 0 ? -1 : x)
  case .min, .max, .clamp: x
  }
}

/// The smaller number; unknown where either is.
func lesser(_ a: Double, _ b: Double) -> Double {
  a != a || b != b ? .nan : (b < a ? b : a)
}

/// The larger number; unknown where either is.
func larger(_ a: Double, _ b: Double) -> Double {
  a != a || b != b ? .nan : (b > a ? b : a)
}

/// An integer power by squaring; NaN for a negative power of zero and for overflow.
func integerPower(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var factor = base
  var rest = exponent.magnitude
  while rest > 0 {
    if rest & 1 == 1 { result *= factor }
    factor *= factor
    rest >>= 1
  }
  // NaN must stay NaN even to the power of zero.
  if base != base { return .nan }
  return exponent < 0 ? 1 / result : result
}

/// Quantile of a sorted column, linear interpolation between the closest ranks (type 7).
func quantileOfSorted(_ sorted: UnsafePointer<Double>, _ count: Int, _ q: Double) -> Double {
  guard count > 0 else { return .nan }
  let rank = Rank(q, of: count)
  let x = sorted[rank.low]
  return rank.part > 0 ? x + rank.part * (sorted[rank.low + 1] - x) : x
}
