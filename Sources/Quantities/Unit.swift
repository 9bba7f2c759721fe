// Units: how a number in a file or a rule is scaled to the base units values are computed in.

/// A way of writing a quantity: a dimension and the exact scale from this unit to base units.
///
/// The scale is a power of ten times a ratio of integers, kept apart so that a decimal text is
/// rounded once: `0.07%` shifts its decimal point and only then becomes a `Double`, and a period
/// such as `/8h` is one division. The base units are USD, coin, contract, second and one.
package struct Unit: Sendable {
  package let dimension: Dimension
  /// Power of ten applied to the decimal text before it is rounded.
  package let decimalShift: Int
  /// Integer factor of the scale, coprime to `divisor`.
  package let multiplier: Int
  /// Integer divisor of the scale.
  package let divisor: Int
  /// The unit as written, in canonical spelling: `USD`, `%/8h`, `USD/coin`.
  package let text: String
  /// Where values are states and not amounts: the word of each, by its number from 0 on.
  package let words: [String]

  package init(
    dimension: Dimension, decimalShift: Int = 0, multiplier: Int = 1, divisor: Int = 1,
    text: String
  ) {
    words = []
    self.dimension = dimension
    self.decimalShift = decimalShift
    let common = max(1, greatestCommonDivisor(multiplier, divisor))
    self.multiplier = multiplier / common
    self.divisor = divisor / common
    self.text = text
  }

  /// What values that are one of some states are written in: their words.
  package static func states(_ words: [String]) -> Unit { Unit(words: words) }

  private init(words: [String]) {
    dimension = .ratio
    decimalShift = 0
    (multiplier, divisor) = (1, 1)
    text = "state"
    self.words = words
  }

  /// The word of a state, or nil where values are amounts.
  package func word(of base: Double) -> String? {
    guard !words.isEmpty, let place = Int(exactly: base), words.indices.contains(place) else {
      return nil
    }
    return words[place]
  }

  package static let usd = Unit(dimension: .usd, text: "USD")
  package static let coin = Unit(dimension: .coin, text: "coin")
  package static let contract = Unit(dimension: .contract, text: "contract")
  package static let ratio = Unit(dimension: .ratio, text: "x")
  package static let percent = Unit(dimension: .ratio, decimalShift: -2, text: "%")
  package static let basisPoints = Unit(dimension: .ratio, decimalShift: -4, text: "bps")
  package static let seconds = Unit(dimension: .time, text: "s")
  package static let price = Unit(dimension: .price, text: "USD/coin")

  /// The base unit of a dimension, for values nobody has given a unit.
  package static func base(of dimension: Dimension) -> Unit {
    Unit(dimension: dimension, text: dimension.description)
  }

  /// The value in base units of a number that is already a `Double` in this unit.
  package func baseValue(of value: Double) -> Double {
    scaled(decimalShift == 0 ? value : shifted(value, by: decimalShift))
  }

  /// The value in base units of a decimal text in this unit, or nil if the text is not a number.
  ///
  /// The text is rounded once; `extraShift` is a magnitude such as 6 for `M`.
  package func baseValue(ofDecimal text: String, extraShift: Int = 0) -> Double? {
    guard let value = decimalValue(text, shift: decimalShift + extraShift) else { return nil }
    return scaled(value)
  }

  /// A value in base units, expressed in this unit.
  package func value(ofBase base: Double) -> Double {
    var value = base
    if divisor != 1 { value *= Double(divisor) }
    if multiplier != 1 { value /= Double(multiplier) }
    return decimalShift == 0 ? value : shifted(value, by: -decimalShift)
  }

  /// True where a number in this unit is the number in base units.
  package var isBase: Bool { decimalShift == 0 && multiplier == 1 && divisor == 1 }

  /// True where both units write the same quantity with the same number.
  package func hasSameScale(as other: Unit) -> Bool {
    dimension == other.dimension && decimalShift == other.decimalShift
      && multiplier == other.multiplier && divisor == other.divisor
  }

  private func scaled(_ value: Double) -> Double {
    if multiplier == 1 && divisor == 1 { return value }
    if divisor == 1 { return value * Double(multiplier) }
    if multiplier == 1 { return value / Double(divisor) }
    return value * (Double(multiplier) / Double(divisor))
  }
}

extension Unit: Hashable, CustomStringConvertible {
  package static func == (a: Unit, b: Unit) -> Bool {
    a.hasSameScale(as: b) && a.text == b.text && a.words == b.words
  }
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
  package var description: String { text }
}

/// The double nearest to the decimal text with its point moved `shift` places to the right.
///
/// Accepts digits, one point, an exponent and `_` between digits; nil for anything else.
package func decimalValue(_ text: String, shift: Int) -> Double? {
  let plain = text.contains("_") ? String(text.filter { $0 != "_" }) : text
  guard shift != 0 else { return Double(plain) }
  guard let mark = plain.firstIndex(where: { $0 == "e" || $0 == "E" }) else {
    return Double("\(plain)e\(shift)")
  }
  guard let exponent = Int(plain[plain.index(after: mark)...]) else { return nil }
  return Double("\(plain[..<mark])e\(exponent + shift)")
}

private func shifted(_ value: Double, by places: Int) -> Double {
  let power = powerOfTen(abs(places))
  return places < 0 ? value / power : value * power
}

private func powerOfTen(_ exponent: Int) -> Double {
  var power = 1.0
  for _ in 0..<exponent { power *= 10 }
  return power
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? abs(a) : greatestCommonDivisor(b, a % b)
}
