// The cyclic redundancy check of gzip and zip (ISO 3309), sixteen bytes at a time in two places.

/// A CRC-32 over bytes that come in pieces.
struct CRC32 {
  private var state: UInt32 = .max

  /// The check of everything taken in.
  var value: UInt32 { ~state }

  /// Takes more bytes in.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard var at = bytes.baseAddress else { return }
    let tables = Self.tables
    var left = bytes.count
    var crc = state
    while left >= 2 * Self.half {
      crc = Self.twice(crc, at, tables)
      at += 2 * Self.half
      left -= 2 * Self.half
    }
    while left >= 16 {
      let low = at.loadUnaligned(as: UInt64.self) ^ UInt64(crc)
      let high = at.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      crc = Self.folded(low, tables + 8 * 256) ^ Self.folded(high, tables)
      at += 16
      left -= 16
    }
    while left > 0 {
      crc = crc &>> 8 ^ tables[Int((crc ^ UInt32(at.load(as: UInt8.self))) & 0xff)]
      at += 1
      left -= 1
    }
    state = crc
  }

  /// The check of a stretch, both halves at once so that neither waits for itself: the second
  /// one's begins at nothing, and the first one's is moved over it.
  private static func twice(
    _ crc: UInt32, _ start: UnsafeRawPointer, _ tables: UnsafePointer<UInt32>
  ) -> UInt32 {
    var (first, second) = (crc, UInt32(0))
    var at = start
    let end = start + half
    while at < end {
      let low = at.loadUnaligned(as: UInt64.self) ^ UInt64(first)
      let high = at.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      let farLow = at.loadUnaligned(fromByteOffset: half, as: UInt64.self) ^ UInt64(second)
      let farHigh = at.loadUnaligned(fromByteOffset: half + 8, as: UInt64.self)
      first = folded(low, tables + 8 * 256) ^ folded(high, tables)
      second = folded(farLow, tables + 8 * 256) ^ folded(farHigh, tables)
      at += 16
    }
    let moves = Self.moves
    var moved = moves[Int(first & 0xff)] ^ moves[256 + Int(first &>> 8 & 0xff)]
    moved ^= moves[512 + Int(first &>> 16 & 0xff)] ^ moves[768 + Int(first &>> 24)]
    return moved ^ second
  }

  /// Half of the stretches that are checked in two places.
  private static let half = 4_096

  /// What each byte of a check becomes when as many zeros as half a stretch has follow it; a table
  /// for each of the four, made once, never freed.
  private nonisolated(unsafe) static let moves: UnsafePointer<UInt32> = {
    let moves = UnsafeMutablePointer<UInt32>.allocate(capacity: 4 * 256)
    moves.initialize(repeating: 0, count: 4 * 256)
    let tables = Self.tables
    for bit in 0..<32 {
      var crc = UInt32(1) << UInt32(bit)
      for _ in 0..<half { crc = crc &>> 8 ^ tables[Int(crc & 0xff)] }
      moves[bit / 8 * 256 + 1 << (bit % 8)] = crc
    }
    // A check of two bits is that of the one with that of the other.
    for place in 0..<4 * 256 {
      let byte = place & 255
      let lowest = byte & -byte
      if byte != lowest {
        moves[place] = moves[place - byte + lowest] ^ moves[place - lowest]
      }
    }
    return UnsafePointer(moves)
  }()

  /// Eight bytes by the eight tables from `tables` on.
  @inline(__always)
  private static func folded(_ word: UInt64, _ tables: UnsafePointer<UInt32>) -> UInt32 {
    func part(_ place: UInt64) -> UInt32 {
      tables[Int(truncatingIfNeeded: (7 &- place) &* 256 &+ (word &>> (8 &* place) & 0xff))]
    }
    return (part(0) ^ part(1)) ^ (part(2) ^ part(3)) ^ ((part(4) ^ part(5)) ^ (part(6) ^ part(7)))
  }

  /// Table after table, the first for the last byte of a stretch; made once, never freed.
  private nonisolated(unsafe) static let tables: UnsafePointer<UInt32> = {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 != 0 ? crc &>> 1 ^ 0xedb8_8320 : crc &>> 1 }
      tables[byte] = crc
    }
    for place in 256..<16 * 256 {
      let before = tables[place - 256]
      tables[place] = before &>> 8 ^ tables[Int(before & 0xff)]
    }
    return UnsafePointer(tables)
  }()
}
