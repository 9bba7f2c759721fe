// The cell of metrics of windows: one for all of them, around a state that moves.
import Columns
import Functions

/// A metric of the samples of windows, and of values at the tick beside them.
final class WindowMetricCell: Cell {
  typealias Kernel = (MetricWindow) -> Double

  /// Answers from the whole window, where there is no state or it cannot follow.
  private let kernel: Kernel
  /// Makes a state that moves; nil where the kernel reads the whole window each time.
  private let start: (@Sendable () -> any MovingMetric)?
  private var state: (any MovingMetric)?
  /// The epochs of the frames that the state has seen.
  private var epochs: [Int] = []
  private let numbers: Register<Double>
  /// Where each input that is a value goes among the numbers that are not windows.
  private let plain: [(place: Int, cell: Cell)]
  /// How many numbers there are.
  private let count: Int
  private let frames: [FrameCell]
  private let samples: UnsafeMutableBufferPointer<MetricSamples>

  init(_ call: MetricCall, _ kernel: @escaping Kernel, inputs: [Cell], _ shape: CellShape) {
    self.kernel = kernel
    let parameters = call.function?.parameters ?? []
    var numbers: [Double] = []
    var plain: [(Int, Cell)] = []
    var frames: [FrameCell] = []
    var next = inputs.makeIterator()
    for (parameter, number) in zip(parameters, call.numbers) {
      switch parameter.kind {
      case .samples:
        if let frame = next.next() as? FrameCell { frames.append(frame) }
      case .value, .possible:
        if let cell = next.next() { plain.append((numbers.count, cell)) }
        numbers.append(0)
      case .constant, .word: numbers.append(number)
      }
    }
    self.numbers = Register(numbers)
    self.plain = plain
    count = numbers.count
    self.frames = frames
    samples = .allocate(capacity: frames.count)
    // Windows that end apart are rare enough to be read whole.
    let endTogether = frames.allSatisfy { $0.shift == frames.first?.shift }
    start = endTogether ? call.function?.moving : nil
    super.init(shape, inputs: inputs)
  }

  deinit { samples.deallocate() }

  override func advance(_ batch: Batch) {
    values.start.update(repeating: .nan, count: batch.count)
    if epochs != frames.map(\.epoch) {
      epochs = frames.map(\.epoch)
      state = start?()
    }
    gather(frames[...], [], batch)
  }

  /// Opens the samples of one frame after the other, then answers every tick.
  private func gather(_ rest: ArraySlice<FrameCell>, _ opened: [FrameSamples], _ batch: Batch) {
    guard let frame = rest.first else { return fill(opened, batch) }
    frame.withSamples { gather(rest.dropFirst(), opened + [$0], batch) }
  }

  private func fill(_ opened: [FrameSamples], _ batch: Batch) {
    let known = frames.map { $0.reasons(batch) }
    for i in 0..<batch.count {
      guard known.allSatisfy({ $0[i] == 0 || $0[i] == FrameCell.held }) else { continue }
      var isKnown = true
      for (place, cell) in plain {
        numbers.start[place] = cell.values.start[i]
        isKnown = isKnown && !cell.values.start[i].isNaN
      }
      guard isKnown else { continue }
      answer(opened, i, batch)
    }
  }

  private func answer(_ opened: [FrameSamples], _ i: Int, _ batch: Batch) {
    let tick = batch.start &+ Int64(truncatingIfNeeded: i) &* batch.step
    for (at, frame) in frames.enumerated() {
      let lower = Int(frame.lower.start[i])
      let count = max(0, Int(frame.upper.start[i]) - lower)
      let first = opened[at].first
      samples.initializeElement(
        at: at,
        to: MetricSamples(
          times: UnsafeBufferPointer(start: opened[at].times + lower, count: count),
          values: UnsafeBufferPointer(start: opened[at].values + lower, count: count),
          width: frame.width, newest: tick &- frame.delay,
          place: (lower, first.map { lower - $0 } ?? -1)))
    }
    let window = MetricWindow(
      inputs: UnsafeBufferPointer(samples),
      numbers: UnsafeBufferPointer(start: numbers.start, count: count),
      now: tick &- (frames.first?.shift ?? 0), step: batch.step)
    values.start[i] = metricNumber(state?.value(window) ?? kernel(window))
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    out.update(repeating: 0, count: batch.count)
    for input in inputs {
      let theirs = input.reasons(batch)
      for i in 0..<batch.count { out[i] |= theirs[i] & ~FrameCell.held }
    }
    writeMetricReasons(batch, to: out)
  }
}
