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
  var roots: [Root]

  /// True where all roots are of one identity.
  var isOfOneIdentity: Bool { roots.allSatisfy { $0.key == roots[0].key } }
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

  private struct Birth {
    let key: Labels
    let seen: Int64
    let token: Int
  }

  private let plan: Plan
  private let stored: StoredSeries
  private let memberships: Memberships
  private let containsReduction: [Bool]
  private var born: [Origin: [Birth]] = [:]
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

  /// The shards of a run but for some outputs, in the order of their first root.
  mutating func shards(
    in range: EvaluationRange, leavingOut others: Set<Int> = []
  ) -> [Shard] {
    var shards: [Shard] = []
    var placed: [Int: Int] = [:]
    let roots = plan.outputs.indices.filter { !others.contains($0) }
      .flatMap { self.roots(of: $0, in: range) }
    for (root, token) in roots {
      let step = plan.outputs[root.output].every
      guard let ticks = range.ticks(every: step) else { continue }
      let owner = find(token)
      if let at = placed[owner] {
        shards[at].roots.append(root)
      } else {
        placed[owner] = shards.count
        shards.append(Shard(step: step, first: ticks.first, last: ticks.last, roots: [root]))
      }
    }
    return shards
  }

  /// The identities of an output: every set of labels a carrying series has a row for, and from
  /// which tick on (fine print 13); each with a token of its component.
  private mutating func roots(
    of index: Int, in range: EvaluationRange
  ) -> [(root: Root, token: Int)] {
    let output = plan.outputs[index]
    guard let ticks = range.ticks(every: output.every) else { return [] }
    let grid = plan.outputs.firstIndex { $0.every == output.every } ?? 0
    let reduced = (output.conditions + output.values).filter { containsReduction[$0] }
    return births(of: output, grid: grid).compactMap { birth in
      let born = max(
        Timestamp(nanoseconds: birth.seen).roundedUp(to: output.every), ticks.first)
      guard born <= ticks.last else { return nil }
      for node in reduced { connect(birth.token, birth.key, to: node, grid: grid) }
      return (Root(output: index, key: birth.key, birth: born), birth.token)
    }
  }

  /// The identities that carrying series bring, in label order, and when each is first seen.
  private mutating func births(of output: Plan.Output, grid: Int) -> [Birth] {
    let origin = Origin(carriers: output.carriers, keys: output.keys, grid: grid)
    if let known = born[origin] { return known }
    var seen: [Labels: Int64] = [:]
    for carrier in output.carriers {
      for (labels, track) in stored.tracks(of: carrier) {
        guard track.firstTime < .max else { continue }
        let visible = track.firstTime &+ carrier.schema.lag.nanoseconds
        seen[labels.restricted(to: output.keys), default: .max].formMinimum(visible)
      }
    }
    if output.carriers.isEmpty && output.keys.isEmpty { seen[.none] = .min / 2 }
    let found = seen.sorted { $0.key < $1.key }.map { key, seen in
      let token = self.index(of: Instance(node: -1 - grid, labels: key)).index
      return Birth(key: key, seen: seen, token: token)
    }
    born[origin] = found
    return found
  }

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
        join(me, index(of: Instance(node: -1 - grid, labels: member.labels)).index)
        for input in plan.nodes[node].inputs { connect(me, member.labels, to: input, grid: grid) }
      }
    } else {
      for input in plan.nodes[node].inputs { connect(me, labels, to: input, grid: grid) }
    }
    return me
  }

  private mutating func index(of instance: Instance) -> (index: Int, isNew: Bool) {
    if let index = indices[instance] { return (index, false) }
    indices[instance] = parents.count
    parents.append(parents.count)
    return (parents.count - 1, true)
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

extension Int64 {
  fileprivate mutating func formMinimum(_ other: Int64) { self = Swift.min(self, other) }
}
