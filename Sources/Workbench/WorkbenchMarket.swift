// Series from a seed: a gauge every minute, a slow one beside it, a few identities.
import Columns
import Diagnostics
import Language
import Quantities
import Sessions
import Synthesis

/// A made-up market of twenty symbols.
struct WorkbenchMarket {
  static let symbols = 20
  let minutes: Int

  /// What the rules below declare.
  static let declarations = """
    series x : gauge x by symbol every 1m stale 3m
    series slow : gauge x by symbol every 10m stale 1h

    """

  let store: SeriesStore

  init(seed: UInt64, minutes: Int) {
    self.minutes = minutes
    var random = Xoshiro256(seed: seed, stream: "workbench market")
    let declared = declaredSeries(
      in: [parse(SourceText(name: "workbench", text: Self.declarations))],
      context: CheckingContext())
    var series: [Series] = []
    for schema in declared {
      let tracks = (0..<Self.symbols).map { Self.track($0, schema, minutes, &random) }
      series.append(Series(schema: schema, tracks: tracks))
    }
    store = SeriesStore(series)
  }

  /// A walk that starts at 100 and never ends.
  private static func track(
    _ symbol: Int, _ schema: SeriesSchema, _ minutes: Int, _ random: inout Xoshiro256
  ) -> Track {
    let step = schema.every.nanoseconds
    let count = Int(Int64(minutes) * 60_000_000_000 / step)
    var value = 100.0
    let values = (0..<count).map { _ -> Double in
      value *= 1 + Double.random(in: -0.001...0.001, using: &random)
      return value
    }
    let start = Timestamp(parsing: "2024-08-05")?.nanoseconds ?? 0
    let name = "S" + String(100 + symbol)
    return Track(
      labels: Labels([("symbol", name)]), times: (0..<count).map { start + Int64($0) * step },
      values: values)
  }

  /// How many rows a rule over minutes goes through.
  var rows: Int { Self.symbols * minutes }

  /// These rules, bound to the market; the rules are ours, so a mistake in them ends the process.
  func planned(_ rules: String) -> PlannedRun {
    let text = SourceText(name: "workbench", text: Self.declarations + rules)
    let program = check([parse(text)], in: CheckingContext())
    precondition(!program.diagnostics.hasErrors, "\(program.diagnostics)")
    return PlannedRun(
      program, over: store, range: .covering(store), every: .minutes(1))
  }
}
