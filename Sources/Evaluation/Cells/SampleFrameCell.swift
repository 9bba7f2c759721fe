// Frames over stored samples and over events.
import Columns
import Language
import Planning

/// The stored samples in (U − width, U] that were visible at U = T − shift.
///
/// Its inputs are what the series shows at the newest tick that counts for coverage, and at U.
final class SampleFrameCell: FrameCell {
  private let track: StoredTrack
  private let frame: SampleFrame
  private let limit: Int64
  private let lag: Int64
  /// U of the newest tick that counts for coverage is T less this.
  private let coverageShift: Int64
  private var unknown: UnknownRuns
  private var lastUnknown = ReasonSet.missing.rawValue
  /// How many ticks have been taken.
  private var tick = 0
  /// How many samples are before the window, and how many up to its end.
  private var older = 0
  private var newer = 0
  /// The version of the track that positions count in.
  private var version = -1

  init(_ frame: SampleFrame, _ track: StoredTrack, inputs: [Cell], _ shape: CellShape) {
    self.frame = frame
    self.track = track
    limit = frame.series.ageLimit.nanoseconds
    lag = frame.series.schema.lag.nanoseconds
    coverageShift = (inputs[0] as? AsOfCell)?.shift ?? frame.shift.nanoseconds
    unknown = UnknownRuns(width: frame.count)
    super.init(shape, inputs: inputs, span: frame.extent)
  }

  override func withSamples(_ body: (FrameSamples) -> Void) {
    track.withSamples { body(FrameSamples($0)) }
  }

  override func heldValue(_ index: Int) -> Double { inputs[1].values.start[index] }

  /// The state of a time-weighted mean over these samples.
  var timeWeighted: TimeWeightedMean { TimeWeightedMean(track, limit: limit, lag: lag) }

  override func advance(_ batch: Batch) {
    if version != track.version { start(batch) }
    let isEmptySomewhere = moveWindows(batch)
    let out = eagerReasons(batch)
    let firstRow = track.firstTime
    unknown.forget(at: tick)
    isHolding = false
    if !isEmptySomewhere, unknown.count == 0, firstRow <= batch.start &- delay,
      !inputs[0].hasUnknown(batch)
    {
      out.update(repeating: 0, count: batch.count)
    } else {
      judge(batch, firstRow, out)
    }
    tick += batch.count
  }

  /// Writes where the windows lie; true where one of them is empty.
  private func moveWindows(_ batch: Batch) -> Bool {
    let (lower, upper) = (lower.start, upper.start)
    var (newer, older) = (newer, older)
    var end = batch.start &- delay
    var emptyCount = 0
    track.withSamples { rows in
      let (times, count) = (rows.times, rows.end)
      for i in 0..<batch.count {
        while newer < count, times[newer] <= end { newer += 1 }
        let border = end &- reach
        // With a lag beyond the width the window ends before it begins: it holds nothing.
        while older < newer, times[older] <= border { older += 1 }
        lower[i] = Int32(truncatingIfNeeded: older)
        upper[i] = Int32(truncatingIfNeeded: newer)
        emptyCount += older == newer ? 1 : 0
        end &+= batch.step
      }
    }
    (self.newer, self.older) = (newer, older)
    return emptyCount > 0
  }

  /// Tells at every tick whether the window may be asked.
  private func judge(_ batch: Batch, _ firstRow: Int64, _ out: UnsafeMutablePointer<UInt8>) {
    let entering = inputs[0].reasons(batch)
    let atEnd = inputs[1].reasons(batch)
    let (lower, upper) = (lower.start, upper.start)
    var end = batch.start &- delay
    for i in 0..<batch.count {
      if entering[i] != 0 {
        lastUnknown = entering[i]
        unknown.append(tick + i..<tick + i + 1)
      }
      unknown.forget(at: tick + i)
      if frame.count - unknown.count >= frame.needed && firstRow <= end {
        out[i] = lower[i] < upper[i] ? 0 : (atEnd[i] == 0 ? Self.held : atEnd[i])
        if out[i] == Self.held { isHolding = true }
      } else if firstRow > end {
        out[i] = unseen(first: firstRow, by: end)
      } else if end &- reach < firstRow {
        out[i] = ReasonSet.warmup.rawValue
      } else {
        out[i] = atEnd[i] != 0 ? atEnd[i] : lastUnknown
      }
      end &+= batch.step
    }
  }

  /// Looks at the window as it stood one tick before the first.
  private func start(_ batch: Batch) {
    version = track.version
    epoch += 1
    tick = 0
    unknown = UnknownRuns(width: frame.count)
    let end = batch.start &- delay &- batch.step
    (newer, older) = track.withSamples {
      let newer = $0.position(after: end)
      return (newer, min(newer, $0.position(after: end &- reach)))
    }
    let newest = batch.start &- coverageShift &- batch.step
    let first = track.firstTime
    guard first < .max, first &+ lag <= newest else {
      unknown.append(-frame.count..<0)
      return
    }
    let oldest = newest &- Int64(frame.count - 1) &* batch.step
    // Before the first row no tick is known.
    let skipped = min(frame.count, max(0, ceilingOfQuotient(first &+ lag &- oldest, batch.step)))
    unknown.append(-frame.count..<skipped - frame.count)
    track.withRows { rows in
      var cursor = RowCursor(lag: lag)
      cursor.start(in: rows.times, rows.first..<rows.end, through: oldest &- lag)
      for index in skipped..<frame.count {
        let moment = oldest &+ Int64(index) &* batch.step
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
