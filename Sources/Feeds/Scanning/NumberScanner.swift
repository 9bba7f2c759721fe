// Decimal text to `Double`, rounded once, without a String per cell.

/// What a cell of a series column holds.
package enum CellValue: Equatable, Sendable {
  case value(Double)
  /// NaN, an infinity, or a number too large for a double: stored as missing{nan}.
  case notFinite
  /// Empty, `-`, `NA` or `null`: no sample.
  case empty
  /// Text that is no number.
  case malformed
}

/// A decimal number as read: `mantissa × 10^exponent`, exact unless `isTruncated`.
struct Decimal {
  var mantissa: UInt64 = 0
  var exponent = 0
  var isNegative = false
  /// True where there were more digits than the mantissa holds.
  var isTruncated = false
}

/// Reads the decimal that is the whole of `bytes`; nil where it is none.
///
/// Accepts a sign, digits with at most one point, and an exponent; no spaces, no underscores.
@inline(__always)
func scanDecimal(_ bytes: UnsafeBufferPointer<UInt8>) -> Decimal? {
  var decimal = Decimal()
  var index = 0
  let count = bytes.count
  guard count > 0 else { return nil }
  if bytes[0] == 45 || bytes[0] == 43 {
    decimal.isNegative = bytes[0] == 45
    index = 1
  }
  var digits = 0
  var sawDigit = false
  var pointAt = -1
  while index < count {
    let byte = bytes[index]
    let digit = byte &- 48
    if digit < 10 {
      sawDigit = true
      if digits < 19 {
        decimal.mantissa = decimal.mantissa &* 10 &+ UInt64(digit)
        if decimal.mantissa != 0 { digits += 1 }
        if pointAt >= 0 { decimal.exponent -= 1 }
      } else {
        if digit != 0 { decimal.isTruncated = true }
        if pointAt < 0 { decimal.exponent += 1 }
      }
    } else if byte == 46 && pointAt < 0 {
      pointAt = index
    } else {
      break
    }
    index += 1
  }
  guard sawDigit else { return nil }
  if index == count { return decimal }
  guard bytes[index] | 0x20 == 101 else { return nil }
  guard let exponent = scanExponent(bytes, from: index + 1) else { return nil }
  decimal.exponent += exponent
  return decimal
}

/// The digits after an `e`; values beyond any double are held at ±100 000.
private func scanExponent(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
  var index = start
  var isNegative = false
  if index < bytes.count, bytes[index] == 45 || bytes[index] == 43 {
    isNegative = bytes[index] == 45
    index += 1
  }
  guard index < bytes.count else { return nil }
  var exponent = 0
  while index < bytes.count {
    let digit = bytes[index] &- 48
    guard digit < 10 else { return nil }
    exponent = min(100_000, exponent * 10 + Int(digit))
    index += 1
  }
  return isNegative ? -exponent : exponent
}

/// The double nearest to a decimal whose point is moved `shift` places, or nil where only the
/// exact slow way can tell.
@inline(__always)
func nearestDouble(_ decimal: Decimal, shift: Int) -> Double? {
  if decimal.mantissa == 0 && !decimal.isTruncated { return 0 }
  let exponent = decimal.exponent + shift
  guard !decimal.isTruncated else { return nil }
  var magnitude: Double
  if decimal.mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
    magnitude = Double(decimal.mantissa)
    let power = exactPowers[exponent < 0 ? -exponent : exponent]
    magnitude = exponent < 0 ? magnitude / power : magnitude * power
  } else {
    guard let rounded = eiselLemire(decimal.mantissa, exponent) else { return nil }
    magnitude = rounded
  }
  return decimal.isNegative ? -magnitude : magnitude
}

/// The powers of ten a double holds exactly.
let exactPowers: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
