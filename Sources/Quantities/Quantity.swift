// A number with its unit, and how people read one.

/// A value in base units together with the unit it is written in.
package struct Quantity: Hashable, Sendable {
  /// The value in base units (USD, coin, contract, seconds, one).
  package let base: Double
  /// The unit it is printed in; its dimension is the quantity's.
  package let unit: Unit

  package init(base: Double, unit: Unit) {
    self.base = base
    self.unit = unit
  }

  /// The dimension of its unit.
  package var dimension: Dimension { unit.dimension }

  /// The number in the quantity's own unit, exact enough to read back: `0.01`.
  package var number: String { shortestDecimal(ofBase: base, in: unit) }
}

extension Quantity: CustomStringConvertible {
  /// Number and unit as the language reads them: `4000000 USD`, `0.01%/8h`, `8m`.
  package var description: String { unit.word(of: base) ?? joined(number) }

  /// The same, rounded for people: `4.0M USD` stays `4M USD`, `169.2k coin`, `5.36%`.
  package var readable: String {
    if let word = unit.word(of: base) { return word }
    if dimension == .time { return timeText }
    let value = unit.value(ofBase: base)
    guard unit.touchesNumber == false else { return joined(rounded(value, digits: 4)) }
    for (name, shift) in [("B", 9), ("M", 6), ("k", 3)] {
      let size = decimalValue("1", shift: shift) ?? 1
      if value.magnitude >= size { return joined(rounded(value / size, digits: 4) + name) }
    }
    return joined(rounded(value, digits: 4))
  }

  private var timeText: String {
    guard base.magnitude < 9e9 else { return joined(number) }
    return TimeSpan(nanoseconds: Int64((base * 1e9).rounded())).description
  }

  private func joined(_ number: String) -> String {
    if unit.text == "x" { return number }
    return unit.touchesNumber ? number + unit.text : "\(number) \(unit.text)"
  }
}

extension Unit {
  /// True where the unit is written against its number: `%`, `bps`, `x` and the times.
  package var touchesNumber: Bool {
    let head = text.prefix { $0 != "/" && $0 != "*" }
    guard let atom = UnitAtom.named(head) else { return false }
    return atom.dimension == .ratio || atom.dimension == .time
  }
}
