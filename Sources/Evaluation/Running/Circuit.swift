// A circuit: the cells of one shard, advanced batch by batch.
import Columns
import Planning
import Quantities

/// Runs a shard from its first tick to its last.
struct Circuit {
  private let plan: Plan
  private let shard: Shard
  private let world: World
  private let builder: CircuitBuilder
  private let conditions: [[Cell]]
  private let values: [[Cell]]
  private let capacity: Int

  /// Registers of one batch should stay in a core's second-level cache.
  private static let registerBudget = 768 * 1024
  private static let bytesPerCell = 12
  private static let batchLimits = 64...1024

  init(_ plan: Plan, _ shard: Shard, _ world: World, batch: Int?) {
    self.plan = plan
    self.shard = shard
    self.world = world
    let cells = shard.roots.count * plan.nodes.count / max(1, plan.outputs.count)
    let fitting = Self.registerBudget / Self.bytesPerCell / max(1, cells)
    let limits = Self.batchLimits
    let ticks = Int((shard.last - shard.first).nanoseconds / shard.step.nanoseconds) + 1
    capacity = max(1, batch ?? min(ticks, limits.upperBound, max(limits.lowerBound, fitting)))
    let builder = CircuitBuilder(plan, world, capacity: capacity)
    conditions = shard.roots.map { root in
      plan.outputs[root.output].conditions.map { builder.cell($0, root.key) }
    }
    values = shard.roots.map { root in
      plan.outputs[root.output].values.map { builder.cell($0, root.key) }
    }
    self.builder = builder
  }

  /// Advances every cell over every tick and hands on the frames.
  func run(_ body: (Frame) throws -> Void) rethrows {
    let start = max(shard.first, shard.roots.map(\.birth).min() ?? shard.first)
    let step = shard.step.nanoseconds
    let end = Int((shard.last - start).nanoseconds / step) + 1
    let cells = builder.cells
    let earliest = world.prelude.firstTick(start: start.nanoseconds, step: step)
    let starts = Set(cells.map { max(-$0.lookback, earliest) }).union([0]).sorted()
    var frames = emptyFrames
    var tick = starts.first ?? 0
    var number = 0
    while tick < end {
      let border = starts.first { $0 > tick } ?? end
      let count = min(capacity, min(border, end) - tick)
      let batch = Batch(
        number: number, start: start.nanoseconds &+ Int64(tick) &* step, step: step, count: count)
      for cell in cells where tick >= -cell.lookback || tick >= 0 { cell.advance(batch) }
      if tick >= 0 { try emit(batch, &frames, body) }
      tick += count
      number += 1
    }
  }

  private func emit(
    _ batch: Batch, _ frames: inout [Frame], _ body: (Frame) throws -> Void
  ) rethrows {
    for index in frames.indices {
      let late = (shard.roots[index].birth.nanoseconds - batch.start) / batch.step
      let offset = Int(max(0, late))
      guard offset < batch.count else { continue }
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

  /// A frame for every root, filled anew for every batch.
  private var emptyFrames: [Frame] {
    shard.roots.enumerated().map { place, root in
      Frame(
        output: root.output, key: root.key, place: place, start: shard.first, step: shard.step,
        count: 0,
        conditions: Array(repeating: TruthColumn(truths: []), count: conditions[place].count),
        values: Array(repeating: [], count: values[place].count))
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
