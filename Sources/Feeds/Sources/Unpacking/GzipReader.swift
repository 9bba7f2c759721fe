// The content of gzip files (RFC 1952), their members one after the other.

/// The bytes of a gzip stream.
final class GzipReader: SealedReader {
  private let inflater: Inflater
  private let path: String
  private var guardian: UnpackGuard
  private var check = CRC32()
  /// Bytes of the member so far, as its trailer counts them.
  private var count: UInt32 = 0
  private var isAtHeader = true
  private var isFirst = true
  private var isOver = false
  private var seal: Seal?
  var leavesChecks = false

  init(_ reader: any ByteReader, path: String, limits: SizeLimits = .standard) {
    inflater = Inflater(InflateInput(reader))
    guardian = UnpackGuard(path: path, limits: limits)
    self.path = path
  }

  var bytesConsumed: Int64 { inflater.input.bytesConsumed }

  func takeSeal() -> Seal? {
    defer { seal = nil }
    return seal
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int {
    while !isOver {
      if isAtHeader, try !beginMember() { break }
      let bytes = try inflater.next(buffer.count, path)
      if bytes.isEmpty {
        try endMember()
        continue
      }
      buffer.copyMemory(from: bytes)
      if !leavesChecks { check.update(bytes) }
      count &+= UInt32(truncatingIfNeeded: bytes.count)
      try guardian.add(bytes.count, consumed: bytesConsumed)
      return bytes.count
    }
    return 0
  }

  /// Passes over a header; false where no member follows.
  private func beginMember() throws(FeedFailure) -> Bool {
    let fixed = try inflater.bytes(10)
    guard fixed.count == 10, fixed[0] == 0x1f, fixed[1] == 0x8b else {
      // What stands behind the last member is padding.
      isOver = true
      if isFirst { throw damaged("it has no gzip header") }
      return false
    }
    guard fixed[2] == 8, fixed[3] & 0xe0 == 0 else { throw damaged("an unknown gzip header") }
    if fixed[3] & 4 != 0 {
      let size = try wanted(2)
      _ = try wanted(Int(size[0]) | Int(size[1]) << 8)
    }
    for flag: UInt8 in [8, 16] where fixed[3] & flag != 0 {
      while try wanted(1)[0] != 0 {}
    }
    if fixed[3] & 2 != 0 { _ = try wanted(2) }
    if !isFirst { inflater.restart() }
    (isFirst, isAtHeader) = (false, false)
    (check, count) = (CRC32(), 0)
    return true
  }

  private func endMember() throws(FeedFailure) {
    let trailer = try wanted(8)
    let wanted = Seal(check: word(trailer, 0))
    if leavesChecks, count > 0 { seal = wanted } else if check.value != wanted.check {
      throw Seal.broken(path)
    }
    guard count == word(trailer, 4) else { throw damaged("its length is not that of its content") }
    isAtHeader = true
  }

  private func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
  }

  private func wanted(_ count: Int) throws(FeedFailure) -> [UInt8] {
    let bytes = try inflater.bytes(count)
    guard bytes.count == count else { throw damaged(InflateDamage.cutShort.rawValue) }
    return bytes
  }

  private func damaged(_ reason: String) -> FeedFailure {
    FeedFailure(Problem.damaged(path, reason))
  }
}

/// Refuses what unpacks to more than market data do.
struct UnpackGuard {
  let path: String
  let limits: SizeLimits
  private var produced: Int64 = 0

  init(path: String, limits: SizeLimits) {
    self.path = path
    self.limits = limits
  }

  /// Takes note of more bytes, so many having been consumed for all.
  mutating func add(_ count: Int, consumed: Int64) throws(FeedFailure) {
    produced += Int64(count)
    if produced > limits.memberBytes {
      throw FeedFailure(
        Problem.tooLarge(path, "its content is larger than \(sizeWords(limits.memberBytes))"))
    }
    guard produced > limits.ratioFreeBytes else { return }
    if produced / max(1, consumed) > limits.expansionRatio {
      throw FeedFailure(
        Problem.tooLarge(
          path, "it unpacks to more than \(limits.expansionRatio) times its size: not market data"))
    }
  }
}
