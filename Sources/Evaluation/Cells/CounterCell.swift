// How much a counter grew between two moments, resets included.
import Columns
import Planning

/// The increase of a counter from the row shown at U − width to the row shown at U.
final class CounterCell: Cell {
  private let track: StoredTrack
  private let seconds: Double
  private let width: Int64
  private let delay: Int64
  /// Positions of samples that are below the one before: the counter began again from zero.
  private let resets: [Int]
  private var newer = RowCursor(lag: 0)
  private var older = RowCursor(lag: 0)
  private var firstReset = 0
  private var isStarted = false

  init(
    _ frame: SampleFrame, _ track: StoredTrack, perSecond: Bool,
    cell: (inputs: [Cell], shape: CellShape)
  ) {
    self.track = track
    seconds = perSecond ? frame.width.seconds : 1
    width = frame.width.nanoseconds
    delay = frame.shift.nanoseconds &+ frame.series.schema.lag.nanoseconds
    resets = track.samples.indices.dropFirst().filter {
      track.samples[$0] < track.samples[$0 - 1]
    }
    super.init(cell.shape, inputs: cell.inputs)
  }

  override func advance(_ batch: Batch) {
    if !isStarted {
      isStarted = true
      newer.start(in: track.sampleTimes, through: batch.start &- delay)
      older.start(in: track.sampleTimes, through: batch.start &- delay &- width)
    }
    let (now, then) = (inputs[0].values.start, inputs[1].values.start)
    let out = values.start
    out.update(repeating: .nan, count: batch.count)
    var (newer, older, firstReset) = (newer, older, firstReset)
    track.withSamples { samples in
      for i in 0..<batch.count {
        let end = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- delay
        newer.advance(to: end, samples.times, track.samples.count)
        older.advance(to: end &- width, samples.times, track.samples.count)
        guard !now[i].isNaN, !then[i].isNaN, older.seen > 0 else { continue }
        while firstReset < resets.count, resets[firstReset] < older.seen { firstReset += 1 }
        let rows = (older: older.seen - 1, newer: newer.seen - 1)
        let value = increase(samples.values, rows, firstReset) / seconds
        out[i] = value.isFinite ? value + 0.0 : .nan
      }
    }
    (self.newer, self.older, self.firstReset) = (newer, older, firstReset)
  }

  /// From the older row to the newer: every rise, and after a reset the whole new value.
  private func increase(
    _ values: UnsafePointer<Double>, _ rows: (older: Int, newer: Int), _ firstReset: Int
  ) -> Double {
    var sum = DoubleDouble(high: values[rows.newer])
    sum.add(-values[rows.older])
    var next = firstReset
    while next < resets.count, resets[next] <= rows.newer {
      sum.add(values[resets[next] - 1])
      next += 1
    }
    return sum.value
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    writeDifferenceReasons(batch, to: out)
  }
}
