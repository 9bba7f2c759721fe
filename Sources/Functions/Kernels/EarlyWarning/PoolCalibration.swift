// Turns an ordinal index into a probability: weights that history supports, none below zero.

/// Weights and intercept of a logit pool, fitted to outcomes.
package struct PoolCalibration: Sendable, Equatable {
  /// One weight per pillar, none negative; they need not sum to 1.
  package let weights: [Double]
  /// The log odds when every pillar is at one half.
  package let intercept: Double

  private static let sweepLimit = 500
  private static let margin = 0x1p-40

  /// The calibrated probability of one reading of the pillars.
  package func probability(_ pillars: [Double]) -> Metric<Double> {
    guard pillars.count == weights.count else { return .undefined(.domain) }
    let odds = zip(weights, pillars).reduce(intercept) { $0 + $1.0 * Self.logit($1.1) }
    return Metric(number: Self.logistic(odds))
  }

  /// Penalised logistic regression on the logits of pillar scores with weights ≥ 0.
  ///
  /// The loss is the mean log loss plus penalty/2·Σw², convex, minimised one coordinate at a time.
  /// `warmup` with fewer than `minimumEvents` events, which support no probability; `degenerate`
  /// if nothing but events occurred. Fit on training data only.
  package static func fit(
    _ readings: [[Double]], outcomes: [Bool], penalty: Double = 1e-3,
    minimumEvents: Int = EpisodeScore.minimumEvents
  ) -> Metric<PoolCalibration> {
    let events = outcomes.count { $0 }
    guard let width = readings.first?.count, readings.count == outcomes.count, penalty >= 0,
      readings.allSatisfy({ $0.count == width && $0.allSatisfy { $0 >= 0 && $0 <= 1 } })
    else { return .undefined(.domain) }
    guard events >= max(1, minimumEvents) else { return .undefined(.warmup) }
    guard events < outcomes.count else { return .undefined(.degenerate) }
    var state = State(readings.map { $0.map(logit) + [1] }, outcomes, penalty)
    for _ in 0..<sweepLimit where !state.sweep() {}
    let weights = state.weights
    guard weights.allSatisfy(\.isFinite), let intercept = weights.last else {
      return .undefined(.domain)
    }
    return Metric(PoolCalibration(weights: Array(weights.dropLast()), intercept: intercept))
  }

  private static func logit(_ p: Double) -> Double {
    let q = min(1 - margin, max(margin, p))
    return Real.log(q) - Real.log1p(-q)
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + Real.exp(-x)) }

  /// Coordinate descent: the last column is the intercept, free of sign and penalty.
  private struct State {
    let columns: [[Double]]
    let outcomes: [Double]
    let penalty: Double
    var weights: [Double]
    var odds: [Double]
    var isDone = false

    init(_ rows: [[Double]], _ outcomes: [Bool], _ penalty: Double) {
      columns = (rows.first ?? []).indices.map { j in rows.map { $0[j] } }
      self.outcomes = outcomes.map { $0 ? 1 : 0 }
      self.penalty = penalty
      weights = columns.map { _ in 0 }
      odds = rows.map { _ in 0 }
    }

    /// One pass over all coordinates; true once nothing moves.
    mutating func sweep() -> Bool {
      if isDone { return true }
      var largest = 0.0
      for j in columns.indices { largest = max(largest, step(j)) }
      isDone = largest < 1e-10
      return isDone
    }

    /// A damped Newton step of one weight; the size of the step taken.
    private mutating func step(_ j: Int) -> Double {
      let n = Double(outcomes.count)
      let isIntercept = j == columns.count - 1
      var slope = isIntercept ? 0 : penalty * weights[j]
      var curvature = isIntercept ? 0 : penalty
      var reach = 0.0
      for i in outcomes.indices {
        let p = PoolCalibration.logistic(odds[i])
        let x = columns[j][i]
        slope += (p - outcomes[i]) * x / n
        curvature += p * (1 - p) * x * x / n
        reach += x * x / n
      }
      // The curvature never exceeds a quarter of the mean square: half of that bound keeps a step
      // from overshooting where the odds are extreme.
      let bounded = max(curvature, reach / 8, 1e-12)
      let target = weights[j] - slope / bounded
      let next = isIntercept ? target : max(0, target)
      let move = next - weights[j]
      guard move != 0, move.isFinite else { return 0 }
      weights[j] = next
      for i in outcomes.indices { odds[i] += move * columns[j][i] }
      return move.magnitude
    }
  }
}
