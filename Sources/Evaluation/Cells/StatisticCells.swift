// Statistics of frames: one cell for each, around a state that moves with the window.
import Columns
import Functions
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
  /// Writes the statistic of ticks from `first` on whose windows, all of them known, move evenly;
  /// returns of how many.
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int
  func deallocate()
}

extension WindowState {
  func stays(_ span: FrameSpan) -> Bool { true }
  mutating func interrupt() {}
  mutating func reset() {}
  @inline(__always)
  mutating func slide(_ run: FrameRun, _ samples: FrameSamples, from first: Int) -> Int { 0 }
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
  /// For each block of ticks, how evenly its windows move.
  let even: UnsafePointer<Evenness>
  let out: UnsafeMutablePointer<Double>

  /// True where every window is known and holds samples.
  var isKnown: Bool {
    var reasons: UInt8 = 0
    for i in 0..<batch.count { reasons |= known[i] }
    return reasons == 0
  }

  /// The ticks of one block, from one on, whose windows move evenly; none where they do not.
  func evenTicks(from first: Int) -> EvenTicks {
    let block = first / FrameCell.block
    let even = even[block]
    guard even.stride > 0 else { return EvenTicks() }
    let passed = first &- block &* FrameCell.block
    let head =
      even.stride == 1
      ? 1
      : passed < even.phase
        ? even.phase &- passed : even.stride &- (passed &- even.phase) % even.stride
    return EvenTicks(
      count: min(batch.count, (block &+ 1) &* FrameCell.block) &- first, stride: even.stride,
      head: head)
  }

  /// The window of a tick.
  func span(at tick: Int) -> FrameSpan {
    FrameSpan(
      lower: Int(lower[tick]), upper: Int(upper[tick]),
      newest: batch.start &- delay &+ Int64(truncatingIfNeeded: tick) &* batch.step, reach: reach)
  }

  /// False where the border of a pane moves so often that there is nothing to do together.
  func paneHasBlocks(_ even: EvenTicks) -> Bool {
    reach / 16 / Int64(truncatingIfNeeded: even.stride) >= batch.step
  }

  /// Writes what windows gave to the ticks from one on; `compute` writes that of the windows.
  @inline(__always)
  func spread(
    _ even: EvenTicks, _ ticks: Int, from first: Int,
    _ compute: (UnsafeMutablePointer<Double>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: FrameCell.block) { room in
      guard let room = room.baseAddress else { return }
      let out = out + first
      compute(even.stride > 1 ? room : out)
      guard even.stride > 1 else { return }
      var (tick, end, window) = (0, min(ticks, even.head), 0)
      while tick < ticks {
        let x = room[window]
        while tick < end {
          out[tick] = x
          tick &+= 1
        }
        (end, window) = (min(ticks, end &+ even.stride), window &+ 1)
      }
    }
  }
}

/// A state and the window it answered last: a slow series shows one window at many ticks.
struct Answering<State: WindowState> {
  private var lower: Int32 = -1
  private var upper: Int32 = -1
  var state: State
  private var answer = Double.nan
  private var epoch = 0

  init(_ state: State) { self.state = state }

  /// Follows the frame into another epoch.
  mutating func enter(_ epoch: Int) {
    guard epoch != self.epoch else { return }
    self.epoch = epoch
    reset()
  }

  /// Positions mean other samples now.
  mutating func reset() {
    state.reset()
    lower = -1
  }

  /// Writes the statistic of a window that is known and holds samples over that of the window
  /// before.
  @inline(__always)
  mutating func answer(
    _ span: FrameSpan, _ samples: FrameSamples, over last: UnsafeMutablePointer<Double>
  ) {
    let (lower, upper) = (
      Int32(truncatingIfNeeded: span.lower), Int32(truncatingIfNeeded: span.upper)
    )
    if lower != self.lower || upper != self.upper || !state.stays(span) {
      last.pointee = settled(state.value(span, samples))
      (self.lower, self.upper) = (lower, upper)
    }
  }

  /// A window was not asked: samples the state still holds may be gone.
  mutating func interrupt() {
    state.interrupt()
    lower = -1
  }

  /// The statistic at every tick whose window is known and holds samples, NaN elsewhere.
  @inline(__always)
  mutating func fill(_ run: FrameRun, _ samples: FrameSamples) {
    let count = run.batch.count
    guard count > 0 else { return }
    let isKnown = run.isKnown
    var i = 0
    while i < count {
      if isKnown {
        let slid = state.slide(run, samples, from: i)
        if slid > 0 {
          i &+= slid
          (lower, upper, answer) = (run.lower[i &- 1], run.upper[i &- 1], run.out[i &- 1])
          continue
        }
      }
      let end = min(count, (i / FrameCell.block &+ 1) &* FrameCell.block)
      walk(run, samples, i..<end)
      i = end
    }
    if run.known[count - 1] != 0 {
      state.interrupt()
      lower = -1
    }
  }

  /// The same for some ticks, one by one.
  @inline(__always)
  private mutating func walk(_ run: FrameRun, _ samples: FrameSamples, _ range: Range<Int>) {
    let (known, lowers, uppers, out) = (run.known, run.lower, run.upper, run.out)
    var (lower, upper, answer) = (lower, upper, answer)
    var newest = run.batch.start &- run.delay &+ Int64(range.lowerBound) &* run.batch.step
    for i in range {
      if known[i] == 0 {
        let span = FrameSpan(
          lower: Int(lowers[i]), upper: Int(uppers[i]), newest: newest, reach: run.reach)
        if lowers[i] != lower || uppers[i] != upper || !state.stays(span) {
          answer = settled(state.value(span, samples))
          (lower, upper) = (lowers[i], uppers[i])
        }
        out[i] = answer
      } else {
        out[i] = .nan
      }
      newest &+= run.batch.step
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
      reach: frame.reach, delay: frame.delay, even: frame.evenBlocks(batch), out: out)
    var isAsked = false
    frame.withSamples {
      fill(run, $0, frame.epoch)
      isAsked = true
    }
    if !isAsked { out.update(repeating: .nan, count: batch.count) }
    frame.fillHeld(out, batch, ofHeld)
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    frame.writeReasons(ofStatistic: batch, to: out)
    mark(.domain, batch, in: out)
  }
}
