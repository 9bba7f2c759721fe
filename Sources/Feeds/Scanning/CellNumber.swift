// A cell's bytes to a value in base units, equal bit for bit to `Unit.baseValue(ofDecimal:)`.
package import Quantities

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How the numbers of one column become base values: the parts of a unit, unpacked once.
package struct CellScale: Sendable, Equatable {
  let shift: Int
  let multiplier: Double
  let divisor: Double

  /// The scale of a unit, with the point moved `extraShift` further places to the right.
  package init(_ unit: Unit, extraShift: Int = 0) {
    shift = unit.decimalShift + extraShift
    if unit.multiplier != 1 && unit.divisor != 1 {
      multiplier = Double(unit.multiplier) / Double(unit.divisor)
      divisor = 1
    } else {
      multiplier = Double(unit.multiplier)
      divisor = Double(unit.divisor)
    }
  }

  /// The number shifted and rounded once, then one multiply or divide.
  @inline(__always)
  func base(_ value: Double) -> Double {
    if divisor != 1 { return value / divisor }
    return multiplier == 1 ? value : value * multiplier
  }

  /// Reads a whole cell, already without surrounding spaces.
  package func read(_ cell: UnsafeBufferPointer<UInt8>) -> CellValue {
    guard let decimal = scanDecimal(cell) else { return wordValue(cell) }
    let value = nearestDouble(decimal, shift: shift) ?? exactDouble(cell, decimal, shift: shift)
    let scaled = base(value) + 0.0
    return scaled.isFinite ? .value(scaled) : .notFinite
  }
}

/// What a cell that is no decimal says.
func wordValue(_ cell: UnsafeBufferPointer<UInt8>) -> CellValue {
  if cell.isEmpty { return .empty }
  guard cell.count <= 9 else { return .malformed }
  var word = String(decoding: cell, as: UTF8.self).lowercased()
  if word == "-" || word == "na" || word == "null" { return .empty }
  if word.hasPrefix("-") || word.hasPrefix("+") { word.removeFirst() }
  return ["nan", "inf", "infinity"].contains(word) ? .notFinite : .malformed
}

/// The slow exact way: the C library on the text with its exponent rewritten.
private func exactDouble(
  _ cell: UnsafeBufferPointer<UInt8>, _ decimal: Decimal, shift: Int
) -> Double {
  let text = String(decoding: cell, as: UTF8.self)
  guard let value = decimalValue(text, shift: shift) else { return strtod(text, nil) }
  return value
}
