// The blocks of a deflate stream: their headers, and the codes in them.

extension Inflater {
  /// Reads the header of a block and makes its tables.
  func beginBlock() throws(InflateDamage) {
    cursor.refill()
    isFinal = cursor.take(1) == 1
    switch cursor.take(2) {
    case 0: try beginStored()
    case 1:
      let lengths: [UInt8] =
        Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112)
        + Array(repeating: 7, count: 24) + Array(repeating: 8, count: 8)
      try makeTables(lengths + Array(repeating: 5, count: 32), 288)
    case 2: try beginDynamic()
    default: throw .badBlock
    }
  }

  private func beginStored() throws(InflateDamage) {
    cursor.align()
    guard input.end - cursor.at >= 4 else { throw .cutShort }
    let count = Int(cursor.at[0]) | Int(cursor.at[1]) << 8
    guard count ^ 0xffff == Int(cursor.at[2]) | Int(cursor.at[3]) << 8 else { throw .badBlock }
    cursor.at += 4
    state = .stored(count)
  }

  /// The order in which the lengths of the code of lengths are given.
  private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private func beginDynamic() throws(InflateDamage) {
    cursor.refill()
    let literalCount = cursor.take(5) + 257
    let distanceCount = cursor.take(5) + 1
    let orderCount = cursor.take(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw .badBlock }
    var own = [UInt8](repeating: 0, count: 19)
    for place in 0..<orderCount {
      cursor.refill()
      own[Self.order[place]] = UInt8(truncatingIfNeeded: cursor.take(3))
    }
    let lengthsOf = HuffmanTable(reach: 7, symbols: HuffmanTable.lengths)
    guard lengthsOf.make(own[...]) else { throw .badCode }
    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      cursor.refill()
      let entry = lengthsOf.entries[Int(cursor.bits & 127)]
      guard !entry.isUnusual else { throw .badCode }
      cursor.drop(entry.taken)
      try append(entry.base, to: &lengths)
    }
    guard lengths.count == literalCount + distanceCount, lengths[256] > 0 else { throw .badCode }
    try makeTables(lengths, literalCount)
  }

  /// Adds a length, or repeats one.
  private func append(_ symbol: Int, to lengths: inout [UInt8]) throws(InflateDamage) {
    switch symbol {
    case 16:
      guard let last = lengths.last else { throw .badCode }
      lengths.append(contentsOf: repeatElement(last, count: 3 + cursor.take(2)))
    case 17: lengths.append(contentsOf: repeatElement(0, count: 3 + cursor.take(3)))
    case 18: lengths.append(contentsOf: repeatElement(0, count: 11 + cursor.take(7)))
    default: lengths.append(UInt8(truncatingIfNeeded: symbol))
    }
  }

  private func makeTables(_ lengths: [UInt8], _ literalCount: Int) throws(InflateDamage) {
    guard literals.make(lengths[..<literalCount]), distances.make(lengths[literalCount...]) else {
      throw .badCode
    }
    literals.join(into: joined)
    state = .coded
  }

  /// Decodes until a limit or the need of more input; true at the end of the block.
  ///
  /// A round makes up to six literals and one copy, and moves over at most 21 bytes of input.
  func decode(to limit: UnsafeMutablePointer<UInt8>) throws(InflateDamage) -> Bool {
    var round = DecodingRound(self)
    defer { (cursor, out) = (round.cursor, round.out) }
    let soft = input.end - InflateInput.margin
    while round.out < limit, round.cursor.at <= soft {
      if try round.run() { return true }
    }
    while round.out < limit, input.isLast || round.cursor.at <= soft {
      if round.cursor.place > input.end { throw .cutShort }
      let before = round.out
      let isOver = try round.run()
      // What was decoded out of the zeros behind the end is not handed over.
      if round.cursor.place > input.end {
        round.out = before
        throw .cutShort
      }
      if isOver { return true }
    }
    return false
  }
}

/// A few symbols of a block at a time; a value, so that all of it is kept in registers.
private struct DecodingRound {
  var cursor: BitCursor
  var out: UnsafeMutablePointer<UInt8>
  private let joined: UnsafeMutablePointer<JoinedEntry>
  private let literals: UnsafeMutablePointer<HuffmanEntry>
  private let distances: UnsafeMutablePointer<HuffmanEntry>
  private let oldest: UnsafeMutablePointer<UInt8>

  init(_ inflater: Inflater) {
    cursor = inflater.cursor
    out = inflater.out
    oldest = inflater.oldest
    joined = inflater.joined
    literals = inflater.literals.entries
    distances = inflater.distances.entries
  }

  @inline(__always)
  private var front: JoinedEntry { joined[Int(truncatingIfNeeded: cursor.bits & 0x7ff)] }

  /// True at the end of the block.
  @inline(__always)
  mutating func run() throws(InflateDamage) -> Bool {
    cursor.refill()
    var entry = front
    if entry.isLiteral {
      put(entry)
      entry = front
      if entry.isLiteral {
        put(entry)
        cursor.refill()
        entry = front
        if entry.isLiteral {
          put(entry)
          return false
        }
      }
    }
    if entry.isUnusual { return try runUnusual() }
    put(entry)
    try copy(entry.copied)
    return false
  }

  /// What is not told at one look: the end of the block, long codes, long lengths.
  @inline(__always)
  private mutating func runUnusual() throws(InflateDamage) -> Bool {
    cursor.refill()
    var entry = literals[Int(truncatingIfNeeded: cursor.bits & 0x7ff)]
    if entry.isUnusual { entry = followed(entry, literals, 4) }
    if entry.isLiteral {
      out.pointee = UInt8(truncatingIfNeeded: entry.bits &>> 8)
      out += 1
      cursor.drop(entry.taken)
      return false
    }
    if entry.isUnusual, entry.extra == 0 {
      guard entry.kind == HuffmanEntry.Kind.end else { throw .badCode }
      cursor.drop(entry.taken)
      return true
    }
    let length = entry.value(cursor.bits)
    cursor.drop(entry.taken)
    try copy(length)
    return false
  }

  /// Copies so many bytes from as far back as the bits in front say.
  @inline(__always)
  private mutating func copy(_ length: Int) throws(InflateDamage) {
    var far = distances[Int(truncatingIfNeeded: cursor.bits & 0x1ff)]
    if far.isUnusual {
      far = followed(far, distances, 6)
      guard !far.isUnusual else { throw .badCode }
    }
    let distance = far.value(cursor.bits)
    cursor.drop(far.taken)
    guard distance <= out - oldest else { throw .tooFarBack }
    copy(length, from: out - distance, distance)
  }

  /// The entry a link leads to, by so many more bits; any other as it is.
  @inline(__always)
  private mutating func followed(
    _ entry: HuffmanEntry, _ table: UnsafeMutablePointer<HuffmanEntry>, _ steps: UInt64
  ) -> HuffmanEntry {
    guard entry.extra == 0, entry.kind == HuffmanEntry.Kind.link else { return entry }
    cursor.drop(entry.taken)
    let place = cursor.bits & (1 &<< steps &- 1)
    return table[entry.base &+ Int(truncatingIfNeeded: place)]
  }

  /// Puts up to two literals; two bytes are written.
  @inline(__always)
  private mutating func put(_ entry: JoinedEntry) {
    UnsafeMutableRawPointer(out).storeBytes(of: entry.text, as: UInt16.self)
    out += entry.literals
    cursor.drop(entry.taken)
  }

  /// Copies what was made before; up to 31 bytes more are written.
  @inline(__always)
  private mutating func copy(
    _ length: Int, from source: UnsafeMutablePointer<UInt8>, _ distance: Int
  ) {
    var from = UnsafeRawPointer(source)
    var to = UnsafeMutableRawPointer(out)
    out += length
    if distance >= 16 {
      // Nearly all are no longer than this.
      Self.copyHalf(from, to)
      Self.copyHalf(from + 16, to + 16)
      while to + 32 < out {
        from += 32
        to += 32
        Self.copyHalf(from, to)
        Self.copyHalf(from + 16, to + 16)
      }
    } else if distance >= 8 {
      repeat {
        to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
        from += 8
        to += 8
      } while to < out
    } else if distance == 1 {
      let word = UInt64(source.pointee) &* ByteFinder.ones
      repeat {
        to.storeBytes(of: word, as: UInt64.self)
        to += 8
      } while to < out
    } else {
      while to < out {
        to.storeBytes(of: from.load(as: UInt8.self), as: UInt8.self)
        to += 1
        from += 1
      }
    }
  }

  @inline(__always)
  private static func copyHalf(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer) {
    to.storeBytes(of: from.loadUnaligned(as: SIMD2<UInt64>.self), as: SIMD2<UInt64>.self)
  }
}
