// A window of bytes that moves over a stream: what the scanners look through.
import Synchronization

/// The bytes of a stream from `position` on, as far as they have been read.
///
/// Line ends stand behind the last byte, so that a search for line ends needs no bound, and words
/// of eight bytes may be loaded from a little before `position` up to some way behind `filled`.
final class ByteWindow {
  private let reader: any ByteReader
  private let path: String
  private var capacity: Int
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var filled = 0
  /// Where the next row begins; everything before it is done with.
  var position = 0
  /// True once the stream has ended.
  private(set) var atEnd = false

  /// Looks again whether there is more, where the stream may have grown.
  func resume() { atEnd = false }

  /// How much has been read in all: of a small file little is read at once, so that no more memory
  /// is touched than it takes.
  private var total = 0

  private static let slack = NumberShape.behind + 16
  private static let front = 2 * NumberShape.before

  init(reader: any ByteReader, path: String) {
    self.reader = reader
    self.path = path
    capacity = Limits.readBytes
    base = WindowPool.take() ?? Self.memory(capacity)
    endLine()
  }

  deinit { if capacity > Limits.readBytes || !WindowPool.put(base) { Self.free(base) } }

  private static func memory(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    let count = front + capacity + slack
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
    memory.initialize(repeating: 0, count: front)
    return memory + front
  }

  fileprivate static func free(_ base: UnsafeMutablePointer<UInt8>) { (base - front).deallocate() }

  /// Bytes taken from the file on disk so far.
  var bytesConsumed: Int64 { reader.bytesConsumed }

  /// Reads on, keeping what is not done with; false where there is no more. It is true, too, where
  /// there is no more but what is kept has moved: it has to be looked at again.
  func refill(line: Int) throws(FeedFailure) -> Bool {
    if atEnd { return false }
    let moves = 1..<max(1, filled) ~= position
    if position > 0 {
      base.update(from: base + position, count: filled - position)
      filled -= position
      position = 0
    }
    if filled > capacity / 2 { try grow(line: line) }
    let wanted = min(capacity - filled, max(Limits.firstReadBytes, total / 8))
    let room = UnsafeMutableRawBufferPointer(start: base + filled, count: wanted)
    let count = try reader.read(into: room)
    filled += count
    total += count
    endLine()
    if count == 0 { atEnd = true }
    return count > 0 || moves
  }

  /// Puts line ends behind what has been read.
  private func endLine() { (base + filled).initialize(repeating: 10, count: Self.slack) }

  private func grow(line: Int) throws(FeedFailure) {
    guard filled <= Limits.lineBytes else {
      throw FeedFailure(
        Problem.tooLarge(
          path, "a line is longer than \(Limits.lineBytes >> 20) MiB, or a quote opened in it is "
            + "never closed", line: line))
    }
    let larger = Self.memory(capacity * 2)
    larger.update(from: base, count: filled)
    Self.free(base)
    base = larger
    capacity *= 2
  }
}

/// The memory of windows that are gone, for those to come: a folder has thousands of files, and
/// memory that was never touched is dear.
enum WindowPool {
  private struct Memory: @unchecked Sendable { let base: UnsafeMutablePointer<UInt8> }

  private static let idle = Mutex<[Memory]>([])
  private static let most = 8

  /// Lets go of the memory, so that it serves for something else.
  static func clear() {
    idle.withLock { idle in
      for memory in idle { ByteWindow.free(memory.base) }
      idle = []
    }
  }

  static func take() -> UnsafeMutablePointer<UInt8>? { idle.withLock { $0.popLast() }?.base }

  /// False where there is enough of it.
  static func put(_ base: UnsafeMutablePointer<UInt8>) -> Bool {
    let memory = Memory(base: base)
    return idle.withLock { idle in
      guard idle.count < most else { return false }
      idle.append(memory)
      return true
    }
  }
}

/// Finds bytes eight at a time.
struct ByteFinder {
  private let first: UInt64
  private let second: UInt64

  static let ones: UInt64 = 0x0101_0101_0101_0101
  static let highs: UInt64 = 0x8080_8080_8080_8080

  /// A finder of a delimiter or a line end.
  init(delimiter: UInt8) {
    first = Self.ones &* UInt64(delimiter)
    second = Self.ones &* 10
  }

  /// The first delimiter or line end at or after `start`; there must be one.
  @inline(__always)
  func end(from start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var at = start
    while true {
      let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
      let a = word ^ first
      let b = word ^ second
      let hits = ((a &- Self.ones) & ~a | (b &- Self.ones) & ~b) & Self.highs
      if hits != 0 { return at + (hits.trailingZeroBitCount >> 3) }
      at += 8
    }
  }
}

/// Reads lines from a stream of bytes into reused memory.
final class LineScanner {
  private let window: ByteWindow
  private let isGrowing: Bool
  private(set) var line = 0

  /// A growing stream's last line waits for its line end.
  init(reader: any ByteReader, path: String, isGrowing: Bool = false) {
    window = ByteWindow(reader: reader, path: path)
    self.isGrowing = isGrowing
  }

  var bytesConsumed: Int64 { window.bytesConsumed }

  /// The bytes of the next line, valid until the one after is asked for; nil at the end.
  func next() throws(FeedFailure) -> UnsafeBufferPointer<UInt8>? {
    let finder = ByteFinder(delimiter: 10)
    while true {
      let start = UnsafePointer(window.base + window.position)
      let count = finder.end(from: start) - start
      let isWhole = window.position + count < window.filled
      if !isWhole, try window.refill(line: line + 1) { continue }
      guard window.position < window.filled, isWhole || !isGrowing else {
        window.resume()
        return nil
      }
      line += 1
      window.position += isWhole ? count + 1 : count
      let bytes = UnsafeBufferPointer(start: start, count: count)
      guard line == 1, bytes.starts(with: [0xef, 0xbb, 0xbf]) else { return bytes }
      return UnsafeBufferPointer(rebasing: bytes[3...])
    }
  }
}
