// Moments and spans: Int64 nanoseconds, UTC, no calendar beyond the civil date.

/// A length of time in nanoseconds.
package struct TimeSpan: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  /// So many seconds.
  package static func seconds(_ n: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: n &* 1_000_000_000)
  }
  /// So many minutes.
  package static func minutes(_ n: Int64) -> TimeSpan { .seconds(n * 60) }
  /// So many hours.
  package static func hours(_ n: Int64) -> TimeSpan { .seconds(n * 3_600) }
  /// So many days of 24 hours.
  package static func days(_ n: Int64) -> TimeSpan { .seconds(n * 86_400) }
  package static let zero = TimeSpan(nanoseconds: 0)

  /// The span in seconds, the base unit of time.
  package var seconds: Double { Double(nanoseconds) / 1e9 }

  package static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds < b.nanoseconds }
  package static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds &+ b.nanoseconds)
  }
  package static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }
  package static func * (a: TimeSpan, n: Int64) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds.multipliedReportingOverflow(by: n).partialValue)
  }
}

extension TimeSpan: CustomStringConvertible {
  private static let scales: [(name: String, nanoseconds: Int64)] = [
    ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
  ]

  /// The two largest units that are not zero, one if exact: `31m`, `1h 5m`, `1h 1s`.
  package var description: String {
    if nanoseconds == 0 { return "0s" }
    if nanoseconds < 0 { return "-" + TimeSpan(nanoseconds: 0 &- nanoseconds).description }
    var rest = nanoseconds
    var parts: [String] = []
    for scale in Self.scales where rest >= scale.nanoseconds && parts.count < 2 {
      parts.append("\(rest / scale.nanoseconds)\(scale.name)")
      rest %= scale.nanoseconds
    }
    return parts.joined(by: " ")
  }

  /// The span as one literal of the language, exact: `90m`, `5m`, `1d`, `1500ms`.
  package var literal: String {
    for scale in Self.scales.dropLast(2) where nanoseconds % scale.nanoseconds == 0 {
      return "\(nanoseconds / scale.nanoseconds)\(scale.name)"
    }
    return "\(nanoseconds / 1_000_000)ms"
  }
}

extension TimeSpan {
  /// Reads one literal of the language such as `15m`, `1d` or `500ms`; nil for anything else.
  package init?(literal text: String) {
    let digits = text.utf8.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard let count = Int64(String(text[..<digits.endIndex])),
      let atom = UnitAtom.named(text[digits.endIndex...]), atom.dimension == .time
    else { return nil }
    let size = atom.decimalShift == -3 ? 1_000_000 : Int64(atom.multiplier) * 1_000_000_000
    let product = count.multipliedReportingOverflow(by: size)
    guard !product.overflow else { return nil }
    self.init(nanoseconds: product.partialValue)
  }
}

/// A moment: nanoseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  package init(seconds: Int64) { self.nanoseconds = seconds &* 1_000_000_000 }

  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }
  package static func + (a: Timestamp, b: TimeSpan) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds &+ b.nanoseconds)
  }
  package static func - (a: Timestamp, b: TimeSpan) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }
  package static func - (a: Timestamp, b: Timestamp) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }

  /// The first multiple of `step` since 1970 at or after this moment.
  package func roundedUp(to step: TimeSpan) -> Timestamp {
    let floor = roundedDown(to: step)
    return floor == self ? self : floor + step
  }

  /// The last multiple of `step` since 1970 at or before this moment.
  package func roundedDown(to step: TimeSpan) -> Timestamp {
    let n = nanoseconds
    let s = step.nanoseconds
    let rest = n % s
    return Timestamp(nanoseconds: rest < 0 ? n - rest - s : n - rest)
  }
}

/// Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant's civil algorithm).
package func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
  let y = month <= 2 ? year - 1 : year
  let era = (y >= 0 ? y : y - 399) / 400
  let yearOfEra = y - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/// The proleptic Gregorian date of a day number since 1970-01-01.
package func civilFromDays(_ days: Int) -> (year: Int, month: Int, day: Int) {
  let z = days + 719_468
  let era = (z >= 0 ? z : z - 146_096) / 146_097
  let dayOfEra = z - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let mp = (5 * dayOfYear + 2) / 153
  let month = mp < 10 ? mp + 3 : mp - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * mp + 2) / 5 + 1)
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 UTC with the shortest of 0, 3, 6 or 9 fraction digits: `2024-08-05T00:15:00Z`.
  package var description: String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestText) { room in
      guard let start = room.baseAddress else { return "" }
      return String(decoding: room.prefix(write(to: start)), as: UTF8.self)
    }
  }

  /// The most bytes that `description` has.
  package static let longestText = 32

  /// Writes the bytes of `description`, at most `longestText`; returns how many.
  package func write(to out: UnsafeMutablePointer<UInt8>) -> Int {
    var total = nanoseconds / 1_000_000_000
    var fraction = Int(nanoseconds &- total &* 1_000_000_000)
    if fraction < 0 { (total, fraction) = (total &- 1, fraction &+ 1_000_000_000) }
    let days = Int(total >= 0 ? total / 86_400 : (total &- 86_399) / 86_400)
    let clock = UInt32(truncatingIfNeeded: Int(total) &- days &* 86_400)
    let date = civilFromDays(days)
    let year = UInt32(truncatingIfNeeded: date.year)
    writePair(year / 100, to: out)
    writePair(year % 100, to: out + 2)
    out[4] = UInt8(ascii: "-")
    writePair(UInt32(truncatingIfNeeded: date.month), to: out + 5)
    out[7] = UInt8(ascii: "-")
    writePair(UInt32(truncatingIfNeeded: date.day), to: out + 8)
    out[10] = UInt8(ascii: "T")
    writePair(clock / 3_600, to: out + 11)
    out[13] = UInt8(ascii: ":")
    writePair(clock / 60 % 60, to: out + 14)
    out[16] = UInt8(ascii: ":")
    writePair(clock % 60, to: out + 17)
    var count = 19
    if fraction != 0 {
      let (digits, unit) =
        fraction % 1_000_000 == 0 ? (3, 1_000_000) : fraction % 1_000 == 0 ? (6, 1_000) : (9, 1)
      out[count] = UInt8(ascii: ".")
      writeDigits(UInt64(fraction / unit), digits, to: out + count + 1)
      count += digits + 1
    }
    out[count] = UInt8(ascii: "Z")
    return count + 1
  }
}

/// Writes the lowest `width` digits of a number that is not negative and has no more.
func writeDigits(_ number: UInt64, _ width: Int, to out: UnsafeMutablePointer<UInt8>) {
  var rest = number
  for place in stride(from: width - 1, through: 0, by: -1) {
    out[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
  }
}

/// Writes two digits.
@inline(__always)
private func writePair(_ number: UInt32, to out: UnsafeMutablePointer<UInt8>) {
  let tens = number / 10
  out[0] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tens)
  out[1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: number &- tens &* 10)
}

/// The number with leading zeros to at least `width` digits.
package func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(abs(number))
  let zeros = String(repeating: "0", count: max(0, width - digits.count))
  return (number < 0 ? "-" : "") + zeros + digits
}
