// Numbers that are as long as the last one of their column: read at once, without looking for ends.

/// Where the digits of a number stood, and what makes a value of them.
///
/// Files pad their numbers, and neighbours are of one magnitude: the next number most often has its
/// point and its end where the last one had them, which is quicker to check than to find.
///
/// Its last eight digits are put together from those before the point and those behind it; the ones
/// before them are one digit or a word of their own.
struct NumberShape {
  /// The digits before the point that are among the last eight, as bytes that are all ones.
  private var whole: UInt64 = 0
  /// The bytes behind the taken digits that are zeros, at most eight.
  private var zeros: UInt64 = 0
  /// What the first of nine digits counts as; nothing where there are fewer.
  private var power: UInt64 = 0
  private var divisor = 1.0
  /// Where the eight bytes before the point are, from the number's beginning on, and those behind.
  private var wholeAt: Int8 = 0
  private var partAt: UInt8 = 0
  /// So many bits these words are moved, and the first word of more than nine digits.
  private var wholeShift: UInt8 = 0
  private var partShift: UInt8 = 0
  private var firstShift: UInt8 = 0
  /// Where the point is, and its byte; without a point the end is in its place.
  private var mark: UInt8 = 0
  private var markByte: UInt8 = 0
  /// Where the last taken digit and the number end; the byte that follows.
  private var used: UInt8 = 0
  private var length: UInt8 = 0
  private var stop: UInt8 = Self.none
  private var isWide = false
  /// So many more shapes may be learned until the next `rest`.
  private var patience = Self.mostPatience

  /// A byte no number begins or ends with.
  private static let none: UInt8 = 0xff
  private static let mostPatience: UInt8 = 48
  /// A mantissa of so many digits is exact as a double.
  private static let exactDigits = 15
  private static let mostZeros = 16
  /// Bytes before a number that may be loaded, and bytes from its beginning on.
  static let before = 8
  static let behind = 64

  /// Has numbers of ever another shape try again for a while.
  mutating func rest() { patience = Self.mostPatience }

  /// Reads a number of a shape; nil where it is of another.
  @inline(__always)
  static func read(
    _ start: UnsafePointer<UInt8>, as shape: UnsafePointer<NumberShape>,
    _ value: UnsafeMutablePointer<Double>
  ) -> UnsafePointer<UInt8>? {
    let end = start + Int(shape.pointee.length)
    guard end.pointee == shape.pointee.stop,
      start[Int(shape.pointee.mark)] == shape.pointee.markByte
    else { return nil }
    let before = digits(start + Int(shape.pointee.wholeAt)) &>> UInt64(shape.pointee.wholeShift)
    let behind = digits(start + Int(shape.pointee.partAt)) &<< UInt64(shape.pointee.partShift)
    let last = before & shape.pointee.whole | behind
    var strange = Self.strange(last)
    var mantissa = DigitWord.spelled(last)
    if shape.pointee.isWide {
      let first = digits(start) &<< UInt64(shape.pointee.firstShift)
      strange |= Self.strange(first)
      mantissa = mantissa &+ DigitWord.spelled(first) &* 100_000_000
    } else {
      let first = UInt64(start.pointee ^ 0x30)
      strange |= (first &+ 0x76) | first
      mantissa = mantissa &+ first &* shape.pointee.power
    }
    guard strange & ByteFinder.highs == 0 else { return nil }
    let zeros = shape.pointee.zeros
    if zeros != 0 {
      let used = Int(shape.pointee.used)
      guard digits(start + used) & zeros == 0 else { return nil }
      if Int(shape.pointee.length) > used &+ 8 {
        guard digits(end - 8) == 0 else { return nil }
      }
    }
    value.pointee = Double(Int64(bitPattern: mantissa)) / shape.pointee.divisor
    return end
  }

  /// Passes over a cell that is as long as the last one and holds nothing but plain signs behind
  /// the comma in ASCII: digits, points, letters; nil where it may be another.
  @inline(__always)
  static func pass(
    _ start: UnsafePointer<UInt8>, as shape: UnsafePointer<NumberShape>
  ) -> UnsafePointer<UInt8>? {
    let end = start + Int(shape.pointee.length)
    guard end.pointee == shape.pointee.stop else { return nil }
    let signs =
      unlikely(start) | unlikely(start + Int(shape.pointee.partAt)) | unlikely(end - 8)
    return signs & ByteFinder.highs == 0 ? end : nil
  }

  /// The high bit of every byte of eight that is none of these signs, and other bits.
  @inline(__always)
  private static func unlikely(_ at: UnsafePointer<UInt8>) -> UInt64 {
    let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
    return ~((word | ByteFinder.highs) &- 45 &* ByteFinder.ones) | word
  }

  /// Takes the length of a cell that is passed over, if it is one `pass` can tell.
  mutating func learn(cell start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    stop = Self.none
    guard 8...24 ~= end - start, end.pointee < 45 else { return }
    (length, partAt) = (UInt8(end - start), UInt8(min(8, end - start - 8)))
    stop = end.pointee
  }

  /// Eight bytes of text as digit values.
  @inline(__always)
  private static func digits(_ at: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(at).loadUnaligned(as: UInt64.self) ^ 0x3030_3030_3030_3030
  }

  /// The high bit of every byte that is no digit, and other bits.
  @inline(__always)
  private static func strange(_ word: UInt64) -> UInt64 {
    word &+ 0x7676_7676_7676_7676 | word
  }

  /// Takes the shape of the number between two places, which was read with its point moved `shift`
  /// places.
  @inline(never)
  mutating func learn(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ shift: Int) {
    guard patience > 0 else { return }
    patience -= 1
    stop = Self.none
    let count = end - start
    var digits = 0
    while digits < count, start[digits] &- 48 < 10 { digits += 1 }
    guard digits > 0, digits == count || start[digits] == 46 else { return }
    let places = max(0, count - digits - 1)
    var taken = places
    while taken > 0, start[digits + taken] == 48 { taken -= 1 }
    // What a number before needed may be needed again.
    if places > 0, Int(length) - Int(mark) - 1 == places {
      let last = Int(used) - Int(mark) - 1
      if digits + last <= Self.exactDigits { taken = max(taken, last) }
    }
    if places > 0 { taken = max(taken, 1) }
    guard taken <= 8, digits + taken <= Self.exactDigits, places - taken <= Self.mostZeros,
      0...22 ~= taken - shift
    else { return }
    divisor = ScanTables.shared.exact[taken - shift]
    zeros = Self.bytes(places - taken)
    if places > 0 { place(digits, taken) } else { place(digits) }
    isWide = digits + taken > 9
    power = digits + taken == 9 ? 100_000_000 : 0
    firstShift = isWide ? UInt8(128 - 8 * (digits + taken)) : 0
    length = UInt8(count)
    (mark, markByte) = (UInt8(digits), start[digits])
    used = places > 0 ? UInt8(digits + 1 + taken) : mark
    stop = end.pointee
  }

  /// As many low bytes of ones, eight at most.
  private static func bytes(_ count: Int) -> UInt64 {
    count < 8 ? (1 &<< UInt64(8 * count)) - 1 : .max
  }

  /// The last eight of so many digits before a point, and so many behind it.
  private mutating func place(_ digits: Int, _ taken: Int) {
    (wholeAt, partAt) = (Int8(digits - 8), UInt8(digits + 1))
    (wholeShift, partShift) = (UInt8(8 * taken & 63), UInt8(64 - 8 * taken))
    let kept = min(digits, 8 - taken)
    whole = Self.bytes(kept) &<< UInt64(8 * (8 - taken - kept) & 63)
  }

  /// The last eight of digits without a point.
  private mutating func place(_ digits: Int) {
    (wholeAt, partAt) = (0, UInt8(max(0, digits - 8)))
    (wholeShift, partShift) = (0, UInt8(64 - 8 * min(8, digits)))
    whole = 0
  }
}
