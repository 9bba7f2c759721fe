// Running a plan over stored series.
package import Columns
import Language
package import Planning
package import Quantities

/// A plan bound to series and to a range of ticks.
package struct Evaluation: Sendable {
  let plan: Plan
  let range: EvaluationRange
  let world: World
  private let shards: Shards
  /// Ticks per batch, or nil to choose it so that registers stay in cache.
  private let batch: Int?
  /// True where another thread would come too late to help.
  private let isShort: Bool

  private static let fewRows = 4_096

  package init(plan: Plan, store: SeriesStore, range: EvaluationRange, batch: Int? = nil) {
    self.plan = plan
    self.range = range
    self.batch = batch.map { max(1, $0) }
    let stored = StoredSeries(store, reading: plan.references)
    var world = World(plan, stored)
    var sharding = Sharding(plan, stored, world.memberships)
    shards = sharding.shards(in: range)
    world.suit(ticks: shards.all.reduce(0) { $0 &+ $1.tickCount })
    self.world = world
    isShort = shards.all.reduce(0) { $0 &+ $1.tickCount &* $1.roots.count } < Self.fewRows
  }

  /// How many groups of identities can be evaluated apart.
  package var shardCount: Int { shards.all.count }

  /// The identities of an output, sorted, each with its first tick.
  package func identities(of output: Int) -> [(key: Labels, born: Timestamp)] {
    shards.roots.filter { $0.output == output }
      .map { ($0.key, $0.birth) }.sorted { $0.0 < $1.0 }
  }

  /// Yields every frame; the frames of one output and identity in time order without gaps.
  package func run(_ body: (Frame) throws -> Void) rethrows {
    for shard in shards.all {
      try Circuit(plan, (shard, shards.roots), world, (batch, nil, nil)).run(body)
    }
  }

  /// Folds the frames of every shard into a result of its own, on `threads` threads.
  ///
  /// Results come in the order of the shards, whichever finished first. Once `isCancelled` says so
  /// every shard stops after the frame it is at; what has been folded until then comes back.
  package func fold<Result: Sendable>(
    into start: Result, threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    _ body: @escaping @Sendable (inout Result, Frame) -> Void
  ) -> [Result] {
    concurrentMap(count: shards.all.count, threads: threads) { (index, _: inout Circuit?) in
      var result = start
      let part = (shards.all[index], shards.roots)
      try? Circuit(plan, part, world, (batch, nil, nil)).run { frame in
        if isCancelled() { throw Cancellation() }
        body(&result, frame)
      }
      return result
    }
  }
}

/// What takes the frames of a part of a run.
package protocol FrameFold: Sendable {
  /// Takes a frame.
  mutating func take(_ frame: Frame)
  /// Takes the frame of quiet ticks without having it; false where it has to be looked at.
  mutating func pass(_ ticks: QuietTicks) -> Bool
}

extension Evaluation {
  /// Folds the frames of the shards, as the other `fold` does, some shards that follow each other
  /// into one fold; identities that differ in their labels only share the cells of one circuit on
  /// each thread. How many parts there are is chosen where it is not said.
  package func fold<Fold: FrameFold>(
    into start: Fold, threads: Int, parts: Int? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> [Fold] {
    let wanted = max(1, parts ?? threads * Self.partsPerThread)
    let count = shards.all.count
    let size = max(1, min(parts == nil ? Self.mostShards : .max, count / wanted))
    let (all, threads) = ((count + size - 1) / size, isShort ? 1 : threads)
    return concurrentMap(count: all, threads: threads) { (part, circuit: inout Circuit?) in
      var fold = start
      var place = 0
      for shard in shards.all[part * size..<min(count, (part + 1) * size)] {
        if circuit?.turn(to: (shard, shards.roots), from: place) != true {
          let places = Array(place..<place + shard.roots.count)
          circuit = Circuit(plan, (shard, shards.roots), world, (batch, nil, places))
        }
        do {
          try circuit?.run(
            passes: { !isCancelled() && fold.pass($0) },
            { frame in
              if isCancelled() { throw Cancellation() }
              fold.take(frame)
            })
        } catch { break }
        place += shard.roots.count
      }
      return fold
    }
  }

  /// A thread takes so many parts of the work, so that none waits long for another.
  private static let partsPerThread = 16
  private static let mostShards = 256
}

/// Ends the run of a circuit early.
private struct Cancellation: Error {}

extension Plan {
  /// Every stored series any node reads, each once.
  var references: [SeriesReference] {
    var found: [SeriesReference] = []
    for node in nodes {
      switch node.operation {
      case .asOf(let reference, _), .age(let reference, _): found.append(reference)
      case .sampleFrame(let frame), .eventFrame(let frame), .increase(let frame, _):
        found.append(frame.series)
      default: break
      }
    }
    found += outputs.flatMap(\.carriers)
    return found
  }
}
