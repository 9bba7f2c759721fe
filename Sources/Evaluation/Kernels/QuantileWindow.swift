// The quantile of a short sliding window: the rank it asks for is followed, not the whole order.

/// A quantile (type 7) of the samples of a moving window that are not many.
///
/// What is kept is one value of the window, how many samples lie below it and how many equal it.
/// A sample that comes or goes changes those counts by a comparison; only where the rank asked for
/// leaves the value is its neighbour looked for, in one pass over the samples.
struct QuantileWindow: AnsweredWindow {
  @Narrow private(set) var lower = 0
  @Narrow private(set) var upper = 0
  private var rank = Rank(0, of: 1)
  /// The value followed, and its neighbour above where that is known.
  private var pivot = 0.0
  @Narrow private var below = 0
  @Narrow private var equal = 0
  private var next = Double.infinity
  private var knowsNext = false
  private(set) var isAnswered = false
  /// The answer for the window asked for last.
  private(set) var answer = Double.nan

  init() {}

  /// Forgets the window: the next one is looked at anew.
  mutating func clear() {
    lower = 0
    upper = 0
    isAnswered = false
  }

  /// The quantile of a window at or after the one asked for last.
  @inline(__always)
  mutating func quantile(
    _ q: Double, _ span: FrameSpan, _ values: UnsafePointer<Double>
  ) -> Double {
    if isAnswered, span.lower == lower, span.upper == upper { return answer }
    return moved(q, span, values)
  }

  private mutating func moved(
    _ q: Double, _ span: FrameSpan, _ values: UnsafePointer<Double>
  ) -> Double {
    let count = span.upper &- span.lower
    guard count > 0 else { return .nan }
    if count != rank.count { rank = Rank(q, of: count) }
    let changes = (span.lower &- lower) &+ (span.upper &- upper)
    if span.lower >= upper || changes &* 8 > count &+ 64 {
      rebuild(span, values)
    } else {
      slide(to: span, values)
    }
    return answered(values)
  }

  /// Follows the rank to where it is now and answers.
  @inline(__always)
  private mutating func answered(_ values: UnsafePointer<Double>) -> Double {
    if rank.low < below || rank.low >= below &+ equal { settle(values) }
    answer = pivot
    if rank.part > 0, rank.low &+ 1 >= below &+ equal {
      if !knowsNext { findNext(values) }
      answer = pivot + rank.part * (next - pivot)
    }
    isAnswered = true
    return answer
  }

  /// Writes the quantiles of windows that each lose and gain one sample; the one asked for last
  /// precedes the first of them.
  mutating func slide(
    from first: (lower: Int, upper: Int), count: Int, _ values: UnsafePointer<Double>,
    to out: UnsafeMutablePointer<Double>
  ) {
    let (leaving, entering) = (values + lower, values + upper)
    var (pivot, shown) = (pivot, settled(answer))
    for k in 0..<count {
      // Below what is followed nothing changes it but the numbers of those below.
      if !(leaving[k] < pivot && entering[k] < pivot) {
        (lower, upper) = (first.lower &+ k &- 1, first.upper &+ k &- 1)
        let span = FrameSpan(
          lower: first.lower &+ k, upper: first.upper &+ k, newest: 0, reach: 0)
        slide(to: span, values)
        shown = settled(answered(values))
        pivot = self.pivot
      }
      out[k] = shown
    }
    (lower, upper) = (first.lower &+ count &- 1, first.upper &+ count &- 1)
  }

  @inline(__always)
  private mutating func slide(to span: FrameSpan, _ values: UnsafePointer<Double>) {
    let pivot = pivot
    var (below, equal, next, knowsNext) = (below, equal, next, knowsNext)
    var position = lower
    while position < span.lower {
      let x = values[position]
      below &-= x < pivot ? 1 : 0
      equal &-= x == pivot ? 1 : 0
      if x == next { knowsNext = false }
      position &+= 1
    }
    position = upper
    while position < span.upper {
      let x = values[position]
      below &+= x < pivot ? 1 : 0
      equal &+= x == pivot ? 1 : 0
      if x > pivot, x < next { next = x }
      position &+= 1
    }
    (self.below, self.equal, self.next, self.knowsNext) = (below, equal, next, knowsNext)
    lower = span.lower
    upper = span.upper
  }

  /// Moves the value followed to the rank asked for, neighbour by neighbour.
  private mutating func settle(_ values: UnsafePointer<Double>) {
    let rank = rank.low
    while rank >= below + equal {
      findNext(values)
      guard next < .infinity else { return }
      below += equal
      pivot = next
      equal = copies(of: pivot, values)
      next = .infinity
      knowsNext = false
    }
    while rank < below {
      let former = greatestValue(values + lower, upper - lower, below: pivot)
      guard former > -.infinity else { return }
      if equal > 0 {
        next = pivot
        knowsNext = true
      }
      pivot = former
      equal = copies(of: pivot, values)
      below -= equal
    }
  }

  private mutating func findNext(_ values: UnsafePointer<Double>) {
    guard !knowsNext else { return }
    next = leastValue(values + lower, upper - lower, above: pivot)
    knowsNext = true
  }

  private func copies(of x: Double, _ values: UnsafePointer<Double>) -> Int {
    copyCount(values + lower, upper - lower, of: x)
  }

  /// Takes a window that has little in common with the last one.
  private mutating func rebuild(_ span: FrameSpan, _ values: UnsafePointer<Double>) {
    lower = span.lower
    upper = span.upper
    let count = upper - lower
    pivot = withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { room in
      var sorted = room
      _ = sorted.initialize(from: UnsafeBufferPointer(start: values + lower, count: count))
      sorted.sort()
      return sorted[rank.low]
    }
    below = 0
    for position in lower..<upper { below += values[position] < pivot ? 1 : 0 }
    equal = copyCount(values + lower, count, of: pivot)
    next = .infinity
    knowsNext = false
  }
}

/// A window that knows its quantile.
protocol AnsweredWindow {
  var lower: Int { get }
  var upper: Int { get }
  /// The answer for the window asked for last.
  var answer: Double { get }
  var isAnswered: Bool { get }
}

extension AnsweredWindow {
  /// The answer for the window asked for last, if it is this one.
  @inline(__always)
  func answer(for window: (lower: Int, upper: Int)) -> Double? {
    isAnswered && lower == window.lower && upper == window.upper ? answer : nil
  }

  /// True of a window that lost and gained one sample since the one asked for last.
  @inline(__always)
  func precedes(_ window: (lower: Int, upper: Int)) -> Bool {
    isAnswered && lower == window.lower &- 1 && upper == window.upper &- 1
  }
}

/// Where a quantile lies among so many values (type 7).
struct Rank {
  /// How many values there are, and the rank at or below it.
  @Narrow private(set) var count: Int
  @Narrow private(set) var low: Int
  /// How far it lies towards the next.
  let part: Double
  /// How many ranks after it are asked for too.
  var wide: Int { part > 0 ? 1 : 0 }

  init(_ q: Double, of count: Int) {
    let rank = q * Double(count - 1)
    let low = min(count - 1, max(0, Int(rank)))
    part = low + 1 < count ? rank - Double(low) : 0
    self.low = low
    self.count = count
  }
}

// MARK: passes over a few values

/// The least value above `x`, or infinity. Four lanes, so that no comparison waits for the last.
func leastValue(_ values: UnsafePointer<Double>, _ count: Int, above x: Double) -> Double {
  var (a, b, c, d) = (Double.infinity, Double.infinity, Double.infinity, Double.infinity)
  var i = 0
  while i &+ 4 <= count {
    let (p, q, r, s) = (values[i], values[i + 1], values[i + 2], values[i + 3])
    a = lesser(p > x ? p : .infinity, than: a)
    b = lesser(q > x ? q : .infinity, than: b)
    c = lesser(r > x ? r : .infinity, than: c)
    d = lesser(s > x ? s : .infinity, than: d)
    i &+= 4
  }
  while i < count {
    a = lesser(values[i] > x ? values[i] : .infinity, than: a)
    i &+= 1
  }
  return lesser(lesser(a, than: b), than: lesser(c, than: d))
}

/// The greatest value below `x`, or minus infinity.
func greatestValue(_ values: UnsafePointer<Double>, _ count: Int, below x: Double) -> Double {
  var (a, b, c, d) = (-Double.infinity, -Double.infinity, -Double.infinity, -Double.infinity)
  var i = 0
  while i &+ 4 <= count {
    let (p, q, r, s) = (values[i], values[i + 1], values[i + 2], values[i + 3])
    a = greater(p < x ? p : -.infinity, than: a)
    b = greater(q < x ? q : -.infinity, than: b)
    c = greater(r < x ? r : -.infinity, than: c)
    d = greater(s < x ? s : -.infinity, than: d)
    i &+= 4
  }
  while i < count {
    a = greater(values[i] < x ? values[i] : -.infinity, than: a)
    i &+= 1
  }
  return greater(greater(a, than: b), than: greater(c, than: d))
}

/// How many values equal `x`. Counted in doubles, as wide as what is compared.
func copyCount(_ values: UnsafePointer<Double>, _ count: Int, of x: Double) -> Int {
  var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
  var i = 0
  while i &+ 4 <= count {
    a += values[i] == x ? 1 : 0
    b += values[i + 1] == x ? 1 : 0
    c += values[i + 2] == x ? 1 : 0
    d += values[i + 3] == x ? 1 : 0
    i &+= 4
  }
  while i < count {
    a += values[i] == x ? 1 : 0
    i &+= 1
  }
  return Int(a + b + c + d)
}

@inline(__always)
private func lesser(_ x: Double, than y: Double) -> Double { x < y ? x : y }

@inline(__always)
private func greater(_ x: Double, than y: Double) -> Double { x > y ? x : y }
