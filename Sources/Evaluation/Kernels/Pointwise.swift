// Loops over one batch for operations that look at one tick at a time.
import Columns
import Functions
import Language

typealias Values = UnsafePointer<Double>
typealias Bytes = UnsafePointer<UInt8>

/// A result as it is kept: infinity is overflow and so unknown, and −0 is 0.
@inline(__always)
func settled(_ x: Double) -> Double {
  x.magnitude <= Double.greatestFiniteMagnitude ? x + 0.0 : .nan
}

@inline(__always)
private func combine(
  _ a: Values, _ b: Values, _ place: (out: UnsafeMutablePointer<Double>, count: Int),
  _ operation: (Double, Double) -> Double
) {
  for i in 0..<place.count { place.out[i] = settled(operation(a[i], b[i])) }
}

/// Sums, differences, products and quotients; overflow and division by zero are NaN.
func arithmetic(
  _ sign: ArithmeticOperator, _ a: Values, _ b: Values,
  _ place: (out: UnsafeMutablePointer<Double>, count: Int)
) {
  switch sign {
  case .add: combine(a, b, place) { $0 + $1 }
  case .subtract: combine(a, b, place) { $0 - $1 }
  case .multiply: combine(a, b, place) { $0 * $1 }
  case .divide: combine(a, b, place) { $0 / $1 }
  }
}

/// A function of one number at every tick.
@inline(__always)
func transform(
  _ a: Values, _ place: (out: UnsafeMutablePointer<Double>, count: Int),
  _ function: (Double) -> Double
) {
  for i in 0..<place.count { place.out[i] = settled(function(a[i])) }
}

@inline(__always)
private func decide(
  _ a: Values, _ b: Values, _ place: (out: UnsafeMutablePointer<UInt8>, count: Int),
  _ relation: (Double, Double) -> Bool
) {
  // Answers as wide as the numbers first: narrowing them one by one costs more than comparing.
  withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { wide in
    guard let wide = wide.baseAddress else { return }
    var first = 0
    while first < place.count {
      let count = min(64, place.count &- first)
      let (a, b, out) = (a + first, b + first, place.out + first)
      for i in 0..<count {
        let (x, y) = (a[i], b[i])
        let unknown: UInt64 = (x != x) || (y != y) ? 2 : 0
        wide[i] = (relation(x, y) ? 1 : 0) | unknown
      }
      for i in 0..<count { out[i] = UInt8(truncatingIfNeeded: wide[i]) }
      first &+= count
    }
  }
}

/// Comparisons, none of them true of a NaN: 0 no, 1 yes, 2 where an operand is unknown.
func compare(
  _ relation: Relation, _ a: Values, _ b: Values,
  _ place: (out: UnsafeMutablePointer<UInt8>, count: Int)
) {
  switch relation {
  case .less: decide(a, b, place) { $0 < $1 }
  case .lessOrEqual: decide(a, b, place) { $0 <= $1 }
  case .greater: decide(a, b, place) { $0 > $1 }
  case .greaterOrEqual: decide(a, b, place) { $0 >= $1 }
  case .equal: decide(a, b, place) { $0 == $1 }
  case .notEqual: decide(a, b, place) { $0 < $1 || $0 > $1 }
  }
}

/// Kleene's conjunction: no wins over unknown.
func conjunction(_ a: Bytes, _ b: Bytes, _ out: UnsafeMutablePointer<UInt8>, _ count: Int) {
  for i in 0..<count {
    let x = a[i]
    let y = b[i]
    let both = x | y
    // 1|2 is 3 and means unknown; a zero on either side wins.
    out[i] = x == 0 || y == 0 ? 0 : (both > 2 ? 2 : both)
  }
}

/// Kleene's disjunction: yes wins over unknown.
func disjunction(_ a: Bytes, _ b: Bytes, _ out: UnsafeMutablePointer<UInt8>, _ count: Int) {
  for i in 0..<count {
    let x = a[i]
    let y = b[i]
    out[i] = x == 1 || y == 1 ? 1 : x | y
  }
}

/// Kleene's negation: unknown stays unknown.
func negation(_ a: Bytes, _ out: UnsafeMutablePointer<UInt8>, _ count: Int) {
  for i in 0..<count { out[i] = a[i] == 2 ? 2 : 1 &- a[i] }
}

/// True where some value is NaN.
func containsNaN(_ values: Values, _ count: Int) -> Bool {
  var found: UInt8 = 0
  for i in 0..<count { found |= values[i] != values[i] ? 1 : 0 }
  return found != 0
}

/// True where some truth is unknown.
func containsUnknown(_ truths: Bytes, _ count: Int) -> Bool {
  var found: UInt8 = 0
  for i in 0..<count { found |= truths[i] & 2 }
  return found != 0
}

/// True where no byte is set.
func areZero(_ a: Bytes, _ count: Int) -> Bool {
  let raw = UnsafeRawPointer(a)
  var i = 0
  while i &+ 8 <= count {
    if raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) != 0 { return false }
    i &+= 8
  }
  while i < count {
    if a[i] != 0 { return false }
    i &+= 1
  }
  return true
}
