// Reading units: `USD`, `coin`, `%/8h`, `USD/coin`, `1/s`.

/// One factor a unit is written with: `uatom` of the grammar.
package struct UnitAtom: Sendable {
  package let name: String
  package let dimension: Dimension
  /// Power of ten of the scale to the base unit.
  package let decimalShift: Int
  /// Integer part of the scale, seconds for the times.
  package let multiplier: Int

  /// Every unit name of the language, in the order they are listed to a reader.
  package static let all: [UnitAtom] = [
    UnitAtom(name: "USD", dimension: .usd, decimalShift: 0, multiplier: 1),
    UnitAtom(name: "coin", dimension: .coin, decimalShift: 0, multiplier: 1),
    UnitAtom(name: "contract", dimension: .contract, decimalShift: 0, multiplier: 1),
    UnitAtom(name: "x", dimension: .ratio, decimalShift: 0, multiplier: 1),
    UnitAtom(name: "%", dimension: .ratio, decimalShift: -2, multiplier: 1),
    UnitAtom(name: "bps", dimension: .ratio, decimalShift: -4, multiplier: 1),
    UnitAtom(name: "ms", dimension: .time, decimalShift: -3, multiplier: 1),
    UnitAtom(name: "s", dimension: .time, decimalShift: 0, multiplier: 1),
    UnitAtom(name: "m", dimension: .time, decimalShift: 0, multiplier: 60),
    UnitAtom(name: "h", dimension: .time, decimalShift: 0, multiplier: 3_600),
    UnitAtom(name: "d", dimension: .time, decimalShift: 0, multiplier: 86_400),
    UnitAtom(name: "w", dimension: .time, decimalShift: 0, multiplier: 604_800),
    UnitAtom(name: "y", dimension: .time, decimalShift: 0, multiplier: 31_536_000),
  ]

  /// The atom of that exact spelling, or nil.
  package static func named(_ name: some StringProtocol) -> UnitAtom? {
    all.first { $0.name == name }
  }
}

/// One factor of a unit as parsed: an atom, whether it divides, and its count (`8` in `/8h`).
package struct UnitFactor: Sendable {
  package let atom: UnitAtom
  package let divides: Bool
  package let count: Int

  package init(atom: UnitAtom, divides: Bool = false, count: Int = 1) {
    self.atom = atom
    self.divides = divides
    self.count = count
  }
}

extension Unit {
  /// The unit that is the product of these factors, spelled as they are.
  package init(factors: [UnitFactor]) {
    var dimension = Dimension.ratio
    var shift = 0
    var multiplier = 1
    var divisor = 1
    var text = ""
    for factor in factors {
      let atom = factor.atom
      dimension = factor.divides ? dimension / atom.dimension : dimension * atom.dimension
      shift += factor.divides ? -atom.decimalShift : atom.decimalShift
      let size = atom.multiplier.multipliedReportingOverflow(by: factor.count).partialValue
      if factor.divides {
        divisor = divisor.multipliedReportingOverflow(by: size).partialValue
      } else {
        multiplier = multiplier.multipliedReportingOverflow(by: size).partialValue
      }
      if text.isEmpty && factor.divides { text = "1" }
      if !text.isEmpty { text += factor.divides ? "/" : "*" }
      text += (factor.count == 1 ? "" : String(factor.count)) + atom.name
    }
    self.init(
      dimension: dimension, decimalShift: shift, multiplier: multiplier,
      divisor: max(1, divisor), text: text.isEmpty ? "x" : text)
  }

  /// Reads a unit such as `USD`, `%/8h` or `USD/coin`; nil where the text is not a unit.
  ///
  /// Quote currencies that the loader treats as money (`USDT`, `USDC`, `usd`) read as `USD`.
  package init?(parsing text: some StringProtocol) {
    var factors: [UnitFactor] = []
    var rest = Substring(text)
    var divides = false
    if rest.hasPrefix("1/") { rest = rest.dropFirst(2); divides = true }
    while true {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0 != "/" && $0 != "*" }
      guard let atom = UnitAtom.reading(name), digits.count < 6 else { return nil }
      let count = digits.isEmpty ? 1 : (Int(digits) ?? 0)
      guard count > 0, digits.isEmpty || !factors.isEmpty || divides else { return nil }
      factors.append(UnitFactor(atom: atom, divides: divides, count: count))
      rest = rest.dropFirst(name.count)
      guard let joint = rest.first else { break }
      divides = joint == "/"
      rest = rest.dropFirst()
    }
    self.init(factors: factors)
  }
}

extension UnitAtom {
  /// The atom a file header means: exact spelling first, then the quote moneys.
  static func reading(_ name: some StringProtocol) -> UnitAtom? {
    if let atom = named(name) { return atom }
    switch name.uppercased() {
    case "USD", "USDT", "USDC", "BUSD", "FDUSD": return named("USD")
    case "COINS", "COIN": return named("coin")
    case "CONTRACTS": return named("contract")
    default: return nil
    }
  }
}
