// Frames: which samples a window holds at each tick, and whether it may be asked at all.
import Columns
import Language
import Planning

/// The samples a frame's positions point into.
struct FrameSamples {
  let times: UnsafePointer<Int64>
  let values: UnsafePointer<Double>
  /// What lies around the windows, where it may be read too.
  private(set) var track: UnsafePointer<Track>?

  /// What a track holds.
  struct Track {
    let samples: TrackRows
    /// Every row, where some are no samples.
    var rows: TrackRows?
  }

  init(times: UnsafePointer<Int64>, values: UnsafePointer<Double>) {
    self.times = times
    self.values = values
  }

  /// Calls with the samples of a track.
  @inline(__always)
  static func with(_ track: Track, _ body: (FrameSamples) -> Void) {
    withUnsafePointer(to: track) { place in
      var samples = FrameSamples(times: track.samples.times, values: track.samples.values)
      samples.track = place
      body(samples)
    }
  }

  /// The first position held.
  var first: Int? { track?.pointee.samples.first }
  /// The position after the last sample there is.
  var end: Int? { track?.pointee.samples.end }
  /// Every row, where some are no samples.
  var rows: TrackRows? { track?.pointee.rows }
}

/// Whether all windows of a block of ticks lose and gain one sample every so many ticks.
struct Evenness {
  /// After how many ticks the windows move; zero where they do not move evenly.
  var stride = 0
  /// The first tick of the block, but for its first one, at which they do.
  var phase = 1
  private static let longestStride = 16

  init() {}

  init(_ lower: UnsafePointer<Int32>, _ upper: UnsafePointer<Int32>, count: Int) {
    // Too few are not worth it.
    guard count >= 16 else { return }
    if upper[1] &- upper[0] == 1 {
      var difference: Int32 = 0
      for k in 1..<count {
        difference |= (lower[k] &- lower[k &- 1]) ^ 1
        difference |= (upper[k] &- upper[k &- 1]) ^ 1
      }
      if difference == 0 { stride = 1 }
    }
    if stride == 0 { findStride(lower, upper, count) }
  }

  /// Positions never fall, so that a stretch whose ends are equal is equal everywhere.
  private mutating func findStride(
    _ lower: UnsafePointer<Int32>, _ upper: UnsafePointer<Int32>, _ count: Int
  ) {
    let limit = min(count, Self.longestStride &+ 1)
    guard let first = (1..<limit).first(where: { upper[$0] != upper[0] }) else { return }
    let rest = first &+ 1..<min(count, first &+ limit)
    guard let second = rest.first(where: { upper[$0] != upper[first] }) else { return }
    var (begin, end, moved) = (0, first, Int32(0))
    let length = second &- first
    guard first <= length else { return }
    while begin < count {
      let last = min(end, count) &- 1
      let wrong =
        (lower[begin] &- lower[0] ^ moved) | (lower[last] &- lower[0] ^ moved)
        | (upper[begin] &- upper[0] ^ moved) | (upper[last] &- upper[0] ^ moved)
      guard wrong == 0 else { return }
      (begin, end, moved) = (end, end &+ length, moved &+ 1)
    }
    (stride, phase) = (length, first)
  }
}

/// Ticks whose windows move evenly.
struct EvenTicks {
  var count = 0
  /// After how many ticks the window moves, and after how many it does for the first time.
  var stride = 1
  var head = 1

  /// How many windows the first so many ticks have.
  func windows(in ticks: Int) -> Int {
    ticks <= head ? 1 : 1 &+ (ticks &- head &+ stride &- 1) / stride
  }
}

/// How far a frame reaches, in nanoseconds.
struct FrameExtent {
  let width: Int64
  var shift: Int64 = 0
  var lag: Int64 = 0
}

extension SampleFrame {
  var extent: FrameExtent {
    FrameExtent(
      width: width.nanoseconds, shift: shift.nanoseconds, lag: series.schema.lag.nanoseconds)
  }
}

/// The samples of a window at each tick, as positions `lower..<upper` in a column.
///
/// Its eager reasons say whether the window is known; `held` there means that it holds no sample
/// and the value still holding at its end stands in.
class FrameCell: Cell {
  static let held: UInt8 = 0x80

  let lower: Register<Int32>
  let upper: Register<Int32>
  /// The width in nanoseconds less the lag: how much event time a window can show.
  let reach: Int64
  /// What is taken off a tick to get the newest event time a window can show.
  let delay: Int64

  /// How many ticks are looked at together.
  static let block = 128
  private let even: Register<Evenness>
  private var evenBatch = -1

  /// Changes where positions mean other samples than before: what was made of them is void.
  final var epoch = 0
  /// True where some window of the current batch is known and holds no sample.
  final var isHolding = false

  /// How much before its tick the window ends.
  let shift: Int64
  /// The width in nanoseconds.
  let width: Int64

  init(_ shape: CellShape, inputs: [Cell], span: FrameExtent) {
    lower = Register(shape.capacity, filledWith: 0)
    upper = Register(shape.capacity, filledWith: 0)
    shift = span.shift
    width = span.width
    reach = span.width &- span.lag
    delay = span.shift &+ span.lag
    even = Register(shape.capacity / Self.block + 1, filledWith: Evenness())
    super.init(shape, inputs: inputs)
  }

  /// Writes what a statistic is of windows without samples, from the values that stand in for them.
  final func fillHeld(
    _ out: UnsafeMutablePointer<Double>, _ batch: Batch, _ ofHeld: (Double, FrameCell) -> Double
  ) {
    guard isHolding else { return }
    let known = reasons(batch)
    for i in 0..<batch.count where known[i] == Self.held { out[i] = ofHeld(heldValue(i), self) }
  }

  /// Why a statistic of the windows is unknown, as far as the windows decide.
  final func writeReasons(ofStatistic batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    copy(reasons(batch), without: Self.held, to: out, batch.count)
  }

  /// For each block of the current batch, how evenly its windows move; looked at once, whatever
  /// many statistics there are.
  final func evenBlocks(_ batch: Batch) -> UnsafePointer<Evenness> {
    if evenBatch != batch.number {
      evenBatch = batch.number
      for first in stride(from: 0, to: batch.count, by: Self.block) {
        even.start[first / Self.block] = Evenness(
          lower.start + first, upper.start + first, count: min(Self.block, batch.count - first))
      }
    }
    return UnsafePointer(even.start)
  }

  /// Calls with the samples; positions of this batch are valid in them.
  func withSamples(_ body: (FrameSamples) -> Void) {}

  /// The value that stands in for an empty window.
  func heldValue(_ index: Int) -> Double { .nan }

  /// How many samples a window without any is said to have: one held value, or no event.
  var heldCount: Double { 1 }
}
