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

/// How many of the eight bytes of a word, from the lowest, are digits, and their value.
@inline(__always)
private func digits(_ at: UnsafePointer<UInt8>) -> (count: Int, value: UInt64) {
  let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self) ^ 0x3030_3030_3030_3030
  let strangers = (word &+ 0x7676_7676_7676_7676 | word) & ByteFinder.highs
  if strangers == 0 { return (8, eightDigits(word)) }
  let count = strangers.trailingZeroBitCount >> 3
  if count == 0 { return (0, 0) }
  return (count, eightDigits(word &<< UInt64(64 - 8 * count)))
}

/// The number eight digit values spell, the lowest byte first.
@inline(__always)
private func eightDigits(_ word: UInt64) -> UInt64 {
  let pairs = (word &* 10 &+ word &>> 8) & 0x00ff_00ff_00ff_00ff
  let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_ffff_0000_ffff
  return (fours &* 10_000 &+ fours &>> 32) & 0xffff_ffff
}

/// A number read from the beginning of a cell, and where it ends.
struct PlainNumber {
  var value: Double
  var end: UnsafePointer<UInt8>
}

extension ScanTables {
  /// Reads `-?digits(.digits)?` of at most 19 significant digits, its point moved `shift` places;
  /// nil for anything else, which is then read the thorough way.
  @inline(__always)
  func number(at start: UnsafePointer<UInt8>, shift: Int) -> PlainNumber? {
    var at = start
    let isNegative = at.pointee == 45
    if isNegative { at += 1 }
    var (count, mantissa) = digits(at)
    at += count
    var total = count
    while count == 8 {
      let more = digits(at)
      mantissa = mantissa &* whole[more.count] &+ more.value
      at += more.count
      total += more.count
      count = more.count
      if total > 19 { return nil }
    }
    if total == 0 { return nil }
    var exponent = shift
    if at.pointee == 46 {
      at += 1
      var zeros = 0
      repeat {
        let more = digits(at)
        count = more.count
        at += count
        if more.value == 0 {
          zeros += count
        } else {
          total += zeros + count
          if total > 19 { return nil }
          mantissa = mantissa &* whole[zeros + count] &+ more.value
          exponent -= zeros + count
          zeros = 0
        }
      } while count == 8
    }
    guard let value = rounded(mantissa, exponent) else { return nil }
    return PlainNumber(value: isNegative && mantissa != 0 ? -value : value, end: at)
  }

  @inline(__always)
  private func rounded(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let value = Double(mantissa)
      return exponent < 0 ? value / exact[-exponent] : value * exact[exponent]
    }
    return mantissa == 0 ? 0 : eiselLemire(mantissa, exponent)
  }
}
