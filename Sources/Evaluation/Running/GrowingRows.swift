// The rows of a stream: they come at the end, now and then late, and leave at the beginning.

/// Rows in time order that a stream appends to and forgets; positions count from the first there
/// ever was.
///
/// A value behind one pointer, no larger than a line of cache: the rows of many tracks are written
/// and read at every tick, and asking each object whether somebody else is changing it would cost
/// more than reading them.
struct GrowingRows {
  private var all = RowColumns()
  /// The rows whose value is a number, once there has been one that is not.
  private var numbers: UnsafeMutablePointer<RowColumns>?
  private(set) var firstTime = Int64.max
  private(set) var version: Int32 = 0

  /// Where a track's rows lie: one line of memory for each.
  static func allocate() -> UnsafeMutablePointer<GrowingRows> {
    let line = 64
    let place = UnsafeMutableRawPointer.allocate(
      byteCount: max(line, MemoryLayout<GrowingRows>.stride), alignment: line)
    return place.initializeMemory(as: GrowingRows.self, to: GrowingRows())
  }

  func deallocate() {
    all.deallocate()
    numbers?.pointee.deallocate()
    numbers?.deallocate()
  }

  var isAllNumbers: Bool { numbers == nil }

  var rows: TrackRows { all.rows }

  var samples: TrackRows { numbers?.pointee.rows ?? all.rows }

  /// Adds a row. Of two rows of one time the later one counts, unless they are events, which all
  /// count.
  @inline(__always)
  mutating func append(_ time: Int64, _ value: Double, isEvent: Bool) {
    let last = all.lastTime
    guard time > last || (isEvent && time == last) else {
      return insert(time, value, isEvent: isEvent)
    }
    all.append(time, value)
    if time < firstTime { firstTime = time }
    if numbers != nil || !value.isFinite { appendNumber(time, value) }
  }

  private mutating func appendNumber(_ time: Int64, _ value: Double) {
    if numbers == nil { setNumbersApart() }
    if value.isFinite { numbers?.pointee.append(time, value) }
  }

  private mutating func setNumbersApart() {
    if numbers == nil { numbers = .allocate(capacity: 1) } else { numbers?.pointee.deallocate() }
    numbers?.initialize(to: all.numbers())
  }

  /// A late row: what stood at its place moves, so every reader must find its place anew.
  private mutating func insert(_ time: Int64, _ value: Double, isEvent: Bool) {
    let place = rows.position(after: time)
    firstTime = min(firstTime, time)
    // Older than anything a window can still reach.
    if place == all.first, all.first > 0 { return }
    version &+= 1
    if !isEvent, place > all.first, rows.times[place - 1] == time {
      all.replace(place - 1, by: value)
    } else {
      all.insert(time, value, at: place)
    }
    if numbers != nil || !value.isFinite { setNumbersApart() }
  }

  /// Forgets all but the last of the rows at or before a horizon.
  mutating func forget(before horizon: Int64) {
    all.forget(before: rows.position(after: horizon) - 1)
    if let numbers {
      numbers.pointee.forget(before: numbers.pointee.rows.position(after: horizon) - 1)
    }
    // One, for that some have been forgotten is what a first position of zero denies.
    if all.first > Self.farthest { renumber(from: 1) }
  }

  /// Registers keep positions in four bytes: far below what these hold they begin anew.
  private static let farthest = 1 << 30

  /// Counts the rows kept from another position on, so that every reader must find its place anew.
  mutating func renumber(from position: Int) {
    version &+= 1
    all.renumber(from: position)
    numbers?.pointee.renumber(from: position)
  }
}

/// Two columns that grow at their end and forget their beginning together.
private struct RowColumns {
  /// Positions index both as they are, whatever has been forgotten.
  private(set) var times: UnsafeMutablePointer<Int64>
  private(set) var values: UnsafeMutablePointer<Double>
  private(set) var first = 0
  private(set) var end = 0
  /// The first position there is no room for.
  private var limit = 64

  init() {
    times = .allocate(capacity: limit)
    values = .allocate(capacity: limit)
  }

  func deallocate() {
    (times + first).deallocate()
    (values + first).deallocate()
  }

  var rows: TrackRows {
    TrackRows(times: UnsafePointer(times), values: UnsafePointer(values), first: first, end: end)
  }

  var lastTime: Int64 { end > first ? times[end &- 1] : .min }

  @inline(__always)
  mutating func append(_ time: Int64, _ value: Double) {
    if end == limit { grow() }
    times[end] = time
    values[end] = value
    end &+= 1
  }

  func replace(_ position: Int, by value: Double) { values[position] = value }

  /// Puts a row before a position; those from there on move up.
  mutating func insert(_ time: Int64, _ value: Double, at position: Int) {
    if end == limit { grow() }
    let moved = end - position
    (times + position + 1).update(from: times + position, count: moved)
    (values + position + 1).update(from: values + position, count: moved)
    times[position] = time
    values[position] = value
    end += 1
  }

  /// The rows whose value is a number; they keep their positions as far as all are.
  func numbers() -> RowColumns {
    var numbers = RowColumns()
    numbers.renumber(from: first)
    for position in first..<end where values[position].isFinite {
      numbers.append(times[position], values[position])
    }
    return numbers
  }

  /// Counts the rows from another position on.
  mutating func renumber(from position: Int) {
    let distance = position - first
    times -= distance
    values -= distance
    (first, end, limit) = (position, end + distance, limit + distance)
  }

  /// Forgets what lies before a position, once that is at least half of what is kept.
  mutating func forget(before position: Int) {
    let gone = min(position, end) - first
    guard gone > 0, gone * 2 >= end - first else { return }
    (times + first).update(from: times + first + gone, count: end - first - gone)
    (values + first).update(from: values + first + gone, count: end - first - gone)
    times -= gone
    values -= gone
    first += gone
    limit += gone
  }

  @inline(never)
  private mutating func grow() {
    let capacity = (limit - first) * 2
    let larger = (
      UnsafeMutablePointer<Int64>.allocate(capacity: capacity),
      UnsafeMutablePointer<Double>.allocate(capacity: capacity)
    )
    larger.0.moveInitialize(from: times + first, count: end - first)
    larger.1.moveInitialize(from: values + first, count: end - first)
    deallocate()
    (times, values) = (larger.0 - first, larger.1 - first)
    limit = first + capacity
  }
}
