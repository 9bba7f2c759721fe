// Work of the evaluator: one operator at a time, many rules at once, a stream, events as text.
import Columns
import Evaluation
import Language
import Planning
import Quantities
import Sessions

extension Work {
  /// Every statistic over an hour, a day and a week, and what has no window.
  static func operators(_ market: WorkbenchMarket) -> [Work] {
    let plain = [
      ("as-of and compare", "x > 1000000x"), ("as-of of a slow series", "slow > 1000000x"),
      ("arithmetic", "x / slow * 3 - 1 > 1000000x"),
      ("two conditions", "x > 1000000x and slow > 1000000x"),
    ]
    let statistics = [
      ("avg", "x"), ("std", "x"), ("max", "x"), ("min", "x"), ("count", ""), ("first", "x"),
      ("last", "x"), ("slope", "x/s"), ("median", "x"), ("twavg", "x"), ("vol", ""),
      ("change", "x"), ("drop", ""),
    ]
    let spans = [(60, "1h"), (1_440, "1d"), (10_080, "7d")]
    let windows = statistics.flatMap { statistic, unit in
      spans.map { rows, span in
        (
          "window \(statistic) \(rows)",
          "\(statistic)(x[\(span), coverage 1%]) > 1000000\(unit)"
        )
      }
    }
    let quantiles = spans.map { rows, span in
      ("window quantile \(rows)", "quantile(x[\(span), coverage 1%], 0.95) > 1000000x")
    }
    return (plain + windows + quantiles).map { name, condition in
      work(name, "alert a when \(condition)", market)
    }
  }

  /// Rules that share what they can.
  private static func similar(_ count: Int) -> String {
    (0..<count).map { rule in
      "alert r\(rule) when x > \(2 + rule)x * avg(x[1h]) and x > max(x[1d, coverage 1%]) for 5m\n"
    }.joined()
  }

  /// One rule, twenty, a hundred.
  static func rules(_ market: WorkbenchMarket) -> [Work] {
    [1, 20, 100].map { work("rules \($0)", similar($0), market) }
  }

  private static func work(_ name: String, _ rules: String, _ market: WorkbenchMarket) -> Work {
    let planned = market.planned(rules)
    return Work(name, rows: market.rows) { evaluate(planned).states.count }
  }

  /// The market a minute at a time, as it would arrive, through one rule and a hundred.
  static func streaming(_ market: WorkbenchMarket) -> [Work] {
    [1, 100].map { streaming(market, $0) }
  }

  private static func streaming(_ market: WorkbenchMarket, _ rules: Int) -> Work {
    let planned = market.planned(similar(rules))
    let count = min(2_000, market.minutes)
    let tracks = market.store["x"]?.tracks ?? []
    return Work("stream step, rules \(rules)", rows: count * tracks.count) {
      let live = LiveEvaluation(plan: planned.plan)
      let inlets = tracks.map { live.inlet("x", $0.labels) }
      var frames = 0
      for row in 0..<count {
        for (track, inlet) in zip(tracks, inlets) {
          if let inlet { live.append(track.times[row], track.values[row], to: inlet) }
        }
        let now = Timestamp(nanoseconds: tracks[0].times[row])
        live.advance(through: now, lanes: { frames += $0.count }, { _ in frames += 1 })
      }
      return frames
    }
  }

  /// Events of a rule that comes and goes, as lines of JSON.
  static func telling(_ market: WorkbenchMarket) -> Work {
    let run = evaluate(market.planned("alert a when x > avg(x[3h]) for 30m"))
    return Work("event lines", rows: run.transitions.count) {
      run.jsonLines.reduce(0) { $0 + $1.utf8.count }
    }
  }
}
