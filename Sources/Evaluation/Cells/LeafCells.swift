// Cells without inputs: constants and what a stored series shows at each tick.
import Columns
import Language
import Planning

/// A number that is the same at every tick; NaN only for what was never planned.
final class ConstantCell: Cell {
  init(_ value: Double, _ shape: CellShape) {
    super.init(shape)
    values.fill(value, count: shape.capacity)
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    out.update(repeating: 0, count: batch.count)
    mark(.missing, batch, in: out)
  }
}

/// A truth that is the same at every tick.
final class TruthCell: Cell {
  init(_ value: Bool, _ shape: CellShape) {
    super.init(shape)
    truths.fill(value ? 1 : 0, count: shape.capacity)
  }
}

/// Walks the rows of a track as ticks pass: the latest row with event time + lag at or before.
struct RowCursor {
  /// How many rows have been visible.
  private(set) var seen = 0
  private let lag: Int64

  init(lag: Int64) { self.lag = lag }

  @inline(__always)
  mutating func advance(to moment: Int64, _ times: UnsafePointer<Int64>, _ count: Int) {
    let horizon = moment &- lag
    while seen < count, times[seen] <= horizon { seen += 1 }
  }

  /// Jumps to the rows with event time at or before `horizon`, in logarithmic time.
  mutating func start(in times: [Int64], through horizon: Int64) {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= horizon { low = middle + 1 } else { high = middle }
    }
    seen = low
  }
}

/// A stored series as of T − shift, unknown once older than its limit; or the age of its row.
final class AsOfCell: Cell {
  private let track: StoredTrack
  private let limit: Int64
  private let lag: Int64
  let shift: Int64
  private let showsAge: Bool
  private var cursor: RowCursor
  private var isStarted = false

  init(_ leaf: Leaf, showsAge: Bool, _ shape: CellShape) {
    track = leaf.track
    limit = leaf.reference.ageLimit.nanoseconds
    shift = leaf.shift
    self.showsAge = showsAge
    lag = leaf.reference.schema.lag.nanoseconds
    cursor = RowCursor(lag: lag)
    super.init(shape)
  }

  override func advance(_ batch: Batch) {
    if !isStarted {
      cursor.start(in: track.times, through: batch.start &- shift &- lag)
      isStarted = true
    }
    let reasons = eagerReasons(batch)
    let out = values.start
    var cursor = cursor
    let limit = limit
    let showsAge = showsAge
    let first = batch.start &- shift
    track.times.withUnsafeBufferPointer { times in
      track.values.withUnsafeBufferPointer { rows in
        guard let times = times.baseAddress, let values = rows.baseAddress else {
          out.update(repeating: .nan, count: batch.count)
          reasons.update(repeating: ReasonSet.missing.rawValue, count: batch.count)
          return
        }
        var row = ShownRow(cursor, times, values)
        // The moment from which the next row is seen.
        var next = Int64.min
        for i in 0..<batch.count {
          let moment = first &+ Int64(truncatingIfNeeded: i) &* batch.step
          if next <= moment {
            cursor.advance(to: moment, times, rows.count)
            row = ShownRow(cursor, times, values)
            next = cursor.seen < rows.count ? times[cursor.seen] &+ lag : .max
          }
          let age = moment &- row.time
          if cursor.seen == 0 {
            out[i] = .nan
            reasons[i] = unseen(first: times[0], by: moment &- lag)
          } else if showsAge {
            out[i] = Double(age) / 1e9
            reasons[i] = 0
          } else {
            let isFresh = age <= limit
            out[i] = isFresh ? row.value : .nan
            reasons[i] = isFresh || row.reason != 0 ? row.reason : ReasonSet.stale.rawValue
          }
        }
      }
    }
    self.cursor = cursor
  }

  /// Before the first row: warmup where the row is seen by the tick itself, else missing.
  private func unseen(first: Int64, by horizon: Int64) -> UInt8 {
    shift > 0 && first <= horizon &+ shift
      ? ReasonSet.warmup.rawValue : ReasonSet.missing.rawValue
  }
}

/// The row a cursor stands on.
private struct ShownRow {
  var time: Int64 = 0
  /// NaN where the cell was no number.
  var value = Double.nan
  var reason: UInt8 = 0

  @inline(__always)
  init(
    _ cursor: RowCursor, _ times: UnsafePointer<Int64>, _ values: UnsafePointer<Double>
  ) {
    guard cursor.seen > 0 else { return }
    time = times[cursor.seen - 1]
    let cell = values[cursor.seen - 1]
    value = cell.isFinite ? cell : .nan
    reason = cell.isFinite ? 0 : ReasonSet.nan.rawValue
  }
}

/// A stored series for one identity, seen some time before the tick.
struct Leaf {
  let track: StoredTrack
  let reference: SeriesReference
  let shift: Int64
}
