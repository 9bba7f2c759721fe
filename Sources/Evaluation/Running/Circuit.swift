// A circuit: the cells of one shard, advanced batch by batch.
import Columns
import Planning
import Quantities

/// Runs a shard, from its first tick to its last or as far as has been asked for.
final class Circuit {
  private var shard: Shard
  private let cells: [Cell]
  /// The node of each cell.
  private let nodes: [Int]
  /// The same, for going through them without holding each.
  private let order: [Unmanaged<Cell>]
  private let conditions: [[Cell]]
  private let values: [[Cell]]
  private let capacity: Int
  /// The tick that others are counted from.
  private var start: Int64
  private let step: Int64
  /// Where cells begin that have to look back: ticks below zero, ascending, then zero.
  private var starts: [Int]
  private var frames: [Frame]
  private var places: [Int]
  /// The condition of each root that has one and no value.
  private let sole: [Cell?]
  private var tick: Int
  private var number = 0
  private let paces: RowPaces
  /// True where the circuit can go on with another identity.
  private let isMovable: Bool

  /// Registers of one batch should stay in a core's second-level cache.
  private static let registerBudget = 768 * 1024
  private static let bytesPerCell = 12
  private static let batchLimits = 64...1024

  /// A circuit for a shard that has not been run, or was run by another circuit up to the tick
  /// before `first`; `places` number its roots for who takes the frames.
  init(
    _ plan: Plan, _ shard: Shard, _ world: World,
    _ options: (batch: Int?, first: Timestamp?, places: [Int]?) = (nil, nil, nil)
  ) {
    self.shard = shard
    let count = shard.roots.count * plan.nodes.count / max(1, plan.outputs.count)
    let fitting = Self.registerBudget / Self.bytesPerCell / max(1, count)
    let limits = Self.batchLimits
    let ticks = Int((shard.last - shard.first).nanoseconds / shard.step.nanoseconds) + 1
    capacity = max(
      1, options.batch ?? min(ticks, limits.upperBound, max(limits.lowerBound, fitting)))
    let builder = CircuitBuilder(plan, world, capacity: capacity)
    conditions = shard.roots.map { root in
      plan.outputs[root.output].conditions.map { builder.cell($0, root.key) }
    }
    values = shard.roots.map { root in
      plan.outputs[root.output].values.map { builder.cell($0, root.key) }
    }
    cells = builder.cells
    nodes = builder.nodes
    paces = builder.paces
    isMovable = shard.isOfOneIdentity && cells.allSatisfy(\.isMovable)
    order = cells.map { Unmanaged.passUnretained($0) }
    places = options.places ?? Array(shard.roots.indices)
    sole = zip(conditions, values).map { $0.count == 1 && $1.isEmpty ? $0[0] : nil }
    step = shard.step.nanoseconds
    let born = max(shard.first, shard.roots.map(\.birth).min() ?? shard.first)
    start = max(born, options.first ?? born).nanoseconds
    starts = [0]
    tick = 0
    frames = []
    findStarts(world.prelude)
    frames = emptyFrames(places)
  }

  private func findStarts(_ prelude: Prelude) {
    let earliest = prelude.firstTick(start: start, step: step)
    let lookbacks = Set(cells.map { max(-$0.lookback, earliest) })
    starts = lookbacks.union([0]).sorted()
    tick = starts.first ?? 0
  }

  /// Goes on with the first tick of another shard, its roots numbered from a place on; false where
  /// that takes other cells.
  func move(to other: Shard, from place: Int, _ world: World) -> Bool {
    guard isMovable, other.isOfOneIdentity, other.step == shard.step,
      other.first == shard.first, other.last == shard.last,
      other.roots.lazy.map(\.output).elementsEqual(shard.roots.lazy.map(\.output)),
      let key = other.roots.first?.key
    else { return false }
    shard = other
    paces.forget()
    let ofKeySet = world.keySets.all.map { key.restricted(to: $0) }
    for (cell, node) in zip(cells, nodes) {
      let labels = ofKeySet[world.keySets.ofNode[node]]
      cell.move(
        to: CellPlace(labels: labels, stored: world.stored, paces: paces, step: step))
    }
    places = Array(place..<place + other.roots.count)
    start = max(other.first, other.roots.map(\.birth).min() ?? other.first).nanoseconds
    findStarts(world.prelude)
    for (index, root) in other.roots.enumerated() {
      frames[index] = Frame(
        output: root.output, key: root.key, place: places[index], start: other.first,
        step: other.step, count: 0, conditions: frames[index].conditions,
        values: frames[index].values)
    }
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
      let border = starts.first { $0 > tick } ?? end
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
      let late = (shard.roots[index].birth.nanoseconds - batch.start) / batch.step
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
      place: places[index],
      start: Timestamp(nanoseconds: batch.start &+ Int64(offset) &* batch.step),
      step: shard.step, count: count)
  }

  /// A frame for every root, filled anew for every batch.
  private func emptyFrames(_ places: [Int]) -> [Frame] {
    shard.roots.enumerated().map { index, root in
      Frame(
        output: root.output, key: root.key, place: places[index], start: shard.first,
        step: shard.step, count: 0,
        conditions: Array(repeating: TruthColumn(truths: []), count: conditions[index].count),
        values: Array(repeating: [], count: values[index].count))
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
    if self.count == count {
      let fresh = UnsafeBufferPointer(start: elements, count: count)
      withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: fresh) }
    } else {
      self = Array(UnsafeBufferPointer(start: elements, count: count))
    }
  }
}
