// Literals and a length told by one look into a table.

/// What the bits in front say at one look: up to two literals, and perhaps a length behind them.
///
/// From the lowest bit: 6 bits how many bits it takes in all, 2 how many literals, these in a byte
/// each, and 8 bits two less than the length; without a length nothing.
struct JoinedEntry {
  private var bits: UInt32 = 0

  /// In place of a length: what has to be looked up on its own.
  private static let unusual: UInt32 = 0xff

  /// Adds a literal; there must be room for it.
  mutating func add(literal entry: HuffmanEntry) {
    let byte = entry.bits &>> 8 & 0xff
    bits = bits &+ entry.length &+ 1 &<< 6 | byte &<< (8 &+ 8 &* UInt32(literals))
  }

  /// Adds what is no literal, if it can be told here.
  mutating func add(length entry: HuffmanEntry) {
    if !entry.isUnusual, entry.base < 256 {
      bits = bits &+ entry.length | UInt32(truncatingIfNeeded: entry.base &- 2) &<< 24
    } else if literals == 0 {
      bits = Self.unusual &<< 24
    }
  }

  var hasRoom: Bool { literals < 2 }
  var length: UInt32 { bits & 63 }
  /// How many bits it takes; only the lowest six bits of this count.
  @inline(__always) var taken: UInt64 { UInt64(bits) }
  @inline(__always) var literals: Int { Int(bits &>> 6 & 3) }
  /// True where nothing but literals is said.
  @inline(__always) var isLiteral: Bool { bits < 1 &<< 24 }
  @inline(__always) var isUnusual: Bool { bits >= Self.unusual &<< 24 }
  @inline(__always) var text: UInt16 { UInt16(truncatingIfNeeded: bits &>> 8) }
  /// How much is to be copied.
  @inline(__always) var copied: Int { Int(bits &>> 24) &+ 2 }
}
