// Windowed aggregates without subtraction: a stack of suffixes before a pane border and one
// running aggregate after it.

/// Something that samples add up to, in time order.
protocol Aggregate {
  static var empty: Self { get }
  /// Joins with the aggregate of later samples.
  mutating func join(_ later: Self)
  /// The same where neither is empty: without a branch.
  mutating func joinKnown(_ later: Self)
}

extension Aggregate {
  @inline(__always)
  mutating func joinKnown(_ later: Self) { join(later) }
}

/// What of a column a window holds at one tick.
struct FrameSpan {
  let lower: Int
  let upper: Int
  /// The newest event time that may be in the window.
  let newest: Int64
  /// The window is (newest − reach, newest].
  let reach: Int64
}

/// The aggregate of a sliding window in O(1) amortised.
///
/// Panes begin at absolute multiples of the width, so the result depends on the samples of the
/// last two widths only and never on where the run began or how its ticks were batched. Positions
/// before the border are summed backwards into suffixes, those after it forwards.
struct PaneStack<Sum: Aggregate> {
  /// Pairs: element i spans samples i − 1 and i, and the first sample has none.
  private let isPairwise: Bool
  private var suffixes: UnsafeMutablePointer<Sum>
  private var capacity = 16
  /// The position of `suffixes[0]`.
  private var floor = 0
  /// The first position after the border.
  private var middle = 0
  private var border = Int64.min
  /// The first newest time at which the border moves.
  private var turning = Int64.min
  private var running = Sum.empty
  private var upper = 0

  init(isPairwise: Bool = false) {
    self.isPairwise = isPairwise
    suffixes = .allocate(capacity: capacity)
  }

  func deallocate() { suffixes.deallocate() }

  /// Forgets every sample: the next window is summed anew.
  mutating func reset() {
    floor = 0
    middle = 0
    turning = .min
  }

  /// True where the border stays where it was for the window asked for last.
  @inline(__always)
  func stays(_ span: FrameSpan) -> Bool { span.newest < turning }

  /// The aggregate of a window at or after the one asked for last.
  ///
  /// An element is made from its position and the border of its pane, near which all times lie.
  @inline(__always)
  mutating func total(
    _ span: FrameSpan, _ times: UnsafePointer<Int64>, _ element: (Int, Int64) -> Sum
  ) -> Sum {
    if span.newest >= turning { turn(span, times, element) }
    while upper < span.upper {
      running.join(element(upper, border))
      upper += 1
    }
    if isPairwise { return pairs(span, element) }
    guard span.lower < middle else { return running }
    var sum = suffixes[span.lower - floor]
    sum.join(running)
    return sum
  }

  @inline(__always)
  private func pairs(_ span: FrameSpan, _ element: (Int, Int64) -> Sum) -> Sum {
    let first = span.lower + 1
    var sum = first < middle ? suffixes[first - floor] : Sum.empty
    if span.lower < middle, middle < span.upper { sum.join(element(middle, border)) }
    sum.join(running)
    return sum
  }

  /// Moves the border to the last multiple of the width.
  @inline(never)
  private mutating func turn(
    _ span: FrameSpan, _ times: UnsafePointer<Int64>, _ element: (Int, Int64) -> Sum
  ) {
    let width = max(1, span.reach)
    let rest = span.newest % width
    border = span.newest &- (rest < 0 ? rest &+ width : rest)
    turning = border &+ width
    middle = max(middle, span.lower)
    middle = firstPosition(in: times, middle..<max(middle, span.upper))
    floor = isPairwise ? span.lower + 1 : span.lower
    reserve(middle - floor)
    var sum = Sum.empty
    for place in stride(from: middle &- floor &- 1, through: 0, by: -1) {
      var joined = element(floor &+ place, border)
      joined.join(sum)
      sum = joined
      (suffixes + place).initialize(to: sum)
    }
    running = .empty
    upper = isPairwise ? middle + 1 : middle
  }

  /// The first of these positions that lies after the border.
  private func firstPosition(in times: UnsafePointer<Int64>, _ range: Range<Int>) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low &+ high) / 2
      if times[middle] <= border { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// How many of the ticks from a window on, in distances of `step`, come before the border moves.
  @inline(__always)
  mutating func ticksOfPane(
    _ span: FrameSpan, step: Int64, _ times: UnsafePointer<Int64>,
    _ element: (Int, Int64) -> Sum
  ) -> Int {
    if span.newest >= turning { turn(span, times, element) }
    return ticks(from: span.newest, until: turning, step)
  }

  /// How many windows go together: more room than this would be asked for anew every time.
  static var most: Int { min(FrameCell.block, 1_024 / MemoryLayout<Sum>.stride) }

  /// The aggregates of windows that lose and gain one sample at every tick, none empty, all before
  /// the border moves: what `total` gives for each, their sums side by side.
  ///
  /// `first` is the first of at most `most` windows; `hand` takes a place and its aggregate.
  @inline(__always)
  mutating func slide(
    from first: (lower: Int, upper: Int), count: Int, _ element: (Int, Int64) -> Sum,
    _ hand: (Int, Sum) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Sum.self, capacity: Self.most) { sums in
      guard let sums = sums.baseAddress else { return }
      var sum = running
      for position in upper..<max(upper, first.upper) { sum.join(element(position, border)) }
      sums.initialize(to: sum)
      for k in 1..<max(1, count) {
        sum.join(element(first.upper &+ k &- 1, border))
        (sums + k).initialize(to: sum)
      }
      running = sum
      upper = max(upper, first.upper &+ count &- 1)
      // As long as no sample lies after the border the running aggregate is empty.
      var begin = first.upper == middle ? 1 : 0
      let own = min(count, max(0, middle &- first.lower))
      let before = suffixes + (first.lower &- floor)
      begin = min(begin, own)
      for k in 0..<begin {
        var sum = before[k]
        sum.join(sums[k])
        hand(k, sum)
      }
      for k in begin..<own {
        var sum = before[k]
        sum.joinKnown(sums[k])
        hand(k, sum)
      }
      for k in own..<count { hand(k, sums[k]) }
    }
  }

  private mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    suffixes.deallocate()
    capacity = max(count, capacity * 2)
    suffixes = .allocate(capacity: capacity)
  }
}
