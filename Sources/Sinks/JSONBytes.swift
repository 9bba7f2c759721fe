// Writing JSON straight into bytes, for the lines a run writes by the hundred thousand.
import Quantities

extension ByteBuffer {
  /// Appends the text of a JSON string without its quotes: only what JSON demands is escaped.
  mutating func append(escaping text: String) {
    var text = text
    text.withUTF8 { bytes in
      guard bytes.needEscape else { return append(bytes) }
      for byte in bytes { append(escaping: byte) }
    }
  }

  private mutating func append(escaping byte: UInt8) {
    switch byte {
    case 0x22: append(literal: "\\\"")
    case 0x5c: append(literal: "\\\\")
    case 0x0a: append(literal: "\\n")
    case 0x0d: append(literal: "\\r")
    case 0x09: append(literal: "\\t")
    case 0x08: append(literal: "\\b")
    case 0x0c: append(literal: "\\f")
    case 0..<0x20:
      let digits: StaticString = "0123456789abcdef"
      append(literal: "\\u00")
      append(digits.utf8Start[Int(byte >> 4)])
      append(digits.utf8Start[Int(byte & 15)])
    default: append(byte)
    }
  }

  /// Appends a JSON string, or `null`.
  mutating func append(json text: String?) {
    guard let text else { return append(literal: "null") }
    append(0x22)
    append(escaping: text)
    append(0x22)
  }

  /// Appends a moment as it is printed, without quotes.
  mutating func append(_ moment: Timestamp) {
    append(atMost: Timestamp.longestText) { moment.write(to: $0) }
  }

  /// Appends a moment as a JSON string, or `null`.
  mutating func append(json moment: Timestamp?) {
    guard let moment else { return append(literal: "null") }
    append(0x22)
    append(moment)
    append(0x22)
  }

  /// Appends a number that is kept in the unit it is told in, or `null`.
  mutating func append(json base: Double?) {
    guard let base, base.isFinite else { return append(literal: "null") }
    var isWritten = false
    append(atMost: 32) { place in
      guard let count = writeShortestDecimal(base, to: place) else { return 0 }
      isWritten = true
      return count
    }
    if !isWritten { append(jsonNumber(base, .ratio)) }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// True where some byte cannot stand in a JSON string; eight are looked at together.
  fileprivate var needEscape: Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let raw = UnsafeRawBufferPointer(self)
    var found: UInt64 = 0
    var next = 0
    while next &+ 8 <= count {
      let word = raw.loadUnaligned(fromByteOffset: next, as: UInt64.self)
      // The top bit of a byte is set where the byte was zero, or below 0x20, before the borrow.
      let quote = word ^ (ones &* 0x22)
      let slash = word ^ (ones &* 0x5c)
      found |= (word &- ones &* 0x20) & ~word
      found |= (quote &- ones) & ~quote | (slash &- ones) & ~slash
      next &+= 8
    }
    if found & (ones &* 0x80) != 0 { return true }
    while next < count {
      let byte = self[next]
      if byte < 0x20 || byte == 0x22 || byte == 0x5c { return true }
      next &+= 1
    }
    return false
  }
}
