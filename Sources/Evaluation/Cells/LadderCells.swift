// Comparisons of many identities that differ in a constant only: `x > 1.2 * y`, `x > 1.3 * y`.
import Columns
import Language

/// One comparison of a ladder, which writes its truths.
final class RungCell: Cell {
  fileprivate let threshold: Double

  /// Inputs are x and y.
  init(_ threshold: Double, inputs: [Cell], _ shape: CellShape) {
    self.threshold = threshold
    super.init(shape, inputs: inputs)
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    mergeInputReasons(batch, to: out)
    let y = inputs[1].values.start
    for i in 0..<batch.count where !y[i].isNaN && settled(threshold * y[i]).isNaN {
      out[i] |= ReasonSet.domain.rawValue
    }
  }
}

/// Compares x with many thresholds times y.
///
/// Where y is not negative the thresholds that hold come before all others, so that it is enough to
/// know how many there are, and to look at two of them at a tick.
final class LadderCell: Cell {
  private let relation: Relation
  /// Those that hold first where any does.
  private let thresholds: UnsafeMutablePointer<Double>
  private let truthsOfRungs: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>
  private let rungCount: Int
  /// How many rungs hold in each lane; negative where that is not what they say.
  private let heights: Register<Int32>
  /// The largest y whose product with every threshold is finite.
  private let limit: Double

  /// All rungs of a lane are unknown.
  private static let unknown: Int32 = -1
  /// Its rungs were answered one by one, or never.
  private static let apart: Int32 = -2

  /// Rungs of one x and one y, in any order.
  init(_ relation: Relation, _ rungs: [RungCell], _ shape: CellShape) {
    self.relation = relation
    let rises = relation == .greater || relation == .greaterOrEqual
    let sorted = rungs.sorted { ($0.threshold < $1.threshold) == rises }
    rungCount = sorted.count
    thresholds = .allocate(capacity: sorted.count)
    truthsOfRungs = .allocate(capacity: sorted.count)
    for (place, rung) in sorted.enumerated() {
      (thresholds + place).initialize(to: rung.threshold)
      (truthsOfRungs + place).initialize(to: rung.truths.start)
    }
    heights = Register(shape.capacity, filledWith: Self.apart)
    let largest = sorted.map(\.threshold.magnitude).max() ?? 1
    limit = Double.greatestFiniteMagnitude / 2 / max(1, largest)
    super.init(shape, inputs: rungs.first?.inputs ?? [])
  }

  deinit {
    thresholds.deallocate()
    truthsOfRungs.deallocate()
  }

  override func advance(_ batch: Batch) {
    switch relation {
    case .less: climb(batch) { $0 < $1 }
    case .lessOrEqual: climb(batch) { $0 <= $1 }
    case .greater: climb(batch) { $0 > $1 }
    default: climb(batch) { $0 >= $1 }
    }
  }

  @inline(__always)
  private func climb(_ batch: Batch, _ holds: (Double, Double) -> Bool) {
    let (x, y) = (inputs[0].values.start, inputs[1].values.start)
    let (heights, thresholds, rungCount) = (heights.start, thresholds, rungCount)
    let truths = truthsOfRungs
    for i in 0..<batch.count {
      let (x, y, height) = (x[i], y[i], Int(heights[i]))
      guard height >= 0, x == x, y >= 0, y <= limit else {
        heights[i] = begin(i, x, y, holds)
        continue
      }
      var now = height
      while now < rungCount, holds(x, thresholds[now] * y) {
        truths[now][i] = 1
        now &+= 1
      }
      if now == height {
        while now > 0, !holds(x, thresholds[now &- 1] * y) {
          now &-= 1
          truths[now][i] = 0
        }
      }
      if now != height { heights[i] = Int32(truncatingIfNeeded: now) }
    }
  }

  /// Answers every rung of a lane.
  @inline(__always)
  private func begin(_ lane: Int, _ x: Double, _ y: Double, _ holds: (Double, Double) -> Bool)
    -> Int32
  {
    if x.isNaN || y.isNaN {
      guard heights.start[lane] != Self.unknown else { return Self.unknown }
      for rung in 0..<rungCount { truthsOfRungs[rung][lane] = 2 }
      return Self.unknown
    }
    var height: Int32 = 0
    for rung in 0..<rungCount {
      let threshold = settled(thresholds[rung] * y)
      let truth: UInt8 = threshold.isNaN ? 2 : (holds(x, threshold) ? 1 : 0)
      truthsOfRungs[rung][lane] = truth
      if truth == 1 { height += 1 }
    }
    return y >= 0 && y <= limit ? height : Self.apart
  }
}
