// A metric as the language calls it: what it takes, what it gives, and the kernel behind it.
package import Columns
package import Quantities

/// One metric that rules can call.
///
/// Everything about a call follows from this declaration: how its arguments are checked, which
/// kernel the evaluator runs, and what the reference prints.
package struct MetricFunction: Sendable {
  /// The name it is called by, an entry of `MetricCatalogue`.
  package let name: String
  package let parameters: [MetricParameter]
  /// The unit of the result; the kernel gives base units.
  package let unit: Unit
  package let kernel: MetricKernel
  /// A rule or expression that uses it.
  package let example: String

  package init(
    _ name: String, _ parameters: [MetricParameter], gives unit: Unit, _ kernel: MetricKernel,
    example: String
  ) {
    self.name = name
    self.parameters = parameters
    self.unit = unit
    self.kernel = kernel
    self.example = example
  }
}

/// What a metric takes at one place of its call.
package struct MetricParameter: Sendable {
  package enum Kind: Sendable {
    /// Any expression: its value at the tick.
    case value
    /// A window `x[w]`: all its samples.
    case samples
    /// A number known before the run, or what stands for it where it is left out.
    case constant(default: Double?)
    /// One of some words; left out, the first. The kernel sees its place among them.
    case word([String])
  }
  package let name: String
  package let unit: Unit
  package let kind: Kind

  /// A value at the tick.
  package static func value(_ name: String, _ unit: Unit) -> MetricParameter {
    MetricParameter(name: name, unit: unit, kind: .value)
  }

  /// The samples of a window.
  package static func samples(_ name: String, _ unit: Unit) -> MetricParameter {
    MetricParameter(name: name, unit: unit, kind: .samples)
  }

  /// A number known before the run; the default is in base units.
  package static func constant(
    _ name: String, _ unit: Unit, default value: Double? = nil
  ) -> MetricParameter {
    MetricParameter(name: name, unit: unit, kind: .constant(default: value))
  }

  /// One of some words; the first where it is left out.
  package static func word(_ name: String, _ words: [String]) -> MetricParameter {
    MetricParameter(name: name, unit: .ratio, kind: .word(words))
  }
}

/// How a metric is computed. All numbers are in base units; a result that is not there is the
/// reason as a number (`Undefined.number`).
package enum MetricKernel: Sendable {
  /// Of the values at one tick, then the constants, in the order of the parameters.
  case point(@Sendable (UnsafePointer<Double>) -> Double)
  /// Of the samples of windows and the constants.
  case window(@Sendable (MetricWindow) -> Double)
  /// Of the members of a group, one column per value parameter, and the constants.
  case group(@Sendable (_ columns: [[Double]], _ constants: [Double]) -> Double)
  /// Of a book each time one is looked at, and the constants.
  case book(@Sendable (_ book: Book, _ constants: [Double]) -> Double)
}

/// The samples of the windows of one call at one tick.
package struct MetricWindow {
  /// One per samples parameter, in order.
  package let inputs: [MetricSamples]
  package let constants: [Double]
  /// The tick, in nanoseconds.
  package let now: Int64

  package init(inputs: [MetricSamples], constants: [Double], now: Int64) {
    self.inputs = inputs
    self.constants = constants
    self.now = now
  }
}

/// The samples of one window: moments in nanoseconds, ascending, and values in base units.
package struct MetricSamples {
  package let times: UnsafeBufferPointer<Int64>
  package let values: UnsafeBufferPointer<Double>
  /// The length of the window in nanoseconds.
  package let width: Int64

  package init(
    times: UnsafeBufferPointer<Int64>, values: UnsafeBufferPointer<Double>, width: Int64
  ) {
    self.times = times
    self.values = values
    self.width = width
  }
}

extension Undefined {
  /// The reason as a number that is none: a NaN whose payload says which.
  package var number: Double {
    let place = Self.allCases.firstIndex(of: self) ?? 0
    return Double(nan: Double.RawSignificand(place + 1), signaling: false)
  }

  /// The reason a NaN was made from, or nil for any other number.
  package init?(number: Double) {
    guard number.isNaN else { return nil }
    let place = Int(number.significandBitPattern & 0xFFFF) - 1
    guard Self.allCases.indices.contains(place) else { return nil }
    self = Self.allCases[place]
  }

  /// The class of reason it is in the language.
  package var reason: ReasonSet {
    switch self {
    case .warmup: .warmup
    case .stale: .stale
    case .zeroDenominator: .divisionByZero
    default: .domain
    }
  }
}

extension Metric where Value == Double {
  /// The value in base units, `scale` of them for one unit of the kernel, or its reason.
  package func number(scale: Double = 1) -> Double {
    switch outcome {
    case .success(let value): value * scale
    case .failure(let reason): reason.number
    }
  }
}
