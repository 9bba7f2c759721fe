// Taking the head of a file of JSON apart: how its records follow each other, and the first ones.

extension RecordHead {
  /// How many records of the head are looked at.
  static let recordLimit = 200

  /// Takes the head of a file of JSON apart.
  init(head: [UInt8], isWhole: Bool) {
    var records = Self.lines(of: head, isWhole: isWhole)
    let isCaptured = records.first?.prefix.isEmpty == false
    if records.count > 1 || (records.count == 1 && (!isWhole || isCaptured)) {
      framing = .lines
      self.isWhole = isWhole && records.count < Self.recordLimit
      self.records = records
      return
    }
    let value = head.withUnsafeBufferPointer { Self.whole($0) }
    if case .list(let items)? = value {
      framing = .list
      records = items.prefix(Self.recordLimit).enumerated().map {
        Record(line: $0.offset + 1, prefix: "", value: $0.element)
      }
      self.isWhole = isWhole && items.count <= Self.recordLimit
    } else if let value {
      // One object on one line may be the first of many.
      framing = records.isEmpty ? .single : .lines
      if records.isEmpty { records = [Record(line: 1, prefix: "", value: value)] }
      self.isWhole = isWhole
    } else {
      records = head.withUnsafeBufferPointer { Self.elements($0) }
      framing = records.isEmpty ? .single : .list
      self.isWhole = false
    }
    self.records = records
  }

  /// The lines of the head that are records; none where its first line is none.
  private static func lines(of head: [UInt8], isWhole: Bool) -> [Record] {
    var records: [Record] = []
    var line = 0
    var rest = head.starts(with: [0xef, 0xbb, 0xbf]) ? head[3...] : head[...]
    while !rest.isEmpty, records.count < recordLimit {
      line += 1
      let end = rest.firstIndex(of: 10) ?? rest.endIndex
      if end == rest.endIndex && !isWhole { break }
      let record = rest[..<end].withUnsafeBufferPointer { Record(lineBytes: $0, line: line) }
      if let record {
        records.append(record)
      } else if CollectorPrefix.isComment(rest[..<end]) {
        // What a collector noted about itself.
      } else if records.isEmpty, rest[..<end].contains(where: { $0 > 32 }) {
        return []
      }
      rest = end < rest.endIndex ? rest[(end + 1)...] : []
    }
    return records
  }

  private static func whole(_ head: UnsafeBufferPointer<UInt8>) -> Literal? {
    let skip = head.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    return Literal(parsing: UnsafeBufferPointer(rebasing: head[skip...]))
  }

  /// The elements at the head of a list that goes on beyond it.
  private static func elements(_ head: UnsafeBufferPointer<UInt8>) -> [Record] {
    var parser = LiteralParser(bytes: head)
    parser.skipSpace()
    guard parser.index < head.count, head[parser.index] == UInt8(ascii: "[") else { return [] }
    parser.index += 1
    var records: [Record] = []
    while records.count < recordLimit, let value = parser.value(depth: 1) {
      records.append(Record(line: records.count + 1, prefix: "", value: value))
      parser.skipSpace()
      guard parser.index < head.count, head[parser.index] == UInt8(ascii: ",") else { break }
      parser.index += 1
    }
    return records
  }
}

extension Record {
  /// Reads one line: a JSON value, perhaps after a collector's prefix; nil where it is neither.
  init?(lineBytes: UnsafeBufferPointer<UInt8>, line: Int) {
    var start = 0
    while start < lineBytes.count, lineBytes[start] <= 32 { start += 1 }
    guard start < lineBytes.count else { return nil }
    if lineBytes[start] != 123 && lineBytes[start] != 91 {
      guard let brace = lineBytes.firstIndex(where: { $0 == 123 || $0 == 91 }) else { return nil }
      let text = String(
        decoding: UnsafeBufferPointer(rebasing: lineBytes[start..<brace]), as: UTF8.self)
      guard CollectorPrefix.isPrefix(text) else { return nil }
      prefix = CollectorPrefix.trimmed(text)
      start = brace
    } else {
      prefix = ""
    }
    guard let value = Literal(parsing: UnsafeBufferPointer(rebasing: lineBytes[start...])) else {
      return nil
    }
    self.line = line
    self.value = value
  }
}

/// What collectors write before the JSON on a line: `1723161255088169167 `, `1628529600.12: `,
/// `wss://… -> 1628529600.12: `.
enum CollectorPrefix {
  /// True where the text before the JSON is such a prefix.
  static func isPrefix(_ text: String) -> Bool {
    let bare = trimmed(text)
    guard !bare.isEmpty else { return false }
    let digits = bare.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    if digits.count >= 10 && digits.count == bare.count { return true }
    return bare.hasPrefix("wss://") || bare.hasPrefix("https://") || bare.hasPrefix("http://")
  }

  /// True for a line a collector wrote about itself: an address it turned to, its configuration.
  static func isComment(_ line: some Collection<UInt8>) -> Bool {
    let head = String(decoding: line.prefix(16), as: UTF8.self)
    return ["wss://", "ws://", "https://", "http://", "configuration: "].contains {
      head.hasPrefix($0)
    }
  }

  /// The text without spaces and colon at its end.
  static func trimmed(_ text: String) -> String {
    var bare = Substring(text)
    while let last = bare.last, last == " " || last == ":" || last == "\t" { bare.removeLast() }
    return String(bare)
  }
}
