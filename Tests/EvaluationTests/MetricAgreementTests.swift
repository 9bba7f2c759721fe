// Metrics: batches of any size, and the inspector, give one answer on random data.
import Columns
import Functions
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

extension RandomWorld {
  /// A metric of each shape over the world's series.
  mutating func metric() -> CheckedExpression {
    let (a, b) = (gauge(), gauge())
    let event = events
    func samples(_ reference: SeriesReference, _ most: Int64) -> CheckedExpression {
      .window(.last, reference, .minutes(most), WindowOptions(coverage: 0.25))
    }
    switch dice.below(9) {
    case 0: return .metric("zscore", [0, 60, Double(dice.below(2))], [samples(a, 15)])
    case 1: return .metric("ewma_rate", [0, 60], [samples(event, 10)])
    case 2: return .metric("vpin", [0, 10, 3], [samples(event, 12)])
    case 3: return .metric("pctl", [0, 3], [samples(a, 20)])
    case 4:
      let ticks = CheckedExpression.window(
        .last, number(1), .minutes(9), WindowOptions(coverage: 0.25))
      return .metric("pctl", [0, 2], [ticks])
    case 5: return .metric("ewma_state", [0, 90], [samples(b, 8)])
    case 6: return .metric("squeeze_ratio", [0, 0], [.series(a), .series(b)])
    case 7:
      return .metric("pillar", [0, 0, .nan, .nan], [.series(a), number(1)])
    default:
      return .metric("concentration_topk", [0, 2], [number(1)], over: ["venue", "symbol"])
    }
  }
}

extension CheckedExpression {
  fileprivate static func metric(
    _ name: String, _ numbers: [Double], _ arguments: [CheckedExpression], over: [String] = []
  ) -> CheckedExpression {
    let keys = arguments.reduce([]) { union($0, $1.keys) }
    let call = MetricCall(name: name, numbers: numbers, over: over.filter(keys.contains).sorted())
    return build(
      .metric(call, arguments), "\(name)(\(arguments.map(\.text).joined(separator: ", ")))",
      keys: keys.filter { !call.over.contains($0) })
  }
}

@Suite struct MetricAgreementTests {
  private static let minutes = 80

  /// Equal, or equal but for the last bits of sums that were added up in another order.
  private func agree(_ a: Double, _ b: Double?) -> Bool {
    guard let b else { return a.isNaN }
    return abs(a - b) <= 1e-9 * max(1, abs(b))
  }

  @Test(arguments: 0..<24) func batchesAndTheInspectorAgree(_ index: Int) {
    var world = RandomWorld(seed: Dice.seed(4242) &+ UInt64(index), minutes: Self.minutes)
    for _ in 0..<8 {
      let e = world.metric()
      let whole = run(e, world.store, RunSettings(through: .minute(78)))
      let small = run(e, world.store, RunSettings(batch: 3, through: .minute(78)))
      let inspector = Inspector(store: world.store)
      for (key, column) in whole {
        let other = small[key]?.values ?? []
        #expect(other.count == column.values.count, "\(index): \(e.text) \(key)")
        for (tick, value) in column.values.enumerated() {
          let moment = column.start + TimeSpan.minutes(1) * Int64(tick)
          let told = inspector.value(of: e, key: key, at: moment)
          #expect(agree(value, told), "\(index): \(e.text) \(key) at \(moment)")
          let beside = tick < other.count ? other[tick] : -1
          let isSame = value.isNaN ? beside.isNaN : beside == value
          #expect(isSame, "\(index): \(e.text) \(key) at \(moment), batch of 3")
        }
      }
    }
  }

  /// A condition over a metric carries the classes of reasons the inspector spells.
  @Test(arguments: 0..<12) func reasonsAgree(_ index: Int) {
    var world = RandomWorld(seed: Dice.seed(99_001) &+ UInt64(index), minutes: Self.minutes)
    for _ in 0..<8 {
      let e = world.metric() > .number(0.5)
      let inspector = Inspector(store: world.store)
      for (key, column) in run(e, world.store, RunSettings(through: .minute(78))) {
        for (tick, truth) in column.truths.enumerated() {
          let moment = column.start + TimeSpan.minutes(1) * Int64(tick)
          let outcome = inspector.evaluate(e, key, moment)
          #expect(outcome.truth.rawValue == truth, "\(index): \(e.text) \(key) at \(moment)")
          #expect(
            outcome.kinds == column.reasons[tick], "\(index): \(e.text) \(key) at \(moment)")
        }
      }
    }
  }
}
