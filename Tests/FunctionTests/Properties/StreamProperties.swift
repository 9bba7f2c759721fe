// Streams equal batches: every windowed accumulator against plain arrays.

import Functions
import Quantities
import Testing

/// A long irregular series with jumps of scale, and the window in force at each checkpoint.
private struct LongSeries {
  let times: [Timestamp]
  let values: [Double]

  init(count: Int, stream: UInt64) {
    var chance = Chance(stream)
    var time: Int64 = 0
    var level = 100.0
    var times: [Timestamp] = []
    var values: [Double] = []
    times.reserveCapacity(count)
    values.reserveCapacity(count)
    for index in 0..<count {
      time += Int64(chance.integer(0...2_000_000_000))
      level += chance.uniform(-1...1)
      // Now and then an outlier of a million: whatever subtracts it later loses digits.
      let jump = index % 5000 == 4999 ? 1e6 : 0
      times.append(Timestamp(nanoseconds: time))
      values.append(level + jump)
    }
    self.times = times
    self.values = values
  }

  func isCheckpoint(_ index: Int) -> Bool { (index + 1) % (values.count / 20) == 0 }

  /// The values in (t − w, t] at an index.
  func window(_ span: TimeSpan, at index: Int) -> ArraySlice<Double> {
    let cutoff = times[index] - span
    var start = index
    while start > 0, times[start - 1] > cutoff { start -= 1 }
    return values[start...index]
  }
}

private let note = Comment(rawValue: "BRINK_SEED=\(seed)")

@Suite("Streams equal batches")
struct StreamProperties {
  private let span = TimeSpan.seconds(300)

  @Test func momentsAfterAMillionUpdates() {
    let series = LongSeries(count: 1_000_000, stream: 1)
    var sliding = SlidingSummary<Moments>(.time(span))
    for (index, value) in series.values.enumerated() {
      sliding.add(value, at: series.times[index])
      guard series.isCheckpoint(index) else { continue }
      let window = series.window(span, at: index)
      let sum = window.reduce(0, +)
      let mean = sum / Double(window.count)
      let squares = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let summary = sliding.summary
      #expect(summary.count == window.count, note)
      #expect(agree(summary.sum, sum, within: 1e-9), note)
      #expect(agree(summary.mean, mean, within: 1e-9), note)
      let variance = squares / Double(window.count - 1)
      #expect(agree(summary.variance().value, variance, within: 1e-6), note)
    }
  }

  @Test func extremesAfterAMillionUpdates() {
    let series = LongSeries(count: 1_000_000, stream: 2)
    var largest = RollingExtremum(.maximum, .time(span))
    var smallest = RollingExtremum(.minimum, .time(span))
    for (index, value) in series.values.enumerated() {
      largest.add(value, at: series.times[index])
      smallest.add(value, at: series.times[index])
      guard series.isCheckpoint(index) else { continue }
      let window = series.window(span, at: index)
      #expect(largest.value.value == window.max(), note)
      #expect(smallest.value.value == window.min(), note)
    }
  }

  @Test func windowsOfCountsHoldTheLastSamples() {
    var chance = Chance(11)
    var rolling = RollingStatistics(.count(7))
    var values: [Double] = []
    for step in 0..<2000 {
      values.append(Double(chance.integer(0...30)))
      rolling.add(values[step], at: moment(Double(step / 3)))
      let window = Array(values.suffix(7))
      #expect(rolling.summary.count == window.count, note)
      #expect(rolling.maximum.value == window.max(), note)
      #expect(rolling.minimum.value == window.min(), note)
      #expect(rolling.median == Quantiles.median(window), note)
      #expect(rolling.summary.sum == window.reduce(0, +), note)
    }
  }

  @Test func quantilesAfterAMillionUpdates() {
    let series = LongSeries(count: 1_000_000, stream: 3)
    var rolling = RollingQuantile(.time(.seconds(3000)))
    for (index, value) in series.values.enumerated() {
      rolling.add(value, at: series.times[index])
      guard series.isCheckpoint(index) else { continue }
      let window = series.window(.seconds(3000), at: index).sorted()
      for p in [0, 0.1, 0.25, 0.5, 0.9, 0.995, 1] {
        #expect(rolling.quantile(p) == Quantiles.ofSorted(window, at: p), note)
      }
      let rank = rolling.rank(of: value)
      #expect(rank.below == window.count { $0 < value }, note)
      #expect(rank.equal == window.count { $0 == value }, note)
    }
  }

  @Test func manyEqualValuesKeepTheirRanks() {
    var chance = Chance(4)
    var sorted = SortedValues()
    var plain: [Double] = []
    for _ in 0..<20_000 {
      let x = Double(chance.integer(0...9))
      if chance.integer(0...2) == 0, let victim = plain.randomElement(using: &chance) {
        let isRemoved = sorted.remove(victim)
        #expect(isRemoved, note)
        plain.remove(at: plain.firstIndex(of: victim) ?? 0)
      } else {
        sorted.insert(x)
        plain.append(x)
      }
    }
    #expect(sorted.ascending == plain.sorted(), note)
    let isStranger = sorted.remove(0.5)
    #expect(!isStranger)
    for x in 0...9 {
      #expect(sorted.rank(of: Double(x)).equal == plain.count { $0 == Double(x) }, note)
    }
  }

  @Test func regressionAfterAMillionUpdates() {
    let series = LongSeries(count: 1_000_000, stream: 5)
    var rolling = RollingRegression(.count(250))
    var chance = Chance(6)
    var ys: [Double] = []
    for (index, x) in series.values.enumerated() {
      ys.append(0.7 * x + chance.uniform(-5...5))
      rolling.add(x: x, y: ys[index], at: series.times[index])
      guard series.isCheckpoint(index) else { continue }
      let batch = CoMoments(
        x: Array(series.values[...index].suffix(250)), y: Array(ys.suffix(250)))
      #expect(agree(rolling.line.value?.slope, batch.line().value?.slope, within: 1e-6), note)
    }
  }

  @Test func exponentialAveragesEqualTheirSums() {
    let series = LongSeries(count: 3000, stream: 7)
    let halfLife = TimeSpan.seconds(40)
    var event = EventAverage(halfLife: halfLife)
    var rate = DecayedRate(halfLife: halfLife, start: moment(0))
    var state = StateAverage(halfLife: halfLife)
    for (time, x) in zip(series.times, series.values) {
      event.add(x, at: time)
      rate.add(x, at: time)
      state.add(x, at: time)
    }
    let end = series.times[2999]
    let now = end + .seconds(7)
    func weight(_ from: Timestamp, _ to: Timestamp) -> Double {
      var w = 1.0
      let halvings = (to - from).seconds / 40
      for _ in 0..<Int(halvings) { w /= 2 }
      return w * power(halvings - halvings.rounded(.down))
    }
    let weights = series.times.map { weight($0, end) }
    let top = zip(weights, series.values).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(agree(event.value.value, top / weights.reduce(0, +), within: 1e-9), note)
    let beta = 0.6931471805599453 / 40
    let amounts = zip(series.times, series.values).reduce(0) { $0 + $1.1 * weight($1.0, now) }
    let seen = 1 - weight(moment(0), now)
    #expect(agree(rate.value(at: now).value, beta * amounts / seen, within: 1e-9), note)
    let ends = series.times.dropFirst() + [now]
    let held = zip(zip(series.times, ends), series.values).reduce(0) { sum, item in
      sum + item.1 * (weight(item.0.1, now) - weight(item.0.0, now))
    }
    let total = 1 - weight(series.times[0], now)
    #expect(agree(state.value(at: now).value, held / total, within: 1e-9), note)
  }

  /// 2^(−x) for x in 0…1 by its series, apart from the kernels' own functions.
  private func power(_ x: Double) -> Double {
    let y = -0.6931471805599453 * x
    return (1...30).reversed().reduce(1) { 1 + y / Double($1) * $0 }
  }

  @Test func takerFlowEqualsItsWindow() {
    var chance = Chance(8)
    let trades = chance.trades(50_000)
    var flow = TakerFlow(span: .seconds(60))
    for (index, trade) in trades.enumerated() {
      flow.add(trade)
      guard index % 2500 == 2499 else { continue }
      let window = trades[...index].filter { $0.time > trade.time - .seconds(60) }
      let signed = window.reduce(0) { $0 + $1.taker.sign * $1.size }
      let total = window.reduce(0) { $0 + $1.size }
      #expect(agree(flow.signedCoin, signed, within: 1e-9), note)
      #expect(agree(flow.imbalance.value, signed / total, within: 1e-9), note)
      #expect(agree(flow.velocity.value, window.reduce(0) { $0 + $1.usd } / 60, within: 1e-9), note)
    }
  }

  @Test func aCopyTakenAnywhereContinuesIdentically() {
    let series = LongSeries(count: 4000, stream: 9)
    var chance = Chance(10)
    var whole = RollingStatistics(.time(span))
    for (time, x) in zip(series.times, series.values) { whole.add(x, at: time) }
    var start = 0
    var parts = RollingStatistics(.time(span))
    while start < 4000 {
      let end = min(4000, start + chance.integer(1...700))
      var resumed = parts
      for index in start..<end { resumed.add(series.values[index], at: series.times[index]) }
      parts = resumed
      start = end
    }
    #expect(parts.summary == whole.summary, note)
    #expect(parts.median == whole.median, note)
    #expect(parts.maximum == whole.maximum, note)
    #expect(parts.quantile(0.9) == whole.quantile(0.9), note)
  }
}
