// Exports of databases as JSON: a header, then tables whose rows are under `data` (PHPMyAdmin).

/// The rows of a database's export.
enum TableExport {
  /// How far into a file its header may begin.
  private static let reach = 64

  /// The rows of every table; nil where the bytes begin like no export. `isCut` where they are only
  /// the beginning of it.
  static func rows(in bytes: UnsafeBufferPointer<UInt8>, isCut: Bool) -> [Literal]? {
    guard begins(bytes) else { return nil }
    var reader = TableExportReader(bytes, isCut: isCut)
    var rows: [Literal] = []
    while let table = reader.next() { rows += table }
    return rows
  }

  /// True where the first object is `{"type":"header",…}`, behind a bracket or a word.
  static func begins(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let brace = bytes.prefix(reach).firstIndex(of: UInt8(ascii: "{")) else { return false }
    var parser = LiteralParser(bytes: bytes)
    parser.index = brace
    guard let first = parser.value(depth: 1) else { return false }
    return first["type"]?.text == "header" && first["comment"] != nil
  }
}

/// Goes from table to table.
struct TableExportReader {
  private var parser: LiteralParser
  private(set) var fault: LiteralFault?

  init(_ bytes: UnsafeBufferPointer<UInt8>, isCut: Bool) {
    parser = LiteralParser(bytes: bytes)
    parser.isCut = isCut
    parser.index = bytes.firstIndex(of: UInt8(ascii: "{")) ?? bytes.count
  }

  /// The rows of the next table; nil at the end, or at a fault.
  mutating func next() -> [Literal]? {
    guard fault == nil else { return nil }
    while parser.take(UInt8(ascii: ",")) || parser.take(UInt8(ascii: "]")) {}
    guard !parser.atEnd else { return nil }
    guard let value = parser.value(depth: 1) else {
      fault = parser.fault
      return nil
    }
    guard value["type"]?.text == "table" else { return [] }
    return (value["data"]?.items ?? []).map(\.opened)
  }
}

extension Literal {
  /// A row whose texts that hold a list or a map are what they hold.
  fileprivate var opened: Literal {
    guard case .map(let entries) = self else { return self }
    return .map(
      entries.map { entry in
        guard case .string(let text) = entry.value, text.first == "[" || text.first == "{",
          let inner = Literal(parsing: text)
        else { return entry }
        return Entry(key: entry.key, value: inner)
      })
  }
}
