// What a stored series shows at each tick, and how old that is.
import Columns
import Language
import Planning
import Quantities

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
    times.withUnsafeBufferPointer { times in
      guard let base = times.baseAddress else { return }
      start(in: base, 0..<times.count, through: horizon)
    }
  }

  /// The same among the moments at these positions.
  mutating func start(
    in times: UnsafePointer<Int64>, _ positions: Range<Int>, through horizon: Int64
  ) {
    var low = positions.lowerBound
    var high = positions.upperBound
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= horizon { low = middle + 1 } else { high = middle }
    }
    seen = low
  }
}

/// A stored series as of T − shift, unknown once older than its limit; or the age of its row.
final class AsOfCell: Cell {
  private var reader: TrackReader
  private let limit: Int64
  private let lag: Int64
  let shift: Int64
  private let showsAge: Bool
  /// How evenly rows come, where it is known.
  private var pace: RowPace?
  /// How many rows have been visible.
  private var seen = 0
  /// The version of the track that `seen` counts in.
  private var version = -1
  /// True where some tick of the batch is unknown.
  private var isUnknown = false

  init(_ reader: TrackReader, shift: TimeSpan, showsAge: Bool = false, _ shape: CellShape) {
    self.reader = reader
    limit = reader.reference.ageLimit.nanoseconds
    self.shift = shift.nanoseconds
    self.showsAge = showsAge
    lag = reader.reference.schema.lag.nanoseconds
    super.init(shape)
  }

  override func aim(at labels: Labels) {
    reader.aim(at: labels)
    pace = reader.paceOfRows
    version = -1
  }

  override func advance(_ batch: Batch) {
    let horizon = batch.start &- shift &- lag
    let reasons = eagerReasons(batch)
    reasons.update(repeating: 0, count: batch.count)
    let out = values.start
    let track = reader.track
    let hasMoved = version != track.version
    version = track.version
    isUnknown = false
    track.withRows { rows in
      if hasMoved { seen = rows.position(after: horizon) }
      guard rows.end > 0 else {
        out.update(repeating: .nan, count: batch.count)
        reasons.update(repeating: ReasonSet.missing.rawValue, count: batch.count)
        isUnknown = true
        return
      }
      let walk = Walk(
        times: rows.times, values: rows.values, end: rows.end, horizon: horizon, batch: batch,
        out: out, reasons: reasons)
      seen = showsAge ? ages(walk) : shown(walk)
    }
    tellUnknown(isUnknown, batch)
  }

  /// One batch over the rows of a track. Horizons are event times: those of rows just visible.
  private struct Walk {
    let times: UnsafePointer<Int64>
    let values: UnsafePointer<Double>
    let end: Int
    let horizon: Int64
    let batch: Batch
    let out: UnsafeMutablePointer<Double>
    let reasons: UnsafeMutablePointer<UInt8>
  }

  /// Writes what is shown, row by row. Reasons begin as zeros.
  private func shown(_ walk: Walk) -> Int {
    let (count, step) = (walk.batch.count, walk.batch.step)
    var horizon = walk.horizon
    var seen = seen
    var i = unseenTicks(walk, &horizon, &seen)
    while i < count {
      // Fresh rows at even distances: what data on the grid looks like.
      if seen < walk.end, walk.times[seen] <= horizon {
        let run = evenTicks(walk, from: seen, at: horizon, to: i)
        (seen, i) = (seen &+ run.rows, i &+ run.ticks)
        horizon &+= Int64(run.ticks) &* step
        guard i < count else { break }
        while seen < walk.end, walk.times[seen] <= horizon { seen += 1 }
      }
      let next = seen < walk.end ? walk.times[seen] : .max
      let held = min(count &- i, ticks(from: horizon, until: next, step))
      hold(walk, seen - 1, (i, held), horizon)
      i &+= held
      horizon &+= Int64(held) &* step
    }
    return seen
  }

  /// Shows rows that come at even distances, the first at a tick; of how many, at how many ticks.
  @inline(__always)
  private func evenTicks(
    _ walk: Walk, from row: Int, at horizon: Int64, to tick: Int
  ) -> (rows: Int, ticks: Int) {
    let left = walk.batch.count &- tick
    var moments = TickMoments(first: horizon, step: walk.batch.step, count: left)
    let stride = pace?.stride ?? 1
    var rows = pace?.rows(from: row, at: moments, patience: limit &- lag, walk.times) ?? 0
    if rows > 0, stride > 1 {
      let ticks = min(left, rows &* stride)
      repeatRows(stride, walk, from: row, to: tick..<tick &+ ticks)
      return (rows, ticks)
    }
    if rows == 0 {
      // Blocks that stray too far to be counted are still looked at row by row, many at once.
      moments.count = min(walk.end &- row &- 1, left)
      rows = onePerTick(walk.times + row, at: moments, patience: limit &- lag)
    }
    copy(rows, walk, from: row, to: tick)
    return (rows, rows)
  }

  /// Shows every row at so many ticks, none too old.
  private func repeatRows(_ stride: Int, _ walk: Walk, from row: Int, to ticks: Range<Int>) {
    var (row, tick) = (row, ticks.lowerBound)
    while tick < ticks.upperBound {
      let value = walk.values[row]
      let isNumber = value.magnitude <= .greatestFiniteMagnitude
      let end = min(ticks.upperBound, tick &+ stride)
      if !isNumber {
        isUnknown = true
        for k in tick..<end { walk.reasons[k] = ReasonSet.nan.rawValue }
      }
      let shown = isNumber ? value : .nan
      while tick < end {
        walk.out[tick] = shown
        tick &+= 1
      }
      row &+= 1
    }
  }

  /// Shows rows one by one, each at a tick of its own and none too old.
  private func copy(_ count: Int, _ walk: Walk, from row: Int, to tick: Int) {
    let (values, out) = (walk.values + row, walk.out + tick)
    var odd: UInt64 = 0
    for k in 0..<count {
      out[k] = values[k]
      odd |= oddity(values[k])
    }
    guard odd >> 63 != 0 else { return }
    isUnknown = true
    for k in 0..<count where !(values[k].magnitude <= .greatestFiniteMagnitude) {
      out[k] = .nan
      walk.reasons[tick + k] = ReasonSet.nan.rawValue
    }
  }

  /// Shows one row at some ticks, as long as it is not too old.
  private func hold(
    _ walk: Walk, _ row: Int, _ place: (tick: Int, count: Int), _ horizon: Int64
  ) {
    let value = walk.values[row]
    let isNumber = value.magnitude <= .greatestFiniteMagnitude
    let (limit, isEndless) = walk.times[row].addingReportingOverflow(limit &- lag)
    var fresh = place.count
    if !isEndless, horizon &+ Int64(place.count &- 1) &* walk.batch.step > limit {
      fresh = horizon > limit ? 0 : ticks(from: horizon, until: limit &+ 1, walk.batch.step)
    }
    let shown = isNumber ? value : .nan
    if !isNumber || fresh < place.count { isUnknown = true }
    for k in place.tick..<place.tick &+ fresh { walk.out[k] = shown }
    for k in place.tick &+ fresh..<place.tick &+ place.count { walk.out[k] = .nan }
    if !isNumber {
      for k in place.tick..<place.tick &+ place.count {
        walk.reasons[k] = ReasonSet.nan.rawValue
      }
    } else {
      for k in place.tick &+ fresh..<place.tick &+ place.count {
        walk.reasons[k] = ReasonSet.stale.rawValue
      }
    }
  }

  private func ages(_ walk: Walk) -> Int {
    var horizon = walk.horizon
    var seen = seen
    var i = unseenTicks(walk, &horizon, &seen)
    while i < walk.batch.count {
      while seen < walk.end, walk.times[seen] <= horizon { seen += 1 }
      walk.out[i] = Double(horizon &+ lag &- walk.times[seen - 1]) / 1e9
      i += 1
      horizon &+= walk.batch.step
    }
    return seen
  }

  /// The ticks before the first row.
  private func unseenTicks(_ walk: Walk, _ horizon: inout Int64, _ seen: inout Int) -> Int {
    guard seen == 0 else { return 0 }
    var i = 0
    isUnknown = walk.times[0] > horizon
    while i < walk.batch.count, walk.times[0] > horizon {
      walk.out[i] = .nan
      walk.reasons[i] = unseenReason(first: walk.times[0], by: horizon, shift: shift)
      i += 1
      horizon &+= walk.batch.step
    }
    return i
  }
}
