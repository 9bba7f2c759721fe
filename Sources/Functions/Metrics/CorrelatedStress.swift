// The index that counts stress more where it comes together.
import Quantities

extension MetricFunctions {
  private static let pillarsOverTime: [MetricParameter] =
    [.constant("bar", .seconds), .samples("a", .ratio), .samples("b", .ratio)]
    + ["c", "d", "e", "f", "g"].map { MetricParameter.samples($0, .ratio).orNothing }

  /// (w∘p)'C(w∘p) of the pillars as of the last bar, with equal weights.
  private static func stress(_ window: MetricWindow) -> Metric<Double> {
    var correlation = PillarCorrelation()
    var last: [Double]?
    for edge in window.edges(every: window.numbers[0]) {
      let pillars = window.inputs.compactMap { $0.asOf(edge) }
      guard pillars.count == window.inputs.count else { continue }
      guard pillars.allSatisfy({ (0...1).contains($0) }) else { return .undefined(.domain) }
      correlation.add(pillars)
      last = pillars
    }
    guard let last else { return .undefined(.warmup) }
    let weights = last.map { _ in 1 / Double(last.count) }
    return correlation.matrix.flatMap {
      PillarCorrelation.stress(last, weights: weights, correlation: $0)
    }
  }

  private static let sample = "(1m, score_drain_ask[1d], score_flow_up[1d], score_carry_up[1d])"

  /// Stress of pillars that move together.
  static let correlated: [MetricFunction] = [
    .window(
      .named("iei_ciss", as: "iei_ciss\(sample) > 0.5"), pillarsOverTime, gives: .in(.ratio)
    ) { stress($0) },
    .window(
      .named("iei_ciss_sqrt", as: "iei_ciss_sqrt\(sample) > 70%"), pillarsOverTime,
      gives: .in(.percent)
    ) { stress($0).map { $0.squareRoot() } },
  ]
}
