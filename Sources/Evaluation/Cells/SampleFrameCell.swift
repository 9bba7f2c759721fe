// Frames over stored samples and over events.
import Columns
import Language
import Planning

/// The stored samples in (U − width, U] that were visible at U = T − shift.
final class SampleFrameCell: FrameCell {
  private let track: StoredTrack
  private let frame: SampleFrame
  private let limit: Int64
  private let lag: Int64
  /// U of the newest tick that counts for coverage is T less this.
  private let coverageShift: Int64
  private var known = 0
  private var lastUnknown = ReasonSet.missing.rawValue
  private var older = RowCursor(lag: 0)
  private var newer = RowCursor(lag: 0)
  private var isStarted = false

  init(_ frame: SampleFrame, _ track: StoredTrack, inputs: [Cell], _ shape: CellShape) {
    self.frame = frame
    self.track = track
    limit = frame.series.ageLimit.nanoseconds
    lag = frame.series.schema.lag.nanoseconds
    coverageShift = (inputs[0] as? AsOfCell)?.shift ?? frame.shift.nanoseconds
    super.init(shape, inputs: inputs, span: frame.extent)
  }

  override func withSamples(_ body: (FrameSamples) -> Void) {
    track.withSamples(body)
  }

  override func heldValue(_ index: Int) -> Double { inputs[2].values.start[index] }

  /// The state of a time-weighted mean over these samples.
  var timeWeighted: TimeWeightedMean { TimeWeightedMean(track, limit: limit, lag: lag) }

  override func advance(_ batch: Batch) {
    if !isStarted { start(batch) }
    let out = eagerReasons(batch)
    let entering = inputs[0].reasons(batch)
    let leaving = inputs[1].reasons(batch)
    let atEnd = inputs[2].reasons(batch)
    let firstRow = track.times.first ?? .max
    let (lower, upper) = (lower.start, upper.start)
    var (newer, older) = (newer, older)
    let (delay, reach) = (delay, reach)
    track.sampleTimes.withUnsafeBufferPointer { times in
      for i in 0..<batch.count {
        let end = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- delay
        if let base = times.baseAddress {
          newer.advance(to: end, base, times.count)
          older.advance(to: end &- reach, base, times.count)
        }
        // With a lag beyond the width the window ends before it begins: it holds nothing.
        lower[i] = Int32(truncatingIfNeeded: min(older.seen, newer.seen))
        upper[i] = Int32(truncatingIfNeeded: newer.seen)
      }
    }
    (self.newer, self.older) = (newer, older)
    var (known, lastUnknown) = (known, lastUnknown)
    let needed = frame.needed
    for i in 0..<batch.count {
      let end = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- delay
      known += (entering[i] == 0 ? 1 : 0) - (leaving[i] == 0 ? 1 : 0)
      if entering[i] != 0 { lastUnknown = entering[i] }
      if known >= needed && firstRow <= end {
        out[i] = lower[i] < upper[i] ? 0 : (atEnd[i] == 0 ? Self.held : atEnd[i])
      } else if firstRow > end {
        out[i] = unseen(first: firstRow, by: end)
      } else if end &- reach < firstRow {
        out[i] = ReasonSet.warmup.rawValue
      } else {
        out[i] = atEnd[i] != 0 ? atEnd[i] : lastUnknown
      }
    }
    (self.known, self.lastUnknown) = (known, lastUnknown)
  }

  /// Counts the known ticks of the window as it stood one tick before the first.
  private func start(_ batch: Batch) {
    isStarted = true
    newer.start(in: track.sampleTimes, through: batch.start &- delay &- batch.step)
    older.start(in: track.sampleTimes, through: batch.start &- delay &- reach &- batch.step)
    let newest = batch.start &- coverageShift &- batch.step
    guard let first = track.times.first, first &+ lag <= newest else { return }
    let oldest = newest &- Int64(frame.count - 1) &* batch.step
    var cursor = RowCursor(lag: lag)
    cursor.start(in: track.times, through: oldest &- lag)
    // Before the first row no tick is known.
    let skipped = min(frame.count, max(0, ceilingOfQuotient(first &+ lag &- oldest, batch.step)))
    for index in skipped..<frame.count {
      let moment = oldest &+ Int64(index) &* batch.step
      let reason = track.reason(at: moment, &cursor, limit: limit)
      if reason == 0 { known += 1 } else { lastUnknown = reason }
    }
  }
}

extension StoredTrack {
  /// Why the track shows no value at a moment, zero where it shows one.
  func reason(at moment: Int64, _ cursor: inout RowCursor, limit: Int64) -> UInt8 {
    times.withUnsafeBufferPointer { times in
      guard let base = times.baseAddress else { return ReasonSet.missing.rawValue }
      cursor.advance(to: moment, base, times.count)
      guard cursor.seen > 0 else { return ReasonSet.missing.rawValue }
      if !values[cursor.seen - 1].isFinite { return ReasonSet.nan.rawValue }
      return moment &- base[cursor.seen - 1] <= limit ? 0 : ReasonSet.stale.rawValue
    }
  }

  func withSamples(_ body: (FrameSamples) -> Void) {
    sampleTimes.withUnsafeBufferPointer { times in
      samples.withUnsafeBufferPointer { values in
        guard let times = times.baseAddress, let values = values.baseAddress else { return }
        body(FrameSamples(times: times, values: values))
      }
    }
  }
}

/// The events in (U − width, U] that were visible at U; none is zero while the feed is alive.
final class EventFrameCell: FrameCell {
  private let track: StoredTrack
  private let pulse: [Int64]
  private let limit: Int64
  private let lag: Int64
  private var older = RowCursor(lag: 0)
  private var newer = RowCursor(lag: 0)
  private var alive = RowCursor(lag: 0)
  private var isStarted = false

  init(_ frame: SampleFrame, _ track: StoredTrack, pulse: [Int64], _ shape: CellShape) {
    self.track = track
    self.pulse = pulse
    limit = frame.series.ageLimit.nanoseconds
    lag = frame.series.schema.lag.nanoseconds
    super.init(shape, inputs: [], span: frame.extent)
  }

  override func withSamples(_ body: (FrameSamples) -> Void) { track.withSamples(body) }

  override func heldValue(_ index: Int) -> Double { 0 }
  override var heldCount: Double { 0 }

  override func advance(_ batch: Batch) {
    if !isStarted {
      isStarted = true
      newer.start(in: track.sampleTimes, through: batch.start &- delay)
      older.start(in: track.sampleTimes, through: batch.start &- delay &- reach)
      alive.start(in: pulse, through: batch.start &- delay)
    }
    let out = eagerReasons(batch)
    let (lower, upper) = (lower.start, upper.start)
    var (newer, older, alive) = (newer, older, alive)
    let (delay, reach) = (delay, reach)
    pulse.withUnsafeBufferPointer { pulse in
      track.sampleTimes.withUnsafeBufferPointer { times in
        for i in 0..<batch.count {
          let end = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- delay
          if let base = times.baseAddress {
            newer.advance(to: end, base, times.count)
            older.advance(to: end &- reach, base, times.count)
          }
          lower[i] = Int32(truncatingIfNeeded: min(older.seen, newer.seen))
          upper[i] = Int32(truncatingIfNeeded: newer.seen)
          guard let beats = pulse.baseAddress, beats[0] <= end else {
            out[i] = unseen(first: pulse.first ?? .max, by: end)
            continue
          }
          alive.advance(to: end, beats, pulse.count)
          if end &- reach < beats[0] {
            out[i] = ReasonSet.warmup.rawValue
          } else if lower[i] < upper[i] {
            out[i] = 0
          } else {
            let isAlive = end &+ lag &- beats[alive.seen - 1] <= limit
            out[i] = isAlive ? Self.held : ReasonSet.lag.rawValue
          }
        }
      }
    }
    (self.newer, self.older, self.alive) = (newer, older, alive)
  }
}
