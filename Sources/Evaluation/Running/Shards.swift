// Shards: identities that can be evaluated without knowing of each other.
import Columns
import Language
import Planning
import Quantities

/// One output for one identity.
struct Root: Sendable {
  let output: Int
  let key: Labels
  /// The first tick at which the identity exists.
  let birth: Timestamp
}

/// Roots that share groups or labels, on one grid.
struct Shard: Sendable {
  let step: TimeSpan
  let first: Timestamp
  let last: Timestamp
  /// Where they lie among all roots.
  fileprivate(set) var roots: Range<Int>
  /// True where all of them are of one identity.
  fileprivate(set) var isOfOneIdentity = true

  /// How many ticks it has.
  var tickCount: Int { Int((last - first).nanoseconds / step.nanoseconds) + 1 }
}

/// The shards of a run, in the order of their first roots.
struct Shards: Sendable {
  fileprivate(set) var all: [Shard] = []
  /// The roots of every shard, in its order, behind those of the one before.
  fileprivate(set) var roots: [Root] = []

  func roots(of shard: Shard) -> ArraySlice<Root> { roots[shard.roots] }
}

/// Finds the identities of every output and which of them belong together.
///
/// Identities are connected by the groups they reduce over and by having the same labels; a series
/// with fewer keys is shared by many identities and computed again in each shard, which costs less
/// than tying them together.
struct Sharding {
  private struct Instance: Hashable {
    let node: Int
    let labels: Labels
  }

  /// What decides the identities of an output; many outputs share one.
  private struct Origin: Hashable {
    let carriers: [SeriesReference]
    let keys: [String]
    let grid: Int
  }

  /// An identity that carrying series bring.
  private struct Arrival {
    let key: Labels
    /// When it is first seen.
    var seen: Int64
    /// What its component is told by.
    var token = 0
  }

  private let plan: Plan
  private let stored: StoredSeries
  private let memberships: Memberships
  private let containsReduction: [Bool]
  private var arrivals: [Origin: [Arrival]] = [:]
  /// The identities of each grid, in label order.
  private var identities: [Int: [(key: Labels, token: Int)]] = [:]
  /// The tokens of groups, and of members that are identities of no output.
  private var indices: [Instance: Int] = [:]
  private var parents: [Int] = []

  init(_ plan: Plan, _ stored: StoredSeries, _ memberships: Memberships) {
    self.plan = plan
    self.stored = stored
    self.memberships = memberships
    var contains = [Bool](repeating: false, count: plan.nodes.count)
    for (index, node) in plan.nodes.enumerated() {
      if case .reduction = node.operation { contains[index] = true }
      if node.inputs.contains(where: { contains[$0] }) { contains[index] = true }
    }
    containsReduction = contains
  }

  /// The shards of a run but for some outputs.
  mutating func shards(
    in range: EvaluationRange, leavingOut others: Set<Int> = []
  ) -> Shards {
    let outputs = plan.outputs.indices.filter { !others.contains($0) }
    for output in outputs { findArrivals(of: output) }
    var roots: [(root: Root, token: Int)] = []
    for output in outputs { roots += self.roots(of: output, in: range) }
    return gather(roots, in: range)
  }

  /// The identities of an output that exist in a run, in label order: every set of labels a
  /// carrying series has a row for, and from which tick on (fine print 13); each with its token.
  private mutating func roots(
    of index: Int, in range: EvaluationRange
  ) -> [(root: Root, token: Int)] {
    let output = plan.outputs[index]
    guard let ticks = range.ticks(every: output.every) else { return [] }
    let reduced = (output.conditions + output.values).filter { containsReduction[$0] }
    let origin = origin(of: output)
    return (arrivals[origin] ?? []).compactMap { arrival in
      let born = max(
        Timestamp(nanoseconds: arrival.seen).roundedUp(to: output.every), ticks.first)
      guard born <= ticks.last else { return nil }
      for node in reduced { connect(arrival.token, arrival.key, to: node, grid: origin.grid) }
      return (Root(output: index, key: arrival.key, birth: born), arrival.token)
    }
  }

  /// Puts the roots of each component beside each other.
  private mutating func gather(
    _ roots: [(root: Root, token: Int)], in range: EvaluationRange
  ) -> Shards {
    var found = Shards()
    var placed = [Int](repeating: -1, count: parents.count)
    var owners: [Int] = []
    for (root, token) in roots {
      let owner = find(token)
      owners.append(owner)
      if placed[owner] < 0 {
        let step = plan.outputs[root.output].every
        guard let ticks = range.ticks(every: step) else { continue }
        placed[owner] = found.all.count
        found.all.append(Shard(step: step, first: ticks.first, last: ticks.last, roots: 0..<0))
      }
      let shard = placed[owner]
      found.all[shard].roots = 0..<found.all[shard].roots.count + 1
    }
    guard let any = roots.first?.root else { return found }
    var end = 0
    for shard in found.all.indices {
      let count = found.all[shard].roots.count
      found.all[shard].roots = end..<end
      end += count
    }
    found.roots = Array(repeating: any, count: end)
    for ((root, _), owner) in zip(roots, owners) {
      let shard = placed[owner]
      let own = found.all[shard].roots
      found.roots[own.upperBound] = root
      found.all[shard].roots = own.lowerBound..<own.upperBound + 1
      if found.roots[own.lowerBound].key != root.key { found.all[shard].isOfOneIdentity = false }
    }
    return found
  }

  // MARK: identities

  private func origin(of output: Plan.Output) -> Origin {
    let grid = plan.outputs.firstIndex { $0.every == output.every } ?? 0
    return Origin(carriers: output.carriers, keys: output.keys, grid: grid)
  }

  /// Finds the identities that carrying series bring, in label order.
  private mutating func findArrivals(of index: Int) {
    let output = plan.outputs[index]
    let origin = origin(of: output)
    guard arrivals[origin] == nil else { return }
    var seen: [Arrival] = []
    for carrier in output.carriers {
      for entry in stored.table(of: carrier).entries where entry.track.firstTime < .max {
        let visible = entry.track.firstTime &+ carrier.schema.lag.nanoseconds
        seen.append(Arrival(key: entry.labels.restricted(to: output.keys), seen: visible))
      }
    }
    if output.carriers.isEmpty && output.keys.isEmpty {
      seen.append(Arrival(key: .none, seen: .min / 2))
    }
    seen.order(by: { $0.key }, joining: { $0.seen = min($0.seen, $1.seen) })
    number(&seen, grid: origin.grid)
    arrivals[origin] = seen
  }

  /// Gives each its token; those of one grid with the same labels have the same.
  private mutating func number(_ arrivals: inout [Arrival], grid: Int) {
    let known = identities[grid] ?? []
    var merged: [(key: Labels, token: Int)] = []
    merged.reserveCapacity(known.count + arrivals.count)
    var next = 0
    for place in arrivals.indices {
      let key = arrivals[place].key
      while next < known.count, known[next].key < key {
        merged.append(known[next])
        next += 1
      }
      if next < known.count, known[next].key == key {
        arrivals[place].token = known[next].token
        next += 1
      } else {
        arrivals[place].token = newToken()
      }
      merged.append((key, arrivals[place].token))
    }
    merged += known[next...]
    identities[grid] = merged
  }

  // MARK: groups

  /// Follows a dependency as far as there are groups in it; all else stays with its labels.
  private mutating func connect(_ parent: Int, _ labels: Labels, to node: Int, grid: Int) {
    guard containsReduction[node] else { return }
    let own = labels.restricted(to: plan.nodes[node].keys)
    join(parent, visit(node, own, grid))
  }

  private mutating func visit(_ node: Int, _ labels: Labels, _ grid: Int) -> Int {
    let (me, isNew) = index(of: Instance(node: node, labels: labels))
    guard isNew else { return me }
    if case .reduction = plan.nodes[node].operation {
      for member in memberships.members(of: node, labels) {
        join(me, token(of: member.labels, grid))
        for input in plan.nodes[node].inputs { connect(me, member.labels, to: input, grid: grid) }
      }
    } else {
      for input in plan.nodes[node].inputs { connect(me, labels, to: input, grid: grid) }
    }
    return me
  }

  private mutating func token(of member: Labels, _ grid: Int) -> Int {
    let known = identities[grid] ?? []
    if let place = known.place(of: member, { $0.key }) { return known[place].token }
    return index(of: Instance(node: -1 - grid, labels: member)).index
  }

  private mutating func index(of instance: Instance) -> (index: Int, isNew: Bool) {
    if let index = indices[instance] { return (index, false) }
    let token = newToken()
    indices[instance] = token
    return (token, true)
  }

  private mutating func newToken() -> Int {
    parents.append(parents.count)
    return parents.count - 1
  }

  private mutating func find(_ index: Int) -> Int {
    var at = index
    while parents[at] != at {
      parents[at] = parents[parents[at]]
      at = parents[at]
    }
    return at
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (x, y) = (find(a), find(b))
    if x != y { parents[max(x, y)] = min(x, y) }
  }
}
