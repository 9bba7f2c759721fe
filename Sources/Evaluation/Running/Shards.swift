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
}

/// Finds the identities of every output and which of them belong together.
///
/// Identities are connected by the groups they reduce over; a series with fewer keys is shared by
/// many identities and computed again in each shard, which costs less than tying them together.
struct Sharding {
  private struct Instance: Hashable {
    let node: Int
    let labels: Labels
  }

  private let plan: Plan
  private let stored: StoredSeries
  private let memberships: Memberships
  private let containsReduction: [Bool]
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

  /// The shards of a run, in the order of their first root.
  mutating func shards(in range: EvaluationRange) -> [Shard] {
    var shards: [Shard] = []
    var placed: [Int: Int] = [:]
    let roots = plan.outputs.indices.flatMap { self.roots(of: $0, in: range) }
    let components = roots.map { component(of: $0) }
    for (root, component) in zip(roots, components) {
      let step = plan.outputs[root.output].every
      guard let ticks = range.ticks(every: step) else { continue }
      let owner = find(component)
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
  /// which tick on (FINE-PRINT 13).
  private func roots(of index: Int, in range: EvaluationRange) -> [Root] {
    let output = plan.outputs[index]
    guard let ticks = range.ticks(every: output.every) else { return [] }
    var births: [Labels: Int64] = [:]
    for carrier in output.carriers {
      for (labels, track) in stored.tracks(of: carrier) {
        guard let time = track.times.first else { continue }
        let seen = time &+ carrier.schema.lag.nanoseconds
        births[labels.restricted(to: output.keys), default: .max].formMinimum(seen)
      }
    }
    if output.carriers.isEmpty && output.keys.isEmpty { births[.none] = ticks.first.nanoseconds }
    return births.sorted { $0.key < $1.key }.compactMap { key, seen in
      let born = max(Timestamp(nanoseconds: seen).roundedUp(to: output.every), ticks.first)
      return born <= ticks.last ? Root(output: index, key: key, birth: born) : nil
    }
  }

  /// Joins everything a root depends on, and returns a token of its component.
  private mutating func component(of root: Root) -> Int {
    let output = plan.outputs[root.output]
    let grid = plan.outputs.firstIndex { $0.every == output.every } ?? 0
    let token = index(of: Instance(node: -1 - grid, labels: root.key)).index
    for node in output.conditions + output.values {
      connect(token, root.key, to: node)
    }
    return token
  }

  private mutating func connect(_ parent: Int, _ labels: Labels, to node: Int) {
    let own = labels.restricted(to: plan.nodes[node].keys)
    let isBroadcast = own.pairs.count < labels.pairs.count
    if isBroadcast && !containsReduction[node] { return }
    join(parent, visit(node, own))
  }

  private mutating func visit(_ node: Int, _ labels: Labels) -> Int {
    let (me, isNew) = index(of: Instance(node: node, labels: labels))
    guard isNew else { return me }
    if case .reduction = plan.nodes[node].operation {
      for member in memberships.members(of: node, labels) {
        join(me, visit(plan.nodes[node].inputs[0], member.labels))
      }
    } else {
      for input in plan.nodes[node].inputs { connect(me, labels, to: input) }
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
