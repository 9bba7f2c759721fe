// The frame over events.
import Columns
import Language
import Planning

/// The events in (U − width, U] that were visible at U; none is zero while the feed is alive.
final class EventFrameCell: FrameCell {
  private var reader: TrackReader
  private let pulse: Pulse
  private let limit: Int64
  private let lag: Int64
  private var older = RowCursor(lag: 0)
  private var newer = RowCursor(lag: 0)
  private var alive = RowCursor(lag: 0)
  /// The versions that positions count in.
  private var version = -1
  private var pulseVersion = -1

  init(_ frame: SampleFrame, _ reader: TrackReader, pulse: Pulse, _ shape: CellShape) {
    self.reader = reader
    self.pulse = pulse
    limit = frame.series.ageLimit.nanoseconds
    lag = frame.series.schema.lag.nanoseconds
    super.init(shape, inputs: [], span: frame.extent)
  }

  override func aim(at labels: Labels) {
    reader.aim(at: labels)
    (version, pulseVersion) = (-1, -1)
  }

  private var track: StoredTrack { reader.track }

  override func withSamples(_ body: (FrameSamples) -> Void) {
    track.withSamples { FrameSamples.with(.init(samples: $0), body) }
  }

  override func heldValue(_ index: Int) -> Double { 0 }
  override var heldCount: Double { 0 }

  override func advance(_ batch: Batch) {
    find(batch)
    let out = eagerReasons(batch)
    isHolding = false
    let (lower, upper) = (lower.start, upper.start)
    var (newer, older) = (newer, older)
    let (delay, reach) = (delay, reach)
    track.withSamples { rows in
      for i in 0..<batch.count {
        let end = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- delay
        newer.advance(to: end, rows.times, rows.end)
        older.advance(to: end &- reach, rows.times, rows.end)
        lower[i] = Int32(truncatingIfNeeded: min(older.seen, newer.seen))
        upper[i] = Int32(truncatingIfNeeded: newer.seen)
      }
    }
    (self.newer, self.older) = (newer, older)
    pulse.withMoments { judge(batch, $0, $1, out) }
  }

  /// Goes to the first window, again where earlier rows have come in.
  private func find(_ batch: Batch) {
    let end = batch.start &- delay
    if version != track.version {
      version = track.version
      epoch += 1
      track.withSamples { rows in
        newer.start(in: rows.times, rows.first..<rows.end, through: end)
        older.start(in: rows.times, rows.first..<rows.end, through: end &- reach)
      }
    }
    if pulseVersion != pulse.version {
      pulseVersion = pulse.version
      pulse.withMoments { alive.start(in: $0, $1, through: end) }
    }
  }

  /// Tells at every tick whether the window may be asked.
  private func judge(
    _ batch: Batch, _ beats: UnsafePointer<Int64>, _ positions: Range<Int>,
    _ out: UnsafeMutablePointer<UInt8>
  ) {
    let (lower, upper) = (lower.start, upper.start)
    var alive = alive
    for i in 0..<batch.count {
      let end = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- delay
      guard pulse.first <= end else {
        out[i] = unseenReason(first: pulse.first, by: end, shift: shift)
        continue
      }
      alive.advance(to: end, beats, positions.upperBound)
      if end &- reach < pulse.first {
        out[i] = ReasonSet.warmup.rawValue
      } else if lower[i] < upper[i] {
        out[i] = 0
      } else {
        let isAlive = end &+ lag &- beats[alive.seen - 1] <= limit
        out[i] = isAlive ? Self.held : ReasonSet.lag.rawValue
        if isAlive { isHolding = true }
      }
    }
    self.alive = alive
  }
}
