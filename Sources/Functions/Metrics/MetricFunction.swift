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
  /// Where the result is measured like a parameter that takes any unit: which one, and times what.
  package let likeness: (parameter: Int, factor: Dimension)?
  package let kernel: MetricKernel
  /// For a metric of windows that keeps what it has seen: a state that moves along with them.
  package private(set) var moving: (@Sendable () -> any MovingMetric)?
  /// Whether it also reads what lies between the window and the midnight before it.
  package private(set) var readsDay = false
  /// What one tick costs a metric of windows.
  package private(set) var cost = MovingCost.samples
  /// A rule or expression that uses it.
  package let example: String

  /// A metric whose result has a unit of its own.
  init(
    _ title: MetricTitle, _ parameters: [MetricParameter], gives unit: Unit, _ kernel: MetricKernel
  ) {
    name = title.name
    example = title.example
    self.parameters = parameters
    self.unit = unit
    likeness = nil
    self.kernel = kernel
  }

  /// A metric whose result is measured like one of its parameters, times a factor.
  init(
    _ title: MetricTitle, _ parameters: [MetricParameter],
    givesLike likeness: (parameter: Int, factor: Dimension), _ kernel: MetricKernel
  ) {
    name = title.name
    example = title.example
    self.parameters = parameters
    unit = .ratio
    self.likeness = likeness
    self.kernel = kernel
  }

  /// The same metric, which answers the ticks of a run by a state that moves.
  func moving(
    _ cost: MovingCost = .constant, _ start: @escaping @Sendable () -> any MovingMetric
  ) -> MetricFunction {
    var copy = self
    copy.moving = start
    copy.cost = cost
    return copy
  }

  /// The same metric, which counts from midnight, also from one before its window.
  var readingDay: MetricFunction {
    var copy = self
    copy.readsDay = true
    return copy
  }

  /// The unit of the result in words.
  package var resultText: String {
    if !unit.words.isEmpty { return "one of \(unit.words.joined(separator: ", "))" }
    guard let (parameter, factor) = likeness else { return unit.text }
    let like = "that of \(parameters[parameter].name)"
    return factor.isRatio ? like : "\(like) × \(factor)"
  }

  /// What a tick costs a metric of windows, in words; nil for others.
  package var costWords: String? {
    if case .window = kernel { cost.words } else { nil }
  }

  /// How many arguments a call may have.
  package var argumentCount: ClosedRange<Int> {
    let needed = parameters.lastIndex { $0.fallback == nil }.map { $0 + 1 } ?? 0
    return needed...parameters.count
  }

  /// `vpin(taker_buy[w], taker_sell[w], bucket, buckets = 50)`.
  package var signature: String {
    parameters.isEmpty ? name : "\(name)(\(parameters.map(\.spelled).joined(separator: ", ")))"
  }
}

/// What a metric takes at one place of its call.
package struct MetricParameter: Sendable {
  /// How the argument reaches the kernel.
  package enum Kind: Sendable {
    /// Any expression: its value at the tick.
    case value
    /// The same, but the metric does without: an unknown value reaches the kernel as NaN.
    case possible
    /// A window `x[w]`: all its samples.
    case samples
    /// A number known before the run, or what stands for it where it is left out.
    case constant(default: Double?)
    /// One of some words; left out, the first. The kernel sees its place among them.
    case word([String])
  }
  package let name: String
  /// What it is measured in, or nil where any unit will do.
  package let unit: Unit?
  package let kind: Kind
  private var mayBeLeftOut = false

  /// What stands for the argument where a call leaves it out, or nil where it may not.
  package var fallback: Double? {
    switch kind {
    case .value: nil
    case .possible, .samples: mayBeLeftOut ? .nan : nil
    case .constant(let value): value
    case .word: 0
    }
  }

  /// True where the metric is unknown whenever the argument is.
  package var mustBeKnown: Bool {
    if case .possible = kind { false } else { true }
  }

  /// True where data flows in: a value or a window.
  package var isInput: Bool {
    switch kind {
    case .value, .possible, .samples: true
    case .constant, .word: false
    }
  }

  /// As a signature spells it.
  package var spelled: String {
    switch kind {
    case .value, .possible: return name
    case .samples: return "\(name)[w]"
    case .constant(nil): return name
    case .constant(let value?):
      let unit = unit ?? .ratio
      return "\(name) = \(Quantity(base: value, unit: unit))"
    case .word(let words): return words.joined(separator: "|")
    }
  }

  private init(name: String, unit: Unit?, kind: Kind) {
    self.name = name
    self.unit = unit
    self.kind = kind
  }

  /// A value at the tick.
  package static func value(_ name: String, _ unit: Unit?) -> MetricParameter {
    MetricParameter(name: name, unit: unit, kind: .value)
  }

  /// A value at the tick that may be unknown.
  package static func possible(_ name: String, _ unit: Unit?) -> MetricParameter {
    MetricParameter(name: name, unit: unit, kind: .possible)
  }

  /// The same, where a call may leave it out.
  package var orNothing: MetricParameter {
    var copy = self
    copy.mayBeLeftOut = true
    return copy
  }

  /// The samples of a window.
  package static func samples(_ name: String, _ unit: Unit?) -> MetricParameter {
    MetricParameter(name: name, unit: unit, kind: .samples)
  }

  /// A number known before the run; the default is in base units.
  package static func constant(
    _ name: String, _ unit: Unit?, default value: Double? = nil
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
  /// Of numbers in the order of the parameters: values at one tick, constants, places of words.
  case point(@Sendable (UnsafePointer<Double>) -> Double)
  /// Of the samples of windows, and of the other numbers in order.
  case window(@Sendable (MetricWindow) -> Double)
  /// Of the members of a group: one column of all members per parameter, constants repeated.
  case group(@Sendable (_ columns: [[Double]]) -> Double)
  /// Of books while they are replayed.
  case book(BookKernel)
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
  /// What a number tells: itself, or the reason it was made from.
  init(told number: Double?) {
    let number = number ?? .nan
    self = Undefined(number: number).map { .undefined($0) } ?? Metric(number: number)
  }

  /// The value in base units, `scale` of them for one unit of the kernel, or its reason.
  package func number(scale: Double = 1) -> Double {
    switch outcome {
    case .success(let value): value * scale
    case .failure(let reason): reason.number
    }
  }
}
