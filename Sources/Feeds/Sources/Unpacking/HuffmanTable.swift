// The tables deflate's codes are looked up in, made anew for every block.

/// What the bits in front say: up to three literals, a length or distance, or where to look on.
///
/// From the lowest bit: 4 bits how many bits it takes, 2 how many literals, 2 its kind; then the
/// literals in a byte each, or 4 bits how many extra bits follow and 16 from bit 16 on a base.
struct HuffmanEntry {
  var bits: UInt32

  enum Kind { static let value: UInt32 = 0, link: UInt32 = 1, end: UInt32 = 2, none: UInt32 = 3 }

  @inline(__always) init(bits: UInt32) { self.bits = bits }

  @inline(__always)
  init(_ kind: UInt32, length: Int, extra: Int = 0, base: Int = 0) {
    bits = UInt32(truncatingIfNeeded: length | extra << 8 | base << 16) | kind << 6
  }

  /// A byte as it stands.
  init(literal: Int, length: Int) {
    bits = UInt32(truncatingIfNeeded: length | 1 << 4 | literal << 8)
  }

  /// What no code says.
  static let nothing = HuffmanEntry(Kind.none, length: 0)

  @inline(__always) var length: UInt64 { UInt64(bits & 15) }
  @inline(__always) var literals: Int { Int(bits &>> 4 & 3) }
  @inline(__always) var isLiteral: Bool { bits & 0x30 != 0 }
  @inline(__always) var kind: UInt32 { bits &>> 6 & 3 }
  @inline(__always) var extra: UInt64 { UInt64(bits &>> 8 & 15) }
  @inline(__always) var base: Int { Int(bits &>> 16) }
}

/// The table of one of a block's codes, looked up by the bits in front.
final class HuffmanTable {
  /// Codes up to so many bits are found at once, longer ones in a second step.
  let reach: Int
  let entries: UnsafeMutablePointer<HuffmanEntry>
  private let capacity: Int
  private let plain: UnsafeMutablePointer<HuffmanEntry>
  /// What each symbol says, without its length.
  private let symbols: [HuffmanEntry]

  /// The longest code.
  static let mostBits = 15

  init(reach: Int, symbols: [HuffmanEntry]) {
    self.reach = reach
    self.symbols = symbols
    // Of two codes at least each second step is, so there are at most half as many as symbols.
    capacity = 1 << reach + (symbols.count / 2 + 1) << (Self.mostBits - reach)
    entries = .allocate(capacity: capacity)
    entries.initialize(repeating: .nothing, count: capacity)
    plain = .allocate(capacity: 1 << reach)
    plain.initialize(from: entries, count: 1 << reach)
  }

  deinit {
    entries.deallocate()
    plain.deallocate()
  }

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
    var links: [Int: Int] = [:]
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      let code = reversed(codes[length], length)
      codes[length] += 1
      var entry = symbols[symbol]
      if length <= reach {
        entry.bits |= UInt32(truncatingIfNeeded: length)
        for place in stride(from: code, to: 1 << reach, by: 1 << length) { entries[place] = entry }
        continue
      }
      let steps = Self.mostBits - reach
      let front = code & (1 << reach - 1)
      let table: Int
      if let known = links[front] {
        table = known
      } else {
        table = free
        free += 1 << steps
        links[front] = table
        (entries + table).update(repeating: .nothing, count: 1 << steps)
        entries[front] = HuffmanEntry(
          HuffmanEntry.Kind.link, length: reach, extra: steps, base: table)
      }
      entry.bits |= UInt32(truncatingIfNeeded: length - reach)
      for place in stride(from: code >> reach, to: 1 << steps, by: 1 << (length - reach)) {
        entries[table + place] = entry
      }
    }
  }

  private func reversed(_ code: Int, _ length: Int) -> Int {
    var out = 0
    for bit in 0..<length where code & 1 << bit != 0 { out |= 1 << (length - 1 - bit) }
    return out
  }

  /// Joins literals whose codes are short enough to be looked up together.
  func joinLiterals() {
    plain.update(from: entries, count: 1 << reach)
    for place in 0..<1 << reach {
      var entry = plain[place]
      guard entry.isLiteral else { continue }
      for count in 1...2 {
        let next = plain[place &>> Int(entry.length)]
        guard next.isLiteral, entry.length + next.length <= UInt64(reach) else { break }
        let literal = (next.bits &>> 8 & 0xff) << UInt32(8 + 8 * count)
        let length = UInt32(truncatingIfNeeded: entry.length + next.length)
        entry.bits = entry.bits & ~0x3f | length | UInt32(count + 1) << 4 | literal
      }
      entries[place] = entry
    }
  }

  /// The entries of literals and lengths: RFC 1951, 3.2.5.
  static let literalsAndLengths: [HuffmanEntry] = {
    var symbols = (0..<256).map { HuffmanEntry(literal: $0, length: 0) }
    symbols.append(HuffmanEntry(HuffmanEntry.Kind.end, length: 0))
    var base = 3
    for index in 0..<28 {
      let extra = index < 8 ? 0 : index / 4 - 1
      symbols.append(
        HuffmanEntry(HuffmanEntry.Kind.value, length: 0, extra: extra, base: base))
      base += 1 << extra
    }
    symbols.append(HuffmanEntry(HuffmanEntry.Kind.value, length: 0, extra: 0, base: 258))
    return symbols + [.nothing, .nothing]
  }()

  /// The entries of the code that lengths are given in.
  static let lengths = (0..<19).map { symbol in
    HuffmanEntry(HuffmanEntry.Kind.value, length: 0, extra: 0, base: symbol)
  }

  /// The entries of distances: RFC 1951, 3.2.5.
  static let distances: [HuffmanEntry] = {
    var symbols: [HuffmanEntry] = []
    var base = 1
    for index in 0..<30 {
      let extra = index < 4 ? 0 : index / 2 - 1
      symbols.append(
        HuffmanEntry(HuffmanEntry.Kind.value, length: 0, extra: extra, base: base))
      base += 1 << extra
    }
    return symbols + [.nothing, .nothing]
  }()
}
