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
  }
}

/// Two columns that grow at their end and forget their beginning together.
private struct RowColumns {
  private var times: UnsafeMutablePointer<Int64>
  private var values: UnsafeMutablePointer<Double>
  private(set) var first = 0
  private(set) var end = 0
  private var capacity: Int32 = 64

  init() {
    times = .allocate(capacity: Int(capacity))
    values = .allocate(capacity: Int(capacity))
  }

  func deallocate() {
    times.deallocate()
    values.deallocate()
  }

  var rows: TrackRows {
    TrackRows(
      times: times.advanced(by: 0 &- first), values: values.advanced(by: 0 &- first),
      first: first, end: end)
  }

  var lastTime: Int64 { end > first ? times[end &- first &- 1] : .min }

  @inline(__always)
  mutating func append(_ time: Int64, _ value: Double) {
    let place = end &- first
    if place == Int(capacity) { grow() }
    times[place] = time
    values[place] = value
    end &+= 1
  }

  func replace(_ position: Int, by value: Double) { values[position - first] = value }

  /// Puts a row before a position; those from there on move up.
  mutating func insert(_ time: Int64, _ value: Double, at position: Int) {
    if end - first == Int(capacity) { grow() }
    let place = position - first
    let moved = end - position
    (times + place + 1).update(from: times + place, count: moved)
    (values + place + 1).update(from: values + place, count: moved)
    times[place] = time
    values[place] = value
    end += 1
  }

  /// The rows whose value is a number; they keep their positions as far as all are.
  func numbers() -> RowColumns {
    var numbers = RowColumns()
    (numbers.first, numbers.end) = (first, first)
    for place in 0..<end - first where values[place].isFinite {
      numbers.append(times[place], values[place])
    }
    return numbers
  }

  /// Forgets what lies before a position, once that is at least half of what is kept.
  mutating func forget(before position: Int) {
    let gone = min(position, end) - first
    guard gone > 0, gone * 2 >= end - first else { return }
    times.update(from: times + gone, count: end - first - gone)
    values.update(from: values + gone, count: end - first - gone)
    first += gone
  }

  @inline(never)
  private mutating func grow() {
    let larger = (
      UnsafeMutablePointer<Int64>.allocate(capacity: Int(capacity) * 2),
      UnsafeMutablePointer<Double>.allocate(capacity: Int(capacity) * 2)
    )
    larger.0.moveInitialize(from: times, count: end - first)
    larger.1.moveInitialize(from: values, count: end - first)
    deallocate()
    (times, values) = larger
    capacity *= 2
  }
}
