// The rows of a stream: they come at the end, now and then late, and leave at the beginning.

/// Rows in time order that a stream appends to and forgets.
///
/// A value behind one pointer: the rows of many tracks are read at every tick, and asking each
/// object whether somebody else is changing it would cost more than reading them.
struct GrowingRows {
  private var times = History<Int64>(capacity: 64)
  private var values = History<Double>(capacity: 64)
  /// The rows whose value is a number, once there has been one that is not.
  private var numbers: (times: History<Int64>, values: History<Double>)?
  private(set) var firstTime = Int64.max
  private(set) var version = 0
  private var lastTime = Int64.min

  func deallocate() {
    times.deallocate()
    values.deallocate()
    numbers?.times.deallocate()
    numbers?.values.deallocate()
  }

  var isAllNumbers: Bool { numbers == nil }

  var rows: TrackRows {
    TrackRows(times: times.base, values: values.base, first: times.first, end: times.end)
  }

  var samples: TrackRows {
    guard let numbers else { return rows }
    return TrackRows(
      times: numbers.times.base, values: numbers.values.base, first: numbers.times.first,
      end: numbers.times.end)
  }

  /// Adds a row. Of two rows of one time the later one counts, unless they are events, which all
  /// count.
  @inline(__always)
  mutating func append(_ time: Int64, _ value: Double, isEvent: Bool) {
    if time > lastTime || (isEvent && time == lastTime) {
      times.append(time)
      values.append(value)
      lastTime = time
      if time < firstTime { firstTime = time }
      if numbers != nil || !value.isFinite { appendNumber(time, value) }
    } else {
      insert(time, value, isEvent: isEvent)
    }
  }

  private mutating func appendNumber(_ time: Int64, _ value: Double) {
    if numbers == nil {
      numbers = (times.copy(), values.copy())
      numbers?.times.removeLast()
      numbers?.values.removeLast()
    }
    guard value.isFinite else { return }
    numbers?.times.append(time)
    numbers?.values.append(value)
  }

  /// A late row: what stood at its place moves, so every reader must find its place anew.
  private mutating func insert(_ time: Int64, _ value: Double, isEvent: Bool) {
    let place = rows.position(after: time)
    firstTime = min(firstTime, time)
    // Older than anything a window can still reach.
    if place == times.first, times.first > 0 { return }
    version += 1
    if !isEvent, place > times.first, times[place - 1] == time {
      values.base[place - 1] = value
    } else {
      times.insert(time, at: place)
      values.insert(value, at: place)
    }
    guard numbers != nil || !value.isFinite else { return }
    numbers?.times.deallocate()
    numbers?.values.deallocate()
    var fresh = (times: History<Int64>(capacity: 64), values: History<Double>(capacity: 64))
    for row in times.first..<times.end where values[row].isFinite {
      fresh.times.append(times[row])
      fresh.values.append(values[row])
    }
    numbers = fresh
  }

  /// Forgets all but the last of the rows at or before a horizon.
  mutating func forget(before horizon: Int64) {
    let place = rows.position(after: horizon) - 1
    times.forget(before: place)
    values.forget(before: place)
    guard numbers != nil else { return }
    let number = samples.position(after: horizon) - 1
    numbers?.times.forget(before: number)
    numbers?.values.forget(before: number)
  }
}
