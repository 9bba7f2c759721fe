// Groups and sequences at one moment.
import Columns
import Functions
import Language
import Planning
import Quantities

extension Inspector {
  /// The members of the group an identity belongs to, in label order.
  func members(
    of source: CheckedExpression, over: [String], _ key: Labels, _ at: Timestamp
  ) -> [Labels] {
    let found = candidates(of: source, over: over, key).filter {
      isPresent($0.track, $0.carrier, at)
    }
    return Set(found.map(\.labels)).sorted()
  }

  /// Every track that may bring a member of the group an identity belongs to.
  private func candidates(
    of source: CheckedExpression, over: [String], _ key: Labels
  ) -> [InspectedSeries.Candidate] {
    let groupKeys = source.keys.filter { !over.contains($0) }
    let group = key.restricted(to: groupKeys)
    return source.carriers.flatMap {
      stored.candidates($0, memberKeys: source.keys, groupKeys: groupKeys)[group] ?? []
    }
  }

  /// A member is present from its first row until ten age limits after its last; events for ever.
  private func isPresent(
    _ track: Track, _ carrier: SeriesReference, _ at: Timestamp
  ) -> Bool {
    let seen = visible(track, carrier, at)
    guard seen > 0 else { return false }
    if carrier.schema.kind == .event { return true }
    let (patience, isEndless) = carrier.ageLimit.nanoseconds
      .multipliedReportingOverflow(by: silentLimits)
    return isEndless || at.nanoseconds &- track.times[seen - 1] <= patience
  }

  func reduction(_ e: CheckedExpression, _ key: Labels, _ at: Timestamp) -> Outcome {
    guard case .reduction(let kind, let source, let over, let count) = e.kind else {
      return .unknown([.domain])
    }
    let outcomes = members(of: source, over: over, key, at).map { evaluate(source, $0, at) }
    let values = outcomes.filter(\.isKnown).map {
      source.type == .truth ? Double($0.truth.rawValue) : $0.number
    }
    if kind == .count { return .known(Double(values.count)) }
    let own = kind == .share || kind == .topk ? evaluate(source, key, at) : .known(0.0)
    var reasons = own.reasons + outcomes.flatMap(\.reasons)
    if outcomes.isEmpty {
      reasons.append(emptied(e, source, over, (key, at)))
    }
    guard reasons.isEmpty else { return .unknown(reasons) }
    let total = values.reduce(into: DoubleDouble()) { $0.add($1) }
    switch kind {
    case .sum: return .settled(total.value)
    case .avg: return .settled(total.divided(by: Double(values.count)))
    case .min: return .settled(values.min() ?? .nan)
    case .max: return .settled(values.max() ?? .nan)
    case .median: return .settled(median(values))
    case .count: return .known(Double(values.count))
    case .share:
      return .settled(own.number / total.value, total.value == 0 ? .divisionByZero : .domain)
    case .hhi:
      let squares = values.reduce(into: DoubleDouble()) {
        let share = $1 / total.value
        $0.add(share * share)
      }
      return .settled(squares.value, total.value == 0 ? .divisionByZero : .domain)
    case .topk:
      // Among the n largest: fewer than n are larger.
      return .known(values.count { $0 > own.number } < max(1, count ?? 1))
    }
  }

  /// Why a group has no members: looking back to before the first is warmup.
  private func emptied(
    _ e: CheckedExpression, _ source: CheckedExpression, _ over: [String],
    _ place: (key: Labels, at: Timestamp)
  ) -> Reason {
    let name = source.carriers.first?.schema.name ?? e.source.slice(e.range)
    guard lead > .zero, !hasMember(of: source, over: over, place.key, through: place.at),
      hasMember(of: source, over: over, place.key, through: place.at + lead)
    else { return .missing(name) }
    return .warmup("\(name)[\(lead.literal) ago]", percent: 0)
  }

  /// True where some member has come by a moment, whether or not it has left.
  private func hasMember(
    of source: CheckedExpression, over: [String], _ key: Labels, through at: Timestamp
  ) -> Bool {
    candidates(of: source, over: over, key).contains { visible($0.track, $0.carrier, at) > 0 }
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 { return sorted[middle] }
    return sorted[middle - 1] + 0.5 * (sorted[middle] - sorted[middle - 1])
  }

  /// `A then B`: B now, and A at some tick of the last `within` since which B was not true.
  func sequence(
    _ pair: (first: CheckedExpression, second: CheckedExpression), _ within: TimeSpan,
    _ key: Labels, _ at: Timestamp
  ) -> Outcome {
    let ticks = sequenceTicks(within, at)
    let first = ticks.map { onGrid.evaluate(pair.first, key, $0) }
    let second = ticks.map { onGrid.evaluate(pair.second, key, $0) }
    guard let now = second.first else { return .unknown([.domain]) }
    var awaited = Truth.no
    // Newest first: B at the ticks between a candidate and now.
    var between = Truth.yes
    for index in ticks.indices {
      if index > 0 { between = between.and(second[index].truth.negated) }
      awaited = awaited.or(first[index].truth.and(between))
    }
    switch now.truth.and(awaited) {
    case .yes: return .known(true)
    case .no: return .known(false)
    case .unknown:
      let reasons = [first, second].flatMap { $0.first { !$0.isKnown }?.reasons ?? [] }
      return .unknown(reasons)
    }
  }

  /// The ticks a sequence looks at, newest first.
  func sequenceTicks(_ within: TimeSpan, _ at: Timestamp) -> [Timestamp] {
    let newest = at.roundedDown(to: every)
    let count = within.nanoseconds / max(1, every.nanoseconds)
    return (0...max(0, count)).map { newest - every * $0 }
  }
}

extension CheckedExpression {
  /// The stored series it reads that have all of its keys, in source order.
  var carriers: [SeriesReference] {
    var found: [SeriesReference] = []
    visitSeries { reference in
      let free = reference.freeKeys
      if keys.allSatisfy(free.contains), !found.contains(reference) { found.append(reference) }
    }
    return found
  }
}

extension Truth {
  var negated: Truth {
    switch self {
    case .no: .yes
    case .yes: .no
    case .unknown: .unknown
    }
  }
  func and(_ other: Truth) -> Truth {
    if self == .no || other == .no { return .no }
    return self == .yes && other == .yes ? .yes : .unknown
  }
  func or(_ other: Truth) -> Truth { negated.and(other.negated).negated }
}
