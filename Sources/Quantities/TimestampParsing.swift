// Reading moments: ISO 8601 dates and times, dotted dates, and epochs told apart by their digits.

extension Timestamp {
  /// Reads a moment from text: ISO 8601 (`T` or space, `Z` or an offset, none means UTC), a date
  /// alone (its 00:00 UTC, also `2024.8.5`), or an epoch of 10, 13, 16 or 19 digits.
  ///
  /// Nil where the text is none of these or names no real moment.
  package init?(parsing text: some StringProtocol) {
    var text = String(text)
    let moment: Int64? = text.withUTF8 { bytes in
      var reader = MomentReader(bytes: bytes)
      return reader.read()
    }
    guard let moment else { return nil }
    self.init(nanoseconds: moment)
  }

  /// The nanoseconds of an epoch number by the digits of its integer part, or nil.
  package static func epochScale(digits: Int) -> Int64? {
    switch digits {
    case 9, 10: 1_000_000_000
    case 12, 13: 1_000_000
    case 15, 16: 1_000
    case 18, 19: 1
    default: nil
    }
  }
}

/// A cursor over the bytes of one time text.
private struct MomentReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var index = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var atEnd: Bool { index >= bytes.count }

  mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  /// Up to `limit` digits as a number, with how many there were.
  mutating func digits(_ limit: Int) -> (value: Int64, count: Int) {
    var value: Int64 = 0
    let start = index
    while index < bytes.count, index - start < limit, bytes[index] &- 48 < 10 {
      value = value &* 10 &+ Int64(bytes[index] &- 48)
      index += 1
    }
    return (value, index - start)
  }

  mutating func read() -> Int64? {
    let first = digits(19)
    if first.count == 0 { return nil }
    let dash = UInt8(ascii: "-")
    let dot = UInt8(ascii: ".")
    if first.count == 4, take(dash) || take(dot) { return date(year: Int(first.value)) }
    if first.count >= 9 { return epoch(first.value, digits: first.count) }
    return nil
  }

  private mutating func epoch(_ whole: Int64, digits count: Int) -> Int64? {
    guard let scale = Timestamp.epochScale(digits: count) else { return nil }
    let base = whole.multipliedReportingOverflow(by: scale)
    guard !base.overflow else { return nil }
    if atEnd { return base.partialValue }
    guard take(UInt8(ascii: ".")), let part = fraction(of: scale), atEnd else { return nil }
    return base.partialValue + part
  }

  /// The digits after a point as a share of `scale` nanoseconds.
  private mutating func fraction(of scale: Int64) -> Int64? {
    let start = index
    var value: Int64 = 0
    var unit = scale
    while index < bytes.count, bytes[index] &- 48 < 10 {
      unit /= 10
      value += Int64(bytes[index] &- 48) * unit
      index += 1
    }
    return index > start ? value : nil
  }

  private mutating func date(year: Int) -> Int64? {
    let separator = bytes[index - 1]
    let month = digits(2)
    guard (1...12).contains(month.value), take(separator) else { return nil }
    let day = digits(2)
    guard day.count > 0, day.value >= 1,
      day.value <= daysIn(month: Int(month.value), year: year)
    else { return nil }
    let days = daysFromCivil(year: year, month: Int(month.value), day: Int(day.value))
    guard (-106_000..<106_000).contains(days) else { return nil }
    let midnight = Int64(days) * 86_400_000_000_000
    if atEnd { return midnight }
    guard take(UInt8(ascii: "T")) || take(UInt8(ascii: " ")) else { return nil }
    return clock(midnight)
  }

  private mutating func clock(_ midnight: Int64) -> Int64? {
    let hour = digits(2)
    guard hour.count > 0, hour.value < 24, take(UInt8(ascii: ":")) else { return nil }
    let minute = digits(2)
    guard minute.count == 2, minute.value < 60 else { return nil }
    var total = midnight + (hour.value * 3_600 + minute.value * 60) * 1_000_000_000
    if take(UInt8(ascii: ":")) {
      let second = digits(2)
      guard second.count == 2, second.value < 61 else { return nil }
      total += second.value * 1_000_000_000
      if take(UInt8(ascii: ".")) {
        guard let part = fraction(of: 1_000_000_000) else { return nil }
        total += part
      }
    }
    return zone(total)
  }

  private mutating func zone(_ local: Int64) -> Int64? {
    if atEnd { return local }
    _ = take(UInt8(ascii: " "))
    if take(UInt8(ascii: "Z")) { return atEnd ? local : nil }
    if index + 3 == bytes.count, bytes[index] == UInt8(ascii: "U") { return local }
    let east = take(UInt8(ascii: "+"))
    guard east || take(UInt8(ascii: "-")) else { return nil }
    let hours = digits(2)
    guard hours.count == 2 else { return nil }
    _ = take(UInt8(ascii: ":"))
    let minutes = digits(2)
    guard atEnd, hours.value < 15, minutes.value < 60 else { return nil }
    let offset = (hours.value * 3_600 + minutes.value * 60) * 1_000_000_000
    return east ? local - offset : local + offset
  }
}

/// How many days the month has.
private func daysIn(month: Int, year: Int) -> Int64 {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}
