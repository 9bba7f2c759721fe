// The packed bytes of a stream, read ahead, and the bits taken out of them.

/// A window of packed bytes; words of eight may be loaded up to some way behind its end.
final class InflateInput {
  private let reader: any ByteReader
  private let base: UnsafeMutablePointer<UInt8>
  private(set) var end: UnsafePointer<UInt8>
  /// True once the stream has ended: zeros stand behind `end`.
  private(set) var isLast = false

  private static let capacity = 64 << 10
  static let slack = 64
  /// Bytes one symbol may move over, more than enough.
  static let margin = 32

  init(_ reader: any ByteReader) {
    self.reader = reader
    base = .allocate(capacity: Self.capacity + Self.slack)
    base.initialize(repeating: 0, count: Self.slack)
    end = UnsafePointer(base)
  }

  deinit { base.deallocate() }

  var bytesConsumed: Int64 { reader.bytesConsumed }

  /// Where reading begins.
  var start: UnsafePointer<UInt8> { UnsafePointer(base) }

  /// Reads on, what is before `at` forgotten; returns where `at` is now.
  func refill(from at: UnsafePointer<UInt8>) throws(FeedFailure) -> UnsafePointer<UInt8> {
    let over = max(0, at - end)
    let kept = max(0, end - at)
    if kept > 0 { base.update(from: at, count: kept) }
    let room = UnsafeMutableRawBufferPointer(start: base + kept, count: Self.capacity - kept)
    let count = try reader.read(into: room)
    if count == 0 { isLast = true }
    end = UnsafePointer(base + kept + count)
    (base + kept + count).update(repeating: 0, count: Self.slack)
    return UnsafePointer(base + over)
  }
}

/// Bits of a stream, the first in the lowest place.
struct BitCursor {
  var at: UnsafePointer<UInt8>
  var bits: UInt64 = 0
  /// How many of the bits are good, in its lowest six bits; what is above them means nothing.
  private var count: UInt64 = 0

  init(at: UnsafePointer<UInt8>) { self.at = at }

  /// Loads on to 56 bits and more; eight bytes must be there.
  @inline(__always)
  mutating func refill() {
    bits |= UnsafeRawPointer(at).loadUnaligned(as: UInt64.self) &<< count
    at += Int(truncatingIfNeeded: ~count &>> 3 & 7)
    count |= 56
  }

  /// Drops as many bits as the lowest six bits of `length` say.
  @inline(__always)
  mutating func drop(_ length: UInt64) {
    bits &>>= length
    count &-= length
  }

  @inline(__always)
  mutating func take(_ length: UInt64) -> Int {
    let value = bits & (1 &<< length &- 1)
    drop(length)
    return Int(truncatingIfNeeded: value)
  }

  /// Gives whole bytes back: the next one to be read is at `at` then, and no bit is held.
  mutating func align() {
    at = place
    bits = 0
    count = 0
  }

  /// The byte the next bit is of.
  @inline(__always)
  var place: UnsafePointer<UInt8> { at - Int(truncatingIfNeeded: count &>> 3 & 7) }
}
