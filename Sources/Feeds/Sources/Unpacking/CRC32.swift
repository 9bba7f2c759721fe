// The cyclic redundancy check of gzip and zip (ISO 3309), sixteen bytes at a time.

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
