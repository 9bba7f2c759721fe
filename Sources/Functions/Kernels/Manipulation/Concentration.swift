// How much of something sits in few hands or venues.

/// Concentration of volumes, depths or positions.
package struct Concentration: Sendable, Equatable {
  /// `venue_hhi`: Σ sᵢ² of the shares.
  package let hhi: Double

  /// `effective_venues`: 1/HHI.
  package var effectiveCount: Double { 1 / hhi }
  /// `fragmentation`: 1 − HHI.
  package var fragmentation: Double { 1 - hhi }

  /// The index of some weights; `zero_denominator` if all are 0, `domain` if any is negative.
  package static func of(_ weights: [Double]) -> Metric<Concentration> {
    guard weights.allSatisfy({ $0 >= 0 }) else { return .undefined(.domain) }
    let total = weights.reduce(0, +)
    guard total > 0 else { return .undefined(.zeroDenominator) }
    guard total.isFinite else { return .undefined(.domain) }
    let hhi = weights.reduce(0.0) { $0 + ($1 / total) * ($1 / total) }
    return Metric(Concentration(hhi: min(1, hhi)))
  }

  /// `concentration_topk` in 0…1: the k largest positions over all, by notional.
  package static func top(_ k: Int = 10, of notionals: [Double]) -> Metric<Double> {
    guard k > 0 else { return .undefined(.domain) }
    let sizes = notionals.map(\.magnitude).sorted(by: >)
    return .ratio(sizes.prefix(k).reduce(0, +), over: sizes.reduce(0, +))
  }
}
