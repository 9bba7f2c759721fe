// How evenly the rows of a track follow each other, so that many ticks are told from a few numbers.
import Columns

/// The rows of one track beside the ticks of one grid: for each block of rows, how far they stray
/// from even distances.
///
/// Where every row of a block comes within one tick of its place, what a tick sees is told by
/// counting. Blocks are measured when they are first asked for. One circuit, which one thread runs,
/// owns what it measured, and turns it to one track after another.
final class RowPace {
  private static let block = 64
  /// Fewer rows are not worth measuring.
  private static let fewest = 192
  /// Rows further apart than this cost too little to be counted.
  private static let longestStride = 16

  /// From how many ticks to how many a new row comes.
  private(set) var stride = 0
  private let step: Int64
  private var distance: Int64 = 0
  /// The time of the first row.
  private var base: Int64 = 0
  private var end = 0
  /// By block: the least and the greatest distance of a row from its place; the least is above the
  /// greatest until the block has been measured.
  private var least = Register<Int64>(0, filledWith: .max)
  private var greatest = Register<Int64>(0, filledWith: .min)

  init(step: Int64) { self.step = step }

  /// Turns to other rows; false where they are few, far apart or closer than ticks.
  func aim(at rows: TrackRows) -> Bool {
    guard rows.first == 0, rows.end >= Self.fewest, step > 0 else { return false }
    let looked = Self.block
    let first = rows.times[0]
    let (length, isFar) = rows.times[rows.end &- 1].subtractingReportingOverflow(first)
    guard !isFar else { return false }
    let ticks = (rows.times[looked] &- first) / step
    let stride = (Int(truncatingIfNeeded: ticks) &+ looked / 2) / looked
    guard stride >= 1, stride <= Self.longestStride else { return false }
    distance = step &* Int64(truncatingIfNeeded: stride)
    guard !distance.multipliedReportingOverflow(by: Int64(rows.end)).overflow, length >= 0 else {
      return false
    }
    (self.stride, base, end) = (stride, first, rows.end)
    forget(blocks: rows.end / Self.block + 1)
    return true
  }

  private func forget(blocks: Int) {
    if least.capacity < blocks {
      least = Register(blocks, filledWith: .max)
      greatest = Register(blocks, filledWith: .min)
    } else {
      least.fill(.max, count: blocks)
      greatest.fill(.min, count: blocks)
    }
  }

  /// How many rows from one on come one every `stride` ticks, the first of them at the first of
  /// some moments and each by then no older than `patience` until the next one comes, which there
  /// must be; no more than the moments show.
  @inline(__always)
  func rows(
    from row: Int, at moments: TickMoments, patience: Int64 = .max, _ times: UnsafePointer<Int64>
  ) -> Int {
    let most = stride == 1 ? moments.count : (moments.count &- 1) / stride &+ 1
    let (place, isFar) = moments.first.subtractingReportingOverflow(base)
    guard !isFar else { return 0 }
    let latest = place &- Int64(truncatingIfNeeded: row) &* distance
    let oldest = latest &- step
    let held = distance &- step
    let wanted = min(end, row &+ most &+ 1)
    var block = row / Self.block
    while block &* Self.block < wanted {
      if least.start[block] > greatest.start[block] { measure(block, times) }
      let low = least.start[block]
      guard greatest.start[block] <= latest, low > oldest, latest &- low &+ held <= patience else {
        break
      }
      block &+= 1
    }
    return max(0, min(most, min(end, block &* Self.block) &- row &- 1))
  }

  @inline(never)
  private func measure(_ block: Int, _ times: UnsafePointer<Int64>) {
    let first = block &* Self.block
    let count = min(Self.block, end &- first)
    let rows = times + first
    let start = base &+ Int64(truncatingIfNeeded: first) &* distance
    // Most blocks are as even as can be: no row strays otherwise than the first.
    let usual = rows[0] &- start
    var (strange, place) = (Int64(0), rows[0])
    for k in 0..<count {
      strange |= rows[k] ^ place
      place &+= distance
    }
    var (low, high) = (usual, usual)
    if strange != 0 {
      (place, low, high) = (start, .max, .min)
      for k in 0..<count {
        let offset = rows[k] &- place
        low = min(low, offset)
        high = max(high, offset)
        place &+= distance
        // Rows as far off as this are of no use; leaving early also keeps the loop from being
        // made into vectors, which have no such comparison.
        if high &- low > distance { break }
      }
      if high &- low > distance { (low, high) = (.min, .max) }
    }
    (least.start[block], greatest.start[block]) = (low, high)
  }
}

/// The paces of one track, measured once for all cells of a circuit that read it.
final class TrackPace {
  private let all: RowPace
  private let numbers: RowPace
  private var track: StoredTrack?
  /// How evenly its rows come, where it is known.
  private(set) var ofRows: RowPace?
  /// The same of the rows whose value is a number.
  private(set) var ofSamples: RowPace?

  init(step: Int64) {
    all = RowPace(step: step)
    numbers = RowPace(step: step)
  }

  /// Turns to another track; those of a stream have no pace.
  func aim(at track: StoredTrack) {
    guard self.track !== track else { return }
    self.track = track
    (ofRows, ofSamples) = (nil, nil)
    guard track.growing == nil else { return }
    ofRows = track.withRows { all.aim(at: $0) } ? all : nil
    ofSamples = ofRows
    if !track.isAllNumbers { ofSamples = track.withSamples { numbers.aim(at: $0) } ? numbers : nil }
  }
}
