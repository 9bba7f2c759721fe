// Sums of a sliding window without subtraction, cut at a moment that only the window decides.

/// What lies in (above, newest].
struct KeySpan {
  let above: Int64
  let newest: Int64

  /// The key that is a multiple of the highest power of two.
  var roundest: Int64 {
    let bit = 63 - UInt64(bitPattern: above ^ newest).leadingZeroBitCount
    return newest & (Int64(-1) << Int64(bit))
  }
}

/// The sum of what lies in a sliding window, in O(1) amortised.
///
/// The window is cut at its roundest moment: the one whose binary form ends in the most zeros.
/// What lies before it is summed backwards into suffixes, what lies after it forwards. Each sample
/// is summed about three times, and the result depends on the window alone, to the last bit:
/// nothing is subtracted, and no cut remembers where a run began.
struct SettledStack<Sum: WindowSummary> {
  /// Sums of the last one, two, … elements before the cut.
  private var suffixes: [Sum] = []
  private var cut = Int64.min
  /// The position of the first element after the cut.
  private var middle = 0
  private var running = Sum()
  private var upper = 0

  /// The sum of the elements `range`, whose keys, ascending, lie in a span.
  ///
  /// Both bounds must follow from the window and from time, and must not go back. `find` gives the
  /// position of the first element whose key is after the one it is given.
  @inline(__always)
  mutating func total(
    _ range: Range<Int>, keys: KeySpan, find: (Int64) -> Int, _ element: (Int) -> Sum
  ) -> Sum {
    guard !range.isEmpty else { return Sum() }
    guard keys.above < keys.newest else { return plain(range, element) }
    let roundest = keys.roundest
    if roundest != cut || middle < range.lowerBound {
      cut = roundest
      middle = min(range.upperBound, max(range.lowerBound, find(roundest)))
      rebuild(from: range.lowerBound, element)
    }
    while upper < range.upperBound {
      running.merge(element(upper))
      upper += 1
    }
    guard range.lowerBound < middle else { return running }
    var sum = suffixes[middle - 1 - range.lowerBound]
    sum.merge(running)
    return sum
  }

  private func plain(_ range: Range<Int>, _ element: (Int) -> Sum) -> Sum {
    var sum = Sum()
    for position in range { sum.merge(element(position)) }
    return sum
  }

  private mutating func rebuild(from lower: Int, _ element: (Int) -> Sum) {
    suffixes.removeAll(keepingCapacity: true)
    var sum = Sum()
    var position = middle - 1
    while position >= lower {
      var longer = element(position)
      longer.merge(sum)
      sum = longer
      suffixes.append(sum)
      position -= 1
    }
    running = Sum()
    upper = middle
  }
}

extension SettledStack {
  /// The sum of the samples of a window after `above`, in (above, newest].
  @inline(__always)
  mutating func total(
    of x: MetricSamples, above: Int64, newest: Int64, _ element: (Int) -> Sum
  ) -> Sum {
    let lower = max(x.first, above < x.times.first ?? .max ? x.first : x.position(after: above))
    let upper = newest >= x.times.last ?? .min ? x.end : x.position(after: newest)
    return total(
      lower..<max(lower, upper), keys: KeySpan(above: above, newest: newest),
      find: { x.position(after: $0) }, element)
  }
}
