// Where something begins to hold, found by halving.

extension Range<Int> {
  /// The first place at which a test holds, or the upper bound; it must hold at all later ones too.
  @inline(__always)
  func firstPlace(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
