// Statistics of frames: one cell for each, around a state that moves with the window.
import Columns
import Functions
import Glibc
import Planning

/// The moving state of one statistic.
protocol WindowState {
  /// The statistic of a window that holds samples; windows never move back.
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double
  /// True where a window that holds the same samples as the one asked for last gives the same.
  func stays(_ span: FrameSpan) -> Bool
  /// A batch ended on a window that was not asked: samples the state still holds may be gone.
  mutating func interrupt()
  func deallocate()
}

extension WindowState {
  func stays(_ span: FrameSpan) -> Bool { true }
  mutating func interrupt() {}
  func deallocate() {}
}

/// One batch of a frame: where its windows lie and which of them are known.
struct FrameRun {
  let batch: Batch
  let lower: UnsafeMutablePointer<Int32>
  let upper: UnsafeMutablePointer<Int32>
  let known: UnsafeMutablePointer<UInt8>
  let reach: Int64
  let delay: Int64
  let out: UnsafeMutablePointer<Double>
}

/// A state and its last answer: a slow series shows one window at many ticks.
private struct Answering<State: WindowState> {
  var state: State
  private var lower: Int32 = -1
  private var upper: Int32 = -1
  private var answer = Double.nan

  init(_ state: State) { self.state = state }

  /// The statistic at every tick whose window is known and holds samples, NaN elsewhere.
  @inline(__always)
  mutating func fill(_ run: FrameRun, _ samples: FrameSamples) {
    var newest = run.batch.start &- run.delay
    for i in 0..<run.batch.count {
      defer { newest &+= run.batch.step }
      guard run.known[i] == 0 else {
        run.out[i] = .nan
        continue
      }
      let (lower, upper) = (run.lower[i], run.upper[i])
      let span = FrameSpan(
        lower: Int(lower), upper: Int(upper), newest: newest, reach: run.reach)
      if lower != self.lower || upper != self.upper || !state.stays(span) {
        let value = state.value(span, samples)
        answer = value.magnitude <= .greatestFiniteMagnitude ? value + 0.0 : .nan
        (self.lower, self.upper) = (lower, upper)
      }
      run.out[i] = answer
    }
    if run.batch.count > 0, run.known[run.batch.count - 1] != 0 {
      state.interrupt()
      lower = -1
    }
  }
}

/// A statistic at every tick of a frame.
final class StatisticCell: Cell {
  /// Moves the state over a batch. A closure made where the state's type is known, so that its
  /// loop is compiled for that type; a generic class would call through a table on every row.
  private let fill: (FrameRun, FrameSamples) -> Void
  private let deallocate: () -> Void
  /// What a window without samples gives from the value that stands in for it.
  private let ofHeld: (Double, FrameCell) -> Double
  private let frame: FrameCell

  init<State: WindowState>(
    _ start: State, of frame: FrameCell, _ shape: CellShape,
    ofHeld: @escaping (Double, FrameCell) -> Double = { value, _ in value }
  ) {
    var answering = Answering(start)
    fill = { run, samples in
      var moving = answering
      moving.fill(run, samples)
      answering = moving
    }
    deallocate = { answering.state.deallocate() }
    self.frame = frame
    self.ofHeld = ofHeld
    super.init(shape, inputs: [frame])
  }

  deinit { deallocate() }

  override func advance(_ batch: Batch) {
    let known = frame.reasons(batch)
    let out = values.start
    let run = FrameRun(
      batch: batch, lower: frame.lower.start, upper: frame.upper.start, known: known,
      reach: frame.reach, delay: frame.delay, out: out)
    var isAsked = false
    frame.withSamples {
      fill(run, $0)
      isAsked = true
    }
    if !isAsked { out.update(repeating: .nan, count: batch.count) }
    guard frame.isHolding else { return }
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
    stack.total(span, samples.times) { at, _ in DoubleDouble(high: samples.values[at]) }.value
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  func deallocate() { stack.deallocate() }
}

struct SampleMean: WindowState {
  var stack = PaneStack<DoubleDouble>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { at, _ in DoubleDouble(high: samples.values[at]) }
      .divided(by: Double(span.upper - span.lower))
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  func deallocate() { stack.deallocate() }
}

struct SampleMinimum: WindowState {
  var stack = PaneStack<Smallest>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { at, _ in Smallest(value: samples.values[at]) }.value
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  func deallocate() { stack.deallocate() }
}

struct SampleMaximum: WindowState {
  var stack = PaneStack<Largest>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { at, _ in Largest(value: samples.values[at]) }.value
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  func deallocate() { stack.deallocate() }
}

struct SampleDeviation: WindowState {
  var stack = PaneStack<Moments>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { at, _ in
      Moments(count: 1, mean: samples.values[at])
    }.deviation
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  func deallocate() { stack.deallocate() }
}

struct SampleSlope: WindowState {
  var stack = PaneStack<Regression>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    // Times are counted from the border, so that their doubles are exact enough.
    stack.total(span, samples.times) { at, border in
      Regression(
        count: 1, time: Double(samples.times[at] &- border) / 1e9, value: samples.values[at])
    }.slope
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  func deallocate() { stack.deallocate() }
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
  mutating func interrupt() { window.clear() }
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
      stack.total(span, samples.times) { at, _ in held(at - 1, from: .min, through: .max) })
    // A row that is not visible yet does not end the last value.
    let newest = span.upper - 1
    let time = samples.times[newest]
    let visibleEnd = ends[newest] <= span.newest ? ends[newest] : end
    let last = min(visibleEnd, min(end, time &+ limit))
    total.join(HeldSum(samples.values[newest], for: last &- time))
    return total.mean
  }
  /// What the newest sample weighs grows from tick to tick.
  func stays(_ span: FrameSpan) -> Bool { false }
  func deallocate() { stack.deallocate() }
}
