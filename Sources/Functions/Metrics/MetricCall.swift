// One call of a metric, as far as it is known before the run.

/// Which metric is called with which constants; two equal calls of one set of inputs are one node.
package struct MetricCall: Hashable, Sendable {
  /// The metric's name.
  package let name: String
  /// One number per parameter: constants and places of words; 0 where a value or window stands,
  /// NaN where nothing does.
  package let numbers: [Double]
  /// The keys reduced away, for metrics of groups.
  package let over: [String]

  package init(name: String, numbers: [Double], over: [String] = []) {
    self.name = name
    self.numbers = numbers
    self.over = over
  }

  /// Equal by the bits of the numbers, so that what was left out equals itself.
  package static func == (a: MetricCall, b: MetricCall) -> Bool {
    a.name == b.name && a.over == b.over
      && a.numbers.map(\.bitPattern) == b.numbers.map(\.bitPattern)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(over)
    for number in numbers { hasher.combine(number.bitPattern) }
  }

  /// The parameters that data flows into, in order: values and windows.
  package var inputs: [MetricParameter] { function?.parameters.filter(\.isInput) ?? [] }

  /// The declaration of the metric.
  package var function: MetricFunction? { MetricFunctions.function(named: name) }
}
