// Where one window over a track lies and whether it may be asked, tick by tick.
import Columns
import Language
import Planning

/// How many samples are before a window, and how many up to its end.
struct WindowEdges {
  var older = 0
  var newer = 0

  var isEmpty: Bool { older >= newer }

  /// Moves to the window that ends at an event time.
  @inline(__always)
  mutating func move(to end: Int64, reach: Int64, _ rows: TrackRows) {
    while newer < rows.end, rows.times[newer] <= end { newer += 1 }
    let border = end &- reach
    // With a lag beyond the width the window ends before it begins: it holds nothing.
    while older < newer, rows.times[older] <= border { older += 1 }
  }
}

/// What windows of one width and shift over tracks of one series share.
struct WindowTerms {
  /// How many ticks the window covers, and how many of them must be known.
  let (count, needed): (Int, Int)
  /// What is taken off a tick to get the newest event time in the window.
  let delay: Int64
  let reach: Int64
  private let limit: Int64
  private let lag: Int64
  fileprivate let shift: Int64
  /// U of the newest tick that counts for coverage is T less this.
  private let coverageShift: Int64

  init(_ frame: SampleFrame, coverageShift: Int64) {
    (count, needed) = (frame.count, frame.needed)
    self.coverageShift = coverageShift
    limit = frame.series.ageLimit.nanoseconds
    lag = frame.series.schema.lag.nanoseconds
    shift = frame.shift.nanoseconds
    delay = shift &+ lag
    reach = frame.width.nanoseconds &- lag
  }

  /// Where the window lay one tick before `start`.
  func edges(of track: StoredTrack, before start: Int64, step: Int64) -> WindowEdges {
    let end = start &- delay &- step
    return track.withSamples {
      let newer = $0.position(after: end)
      return WindowEdges(older: min(newer, $0.position(after: end &- reach)), newer: newer)
    }
  }

  /// Calls with every unknown tick of the window one tick before `start`, counted up to zero, in
  /// order, and why; nil stands for those before the first row.
  func visitUnknown(
    _ track: StoredTrack, before start: Int64, step: Int64, _ body: (Range<Int>, UInt8?) -> Void
  ) {
    let newest = start &- coverageShift &- step
    let first = track.firstTime
    guard first < .max, first &+ lag <= newest else { return body(-count..<0, nil) }
    let oldest = newest &- Int64(count - 1) &* step
    let skipped = min(count, max(0, ceilingOfQuotient(first &+ lag &- oldest, step)))
    body(-count..<skipped - count, nil)
    track.withRows { rows in
      var cursor = RowCursor(lag: lag)
      cursor.start(in: rows.times, rows.first..<rows.end, through: oldest &- lag)
      for index in skipped..<count {
        let moment = oldest &+ Int64(index) &* step
        let reason = rows.reason(at: moment, &cursor, limit: limit)
        if reason != 0 { body(index - count..<index - count + 1, reason) }
      }
    }
  }
}

/// Whether the window (U − width, U] over one track may be asked, U = T − shift, as ticks pass.
struct WindowCoverage {
  /// How many ticks have been taken.
  private var tick = 0
  private var unknown = UnknownRuns()
  private var lastUnknown = ReasonSet.missing.rawValue

  /// True where the next ticks may be asked if all of them are known and none is empty.
  @inline(__always)
  mutating func isCovered(_ terms: WindowTerms, first firstRow: Int64, end: Int64) -> Bool {
    unknown.forget(at: tick, width: terms.count)
    // Of ticks that are known none makes the count of unknown ones grow.
    return terms.count - unknown.count >= terms.needed && firstRow <= end
  }

  /// Passes over ticks that are known.
  @inline(__always)
  mutating func pass(_ count: Int) { tick &+= count }

  /// Passes over ticks that are known up to one.
  @inline(__always)
  mutating func pass(to tick: Int) { self.tick = tick }

  /// Takes one tick: zero where the window may be asked, `held` where the value at its end stands
  /// in, else why not.
  @inline(__always)
  mutating func judge(
    _ terms: WindowTerms, entering: UInt8, atEnd: UInt8,
    _ span: (firstRow: Int64, end: Int64, isEmpty: Bool)
  ) -> UInt8 {
    if entering != 0 { enter(entering) }
    unknown.forget(at: tick, width: terms.count)
    tick &+= 1
    if terms.count - unknown.count >= terms.needed && span.firstRow <= span.end {
      return !span.isEmpty ? 0 : (atEnd == 0 ? FrameCell.held : atEnd)
    }
    return reason(terms, atEnd: atEnd, firstRow: span.firstRow, end: span.end)
  }

  /// How many of the next ticks, none of them unknown, surely may not be asked; zero where the
  /// first may, and with it all.
  mutating func closedTicks(
    _ terms: WindowTerms, first firstRow: Int64, _ moments: TickMoments
  ) -> Int {
    unknown.forget(at: tick, width: terms.count)
    // No more than one unknown tick leaves at each.
    let uncovered = unknown.count - (terms.count - terms.needed)
    let unseen = moments.count(before: firstRow)
    return min(moments.count, max(0, uncovered, unseen))
  }

  /// Why such ticks may not be asked.
  func explain(
    _ terms: WindowTerms, _ moments: TickMoments, first firstRow: Int64,
    _ place: (atEnd: UnsafePointer<UInt8>, out: UnsafeMutablePointer<UInt8>)
  ) {
    let unseen = moments.count(before: firstRow)
    for k in 0..<unseen {
      let end = moments.first &+ Int64(truncatingIfNeeded: k) &* moments.step
      place.out[k] = unseenReason(first: firstRow, by: end, shift: terms.shift)
    }
    var begins = moments
    begins.first = moments.first &- terms.reach
    let filling = max(unseen, begins.count(before: firstRow))
    (place.out + unseen).update(
      repeating: ReasonSet.warmup.rawValue, count: filling &- unseen)
    for k in filling..<moments.count {
      place.out[k] = place.atEnd[k] != 0 ? place.atEnd[k] : lastUnknown
    }
  }

  private mutating func enter(_ reason: UInt8) {
    lastUnknown = reason
    unknown.append(tick..<tick + 1)
  }

  private func reason(
    _ terms: WindowTerms, atEnd: UInt8, firstRow: Int64, end: Int64
  ) -> UInt8 {
    if firstRow > end { return unseenReason(first: firstRow, by: end, shift: terms.shift) }
    if end &- terms.reach < firstRow { return ReasonSet.warmup.rawValue }
    return atEnd != 0 ? atEnd : lastUnknown
  }

  /// Looks at the window as it stood one tick before a batch, whose first tick has this number.
  mutating func begin(
    _ terms: WindowTerms, _ track: StoredTrack, _ batch: Batch, tick: Int = 0
  ) {
    self.tick = tick
    unknown.removeAll()
    lastUnknown = ReasonSet.missing.rawValue
    terms.visitUnknown(track, before: batch.start, step: batch.step) { ticks, reason in
      unknown.append(ticks.lowerBound + tick..<ticks.upperBound + tick)
      if let reason { lastUnknown = reason }
    }
  }
}

extension TrackRows {
  /// Why a track shows no value at a moment, zero where it shows one.
  fileprivate func reason(at moment: Int64, _ cursor: inout RowCursor, limit: Int64) -> UInt8 {
    cursor.advance(to: moment, times, end)
    guard cursor.seen > 0 else { return ReasonSet.missing.rawValue }
    if !values[cursor.seen - 1].isFinite { return ReasonSet.nan.rawValue }
    return moment &- times[cursor.seen - 1] <= limit ? 0 : ReasonSet.stale.rawValue
  }
}
