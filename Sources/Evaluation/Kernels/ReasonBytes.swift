// Loops over the reasons of one batch, a byte for each tick: eight ticks at once.
import Columns

/// Goes through some bytes by eights, then through those left over one by one.
@inline(__always)
private func byEights(_ count: Int, eight: (Int) -> Void, one: (Int) -> Void) {
  var i = 0
  while i &+ 8 <= count {
    eight(i)
    i &+= 8
  }
  while i < count {
    one(i)
    i &+= 1
  }
}

/// Changes every byte by that of another column.
@inline(__always)
private func combine(
  _ out: UnsafeMutablePointer<UInt8>, _ other: Bytes, _ count: Int,
  _ words: (UInt64, UInt64) -> UInt64
) {
  let (x, y) = (UnsafeMutableRawPointer(out), UnsafeRawPointer(other))
  byEights(count) { i in
    let word = words(
      x.loadUnaligned(fromByteOffset: i, as: UInt64.self),
      y.loadUnaligned(fromByteOffset: i, as: UInt64.self))
    x.storeBytes(of: word, toByteOffset: i, as: UInt64.self)
  } one: { i in
    out[i] = UInt8(truncatingIfNeeded: words(UInt64(out[i]), UInt64(other[i])))
  }
}

private let everyByte: UInt64 = 0x0101_0101_0101_0101

/// Adds the reasons of another cell.
func join(_ theirs: Bytes, to out: UnsafeMutablePointer<UInt8>, _ count: Int) {
  combine(out, theirs, count) { $0 | $1 }
}

/// Keeps the reasons of ticks whose truth is unknown.
func keepUnknown(_ truths: Bytes, in out: UnsafeMutablePointer<UInt8>, _ count: Int) {
  combine(out, truths, count) { $0 & (($1 >> 1 & everyByte) &* 0xff) }
}

/// Writes bytes without some of their bits.
func copy(
  _ bytes: Bytes, without bits: UInt8, to out: UnsafeMutablePointer<UInt8>, _ count: Int
) {
  combine(out, bytes, count) { $1 & ~(UInt64(bits) &* everyByte) }
}

/// Gives a reason to every tick whose value is NaN and that has none.
func markNaN(
  _ reason: UInt8, _ values: Values, in out: UnsafeMutablePointer<UInt8>, _ count: Int
) {
  let raw = UnsafeMutableRawPointer(out)
  func one(_ i: Int) {
    if out[i] == 0, values[i].isNaN { out[i] = reason }
  }
  byEights(count) { i in
    // Mostly all of them have one, or all are numbers.
    let own = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
    guard (own &- everyByte) & ~own & (everyByte &<< 7) != 0, containsNaN(values + i, 8) else {
      return
    }
    for k in i..<i &+ 8 { one(k) }
  } one: { one($0) }
}

/// How many ticks from one on have no reason.
func ticksWithoutReason(_ reasons: Bytes, _ range: Range<Int>) -> Int {
  let raw = UnsafeRawPointer(reasons)
  var i = range.lowerBound
  while i &+ 8 <= range.upperBound {
    let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
    if word != 0 { return i &- range.lowerBound &+ word.trailingZeroBitCount / 8 }
    i &+= 8
  }
  while i < range.upperBound, reasons[i] == 0 { i &+= 1 }
  return i &- range.lowerBound
}
