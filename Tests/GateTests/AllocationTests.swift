// A chunk, a row and a tick more ask for no memory more: calls of the allocator are counted.
import CAllocations
import Columns
import Planning
import Quantities
import Testing

@testable import Evaluation
@testable import Feeds

@Suite(
  .serialized,
  .enabled(
    if: !_isDebugAssertConfiguration(), "without optimisation closures and switches allocate"))
struct AllocationTests {
  /// One of each operator, over windows shorter and longer than a batch.
  private static let rules = """
    alert r0 when a > 2x * avg(a[1h]) and a / b > max(c[1d])
    alert r1 when std(a[3h]) > 1000000x or min(b[1h]) < 0x
    alert r2 when median(a[1h]) > 1000000x or quantile(b[1d], 0.95) > 1000000x
    alert r3 when change(a[1h]) > 1000000x and sqrt(a) > 3 and not (b is missing)
    alert r4 when (if a > b then last(c[1h]) else first(d[1h])) > 1000000x
    """

  /// Nothing else asks for memory where the counter does not count.
  @Test func theAllocatorIsCounted() {
    let count = allocations { for n in 1...100 { keep(Array(repeating: 0, count: n)) } }
    #expect(count >= 100)
  }

  /// Batches of 1,024 ticks: sixty-three more of them ask for nothing. Seen to fail: room for sums
  /// ahead asked for anew each time, 2,553.
  ///
  /// Counted from the sixteenth batch to the last: sets and dictionaries of what is made before the
  /// first differ by a piece or two from run to run.
  @Test func aChunkAllocatesNothing() {
    let plan = Market.plan(Self.rules)
    let evaluation = Market(minutes: 80 * 1_024).evaluation(plan, batch: 1_024)
    var (frames, begin, end) = (0, 0, 0)
    evaluation.run { frame in
      keep(frame.count)
      end = allocationsOfThread()
      if frames == 16 * plan.outputs.count { begin = end }
      frames += 1
    }
    #expect(frames == 80 * plan.outputs.count)
    #expect(end - begin == 0, "63 chunks allocate \(end - begin) times")
  }

  /// One circuit turns from identity to identity: a thousand more of them, each with windows that
  /// fill and move, ask for nothing. Seen to fail: a circuit made for each, 611,000.
  @Test func anIdentityMoreAllocatesNothing() {
    let plan = Market.plan(Self.rules + "\nalert r5 when avg((a + b)[30m]) > 1000000x")
    func count(_ symbols: Int) -> Int {
      let evaluation = Market(symbols: symbols, minutes: 100).evaluation(plan)
      var ticks = 0
      let count = allocations {
        ticks = evaluation.fold(into: TickCount(), threads: 1, parts: 1).map(\.ticks).reduce(0, +)
      }
      #expect(ticks == symbols * 100 * plan.outputs.count)
      return count
    }
    let (few, many) = (count(500), count(1_500))
    #expect(many - few <= 8, "1,000 identities more allocate \(many - few) times more")
  }

  /// Nor does a thread make other cells for other parts of a run: thirty-two more of them ask for
  /// nothing. Seen to fail: a circuit made for each part, 17,440.
  @Test func aPartMoreMakesNoCells() {
    let evaluation = Market(symbols: 40, minutes: 100).evaluation(Market.plan(Self.rules))
    func count(_ parts: Int) -> Int {
      allocations {
        keep(evaluation.fold(into: TickCount(), threads: 1, parts: parts).map(\.ticks).count)
      }
    }
    let (few, many) = (count(8), count(40))
    #expect(many - few <= 8, "32 parts more allocate \(many - few) times more")
  }

  /// A stream that has filled its windows. Seen to fail: the coarsest grid looked for at every
  /// tick, 2,000.
  @Test func aTickOfAStreamAllocatesNothing() {
    let minutes = 6_000
    let market = Market(symbols: 5, minutes: minutes)
    let live = LiveEvaluation(plan: Market.plan(Self.rules))
    let tracks = market.store.all.flatMap { series in
      series.tracks.compactMap { track in
        live.inlet(series.schema.name, track.labels).map { (track, $0) }
      }
    }
    var answers = 0
    func go(_ range: Range<Int>) {
      for minute in range {
        for (track, inlet) in tracks {
          live.append(track.times[minute], track.values[minute], to: inlet)
        }
        let now = Timestamp(nanoseconds: Int64(minute) * 60_000_000_000)
        live.advance(through: now, lanes: { answers += $0.count }, { answers += $0.count })
      }
    }
    go(0..<4_000)
    let count = allocations { go(4_000..<6_000) }
    #expect(count == 0, "2,000 ticks allocated \(count) times")
  }

  /// A scan keeps nothing, so that five times the rows ask for nothing more; what is kept grows, by
  /// doubling: six columns, times and row numbers. Seen to fail: labels of a row cut by the end of
  /// a read put into a list of their own, 24; room for 256 samples of a column, 1,120.
  @Test(arguments: [ReadPurpose.measuring, .keeping])
  func aRowOfATableAllocatesNothing(_ purpose: ReadPurpose) throws {
    let archive = try MetricsArchive(rows: 5_000)
    func run(_ times: Int) throws -> Int {
      var quick = 0
      let count = try allocations { quick = try archive.read(times: times, purpose: purpose) }
      #expect(quick > times * 4_900)
      return count
    }
    _ = try run(10)
    let (few, many) = (try run(2), try run(10))
    let growths = purpose == .measuring ? 0 : 3 * 8
    #expect(many - few <= growths, "40,000 rows more allocate \(many - few) times more")
  }
}

/// Counts the ticks of all frames.
private struct TickCount: FrameFold {
  var ticks = 0

  mutating func take(_ frame: Columns.Frame) { ticks += frame.count }
  mutating func pass(_ quiet: QuietTicks) -> Bool {
    ticks += quiet.count
    return true
  }
}
