// Where in a sorted column the moments of a batch lie: by stretches, not tick by tick.
import Columns

/// Moments at even distances.
struct TickMoments {
  var first: Int64
  let step: Int64
  var count: Int

  /// How many of them come before another moment.
  func count(before border: Int64) -> Int {
    first < border ? min(count, ticks(from: first, until: border, step)) : 0
  }
}

/// How many of the moments see each just one row more than the one before it, the first of them
/// `times[0]`; there must be a row after each.
///
/// No row may be older than `patience` at its moment, where there is one.
@inline(__always)
func onePerTick(
  _ times: UnsafePointer<Int64>, at moments: TickMoments, patience: Int64? = nil
) -> Int {
  let (step, count) = (moments.step, moments.count)
  var found = 0
  var moment = moments.first
  @inline(__always)
  func walk(through end: Int) {
    while found < end {
      let age = moment &- times[found]
      if age < 0 || times[found &+ 1] <= moment { return }
      if let patience, age > patience { return }
      found &+= 1
      moment &+= step
    }
  }
  // Most columns that are not like this show it at once.
  guard count > 0, times[1] &- moment <= step else { return 0 }
  let few = min(count, 4)
  walk(through: few)
  guard found == few else { return found }
  while found &+ 64 <= count {
    // Signs are gathered, so that no branch depends on a row before all have been seen.
    let rows = times + found
    var sign: Int64 = 0
    var tick = moment
    for k in 0..<64 {
      let age = tick &- rows[k]
      sign |= age | (rows[k &+ 1] &- tick &- 1)
      if let patience { sign |= patience &- age }
      tick &+= step
    }
    if sign < 0 { break }
    found &+= 64
    moment = tick
  }
  walk(through: count)
  return found
}

/// How many moments, the first at `moment`, lie before another one that is after it.
@inline(__always)
func ticks(from moment: Int64, until border: Int64, _ step: Int64) -> Int {
  let (span, isBeyond) = border.subtractingReportingOverflow(moment)
  if isBeyond { return .max }
  // Most rows come after the same few ticks: adding is quicker than dividing.
  var (count, covered) = (1, step)
  while covered < span {
    if count == 8 { return Int(clamping: (span &- 1) / step &+ 1) }
    covered &+= step
    count &+= 1
  }
  return count
}

/// Writes for every moment of a batch how many rows are at or before it.
///
/// `position` is how many are at or before the moment ahead of the first, or fewer.
func fillPositions(
  _ batch: TickMoments, _ rows: (all: TrackRows, pace: RowPace?), from position: Int,
  to out: UnsafeMutablePointer<Int32>
) -> Int {
  let (rows, pace) = rows
  let (times, end, step) = (rows.times, rows.end, batch.step)
  var (position, moment, i) = (position, batch.first, 0)
  while i < batch.count {
    if position < end, times[position] <= moment {
      if let pace {
        let ticks = fillEvenly(
          TickMoments(first: moment, step: step, count: batch.count &- i), (times, pace),
          from: position, to: out + i)
        position &+= (ticks &+ pace.stride &- 1) / pace.stride
        i &+= ticks
        moment &+= Int64(ticks) &* step
        if ticks > 0 { continue }
      }
      let count = min(end &- position &- 1, batch.count &- i)
      let run = onePerTick(
        times + position, at: TickMoments(first: moment, step: step, count: count))
      for k in 0..<run { out[i &+ k] = Int32(truncatingIfNeeded: position &+ k &+ 1) }
      position &+= run
      i &+= run
      moment &+= Int64(run) &* step
      if run == 0 {
        while position < end, times[position] <= moment { position &+= 1 }
        out[i] = Int32(truncatingIfNeeded: position)
        i &+= 1
        moment &+= step
      }
    } else {
      let border = position < end ? times[position] : .max
      let held = min(batch.count &- i, ticks(from: moment, until: border, step))
      for k in 0..<held { out[i &+ k] = Int32(truncatingIfNeeded: position) }
      i &+= held
      moment &+= Int64(held) &* step
    }
  }
  return position
}

/// The same for the moments at which rows come at even distances, the first of them at once;
/// returns how many moments those are.
@inline(__always)
private func fillEvenly(
  _ batch: TickMoments, _ rows: (times: UnsafePointer<Int64>, pace: RowPace), from position: Int,
  to out: UnsafeMutablePointer<Int32>
) -> Int {
  let stride = rows.pace.stride
  let rows = rows.pace.rows(from: position, at: batch, rows.times)
  let ticks = min(batch.count, rows &* stride)
  let first = Int32(truncatingIfNeeded: position &+ 1)
  if stride == 1 {
    for k in 0..<ticks { out[k] = first &+ Int32(truncatingIfNeeded: k) }
    return ticks
  }
  var (tick, shown) = (0, first)
  while tick < ticks {
    let end = min(ticks, tick &+ stride)
    while tick < end {
      out[tick] = shown
      tick &+= 1
    }
    shown &+= 1
  }
  return ticks
}

/// Why nothing is shown by a moment before the first row: warmup where the tick itself, so much
/// later, sees that row, else missing.
@inline(__always)
func unseenReason(first: Int64, by horizon: Int64, shift: Int64) -> UInt8 {
  (shift > 0 && first <= horizon &+ shift ? ReasonSet.warmup : .missing).rawValue
}
