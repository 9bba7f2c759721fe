// Standard input and named pipes, whose head is read early and given again.
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A stream that comes once only.
final class SharedStream: Sendable {
  private let kept = Mutex<[UInt8]>([])
  private let descriptor: Int32
  private let path: String

  init(path: String) throws(FeedFailure) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FeedFailure(Problem.unreadable(path, systemMessage(errno)))
    }
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// How long a stream may be silent before what it has said is taken for its head.
  private static let patience: Int32 = 200

  /// Up to `limit` bytes of the beginning; fewer where the stream has said two lines and waits.
  func head(_ limit: Int) throws(FeedFailure) -> [UInt8] {
    var head = kept.withLock { $0 }
    let reader = StreamReader(descriptor: descriptor, path: path)
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
    defer { block.deallocate() }
    while head.count < limit {
      let lines = head.reduce(0) { $1 == 10 ? $0 + 1 : $0 }
      if lines >= 2, !hasInput(descriptor, within: Self.patience) { break }
      let count = try reader.read(into: block)
      if count == 0 { break }
      head.append(contentsOf: block.prefix(count))
    }
    let result = head
    kept.withLock { $0 = result }
    return head
  }

  /// A reader of the whole stream, its head included. It waits for more to come, or, with
  /// `isPatient` false, ends where there is nothing now and goes on when asked again.
  func reopened(isPatient: Bool = true) -> any ByteReader {
    let prefix = kept.withLock { $0 }
    let rest = StreamReader(descriptor: descriptor, path: path, isPatient: isPatient)
    return PrefixedReader(prefix: prefix, rest: rest)
  }

  /// Waits until there is something to read, or so long.
  func wait(milliseconds: Int32) { _ = hasInput(descriptor, within: milliseconds) }
}

/// True once a descriptor has bytes, or its end, to be read.
func hasInput(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
  var wish = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return poll(&wish, 1, milliseconds) != 0
}
