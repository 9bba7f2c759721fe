// How much a counter grew between two moments, resets included.
import Columns
import Planning

/// The increase of a counter from the row shown at U − width to the row shown at U.
final class CounterCell: Cell {
  private var reader: TrackReader
  private let seconds: Double
  private let width: Int64
  private let delay: Int64
  /// Positions of samples that are below the one before: the counter began again from zero.
  private var resets: [Int] = []
  /// How far the samples have been looked through for resets.
  private var searched = 0
  private var newer = RowCursor(lag: 0)
  private var older = RowCursor(lag: 0)
  private var firstReset = 0
  /// The version of the track that positions count in.
  private var version = -1

  init(
    _ frame: SampleFrame, _ reader: TrackReader, perSecond: Bool,
    cell: (inputs: [Cell], shape: CellShape)
  ) {
    self.reader = reader
    seconds = perSecond ? frame.width.seconds : 1
    width = frame.width.nanoseconds
    delay = frame.shift.nanoseconds &+ frame.series.schema.lag.nanoseconds
    super.init(cell.shape, inputs: cell.inputs)
  }

  override func aim(at labels: Labels) {
    reader.aim(at: labels)
    version = -1
  }

  override func advance(_ batch: Batch) {
    let track = reader.track
    let hasMoved = version != track.version
    version = track.version
    let (now, then) = (inputs[0].values.start, inputs[1].values.start)
    let out = values.start
    out.update(repeating: .nan, count: batch.count)
    track.withSamples { samples in
      if hasMoved { start(batch, samples) }
      findResets(samples)
      for i in 0..<batch.count {
        let end = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step &- delay
        newer.advance(to: end, samples.times, samples.end)
        older.advance(to: end &- width, samples.times, samples.end)
        guard !now[i].isNaN, !then[i].isNaN, older.seen > 0 else { continue }
        while firstReset < resets.count, resets[firstReset] < older.seen { firstReset += 1 }
        let rows = (older: older.seen - 1, newer: newer.seen - 1)
        let value = increase(samples.values, rows) / seconds
        out[i] = value.isFinite ? value + 0.0 : .nan
      }
    }
    if firstReset > 64 {
      resets.removeSubrange(0..<firstReset)
      firstReset = 0
    }
  }

  private func start(_ batch: Batch, _ samples: TrackRows) {
    let positions = samples.first..<samples.end
    let end = batch.start &- delay
    newer.start(in: samples.times, positions, through: end)
    older.start(in: samples.times, positions, through: end &- width)
    resets.removeAll(keepingCapacity: true)
    firstReset = 0
    searched = samples.first + 1
  }

  private func findResets(_ samples: TrackRows) {
    while searched < samples.end {
      if samples.values[searched] < samples.values[searched - 1] { resets.append(searched) }
      searched += 1
    }
  }

  /// From the older row to the newer: every rise, and after a reset the whole new value.
  private func increase(
    _ values: UnsafePointer<Double>, _ rows: (older: Int, newer: Int)
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
