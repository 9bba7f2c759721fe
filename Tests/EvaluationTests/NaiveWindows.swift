// The twin's windows and groups.
import Columns
import Functions
import Glibc
import Language
import Quantities

extension NaiveTwin {
  func window(_ f: WindowStatistic, _ w: Window, _ key: Labels, _ t: Int64) -> Answer {
    let further = w.shift.nanoseconds - (w.looksAhead ? w.width.nanoseconds : 0)
    return back(further).placed(f, w, key, t)
  }

  private func placed(_ f: WindowStatistic, _ w: Window, _ key: Labels, _ t: Int64) -> Answer {
    let now = t - w.shift.nanoseconds
    let end = w.looksAhead ? now + w.width.nanoseconds : now
    let start = end - w.width.nanoseconds
    let seconds = Double(w.width.nanoseconds) / 1e9
    if f == .rate || f == .change {
      let growth = self.growth(w, key, (start, end))
      guard let x = growth.number else { return growth }
      return .number(f == .rate ? x / seconds : x)
    }
    if f == .drop {
      var last = back(end - now).current(w, key, now)
      if case .samples(let r) = w.content, r.schema.kind == .event {
        last = statistic(.last, w, key, (start, end))
      }
      let extreme = statistic(w.looksAhead ? .min : .max, w, key, (start, end))
      let (x, y) = w.looksAhead ? (extreme, last) : (last, extreme)
      guard let p = x.number, let q = y.number else { return Answer(why: x.why.union(y.why)) }
      return .number(1 - p / q, else: q == 0 ? .divisionByZero : .domain)
    }
    return statistic(f, w, key, (start, end))
  }

  private func current(_ w: Window, _ key: Labels, _ t: Int64) -> Answer {
    switch w.content {
    case .samples(let r): return asOf(r, key, t)
    case .ticks(let x): return ticking.answer(x, key, floored(t))
    }
  }

  private func growth(_ w: Window, _ key: Labels, _ span: (Int64, Int64)) -> Answer {
    if case .samples(let r) = w.content, r.schema.kind == .event {
      return statistic(.sum, w, key, span)
    }
    let (then, now) = (current(w, key, span.0), current(w, key, span.1))
    guard let q = now.number else { return now }
    guard let p = then.number else { return Answer(why: .warmup) }
    guard case .samples(let r) = w.content, r.schema.kind == .counter else {
      return .number(q - p)
    }
    let old = rows(r, key, span.0).count - 1
    let values = rows(r, key, span.1).dropFirst(old).map(\.1).filter(\.isFinite)
    let rises = zip(values, values.dropFirst()).map { $1 < $0 ? $1 : $1 - $0 }
    return .number(rises.reduce(0, +))
  }

  private func statistic(
    _ f: WindowStatistic, _ w: Window, _ key: Labels, _ span: (Int64, Int64)
  ) -> Answer {
    switch w.content {
    case .ticks(let x):
      var ticks = self.ticks(after: span.0, through: span.1)
      if ticks.isEmpty { ticks = [floored(span.1)] }
      let all = ticks.map { ticking.answer(x, key, $0) }
      let known = zip(ticks, all).filter { $0.1.isKnown }
      let enough = Double(known.count) >= w.coverage * Double(ticks.count) - 1e-9
      if enough && !known.isEmpty {
        return take(f, known.map { ($0.0, $0.1.value) }, q: w.quantile, span)
      }
      let began = all[0].why
      let now = all[all.count - 1].why
      if began.contains(.missing) || began.contains(.warmup) {
        return Answer(why: now.contains(.missing) ? now : .warmup)
      }
      return Answer(why: all.last { !$0.isKnown }?.why ?? [])
    case .samples(let r) where r.schema.kind == .event:
      let beats = store[r.schema.name]?.pulse ?? []
      let lag = r.schema.lag.nanoseconds
      let pulse = beats.filter { $0 + lag <= span.1 }
      guard let first = pulse.first, let last = pulse.last else {
        return unseen(beats.contains { $0 + lag <= span.1 + lead })
      }
      if span.0 < first { return Answer(why: .warmup) }
      let inside = rows(r, key, span.1).filter { $0.0 > span.0 && $0.1.isFinite }
      if !inside.isEmpty { return take(f, inside, q: w.quantile, span) }
      if span.1 - last > r.ageLimit.nanoseconds { return Answer(why: .lag) }
      return [.std, .slope, .vol].contains(f) ? Answer(why: .domain) : Answer(number: 0)
    case .samples(let r):
      return samples(f, r, w, (key, span))
    }
  }

  private func samples(
    _ f: WindowStatistic, _ r: SeriesReference, _ w: Window, _ place: (Labels, (Int64, Int64))
  ) -> Answer {
    let (key, span) = place
    let seen = rows(r, key, span.1)
    guard let first = seen.first else { return asOf(r, key, span.1) }
    var ticks = self.ticks(after: span.0, through: span.1)
    if ticks.isEmpty { ticks = [span.1] }
    let states = ticks.map { asOf(r, key, $0) }
    let known = states.count { $0.isKnown }
    let now = asOf(r, key, span.1)
    if Double(known) < w.coverage * Double(ticks.count) - 1e-9 {
      if span.0 < first.0 { return Answer(why: .warmup) }
      return Answer(why: now.isKnown ? states.last { !$0.isKnown }?.why ?? [] : now.why)
    }
    let inside = seen.filter { $0.0 > span.0 && $0.1.isFinite }
    if inside.isEmpty {
      guard now.isKnown else { return now }
      if f == .count { return Answer(number: 1) }
      return [.std, .slope, .vol].contains(f) ? Answer(why: .domain) : now
    }
    if f == .twavg { return .number(timeWeighted(seen, r.ageLimit.nanoseconds, span)) }
    return take(f, inside, q: w.quantile, span)
  }

  private func timeWeighted(
    _ rows: [(Int64, Double)], _ limit: Int64, _ span: (Int64, Int64)
  ) -> Double {
    var (area, weight) = (0.0, 0.0)
    for (index, row) in rows.enumerated() where row.1.isFinite {
      let next = index + 1 < rows.count ? rows[index + 1].0 : span.1
      let end = min(next, row.0 + limit, span.1)
      let held = Double(end - max(row.0, span.0))
      if held > 0 {
        area += held * row.1
        weight += held
      }
    }
    return area / weight
  }

  private func take(
    _ f: WindowStatistic, _ rows: [(Int64, Double)], q: Double?, _ span: (Int64, Int64)
  ) -> Answer {
    let x = rows.map(\.1)
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    switch f {
    case .avg, .twavg: return .number(mean)
    case .sum: return .number(x.reduce(0, +))
    case .count: return .number(n)
    case .min: return .number(x.sorted()[0])
    case .max: return .number(x.sorted()[x.count - 1])
    case .first: return .number(x[0])
    case .last: return .number(x[x.count - 1])
    case .median: return .number(typeSeven(x, 0.5))
    case .quantile: return .number(typeSeven(x, q ?? 0.5))
    case .std:
      let squares = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return .number((squares / (n - 1)).squareRoot())
    case .vol:
      if x.count < 2 || x.contains(where: { $0 <= 0 }) { return Answer(why: .domain) }
      let returns = zip(x, x.dropFirst()).map { squaredLog($0.1 / $0.0) }
      return .number(returns.reduce(0, +).squareRoot())
    case .slope:
      let t = rows.map { Double($0.0 - rows[0].0) / 1e9 }
      let middle = t.reduce(0, +) / n
      let below = t.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
      let above = zip(t, x).reduce(0) { $0 + ($1.0 - middle) * ($1.1 - mean) }
      return .number(above / below)
    case .rate, .change, .drop: return Answer(why: .domain)
    }
  }

  private func typeSeven(_ x: [Double], _ q: Double) -> Double {
    let sorted = x.sorted()
    let h = q * Double(x.count - 1)
    let low = Int(h.rounded(.down))
    let high = min(low + 1, x.count - 1)
    return sorted[low] + (h - Double(low)) * (sorted[high] - sorted[low])
  }

  // MARK: groups

  func group(
    _ kind: KeyReduction, _ x: Expr, _ more: (over: [String], n: Int?, whole: Expr),
    _ place: (key: Labels, t: Int64)
  ) -> Answer {
    let kept = x.keys.filter { !more.over.contains($0) }
    var present: Set<Labels> = []
    x.visitCarriers { r in
      for track in store[r.schema.name]?.tracks ?? [] where track.labels.matches(r.selection) {
        let own = track.labels.dropping(r.selection.keys).restricted(to: x.keys)
        let seen = track.times.filter { $0 + r.schema.lag.nanoseconds <= place.t }
        guard let last = seen.last,
          own.restricted(to: kept) == place.key.restricted(to: kept)
        else { continue }
        let isEvent = r.schema.kind == .event
        if isEvent || place.t - last <= 10 * r.ageLimit.nanoseconds { present.insert(own) }
      }
    }
    let all = present.sorted().map { answer(x, $0, place.t) }
    let values = all.filter(\.isKnown).map(\.value)
    if kind == .count { return .number(Double(values.count)) }
    var why = all.reduce(ReasonSet()) { $0.union($1.why) }
    if all.isEmpty {
      let seen = x.firstRows(store, more.over, place.key)
      let early = !seen.contains { $0 <= place.t } && seen.contains { $0 <= place.t + lead }
      why.formUnion(unseen(early).why)
    }
    let own = answer(x, place.key, place.t)
    if kind == .share || kind == .topk { why.formUnion(own.why) }
    guard why.isEmpty else { return Answer(why: why) }
    let total = values.reduce(0, +)
    switch kind {
    case .sum: return .number(total)
    case .avg: return .number(total / Double(values.count))
    case .min: return .number(values.sorted()[0])
    case .max: return .number(values.sorted()[values.count - 1])
    case .median: return .number(typeSeven(values, 0.5))
    case .share: return .number(own.value / total, else: total == 0 ? .divisionByZero : .domain)
    case .hhi:
      if total == 0 { return Answer(why: .divisionByZero) }
      return .number(values.reduce(0) { $0 + ($1 / total) * ($1 / total) })
    case .topk: return Answer(truth: values.count { $0 > own.value } < more.n ?? 1)
    case .count: return .number(Double(values.count))
    }
  }
}

extension CheckedExpression {
  /// When the rows of the members of a group were first seen.
  fileprivate func firstRows(_ store: SeriesStore, _ over: [String], _ key: Labels) -> [Int64] {
    let kept = keys.filter { !over.contains($0) }
    var out: [Int64] = []
    visitCarriers { r in
      for track in store[r.schema.name]?.tracks ?? [] where track.labels.matches(r.selection) {
        let own = track.labels.dropping(r.selection.keys).restricted(to: kept)
        if own == key.restricted(to: kept), let first = track.times.first {
          out.append(first + r.schema.lag.nanoseconds)
        }
      }
    }
    return out
  }

  /// The series an expression reads that have all of its keys.
  fileprivate func visitCarriers(_ body: (SeriesReference) -> Void) {
    func visit(_ e: CheckedExpression) {
      switch e.kind {
      case .series(let r), .age(let r): if keys.allSatisfy(r.free.contains) { body(r) }
      case .window(_, let window):
        switch window.content {
        case .samples(let r): if keys.allSatisfy(r.free.contains) { body(r) }
        case .ticks(let x): visit(x)
        }
      case .arithmetic(_, let a, let b), .compare(_, let a, let b), .and(let a, let b),
        .or(let a, let b), .coalesce(let a, let b), .sequence(let a, let b, _):
        visit(a)
        visit(b)
      case .negate(let a), .power(let a, _), .past(let a, _), .reduction(_, let a, _, _),
        .not(let a), .state(_, let a):
        visit(a)
      case .scalar(_, let list), .metric(_, let list): list.forEach(visit)
      case .choose(let c, let a, let b): [c, a, b].forEach(visit)
      case .constant, .truth, .parameter, .labelIs, .invalid: break
      }
    }
    visit(self)
  }
}

private func squaredLog(_ x: Double) -> Double { log(x) * log(x) }
