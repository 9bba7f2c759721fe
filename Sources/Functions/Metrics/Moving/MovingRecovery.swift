// How a book comes back after its last shock, followed as the window moves.
import Quantities

/// Falls of 30 % within a second, in the order of their troughs, and which of them is the last.
struct ShockWatch {
  /// A fall: the sample before it, the sample at its end, and where its second began.
  private struct Fall {
    var peak: Int
    let trough: Int
    let from: Int
  }

  private static let second: Int64 = 1_000_000_000
  private var falls = RingQueue<Fall>()
  /// Samples of the last second, each above all later ones.
  private var peaks = RingQueue<Int>()
  private var from = 0
  private var upper = 0

  /// The last shock of a window, as positions of the sample before it and of its trough.
  mutating func last(_ x: MetricSamples) -> (before: Int, trough: Int)? {
    take(x)
    while let fall = falls.first, fall.trough <= x.first { falls.popFirst() }
    var shock: (before: Int, trough: Int)?
    for index in 0..<falls.count {
      guard let fall = falls[index], let peak = peak(of: fall, x) else { continue }
      let since = shock.map { x.time(fall.trough) &- x.time($0.trough) } ?? .max
      if let last = shock, since <= Self.second, x.value(fall.trough) < x.value(last.trough) {
        shock = (last.before, fall.trough)
      } else if since > 30 * Self.second {
        shock = (peak, fall.trough)
      }
    }
    return shock
  }

  /// The highest sample before a fall that the window holds, if it is still a shock from there.
  private func peak(of fall: Fall, _ x: MetricSamples) -> Int? {
    guard fall.from < x.first else { return fall.peak }
    var highest = x.first
    for position in x.first..<fall.trough where x.value(position) > x.value(highest) {
      highest = position
    }
    return Recovery.isShock(from: x.value(highest), to: x.value(fall.trough)) ? highest : nil
  }

  private mutating func take(_ x: MetricSamples) {
    if upper < x.first {
      peaks = RingQueue()
      falls = RingQueue()
      upper = x.first
      from = x.first
    }
    while upper < x.end {
      let (time, value) = (x.time(upper), x.value(upper))
      from = max(from, x.first)
      while from + 1 < upper, x.time(from + 1) <= time &- Self.second { from += 1 }
      while let peak = peaks.first, peak < from { peaks.popFirst() }
      if let peak = peaks.first, Recovery.isShock(from: x.value(peak), to: value) {
        falls.append(Fall(peak: peak, trough: upper, from: from))
      }
      while let peak = peaks.last, x.value(peak) < value { peaks.popLast() }
      peaks.append(upper)
      upper += 1
    }
  }
}

/// What is known of the path after a shock: it goes on while shock and old depth stay the same.
private struct RecoveryPath {
  var trough = -1
  var before = Double.nan
  var upper = 0
  var previous: (time: Double, ratio: Double)?
  var halfLife: Metric<Double>?
  var products = 0.0
  var squares = 0.0
  var used = 0

  mutating func follow(_ x: MetricSamples, _ trough: Int, _ before: Double) {
    if trough != self.trough || before != self.before {
      self = RecoveryPath(trough: trough, before: before, upper: trough)
    }
    let lowest = x.value(trough)
    while upper < x.end {
      step(x.seconds(upper - x.first, since: x.time(trough)), x.value(upper), lowest)
      upper += 1
    }
  }

  private mutating func step(_ time: Double, _ depth: Double, _ lowest: Double) {
    if halfLife == nil {
      let ratio = (depth - lowest) / (before - lowest)
      if ratio >= 0.5, let previous {
        let crossing =
          previous.time + (0.5 - previous.ratio) / (ratio - previous.ratio) * (time - previous.time)
        halfLife = crossing <= Recovery.limit
          ? Metric(number: crossing) : .undefined(.notRecovered)
      }
      previous = (time, ratio)
    }
    guard upper > trough, depth < before else { return }
    products -= time * Real.log((before - depth) / (before - lowest))
    squares += time * time
    used += 1
  }
}

/// `recovery_ratio`, `resilience_halflife` and `resilience_rate`.
struct MovingRecovery: MovingMetric {
  enum Question {
    case ratio, halfLife, rate
  }

  private var watch = ShockWatch()
  private var path = RecoveryPath()
  /// Which samples the depth before the last shock was taken of.
  private var taken = 0..<0
  private let question: Question

  init(_ question: Question) { self.question = question }

  mutating func value(_ window: MetricWindow) -> Double? {
    let x = window.inputs[0]
    guard let shock = watch.last(x) else { return Undefined.warmup.number }
    let first = x.position(after: x.time(shock.before) &- 30_000_000_000)
    var before = path.before
    if taken != first..<(shock.before + 1) || path.trough < 0 {
      taken = first..<(shock.before + 1)
      let depths = taken.map { x.value($0) }
      before = Quantiles.median(depths).value ?? .nan
    }
    path.follow(x, shock.trough, before)
    let lowest = x.value(shock.trough)
    guard before > lowest else { return Undefined.zeroDenominator.number }
    switch question {
    case .ratio:
      let last = lastWithin(window.numbers[0], of: shock.trough, x)
      return last.map { (x.value($0) - lowest) / (before - lowest) }
        ?? Undefined.warmup.number
    case .halfLife: return (path.halfLife ?? .undefined(.notRecovered)).number()
    case .rate:
      let rate: Metric<Double> = path.used >= 3
        ? .ratio(path.products, over: path.squares) : .undefined(.warmup)
      return rate.number()
    }
  }

  /// The last sample at most so many seconds after the trough.
  private func lastWithin(_ seconds: Double, of trough: Int, _ x: MetricSamples) -> Int? {
    guard seconds >= 0 else { return nil }
    let start = x.time(trough)
    return (trough..<x.end).firstPlace { x.seconds($0 - x.first, since: start) > seconds } - 1
  }
}
