// Pools pillar scores into one index: by odds, by weakest link, by any alarm.

/// One pooled score of several pillars.
package struct Pool: Sendable, Equatable {
  /// `iei`, the default: logistic(a + Σ wⱼ·logit pⱼ).
  package let logit: Double
  /// `iei_geo`: Π pⱼ^wⱼ, strict.
  package let geometric: Double
  /// `iei_noisy_or`: 1 − Π(1 − pⱼ)^wⱼ, prone to alert.
  package let noisyOr: Double
  /// Σ weights of defined pillars over Σ weights.
  package let coverage: Double

  /// Scores are kept this far from 0 and 1, where odds have no logarithm; a power of two, so that
  /// both ends are equally far.
  private static let margin = 0x1p-40

  /// `iei_pool`: pools the defined pillars with weights renormalised over them.
  ///
  /// `warmup` without a defined pillar that has weight; `domain` for weights below 0 or scores
  /// outside 0…1. For a = 0 always geometric ≤ logit ≤ noisyOr.
  package static func of(
    _ pillars: [Double?], weights: [Double], intercept: Double = 0
  ) -> Metric<Pool> {
    guard pillars.count == weights.count, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      pillars.allSatisfy({ $0.map { $0 >= 0 && $0 <= 1 } ?? true })
    else { return .undefined(.domain) }
    let members = zip(pillars, weights).compactMap { p, w in p.map { (p: $0, w: w) } }
    let known = members.reduce(0) { $0 + $1.w }
    guard known > 0 else { return .undefined(.warmup) }
    guard weights.reduce(0, +).isFinite, intercept.isFinite else { return .undefined(.domain) }
    var odds = 0.0
    var logs = 0.0
    var complements = 0.0
    for member in members {
      let p = min(1 - margin, max(margin, member.p))
      let w = member.w / known
      logs += w * Real.log(p)
      complements += w * Real.log1p(-p)
      odds += w * (Real.log(p) - Real.log1p(-p))
    }
    return Metric(
      Pool(
        logit: 1 / (1 + Real.exp(-(intercept + odds))), geometric: Real.exp(logs),
        noisyOr: -Real.expm1(complements), coverage: known / weights.reduce(0, +)))
  }
}

/// The exponentially weighted correlation of pillar scores around one half.
///
/// c ← λc + (1 − λ)(pᵢ − ½)(pⱼ − ½), seeded with the first product; C_ij = c_ij/√(c_ii c_jj).
/// Source: Holló, Kremer, Lo Duca 2012, ECB WP 1426.
package struct PillarCorrelation: Sendable {
  private let lambda: Double
  private var products: [[Double]] = []

  /// λ = 0.93 unless said.
  package init(lambda: Double = 0.93) { self.lambda = min(1, max(0, lambda)) }

  /// One reading of all pillars; a reading of another length starts anew.
  package mutating func add(_ pillars: [Double]) {
    let deviations = pillars.map { $0 - 0.5 }
    let now = deviations.map { a in deviations.map { a * $0 } }
    guard products.count == now.count else { return products = now }
    for i in now.indices {
      for j in now.indices {
        products[i][j] = lambda * products[i][j] + (1 - lambda) * now[i][j]
      }
    }
  }

  /// The matrix; `warmup` before the first reading, `degenerate` if a pillar never left ½.
  package var matrix: Metric<[[Double]]> {
    guard !products.isEmpty else { return .undefined(.warmup) }
    guard products.indices.allSatisfy({ products[$0][$0] > 0 }) else {
      return .undefined(.degenerate)
    }
    return Metric(
      products.indices.map { i in
        products.indices.map { j in
          i == j ? 1 : products[i][j] / (products[i][i] * products[j][j]).squareRoot()
        }
      })
  }

  /// `iei_ciss`: (w∘p)'C(w∘p); its square root, `iei_ciss_sqrt`, is on the scale of p.
  package static func stress(
    _ pillars: [Double], weights: [Double], correlation: [[Double]]
  ) -> Metric<Double> {
    let n = pillars.count
    guard weights.count == n, correlation.count == n, correlation.allSatisfy({ $0.count == n })
    else { return .undefined(.domain) }
    let weighted = zip(pillars, weights).map { $0 * $1 }
    var total = 0.0
    for i in 0..<n {
      for j in 0..<n { total += weighted[i] * correlation[i][j] * weighted[j] }
    }
    return Metric(number: max(0, total))
  }
}
