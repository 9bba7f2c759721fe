// The tables deflate's codes are looked up in, made anew for every block.

/// What the bits in front say: a literal, a length or distance, or where to look on.
///
/// From the lowest bit: 6 bits how many bits it takes in all, 2 whether it is a literal. Then the
/// literal; or 4 bits how many of its bits are the code's and 4 how many are added to the base that
/// follows; the highest bit says that it is none of the usual ones.
struct HuffmanEntry {
  var bits: UInt32

  /// What an unusual one without added bits is.
  enum Kind { static let link: UInt32 = 1, end: UInt32 = 2, none: UInt32 = 3 }

  @inline(__always) init(bits: UInt32) { self.bits = bits }

  /// A length or distance, its code's length left open.
  init(base: Int, extra: Int = 0) {
    bits = UInt32(truncatingIfNeeded: extra << 12 | base << 16)
  }

  /// An unusual one.
  init(_ kind: UInt32, length: Int = 0, base: Int = 0) {
    bits = UInt32(truncatingIfNeeded: length | base << 16) | kind << 8 | 1 << 31
  }

  /// A byte as it stands.
  init(literal: Int) { bits = UInt32(truncatingIfNeeded: 1 << 6 | literal << 8) }

  /// What no code says.
  static let nothing = HuffmanEntry(Kind.none)

  /// This one by a code of so many bits.
  func coded(_ length: Int) -> HuffmanEntry {
    let length = UInt32(truncatingIfNeeded: length)
    if isLiteral || isUnusual { return HuffmanEntry(bits: bits | length) }
    return HuffmanEntry(bits: bits | length &+ extra | length << 8)
  }

  /// A length whose added bits are looked up with it; what is above them in `added` does not count.
  @inline(__always)
  func resolved(by added: Int) -> HuffmanEntry {
    let own = UInt32(truncatingIfNeeded: added) & (1 &<< extra &- 1)
    return HuffmanEntry(bits: bits & 0x7fff_003f &+ own &<< 16)
  }

  /// A length that has to be told from its added bits.
  var asUnusual: HuffmanEntry { HuffmanEntry(bits: bits | 1 << 31) }

  /// How many bits it takes; only the lowest six bits of this count.
  @inline(__always) var taken: UInt64 { UInt64(bits) }
  @inline(__always) var length: UInt32 { bits & 63 }
  @inline(__always) var isLiteral: Bool { bits & 0xc0 != 0 }
  /// Not to be asked of a literal.
  @inline(__always) var isUnusual: Bool { Int32(bitPattern: bits) < 0 }
  @inline(__always) var kind: UInt32 { bits &>> 8 & 15 }
  @inline(__always) var extra: UInt32 { bits &>> 12 & 15 }
  @inline(__always) var base: Int { Int(bits &>> 16 & 0x7fff) }

  /// True where a second table is to be looked in.
  var isLink: Bool { bits &>> 8 & 0xff == Kind.link && isUnusual && !isLiteral }

  /// The length or distance the bits in front spell.
  @inline(__always)
  func value(_ front: UInt64) -> Int {
    let added = front &>> UInt64(kind) & (1 &<< UInt64(extra) &- 1)
    return base &+ Int(truncatingIfNeeded: added)
  }
}

/// The table of one of a block's codes, looked up by the bits in front.
final class HuffmanTable {
  /// Codes up to so many bits are found at once, longer ones in a second step.
  let reach: Int
  /// Lengths whose added bits are among those looked up are told at once.
  private let resolves: Bool
  let entries: UnsafeMutablePointer<HuffmanEntry>
  private let capacity: Int
  /// Where second tables are linked to.
  private var links: [Int] = []
  /// What each symbol says, without its length.
  private let symbols: [HuffmanEntry]

  /// The longest code.
  static let mostBits = 15

  init(reach: Int, symbols: [HuffmanEntry], resolves: Bool = false) {
    self.reach = reach
    self.resolves = resolves
    self.symbols = symbols
    // Of two codes at least each second step is, so there are at most half as many as symbols.
    capacity = 1 << reach + (symbols.count / 2 + 1) << (Self.mostBits - reach)
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: .nothing, count: capacity)
  }

  deinit { entries.deallocate() }

  /// Makes the table of codes of these lengths; false where there is no such code.
  func make(_ lengths: ArraySlice<UInt8>) -> Bool {
    var counts = [Int](repeating: 0, count: Self.mostBits + 1)
    for length in lengths { counts[Int(length)] += 1 }
    counts[0] = 0
    var codes = [Int](repeating: 0, count: Self.mostBits + 2)
    var left = 1
    for length in 1...Self.mostBits {
      left = left * 2 - counts[length]
      if left < 0 { return false }
      codes[length + 1] = (codes[length] + counts[length]) << 1
    }
    let used = counts.reduce(0, +)
    // A code that leaves something out is let pass only where it has one symbol, or none.
    guard left == 0 || used <= 1 else { return false }
    if left > 0 { entries.update(repeating: .nothing, count: 1 << reach) }
    fill(lengths, &codes)
    return true
  }

  private func fill(_ lengths: ArraySlice<UInt8>, _ codes: inout [Int]) {
    var free = 1 << reach
    for link in links { entries[link] = .nothing }
    links.removeAll(keepingCapacity: true)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      let code = reversed(codes[length], length)
      codes[length] += 1
      let symbol = symbols[symbol]
      if length <= reach {
        put(symbol.coded(length), code, length)
        continue
      }
      let steps = Self.mostBits - reach
      let front = code & (1 << reach - 1)
      if !entries[front].isLink {
        (entries + free).update(repeating: .nothing, count: 1 << steps)
        entries[front] = HuffmanEntry(HuffmanEntry.Kind.link, length: reach, base: free)
        links.append(front)
        free += 1 << steps
      }
      let table = entries[front].base
      var entry = symbol.coded(length - reach)
      if resolves, !entry.isLiteral, entry.extra > 0 { entry = entry.asUnusual }
      for place in stride(from: code >> reach, to: 1 << steps, by: 1 << (length - reach)) {
        entries[table + place] = entry
      }
    }
  }

  /// Puts an entry wherever its code is in front.
  private func put(_ entry: HuffmanEntry, _ code: Int, _ length: Int) {
    var entry = entry
    var place = entries + code
    let end = entries + 1 << reach
    let step = 1 << length
    if resolves, !entry.isLiteral, entry.extra > 0 {
      if entry.length <= reach {
        var added = 0
        while place < end {
          place.pointee = entry.resolved(by: added)
          added &+= 1
          place += step
        }
        return
      }
      entry = entry.asUnusual
    }
    while place < end {
      place.pointee = entry
      place += step
    }
  }

  private func reversed(_ code: Int, _ length: Int) -> Int {
    var word = UInt16(truncatingIfNeeded: code).byteSwapped
    word = (word & 0x0f0f) << 4 | word >> 4 & 0x0f0f
    word = (word & 0x3333) << 2 | word >> 2 & 0x3333
    word = (word & 0x5555) << 1 | word >> 1 & 0x5555
    return Int(word >> UInt16(16 - length))
  }

  /// Joins literals, and the length behind them, whose codes are short enough to be looked up
  /// together.
  func join(into joined: UnsafeMutablePointer<JoinedEntry>) {
    let reach = UInt32(truncatingIfNeeded: reach)
    let entries = entries
    for place in 0..<1 << Int(reach) {
      var entry = entries[place]
      var said = JoinedEntry()
      while entry.isLiteral {
        said.add(literal: entry)
        let next = entries[place &>> Int(truncatingIfNeeded: said.length)]
        guard said.hasRoom, said.length &+ next.length <= reach else { break }
        entry = next
      }
      if !entry.isLiteral { said.add(length: entry) }
      joined[place] = said
    }
  }

  /// The entries of literals and lengths: RFC 1951, 3.2.5.
  static let literalsAndLengths: [HuffmanEntry] = {
    var symbols = (0..<256).map { HuffmanEntry(literal: $0) }
    symbols.append(HuffmanEntry(HuffmanEntry.Kind.end))
    var base = 3
    for index in 0..<28 {
      let extra = index < 8 ? 0 : index / 4 - 1
      symbols.append(HuffmanEntry(base: base, extra: extra))
      base += 1 << extra
    }
    symbols.append(HuffmanEntry(base: 258))
    return symbols + [.nothing, .nothing]
  }()

  /// The entries of the code that lengths are given in.
  static let lengths = (0..<19).map { HuffmanEntry(base: $0) }

  /// The entries of distances: RFC 1951, 3.2.5.
  static let distances: [HuffmanEntry] = {
    var symbols: [HuffmanEntry] = []
    var base = 1
    for index in 0..<30 {
      let extra = index < 4 ? 0 : index / 2 - 1
      symbols.append(HuffmanEntry(base: base, extra: extra))
      base += 1 << extra
    }
    return symbols + [.nothing, .nothing]
  }()
}
