// What a node of a plan computes from its inputs.
package import Columns
package import Functions
package import Language
package import Quantities

/// The operation of a plan node; two nodes with one operation and one set of inputs are one node.
package enum Operation: Hashable, Sendable {
  case constant(Double)
  case truth(Bool)
  /// A parameter with a table: a constant once the labels are known.
  case parameter(ParameterTable)
  case labelIs(key: String, among: [String])
  /// A stored series as of T − shift.
  case asOf(SeriesReference, shift: TimeSpan)
  /// The age of the row a stored series shows at T − shift.
  case age(SeriesReference, shift: TimeSpan)
  case arithmetic(ArithmeticOperator)
  case negate
  case power(Int)
  case scalar(ScalarFunction)
  /// A metric of its inputs: values at the tick, and frames where it takes windows.
  case metric(MetricCall)
  /// Which stored samples lie in a window. Inputs: the series as of the newest tick counted, as of
  /// the tick that just left, and as of the end of the window.
  case sampleFrame(SampleFrame)
  /// Which events lie in a window.
  case eventFrame(SampleFrame)
  /// The values of the input at the last `count` ticks; at least `needed` of them known.
  case tickFrame(count: Int, needed: Int)
  /// A statistic of the frame that is its input.
  case statistic(WindowStatistic, quantile: Double?)
  /// The first input less the second, which is a width earlier; per second or plain.
  case difference(width: TimeSpan, perSecond: Bool)
  /// The increase of a counter between the rows its two inputs show; per second or plain.
  case increase(SampleFrame, perSecond: Bool)
  case reduction(GroupReduction)
  case compare(Relation)
  case and
  case or
  case not
  case state(StateTest)
  case coalesce
  case choose
  /// The second input true with the first true at most `within` ticks before, once a match.
  case sequence(within: Int)
}

/// The values of a parameter by label, as far as evaluation needs them.
package struct ParameterTable: Hashable, Sendable {
  package let name: String
  package let key: String
  package let fallback: Double
  package let labels: [String]
  package let values: [Double]

  /// The value for a set of labels.
  package func value(for set: Labels) -> Double {
    guard let label = set[key], let at = labels.firstIndex(of: label) else { return fallback }
    return values[at]
  }
}

/// A window over the rows of a stored series: (T − shift − width, T − shift].
package struct SampleFrame: Hashable, Sendable {
  package let series: SeriesReference
  package let width: TimeSpan
  package let shift: TimeSpan
  /// How many ticks of the rule's grid the window covers.
  package var count = 1
  /// How many of them must be known.
  package var needed = 0

  package init(series: SeriesReference, width: TimeSpan, shift: TimeSpan) {
    self.series = series
    self.width = width
    self.shift = shift
  }
}

/// A reduction over label keys.
package struct GroupReduction: Hashable, Sendable {
  package let kind: KeyReduction
  /// The keys reduced away.
  package let over: [String]
  /// The n of `topk`: the reduction is then the n-th largest value.
  package let count: Int
  /// The metric that reduces the members, in place of `kind`; its inputs are then its arguments.
  package var metric: MetricCall?
  /// The stored series whose rows bring members into being and keep them.
  package let carriers: [SeriesReference]
  /// Members are those of T − shift.
  package let shift: TimeSpan
}

extension SeriesReference {
  /// The label keys a value of this reference has: those of its series that are not selected.
  package var freeKeys: [String] {
    selection.pairs.isEmpty ? schema.keys : schema.keys.filter { selection[$0] == nil }
  }
}
