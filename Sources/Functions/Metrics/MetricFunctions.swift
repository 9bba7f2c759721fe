// The list of metrics that rules can call.

/// Every metric with a kernel of its own; the rest of the catalogue is written in the language.
package enum MetricFunctions {
  /// All of them, sorted by name.
  package static let all: [MetricFunction] = [
    reserves, absorption, carry, liquidation, margin, inventory, index, options, inventories,
    averages, flows, impacts, volatility, scores, recoveries, positions, venues, books,
    states, evaluation, ages, correlated, orders,
  ].flatMap { $0 }.sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// Every word that a metric answers with; told without making all of them.
  package static let stateWords = Set((states + BookMetrics.top).flatMap(\.unit.words))

  /// The metric of that name, or nil.
  package static func function(named name: String) -> MetricFunction? { byName[name] }
}
