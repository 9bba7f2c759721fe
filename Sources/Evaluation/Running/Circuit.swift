// A circuit: the cells of one shard, advanced batch by batch.
import Columns
import Planning
import Quantities

/// Runs a shard, from its first tick to its last or as far as has been asked for; then, turned to
/// them, others that differ in their identity only.
final class Circuit {
  private var shard: Shard
  /// The output and the first tick of each root.
  private var roots: [(output: Int, birth: Timestamp)]
  private let cells: [Cell]
  /// The same, for going through them without holding each.
  private let order: [Unmanaged<Cell>]
  private let identity: CircuitIdentity?
  private let conditions: [[Cell]]
  private let values: [[Cell]]
  /// The condition of each root that has one and no value.
  private let sole: [Cell?]
  private var frames: [Frame]
  private let capacity: Int
  private let prelude: Prelude
  /// The tick that others are counted from.
  private var start: Int64
  private let step: Int64
  /// How far cells look back, in ticks below zero, ascending; at last zero.
  private let lookbacks: [Int]
  /// The first tick at which there may be anything to see.
  private var earliest = 0
  private var tick = 0
  private var number = 0

  /// Registers of one batch should stay in a core's second-level cache.
  private static let registerBudget = 768 * 1024
  private static let bytesPerCell = 12

  /// A circuit for a shard that has not been run, or was run by another circuit up to the tick
  /// before `first`; `places` number its roots for who takes the frames.
  init(
    _ plan: Plan, _ part: (shard: Shard, roots: [Root]), _ world: World,
    _ options: (batch: Int?, first: Timestamp?, places: [Int]?) = (nil, nil, nil)
  ) {
    shard = part.shard
    let roots = part.roots[shard.roots]
    self.roots = roots.map { ($0.output, $0.birth) }
    let count = roots.count * plan.nodes.count / max(1, plan.outputs.count)
    let fitting = Self.registerBudget / Self.bytesPerCell / max(1, count)
    let chosen = min(shard.tickCount, world.mostTicks, max(World.batchLimits.lowerBound, fitting))
    capacity = max(1, options.batch ?? chosen)
    let builder = CircuitBuilder(plan, world, capacity: capacity)
    conditions = roots.map { root in
      plan.outputs[root.output].conditions.map { builder.cell($0, root.key) }
    }
    values = roots.map { root in
      plan.outputs[root.output].values.map { builder.cell($0, root.key) }
    }
    cells = builder.cells
    order = cells.map { Unmanaged.passUnretained($0) }
    sole = zip(conditions, values).map { $0.count == 1 && $1.isEmpty ? $0[0] : nil }
    let isOfOne = shard.isOfOneIdentity && !cells.contains(where: \.isOfGroup)
    identity = isOfOne ? CircuitIdentity(cells, builder.nodes, world.keySets) : nil
    prelude = world.prelude
    step = shard.step.nanoseconds
    lookbacks = Set(cells.map { 0 - $0.lookback }).union([0]).sorted()
    frames = zip(roots, zip(conditions, values)).enumerated().map { [shard] index, one in
      Frame(
        output: one.0.output, key: one.0.key, place: options.places?[index] ?? index,
        start: shard.first, step: shard.step, count: 0,
        conditions: Array(repeating: TruthColumn(truths: []), count: one.1.0.count),
        values: Array(repeating: [], count: one.1.1.count))
    }
    start = options.first?.nanoseconds ?? .min
    begin()
  }

  /// Goes to the first tick that is worth computing.
  private func begin() {
    let born = max(shard.first, roots.lazy.map { $0.birth }.min() ?? shard.first)
    start = max(start, born.nanoseconds)
    earliest = prelude.firstTick(start: start, step: step)
    tick = max(earliest, lookbacks.first ?? 0)
  }

  /// Turns to another shard, its roots numbered from a place on; false where that takes other
  /// cells.
  func turn(to part: (shard: Shard, roots: [Root]), from place: Int) -> Bool {
    let other = part.shard
    guard let identity, other.isOfOneIdentity, other.roots.count == roots.count,
      other.step == shard.step, other.first == shard.first, other.last == shard.last,
      zip(other.roots, roots).allSatisfy({ part.roots[$0].output == $1.output })
    else { return false }
    shard = other
    for (index, root) in other.roots.enumerated() {
      roots[index].birth = part.roots[root].birth
      frames[index].key = part.roots[root].key
      frames[index].place = place + index
    }
    identity.turn(to: frames[0].key)
    start = .min
    begin()
    return true
  }

  /// Advances every cell over every tick and hands on the frames; not those of quiet ticks that
  /// `passes` takes.
  func run(
    passes: (QuietTicks) -> Bool = { _ in false }, _ body: (Frame) throws -> Void
  ) rethrows {
    try advance(through: shard.last, passes: passes, body)
  }

  /// The same up to a tick; the next call goes on after it.
  func advance(
    through last: Timestamp, passes: (QuietTicks) -> Bool = { _ in false },
    _ body: (Frame) throws -> Void
  ) rethrows {
    let end = floorOfQuotient(last.nanoseconds &- start, step) + 1
    while tick < end {
      let border = lookbacks.first { max($0, earliest) > tick } ?? end
      let count = min(capacity, min(border, end) - tick)
      let batch = Batch(
        number: number, start: start &+ Int64(tick) &* step, step: step, count: count)
      for cell in order {
        cell._withUnsafeGuaranteedRef {
          if tick >= 0 || tick >= -$0.lookback { $0.advance(batch) }
        }
      }
      if tick >= 0 { try emit(batch, passes, body) }
      tick += count
      number += 1
    }
  }

  private func emit(
    _ batch: Batch, _ passes: (QuietTicks) -> Bool, _ body: (Frame) throws -> Void
  ) rethrows {
    for index in frames.indices {
      let late = (roots[index].birth.nanoseconds - batch.start) / batch.step
      let offset = Int(max(0, late))
      guard offset < batch.count else { continue }
      if let quiet = quietTicks(index, batch, from: offset), passes(quiet) { continue }
      frames[index].start = Timestamp(nanoseconds: batch.start &+ Int64(offset) &* batch.step)
      frames[index].count = batch.count - offset
      for (column, cell) in conditions[index].enumerated() {
        cell.write(batch, from: offset, to: &frames[index].conditions[column])
      }
      for (column, cell) in values[index].enumerated() {
        frames[index].values[column].refill(cell.values.start + offset, batch.count - offset)
      }
      try body(frames[index])
    }
  }

  /// The ticks of a batch where a root has one condition and none of its truths is unknown or yes.
  private func quietTicks(_ index: Int, _ batch: Batch, from offset: Int) -> QuietTicks? {
    guard let condition = sole[index] else { return nil }
    let count = batch.count - offset
    guard areZero(condition.truths.start + offset, count) else { return nil }
    return QuietTicks(
      place: frames[index].place,
      start: Timestamp(nanoseconds: batch.start &+ Int64(offset) &* batch.step),
      step: shard.step, count: count)
  }
}

/// Whose cells those of a circuit are, where all are of one identity.
private final class CircuitIdentity {
  /// Each cell of the circuit, and the number of the keys that its node has.
  private let cells: [(cell: Unmanaged<Cell>, keySet: Int)]
  private let keySets: [[String]]
  /// The labels of the identity that each set of keys leaves.
  private var labels: [Labels]

  /// Cells made for one identity, and their nodes.
  init(_ cells: [Cell], _ nodes: [Int], _ keySets: KeySets) {
    self.cells = zip(cells, nodes).map { (.passUnretained($0), keySets.ofNode[$1]) }
    self.keySets = keySets.all
    labels = Array(repeating: .none, count: keySets.all.count)
  }

  /// Aims every cell at another identity.
  func turn(to key: Labels) {
    for place in keySets.indices { labels[place] = key.restricted(to: keySets[place]) }
    for (cell, keySet) in cells {
      cell._withUnsafeGuaranteedRef { $0.aim(at: labels[keySet]) }
    }
  }
}

extension Cell {
  /// Copies the truths of a batch; their reasons where some tick is unknown.
  fileprivate func write(_ batch: Batch, from offset: Int, to column: inout TruthColumn) {
    let count = batch.count - offset
    column.truths.refill(truths.start + offset, count)
    if hasUnknown(batch) {
      column.reasons.refill(reasons(batch) + offset, count)
    } else {
      column.reasons.removeAll(keepingCapacity: true)
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// Holds these elements instead; in the same memory where nobody else holds it.
  fileprivate mutating func refill(_ elements: UnsafePointer<Element>, _ count: Int) {
    let fresh = UnsafeBufferPointer(start: elements, count: count)
    if self.count == count {
      withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: fresh) }
    } else {
      removeAll(keepingCapacity: true)
      append(contentsOf: fresh)
    }
  }
}
