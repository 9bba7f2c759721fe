// Where bytes come from: a plain file, standard input, or a member of an archive.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A forward reader of bytes.
package protocol ByteReader: AnyObject {
  /// Fills as much of `buffer` as it can; 0 means the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int
  /// Bytes taken from the file on disk so far, for progress.
  var bytesConsumed: Int64 { get }
  /// True once the source has said that nothing will ever follow.
  var hasEnded: Bool { get }
}

extension ByteReader {
  package var hasEnded: Bool { false }
}

/// The bytes of a plain file.
final class FileReader: ByteReader {
  private let descriptor: Int32
  private let path: String
  private(set) var bytesConsumed: Int64 = 0
  private let range: Range<Int64>

  /// Opens a file, or a range of its bytes.
  init(path: String, range: Range<Int64> = 0..<Int64.max) throws(FeedFailure) {
    self.path = path
    self.range = range
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FeedFailure(
        errno == ENOENT
          ? Problem.missing(path) : Problem.unreadable(path, systemMessage(errno)))
    }
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int {
    while true {
      let left = range.upperBound - range.lowerBound - bytesConsumed
      let wanted = Int(min(Int64(buffer.count), left))
      let place = off_t(range.lowerBound + bytesConsumed)
      let count = pread(descriptor, buffer.baseAddress, wanted, place)
      if count >= 0 {
        bytesConsumed += Int64(count)
        return count
      }
      guard errno == EINTR else {
        throw FeedFailure(Problem.unreadable(path, systemMessage(errno)))
      }
    }
  }
}

/// The bytes of a descriptor that cannot seek: standard input or a pipe.
final class StreamReader: ByteReader {
  private let descriptor: Int32
  private let path: String
  private let isPatient: Bool
  private(set) var bytesConsumed: Int64 = 0
  private(set) var hasEnded = false

  /// An impatient reader ends where there is nothing now.
  init(descriptor: Int32, path: String, isPatient: Bool = true) {
    self.descriptor = descriptor
    self.path = path
    self.isPatient = isPatient
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int {
    if !isPatient, !hasInput(descriptor, within: 0) { return 0 }
    while true {
      let count = readBytes(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        bytesConsumed += Int64(count)
        if count == 0 { hasEnded = true }
        return count
      }
      guard errno == EINTR else {
        throw FeedFailure(Problem.unreadable(path, systemMessage(errno)))
      }
    }
  }
}

/// The system's `read`, which the readers' own name hides.
private func readBytes(
  _ descriptor: Int32, _ base: UnsafeMutableRawPointer?, _ count: Int
) -> Int {
  read(descriptor, base, count)
}

/// Bytes already in memory, then those of another reader.
final class PrefixedReader: ByteReader {
  private var prefix: [UInt8]
  private var position = 0
  private let rest: (any ByteReader)?

  init(prefix: [UInt8], rest: (any ByteReader)?) {
    self.prefix = prefix
    self.rest = rest
  }

  var bytesConsumed: Int64 { rest?.bytesConsumed ?? Int64(position) }
  var hasEnded: Bool { position == prefix.count && (rest?.hasEnded ?? true) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int {
    let left = prefix.count - position
    guard left > 0 else { return try rest?.read(into: buffer) ?? 0 }
    let count = min(left, buffer.count)
    prefix.withUnsafeBytes { bytes in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
    }
    position += count
    return count
  }
}

extension ByteReader {
  /// Up to `limit` bytes from here on.
  func readHead(_ limit: Int) throws(FeedFailure) -> [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(min(limit, Limits.headBytes))
    let block = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(limit, 32 << 10), alignment: 16)
    defer { block.deallocate() }
    while head.count < limit {
      let room = UnsafeMutableRawBufferPointer(rebasing: block.prefix(limit - head.count))
      let count = try read(into: room)
      if count == 0 { break }
      head.append(contentsOf: block.prefix(count))
    }
    return head
  }
}

/// The system's words for an error number.
func systemMessage(_ code: Int32) -> String {
  guard let text = strerror(code) else { return "error \(code)" }
  return String(cString: text)
}
