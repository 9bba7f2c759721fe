// Point evaluation, for values and reasons at the ticks of events. Stands in until the engine's.
package import Columns
package import Language
package import Quantities

/// Evaluates an expression for one identity at one tick.
package struct Inspector: Sendable {
  package init(store: SeriesStore, every: TimeSpan) {}
  /// The value in base units, or nil where unknown.
  package func value(of expression: CheckedExpression, key: Labels, at time: Timestamp) -> Double? {
    nil
  }
  /// The truth of a condition.
  package func truth(of condition: CheckedExpression, key: Labels, at time: Timestamp) -> Truth {
    .unknown
  }
  /// Why the value is unknown; empty where it is known.
  package func reasons(of expression: CheckedExpression, key: Labels, at time: Timestamp)
    -> [String]
  { [] }
}
