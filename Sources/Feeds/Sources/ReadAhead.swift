// Unpacking in a thread of its own, while another reads what was unpacked.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What a member's content must come to, told apart from its bytes.
struct Seal {
  let check: UInt32

  /// The complaint about content that comes to something else.
  static func broken(_ path: String) -> FeedFailure {
    FeedFailure(Problem.damaged(path, "its checksum is not that of its content"))
  }
}

/// A reader that can leave the checking of its content to whoever reads it.
protocol SealedReader: ByteReader {
  /// True where nothing is checked, but seals are handed out.
  var leavesChecks: Bool { get set }
  /// The seal of the member that ended before the bytes last read, once.
  func takeSeal() -> Seal?
}

/// The bytes of another reader, which is read a little ahead by a thread of its own.
final class ReadAhead: ByteReader {
  private let belt: BlockBelt
  private let path: String
  private var thread = pthread_t()
  private var isRunning = false
  private var check = CRC32()
  private var block: BlockBelt.Block?
  private var position = 0

  /// Begins to read at once; nil where there is no thread to be had.
  init?(_ reader: any ByteReader, path: String) {
    self.path = path
    (reader as? any SealedReader)?.leavesChecks = true
    belt = BlockBelt(reader)
    let held = Unmanaged.passRetained(belt)
    let status = pthread_create(&thread, nil, { context in
      if let context { Unmanaged<BlockBelt>.fromOpaque(context).takeRetainedValue().fill() }
      return nil
    }, held.toOpaque())
    guard status == 0 else {
      held.release()
      (reader as? any SealedReader)?.leavesChecks = false
      return nil
    }
    isRunning = true
  }

  deinit {
    guard isRunning else { return }
    belt.stop()
    pthread_join(thread, nil)
  }

  var bytesConsumed: Int64 { block?.consumed ?? 0 }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int {
    if block == nil { try take() }
    if let held = block, position == held.count, held.count > 0 {
      belt.release()
      try take()
    }
    guard let block, block.count > position else { return 0 }
    let count = min(buffer.count, block.count - position)
    let bytes = UnsafeRawBufferPointer(rebasing: block.bytes[position..<position + count])
    buffer.copyMemory(from: bytes)
    position += count
    return count
  }

  /// Takes the next block, what ended before it checked.
  private func take() throws(FeedFailure) {
    let next = belt.take()
    if let seal = next.seal {
      guard seal.check == check.value else { throw Seal.broken(path) }
      check = CRC32()
    }
    if let failure = next.failure { throw failure }
    if next.isSealed { check.update(UnsafeRawBufferPointer(rebasing: next.bytes[..<next.count])) }
    (block, position) = (next, 0)
  }
}

/// Blocks that go round between the thread that fills them and the one that reads them.
///
/// A block is touched by one of the two at a time; two semaphores say by which.
private final class BlockBelt: @unchecked Sendable {
  /// One block; an empty one is the last.
  struct Block {
    let bytes: UnsafeMutableRawBufferPointer
    var count = 0
    var consumed: Int64 = 0
    var seal: Seal?
    var isSealed = false
    var failure: FeedFailure?
  }

  private static let length = 4
  private let reader: any ByteReader
  private let blocks: UnsafeMutablePointer<Block>
  private let empty = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private let full = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private let isStopped = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
  private var place = 0

  init(_ reader: any ByteReader) {
    self.reader = reader
    blocks = .allocate(capacity: Self.length)
    for index in 0..<Self.length {
      let bytes = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Limits.readBytes, alignment: 16)
      (blocks + index).initialize(to: Block(bytes: bytes))
    }
    sem_init(empty, 0, UInt32(Self.length))
    sem_init(full, 0, 0)
    isStopped.initialize(to: false)
  }

  deinit {
    sem_destroy(empty)
    sem_destroy(full)
    for index in 0..<Self.length { blocks[index].bytes.deallocate() }
    blocks.deinitialize(count: Self.length)
    blocks.deallocate()
    empty.deallocate()
    full.deallocate()
    isStopped.deallocate()
  }

  /// Fills block after block to the end of the reader, or until stopped.
  func fill() {
    let sealed = reader as? any SealedReader
    var index = 0
    while true {
      wait(empty)
      if isStopped.pointee { return }
      var block = Block(bytes: blocks[index].bytes, isSealed: sealed != nil)
      do { block.count = try reader.read(into: block.bytes) } catch { block.failure = error }
      block.seal = sealed?.takeSeal()
      block.consumed = reader.bytesConsumed
      blocks[index] = block
      sem_post(full)
      if block.count == 0 { return }
      index = (index + 1) % Self.length
    }
  }

  /// Waits for the next block; it is the caller's until released.
  func take() -> Block {
    wait(full)
    return blocks[place]
  }

  /// Gives the block taken last back.
  func release() {
    place = (place + 1) % Self.length
    sem_post(empty)
  }

  /// Has the filling end soon.
  func stop() {
    isStopped.pointee = true
    sem_post(empty)
  }

  private func wait(_ semaphore: UnsafeMutablePointer<sem_t>) {
    while sem_wait(semaphore) != 0 {}
  }
}
