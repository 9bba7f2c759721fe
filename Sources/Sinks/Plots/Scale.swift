// Axes of numbers: limits and ticks that people can read.
import Quantities

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a value stands between two ends, from 0 to 1; 0 where that cannot be told.
func share(of value: Double, from low: Double, to high: Double) -> Double {
  // Halved, so that the span of the largest doubles does not overflow.
  let share = (value / 2 - low / 2) / (high / 2 - low / 2)
  return share.isFinite ? min(1, max(0, share)) : 0
}

/// The way from values to a place between the ends of an axis.
struct Scale {
  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  let low: Double
  let high: Double
  let isLogarithmic: Bool
  let ticks: [Tick]

  /// A scale that holds these values with about so many ticks; nil where none can be placed.
  init?(_ values: some Sequence<Double>, ticks count: Int, unit: Unit, logarithmic: Bool = false) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite && (!logarithmic || value > 0) {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return nil }
    isLogarithmic = logarithmic
    let made =
      logarithmic
      ? Self.decades(low, high, count, unit) : Self.even(low, high, max(1, count), unit)
    (self.low, self.high, ticks) = made
  }

  /// Where a value stands, from 0 at the low end to 1 at the high end; nil where it cannot stand.
  func place(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    if high == low { return 0.5 }
    if isLogarithmic { return (log(value) - log(low)) / (log(high) - log(low)) }
    return share(of: value, from: low, to: high)
  }

  private typealias Made = (Double, Double, [Tick])

  private static func even(_ low: Double, _ high: Double, _ count: Int, _ unit: Unit) -> Made {
    let margin = low == high ? max(low.magnitude * 0.05, low == 0 ? 1 : 0) : 0
    let span = (high / 2 + margin / 2) - (low / 2 - margin / 2)
    let step = niceStep(atLeast: span / Double(count) * 2, unit)
    let first = ((low - margin) / step).rounded(.down)
    let last = ((high + margin) / step).rounded(.up)
    guard first.magnitude < 1e15, last.magnitude < 1e15, (last * step).isFinite,
      (first * step).isFinite
    else { return (low, high, [Tick(value: low, label: label(low, step: 0, unit))]) }
    let ticks = stride(from: first, through: last, by: 1).map { index in
      Tick(value: index * step, label: label(index * step, step: step, unit))
    }
    return (first * step, last * step, ticks)
  }

  private static func decades(
    _ low: Double, _ high: Double, _ count: Int, _ unit: Unit
  ) -> Made {
    // The powers of ten a double can hold in full.
    let bottom = min(307, max(-307, decimalExponent(low)))
    let top = decimalExponent(high) + (high > powerOfTen(decimalExponent(high)) ? 1 : 0)
    let last = min(308, max(top, bottom + 1))
    let step = (last - bottom + max(1, count) - 1) / max(1, count)
    var ticks: [Tick] = []
    for exponent in stride(from: bottom, through: last, by: step) {
      let value = powerOfTen(exponent)
      ticks.append(Tick(value: value, label: label(value, step: value, unit)))
    }
    return (powerOfTen(bottom), powerOfTen(last), ticks)
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    decimalValue("1", shift: exponent) ?? 1
  }

  /// The steps people count time in, in seconds.
  static let timeSteps: [Double] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
    86_400,
  ]

  /// The least step of 1, 2 or 5 times a power of ten (of a clock for times) not below a length.
  static func niceStep(atLeast length: Double, _ unit: Unit) -> Double {
    guard length > 0, length.isFinite else { return 1 }
    if unit.dimension == .time {
      let perSecond = unit.value(ofBase: 1)
      let step = timeSteps.first { $0 * perSecond >= length }
      if let step, length >= perSecond / 2 { return step * perSecond }
    }
    let exponent = decimalExponent(length)
    for factor in ["1", "2", "5", "10"] {
      guard let step = decimalValue(factor, shift: exponent) else { break }
      if step >= length { return step }
    }
    return length
  }

  /// A tick's label: as many digits as tell it from its neighbours, a magnitude, the unit.
  static func label(_ value: Double, step: Double, _ unit: Unit) -> String {
    if unit.dimension == .time {
      return Quantity(base: unit.baseValue(of: value), unit: unit).readable
    }
    var number = "0"
    if value.magnitude > step.magnitude / 2 || step == 0 {
      let wanted = step == 0 ? 4 : decimalExponent(value) - decimalExponent(step) + 1
      let digits = min(15, max(1, wanted))
      // A magnitude is short only where the steps are of its order: `4.5M`, but `65000.5`.
      let isFine = step != 0 && step < 10 && value.magnitude < 1e7
      number = isFine ? rounded(value, digits: digits) : magnitudeText(value, digits: digits)
    }
    if unit.text == "x" { return number }
    return unit.touchesNumber ? number + unit.text : "\(number) \(unit.text)"
  }
}
