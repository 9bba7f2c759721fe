// Loops over one batch for operations that look at one tick at a time.
import Columns
import Functions
import Language

typealias Values = UnsafePointer<Double>
typealias Bytes = UnsafePointer<UInt8>

/// A result as it is kept: infinity is overflow and so unknown, and −0 is 0.
@inline(__always)
func settled(_ x: Double) -> Double {
  // What is finite less itself is +0, anything else less itself is NaN.
  x + (x - x)
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

/// Eight numbers beside each other.
typealias Eight = SIMD8<Double>
typealias EightAnswers = SIMDMask<SIMD8<Int64>>

@inline(__always)
private func decide(
  _ a: Values, _ b: Values, _ place: (out: UnsafeMutablePointer<UInt8>, count: Int),
  _ relation: (Eight, Eight) -> EightAnswers
) {
  let (x, y) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
  let out = UnsafeMutableRawPointer(place.out)
  // Eight answers as wide as the numbers are narrowed to eight bytes at once.
  @inline(__always)
  func eight(_ first: Int) {
    let p = x.loadUnaligned(fromByteOffset: first &* 8, as: Eight.self)
    let q = y.loadUnaligned(fromByteOffset: first &* 8, as: Eight.self)
    let truths = SIMD8<Int64>.zero.replacing(with: 1, where: relation(p, q))
      .replacing(with: 2, where: (p .!= p) .| (q .!= q))
    out.storeBytes(
      of: SIMD8<UInt8>(truncatingIfNeeded: truths), toByteOffset: first, as: SIMD8<UInt8>.self)
  }
  var first = 0
  while first &+ 8 <= place.count {
    eight(first)
    first &+= 8
  }
  guard first < place.count else { return }
  if place.count >= 8 { return eight(place.count &- 8) }
  for i in 0..<place.count {
    let isTrue = relation(Eight(repeating: a[i]), Eight(repeating: b[i]))[0]
    place.out[i] = (isTrue ? 1 : 0) | ((a[i] != a[i]) || (b[i] != b[i]) ? 2 : 0)
  }
}

/// Comparisons, none of them true of a NaN: 0 no, 1 yes, 2 where an operand is unknown.
func compare(
  _ relation: Relation, _ a: Values, _ b: Values,
  _ place: (out: UnsafeMutablePointer<UInt8>, count: Int)
) {
  switch relation {
  case .less: decide(a, b, place) { $0 .< $1 }
  case .lessOrEqual: decide(a, b, place) { $0 .<= $1 }
  case .greater: decide(a, b, place) { $0 .> $1 }
  case .greaterOrEqual: decide(a, b, place) { $0 .>= $1 }
  case .equal: decide(a, b, place) { $0 .== $1 }
  case .notEqual: decide(a, b, place) { ($0 .< $1) .| ($0 .> $1) }
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
  // Without its sign, what is above infinity is NaN: adding brings it to the top bit.
  var found: UInt64 = 0
  for i in 0..<count {
    found |= (values[i].bitPattern & 0x7fff_ffff_ffff_ffff) &+ 0x000f_ffff_ffff_ffff
  }
  return found >> 63 != 0
}

/// True where some truth is unknown.
func containsUnknown(_ truths: Bytes, _ count: Int) -> Bool {
  let raw = UnsafeRawPointer(truths)
  var found: UInt64 = 0
  var i = 0
  while i &+ 8 <= count {
    found |= raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
    i &+= 8
  }
  var bits: UInt8 = found & 0x0202_0202_0202_0202 != 0 ? 2 : 0
  while i < count {
    bits |= truths[i]
    i &+= 1
  }
  return bits & 2 != 0
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

/// A word whose top bit is set where a value is infinite or NaN: joined by `or`, the words of many
/// values tell of all at once.
@inline(__always)
func oddity(_ x: Double) -> UInt64 {
  (x.bitPattern & 0x7ff0_0000_0000_0000) &+ 0x0010_0000_0000_0000
}

/// True where some value is infinite or NaN.
func hasOtherThanNumbers(_ values: [Double]) -> Bool {
  values.withUnsafeBufferPointer { values in
    for first in stride(from: 0, to: values.count, by: 4096) {
      var odd: UInt64 = 0
      for k in first..<min(values.count, first &+ 4096) { odd |= oddity(values[k]) }
      if odd >> 63 != 0 { return true }
    }
    return false
  }
}
