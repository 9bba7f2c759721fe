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

/// Windows that move evenly in one pane, each of a suffix and a running aggregate.
struct EvenSums<Sum: Aggregate> {
  let before: UnsafeMutablePointer<Sum>
  let after: UnsafeMutablePointer<Sum>
  /// How many windows have samples before the border.
  let own: Int
  /// The first window that has samples after it: zero or one.
  let begin: Int

  /// The aggregate of a window that has none after the border.
  @inline(__always)
  var first: Sum {
    var sum = before[0]
    sum.join(.empty)
    return sum
  }

  /// The aggregate of a window that has some on either side.
  @inline(__always)
  func joined(_ k: Int) -> Sum {
    var sum = before[k]
    sum.joinKnown(after[k])
    return sum
  }
}

/// The aggregate of a sliding window in O(1) amortised.
///
/// Panes begin at absolute multiples of the width, so the result depends on the samples of the
/// last two widths only and never on where the run began or how its ticks were batched. Positions
/// before the border are summed backwards into suffixes, those after it forwards.
struct PaneStack<Sum: Aggregate> {
  // What every tick touches comes first.
  private var suffixes: UnsafeMutablePointer<Sum>
  /// The first newest time at which the border moves.
  private var turning = Int64.min
  /// The position of `suffixes[0]`.
  @Narrow private var floor = 0
  /// The first position after the border.
  @Narrow private var middle = 0
  /// The position after those in `running`.
  @Narrow private var upper = 0
  /// Pairs: element i spans samples i − 1 and i, and the first sample has none.
  private let isPairwise: Bool
  private var running = Sum.empty
  private var border = Int64.min
  private var capacity = 16
  /// Running aggregates of some stretch after the border, for windows that are asked for together:
  /// `ahead[i]` spans the samples from the border through position `aheadFirst + i`.
  private var ahead: UnsafeMutablePointer<Sum>?
  private var aheadCapacity = 0
  private var aheadFirst = 0
  private var aheadEnd = 0

  /// Panes of more samples than this are not summed beforehand.
  private static var longestPane: Int { 4096 }

  init(isPairwise: Bool = false) {
    self.isPairwise = isPairwise
    suffixes = .allocate(capacity: capacity)
  }

  func deallocate() {
    suffixes.deallocate()
    ahead?.deallocate()
  }

  /// Forgets every sample: the next window is summed anew.
  mutating func reset() {
    floor = 0
    middle = 0
    turning = .min
    aheadEnd = 0
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

  /// Moves the border to the last multiple of the width; where it is known how many samples there
  /// are, those of the pane that begins are summed as well, which waits for nothing.
  @inline(never)
  private mutating func turn(
    _ span: FrameSpan, _ times: UnsafePointer<Int64>, ofAll end: Int? = nil,
    _ element: (Int, Int64) -> Sum
  ) {
    let width = max(1, span.reach)
    let rest = span.newest % width
    border = span.newest &- (rest < 0 ? rest &+ width : rest)
    turning = border &+ width
    middle = max(middle, span.lower)
    let usual = max(0, aheadEnd &- aheadFirst)
    middle = firstPosition(
      in: times, middle..<max(middle, span.upper), after: border, near: span.upper)
    floor = isPairwise ? span.lower + 1 : span.lower
    let back = max(0, middle &- floor)
    reserve(back)
    let forth = samplesAhead(times, end ?? middle, usual)
    let ahead = forth > 0 ? reserveAhead(forth) : suffixes
    (aheadFirst, aheadEnd) = (middle, middle &+ forth)
    let (suffixes, border) = (suffixes, border)
    // Backwards from the border and forwards from it: neither waits for the other.
    var (suffix, prefix) = (Sum.empty, Sum.empty)
    for k in 0..<max(back, forth) {
      if k < back {
        var joined = element(middle &- 1 &- k, border)
        joined.join(suffix)
        suffix = joined
        (suffixes + (back &- 1 &- k)).initialize(to: suffix)
      }
      if k < forth {
        prefix.join(element(middle &+ k, border))
        (ahead + k).initialize(to: prefix)
      }
    }
    running = .empty
    upper = isPairwise ? middle + 1 : middle
  }

  /// How many samples the pane that begins has, none where it is too long for being summed ahead;
  /// `usual` is how many the last one had.
  private func samplesAhead(
    _ times: UnsafePointer<Int64>, _ end: Int, _ usual: Int
  ) -> Int {
    let limit = min(end, middle &+ Self.longestPane &+ 1)
    let last = firstPosition(
      in: times, middle..<max(middle, limit), after: turning &- 1, near: middle &+ usual)
    return last &- middle > Self.longestPane ? 0 : last &- middle
  }

  /// The first of these positions that lies after a moment, looked for from where it is expected.
  private func firstPosition(
    in times: UnsafePointer<Int64>, _ range: Range<Int>, after moment: Int64, near place: Int
  ) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    let near = min(max(place, low), high)
    var reach = 1
    if near < high, times[near] <= moment {
      low = near &+ 1
      while high &- low > reach, times[low &+ reach] <= moment {
        low &+= reach &+ 1
        reach &*= 2
      }
      high = min(high, low &+ reach)
    } else {
      high = near
      while high &- low > reach, times[high &- reach] > moment {
        high &-= reach
        reach &*= 2
      }
      low = max(low, high &- reach)
    }
    while low < high {
      let middle = (low &+ high) / 2
      if times[middle] <= moment { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// How many of the ticks from a window on, in distances of `step`, come before the border moves.
  @inline(__always)
  mutating func ticksOfPane(
    _ span: FrameSpan, step: Int64, _ samples: FrameSamples, _ element: (Int, Int64) -> Sum
  ) -> Int {
    if span.newest >= turning { turn(span, samples.times, ofAll: samples.end, element) }
    return ticks(from: span.newest, until: turning, step)
  }

  /// The parts of windows that each lose and gain one sample, none empty, all before the border
  /// moves; `first` is the first of at most a block of them.
  @inline(__always)
  mutating func slide(
    from first: (lower: Int, upper: Int), count: Int, _ element: (Int, Int64) -> Sum
  ) -> EvenSums<Sum> {
    let last = first.upper &+ count &- 1
    if aheadFirst > max(middle, first.upper &- 1) || aheadEnd < last {
      sumAhead(from: first.upper, to: last, element)
    }
    let sums = (ahead ?? suffixes) + (first.upper &- 1 &- aheadFirst)
    if last > middle { running = sums[count &- 1] }
    upper = max(upper, last)
    return EvenSums(
      before: suffixes + (first.lower &- floor), after: sums,
      own: min(count, max(0, middle &- first.lower)), begin: first.upper == middle ? 1 : 0)
  }

  /// Sums what lies after the border from the windows' first end to their last.
  @inline(__always)
  private mutating func sumAhead(from first: Int, to last: Int, _ element: (Int, Int64) -> Sum) {
    let ahead = reserveAhead(last &- first &+ 1)
    var sum = running
    for position in upper..<max(upper, first) { sum.join(element(position, border)) }
    (aheadFirst, aheadEnd) = (max(middle, first &- 1), last)
    if first > middle { ahead.initialize(to: sum) }
    for position in first..<last {
      sum.join(element(position, border))
      (ahead + (position &- aheadFirst)).initialize(to: sum)
    }
  }

  private mutating func reserve(_ count: Int) {
    guard count > capacity else { return }
    suffixes.deallocate()
    capacity = max(count, capacity * 2)
    suffixes = .allocate(capacity: capacity)
  }

  private mutating func reserveAhead(_ count: Int) -> UnsafeMutablePointer<Sum> {
    if let ahead, count <= aheadCapacity { return ahead }
    ahead?.deallocate()
    aheadCapacity = max(count, aheadCapacity * 2)
    let fresh = UnsafeMutablePointer<Sum>.allocate(capacity: aheadCapacity)
    ahead = fresh
    return fresh
  }
}
