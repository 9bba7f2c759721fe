// The quantile of a long sliding window: the values near its rank are in order, others counted.

/// A quantile (type 7) of the samples of a moving window that are many.
///
/// A few values around the rank asked for are kept in order. A sample that comes or goes among them
/// is put in or taken out; of any other it is only counted whether it lies below. Where the rank
/// leaves what is kept, one pass over the window finds what lies around it now; what is kept grows
/// with the root of the window, so that those passes come the more seldom the longer they take.
struct RankWindow: AnsweredWindow {
  private(set) var lower = 0
  private(set) var upper = 0
  private var rank = Rank(0, of: 1)
  /// The values kept, ascending; every sample below them is no greater than the first, every other
  /// sample no less than the last.
  private var kept: UnsafeMutablePointer<Double>
  private var capacity = 16
  private var count = 0
  /// Room to look for others in.
  private var room: UnsafeMutablePointer<Double>
  private var roomCapacity = 16
  /// How many samples lie below those kept.
  private var below = 0
  /// The answer for the window asked for last.
  private(set) var answer = Double.nan
  private(set) var isAnswered = false

  init() {
    kept = .allocate(capacity: capacity)
    room = .allocate(capacity: roomCapacity)
  }

  func deallocate() {
    kept.deallocate()
    room.deallocate()
  }

  /// Forgets the window: the next one is looked at anew.
  mutating func clear() {
    (lower, upper, count, below) = (0, 0, 0, 0)
    isAnswered = false
  }

  /// The quantile of a window at or after the one asked for last.
  mutating func quantile(
    _ q: Double, _ span: FrameSpan, _ values: UnsafePointer<Double>
  ) -> Double {
    if let answer = answer(for: (span.lower, span.upper)) { return answer }
    let size = span.upper &- span.lower
    guard size > 0 else { return .nan }
    if size != rank.count { rank = Rank(q, of: size) }
    let changes = (span.lower &- lower) &+ (span.upper &- upper)
    if span.lower >= upper || changes > size {
      count = 0
    } else {
      for position in lower..<span.lower { remove(values[position]) }
      for position in upper..<span.upper { insert(values[position]) }
    }
    (lower, upper) = (span.lower, span.upper)
    return found(values)
  }

  /// Writes the quantiles of windows that each lose and gain one sample; the one asked for last
  /// precedes the first of them.
  mutating func slide(
    from first: (lower: Int, upper: Int), count windows: Int, _ values: UnsafePointer<Double>,
    to out: UnsafeMutablePointer<Double>
  ) {
    let (leaving, entering) = (values + lower, values + upper)
    var shown = settled(answer)
    var (least, greatest) = bounds
    for k in 0..<windows {
      let (x, y) = (leaving[k], entering[k])
      // On one side of what is kept both change nothing.
      if !((x < least && y < least) || (x > greatest && y > greatest)) {
        remove(x)
        insert(y)
        (lower, upper) = (first.lower &+ k, first.upper &+ k)
        shown = settled(found(values))
        (least, greatest) = bounds
      }
      out[k] = shown
    }
    (lower, upper) = (first.lower &+ windows &- 1, first.upper &+ windows &- 1)
  }

  /// The least and the greatest of the values kept.
  private var bounds: (Double, Double) {
    count > 0 ? (kept[0], kept[count &- 1]) : (.infinity, -.infinity)
  }

  /// Finds the rank among the values kept, or keeps others.
  @inline(__always)
  private mutating func found(_ values: UnsafePointer<Double>) -> Double {
    var place = rank.low &- below
    if place < 0 || place &+ rank.wide >= count {
      look(values)
      place = rank.low &- below
    }
    let x = kept[place]
    answer = rank.part > 0 ? x + rank.part * (kept[place &+ 1] - x) : x
    isAnswered = true
    return answer
  }

  // MARK: entering and leaving

  @inline(__always)
  private mutating func insert(_ x: Double) {
    if count == capacity { trim() }
    guard count > 0, x >= kept[0] else {
      below &+= 1
      return
    }
    guard x <= kept[count &- 1] else { return }
    let place = firstPlace(notBelow: x)
    (kept + place + 1).update(from: kept + place, count: count &- place)
    kept[place] = x
    count &+= 1
  }

  @inline(__always)
  private mutating func remove(_ x: Double) {
    guard count > 0, x >= kept[0] else {
      below &-= 1
      return
    }
    guard x <= kept[count &- 1] else { return }
    let place = firstPlace(notBelow: x)
    (kept + place).update(from: kept + place + 1, count: count &- place &- 1)
    count &-= 1
  }

  /// The first place of those kept whose value is not below one; no branch depends on the values.
  @inline(__always)
  private func firstPlace(notBelow x: Double) -> Int {
    var (low, length) = (0, count)
    while length > 0 {
      let half = length >> 1
      let isBelow = kept[low &+ half] < x
      low = isBelow ? low &+ half &+ 1 : low
      length = isBelow ? length &- half &- 1 : half
    }
    return low
  }

  /// Gives up the half of the values that lies further from the rank.
  private mutating func trim() {
    let gone = count / 2
    if rank.low &- below > gone {
      kept.update(from: kept + gone, count: count &- gone)
      below &+= gone
    }
    count &-= gone
  }

  // MARK: looking anew

  /// Where the rank left what was kept.
  private enum Drift {
    case none, up, down
  }

  /// How many values are kept of so many samples.
  private static func wanted(of size: Int) -> Int {
    var wanted = 16
    while wanted &* wanted < size &* 4 { wanted &*= 2 }
    return wanted
  }

  /// Finds what lies around the rank.
  @inline(never)
  private mutating func look(_ values: UnsafePointer<Double>) {
    let size = upper &- lower
    let wanted = Self.wanted(of: size)
    let drift: Drift = count == 0 ? .none : rank.low < below ? .down : .up
    var range = size > Self.sample ? guess(values, wanted, drift) : Self.everything
    var (less, found) = gather(values, range)
    while rank.low < less || rank.low &+ rank.wide >= less &+ found {
      let isBelow = rank.low < less
      range = (isBelow ? -.infinity : range.least, isBelow ? range.greatest : .infinity)
      (less, found) = gather(values, range)
    }
    putInOrder(room, found)
    keep(found, after: less, wanted, drift)
  }

  private static let everything = (least: -Double.infinity, greatest: Double.infinity)

  /// Keeps some of the values around the rank, more of them where it drifts to.
  private mutating func keep(_ found: Int, after less: Int, _ wanted: Int, _ drift: Drift) {
    if capacity < wanted * 2 {
      kept.deallocate()
      capacity = wanted * 2
      kept = .allocate(capacity: capacity)
    }
    let lead =
      switch drift {
      case .none: wanted / 2
      case .up: wanted / 4
      case .down: wanted * 3 / 4
      }
    let last = min(found, max(0, rank.low &- less &- lead) &+ wanted)
    let first = max(0, last &- wanted)
    count = last &- first
    kept.update(from: room + first, count: count)
    below = less &+ first
  }

  /// How many samples tell how all of them lie.
  private static let sample = 256

  /// Values between which the rank and enough others most likely lie.
  private mutating func guess(
    _ values: UnsafePointer<Double>, _ wanted: Int, _ drift: Drift
  ) -> (least: Double, greatest: Double) {
    let (size, some) = (upper &- lower, Self.sample)
    makeRoom(some, keeping: 0)
    for k in 0..<some { room[k] = values[lower &+ k &* size / some] }
    putInOrder(room, some)
    let share = 2 + some * wanted / size
    // Of what is kept a quarter stays; the rest is new.
    switch drift {
    case .up:
      var place = 0
      while place < some, room[place] <= kept[count &- 1] { place += 1 }
      place += share
      return (kept[max(0, count &- wanted / 4)], place < some ? room[place] : .infinity)
    case .down:
      var place = some - 1
      while place >= 0, room[place] >= kept[0] { place -= 1 }
      place -= share
      return (place >= 0 ? room[place] : -.infinity, kept[min(count &- 1, wanted / 4)])
    case .none:
      // Two and a half standard errors of a rank told from a sample.
      let slack = share + some / 13
      let place = rank.low * some / size
      return (
        place >= slack ? room[place - slack] : -.infinity,
        place + slack < some ? room[place + slack] : .infinity)
    }
  }

  /// Gathers the samples between bounds; tells how many there are, and how many lie below.
  private mutating func gather(
    _ values: UnsafePointer<Double>, _ range: (least: Double, greatest: Double)
  ) -> (less: Int, found: Int) {
    var (less, found, first) = (0, 0, lower)
    while first < upper {
      let end = min(upper, first &+ Self.sample)
      makeRoom(found &+ Self.sample, keeping: found)
      let room = room
      for position in first..<end {
        let x = values[position]
        room[found] = x
        less &+= x < range.least ? 1 : 0
        found &+= (x >= range.least ? 1 : 0) & (x <= range.greatest ? 1 : 0)
      }
      first = end
    }
    return (less, found)
  }

  private mutating func makeRoom(_ count: Int, keeping held: Int) {
    guard count > roomCapacity else { return }
    let wider = UnsafeMutablePointer<Double>.allocate(capacity: count * 2)
    wider.update(from: room, count: held)
    room.deallocate()
    (room, roomCapacity) = (wider, count * 2)
  }
}

/// Puts values in ascending order where they are (Shell's sort, each gap four ninths of the one
/// before, as Tokuda's); the library's sort asks for memory.
private func putInOrder(_ values: UnsafeMutablePointer<Double>, _ count: Int) {
  var gap = 1
  while gap < count / 2 { gap = gap &* 9 / 4 &+ 1 }
  while gap > 0 {
    for place in gap..<max(gap, count) {
      let x = values[place]
      var hole = place
      while hole >= gap, values[hole &- gap] > x {
        values[hole] = values[hole &- gap]
        hole &-= gap
      }
      values[hole] = x
    }
    gap = gap &* 4 / 9
  }
}
