// Buckets of equal volume that stay where they are while the window moves.
import Quantities

/// `vpin(flow[w], bucket, buckets)`: buckets are counted from 00:00 UTC, so that none of them
/// changes after it is full; what a day leaves unfilled is dropped.
///
/// A bucket counts while the trade that opened it is in the window. In the day the window begins
/// in, buckets are those of the whole day, from its first row on.
struct MovingBuckets: MovingMetric {
  private struct Bucket {
    /// When it was opened.
    let start: Int64
    /// The day and the number in it: the same wherever a run begins.
    let key: Int64
    let imbalance: Double
  }

  private static let day: Int64 = 86_400_000_000_000

  private var filling: BucketFilling?
  private var full = EdgeQueue<Bucket>()
  private var stack = SettledStack<NeumaierSum>()
  /// The position after the last trade taken; negative before the first.
  private var upper = -1
  private var today = Int64.min
  private var key: Int64 = 0
  private var opened = Int64.min
  /// How many buckets have been full in all.
  private var number = 0

  mutating func value(_ window: MetricWindow) -> Double? {
    let x = window.inputs[0]
    let count = Int(min(1e6, max(1, window.numbers[1])))
    let start = window.now &- x.width
    let from = firstOfDay(start, x)
    if upper < from || x.earlier < 0 {
      full = EdgeQueue()
      stack = SettledStack()
      filling = BucketFilling(volume: window.numbers[0], limit: count)
      today = .min
      upper = from
    }
    guard var filling else { return Undefined.domain.number }
    while upper < x.end {
      take(x.earlierTime(upper), x.anyValue(upper), &filling)
      upper += 1
    }
    self.filling = filling
    full.drop(before: number - count)
    while !full.isEmpty, full[full.end - full.count].start <= start {
      full.drop(before: full.end - full.count + 1)
    }
    guard full.count >= count else { return Undefined.warmup.number }
    let mean = total(full) / Double(count) / filling.volume
    return Metric(number: min(1, mean)).number()
  }

  /// The position of the first trade held of the day in which a moment lies.
  private func firstOfDay(_ moment: Int64, _ x: MetricSamples) -> Int {
    guard x.earlier > 0 else { return x.first }
    let midnight = Timestamp(nanoseconds: moment).roundedDown(to: .days(1)).nanoseconds
    return (x.first - x.earlier..<x.first).firstPlace { x.earlierTime($0) >= midnight }
  }

  private mutating func take(_ time: Int64, _ size: Double, _ filling: inout BucketFilling) {
    let day = Timestamp(nanoseconds: time).roundedDown(to: .days(1)).nanoseconds
    if day != today {
      today = day
      key = day / Self.day << 32
      filling.empty()
    }
    guard let taker = Taker(sign: size) else { return }
    if filling.isEmpty { opened = time }
    _ = filling.add(size.magnitude, lean: taker.sign) { imbalance in
      full.append(Bucket(start: opened, key: key, imbalance: imbalance), as: number)
      number += 1
      key += 1
      opened = time
    }
  }

  private mutating func total(_ full: EdgeQueue<Bucket>) -> Double {
    let lower = full.end - full.count
    let sum = stack.total(
      lower..<full.end, keys: KeySpan(above: full[lower].key - 1, newest: full[full.end - 1].key),
      find: { cut in (lower..<full.end).firstPlace { full[$0].key > cut } }
    ) { NeumaierSum(full[$0].imbalance) }
    return sum.value
  }
}
