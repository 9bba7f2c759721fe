// Printing numbers: the shortest text that reads back as the same double, without exponents where
// people read them.

/// The shortest decimal that reads back as exactly this finite double, without an exponent below
/// 1e15 (and down to 1e-15); never `-0`.
package func shortestDecimal(_ value: Double) -> String {
  if value == 0 { return "0" }
  let text = value.description
  let magnitude = value.magnitude
  if let mark = text.utf8.firstIndex(of: UInt8(ascii: "e")) {
    guard magnitude < 1e15, magnitude >= 1e-15 else { return text.filter { $0 != "+" } }
    return expanded(mantissa: text[..<mark], exponent: Int(text[text.index(after: mark)...]) ?? 0)
  }
  if magnitude >= 1e15 { return scientific(text) }
  return text.utf8.hasEmptyFraction ? String(text.dropLast(2)) : text
}

/// Writes what `shortestDecimal` says of a finite double, where that is what the standard library
/// says but for an empty fraction; returns how many bytes (at most 24), or nil where it is not.
package func writeShortestDecimal(
  _ value: Double, to out: UnsafeMutablePointer<UInt8>
) -> Int? {
  let magnitude = value.magnitude
  guard magnitude < 1e15, magnitude >= 1e-4 else { return nil }
  if let count = writePlaces(of: value, to: out) { return count }
  var text = value.description
  return text.withUTF8 { bytes in
    guard let start = bytes.baseAddress, bytes.count <= 24 else { return nil }
    for byte in bytes where byte == UInt8(ascii: "e") { return nil }
    out.update(from: start, count: bytes.count)
    let hasEmptyFraction = bytes.count > 2 && bytes[bytes.count - 1] == UInt8(ascii: "0")
      && bytes[bytes.count - 2] == UInt8(ascii: ".")
    return bytes.count - (hasEmptyFraction ? 2 : 0)
  }
}

/// Writes a value that is a decimal of at most eight places, four where it is large, and of at
/// most fifteen digits, as cells of files are; nil where it is none.
///
/// No other decimal of so few digits means the same double, so that this one is the shortest.
private func writePlaces(of value: Double, to out: UnsafeMutablePointer<UInt8>) -> Int? {
  let magnitude = value.magnitude
  guard magnitude < 1e11 else { return nil }
  var places = magnitude < 1e7 ? 8 : 4
  let scale = places == 8 ? 1e8 : 1e4
  let scaled = (magnitude * scale).rounded()
  guard scaled < 1e15, scaled / scale == magnitude else { return nil }
  let (whole, rest) = UInt64(scaled).quotientAndRemainder(dividingBy: UInt64(scale))
  var end = out
  if value < 0 {
    end.pointee = UInt8(ascii: "-")
    end += 1
  }
  var digits = 1
  var bound: UInt64 = 10
  while whole >= bound { (digits, bound) = (digits + 1, bound &* 10) }
  writeDigits(whole, digits, to: end)
  end += digits
  guard rest > 0 else { return end - out }
  var fraction = rest
  while fraction % 10 == 0 { (fraction, places) = (fraction / 10, places - 1) }
  end.pointee = UInt8(ascii: ".")
  writeDigits(fraction, places, to: end + 1)
  return end + places + 1 - out
}

extension String.UTF8View {
  /// True where the text ends with `.0`.
  fileprivate var hasEmptyFraction: Bool {
    suffix(2).elementsEqual([UInt8(ascii: "."), UInt8(ascii: "0")])
  }
}

/// A quantity's number in a unit: the shortest decimal that converts back to the same base value.
///
/// Where no decimal of up to 17 digits does (the conversion is not one to one), the nearest.
package func shortestDecimal(ofBase base: Double, in unit: Unit) -> String {
  let value = unit.value(ofBase: base)
  let plain = shortestDecimal(value)
  if unit.isBase { return plain }
  for digits in [6, 9, 12, 14, 15, 16] {
    let text = rounded(value, digits: digits)
    if unit.baseValue(ofDecimal: text) == base { return text }
  }
  return plain
}

/// The value rounded to so many significant digits, trailing zeros dropped, printed plainly.
package func rounded(_ value: Double, digits: Int) -> String {
  guard value != 0, value.isFinite else { return "0" }
  let exponent = decimalExponent(value)
  let shift = digits - 1 - exponent
  guard abs(shift) <= 300 else { return shortestDecimal(value) }
  let scaled = decimalValue(value.description, shift: shift) ?? value
  let whole = scaled.rounded(.toNearestOrEven)
  let back = decimalValue(whole.description, shift: -shift) ?? value
  return shortestDecimal(back)
}

/// The exponent of the leading decimal digit: 3 for 4520, -2 for 0.045.
package func decimalExponent(_ value: Double) -> Int {
  let text = value.magnitude.description
  if let mark = text.firstIndex(of: "e") { return Int(text[text.index(after: mark)...]) ?? 0 }
  let point = text.firstIndex(of: ".") ?? text.endIndex
  let whole = text[..<point]
  if whole != "0" { return whole.count - 1 }
  let fraction = text[text.index(after: point)...]
  let zeros = fraction.prefix { $0 == "0" }.count
  return -(zeros + 1)
}

private func expanded(mantissa: Substring, exponent: Int) -> String {
  let negative = mantissa.hasPrefix("-")
  let digits = mantissa.filter { $0.isNumber }
  var whole = mantissa.drop { $0 == "-" }.prefix { $0 != "." }.count + exponent
  var body = String(digits)
  if body.hasSuffix("0"), mantissa.contains(".") { body.removeLast() }
  if whole <= 0 {
    body = "0." + String(repeating: "0", count: -whole) + body
  } else if whole >= body.count {
    body += String(repeating: "0", count: whole - body.count)
    whole = body.count
  } else {
    body.insert(".", at: body.index(body.startIndex, offsetBy: whole))
  }
  return (negative ? "-" : "") + body
}

private func scientific(_ plain: String) -> String {
  let negative = plain.hasPrefix("-")
  let whole = plain.drop { $0 == "-" }.prefix { $0 != "." }
  let trimmed = String(whole).trailingZerosDropped
  let tail = trimmed.dropFirst()
  let mantissa = trimmed.prefix(1) + (tail.isEmpty ? "" : "." + tail)
  return (negative ? "-" : "") + mantissa + "e\(whole.count - 1)"
}

extension String {
  fileprivate var trailingZerosDropped: String {
    var text = self
    while text.count > 1, text.hasSuffix("0") { text.removeLast() }
    return text
  }
}
