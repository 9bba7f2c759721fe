// How evenly the rows of a track follow each other, so that many ticks are told from a few numbers.
import Columns

/// The rows of one track beside the ticks of one grid: for each block of rows, how far they stray
/// from even distances.
///
/// Where every row of a block comes within one tick of its place, what a tick sees is told by
/// counting. Blocks are measured when they are first asked for; one circuit, which one thread runs,
/// owns what it measured.
final class RowPace {
  private static let block = 64
  /// Fewer rows are not worth measuring.
  private static let fewest = 192
  /// Rows further apart than this cost too little to be counted.
  private static let longestStride = 16

  /// From how many ticks to how many a new row comes.
  let stride: Int
  private let step: Int64
  private let distance: Int64
  /// The time of the first row.
  private let base: Int64
  private let end: Int
  /// By block: the least and the greatest distance of a row from its place; the least is above the
  /// greatest until the block has been measured.
  private let least: Register<Int64>
  private let greatest: Register<Int64>

  /// Nil where rows are few, far apart or closer than ticks.
  init?(_ rows: TrackRows, step: Int64) {
    guard rows.first == 0, rows.end >= Self.fewest, step > 0 else { return nil }
    let looked = Self.block
    let first = rows.times[0]
    let (length, isFar) = rows.times[rows.end &- 1].subtractingReportingOverflow(first)
    guard !isFar else { return nil }
    let ticks = (rows.times[looked] &- first) / step
    let stride = (Int(truncatingIfNeeded: ticks) &+ looked / 2) / looked
    guard stride >= 1, stride <= Self.longestStride else { return nil }
    distance = step &* Int64(truncatingIfNeeded: stride)
    guard !distance.multipliedReportingOverflow(by: Int64(rows.end)).overflow, length >= 0 else {
      return nil
    }
    (self.stride, self.step, base, end) = (stride, step, first, rows.end)
    least = Register(rows.end / Self.block + 1, filledWith: .max)
    greatest = Register(rows.end / Self.block + 1, filledWith: .min)
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

/// The paces of the tracks that a circuit reads, each measured once.
final class RowPaces {
  private struct Name: Hashable {
    let track: ObjectIdentifier
    let isOfSamples: Bool
    let step: Int64
  }

  private var known: [Name: RowPace?] = [:]

  /// Forgets those of one identity.
  func forget() { known.removeAll(keepingCapacity: true) }

  /// The pace of a track's rows, or of those whose value is a number; none in a stream.
  func pace(of track: StoredTrack, samples isOfSamples: Bool, step: Int64) -> RowPace? {
    guard track.growing == nil else { return nil }
    let name = Name(
      track: ObjectIdentifier(track), isOfSamples: isOfSamples && !track.isAllNumbers, step: step)
    if let pace = known[name] { return pace }
    let pace =
      name.isOfSamples
      ? track.withSamples { RowPace($0, step: step) } : track.withRows { RowPace($0, step: step) }
    known[name] = pace
    return pace
  }
}
