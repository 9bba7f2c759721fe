// The time column of a file: ISO 8601 or an epoch whose unit the first row decides.
import Quantities

/// What a time cell turned out to be.
package enum CellTime: Equatable, Sendable {
  case time(Int64)
  /// The cell is no time; the words say why.
  case bad(String)
}

/// Reads the time cells of one column.
package struct TimeScanner: Sendable {
  /// Nanoseconds per unit of this column's epochs, once the first one has decided.
  private var epochScale: Int64?
  /// The clock the file's stamps were read off.
  private let clock: ClockZone
  private var stamps = PlainClock()
  private var epochs = PlainEpochs()

  package init(clock: ClockZone = .utc) { self.clock = clock }

  /// The unit of this column's epochs, in words for `describe`.
  package var unitWords: String {
    switch epochScale {
    case 1_000_000_000: "epoch seconds"
    case 1_000_000: "epoch milliseconds"
    case 1_000: "epoch microseconds"
    case 1: "epoch nanoseconds"
    default: "ISO 8601"
    }
  }

  /// Reads a whole cell, already without surrounding spaces.
  package mutating func read(_ cell: UnsafeBufferPointer<UInt8>) -> CellTime {
    if let moment = plainISO(cell) { return .time(cell.count == 20 ? moment : clock.utc(moment)) }
    let leading = leadingDigits(cell)
    if leading >= 9 { return epoch(cell, digits: leading) }
    guard let moment = Timestamp(parsing: String(decoding: cell, as: UTF8.self)) else {
      return .bad(complaint(cell))
    }
    let zoned = cell.count > 19 && hasZone(cell)
    return .time(zoned ? moment.nanoseconds : clock.utc(moment.nanoseconds))
  }

  /// Reads the plainest of cells from its beginning: a date and clock to the second, or an epoch
  /// without a fraction in the unit of those before. Returns where it ends, or nil for any other.
  ///
  /// 27 bytes from the beginning on may be loaded.
  @inline(__always)
  mutating func plain(
    _ start: UnsafePointer<UInt8>, _ moment: inout Int64
  ) -> UnsafePointer<UInt8>? {
    if let read = stamps.read(start) {
      let end = start + 19
      if end.pointee | 0x20 == 122 {
        moment = read
        return end + 1
      }
      moment = clock.utc(read)
      return end
    }
    guard let scale = epochScale else { return nil }
    return epochs.read(start, scale, &moment)
  }

  private func leadingDigits(_ cell: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    while count < cell.count, cell[count] &- 48 < 10 { count += 1 }
    return count
  }

  private mutating func epoch(_ cell: UnsafeBufferPointer<UInt8>, digits: Int) -> CellTime {
    guard let scale = Timestamp.epochScale(digits: digits) else {
      return .bad("an epoch of \(digits) digits is none of s, ms, µs, ns")
    }
    let wanted = epochScale ?? scale
    guard wanted == scale else {
      return .bad("an epoch of \(digits) digits in a column of \(unitWords)")
    }
    epochScale = scale
    var value: Int64 = 0
    for index in 0..<digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return .bad("an epoch beyond the year 2262") }
      value = product &+ Int64(cell[index] &- 48)
    }
    let (base, overflow) = value.multipliedReportingOverflow(by: scale)
    guard !overflow, value >= 0 else { return .bad("an epoch beyond the year 2262") }
    if digits == cell.count { return .time(base) }
    guard cell[digits] == 46, let part = fraction(cell, from: digits + 1, of: scale) else {
      return .bad(complaint(cell))
    }
    return .time(base &+ part)
  }

  private func fraction(
    _ cell: UnsafeBufferPointer<UInt8>, from start: Int, of scale: Int64
  ) -> Int64? {
    var unit = scale
    var total: Int64 = 0
    for index in start..<cell.count {
      let digit = cell[index] &- 48
      guard digit < 10 else { return nil }
      unit /= 10
      total &+= Int64(digit) &* unit
    }
    return total
  }

  /// A date and clock to the second that is the whole of a cell.
  @inline(__always)
  private mutating func plainISO(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard cell.count == 19 || (cell.count == 20 && cell[19] | 0x20 == 122),
      let base = cell.baseAddress
    else { return nil }
    return stamps.read(base)
  }

  private func hasZone(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in cell[19...] where byte | 0x20 == 122 || byte == 43 || byte == 45 { return true }
    return false
  }

  private func complaint(_ cell: UnsafeBufferPointer<UInt8>) -> String {
    if cell.isEmpty { return "the time is empty" }
    let text = excerpt(cell)
    if let mark = cell.firstIndex(where: { $0 | 0x20 == 101 }), mark > 0, cell[0] &- 48 < 10 {
      return "`\(text)` is an epoch a spreadsheet rounded: its digits are lost, export it again"
    }
    return "`\(text)` is no time"
  }
}

/// A cell as shown in a message: at most 40 bytes, anything unprintable replaced.
func excerpt(_ cell: UnsafeBufferPointer<UInt8>) -> String {
  let text = String(decoding: cell.prefix(40), as: UTF8.self)
  let shown = text.unicodeScalars.map { scalar -> Character in
    scalar.value < 32 || scalar.value == 127 ? "·" : Character(scalar)
  }
  return String(shown) + (cell.count > 40 ? "…" : "")
}
