// Statistics of frames: one cell for each, around a state that moves with the window.
import Columns
import Functions
import Glibc
import Planning

/// The moving state of one statistic.
protocol WindowState {
  /// The statistic of a window that holds samples; windows never move back.
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double
  func deallocate()
}

extension WindowState {
  func deallocate() {}
}

/// A statistic at every tick of a frame.
final class StatisticCell<State: WindowState>: Cell {
  private var state: State
  /// What a window without samples gives from the value that stands in for it.
  private let ofHeld: (Double, FrameCell) -> Double
  private let frame: FrameCell

  init(
    _ state: State, of frame: FrameCell, _ shape: CellShape,
    ofHeld: @escaping (Double, FrameCell) -> Double = { value, _ in value }
  ) {
    self.state = state
    self.frame = frame
    self.ofHeld = ofHeld
    super.init(shape, inputs: [frame])
  }

  deinit { state.deallocate() }

  override func advance(_ batch: Batch) {
    let known = frame.reasons(batch)
    let out = values.start
    let (lower, upper) = (frame.lower.start, frame.upper.start)
    let (reach, delay) = (frame.reach, frame.delay)
    out.update(repeating: .nan, count: batch.count)
    frame.withSamples { samples in
      var state = state
      for i in 0..<batch.count where known[i] == 0 {
        let tick = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step
        let span = FrameSpan(
          lower: Int(lower[i]), upper: Int(upper[i]), newest: tick &- delay, reach: reach)
        let value = state.value(span, samples)
        out[i] = value.isFinite ? value + 0.0 : .nan
      }
      self.state = state
    }
    for i in 0..<batch.count where known[i] == FrameCell.held {
      out[i] = ofHeld(frame.heldValue(i), frame)
    }
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    let theirs = frame.reasons(batch)
    for i in 0..<batch.count { out[i] = theirs[i] & ~FrameCell.held }
    mark(.domain, batch, in: out)
  }
}

struct SampleSum: WindowState {
  var stack = PaneStack<DoubleDouble>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { DoubleDouble(high: samples.values[$0]) }.value
  }
  func deallocate() { stack.deallocate() }
}

struct SampleMean: WindowState {
  var stack = PaneStack<DoubleDouble>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { DoubleDouble(high: samples.values[$0]) }
      .divided(by: Double(span.upper - span.lower))
  }
  func deallocate() { stack.deallocate() }
}

struct SampleMinimum: WindowState {
  var stack = PaneStack<Smallest>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { Smallest(value: samples.values[$0]) }.value
  }
  func deallocate() { stack.deallocate() }
}

struct SampleMaximum: WindowState {
  var stack = PaneStack<Largest>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { Largest(value: samples.values[$0]) }.value
  }
  func deallocate() { stack.deallocate() }
}

struct SampleDeviation: WindowState {
  var stack = PaneStack<Moments>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { Moments(count: 1, mean: samples.values[$0]) }.deviation
  }
  func deallocate() { stack.deallocate() }
}

struct SampleSlope: WindowState {
  var stack = PaneStack<Regression>()
  /// Times are counted from here, so that their doubles are exact enough.
  let origin: Int64
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) {
      Regression(
        count: 1, time: Double(samples.times[$0] &- origin) / 1e9, value: samples.values[$0])
    }.slope
  }
  func deallocate() { stack.deallocate() }
}

/// Realised volatility: the root of the sum of squared log returns inside the window.
struct SampleVolatility: WindowState {
  var stack = PaneStack<DoubleDouble>(isPairwise: true)
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    let values = samples.values
    let sum = stack.total(span, samples.times) {
      DoubleDouble(high: squaredLogReturn(from: values[$0 - 1], to: values[$0]))
    }
    return span.upper - span.lower < 2 ? .nan : sum.value.squareRoot()
  }
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
  var window = SortedWindow()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    window.quantile(q, span, samples.values)
  }
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

/// Each sample weighted by how long it held inside the window.
struct TimeWeightedMean: WindowState {
  var stack = PaneStack<HeldSum>(isPairwise: true)
  let limit: Int64
  let lag: Int64
  /// When each sample stopped holding because another row followed; the maximum for the last.
  let ends: [Int64]

  init(_ track: StoredTrack, limit: Int64, lag: Int64) {
    self.limit = limit
    self.lag = lag
    var ends: [Int64] = []
    var row = 0
    for time in track.sampleTimes {
      while row < track.times.count, track.times[row] <= time { row += 1 }
      ends.append(row < track.times.count ? track.times[row] : .max)
    }
    self.ends = ends
  }

  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    let limit = limit
    let ends = ends
    func held(_ position: Int, from start: Int64, through end: Int64) -> HeldSum {
      let time = samples.times[position]
      let last = min(ends[position], min(end, time &+ limit))
      return HeldSum(samples.values[position], for: last &- max(start, time))
    }
    let start = span.newest &- span.reach
    let end = span.newest &+ lag
    var total = span.lower > 0 ? held(span.lower - 1, from: start, through: end) : .empty
    total.join(
      stack.total(span, samples.times) { held($0 - 1, from: .min, through: .max) })
    // A row that is not visible yet does not end the last value.
    let newest = span.upper - 1
    let time = samples.times[newest]
    let visibleEnd = ends[newest] <= span.newest ? ends[newest] : end
    let last = min(visibleEnd, min(end, time &+ limit))
    total.join(HeldSum(samples.values[newest], for: last &- time))
    return total.mean
  }
  func deallocate() { stack.deallocate() }
}
