// The states of the statistics: what of the samples each keeps.
import Glibc

/// A statistic of an aggregate of the samples.
protocol StackState: WindowState {
  associatedtype Sum: Aggregate
  var stack: PaneStack<Sum> { get set }
  /// The aggregate of one sample; `border` is a moment near it.
  static func element(_ samples: FrameSamples, _ at: Int, _ border: Int64) -> Sum
  /// The statistic of an aggregate of so many samples, but for its last step.
  static func value(_ sum: Sum, _ count: Int) -> Double
  /// The last step, for which numbers queue: it is taken after all others.
  static func finish(_ x: Double) -> Double
  static var hasFinish: Bool { get }
}

extension StackState where Sum: ValueAggregate {
  @inline(__always)
  static func element(_ samples: FrameSamples, _ at: Int, _ border: Int64) -> Sum {
    Sum(sample: samples.values[at])
  }
}

extension StackState {
  static var hasFinish: Bool { false }
  @inline(__always)
  static func finish(_ x: Double) -> Double { x }

  @inline(__always)
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    let sum = stack.total(span, samples.times) { Self.element(samples, $0, $1) }
    return Self.finish(Self.value(sum, span.upper - span.lower))
  }
  @inline(__always)
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  mutating func reset() { stack.reset() }
  func deallocate() { stack.deallocate() }

  @inline(__always)
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int {
    let even = run.evenTicks(from: first)
    guard even.count > 0, run.paneHasBlocks(even) else { return 0 }
    let span = run.span(at: first)
    let element = { Self.element(samples, $0, $1) }
    let ticks = min(
      even.count, stack.ticksOfPane(span, step: run.batch.step, samples, element))
    let windows = even.windows(in: ticks)
    let sums = stack.slide(from: (span.lower, span.upper), count: windows, element)
    run.spread(even, ticks, from: first) { out in
      Self.write(sums, windows, of: span.upper &- span.lower, to: out)
    }
    return ticks
  }

  @inline(__always)
  private static func write(
    _ sums: EvenSums<Sum>, _ count: Int, of size: Int, to out: UnsafeMutablePointer<Double>
  ) {
    @inline(__always)
    func put(_ k: Int, _ sum: Sum) {
      let x = value(sum, size)
      out[k] = hasFinish ? x : settled(x)
    }
    if sums.begin > 0 { put(0, sums.first) }
    let own = max(sums.begin, sums.own)
    for k in sums.begin..<own { put(k, sums.joined(k)) }
    for k in own..<count { put(k, sums.after[k]) }
    if hasFinish { for k in 0..<count { out[k] = settled(finish(out[k])) } }
  }
}

struct SampleSum: StackState {
  var stack = PaneStack<DoubleDouble>()
  @inline(__always)
  static func value(_ sum: DoubleDouble, _ count: Int) -> Double { sum.value }
}

struct SampleMean: StackState {
  var stack = PaneStack<DoubleDouble>()
  @inline(__always)
  static func value(_ sum: DoubleDouble, _ count: Int) -> Double {
    sum.divided(by: Double(count))
  }
}

struct SampleMinimum: StackState {
  var stack = PaneStack<Smallest>()
  @inline(__always)
  static func value(_ sum: Smallest, _ count: Int) -> Double { sum.value }
}

struct SampleMaximum: StackState {
  var stack = PaneStack<Largest>()
  @inline(__always)
  static func value(_ sum: Largest, _ count: Int) -> Double { sum.value }
}

struct SampleDeviation: StackState {
  var stack = PaneStack<Moments>()
  @inline(__always)
  static func value(_ sum: Moments, _ count: Int) -> Double { sum.variance }
  static var hasFinish: Bool { true }
  @inline(__always)
  static func finish(_ x: Double) -> Double { x.squareRoot() }
}

struct SampleSlope: StackState {
  var stack = PaneStack<Regression>()
  @inline(__always)
  static func element(_ samples: FrameSamples, _ at: Int, _ border: Int64) -> Regression {
    // Times are counted from the border, so that their doubles are exact enough.
    Regression(
      count: 1, time: Double(samples.times[at] &- border) / 1e9, value: samples.values[at])
  }
  @inline(__always)
  static func value(_ sum: Regression, _ count: Int) -> Double { sum.slope }
}

/// Realised volatility: the root of the sum of squared log returns inside the window.
struct SampleVolatility: WindowState {
  var stack = PaneStack<DoubleDouble>(isPairwise: true)
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    let values = samples.values
    let sum = stack.total(span, samples.times) { at, _ in
      DoubleDouble(high: squaredLogReturn(from: values[at - 1], to: values[at]))
    }
    return span.upper - span.lower < 2 ? .nan : sum.value.squareRoot()
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  mutating func reset() { stack.reset() }
  func deallocate() { stack.deallocate() }
}

/// The square of the log return; NaN where either value is not above zero.
func squaredLogReturn(from a: Double, to b: Double) -> Double {
  guard a > 0, b > 0 else { return .nan }
  let r = log(b / a)
  return r * r
}

struct FirstSample: WindowState {
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    samples.values[span.lower]
  }
  @inline(__always)
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int {
    for k in first..<run.batch.count { run.out[k] = settled(samples.values[Int(run.lower[k])]) }
    return run.batch.count &- first
  }
}

struct LastSample: WindowState {
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    samples.values[span.upper - 1]
  }
  @inline(__always)
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int {
    for k in first..<run.batch.count {
      run.out[k] = settled(samples.values[Int(run.upper[k]) &- 1])
    }
    return run.batch.count &- first
  }
}

struct SampleCount: WindowState {
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    Double(span.upper - span.lower)
  }
  @inline(__always)
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int {
    for k in first..<run.batch.count { run.out[k] = Double(run.upper[k] &- run.lower[k]) }
    return run.batch.count &- first
  }
}
