// What is taken of a window's samples.
import Columns
import Functions
import Language
import Planning
import Quantities

extension Inspector {
  /// A statistic of what a window holds.
  func take(
    _ statistic: WindowStatistic, _ holding: Holding, _ placed: PlacedWindow
  ) -> Outcome {
    guard holding.reasons.isEmpty else { return .unknown(holding.reasons) }
    if let stand = holding.stand { return take(statistic, stand: stand, placed) }
    let x = holding.values
    let sum = x.reduce(into: DoubleDouble()) { $0.add($1) }
    switch statistic {
    case .avg: return .settled(sum.divided(by: Double(x.count)))
    case .sum, .change: return .settled(sum.value)
    case .rate: return .settled(sum.value / placed.window.width.seconds)
    case .min: return .settled(x.min() ?? .nan)
    case .max, .drop: return .settled(x.max() ?? .nan)
    case .first: return .settled(x.first ?? .nan)
    case .last: return .settled(x.last ?? .nan)
    case .count: return .known(Double(x.count))
    case .median: return .settled(quantile(x, 0.5))
    case .quantile: return .settled(quantile(x, placed.window.quantile ?? 0.5))
    case .std: return .settled(deviation(x))
    case .slope: return .settled(slope(holding.times, x))
    case .vol: return .settled(volatility(x))
    case .twavg: return .settled(sum.divided(by: Double(x.count)))
    }
  }

  private func take(
    _ statistic: WindowStatistic, stand: Double, _ placed: PlacedWindow
  ) -> Outcome {
    switch statistic {
    case .std, .slope, .vol: return .unknown([.domain])
    case .count:
      if case .samples(let series) = placed.window.content, series.schema.kind == .event {
        return .known(0)
      }
      return .known(1)
    default: return .known(stand)
    }
  }

  /// `rate` and `change` of a stored gauge or counter.
  func difference(
    _ series: SeriesReference, _ placed: PlacedWindow, _ statistic: WindowStatistic, _ key: Labels
  ) -> Outcome {
    let now = asOf(series, key, placed.end)
    let then = asOf(series, key, placed.start)
    let name = series.schema.name
    guard now.isKnown else { return now }
    guard then.isKnown else {
      let first = stored.track(series, key)?.times.first ?? placed.end.nanoseconds
      let percent = placed.elapsedPercent(since: first)
      return .unknown([.warmup(placed.spelled(name), percent: percent)])
    }
    let growth =
      series.schema.kind == .counter
      ? increase(series, placed, key) : now.number - then.number
    return .settled(statistic == .rate ? growth / placed.window.width.seconds : growth)
  }

  /// Every rise between the two rows; after a fall the whole new value.
  private func increase(
    _ series: SeriesReference, _ placed: PlacedWindow, _ key: Labels
  ) -> Double {
    guard let track = stored.track(series, key) else { return .nan }
    let start = max(0, visible(track, series, placed.start) - 1)
    let end = max(start, visible(track, series, placed.end))
    let rows = (start..<end).filter { track.values[$0].isFinite }
    var sum = DoubleDouble()
    for (before, after) in zip(rows, rows.dropFirst()) {
      let (a, b) = (track.values[before], track.values[after])
      sum.add(b)
      if b >= a { sum.add(-a) }
    }
    return sum.value
  }

  /// `rate` and `change` of an expression.
  func difference(
    _ content: CheckedExpression, _ placed: PlacedWindow, _ statistic: WindowStatistic,
    _ key: Labels
  ) -> Outcome {
    let now = onGrid.evaluate(content, key, placed.end.roundedDown(to: every))
    let then = evaluate(content, key, placed.start.roundedDown(to: every))
    guard now.isKnown else { return now }
    guard then.isKnown else {
      let holding = holding(placed, key)
      let percent = holding.known * 100 / max(1, holding.ticks)
      return .unknown([.warmup(placed.spelled(content.spelledInside), percent: percent)])
    }
    let growth = now.number - then.number
    return .settled(statistic == .rate ? growth / placed.window.width.seconds : growth)
  }

  /// `1 − x(T)/max`, or ahead `1 − min/x(T)`.
  func drop(_ placed: PlacedWindow, _ key: Labels) -> Outcome {
    let held = holding(placed, key)
    let extreme = take(placed.window.looksAhead ? .min : .max, held, placed)
    var now: Outcome
    switch placed.window.content {
    case .samples(let series) where series.schema.kind == .event:
      now = take(.last, held, placed)
    case .samples(let series):
      now = leading(by: placed.end - placed.now).asOf(series, key, placed.now)
    case .ticks(let content):
      let there = leading(by: placed.end - placed.now).onGrid
      now = there.evaluate(content, key, placed.now.roundedDown(to: every))
    }
    let (above, below) = placed.window.looksAhead ? (extreme, now) : (now, extreme)
    let reasons = above.reasons + below.reasons
    guard reasons.isEmpty else { return .unknown(reasons) }
    let quotient = above.number / below.number
    guard quotient.isFinite else {
      return .unknown([below.number == 0 ? .divisionByZero : .domain])
    }
    return .settled(1 - quotient)
  }

  /// `twavg`: every value that held inside the window, weighted by for how long.
  func timeWeighted(
    _ series: SeriesReference, _ placed: PlacedWindow, _ key: Labels
  ) -> Outcome {
    let held = holding(placed, key)
    guard held.reasons.isEmpty else { return .unknown(held.reasons) }
    if let stand = held.stand { return .known(stand) }
    guard let track = stored.track(series, key) else { return .unknown([.domain]) }
    var total = HeldSum()
    let seen = visible(track, series, placed.end)
    // The row before the window may hold into it; those before that one do not.
    let first = max(0, track.count(through: placed.start.nanoseconds) - 1)
    for row in first..<max(first, seen) where track.values[row].isFinite {
      let next = row + 1 < seen ? track.times[row + 1] : Int64.max
      let limit = track.times[row] &+ series.ageLimit.nanoseconds
      let end = min(next, limit, placed.end.nanoseconds)
      let start = max(track.times[row], placed.start.nanoseconds)
      total.join(HeldSum(track.values[row], for: end &- start))
    }
    return .settled(total.mean)
  }

  private func quantile(_ x: [Double], _ q: Double) -> Double {
    let sorted = x.sorted()
    return sorted.withUnsafeBufferPointer { sorted in
      sorted.baseAddress.map { quantileOfSorted($0, sorted.count, q) } ?? .nan
    }
  }

  private func deviation(_ x: [Double]) -> Double {
    guard x.count > 1 else { return .nan }
    let mean = x.reduce(into: DoubleDouble()) { $0.add($1) }.divided(by: Double(x.count))
    let squares = x.reduce(into: DoubleDouble()) { $0.add(($1 - mean) * ($1 - mean)) }
    return (squares.value / Double(x.count - 1)).squareRoot()
  }

  private func slope(_ times: [Int64], _ x: [Double]) -> Double {
    guard let origin = times.first else { return .nan }
    let t = times.map { Double($0 &- origin) / 1e9 }
    let n = Double(x.count)
    let meanT = t.reduce(0, +) / n
    let meanX = x.reduce(0, +) / n
    let squares = t.reduce(0) { $0 + ($1 - meanT) * ($1 - meanT) }
    let products = zip(t, x).reduce(0) { $0 + ($1.0 - meanT) * ($1.1 - meanX) }
    return squares > 0 ? products / squares : .nan
  }

  private func volatility(_ x: [Double]) -> Double {
    guard x.count > 1 else { return .nan }
    return zip(x, x.dropFirst()).reduce(into: DoubleDouble()) {
      $0.add(squaredLogReturn(from: $1.0, to: $1.1))
    }.value.squareRoot()
  }
}
