// Made-up series and rules over them: what the gates run.
import Columns
import Diagnostics
import Language
import Planning
import Quantities
import Synthesis

@testable import Evaluation

/// Random numbers from a seed.
struct Dice: RandomNumberGenerator {
  private var numbers: SplitMix64
  init(_ seed: UInt64) { numbers = SplitMix64(seed) }

  mutating func next() -> UInt64 { numbers.next() }

  /// A number below one.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }
  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
}

/// Random walks of minutes, and what of the product is bound to them.
struct Market {
  /// The series there are, each a gauge of a row a minute.
  static let names = ["a", "b", "c", "d"]
  static let declarations = names.map { "series \($0) : gauge x by symbol every 1m stale 3m\n" }
    .joined()

  let store: SeriesStore
  let minutes: Int

  /// Walks, or where `isWalk` is false values in no order, now and then none.
  init(symbols: Int = 1, minutes: Int, isWalk: Bool = true) {
    self.minutes = minutes
    let times = (0..<minutes).map { Int64($0) * 60_000_000_000 }
    var dice = Dice(11)
    let schemas = declaredSeries(
      in: [parse(SourceText(name: "market", text: Self.declarations))])
    store = SeriesStore(
      schemas.map { schema in
        Series(
          schema: schema,
          tracks: (0..<symbols).map { symbol in
            var value = 100.0
            let walk = (0..<minutes).map { _ -> Double in
              if !isWalk { return dice.below(100) == 0 ? .nan : 100 * dice.fraction() }
              value *= 1 + (dice.fraction() - 0.5) / 100
              return value
            }
            return Track(labels: Self.labels(symbol), times: times, values: walk)
          })
      })
  }

  static func labels(_ symbol: Int) -> Labels { Labels([("symbol", "S\(symbol)")]) }

  /// The values of a series of the first symbol.
  func values(_ name: String) -> [Double] { store[name]?.tracks.first?.values ?? [] }

  /// The plan of some rules; they are ours, so a mistake in them is a mistake of the test.
  static func plan(_ rules: String) -> Plan {
    let program = check(
      [parse(SourceText(name: "rules", text: declarations + rules))], in: CheckingContext())
    precondition(!program.diagnostics.hasErrors, "\(program.diagnostics)")
    return Planning.plan(program)
  }

  /// Rules over the whole market.
  func evaluation(_ plan: Plan, batch: Int? = nil) -> Evaluation {
    let through = Timestamp(nanoseconds: Int64(max(0, minutes - 1)) * 60_000_000_000)
    let range = EvaluationRange(from: Timestamp(nanoseconds: 0), through: through)
    return Evaluation(plan: plan, store: store, range: range, batch: batch)
  }

  /// The cells of the first condition of a plan for the first symbol, inputs first.
  func cells(_ plan: Plan, capacity: Int) -> [Cell] {
    let stored = StoredSeries(store, reading: plan.references)
    let builder = CircuitBuilder(plan, World(plan, stored), capacity: capacity)
    for condition in plan.outputs[0].conditions { _ = builder.cell(condition, Self.labels(0)) }
    return builder.cells
  }
}

/// Processor time that some of a circuit's cells take for all ticks of a market, batch by batch.
func seconds(
  of measured: (Cell) -> Bool, among cells: [Cell], ticks: Int, batch size: Int
) -> Double {
  var taken = 0.0
  for first in stride(from: 0, to: ticks, by: size) {
    let batch = Batch(
      number: first / size, start: Int64(first) * 60_000_000_000, step: 60_000_000_000,
      count: min(size, ticks - first))
    for cell in cells where !measured(cell) { cell.advance(batch) }
    taken += seconds { for cell in cells where measured(cell) { cell.advance(batch) } }
  }
  return taken
}
