// The states of the statistics: what of the samples each keeps.
import Glibc

/// A statistic of an aggregate of the samples.
protocol StackState: WindowState {
  associatedtype Sum: Aggregate
  var stack: PaneStack<Sum> { get set }
  /// The aggregate of one sample; `border` is a moment near it.
  static func element(_ samples: FrameSamples, _ at: Int, _ border: Int64) -> Sum
  /// The statistic of an aggregate of so many samples.
  static func value(_ sum: Sum, _ count: Int) -> Double
}

extension StackState where Sum: ValueAggregate {
  @inline(__always)
  static func element(_ samples: FrameSamples, _ at: Int, _ border: Int64) -> Sum {
    Sum(sample: samples.values[at])
  }
}

extension StackState {
  @inline(__always)
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    let sum = stack.total(span, samples.times) { Self.element(samples, $0, $1) }
    return Self.value(sum, span.upper - span.lower)
  }
  @inline(__always)
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  mutating func reset() { stack.reset() }
  func deallocate() { stack.deallocate() }

  @inline(__always)
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int {
    let limit = min(PaneStack<Sum>.most, run.slidingTicks(from: first))
    // The border of a short window moves so often that there is nothing to do together.
    guard limit > 0, run.reach / 16 >= run.batch.step else { return 0 }
    let (lower, upper) = (Int(run.lower[first]), Int(run.upper[first]))
    let newest = run.batch.start &- run.delay &+ Int64(first) &* run.batch.step
    let span = FrameSpan(lower: lower, upper: upper, newest: newest, reach: run.reach)
    let element = { Self.element(samples, $0, $1) }
    let count = min(
      limit, stack.ticksOfPane(span, step: run.batch.step, samples.times, element))
    let (out, size) = (run.out + first, upper &- lower)
    stack.slide(from: (lower, upper), count: count, element) { k, sum in
      out[k] = settled(Self.value(sum, size))
    }
    return count
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
  static func value(_ sum: Moments, _ count: Int) -> Double { sum.deviation }
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

struct SampleQuantile: WindowState {
  let q: Double
  var window = QuantileWindow()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    window.quantile(q, span, samples.values)
  }
  @inline(__always)
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int {
    let count = run.slidingTicks(from: first)
    guard count > 0 else { return 0 }
    return window.slide(
      from: (Int(run.lower[first]), Int(run.upper[first])), count: count, samples.values,
      to: run.out + first)
  }
  mutating func interrupt() { window.clear() }
  mutating func reset() { window.clear() }
  func deallocate() { window.deallocate() }
}

struct FirstSample: WindowState {
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    samples.values[span.lower]
  }
}

struct LastSample: WindowState {
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    samples.values[span.upper - 1]
  }
}

struct SampleCount: WindowState {
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    Double(span.upper - span.lower)
  }
}
