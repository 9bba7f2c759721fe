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

/// The stored samples in (U − width, U] of one track, U = T − shift, followed as ticks pass.
struct SampleWindow {
  private let frame: SampleFrame
  private let limit: Int64
  private let lag: Int64
  /// What is taken off a tick to get the newest event time in the window.
  let delay: Int64
  let reach: Int64
  private let shift: Int64
  /// U of the newest tick that counts for coverage is T less this.
  private let coverageShift: Int64
  private var unknown: UnknownRuns
  private var lastUnknown = ReasonSet.missing.rawValue
  /// How many ticks have been taken.
  private var tick = 0
  /// Where the window lies.
  var edges = WindowEdges()
  /// The version of the track that positions count in.
  private(set) var version = -1

  init(_ frame: SampleFrame, coverageShift: Int64) {
    self.frame = frame
    self.coverageShift = coverageShift
    limit = frame.series.ageLimit.nanoseconds
    lag = frame.series.schema.lag.nanoseconds
    shift = frame.shift.nanoseconds
    delay = shift &+ lag
    reach = frame.width.nanoseconds &- lag
    unknown = UnknownRuns(width: frame.count)
  }

  /// True where the next ticks may be asked if all of them are known and none is empty.
  @inline(__always)
  mutating func isCovered(first firstRow: Int64, end: Int64) -> Bool {
    if unknown.count > 0 { unknown.forget(at: tick) }
    return unknown.count == 0 && firstRow <= end
  }

  /// Passes over ticks that are known.
  @inline(__always)
  mutating func pass(_ count: Int) { tick += count }

  /// Takes one tick: zero where the window may be asked, `held` where the value at its end stands
  /// in, else why not.
  mutating func judge(
    entering: UInt8, atEnd: UInt8, _ span: (firstRow: Int64, end: Int64, isEmpty: Bool)
  ) -> UInt8 {
    if entering != 0 {
      lastUnknown = entering
      unknown.append(tick..<tick + 1)
    }
    if unknown.count > 0 { unknown.forget(at: tick) }
    tick += 1
    if frame.count - unknown.count >= frame.needed && span.firstRow <= span.end {
      return !span.isEmpty ? 0 : (atEnd == 0 ? FrameCell.held : atEnd)
    }
    if span.firstRow > span.end {
      let isSeenByTick = shift > 0 && span.firstRow <= span.end &+ shift
      return (isSeenByTick ? ReasonSet.warmup : .missing).rawValue
    }
    if span.end &- reach < span.firstRow { return ReasonSet.warmup.rawValue }
    return atEnd != 0 ? atEnd : lastUnknown
  }

  /// Looks at the window as it stood one tick before `start`.
  mutating func begin(_ track: StoredTrack, at start: Int64, step: Int64) {
    version = track.version
    tick = 0
    unknown = UnknownRuns(width: frame.count)
    let end = start &- delay &- step
    edges = track.withSamples {
      let newer = $0.position(after: end)
      return WindowEdges(older: min(newer, $0.position(after: end &- reach)), newer: newer)
    }
    let newest = start &- coverageShift &- step
    let first = track.firstTime
    guard first < .max, first &+ lag <= newest else {
      unknown.append(-frame.count..<0)
      return
    }
    let oldest = newest &- Int64(frame.count - 1) &* step
    // Before the first row no tick is known.
    let skipped = min(frame.count, max(0, ceilingOfQuotient(first &+ lag &- oldest, step)))
    unknown.append(-frame.count..<skipped - frame.count)
    track.withRows { rows in
      var cursor = RowCursor(lag: lag)
      cursor.start(in: rows.times, rows.first..<rows.end, through: oldest &- lag)
      for index in skipped..<frame.count {
        let moment = oldest &+ Int64(index) &* step
        let reason = rows.reason(at: moment, &cursor, limit: limit)
        guard reason != 0 else { continue }
        lastUnknown = reason
        unknown.append(index - frame.count..<index - frame.count + 1)
      }
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
