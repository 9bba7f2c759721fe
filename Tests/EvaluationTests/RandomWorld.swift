// Seeded random stores and expressions: gaps, NaN, lag, joins, reductions, nested windows.
import Columns
import Functions
import Glibc
import Language
import Quantities
import Synthesis

/// Random numbers from a seed.
struct Dice: RandomNumberGenerator {
  private var numbers: SplitMix64
  init(_ seed: UInt64) { numbers = SplitMix64(seed) }

  mutating func next() -> UInt64 { numbers.next() }

  /// A whole number below `n`.
  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
  mutating func chance(_ oneIn: Int) -> Bool { below(oneIn) == 0 }
  mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  /// The seed of a test run: BRINK_SEED if set, so that a failure can be replayed.
  static func seed(_ fallback: UInt64) -> UInt64 {
    getenv("BRINK_SEED").flatMap { UInt64(String(cString: $0)) } ?? fallback
  }
}

/// Random series over two venues and three symbols, and expressions that read them.
struct RandomWorld {
  var dice: Dice
  let store: SeriesStore
  private let full: [SeriesReference]
  private let shared: SeriesReference
  let events: SeriesReference
  private let counter: SeriesReference

  init(seed: UInt64, minutes: Int) {
    dice = Dice(seed)
    let keys = ["symbol", "venue"]
    let lags: [TimeSpan] = [.zero, .zero, .seconds(20), .minutes(3)]
    let lag = dice.pick(lags)
    full = [
      .named("a", keys: keys, stale: .seconds(90)).lagging(lag),
      .named("b", keys: keys, stale: .minutes(5)),
    ]
    shared = .named("s", keys: ["venue"], stale: .minutes(7)).lagging(dice.pick(lags))
    events = .named("e", .event, keys: keys, stale: .minutes(2)).lagging(dice.pick(lags))
    counter = .named("c", .counter, keys: keys, stale: .minutes(4))
    var series: [Series] = []
    for reference in full + [events, counter] {
      var tracks: [(Labels, [(Int64, Double)])] = []
      for venue in ["x", "y"] {
        for symbol in ["A", "B", "C"] where !dice.chance(6) {
          let labels = Labels([("venue", venue), ("symbol", symbol)])
          tracks.append((labels, Self.rows(reference, minutes, &dice)))
        }
      }
      series.append(Self.stored(reference, tracks, &dice))
    }
    var tracks: [(Labels, [(Int64, Double)])] = []
    for venue in ["x", "y"] {
      tracks.append((Labels([("venue", venue)]), Self.rows(shared, minutes, &dice)))
    }
    series.append(shared.stored(tracks))
    store = SeriesStore(series)
  }

  private static func stored(
    _ reference: SeriesReference, _ tracks: [(Labels, [(Int64, Double)])], _ dice: inout Dice
  ) -> Series {
    guard reference.schema.kind == .event else { return reference.stored(tracks) }
    var beats = tracks.flatMap { $0.1.map(\.0) }
    beats += (0..<dice.below(5)).map { _ in Int64(dice.below(3600)) }
    return reference.stored(tracks, pulse: Array(Set(beats)).sorted())
  }

  private static func rows(
    _ reference: SeriesReference, _ minutes: Int, _ dice: inout Dice
  ) -> [(Int64, Double)] {
    let isCounter = reference.schema.kind == .counter
    let usual = reference.schema.keys.count == 1 ? 240 : dice.pick([20, 60, 60, 100])
    var time = Int64(dice.chance(3) ? dice.below(minutes * 30) : dice.below(50)) / 10 * 10
    var rows: [(Int64, Double)] = []
    var level = 0.0
    while time < Int64(minutes * 60) {
      var value = Double(dice.below(20)) - (dice.chance(6) ? 3 : 0)
      if isCounter {
        level = dice.chance(12) ? Double(dice.below(4)) : level + Double(dice.below(9))
        value = level
      }
      rows.append((time, dice.chance(15) ? .nan : value))
      time += Int64(usual)
      if dice.chance(4) { time += Int64(dice.below(7) * 10) }
      if dice.chance(25) { time += Int64(dice.below(1500)) }
    }
    return rows
  }

  // MARK: expressions

  private mutating func span(_ most: Int) -> TimeSpan {
    if dice.chance(4) { return .seconds(Int64(dice.below(most * 6) * 10 + 10)) }
    return .minutes(Int64(dice.below(most) + 1))
  }

  mutating func gauge() -> SeriesReference {
    var reference = dice.chance(5) ? shared : dice.pick(full)
    if dice.chance(6) { reference = reference.aged(.minutes(Int64(dice.below(6) + 1))) }
    if dice.chance(8) { reference = reference.selecting(("venue", "x")) }
    return reference
  }

  private mutating func options() -> WindowOptions {
    var options = WindowOptions()
    if dice.chance(4) { options.shift = span(10) }
    if dice.chance(5) { options.coverage = dice.pick([1, 0.5, 0.25]) }
    if dice.chance(8) { options.ahead = true }
    options.quantile = dice.pick([0.5, 0.9, 0.95, 0.1])
    return options
  }

  mutating func number(_ depth: Int) -> CheckedExpression {
    if depth == 0 {
      return dice.chance(4) ? .number(Double(dice.below(12)) + 0.375) : .series(gauge())
    }
    switch dice.below(17) {
    case 0, 1: return number(depth - 1) + number(depth - 1)
    case 2: return number(depth - 1) - number(depth - 1)
    case 3: return number(depth - 1) * number(depth - 1)
    case 4: return number(depth - 1) / number(depth - 1)
    case 5: return function(depth)
    case 6, 7, 8: return sampleWindow()
    case 9: return eventWindow()
    case 10: return .window(dice.pick([.rate, .change]), counter, span(12), options())
    case 11, 12: return tickWindow(depth)
    case 13: return number(depth - 1).ago(span(15))
    case 14: return number(depth - 1).or(else: number(depth - 1))
    case 15: return .choose(truth(depth - 1), number(depth - 1), number(depth - 1))
    default: return reduction(depth)
    }
  }

  private mutating func function(_ depth: Int) -> CheckedExpression {
    switch dice.below(7) {
    case 0: return -number(depth - 1)
    case 1: return number(depth - 1).power(dice.pick([2, 3, -1]))
    case 2: return .scalar(dice.pick([.abs, .sqrt, .floor, .sign]), number(depth - 1))
    case 3: return .scalar(.min, number(depth - 1), number(depth - 1))
    case 4: return .scalar(.max, number(depth - 1), number(depth - 1), number(0))
    case 5: return .scalar(.clamp, number(depth - 1), .number(2), .number(9))
    default: return .age(gauge())
    }
  }

  private mutating func sampleWindow() -> CheckedExpression {
    let statistic = dice.pick(WindowStatistic.allCases.filter { $0 != .sum })
    return .window(statistic, gauge(), span(15), options())
  }

  private mutating func eventWindow() -> CheckedExpression {
    let statistic: WindowStatistic = dice.pick([
      .sum, .sum, .rate, .change, .count, .max, .avg, .median, .std, .first, .last,
    ])
    return .window(statistic, events, span(8), options())
  }

  private mutating func tickWindow(_ depth: Int) -> CheckedExpression {
    let content = dice.chance(5) ? truth(depth - 1) : number(depth - 1)
    let choices: [WindowStatistic] =
      content.type == .truth
      ? [.avg, .count, .max] : WindowStatistic.allCases
    return .window(dice.pick(choices), content, span(12), options())
  }

  private mutating func reduction(_ depth: Int) -> CheckedExpression {
    let source = number(depth - 1)
    guard source.keys == ["symbol", "venue"] else { return source }
    let kind = dice.pick(KeyReduction.allCases.filter { $0 != .topk })
    return source.over(kind, "symbol")
  }

  mutating func truth(_ depth: Int) -> CheckedExpression {
    if depth == 0 { return comparison(0) }
    switch dice.below(9) {
    case 0, 1: return truth(depth - 1) && truth(depth - 1)
    case 2: return truth(depth - 1) || truth(depth - 1)
    case 3: return !truth(depth - 1)
    case 4: return number(depth - 1).isState(dice.pick(StateTest.allCases))
    case 5: return .sequence(truth(depth - 1), then: truth(depth - 1), within: span(6))
    case 6 where dice.chance(2):
      let source = number(depth - 1)
      return source.keys.contains("symbol")
        ? source.over(.topk, "symbol", count: dice.below(3) + 1) : comparison(depth - 1)
    case 7 where dice.chance(3): return .label("venue", in: ["x"])
    default: return comparison(depth - 1)
    }
  }

  private mutating func comparison(_ depth: Int) -> CheckedExpression {
    number(depth).compared(dice.pick(Relation.allCases), number(depth))
  }
}
