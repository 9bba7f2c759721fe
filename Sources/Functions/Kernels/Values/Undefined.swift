// Why a metric has no value: the closed list of reasons, spelled as reports print them.

/// The reason a metric has no value.
package enum Undefined: String, Error, Hashable, Sendable, CaseIterable {
  /// Not enough history yet.
  case warmup
  /// Neither side of the book has a level.
  case emptyBook = "empty_book"
  /// Only one side of the book has levels.
  case oneSided = "one_sided"
  /// The best bid is above the best ask.
  case crossed
  /// The last observation is older than its age limit.
  case stale
  /// A sequence gap; a snapshot is awaited.
  case gap
  /// The quantity divided by is zero, negative or missing.
  case zeroDenominator = "zero_denominator"
  /// The book holds less than the asked notional.
  case insufficientDepth = "insufficient_depth"
  /// A variance or deviation needed for scaling is zero.
  case degenerate
  /// Successive price changes are not negatively correlated.
  case positiveAutocov = "positive_autocov"
  /// No positive price liquidates the position.
  case noLiquidation = "no_liquidation"
  /// Depth has not come back within the limit.
  case notRecovered = "not_recovered"
  /// Too close to expiry to annualise.
  case minTenor = "min_tenor"
  /// An input breaks an arbitrage or range bound.
  case domain
  /// The feed lacks what the metric needs, order-level data for one.
  case notSupported = "not_supported"
}

extension Undefined: CustomStringConvertible {
  package var description: String { rawValue }
}
