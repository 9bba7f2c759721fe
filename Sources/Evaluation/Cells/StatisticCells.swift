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
  /// Positions mean other samples now: everything held is void.
  mutating func reset()
  func deallocate()
}

extension WindowState {
  func stays(_ span: FrameSpan) -> Bool { true }
  mutating func interrupt() {}
  mutating func reset() {}
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
struct Answering<State: WindowState> {
  var state: State
  private var lower: Int32 = -1
  private var upper: Int32 = -1
  private var answer = Double.nan
  private var epoch = 0

  init(_ state: State) { self.state = state }

  /// Follows the frame into another epoch.
  mutating func enter(_ epoch: Int) {
    guard epoch != self.epoch else { return }
    self.epoch = epoch
    state.reset()
    lower = -1
  }

  /// The statistic of one window that is known and holds samples.
  @inline(__always)
  mutating func one(
    _ positions: (lower: Int32, upper: Int32), newest: Int64, reach: Int64,
    _ samples: FrameSamples
  ) -> Double {
    let span = FrameSpan(
      lower: Int(positions.lower), upper: Int(positions.upper), newest: newest, reach: reach)
    if positions.lower != lower || positions.upper != upper || !state.stays(span) {
      let value = state.value(span, samples)
      answer = value.magnitude <= .greatestFiniteMagnitude ? value + 0.0 : .nan
      (lower, upper) = positions
    }
    return answer
  }

  /// A window was not asked: samples the state still holds may be gone.
  mutating func interrupt() {
    state.interrupt()
    lower = -1
  }

  /// The statistic at every tick whose window is known and holds samples, NaN elsewhere.
  @inline(__always)
  mutating func fill(_ run: FrameRun, _ samples: FrameSamples) {
    let (known, lowers, uppers, out) = (run.known, run.lower, run.upper, run.out)
    let (count, step, reach) = (run.batch.count, run.batch.step, run.reach)
    var (lower, upper, answer) = (lower, upper, answer)
    var newest = run.batch.start &- run.delay
    for i in 0..<count {
      if known[i] == 0 {
        let span = FrameSpan(
          lower: Int(lowers[i]), upper: Int(uppers[i]), newest: newest, reach: reach)
        if lowers[i] != lower || uppers[i] != upper || !state.stays(span) {
          let value = state.value(span, samples)
          answer = value.magnitude <= .greatestFiniteMagnitude ? value + 0.0 : .nan
          (lower, upper) = (lowers[i], uppers[i])
        }
        out[i] = answer
      } else {
        out[i] = .nan
      }
      newest &+= step
    }
    if count > 0, known[count - 1] != 0 {
      state.interrupt()
      lower = -1
    }
    (self.lower, self.upper, self.answer) = (lower, upper, answer)
  }
}

/// A statistic at every tick of a frame.
final class StatisticCell: Cell {
  /// Moves the state over a batch. A closure made where the state's type is known, so that its
  /// loop is compiled for that type; a generic class would call through a table on every row.
  private let fill: (FrameRun, FrameSamples, Int) -> Void
  private let deallocate: () -> Void
  /// What a window without samples gives from the value that stands in for it.
  private let ofHeld: (Double, FrameCell) -> Double
  private let frame: FrameCell

  init<State: WindowState>(
    _ start: State, of frame: FrameCell, _ shape: CellShape,
    ofHeld: @escaping (Double, FrameCell) -> Double = { value, _ in value }
  ) {
    var answering = Answering(start)
    fill = { run, samples, epoch in
      var moving = answering
      moving.enter(epoch)
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
      fill(run, $0, frame.epoch)
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
  mutating func reset() { stack.reset() }
  func deallocate() { stack.deallocate() }
}

struct SampleMean: WindowState {
  var stack = PaneStack<DoubleDouble>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { at, _ in DoubleDouble(high: samples.values[at]) }
      .divided(by: Double(span.upper - span.lower))
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  mutating func reset() { stack.reset() }
  func deallocate() { stack.deallocate() }
}

struct SampleMinimum: WindowState {
  var stack = PaneStack<Smallest>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { at, _ in Smallest(value: samples.values[at]) }.value
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  mutating func reset() { stack.reset() }
  func deallocate() { stack.deallocate() }
}

struct SampleMaximum: WindowState {
  var stack = PaneStack<Largest>()
  mutating func value(_ span: FrameSpan, _ samples: FrameSamples) -> Double {
    stack.total(span, samples.times) { at, _ in Largest(value: samples.values[at]) }.value
  }
  func stays(_ span: FrameSpan) -> Bool { stack.stays(span) }
  mutating func reset() { stack.reset() }
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
  mutating func reset() { stack.reset() }
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
  mutating func reset() { stack.reset() }
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
