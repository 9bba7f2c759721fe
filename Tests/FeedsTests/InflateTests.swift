// Unpacking against contents known beforehand, libarchive and damage of every kind.
import Diagnostics
import Testing

@testable import Feeds

private let dataPath = environment("BRINK_DATA")

@Suite struct InflateTests {
  /// The rows that `PackedStreams.swift` was made of, by the same sequence.
  private static let rows: [UInt8] = {
    var state = 12_345
    var text = ""
    for row in 0..<60 {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      let letter = ["A", "B", "C", "D", "E", "F", "G", "H"][state >> 16 & 7]
      let cents = state >> 4 & 63
      text += "\(1_700_000_000 + 60 * row),\(letter)\(letter)\(letter),"
      text += "\(row % 7 != 0 ? state >> 8 & 4_095 : 0).\(cents < 10 ? "0" : "")\(cents)\n"
    }
    return Array(text.utf8)
  }()

  private static func content(of name: String) -> [UInt8] {
    func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
    switch name {
    case "runs": return zeros(700) + rows.prefix(300)
    case "far": return rows + zeros(31_000) + rows + zeros(3_000) + rows.prefix(700)
    case "skewed":
      var counts = [1, 1]
      while counts.count < 16 { counts.append(counts[counts.count - 1] + counts[counts.count - 2]) }
      return counts.enumerated().flatMap {
        [UInt8](repeating: UInt8(40 + $0.offset), count: $0.element)
      }
    default: return rows
    }
  }

  private static func bytes(_ base64: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var out: [UInt8] = []
    var word = 0
    var count = 0
    for byte in base64.utf8 {
      guard let value = alphabet.firstIndex(of: byte) else { continue }
      word = word << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        out.append(UInt8(truncatingIfNeeded: word >> count))
      }
    }
    return out
  }

  /// Everything a reader brings, `step` bytes at a time, and how it ended.
  private func all(_ reader: any ByteReader, step: Int) -> (bytes: [UInt8], failure: FeedFailure?) {
    var out: [UInt8] = []
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: step, alignment: 16)
    defer { block.deallocate() }
    do throws(FeedFailure) {
      while true {
        let count = try reader.read(into: block)
        if count == 0 { return (out, nil) }
        out += block.prefix(count)
      }
    } catch { return (out, error) }
  }

  private func gzip(_ packed: [UInt8]) -> GzipReader {
    GzipReader(PrefixedReader(prefix: packed, rest: nil), path: "x.gz")
  }

  /// The check bit by bit, as ISO 3309 defines it.
  @Test func theCheckOfPiecesOfAnyLength() {
    var random = SeededGenerator()
    for length in [0, 1, 15, 16, 17, 8_191, 8_192, 8_207, 10_600, 30_011] {
      let bytes = (0..<length).map { _ in UInt8(random.below(256)) }
      var slow: UInt32 = .max
      for byte in bytes {
        slow ^= UInt32(byte)
        for _ in 0..<8 { slow = slow & 1 != 0 ? slow >> 1 ^ 0xedb8_8320 : slow >> 1 }
      }
      for _ in 0..<3 {
        var check = CRC32()
        let cut = random.below(length + 1)
        bytes.withUnsafeBytes { all in
          check.update(UnsafeRawBufferPointer(rebasing: all[..<cut]))
          check.update(UnsafeRawBufferPointer(rebasing: all[cut...]))
        }
        #expect(check.value == ~slow, "\(length) cut at \(cut), seed \(random.seed)")
      }
    }
  }

  @Test func everyKindOfBlock() {
    for (name, base64) in Streams.all {
      let packed = Self.bytes(base64)
      for step in [1, 7, 4_096, 1 << 20] {
        let (found, failure) = all(gzip(packed), step: step)
        #expect(failure == nil && found == Self.content(of: name), "\(name) by \(step)")
      }
      let ahead = ReadAhead(gzip(packed), path: "x.gz")
      let found = ahead.map { all($0, step: 333).bytes }
      #expect(found == nil || found == Self.content(of: name), "\(name) ahead")
    }
  }

  @Test func whatIsDamagedIsNeverTakenForWhole() {
    var random = SeededGenerator()
    for round in 0..<3_000 {
      let (name, base64) = Streams.all[round % Streams.all.count]
      var packed = Self.bytes(base64)
      let note = "\(name), seed \(random.seed) round \(round)"
      if round % 3 == 0 {
        packed.removeLast(1 + random.below(packed.count - 1))
      } else {
        for _ in 0...random.below(3) { packed[random.below(packed.count)] ^= 1 << random.below(8) }
      }
      let (found, failure) = all(gzip(packed), step: 1 + random.below(3_000))
      // Bits of a name or a date change nothing; the second of two members may be gone whole.
      let content = Self.content(of: name)
      let isWhole = found == content || (name == "members" && content.starts(with: found))
      #expect(failure != nil || isWhole, "\(note)")
      guard round % 10 == 0, let ahead = ReadAhead(gzip(packed), path: "x.gz") else { continue }
      let other = all(ahead, step: 1_000)
      #expect((other.failure == nil) == (failure == nil), "\(note) ahead")
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededGenerator()
    for round in 0..<2_000 {
      let kind = UInt8(random.below(2) | random.below(3) << 1)
      let body = (0..<random.below(400)).map { _ in UInt8(random.below(256)) }
      let packed: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, kind] + body
      #expect(all(gzip(packed), step: 512).bytes.count < 1 << 24, "round \(round)")
    }
  }

  @Test func aReaderThatReadsAheadCanBeLeft() {
    for taken in [0, 1] {
      let reader = ReadAhead(gzip(Self.bytes(Streams.all[0].base64)), path: "x.gz")
      let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 16)
      defer { block.deallocate() }
      if taken == 1 { #expect((try? reader?.read(into: block)) == 16) }
    }
  }

  @Test(.enabled(if: dataPath != nil, "set BRINK_DATA to a directory of real files"))
  func realFilesAsLibarchiveReadsThem() throws {
    let paths = RealFile.all.map { "\(dataPath ?? "")/\($0.path)" }
    for path in paths where path.hasSuffix(".gz") {
      let own = all(GzipReader(try FileReader(path: path), path: path), step: 100_000)
      let other = all(try ArchiveReader(path: path, member: nil), step: 100_000)
      #expect(own.failure == nil && own.bytes == other.bytes, "\(path)")
    }
    for path in paths where path.hasSuffix(".zip") {
      let directory = try #require(ZipDirectory(path))
      for member in directory.members where isDataMember(member.name) {
        let reader = try #require(try directory.reader(of: member))
        let own = all(reader, step: 100_000)
        let other = all(try ArchiveReader(path: path, member: member.name), step: 100_000)
        #expect(own.failure == nil && own.bytes == other.bytes, "\(path)")
      }
    }
  }

  @Test func zipsBySmallSteps() throws {
    let folder = DataFolder()
    var random = SeededGenerator()
    let path = folder.write("two.zip", Packed.zipOfTwo)
    let directory = try #require(ZipDirectory(path))
    #expect(directory.members.map(\.name) == ["a.csv", "b.csv"])
    for member in directory.members {
      let reader = try #require(try directory.reader(of: member))
      let other = try ArchiveReader(path: path, member: member.name)
      #expect(all(reader, step: 5).bytes == all(other, step: 64).bytes)
    }
    for round in 0..<2_000 {
      var bytes = Packed.zipOfTwo
      for _ in 0...random.below(3) { bytes[random.below(bytes.count)] ^= 1 << random.below(8) }
      if random.below(4) == 0 { bytes.removeLast(random.below(bytes.count)) }
      let broken = folder.write("broken.zip", bytes)
      guard let found = ZipDirectory(broken) else { continue }
      for member in found.members {
        guard let reader = try? found.reader(of: member) else { continue }
        let (content, failure) = all(reader, step: 64)
        let isKnown = directory.members.contains { $0.check == member.check }
        #expect(failure != nil || !isKnown || content.count == 34, "seed \(random.seed) \(round)")
      }
    }
  }
}
