// The clock a file's stamps were read off: UTC, a fixed offset, or a named zone with its summers.

/// Turns the local time of stamps into UTC.
package struct ClockZone: Sendable {
  /// What the clock is ahead of UTC by, in nanoseconds, where that never changes.
  private let offset: Int64
  /// The offsets of a named zone and the moments they begin; nil for a fixed offset.
  private let table: ZoneTable?

  /// Stamps in UTC.
  package static let utc = ClockZone(ahead: 0)

  /// A clock that is always so many nanoseconds ahead of UTC.
  package init(ahead offset: Int64) {
    self.offset = offset
    table = nil
  }

  init(_ table: ZoneTable) {
    offset = 0
    self.table = table
  }

  /// The moment of a local stamp, both in nanoseconds since 1970. An hour that comes twice in
  /// autumn is taken as its first; a stamp in the hour left out in spring by the offset before it.
  @inline(__always)
  package func utc(_ local: Int64) -> Int64 {
    guard let table else { return local &- offset }
    return table.utc(local)
  }
}

/// The offsets of one zone, as a class so that clocks are cheap to hand on.
final class ZoneTable: Sendable {
  /// When each offset begins, in seconds of UTC, ascending; the first is the beginning of time.
  private let starts: [Int64]
  /// What clocks are ahead of UTC by from there on, in seconds.
  private let offsets: [Int64]

  /// `changes` ascend; `first` is what holds before them.
  init(first: Int64, changes: [(at: Int64, offset: Int64)]) {
    starts = [.min] + changes.map(\.at)
    offsets = [first] + changes.map(\.offset)
  }

  func utc(_ local: Int64) -> Int64 {
    let second: Int64 = 1_000_000_000
    let clock = local >= 0 ? local / second : (local &- (second - 1)) / second
    return local &- offset(atLocal: clock) &* second
  }

  /// The offset a clock that shows so many seconds has.
  private func offset(atLocal clock: Int64) -> Int64 {
    // No offset is a day: the right one holds within a day of the clock's own number.
    var place = lastPlace(startingBy: clock &- 86_400)
    var before = offsets[place]
    while place < starts.count {
      let isIn = clock &- offsets[place] >= starts[place] || place == 0
      let next = place + 1 < starts.count ? starts[place + 1] : .max
      if isIn, clock &- offsets[place] < next { return offsets[place] }
      if !isIn { return before }
      before = offsets[place]
      place += 1
    }
    return before
  }

  /// The place of the last offset that begins at or before a moment.
  private func lastPlace(startingBy moment: Int64) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= moment { low = middle } else { high = middle }
    }
    return low
  }
}
