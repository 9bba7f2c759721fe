// Frames over ticks: the values an expression had at the last ticks of the grid.
import Columns

/// The known values of the input at the last `count` ticks.
///
/// It is advanced for as many ticks before the first as it looks back, to fill its history.
final class TickFrameCell: FrameCell {
  private static let firstRoom = 1 << 14

  private let count: Int
  private let needed: Int
  private var times: History<Int64>
  private var samples: History<Double>
  /// The reasons of every tick, zero where known.
  private var reasons: History<UInt8>
  private var lastUnknown = ReasonSet.missing.rawValue
  private var oldest = 0

  init(
    _ ticks: (count: Int, needed: Int), step: Int64, input: Cell, _ shape: CellShape
  ) {
    count = ticks.count
    needed = ticks.needed
    // A window of years over a week of data needs room for the week.
    let room = min(ticks.count, Self.firstRoom) + shape.capacity
    times = History(capacity: room)
    samples = History(capacity: room)
    reasons = History(capacity: room)
    let width = step.multipliedReportingOverflow(by: Int64(ticks.count)).partialValue
    super.init(shape, inputs: [input], span: FrameExtent(width: width))
  }

  deinit {
    times.deallocate()
    samples.deallocate()
    reasons.deallocate()
  }

  override func aim(at labels: Labels) {
    times.removeAll()
    samples.removeAll()
    reasons.removeAll()
    (oldest, lastUnknown) = (0, ReasonSet.missing.rawValue)
    epoch += 1
  }

  override func withSamples(_ body: (FrameSamples) -> Void) {
    body(FrameSamples(times: times.base, values: samples.base))
  }

  override func advance(_ batch: Batch) {
    // Positions of this batch must stay valid, so forgetting comes first.
    times.forget(before: oldest)
    samples.forget(before: oldest)
    reasons.forget(before: reasons.end - count)
    if inputs[0].hasUnknown(batch) || inputs[0].isTruth {
      takeOneByOne(batch)
    } else {
      takeAll(batch)
    }
  }

  /// A batch whose every tick is known.
  private func takeAll(_ batch: Batch) {
    let out = eagerReasons(batch)
    let before = times.end
    samples.append(inputs[0].values.start, count: batch.count)
    reasons.append(repeating: 0, count: batch.count)
    for i in 0..<batch.count {
      times.append(batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step)
    }
    let ticks = times.base
    var oldest = oldest
    for i in 0..<batch.count {
      let border = ticks[before + i] &- reach
      while ticks[oldest] <= border { oldest += 1 }
      lower.start[i] = Int32(truncatingIfNeeded: oldest)
      upper.start[i] = Int32(truncatingIfNeeded: before + i + 1)
    }
    self.oldest = oldest
    let first = reasons.end - batch.count
    for i in 0..<batch.count {
      let known = Int(upper.start[i] &- lower.start[i])
      out[i] = known >= needed ? 0 : whyUnknown(now: 0, after: first + i + 1)
    }
  }

  private func takeOneByOne(_ batch: Batch) {
    let input = inputs[0]
    let theirs = input.reasons(batch)
    let out = eagerReasons(batch)
    for i in 0..<batch.count {
      let tick = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step
      let reason = theirs[i]
      reasons.append(reason)
      if reason == 0 {
        times.append(tick)
        samples.append(input.isTruth ? Double(input.truths.start[i]) : input.values.start[i])
      } else {
        lastUnknown = reason
      }
      while oldest < times.end, times[oldest] <= tick &- reach { oldest += 1 }
      lower.start[i] = Int32(truncatingIfNeeded: oldest)
      upper.start[i] = Int32(truncatingIfNeeded: times.end)
      let known = times.end - oldest
      out[i] = known >= needed ? 0 : whyUnknown(now: reason, after: reasons.end)
    }
  }

  /// Warmup where nothing had been seen at the oldest tick; else the reason now, or the last one.
  private func whyUnknown(now: UInt8, after end: Int) -> UInt8 {
    let missing = ReasonSet.missing.rawValue
    let first = end - count
    let began = first < reasons.first ? missing : reasons[first]
    if began & (missing | ReasonSet.warmup.rawValue) != 0 {
      return now & missing != 0 ? now : ReasonSet.warmup.rawValue
    }
    return now != 0 ? now : lastUnknown
  }
}
