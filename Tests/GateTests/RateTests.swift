// What kernels must be ahead of: plain ways of doing the same, timed in turns in this process.
import Columns
import Glibc
import Testing

@testable import Evaluation
@testable import Feeds

@Suite(
  .serialized, .enabled(if: !_isDebugAssertConfiguration(), "only an optimised build has a rate"))
struct RateTests {
  private static let minutes = 65_536
  private static let batch = 8_192

  /// Rows of six numbers as an exchange archives them, beside a walk over the same cells by
  /// `strtol` and `strtod`: 8 to 9 times, kept 6.4 to 8. Seen to fail: digit by digit, 2.6 and 2.5.
  @Test(arguments: [ReadPurpose.measuring, .keeping])
  func rowsAreParsedManyTimesFasterThanByTheLibrary(_ purpose: ReadPurpose) throws {
    let archive = try MetricsArchive(rows: 20_000)
    let ratio = try medianRatio(
      of: { seconds { keep(archive.readByLibrary()) } },
      to: { try archive.secondsOfRows(purpose) })
    // What is kept needs memory that has not been touched before.
    #expect(ratio >= (purpose == .measuring ? 6 : 5), "only \(ratio) times as fast")
  }

  /// The same rows with every cell in quotes, beside the plain ones: 1.25 times. Seen to fail: left
  /// to the way that splits a row into cells first, 11 times.
  @Test func quotesCostLittle() throws {
    let (plain, quoted) = (
      try MetricsArchive(rows: 20_000), try MetricsArchive(rows: 20_000, isQuoted: true)
    )
    let ratio = try medianRatio(
      of: { try quoted.secondsOfRows(.measuring) }, to: { try plain.secondsOfRows(.measuring) })
    #expect(ratio <= 3, "\(ratio) times the time")
  }

  /// The maximum of a day of minutes, beside the textbook's deque of positions: 5 times. Seen to
  /// fail: tick by tick, 2.6.
  @Test func aMaximumMovesFasterThanADeque() {
    let market = Market(minutes: Self.minutes)
    let plan = Market.plan("alert r when max(a[1d, coverage 1%]) > 1000000x")
    let values = market.values("a")
    var out = [Double](repeating: 0, count: Self.minutes)
    let ratio = medianRatio(
      of: { seconds { slidingMaximum(values, 1_440, to: &out) } },
      to: {
        seconds(
          of: { $0 is StatisticCell }, among: market.cells(plan, capacity: Self.batch),
          ticks: Self.minutes, batch: Self.batch)
      })
    keep(out)
    #expect(ratio >= 3, "only \(ratio) times as fast")
  }

  /// Arithmetic, comparisons and a conjunction over values that come in no order, beside a tree of
  /// closures called row by row that gives the same answers, the unknown ones too: 11 times.
  /// Seen to fail: the operation of a loop called through a pointer, 2.7.
  @Test func expressionsRunFasterThanClosures() throws {
    let size = 1_024
    let market = Market(minutes: size, isWalk: false)
    let cells = market.cells(
      Market.plan("alert r when a / b > 0.9 and c < 0.4 * d"), capacity: size)
    let batch = Batch(number: 0, start: 0, step: 60_000_000_000, count: size)
    for cell in cells { cell.advance(batch) }
    let tree = Closures(market).truth
    var out = [UInt8](repeating: 9, count: size)
    func closures() { for row in 0..<size { out[row] = tree(row) } }
    closures()
    let truths = try #require(cells.last?.truths)
    #expect(out == Array(UnsafeBufferPointer(start: truths.start, count: size)))
    #expect(Set(out) == [0, 1, 2])
    let own = cells.filter { !($0 is AsOfCell) }
    let ratio = medianRatio(
      of: { seconds { for _ in 0..<64 { closures() } } },
      to: { seconds { for _ in 0..<64 { for cell in own { cell.advance(batch) } } } })
    #expect(ratio >= 5, "only \(ratio) times as fast")
  }
}

/// The largest of the last `width` values at every row, by a deque of positions of falling values.
@inline(never)
private func slidingMaximum(_ values: [Double], _ width: Int, to out: inout [Double]) {
  withUnsafeTemporaryAllocation(of: Int.self, capacity: values.count) { deque in
    values.withUnsafeBufferPointer { values in
      out.withUnsafeMutableBufferPointer { out in
        var (front, back) = (0, 0)
        for row in 0..<values.count {
          while back > front, values[deque[back &- 1]] <= values[row] { back &-= 1 }
          deque[back] = row
          back &+= 1
          if deque[front] <= row &- width { front &+= 1 }
          out[row] = values[deque[front]]
        }
      }
    }
  }
}

/// `a / b > 0.9 and c < 0.4 * d` as an evaluator of closures makes it from its tree: infinity is
/// unknown, what is compared with it is unknown too, and no wins over unknown.
private struct Closures {
  private typealias Number = (Int) -> Double
  private indirect enum Tree {
    case column([Double])
    case constant(Double)
    case divide(Tree, Tree)
    case multiply(Tree, Tree)
  }

  /// 0 no, 1 yes, 2 unknown.
  let truth: (Int) -> UInt8

  init(_ market: Market) {
    func column(_ name: String) -> Tree { .column(market.values(name)) }
    let left = Self.greater(
      Self.number(.divide(column("a"), column("b"))), Self.number(.constant(0.9)))
    let right = Self.greater(
      Self.number(.multiply(.constant(0.4), column("d"))), Self.number(column("c")))
    truth = Self.both(left, right)
  }

  private static func known(_ x: Double) -> Double { x.isFinite ? x : .nan }

  @inline(never)
  private static func number(_ tree: Tree) -> Number {
    switch tree {
    case .column(let values): return { values[$0] }
    case .constant(let value): return { _ in value }
    case .divide(let a, let b):
      let (a, b) = (number(a), number(b))
      return { known(a($0) / b($0)) }
    case .multiply(let a, let b):
      let (a, b) = (number(a), number(b))
      return { known(a($0) * b($0)) }
    }
  }

  @inline(never)
  private static func greater(_ a: @escaping Number, _ b: @escaping Number) -> (Int) -> UInt8 {
    { row in
      let (x, y) = (a(row), b(row))
      return x.isNaN || y.isNaN ? 2 : x > y ? 1 : 0
    }
  }

  @inline(never)
  private static func both(
    _ a: @escaping (Int) -> UInt8, _ b: @escaping (Int) -> UInt8
  ) -> (Int) -> UInt8 {
    { row in
      let x = a(row)
      if x == 0 { return 0 }
      let y = b(row)
      return y == 0 ? 0 : max(x, y)
    }
  }
}
