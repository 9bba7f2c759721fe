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

/// What a metric is called, and a rule or expression that calls it.
struct MetricTitle {
  let name: String
  let example: String

  static func named(_ name: String, as example: String) -> MetricTitle {
    MetricTitle(name: name, example: example)
  }
}

/// The unit a metric is told in, and how many base units one unit of its kernel's answer is.
struct MetricAnswer {
  let unit: Unit
  let scale: Double

  static func `in`(_ unit: Unit, _ scale: Double = 1) -> MetricAnswer {
    MetricAnswer(unit: unit, scale: scale)
  }
}

extension MetricFunction {
  /// A metric of values at one tick.
  static func point(
    _ title: MetricTitle, _ parameters: [MetricParameter], gives answer: MetricAnswer,
    _ kernel: @escaping @Sendable (UnsafePointer<Double>) -> Metric<Double>
  ) -> MetricFunction {
    let scale = answer.scale
    return MetricFunction(
      title, parameters, gives: answer.unit, .point { kernel($0).number(scale: scale) })
  }

  /// A metric of windows.
  static func window(
    _ title: MetricTitle, _ parameters: [MetricParameter], gives answer: MetricAnswer,
    _ kernel: @escaping @Sendable (MetricWindow) -> Metric<Double>
  ) -> MetricFunction {
    let scale = answer.scale
    return MetricFunction(
      title, parameters, gives: answer.unit, .window { kernel($0).number(scale: scale) })
  }

  /// A metric of the members of a group.
  static func group(
    _ title: MetricTitle, _ parameters: [MetricParameter], gives answer: MetricAnswer,
    _ kernel: @escaping @Sendable ([[Double]]) -> Metric<Double>
  ) -> MetricFunction {
    let scale = answer.scale
    return MetricFunction(
      title, parameters, gives: answer.unit, .group { kernel($0).number(scale: scale) })
  }
}

extension Metric where Value == Double {
  /// A value the language has no infinity for: it stops at a limit that is told as such.
  func capped(at limit: Double) -> Metric { map { min(limit, $0) } }
}
