// The units metrics take and give, and the shorthand their declarations are written in.
import Quantities

extension Unit {
  static let perSecond = Unit(dimension: Dimension(time: -1), text: "x/s")
  static let usdPerSecond = Unit(dimension: Dimension(usd: 1, time: -1), text: "USD/s")
  static let perYear = Unit(
    dimension: Dimension(time: -1), decimalShift: -2, divisor: 31_536_000, text: "%/y")
  static let days = Unit(dimension: .time, multiplier: 86_400, text: "d")
  static let perDay = Unit(dimension: Dimension(time: -1), divisor: 86_400, text: "x/d")
  static let usdPerDay = Unit(
    dimension: Dimension(usd: 1, time: -1), divisor: 86_400, text: "USD/d")
  static let perUSD = Unit(dimension: Dimension(usd: -1), text: "x/USD")
  static let coinPerUSD = Unit(dimension: Dimension(usd: -1, coin: 1), text: "coin/USD")
}

/// What a bps result of a kernel is in base units.
let bps = 1e-4

/// Years of a number of seconds, ACT/365.
func years(_ seconds: Double) -> Double { seconds / RiskHorizon.year }

/// A rate per year as the base unit has it, per second.
let perYear = 1 / RiskHorizon.year

extension MetricFunction {
  /// A metric of values at one tick; `scale` base units are one unit of the kernel's answer.
  static func point(
    _ name: String, _ parameters: [MetricParameter], gives unit: Unit, example: String,
    scale: Double = 1, _ kernel: @escaping @Sendable (UnsafePointer<Double>) -> Metric<Double>
  ) -> MetricFunction {
    MetricFunction(
      name, parameters, gives: unit, .point { kernel($0).number(scale: scale) }, example: example)
  }

  /// A metric of windows; `scale` base units are one unit of the kernel's answer.
  static func window(
    _ name: String, _ parameters: [MetricParameter], gives unit: Unit, example: String,
    scale: Double = 1, _ kernel: @escaping @Sendable (MetricWindow) -> Metric<Double>
  ) -> MetricFunction {
    MetricFunction(
      name, parameters, gives: unit, .window { kernel($0).number(scale: scale) },
      example: example)
  }

  /// A metric of the members of a group.
  static func group(
    _ name: String, _ parameters: [MetricParameter], gives unit: Unit, example: String,
    scale: Double = 1, _ kernel: @escaping @Sendable ([[Double]]) -> Metric<Double>
  ) -> MetricFunction {
    MetricFunction(
      name, parameters, gives: unit, .group { kernel($0).number(scale: scale) },
      example: example)
  }
}

extension Metric where Value == Double {
  /// A value the language has no infinity for: it stops at a limit that is told as such.
  func capped(at limit: Double) -> Metric { map { min(limit, $0) } }
}
