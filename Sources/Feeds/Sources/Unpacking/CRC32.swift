// The cyclic redundancy check of gzip and zip (ISO 3309), most bytes moved on to later ones first.

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
    if left >= Self.fewBytes {
      let words = (left / 8 - Self.reach) & ~1
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.stretch + Self.reach) {
        guard let ahead = $0.baseAddress else { return }
        ahead.initialize(repeating: 0, count: Self.reach)
        ahead.pointee = UInt64(crc)
        Self.moveOn(at, words, ahead)
        at += words * 8
        left -= words * 8
        crc = 0
        // What was moved ahead comes on top of the bytes that are there.
        for place in 0..<Self.reach {
          let word = at.loadUnaligned(as: UInt64.self) ^ ahead[place] ^ UInt64(crc)
          crc = Self.folded(word, tables)
          at += 8
        }
        left -= Self.reach * 8
      }
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

  /// Moves words of a message on to later ones, so that nothing of them is left to be checked;
  /// `ahead` has what comes on top of the next `reach` words, before and after.
  ///
  /// The polynomial divides one of five terms, 1 + x^89 + x^117 + x^155 + x^300, so that a bit is
  /// as good as four later ones; and so it does with the 64th power of x, for squaring every term
  /// of a polynomial over two elements squares it. So words count as bits do.
  private static func moveOn(
    _ start: UnsafeRawPointer, _ count: Int, _ ahead: UnsafeMutablePointer<UInt64>
  ) {
    var at = start
    var left = count
    while left > 0 {
      let some = min(left, stretch)
      var word = UnsafeMutableRawPointer(ahead)
      let end = word + some * 8
      while word < end {
        let bytes =
          at.loadUnaligned(as: SIMD2<UInt64>.self) ^ word.loadUnaligned(as: SIMD2<UInt64>.self)
        add(bytes, to: word + (reach - 155) * 8)
        add(bytes, to: word + (reach - 117) * 8)
        add(bytes, to: word + (reach - 89) * 8)
        (word + reach * 8).storeBytes(of: bytes, as: SIMD2<UInt64>.self)
        word += 16
        at += 16
      }
      ahead.update(from: ahead + some, count: reach)
      left -= some
    }
  }

  @inline(__always)
  private static func add(_ bytes: SIMD2<UInt64>, to place: UnsafeMutableRawPointer) {
    let sum = place.loadUnaligned(as: SIMD2<UInt64>.self) ^ bytes
    place.storeBytes(of: sum, as: SIMD2<UInt64>.self)
  }

  /// How many words ahead one is moved at most.
  private static let reach = 300
  /// So many words are moved on before what lies ahead is brought back to its place.
  private static let stretch = 1_024
  /// Of fewer bytes too large a part would be left.
  private static let fewBytes = 8_192

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
