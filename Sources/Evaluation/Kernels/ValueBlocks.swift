// The samples of a long window in blocks: ordered between blocks, not inside them.

/// Values with their positions in a few blocks of at most 64; every value of a block is below
/// every value of the next, of equal values the one of the earlier position.
///
/// A value enters and leaves by one search over the bounds of the blocks. Those of a month of
/// minutes are a thousand, which stay in a core's first cache.
struct ValueBlocks {
  private static let width = 64
  /// A block this thin joins its neighbour.
  private static let thin = 16
  /// The most values two blocks may have to be joined.
  private static let joined = 48

  /// Values and positions of every block, `width` for each.
  private var values: UnsafeMutablePointer<Double>
  private var positions: UnsafeMutablePointer<Int32>
  /// By rank: where a block begins, in value and position, where it is kept, how much it holds.
  private var bounds: UnsafeMutablePointer<Double>
  private var firsts: UnsafeMutablePointer<Int32>
  private var places: UnsafeMutablePointer<Int32>
  private var counts: UnsafeMutablePointer<Int32>
  /// Places nobody uses, a stack.
  private var free: UnsafeMutablePointer<Int32>
  private var freeCount = 0
  private var count = 0
  private var capacity = 0

  init() {
    values = .allocate(capacity: 1)
    positions = .allocate(capacity: 1)
    bounds = .allocate(capacity: 1)
    firsts = .allocate(capacity: 1)
    places = .allocate(capacity: 1)
    counts = .allocate(capacity: 1)
    free = .allocate(capacity: 1)
  }

  func deallocate() {
    values.deallocate()
    positions.deallocate()
    bounds.deallocate()
    firsts.deallocate()
    places.deallocate()
    counts.deallocate()
    free.deallocate()
  }

  /// Empties it: one block without a value.
  mutating func clear() {
    if capacity == 0 { grow() }
    freeCount = capacity
    for place in 0..<capacity { free[place] = Int32(truncatingIfNeeded: capacity - 1 - place) }
    count = 0
    open(0, bound: -.infinity, first: .min)
  }

  // MARK: entering and leaving

  mutating func insert(_ x: Double, _ position: Int) {
    let position = Int32(truncatingIfNeeded: position)
    var block = block(of: x, position)
    if counts[block] == Self.width {
      split(block)
      if precedes(bounds[block + 1], firsts[block + 1], x, position) { block += 1 }
    }
    append(x, position, to: block)
  }

  mutating func remove(_ x: Double, _ position: Int) {
    let position = Int32(truncatingIfNeeded: position)
    let block = block(of: x, position)
    let start = Int(places[block]) * Self.width
    let held = Int(counts[block])
    // A sum and no early exit, so that several positions are compared at once.
    var found: Int32 = 0
    for i in 0..<held {
      found &+= positions[start + i] == position ? Int32(truncatingIfNeeded: i + 1) : 0
    }
    guard found > 0 else { return }
    values[start + Int(found) - 1] = values[start + held - 1]
    positions[start + Int(found) - 1] = positions[start + held - 1]
    counts[block] = Int32(truncatingIfNeeded: held - 1)
    if held <= Self.thin { thin(block) }
  }

  @inline(__always)
  private func append(_ x: Double, _ position: Int32, to block: Int) {
    let end = Int(places[block]) * Self.width + Int(counts[block])
    values[end] = x
    positions[end] = position
    counts[block] += 1
  }

  // MARK: questions

  /// The least value above `x`, or infinity.
  func least(above x: Double) -> Double {
    var block = block(of: x, .max)
    while block < count {
      let found = leastValue(start(block), Int(counts[block]), above: x)
      if found < .infinity { return found }
      block += 1
    }
    return .infinity
  }

  /// The greatest value below `x`, or minus infinity.
  func greatest(below x: Double) -> Double {
    var block = block(of: x, .min)
    while block >= 0 {
      let found = greatestValue(start(block), Int(counts[block]), below: x)
      if found > -.infinity { return found }
      block -= 1
    }
    return -.infinity
  }

  /// How many values equal `x`: blocks between the first and the last hold nothing else.
  func copies(of x: Double) -> Int {
    let first = block(of: x, .min)
    let last = block(of: x, .max)
    var found = copyCount(start(first), Int(counts[first]), of: x)
    guard last > first else { return found }
    for block in (first + 1)..<last { found += Int(counts[block]) }
    return found + copyCount(start(last), Int(counts[last]), of: x)
  }

  /// The value that has so many below it in order.
  func value(atRank rank: Int) -> Double {
    var rest = rank
    for block in 0..<count {
      let held = Int(counts[block])
      if rest < held {
        let sorted = UnsafeBufferPointer(start: start(block), count: held).sorted()
        return sorted[rest]
      }
      rest -= held
    }
    return .nan
  }

  private func start(_ block: Int) -> UnsafePointer<Double> {
    UnsafePointer(values + Int(places[block]) * Self.width)
  }

  /// The last block that begins at or before a value; no branch depends on the values.
  @inline(__always)
  private func block(of x: Double, _ position: Int32) -> Int {
    var base = 0
    var length = count
    while length > 1 {
      let half = length >> 1
      let middle = base + half
      base = precedes(bounds[middle], firsts[middle], x, position) ? middle : base
      length -= half
    }
    return base
  }

  @inline(__always)
  private func precedes(_ a: Double, _ first: Int32, _ b: Double, _ position: Int32) -> Bool {
    let isBelow: UInt8 = a < b ? 1 : 0
    let isEqual: UInt8 = a == b ? 1 : 0
    let isEarlier: UInt8 = first <= position ? 1 : 0
    return isBelow | (isEqual & isEarlier) != 0
  }

  // MARK: blocks

  /// Divides a full block near its middle.
  private mutating func split(_ block: Int) {
    let from = Int(places[block]) * Self.width
    let middle = middle(of: from)
    let (bound, first) = (values[middle], positions[middle])
    open(block + 1, bound: bound, first: first)
    let start = Int(places[block]) * Self.width
    var kept = 0
    for i in 0..<Int(counts[block]) {
      let (x, position) = (values[start + i], positions[start + i])
      if precedes(bound, first, x, position) {
        append(x, position, to: block + 1)
      } else {
        values[start + kept] = x
        positions[start + kept] = position
        kept += 1
      }
    }
    counts[block] = Int32(truncatingIfNeeded: kept)
  }

  /// A value of a full block that is near the middle of its order: the middle of nine of them.
  private func middle(of start: Int) -> Int {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 9) { chosen in
      for i in 0..<9 {
        let candidate = start + i * 7
        var at = i
        while at > 0, !precedes(
          values[chosen[at - 1]], positions[chosen[at - 1]],
          values[candidate], positions[candidate])
        {
          chosen[at] = chosen[at - 1]
          at -= 1
        }
        chosen[at] = candidate
      }
      return chosen[4]
    }
  }

  /// Joins a block that has few values left with its neighbour, where both fit well into one.
  private mutating func thin(_ block: Int) {
    if block + 1 < count, counts[block] + counts[block + 1] <= Self.joined {
      join(block)
    } else if block > 0, counts[block - 1] + counts[block] <= Self.joined {
      join(block - 1)
    }
  }

  /// Moves the values of the next block into this one.
  private mutating func join(_ block: Int) {
    let start = Int(places[block + 1]) * Self.width
    for i in 0..<Int(counts[block + 1]) {
      append(values[start + i], positions[start + i], to: block)
    }
    free[freeCount] = places[block + 1]
    freeCount += 1
    let after = count - block - 2
    (bounds + block + 1).update(from: bounds + block + 2, count: after)
    (firsts + block + 1).update(from: firsts + block + 2, count: after)
    (places + block + 1).update(from: places + block + 2, count: after)
    (counts + block + 1).update(from: counts + block + 2, count: after)
    count -= 1
  }

  /// Makes an empty block at a rank.
  private mutating func open(_ rank: Int, bound: Double, first: Int32) {
    if freeCount == 0 { grow() }
    freeCount -= 1
    let place = free[freeCount]
    let after = count - rank
    (bounds + rank + 1).update(from: bounds + rank, count: after)
    (firsts + rank + 1).update(from: firsts + rank, count: after)
    (places + rank + 1).update(from: places + rank, count: after)
    (counts + rank + 1).update(from: counts + rank, count: after)
    bounds[rank] = bound
    firsts[rank] = first
    places[rank] = place
    counts[rank] = 0
    count += 1
  }

  private mutating func grow() {
    let wider = max(16, capacity * 2)
    values = self.wider(values, capacity * Self.width, wider * Self.width)
    positions = self.wider(positions, capacity * Self.width, wider * Self.width)
    // One more than there can be blocks: a rank beyond the last moves nothing.
    bounds = self.wider(bounds, count, wider + 1)
    firsts = self.wider(firsts, count, wider + 1)
    places = self.wider(places, count, wider + 1)
    counts = self.wider(counts, count, wider + 1)
    free = self.wider(free, freeCount, wider)
    for place in (capacity..<wider).reversed() {
      free[freeCount] = Int32(truncatingIfNeeded: place)
      freeCount += 1
    }
    capacity = wider
  }

  /// The same memory with more room.
  private func wider<T: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<T>, _ used: Int, _ room: Int
  ) -> UnsafeMutablePointer<T> {
    let fresh = UnsafeMutablePointer<T>.allocate(capacity: room)
    fresh.update(from: old, count: used)
    old.deallocate()
    return fresh
  }
}
