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

/// Eight bytes as digit values, the lowest byte first.
@inline(__always)
private func eightBytes(_ at: UnsafePointer<UInt8>) -> UInt64 {
  UnsafeRawPointer(at).loadUnaligned(as: UInt64.self) ^ 0x3030_3030_3030_3030
}

/// How many of eight digit values, from the lowest, are digits.
@inline(__always)
private func digitCount(_ word: UInt64) -> Int {
  ((word &+ 0x7676_7676_7676_7676 | word) & ByteFinder.highs).trailingZeroBitCount >> 3
}

/// The number eight digit values spell, the lowest byte first.
@inline(__always)
private func eightDigits(_ word: UInt64) -> UInt64 {
  let pairs = (word &* 10 &+ word &>> 8) & 0x00ff_00ff_00ff_00ff
  let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_ffff_0000_ffff
  return (fours &* 10_000 &+ fours &>> 32) & 0xffff_ffff
}

/// The number the first `count` of eight digit values spell; one at least.
@inline(__always)
private func firstDigits(_ word: UInt64, _ count: Int) -> UInt64 {
  eightDigits(word &<< UInt64(64 &- 8 &* count))
}

/// A number read from the beginning of a cell, and where it ends.
struct PlainNumber {
  var value: Double
  var end: UnsafePointer<UInt8>
}

extension ScanTables {
  /// Reads `-?digits(.digits)?` as `scan` does.
  @inline(__always)
  func number(at start: UnsafePointer<UInt8>, shift: Int) -> PlainNumber? {
    var at = start
    var value = 0.0
    return scan(&at, shift, &value) ? PlainNumber(value: value, end: at) : nil
  }

  /// Reads `-?digits(.digits)?` of at most 19 significant digits, its point moved `shift` places,
  /// and moves `at` behind it; false for anything else, which is then read the thorough way.
  @inline(__always)
  func scan(
    _ at: inout UnsafePointer<UInt8>, _ shift: Int, _ value: UnsafeMutablePointer<Double>
  ) -> Bool {
    let isNegative = at.pointee == 45
    if isNegative { at += 1 }
    var word = eightBytes(at)
    var count = digitCount(word)
    if count == 0 { return false }
    var mantissa = count == 8 ? eightDigits(word) : firstDigits(word, count)
    at += count
    var total = count
    while count == 8 {
      word = eightBytes(at)
      count = digitCount(word)
      total += count
      if total > 19 { return false }
      if count > 0 { mantissa = mantissa &* whole[count] &+ firstDigits(word, count) }
      at += count
    }
    var exponent = shift
    if at.pointee == 46 {
      at += 1
      word = eightBytes(at)
      count = digitCount(word)
      at += count
      if count == 8 {
        guard let places = longFraction(&at, word, total, &mantissa) else { return false }
        exponent &-= places
      } else if count > 0 {
        total &+= count
        if total > 19 { return false }
        mantissa = mantissa &* whole[count] &+ firstDigits(word, count)
        exponent &-= count
      }
    }
    if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let number = Double(mantissa)
      let scaled = exponent < 0 ? number / exact[0 &- exponent] : number * exact[exponent]
      value.pointee = isNegative && mantissa != 0 ? -scaled : scaled
      return true
    }
    guard let rounded = eiselLemire(mantissa, exponent) else { return false }
    value.pointee = isNegative && mantissa != 0 ? -rounded : rounded
    return true
  }

  /// Reads on behind eight digits of a fraction, `first`; returns how many digits it has without
  /// the zeros at its end, or nil where they are too many.
  @inline(__always)
  private func longFraction(
    _ at: inout UnsafePointer<UInt8>, _ first: UInt64, _ before: Int, _ mantissa: inout UInt64
  ) -> Int? {
    var total = before
    var zeros = 0
    var places = 0
    var word = first
    var count = 8
    while count > 0 {
      let part = count == 8 ? (word == 0 ? 0 : eightDigits(word)) : firstDigits(word, count)
      if part == 0 {
        zeros += count
      } else {
        total += zeros + count
        if total > 19 { return nil }
        mantissa = mantissa &* whole[zeros + count] &+ part
        places += zeros + count
        zeros = 0
      }
      if count < 8 { break }
      word = eightBytes(at)
      count = digitCount(word)
      at += count
    }
    return places
  }
}
