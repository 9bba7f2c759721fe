// Joining the pieces of one track: stable by time, the last of equal gauge times, each event once.
import Columns

/// The joining of the pieces that make one track.
struct Merge {
  /// Two rows at one time whose labels and values differ.
  struct Clash {
    let time: Int64
    /// The places of their pieces.
    let first: Int
    let second: Int
  }

  private let pieces: [Piece]
  private let isEvent: Bool
  private let joiner: TimeJoiner
  private(set) var times: [Int64] = []
  private(set) var values: [Double] = []
  /// Samples dropped, per piece.
  private(set) var duplicates: [Int]
  private(set) var clash: Clash?
  /// False where the samples had to be sorted, or some share a time.
  private(set) var isOrdered = true

  /// `joiner` is that of the other tracks that may have the same times.
  init(_ pieces: [Piece], isEvent: Bool, joiner: TimeJoiner = TimeJoiner()) {
    self.pieces = pieces
    self.joiner = joiner
    self.isEvent = isEvent
    duplicates = Array(repeating: 0, count: pieces.count)
  }

  mutating func run() {
    if isChain {
      takeChain()
      return
    }
    isOrdered = false
    let order = sortedOrder()
    times.reserveCapacity(order.count)
    values.reserveCapacity(order.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, order[end].time == order[start].time { end += 1 }
      if end == start + 1 {
        append(order[start])
      } else if isEvent {
        settleEvents(order[start..<end])
      } else {
        settleGauges(order[start..<end])
      }
      start = end
    }
  }

  /// Joins the pieces one after the other; a single one is taken over as it is, without a copy.
  private mutating func takeChain() {
    guard pieces.count > 1 else {
      if let piece = pieces.first { (times, values) = (piece.times, piece.values) }
      return
    }
    let count = pieces.reduce(0) { $0 + $1.times.count }
    times = joiner.joined(pieces.map(\.times), count)
    values.reserveCapacity(count)
    for piece in pieces { values += piece.values }
  }

  /// One sample: where it stands, and when.
  private struct Place {
    let time: Int64
    let piece: Int32
    let index: Int32
    /// File and row: the order of the input.
    let input: UInt64
  }

  /// True where the pieces, one after the other, are in time order without a repeat.
  private var isChain: Bool {
    var last = Int64.min
    for piece in pieces {
      guard let first = piece.times.first, first > last || last == .min else { return false }
      guard piece.isAscending || isAscending(piece.times) else { return false }
      last = piece.times.last ?? last
    }
    return true
  }

  private func isAscending(_ times: [Int64]) -> Bool {
    times.withUnsafeBufferPointer { times in
      var previous = Int64.min
      for time in times {
        if time <= previous { return false }
        previous = time
      }
      return true
    }
  }

  private func sortedOrder() -> [Place] {
    var order: [Place] = []
    order.reserveCapacity(pieces.reduce(0) { $0 + $1.times.count })
    for (place, piece) in pieces.enumerated() {
      for index in piece.times.indices {
        order.append(
          Place(
            time: piece.times[index], piece: Int32(truncatingIfNeeded: place),
            index: Int32(truncatingIfNeeded: index), input: piece.input(index)))
      }
    }
    // The index settles samples of one row, which share their input order.
    order.sort { ($0.time, $0.input, $0.index) < ($1.time, $1.input, $1.index) }
    return order
  }

  private mutating func append(_ place: Place) {
    times.append(place.time)
    values.append(value(place))
  }

  private func value(_ place: Place) -> Double {
    pieces[Int(place.piece)].values[Int(place.index)]
  }

  /// Keeps the last of the samples at one time.
  private mutating func settleGauges(_ group: ArraySlice<Place>) {
    guard let last = group.last else { return }
    for place in group.dropLast() {
      duplicates[Int(place.piece)] += 1
      guard clash == nil, place.piece != last.piece else { continue }
      let mine = pieces[Int(place.piece)].labels
      if mine != pieces[Int(last.piece)].labels, differs(value(place), value(last)) {
        clash = Clash(time: place.time, first: Int(place.piece), second: Int(last.piece))
      }
    }
    append(last)
  }

  private func differs(_ a: Double, _ b: Double) -> Bool {
    a != b && !(a.isNaN && b.isNaN)
  }

  /// Keeps every event at one time, but of equal rows only the first.
  private mutating func settleEvents(_ group: ArraySlice<Place>) {
    var firstInput: [UInt64: UInt64] = [:]
    for place in group {
      let piece = pieces[Int(place.piece)]
      let hash = piece.hashes.isEmpty ? place.input : piece.hashes[Int(place.index)]
      let first = firstInput[hash] ?? place.input
      firstInput[hash] = first
      if first == place.input {
        append(place)
      } else {
        duplicates[Int(place.piece)] += 1
      }
    }
  }
}

/// Joins times, the same ones once for all tracks that have them.
final class TimeJoiner {
  /// What was joined, by where its parts stood in memory. They may be gone and others stand there:
  /// kept for their place alone they would cut up the memory of those joined before.
  private var known: [[UInt]: [Int64]] = [:]

  /// The parts, `count` times in all, one after the other.
  func joined(_ parts: [[Int64]], _ count: Int) -> [Int64] {
    let name = parts.map { $0.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
    if let whole = known[name], isJoined(whole, parts, count) { return whole }
    var whole: [Int64] = []
    whole.reserveCapacity(count)
    for part in parts { whole += part }
    known[name] = whole
    return whole
  }

  private func isJoined(_ whole: [Int64], _ parts: [[Int64]], _ count: Int) -> Bool {
    guard whole.count == count else { return false }
    var start = 0
    for part in parts {
      guard isPart(part, of: whole, at: start) else { return false }
      start += part.count
    }
    return true
  }

  private func isPart(_ part: [Int64], of whole: [Int64], at start: Int) -> Bool {
    part.withUnsafeBufferPointer { part in
      whole.withUnsafeBufferPointer { whole in
        var strange: Int64 = 0
        for index in 0..<part.count { strange |= part[index] ^ whole[start &+ index] }
        return strange == 0
      }
    }
  }
}
