// A third reading of the language, row by row and as plain as it can be: what the definitions say,
// without any of the product's evaluation code.
import Columns
import Functions
import Language
import Quantities

/// A number, a truth, or unknown with the kinds of its reasons.
struct Answer {
  var number: Double?
  var truth: Bool?
  var why: ReasonSet = []

  static func number(_ x: Double, else why: ReasonSet = .domain) -> Answer {
    x.isFinite ? Answer(number: x) : Answer(why: why)
  }
  var isKnown: Bool { why.isEmpty }
  var value: Double { number ?? truth.map { $0 ? 1 : 0 } ?? .nan }
}

/// Evaluates expressions from their definitions.
struct NaiveTwin {
  typealias Expr = CheckedExpression
  let store: SeriesStore
  let step: Int64
  /// How much later the tick is than the moment looked at.
  var lead: Int64 = 0

  /// The twin that looks so much further back.
  func back(_ span: Int64) -> NaiveTwin { NaiveTwin(store: store, step: step, lead: lead + span) }
  /// The twin whose moments are ticks.
  var ticking: NaiveTwin {
    NaiveTwin(store: store, step: step, lead: -((-lead) - (((-lead) % step) + step) % step))
  }
  /// Nothing seen yet: warmup where something is by the tick, else missing.
  func unseen(_ seenByTick: Bool) -> Answer {
    Answer(why: lead > 0 && seenByTick ? .warmup : .missing)
  }

  func answer(_ e: Expr, _ key: Labels, _ t: Int64) -> Answer {
    switch e.kind {
    case .constant(let x): return .number(x)
    case .truth(let x): return Answer(truth: x)
    case .parameter(let p): return .number(p.entry(for: key).value)
    case .labelIs(let name, let among): return Answer(truth: among.contains(key[name] ?? ""))
    case .series(let r): return asOf(r, key, t)
    case .age(let r):
      guard let row = rows(r, key, t).last else { return unseen(!rows(r, key, t + lead).isEmpty) }
      return .number(Double(t - row.0) / 1e9)
    case .past(let x, let span):
      return back(span.nanoseconds).answer(x, key, t - span.nanoseconds)
    case .window(let f, let w): return window(f, w, key, t)
    case .reduction(let kind, let x, let over, let n): return group(kind, x, (over, n, e), (key, t))
    case .sequence(let a, let b, let d): return sequence((a, b), d.nanoseconds, key, t)
    case .coalesce(let a, let b):
      let (x, y) = (answer(a, key, t), answer(b, key, t))
      return x.isKnown ? x : (y.isKnown ? y : Answer(why: x.why.union(y.why)))
    case .choose(let c, let a, let b):
      let test = answer(c, key, t)
      guard let yes = test.truth else { return test }
      return answer(yes ? a : b, key, t)
    case .not(let a):
      let x = answer(a, key, t)
      return x.truth.map { Answer(truth: !$0) } ?? x
    case .state(let test, let a):
      let why = answer(a, key, t).why
      switch test {
      case .known: return Answer(truth: why.isEmpty)
      case .stale: return Answer(truth: why.contains(.stale))
      case .missing: return Answer(truth: why.contains(.missing) || why.contains(.nan))
      }
    case .and(let a, let b): return both(a, b, (key, t), winner: false)
    case .or(let a, let b): return both(a, b, (key, t), winner: true)
    case .compare(let relation, let a, let b):
      let (x, y) = (answer(a, key, t), answer(b, key, t))
      guard let p = x.number, let q = y.number else { return Answer(why: x.why.union(y.why)) }
      switch relation {
      case .less: return Answer(truth: p < q)
      case .lessOrEqual: return Answer(truth: p <= q)
      case .greater: return Answer(truth: p > q)
      case .greaterOrEqual: return Answer(truth: p >= q)
      case .equal: return Answer(truth: p == q)
      case .notEqual: return Answer(truth: p != q)
      }
    default: return compute(e, key, t)
    }
  }

  private func both(
    _ a: Expr, _ b: Expr, _ place: (key: Labels, t: Int64), winner: Bool
  ) -> Answer {
    let (x, y) = (answer(a, place.key, place.t), answer(b, place.key, place.t))
    if x.truth == winner || y.truth == winner { return Answer(truth: winner) }
    let why = x.why.union(y.why)
    return why.isEmpty ? Answer(truth: !winner) : Answer(why: why)
  }

  private func compute(_ e: Expr, _ key: Labels, _ t: Int64) -> Answer {
    func get(_ x: Expr) -> Answer { answer(x, key, t) }
    switch e.kind {
    case .arithmetic(let sign, let a, let b):
      let (x, y) = (get(a), get(b))
      guard let p = x.number, let q = y.number else { return Answer(why: x.why.union(y.why)) }
      switch sign {
      case .add: return .number(p + q)
      case .subtract: return .number(p - q)
      case .multiply: return .number(p * q)
      case .divide: return .number(p / q, else: q == 0 ? .divisionByZero : .domain)
      }
    case .negate(let a): return get(a).number.map { .number(-$0) } ?? get(a)
    case .power(let a, let n):
      guard let x = get(a).number else { return get(a) }
      var product = 1.0
      for _ in 0..<abs(n) { product *= x }
      if n >= 0 { return .number(product) }
      return .number(1 / product, else: x == 0 ? .divisionByZero : .domain)
    case .scalar(let f, let list):
      let all = list.map(get)
      let x = all.compactMap(\.number)
      guard x.count == all.count else {
        return Answer(why: all.reduce([]) { $0.union($1.why) })
      }
      switch f {
      case .abs: return .number(abs(x[0]))
      case .sqrt: return .number(x[0].squareRoot())
      case .min: return .number(x.sorted()[0])
      case .max: return .number(x.sorted()[x.count - 1])
      case .clamp: return .number(min(max(x[0], x[1]), x[2]))
      case .floor: return .number(x[0].rounded(.down))
      case .sign: return .number(x[0] == 0 ? 0 : (x[0] > 0 ? 1 : -1))
      default: return Answer(why: .domain)
      }
    default: return Answer(why: .domain)
    }
  }

  // MARK: stored series

  /// The rows of an identity's track that are visible at a moment.
  func rows(_ r: SeriesReference, _ key: Labels, _ t: Int64) -> [(Int64, Double)] {
    let wanted = r.schema.keys.map { ($0, r.selection[$0] ?? key[$0] ?? "?") }
    for track in store[r.schema.name]?.tracks ?? [] where track.labels == Labels(wanted) {
      return zip(track.times, track.values).filter { $0.0 + r.schema.lag.nanoseconds <= t }
    }
    return []
  }

  func asOf(_ r: SeriesReference, _ key: Labels, _ t: Int64) -> Answer {
    guard let row = rows(r, key, t).last else { return unseen(!rows(r, key, t + lead).isEmpty) }
    if !row.1.isFinite { return Answer(why: .nan) }
    return t - row.0 <= r.ageLimit.nanoseconds ? Answer(number: row.1) : Answer(why: .stale)
  }

  /// The ticks of the grid in (from, to], oldest first.
  func ticks(after from: Int64, through to: Int64) -> [Int64] {
    var out: [Int64] = []
    var tick = floored(to)
    while tick > from {
      out.append(tick)
      tick -= step
    }
    return out.reversed()
  }

  func floored(_ t: Int64) -> Int64 { t - ((t % step) + step) % step }

  // MARK: sequences

  private func sequence(
    _ pair: (Expr, Expr), _ within: Int64, _ key: Labels, _ t: Int64
  ) -> Answer {
    let now = floored(t)
    let ticks = self.ticks(after: now - (within / step) * step - 1, through: now)
    // 0 no, 1 unknown, 2 yes: minimum is and, maximum is or.
    func level(_ x: Answer) -> Int { x.truth.map { $0 ? 2 : 0 } ?? 1 }
    let a = ticks.map { ticking.answer(pair.0, key, $0) }
    let b = ticks.map { ticking.answer(pair.1, key, $0) }
    var best = 0
    for start in ticks.indices {
      var all = level(a[start])
      for later in start..<(ticks.count - 1) { all = min(all, 2 - level(b[later])) }
      best = max(best, all)
    }
    switch min(best, level(b[ticks.count - 1])) {
    case 0: return Answer(truth: false)
    case 2: return Answer(truth: true)
    default:
      let first = a.last { !$0.isKnown }?.why ?? []
      return Answer(why: first.union(b.last { !$0.isKnown }?.why ?? []))
    }
  }
}
