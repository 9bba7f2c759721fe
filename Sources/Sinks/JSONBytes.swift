// Writing JSON straight into bytes, for the lines a run writes by the hundred thousand.
import Quantities

extension [UInt8] {
  /// Appends a text as it is.
  @inline(__always)
  mutating func append(literal text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends the text of a JSON string without its quotes: only what JSON demands is escaped.
  mutating func append(escaping text: String) {
    var text = text
    text.withUTF8 { bytes in
      guard bytes.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c }) else {
        return append(contentsOf: bytes)
      }
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

  /// Appends a moment as a JSON string, or `null`.
  mutating func append(json moment: Timestamp?) {
    guard let moment else { return append(literal: "null") }
    append(0x22)
    moment.write(to: &self)
    append(0x22)
  }
}
