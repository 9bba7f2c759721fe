// JSON values, and the literals of Python that files hold in their place.

/// A value of JSON, or of a Python literal. Numbers keep their text.
package indirect enum Literal: Equatable, Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case list([Literal])
  case map([Entry])

  /// One entry of a map, in the order of the text.
  package struct Entry: Equatable, Sendable {
    package let key: String
    package let value: Literal
  }

  /// The value of a key of a map (the last, where it repeats), or nil.
  package subscript(key: String) -> Literal? {
    guard case .map(let entries) = self else { return nil }
    return entries.last { $0.key == key }?.value
  }

  /// The element of a list, or nil.
  package subscript(index: Int) -> Literal? {
    guard case .list(let items) = self, items.indices.contains(index) else { return nil }
    return items[index]
  }

  /// The text of a string or number, or nil.
  package var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }

  /// The elements of a list; empty for anything else.
  package var items: [Literal] {
    if case .list(let items) = self { return items }
    return []
  }

  /// The entries of a map; empty for anything else.
  package var entries: [Entry] {
    if case .map(let entries) = self { return entries }
    return []
  }
}

extension Literal {
  /// Reads one literal that is the whole of the bytes: JSON, or Python's repr with single quotes,
  /// `None`, `True`, `False` and tuples. Nil where it is neither; nothing is ever evaluated.
  package init?(parsing bytes: UnsafeBufferPointer<UInt8>) {
    var parser = LiteralParser(bytes: bytes)
    guard let value = parser.value(depth: 0) else { return nil }
    parser.skipSpace()
    guard parser.atEnd else { return nil }
    self = value
  }

  /// Reads one literal that is the whole of the text.
  package init?(parsing text: String) {
    var text = text
    guard let value = text.withUTF8({ Literal(parsing: $0) }) else { return nil }
    self = value
  }
}

/// Where bytes stop being a literal, and why.
struct LiteralFault {
  /// From zero.
  let offset: Int
  let words: String

  /// What is wrong with bytes that are no literal; nil where they are one.
  init?(in bytes: UnsafeBufferPointer<UInt8>) {
    var parser = LiteralParser(bytes: bytes)
    if parser.value(depth: 0) != nil {
      parser.skipSpace()
      if parser.atEnd { return nil }
    }
    self = parser.fault
  }

  init(offset: Int, words: String) {
    self.offset = offset
    self.words = words
  }
}

/// A cursor over the bytes of literals.
struct LiteralParser {
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0
  /// True where the bytes are the beginning of longer ones: what is open at their end is taken as
  /// far as it goes.
  var isCut = false
  private var isTooDeep = false

  /// Why the last value could not be read, and where.
  var fault: LiteralFault {
    if isTooDeep {
      return LiteralFault(offset: index, words: "it is nested deeper than \(Limits.nesting)")
    }
    let words = atEnd ? "the JSON breaks off" : "the JSON is malformed"
    return LiteralFault(offset: index, words: words)
  }

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var atEnd: Bool { index >= bytes.count }

  mutating func skipSpace() {
    while index < bytes.count, [32, 9, 10, 13].contains(bytes[index]) { index += 1 }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  mutating func value(depth: Int) -> Literal? {
    guard depth < Limits.nesting else {
      isTooDeep = true
      return nil
    }
    skipSpace()
    guard index < bytes.count else { return nil }
    switch bytes[index] {
    case UInt8(ascii: "{"): return map(depth)
    case UInt8(ascii: "["): return list(depth, closing: UInt8(ascii: "]"))
    case UInt8(ascii: "("): return list(depth, closing: UInt8(ascii: ")"))
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string().map { .string($0) }
    default: return word()
    }
  }

  private mutating func map(_ depth: Int) -> Literal? {
    index += 1
    var entries: [Literal.Entry] = []
    if take(UInt8(ascii: "}")) { return .map(entries) }
    while true {
      skipSpace()
      guard let key = value(depth: depth + 1)?.text, take(UInt8(ascii: ":")),
        let item = value(depth: depth + 1)
      else { return isCut && atEnd ? .map(entries) : nil }
      entries.append(Literal.Entry(key: key, value: item))
      if take(UInt8(ascii: "}")) { return .map(entries) }
      guard take(UInt8(ascii: ",")) else { return isCut && atEnd ? .map(entries) : nil }
      if take(UInt8(ascii: "}")) { return .map(entries) }
    }
  }

  private mutating func list(_ depth: Int, closing: UInt8) -> Literal? {
    index += 1
    var items: [Literal] = []
    if take(closing) { return .list(items) }
    while true {
      guard let item = value(depth: depth + 1) else { return isCut && atEnd ? .list(items) : nil }
      items.append(item)
      if take(closing) { return .list(items) }
      guard take(UInt8(ascii: ",")) else { return isCut && atEnd ? .list(whole(items)) : nil }
      if take(closing) { return .list(items) }
    }
  }

  /// The items of a list that is cut short, without a number the cut may have gone through.
  private func whole(_ items: [Literal]) -> [Literal] {
    if case .number? = items.last { return items.dropLast() }
    return items
  }

  private mutating func string() -> String? {
    let quote = bytes[index]
    index += 1
    let start = index
    while index < bytes.count, bytes[index] != quote, bytes[index] != 92 { index += 1 }
    guard index < bytes.count else { return nil }
    if bytes[index] == quote {
      defer { index += 1 }
      return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
    }
    var out = Array(bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == quote { return String(decoding: out, as: UTF8.self) }
      guard byte == 92 else {
        out.append(byte)
        continue
      }
      guard appendEscape(to: &out) else { return nil }
    }
    return nil
  }

  private mutating func appendEscape(to out: inout [UInt8]) -> Bool {
    guard index < bytes.count else { return false }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "n"): out.append(10)
    case UInt8(ascii: "t"): out.append(9)
    case UInt8(ascii: "r"): out.append(13)
    case UInt8(ascii: "b"): out.append(8)
    case UInt8(ascii: "f"): out.append(12)
    case UInt8(ascii: "u"):
      guard var code = hex4() else { return false }
      if code & 0xfc00 == 0xd800, index + 1 < bytes.count, bytes[index] == 92,
        bytes[index + 1] == UInt8(ascii: "u")
      {
        index += 2
        guard let low = hex4(), low & 0xfc00 == 0xdc00 else { return false }
        code = 0x1_0000 + ((code & 0x3ff) << 10) + (low & 0x3ff)
      }
      let scalar = Unicode.Scalar(code) ?? "\u{fffd}"
      out.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: out.append(byte)
    }
    return true
  }

  private mutating func hex4() -> UInt32? {
    guard index + 4 <= bytes.count else { return nil }
    var code: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      code = code << 4 | UInt32(digit)
    }
    index += 4
    return code
  }

  private mutating func word() -> Literal? {
    let start = index
    while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
    guard index > start else { return nil }
    let slice = UnsafeBufferPointer(rebasing: bytes[start..<index])
    let text = String(decoding: slice, as: UTF8.self)
    switch text {
    case "null", "None": return .null
    case "true", "True": return .bool(true)
    case "false", "False": return .bool(false)
    default: break
    }
    if scanDecimal(slice) != nil { return .number(text) }
    return wordValue(slice) == .notFinite ? .number(text) : nil
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte == 43 || byte == 45 || byte == 46
  }
}
