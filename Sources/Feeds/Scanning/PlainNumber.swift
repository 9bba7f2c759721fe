// The numbers of well-formed rows, eight digits at a time.

/// Powers of ten behind bare pointers, so that a row's code need not look for them.
struct ScanTables: @unchecked Sendable {
  /// 10^0 … 10^19.
  let whole: UnsafePointer<UInt64>
  /// 10^0 … 10^22 as doubles, all exact.
  let exact: UnsafePointer<Double>

  /// Made once, never freed.
  static let shared = ScanTables()

  private init() {
    let whole = UnsafeMutablePointer<UInt64>.allocate(capacity: 20)
    var power: UInt64 = 1
    for index in 0..<20 {
      whole[index] = power
      power = power &* 10
    }
    let exact = UnsafeMutablePointer<Double>.allocate(capacity: exactPowers.count)
    for (index, power) in exactPowers.enumerated() { exact[index] = power }
    self.whole = UnsafePointer(whole)
    self.exact = UnsafePointer(exact)
  }
}

/// Eight bytes of text as digit values, the lowest byte first.
struct DigitWord {
  let word: UInt64
  /// The high bit of every byte that is no digit.
  let strange: UInt64

  @inline(__always)
  init(_ at: UnsafePointer<UInt8>) {
    word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self) ^ 0x3030_3030_3030_3030
    strange = (word &+ 0x7676_7676_7676_7676 | word) & ByteFinder.highs
  }

  /// True where the first byte is no digit.
  @inline(__always)
  var isStrange: Bool { strange & 0x80 != 0 }

  /// Seven more than eight times the digits before the first byte that is none; there must be one.
  @inline(__always)
  var end: Int { strange.trailingZeroBitCount }

  /// The number all eight digits spell.
  @inline(__always)
  var eight: UInt64 { Self.spelled(word) }

  /// The number the digits before `end` spell.
  @inline(__always)
  func number(before end: Int) -> UInt64 {
    Self.spelled((word &<< UInt64(truncatingIfNeeded: end ^ 63)) &<< 8)
  }

  @inline(__always)
  static func spelled(_ word: UInt64) -> UInt64 {
    let pairs = (word &* 10 &+ word &>> 8) & 0x00ff_00ff_00ff_00ff
    let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_ffff_0000_ffff
    return (fours &* 10_000 &+ fours &>> 32) & 0xffff_ffff
  }
}

/// A number read from the beginning of a cell, and where it ends.
struct PlainNumber {
  var value: Double
  var end: UnsafePointer<UInt8>
}

extension ScanTables {
  /// A mantissa below this takes eight more digits.
  private static let roomForEight: UInt64 = 100_000_000_000
  /// A mantissa up to this takes eight more digits and is still exact as a double.
  private static let exactForEight: UInt64 = 90_071_991

  /// Reads `-?digits(.digits)?` as `scan` does.
  @inline(__always)
  func number(at start: UnsafePointer<UInt8>, shift: Int) -> PlainNumber? {
    var value = 0.0
    return scan(start, shift, &value).map { PlainNumber(value: value, end: $0) }
  }

  /// Reads `-?digits(.digits)?` of at most 19 significant digits, its point moved `shift` places;
  /// returns where it ends, or nil for anything else, which is then read the thorough way.
  ///
  /// Up to eight bytes behind the number are loaded.
  @inline(__always)
  func scan(
    _ start: UnsafePointer<UInt8>, _ shift: Int, _ value: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<UInt8>? {
    var at = start
    var sign: UInt64 = 0
    var digits = DigitWord(at)
    if digits.isStrange {
      guard at.pointee == 45 else { return nil }
      sign = 1 << 63
      at += 1
      digits = DigitWord(at)
      if digits.isStrange { return nil }
    }
    var mantissa: UInt64
    if digits.strange != 0 {
      let end = digits.end
      mantissa = digits.number(before: end)
      at += end >> 3
    } else {
      mantissa = digits.eight
      at += 8
      digits = DigitWord(at)
      guard digits.strange != 0 else { return scanLong(start, shift, value) }
      let end = digits.end
      mantissa = mantissa &* whole[end >> 3] &+ digits.number(before: end)
      guard mantissa < Self.roomForEight else { return scanLong(start, shift, value) }
      at += end >> 3
    }
    var places = 0
    if at.pointee == 46 {
      at += 1
      digits = DigitWord(at)
      if digits.strange != 0 {
        let end = digits.end
        places = end >> 3
        mantissa = mantissa &* whole[places] &+ digits.number(before: end)
        at += places
      } else {
        at += 8
        if at.pointee &- 48 < 10 {
          guard let end = passZeros(at) else { return scanLong(start, shift, value) }
          at = end
        }
        places = append(digits, to: &mantissa)
      }
    }
    guard settle(mantissa, places &- shift, value) else { return nil }
    if sign != 0, mantissa != 0 { value.pointee = -value.pointee }
    return at
  }

  /// Adds eight digits of a fraction to a mantissa with room for them, without the zeros at their
  /// end where it would not be exact with them; returns how many places were added.
  @inline(__always)
  private func append(_ digits: DigitWord, to mantissa: inout UInt64) -> Int {
    if mantissa <= Self.exactForEight {
      mantissa = mantissa &* 100_000_000 &+ digits.eight
      return 8
    }
    if digits.word == 0 { return 0 }
    let zeros = digits.word.leadingZeroBitCount & 56
    let places = 8 &- zeros >> 3
    let part = DigitWord.spelled(digits.word &<< UInt64(truncatingIfNeeded: zeros))
    mantissa = mantissa &* whole[places] &+ part
    return places
  }

  /// The end of a run of zeros; nil where another digit follows.
  @inline(__always)
  private func passZeros(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    var at = start
    let zeros: UInt64 = 0x3030_3030_3030_3030
    if UnsafeRawPointer(at).loadUnaligned(as: UInt64.self) == zeros { at += 8 }
    while at.pointee == 48 { at += 1 }
    return at.pointee &- 48 < 10 ? nil : at
  }

  /// The double nearest to a mantissa with so many places; false where it cannot be told here.
  @inline(__always)
  private func settle(
    _ mantissa: UInt64, _ places: Int, _ value: UnsafeMutablePointer<Double>
  ) -> Bool {
    if mantissa <= 1 << 53 {
      let number = Double(Int64(bitPattern: mantissa))
      if UInt(bitPattern: places) <= 22 {
        value.pointee = number / exact[places]
        return true
      }
      if places < 0, places >= -22 {
        value.pointee = number * exact[0 &- places]
        return true
      }
    }
    guard let rounded = eiselLemire(mantissa, 0 &- places) else { return false }
    value.pointee = rounded
    return true
  }

  /// Reads a number of any length as `scan` does, digit by digit.
  @inline(never)
  private func scanLong(
    _ start: UnsafePointer<UInt8>, _ shift: Int, _ value: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<UInt8>? {
    var at = start
    if at.pointee == 45 { at += 1 }
    var mantissa: UInt64 = 0
    var places = 0
    /// Zeros that count only where another digit follows.
    var zeros = 0
    var point: UnsafePointer<UInt8>?
    while true {
      let digit = at.pointee &- 48
      if digit < 10 {
        if point != nil, digit == 0 {
          zeros += 1
        } else {
          guard let more = longer(mantissa, by: zeros + 1, UInt64(digit)) else { return nil }
          mantissa = more
          if point != nil { places += zeros + 1 }
          zeros = 0
        }
      } else if at.pointee == 46, point == nil {
        point = at
      } else {
        break
      }
      at += 1
    }
    guard settle(mantissa, places &- shift, value) else { return nil }
    if start.pointee == 45, mantissa != 0 { value.pointee = -value.pointee }
    return at
  }

  /// A mantissa with more digits, the last one given, the others zeros; nil where it has no room.
  private func longer(_ mantissa: UInt64, by count: Int, _ digit: UInt64) -> UInt64? {
    if mantissa == 0 { return digit }
    guard count < 20 else { return nil }
    let (product, isTooLong) = mantissa.multipliedReportingOverflow(by: whole[count])
    let (sum, isTooLarge) = product.addingReportingOverflow(digit)
    return isTooLong || isTooLarge ? nil : sum
  }
}
