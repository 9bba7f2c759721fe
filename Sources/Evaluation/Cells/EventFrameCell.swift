// The frame over events.
import Columns
import Language
import Planning

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
    isHolding = false
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
            if isAlive { isHolding = true }
          }
        }
      }
    }
    (self.newer, self.older, self.alive) = (newer, older, alive)
  }
}
