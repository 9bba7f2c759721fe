// The system's database of time zones, read only: compiled files as RFC 8536 describes them.
import Diagnostics

/// Named zones as the system knows them.
enum ZoneFiles {
  /// Where systems keep them.
  static let directory = "/usr/share/zoneinfo"

  /// Why a name gives no clock.
  struct Unknown: Error {
    let words: String
  }

  /// The clock of a zone such as `Europe/London`.
  static func clock(
    named name: String, in directory: String = directory
  ) throws(Unknown) -> ClockZone {
    guard fileExists(directory) else {
      throw Unknown(words: "this system has no time zones at \(directory): write an offset")
    }
    guard isName(name), let bytes = try? FileReader(path: "\(directory)/\(name)").readHead(limit),
      let table = ZoneTable(compiled: bytes)
    else {
      throw Unknown(words: "no time zone of this system has that name" + hint(name, directory))
    }
    return ClockZone(table)
  }

  /// No zone's file is larger.
  private static let limit = 1 << 20

  /// True for what can be a zone's name: it never leads out of the database.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && !name.contains("..") && name.first != "/"
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/_+-".contains($0)) }
  }

  /// The nearest names, in words.
  private static func hint(_ name: String, _ directory: String) -> String {
    guard let bytes = try? FileReader(path: "\(directory)/zone1970.tab").readHead(limit) else {
      return ""
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let names = lines.compactMap { line -> String? in
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
      return line.first == "#" || cells.count < 3 ? nil : String(cells[2])
    }
    let near = nearest(to: name, in: names, limit: 1)
    let city = names.first { $0.lowercased().hasSuffix("/" + name.lowercased()) }
    return (city ?? near.first).map { "; did you mean `\($0)`?" } ?? ""
  }
}

extension ZoneTable {
  /// The last year whose changes a rule is asked for.
  private static let lastYear = 2_100

  /// Reads a compiled zone; nil where the bytes are none.
  convenience init?(compiled bytes: [UInt8]) {
    var cursor = ZoneCursor(bytes)
    guard var block = ZoneBlock(&cursor, width: 4) else { return nil }
    var rule: ZoneRule?
    if block.version >= 2 {
      guard let wide = ZoneBlock(&cursor, width: 8) else { return nil }
      block = wide
      let footer = cursor.rest.drop { $0 == 10 }.prefix { $0 != 10 }
      rule = ZoneRule(String(decoding: footer, as: UTF8.self))
    }
    var changes = block.changes
    if let rule {
      let last = changes.last?.at ?? .min
      let year = changes.isEmpty ? 1_970 : civilYear(last)
      for next in year...max(year, Self.lastYear) {
        changes += rule.changes(in: next).filter { $0.at > last }
      }
      changes.sort { $0.at < $1.at }
      if changes.isEmpty { changes = [(at: 0, offset: rule.standard)] }
    }
    self.init(first: block.first, changes: changes)
  }
}

/// Big-endian numbers out of bytes, never beyond their end.
struct ZoneCursor {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var rest: ArraySlice<UInt8> { bytes[place...] }

  mutating func skip(_ count: Int) -> Bool {
    guard count >= 0, bytes.count - place >= count else { return false }
    place += count
    return true
  }

  mutating func number(_ width: Int) -> Int64? {
    guard bytes.count - place >= width else { return nil }
    var value: UInt64 = 0
    for byte in bytes[place..<place + width] { value = value << 8 | UInt64(byte) }
    place += width
    let unused = UInt64(64 - 8 * width)
    return Int64(bitPattern: value << unused) >> Int64(unused)
  }
}

/// One of the two blocks of a compiled zone.
struct ZoneBlock {
  let version: Int
  private(set) var changes: [(at: Int64, offset: Int64)] = []
  /// What holds before the first change: the first kind of time, as the format says.
  private(set) var first: Int64 = 0

  /// Reads a block whose moments are so many bytes wide.
  init?(_ cursor: inout ZoneCursor, width: Int) {
    guard cursor.number(4) == 0x545a_6966, let letter = cursor.number(1), cursor.skip(15)
    else { return nil }
    version = letter == 0 ? 1 : Int(letter) - 48
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(cursor.number(4) ?? -1)) }
    guard counts.allSatisfy({ (0...1 << 20).contains($0) }) else { return nil }
    let (universal, standard, leaps) = (counts[0], counts[1], counts[2])
    let (times, kinds, letters) = (counts[3], counts[4], counts[5])
    var moments: [Int64] = []
    for _ in 0..<times {
      guard let moment = cursor.number(width) else { return nil }
      moments.append(moment)
    }
    var indices: [Int] = []
    for _ in 0..<times {
      guard let index = cursor.number(1) else { return nil }
      indices.append(Int(index & 0xff))
    }
    var offsets: [Int64] = []
    for _ in 0..<kinds {
      guard let offset = cursor.number(4), offset.magnitude < 86_400 * 2, cursor.skip(2)
      else { return nil }
      offsets.append(offset)
    }
    guard cursor.skip(letters + leaps * (width + 4) + standard + universal) else { return nil }
    first = offsets.first ?? 0
    for (moment, index) in zip(moments, indices) {
      guard offsets.indices.contains(index) else { return nil }
      // Some files begin with the Big Bang.
      if moment > -100_000_000_000 { changes.append((moment, offsets[index])) }
    }
    guard zip(changes, changes.dropFirst()).allSatisfy({ $0.at < $1.at }) else { return nil }
  }
}
