// The central directory of a zip archive (APPNOTE 6.3), of the kind that exchanges publish.

/// The members of a zip archive whose members are stored or deflated and no more.
///
/// Anything out of the ordinary (encryption, zip64, several disks, other packings, damage) makes it
/// nil: such archives go through libarchive, which knows them or says what is wrong.
struct ZipDirectory {
  struct Member {
    let name: String
    let isDeflated: Bool
    let check: UInt32
    let packedSize: Int64
    let size: Int64
    /// Where its own header stands.
    let header: Int64
  }

  private let path: String
  /// In the order of their bytes.
  private(set) var members: [Member] = []

  /// A directory larger than this is left to libarchive, as are the names of so many members.
  private static let mostBytes = 16 << 20

  init?(_ path: String) {
    self.path = path
    let size = fileSize(path)
    let tailSize = min(size, 22 + 0xffff)
    guard size >= 22, let tail = Self.bytes(path, size - tailSize, Int(tailSize)),
      let end = Self.lastRecord(tail)
    else { return nil }
    let count = Int(tail.word16(end + 10))
    let length = Int64(tail.word32(end + 12))
    let start = Int64(tail.word32(end + 16))
    guard tail.word16(end + 4) == 0, tail.word16(end + 6) == 0, tail.word16(end + 8) == count,
      count < 0xffff, length <= Self.mostBytes, start + length <= size - tailSize + Int64(end),
      let directory = Self.bytes(path, start, Int(length))
    else { return nil }
    var at = 0
    for _ in 0..<count {
      guard let (member, next) = Self.member(directory, at), member.header < start else {
        return nil
      }
      members.append(member)
      at = next
    }
    members.sort { $0.header < $1.header }
  }

  /// Where the record that ends an archive begins.
  private static func lastRecord(_ tail: [UInt8]) -> Int? {
    var at = tail.count - 22
    while at >= 0 {
      if tail.word32(at) == 0x0605_4b50, at + 22 + Int(tail.word16(at + 20)) == tail.count {
        return at
      }
      at -= 1
    }
    return nil
  }

  /// The entry at a place of the directory, and where the next one begins.
  private static func member(_ bytes: [UInt8], _ at: Int) -> (Member, Int)? {
    guard at + 46 <= bytes.count, bytes.word32(at) == 0x0201_4b50 else { return nil }
    let method = bytes.word16(at + 10)
    let packed = bytes.word32(at + 20)
    let size = bytes.word32(at + 24)
    let nameEnd = at + 46 + Int(bytes.word16(at + 28))
    let next = nameEnd + Int(bytes.word16(at + 30)) + Int(bytes.word16(at + 32))
    // Bits 0, 5, 6, 13: encryption and patches.
    guard method == 0 || method == 8, bytes.word16(at + 8) & 0x2061 == 0, packed != .max,
      size != .max, bytes.word32(at + 42) != .max, next <= bytes.count,
      method == 8 || packed == size,
      let name = String(validating: bytes[(at + 46)..<nameEnd], as: UTF8.self)
    else { return nil }
    let member = Member(
      name: name, isDeflated: method == 8, check: bytes.word32(at + 16),
      packedSize: Int64(packed), size: Int64(size), header: Int64(bytes.word32(at + 42)))
    return (member, next)
  }

  /// A reader of a member's content; nil where its own header is not where it should be.
  func reader(
    of member: Member, _ limits: SizeLimits = .standard
  ) throws(FeedFailure) -> (any ByteReader)? {
    guard let header = Self.bytes(path, member.header, 30), header.word32(0) == 0x0403_4b50 else {
      return nil
    }
    let start = member.header + 30 + Int64(header.word16(26)) + Int64(header.word16(28))
    let end = start + member.packedSize
    guard end <= fileSize(path) else { return nil }
    let packed = try FileReader(path: path, range: start..<end)
    return ZipMemberReader(packed, member, UnpackGuard(path: path, limits: limits))
  }

  private static func bytes(_ path: String, _ start: Int64, _ count: Int) -> [UInt8]? {
    guard start >= 0, let reader = try? FileReader(path: path, range: start..<start + Int64(count)),
      let bytes = try? reader.readHead(count), bytes.count == count
    else { return nil }
    return bytes
  }
}

/// The content of one member of a zip archive.
private final class ZipMemberReader: SealedReader {
  private let packed: FileReader
  private let inflater: Inflater?
  private let member: ZipDirectory.Member
  private var path: String { guardian.path }
  private var guardian: UnpackGuard
  private var check = CRC32()
  private var left: Int64
  private var isOver = false
  private var seal: Seal?
  var leavesChecks = false

  init(_ packed: FileReader, _ member: ZipDirectory.Member, _ guardian: UnpackGuard) {
    self.packed = packed
    self.member = member
    self.guardian = guardian
    inflater = member.isDeflated ? Inflater(InflateInput(packed)) : nil
    left = member.size
  }

  var bytesConsumed: Int64 { packed.bytesConsumed }

  func takeSeal() -> Seal? {
    defer { seal = nil }
    return seal
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int {
    if isOver { return 0 }
    let count: Int
    if let inflater {
      let bytes = try inflater.next(buffer.count, path)
      buffer.copyMemory(from: bytes)
      count = bytes.count
    } else {
      count = try packed.read(into: buffer)
    }
    left -= Int64(count)
    guard left >= 0, count > 0 || left == 0 else {
      throw FeedFailure(Problem.damaged(path, "its length is not that of its content"))
    }
    if count > 0 {
      if !leavesChecks { check.update(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      try guardian.add(count, consumed: bytesConsumed)
      return count
    }
    isOver = true
    if leavesChecks {
      seal = Seal(check: member.check)
    } else if check.value != member.check {
      throw Seal.broken(path)
    }
    return 0
  }
}

extension [UInt8] {
  /// Two bytes of a little-endian file.
  fileprivate func word16(_ at: Int) -> UInt16 { UInt16(self[at]) | UInt16(self[at + 1]) << 8 }

  /// Four bytes of a little-endian file.
  fileprivate func word32(_ at: Int) -> UInt32 {
    UInt32(word16(at)) | UInt32(word16(at + 2)) << 16
  }
}
