// The times of well-formed rows, a word at a time, the last one remembered.
import Quantities

/// Reads `YYYY-MM-DD`, then `T` or a space and `HH:MM:SS`: what most files hold.
struct PlainClock: Sendable {
  /// The text of the last moment: the first eight bytes, the next eight, and from the hour on.
  /// Before any it is the epoch's.
  private var text: (UInt64, UInt64, UInt64) = (
    0x2d31_302d_3037_3931, 0x3030_3a30_3054_3130, 0x3030_3a30_303a_3030
  )
  private var moment: Int64 = 0
  /// Midnight of the last date, whose text is in the first ten bytes.
  private var midnight: Int64 = 0

  /// The moment whose 19 bytes begin at `start`, or nil where they are none.
  @inline(__always)
  mutating func read(_ start: UnsafePointer<UInt8>) -> Int64? {
    let raw = UnsafeRawPointer(start)
    let head = raw.loadUnaligned(as: UInt64.self)
    let middle = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    let tail = raw.loadUnaligned(fromByteOffset: 11, as: UInt64.self)
    if tail == text.2, head == text.0, middle == text.1 { return moment }
    guard let seconds = Self.seconds(tail) else { return nil }
    if head != text.0 || (middle ^ text.1) & 0xff_ffff != 0 {
      let separator = UInt8(truncatingIfNeeded: middle &>> 16)
      guard separator == 32 || separator | 0x20 == 116, let found = Self.midnight(start) else {
        return nil
      }
      midnight = found
    }
    text = (head, middle, tail)
    moment = midnight &+ seconds &* 1_000_000_000
    return moment
  }

  /// The seconds `HH:MM:SS` is after midnight, its eight bytes in a word.
  @inline(__always)
  static func seconds(_ text: UInt64) -> Int64? {
    // Digit values, the colons zero.
    let word = text ^ 0x3030_3a30_303a_3030
    guard (word &+ 0x7676_7f76_767f_7676 | word) & ByteFinder.highs == 0 else { return nil }
    // Two digits to a number, in the bytes of the first ones: hours, minutes, seconds.
    let pairs = (word &* 10 &+ word &>> 8) & 0x00ff_0000_ff00_00ff
    guard (pairs &+ 0x0044_0000_4400_0068) & 0x0080_0000_8000_0080 == 0 else { return nil }
    let hours = Int64(truncatingIfNeeded: pairs & 0xff)
    let minutes = Int64(truncatingIfNeeded: pairs &>> 24 & 0xff)
    return hours &* 3_600 &+ minutes &* 60 &+ Int64(truncatingIfNeeded: pairs &>> 48)
  }

  @inline(never)
  private static func midnight(_ start: UnsafePointer<UInt8>) -> Int64? {
    guard start[4] == 45 else { return nil }
    let date = UnsafeBufferPointer(start: start, count: 10)
    return Timestamp(parsing: String(decoding: date, as: UTF8.self))?.nanoseconds
  }
}

/// Reads whole epochs of as many digits as the one before.
struct PlainEpochs: Sendable {
  /// The digits of the last one.
  private var digits = 0
  private var scale: Int64 = 0

  /// Reads the epoch of `scale` nanoseconds that begins at `start`; returns where it ends, or nil
  /// where there is none.
  @inline(__always)
  mutating func read(
    _ start: UnsafePointer<UInt8>, _ scale: Int64, _ moment: inout Int64
  ) -> UnsafePointer<UInt8>? {
    let first = DigitWord(start)
    let second = DigitWord(start + 8)
    guard first.strange == 0 else { return nil }
    var value = first.eight
    var count = 16
    if second.strange != 0 {
      let end = second.end
      count = 8 &+ end >> 3
      value = value &* ScanTables.shared.whole[end >> 3] &+ second.number(before: end)
    } else {
      value = value &* 100_000_000 &+ second.eight
      let third = DigitWord(start + 16)
      guard third.strange != 0 else { return nil }
      let end = third.end
      count = 16 &+ end >> 3
      // Nineteen digits that begin with a nine are beyond the year 2255.
      guard count < 19 || (count == 19 && start.pointee < 57) else { return nil }
      value = value &* ScanTables.shared.whole[end >> 3] &+ third.number(before: end)
    }
    if count != digits || scale != self.scale {
      guard Timestamp.epochScale(digits: count) == scale else { return nil }
      (digits, self.scale) = (count, scale)
    }
    let (product, overflow) = Int64(bitPattern: value).multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    moment = product
    return start + count
  }
}
