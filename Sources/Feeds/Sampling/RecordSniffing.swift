// Taking the head of a file of JSON apart: how its records follow each other, and the first ones.

extension RecordHead {
  /// How many records of the head are looked at.
  static let recordLimit = 200

  /// Takes the head of a file of JSON apart.
  init(head: [UInt8], isWhole: Bool) {
    let lines = Self.lines(of: head, isWhole: isWhole)
    let isCaptured = lines.first?.prefix.isEmpty == false
    if lines.count > 1 || (lines.count == 1 && (!isWhole || isCaptured)) {
      self.init(.lines, lines, isWhole && lines.count < Self.recordLimit)
    } else if let rows = head.withUnsafeBufferPointer({ TableExport.rows(in: $0, isCut: !isWhole) })
    {
      self.init(.tables, Self.numbered(rows), isWhole && rows.count <= Self.recordLimit)
    } else if let value = head.withUnsafeBufferPointer({ Self.whole($0) }) {
      if case .list(let items) = value {
        self.init(.list, Self.numbered(items), isWhole && items.count <= Self.recordLimit)
      } else if lines.isEmpty {
        self.init(.single, [Record(line: 1, prefix: "", value: value)], isWhole)
      } else {
        // One object on one line may be the first of many.
        self.init(.lines, lines, isWhole)
      }
    } else {
      self.init(broken: head, lines, isWhole: isWhole)
    }
  }

  private init(_ framing: RecordFraming, _ records: [Record], _ isWhole: Bool) {
    self.framing = framing
    self.records = records
    self.isWhole = isWhole
  }

  /// A head that is no value as it stands: cut by us, or broken by somebody else.
  private init(broken head: [UInt8], _ lines: [Record], isWhole: Bool) {
    self.isWhole = false
    let elements = head.withUnsafeBufferPointer { Self.elements($0) }
    let lines = lines.isEmpty && isWhole ? Self.lines(of: head, isWhole: true, isLax: true) : lines
    if !elements.isEmpty {
      framing = .list
      records = elements
    } else if !lines.isEmpty {
      framing = .lines
      records = lines
    } else {
      framing = .single
      records = isWhole ? [] : head.withUnsafeBufferPointer { Self.beginning($0) }
      complaint = head.withUnsafeBufferPointer { Self.complaint(of: $0) }
    }
  }

  private static func numbered(_ values: [Literal]) -> [Record] {
    values.prefix(recordLimit).enumerated().map {
      Record(line: $0.offset + 1, prefix: "", value: $0.element)
    }
  }

  /// The beginning of a value that goes on beyond the head, what is open in it closed.
  private static func beginning(_ head: UnsafeBufferPointer<UInt8>) -> [Record] {
    var parser = LiteralParser(bytes: head.withoutMark)
    parser.isCut = true
    guard let value = parser.value(depth: 0) else { return [] }
    return [Record(line: 1, prefix: "", value: value)]
  }

  private static func complaint(of head: UnsafeBufferPointer<UInt8>) -> String? {
    guard let fault = LiteralFault(in: head.withoutMark) else { return nil }
    let place = LinePlace(of: fault.offset, in: head.withoutMark)
    return "\(fault.words) at \(place.line):\(place.column)"
  }

  /// The lines of the head that are records; none where its first line is none, but for `isLax`.
  private static func lines(
    of head: [UInt8], isWhole: Bool, isLax: Bool = false
  ) -> [Record] {
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
      } else if records.isEmpty, !isLax, rest[..<end].contains(where: { $0 > 32 }) {
        return []
      }
      rest = end < rest.endIndex ? rest[(end + 1)...] : []
    }
    return records
  }

  private static func whole(_ head: UnsafeBufferPointer<UInt8>) -> Literal? {
    Literal(parsing: head.withoutMark)
  }

  /// The elements at the head of a list that goes on beyond it.
  private static func elements(_ head: UnsafeBufferPointer<UInt8>) -> [Record] {
    var list = LiteralList(head.withoutMark)
    var records: [Record] = []
    while records.count < recordLimit, let value = list.next() {
      records.append(Record(line: records.count + 1, prefix: "", value: value))
    }
    return records
  }
}

/// The elements of one list, one after the other.
struct LiteralList {
  private var parser: LiteralParser
  /// Where the element at hand begins.
  private(set) var start = 0
  private(set) var fault: LiteralFault?
  private var isFirst = true

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    parser = LiteralParser(bytes: bytes)
    if !parser.take(UInt8(ascii: "[")) { fault = parser.fault }
  }

  /// The next element; nil at the end of the list, or at a fault.
  mutating func next() -> Literal? {
    guard fault == nil else { return nil }
    if parser.take(UInt8(ascii: "]")) { return end() }
    if !isFirst, !parser.take(UInt8(ascii: ",")) { return fail() }
    if !isFirst, parser.take(UInt8(ascii: "]")) { return end() }
    isFirst = false
    parser.skipSpace()
    start = parser.index
    return parser.value(depth: 1) ?? fail()
  }

  private mutating func end() -> Literal? {
    parser.skipSpace()
    return parser.atEnd ? nil : fail()
  }

  private mutating func fail() -> Literal? {
    fault = parser.fault
    return nil
  }
}

/// The line and column of a byte, both from one.
struct LinePlace {
  private(set) var line = 1
  private(set) var column = 1
  private var offset = 0

  init() {}

  init(of offset: Int, in bytes: UnsafeBufferPointer<UInt8>) { move(to: offset, in: bytes) }

  /// Goes on to a later byte.
  mutating func move(to later: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    while offset < min(later, bytes.count) {
      if bytes[offset] == 10 {
        line += 1
        column = 1
      } else {
        column += 1
      }
      offset += 1
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes behind a byte order mark.
  var withoutMark: UnsafeBufferPointer<UInt8> {
    starts(with: [0xef, 0xbb, 0xbf]) ? UnsafeBufferPointer(rebasing: self[3...]) : self
  }
}

extension Record {
  /// What is wrong with a line that is no record.
  static func fault(in line: UnsafeBufferPointer<UInt8>) -> LiteralFault {
    guard let start = line.firstIndex(where: { $0 == 123 || $0 == 91 }),
      let fault = LiteralFault(in: UnsafeBufferPointer(rebasing: line[start...]))
    else { return LiteralFault(offset: 0, words: "the line is no JSON value") }
    return LiteralFault(offset: start + fault.offset, words: fault.words)
  }

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
