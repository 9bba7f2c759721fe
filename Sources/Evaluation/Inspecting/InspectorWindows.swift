// Windows at one moment: which samples they hold and what is taken of them.
import Columns
import Functions
import Language
import Planning
import Quantities

/// A window with the moment it ends at.
struct PlacedWindow {
  let window: Window
  let end: Timestamp
  /// T less the shift, which is the end unless the window looks ahead.
  let now: Timestamp

  init(_ window: Window, at tick: Timestamp) {
    self.window = window
    now = tick - window.shift
    end = window.looksAhead ? now + window.width : now
  }

  var start: Timestamp { end - window.width }

  /// How much before its tick the window ends; negative ahead.
  var lead: TimeSpan {
    window.looksAhead ? window.shift - window.width : window.shift
  }

  /// `oi[1h]`, as reasons spell a window over something of this name.
  func spelled(_ name: String) -> String {
    var text = "\(name)[\(window.looksAhead ? "next " : "")\(window.width.literal)"
    if window.shift != .zero { text += ", \(window.shift.literal) ago" }
    return text + "]"
  }

  /// The share of the width since a first row, in whole percent.
  func elapsedPercent(since first: Int64) -> Int {
    let part = Double(end.nanoseconds &- first) / Double(max(1, window.width.nanoseconds))
    return min(99, max(0, Int(part * 100)))
  }
}

/// What a window held: its samples, or why it cannot be asked.
struct Holding {
  var times: [Int64] = []
  var values: [Double] = []
  /// How many of the samples lie before the window; negative where nobody looked.
  var earlier = -1
  var known = 0
  var ticks = 0
  /// The value standing in for samples the span does not have.
  var stand: Double?
  var reasons: [Reason] = []
}

extension Inspector {
  func evaluate(
    _ statistic: WindowStatistic, _ window: Window, _ key: Labels, _ at: Timestamp
  ) -> Outcome {
    let placed = PlacedWindow(window, at: at)
    return leading(by: placed.lead).evaluate(statistic, placed, key)
  }

  private func evaluate(
    _ statistic: WindowStatistic, _ placed: PlacedWindow, _ key: Labels
  ) -> Outcome {
    switch (placed.window.content, statistic) {
    case (.samples(let series), .rate) where series.schema.kind != .event,
      (.samples(let series), .change) where series.schema.kind != .event:
      return difference(series, placed, statistic, key)
    case (.ticks(let content), .rate), (.ticks(let content), .change):
      return difference(content, placed, statistic, key)
    case (_, .drop): return drop(placed, key)
    case (.samples(let series), .twavg) where series.schema.kind != .event:
      return timeWeighted(series, placed, key)
    default: return take(statistic, holding(placed, key), placed)
    }
  }

  /// What the window holds.
  func holding(_ placed: PlacedWindow, _ key: Labels) -> Holding {
    switch placed.window.content {
    case .samples(let series) where series.schema.kind == .event:
      return events(series, placed, key)
    case .samples(let series): return samples(series, placed, key)
    case .ticks(let content): return ticks(content, placed, key)
    }
  }

  /// The moments of the rule's grid in the window, newest first; a window too short to have one
  /// has `fallback`.
  private func moments(_ placed: PlacedWindow, fallback: Timestamp) -> [Timestamp] {
    var moments: [Timestamp] = []
    var tick = placed.end.roundedDown(to: every)
    while tick > placed.start {
      moments.append(tick)
      tick = tick - every
    }
    return moments.isEmpty ? [fallback] : moments
  }

  private func samples(
    _ series: SeriesReference, _ placed: PlacedWindow, _ key: Labels
  ) -> Holding {
    var holding = span(series, placed, key)
    let atEnd = asOf(series, key, placed.end)
    let ticks = moments(placed, fallback: placed.end)
    holding.ticks = ticks.count
    let track = stored.track(series, key)
    let coverage = coverage(of: ticks, series, track)
    holding.known = coverage.known
    guard let first = track?.times.first,
      first <= placed.end.nanoseconds &- series.schema.lag.nanoseconds
    else {
      holding.reasons = unseen(atEnd.reasons, placed, series)
      return holding
    }
    if holding.known < needed(placed.window.coverage, of: ticks.count) {
      let spelled = placed.spelled(series.schema.name)
      let percent = holding.known * 100 / ticks.count
      if placed.start.nanoseconds < first {
        holding.reasons = [.warmup(spelled, percent: percent)]
      } else {
        let last = coverage.lastUnknown.map { asOf(series, key, $0).reasons }
        holding.reasons = atEnd.isKnown ? last ?? [] : atEnd.reasons
      }
    } else if holding.values.isEmpty {
      holding.reasons = atEnd.reasons
      holding.stand = atEnd.isKnown ? atEnd.number : nil
    }
    return holding
  }

  /// How many of these moments, newest first, show a value, and the newest that does not.
  private func coverage(
    of moments: [Timestamp], _ series: SeriesReference, _ track: Track?
  ) -> (known: Int, lastUnknown: Timestamp?) {
    guard let track, let newest = moments.first else { return (0, moments.first) }
    let lag = series.schema.lag.nanoseconds
    var seen = visible(track, series, newest)
    var known = 0
    var lastUnknown: Timestamp?
    for moment in moments {
      while seen > 0, track.times[seen - 1] &+ lag > moment.nanoseconds { seen -= 1 }
      let isKnown =
        seen > 0 && track.values[seen - 1].isFinite
        && moment.nanoseconds &- track.times[seen - 1] <= series.ageLimit.nanoseconds
      known += isKnown ? 1 : 0
      if !isKnown, lastUnknown == nil { lastUnknown = moment }
    }
    return (known, lastUnknown)
  }

  /// The reasons of a window that ends before the first row.
  private func unseen(
    _ atEnd: [Reason], _ placed: PlacedWindow, _ series: SeriesReference
  ) -> [Reason] {
    let isEarly = atEnd.contains { $0.kind == .warmup }
    let name = series.schema.name
    return [isEarly ? .warmup(placed.spelled(name), percent: 0) : .missing(name)]
  }

  private func events(
    _ series: SeriesReference, _ placed: PlacedWindow, _ key: Labels
  ) -> Holding {
    var holding = span(series, placed, key)
    let name = series.schema.name
    guard let life = stored.life(series, at: placed.end) else {
      let later = lead > .zero ? stored.life(series, at: placed.end + lead) : nil
      holding.reasons = [later == nil ? .missing(name) : .warmup(placed.spelled(name), percent: 0)]
      return holding
    }
    if placed.start.nanoseconds < life.first {
      let percent = placed.elapsedPercent(since: life.first)
      holding.reasons = [.warmup(placed.spelled(name), percent: percent)]
    } else if holding.values.isEmpty {
      let isAlive = placed.end.nanoseconds &- life.last <= series.ageLimit.nanoseconds
      holding.reasons = isAlive ? [] : [.lag(name)]
      holding.stand = isAlive ? 0 : nil
    }
    return holding
  }

  /// The valid samples with event time in the window that are visible at its end.
  private func span(
    _ series: SeriesReference, _ placed: PlacedWindow, _ key: Labels
  ) -> Holding {
    var holding = Holding()
    guard let track = stored.track(series, key) else { return holding }
    let first = track.count(through: placed.start.nanoseconds)
    let end = visible(track, series, placed.end)
    for row in first..<max(first, end) where track.values[row].isFinite {
      holding.times.append(track.times[row])
      holding.values.append(track.values[row])
    }
    return holding
  }

  private func ticks(
    _ content: CheckedExpression, _ placed: PlacedWindow, _ key: Labels
  ) -> Holding {
    let moments = moments(placed, fallback: placed.end.roundedDown(to: every))
    let asked = onGrid.worthAsking(content, moments)
    let outcomes = asked.map { onGrid.evaluate(content, key, $0) }
    var holding = Holding()
    for (moment, outcome) in zip(asked, outcomes).reversed() where outcome.isKnown {
      holding.times.append(moment.nanoseconds)
      holding.values.append(
        content.type == .truth ? Double(outcome.truth.rawValue) : outcome.number)
    }
    holding.ticks = moments.count
    holding.known = holding.values.count
    let least = max(1, needed(placed.window.coverage, of: moments.count))
    if holding.known < least, let now = outcomes.first, let oldest = outcomes.last {
      let began = oldest.kinds
      if !began.isDisjoint(with: [.missing, .warmup]) && !now.kinds.contains(.missing) {
        let percent = holding.known * 100 / moments.count
        holding.reasons = [.warmup(placed.spelled(content.spelledInside), percent: percent)]
      } else {
        holding.reasons = outcomes.first { !$0.isKnown }?.reasons ?? []
      }
    }
    return holding
  }
}

extension Inspector {
  /// The moments, newest first, without those before all data at which the content is surely
  /// unknown; of these the newest and the oldest stay.
  fileprivate func worthAsking(
    _ content: CheckedExpression, _ moments: [Timestamp]
  ) -> [Timestamp] {
    guard let first = stored.firstMoment, content.needsData else { return moments }
    let useful = moments.prefix { $0.nanoseconds >= first }
    let rest = moments.dropFirst(useful.count)
    guard rest.count > 2, let newest = rest.first, let oldest = rest.last else { return moments }
    return useful + [newest, oldest]
  }
}

extension CheckedExpression {
  /// Whether it is unknown at any moment before the first row of all series.
  fileprivate var needsData: Bool {
    switch kind {
    case .series, .age: true
    case .window(_, let window):
      switch window.content {
      case .samples: !window.looksAhead
      case .ticks(let content): !window.looksAhead && content.needsData
      }
    case .past(let inner, let span): span >= .zero && inner.needsData
    case .reduction(let kind, let source, _, _): kind != .count && source.needsData
    case .arithmetic, .negate, .power, .scalar, .metric, .compare, .not:
      children.contains { $0.needsData } && !children.contains { $0.looksAhead }
    default: false
    }
  }

  private var looksAhead: Bool {
    if case .window(_, let window) = kind, window.looksAhead { return true }
    return children.contains { $0.looksAhead }
  }

  /// The expression as it is written before a window's bracket.
  var spelledInside: String {
    var text = source.slice(range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    // The place of a windowed expression takes its window in; the window is spelled by itself.
    if text.hasSuffix("]"), let bracket = text.lastIndex(of: "["), bracket > text.startIndex {
      text = String(text[..<bracket])
    }
    let isName = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    return isName || text.hasPrefix("(") && text.hasSuffix(")") ? text : "(\(text))"
  }
}
