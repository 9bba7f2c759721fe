// Members of archives and compressed files, streamed through libarchive.
import CArchive

/// The bytes of one member of an archive, or of a compressed file.
final class ArchiveReader: ByteReader {
  private let archive: OpaquePointer
  private let path: String
  private var guardian: UnpackGuard
  /// True where a compressed file holds nothing at all.
  private var isEmpty = false

  /// The stream the archive comes from, where it is no file.
  private let input: ArchiveInput?
  /// Opens the only data member, or the one named.
  init(
    path: String, member: String?, limits: SizeLimits = .standard
  ) throws(FeedFailure) {
    self.path = path
    guardian = UnpackGuard(path: path, limits: limits)
    input = nil
    archive = try openArchive(path)
    try position(on: member)
  }

  /// Opens the first data member of what a stream brings.
  init(
    stream: any ByteReader, path: String, limits: SizeLimits = .standard
  ) throws(FeedFailure) {
    self.path = path
    guardian = UnpackGuard(path: path, limits: limits)
    let input = ArchiveInput(stream)
    self.input = input
    archive = try openArchive(path, input)
    try position(on: nil)
  }

  deinit { lazy_archive_read_free(archive) }

  var bytesConsumed: Int64 { lazy_archive_filter_bytes(archive, -1) }

  private func position(on member: String?) throws(FeedFailure) {
    while let name = try nextMember(of: archive, path: path) {
      if let member, name != member { continue }
      if input != nil, !isDataMember(name) { continue }
      return
    }
    guard member == nil else { throw FeedFailure(Problem.noMember(path, member)) }
    isEmpty = true
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FeedFailure) -> Int {
    if isEmpty { return 0 }
    let count = lazy_archive_read_data(archive, buffer.baseAddress, buffer.count)
    guard count >= 0 else { throw FeedFailure(Problem.damaged(path, archiveMessage(archive))) }
    try guardian.add(count, consumed: bytesConsumed)
    return count
  }
}

/// The data members of an archive, in its order.
func archiveMembers(_ path: String) throws(FeedFailure) -> [String] {
  if let directory = ZipDirectory(path) {
    return directory.members.map(\.name).filter(isDataMember)
  }
  let archive = try openArchive(path)
  defer { lazy_archive_read_free(archive) }
  var names: [String] = []
  while let name = try nextMember(of: archive, path: path) {
    if isDataMember(name) { names.append(name) }
  }
  return names
}

/// False for directories, hidden files, checksums and the debris of desktop archivers.
func isDataMember(_ name: String) -> Bool {
  if name.hasSuffix("/") || name.hasPrefix("__MACOSX/") { return false }
  let base = name.split(separator: "/").last ?? ""
  return !base.hasPrefix(".") && !base.hasSuffix(".CHECKSUM")
}

/// A stream as libarchive reads it.
private final class ArchiveInput {
  private let reader: any ByteReader
  private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)

  init(_ reader: any ByteReader) { self.reader = reader }

  deinit { block.deallocate() }

  func open(_ archive: OpaquePointer) -> Bool {
    let context = Unmanaged.passUnretained(self).toOpaque()
    let status = lazy_archive_read_open(archive, context, nil, { _, context, place in
      guard let context, let place else { return -1 }
      return Unmanaged<ArchiveInput>.fromOpaque(context).takeUnretainedValue().read(place)
    }, nil)
    return status == ARCHIVE_OK
  }

  private func read(_ place: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
    place.pointee = UnsafeRawPointer(block.baseAddress)
    return (try? reader.read(into: block)) ?? -1
  }
}

private func openArchive(
  _ path: String, _ input: ArchiveInput? = nil
) throws(FeedFailure) -> OpaquePointer {
  guard lazy_archive_library() != nil else {
    throw FeedFailure(
      Problem.unreadable(path, "archives need libarchive.so.13, not found here"))
  }
  guard let archive = lazy_archive_read_new() else {
    throw FeedFailure(Problem.unreadable(path, "no memory for the archive reader"))
  }
  lazy_archive_read_support_filter_gzip(archive)
  lazy_archive_read_support_filter_xz(archive)
  lazy_archive_read_support_filter_zstd(archive)
  lazy_archive_read_support_filter_bzip2(archive)
  lazy_archive_read_support_filter_lz4(archive)
  lazy_archive_read_support_format_zip(archive)
  lazy_archive_read_support_format_raw(archive)
  lazy_archive_read_support_format_empty(archive)
  func opensFile() -> Bool {
    lazy_archive_read_open_filename(archive, path, 256 << 10) == ARCHIVE_OK
  }
  guard input?.open(archive) ?? opensFile() else {
    let reason = archiveMessage(archive)
    lazy_archive_read_free(archive)
    throw FeedFailure(Problem.damaged(path, reason))
  }
  return archive
}

/// Moves to the next member; nil at the end.
private func nextMember(of archive: OpaquePointer, path: String) throws(FeedFailure) -> String? {
  var entry: OpaquePointer?
  let status = lazy_archive_read_next_header(archive, &entry)
  if status == ARCHIVE_EOF { return nil }
  guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else {
    throw FeedFailure(Problem.damaged(path, archiveMessage(archive)))
  }
  if lazy_archive_entry_is_encrypted(entry) != 0 {
    throw FeedFailure(Problem.unreadable(path, "the archive is encrypted"))
  }
  guard let name = lazy_archive_entry_pathname(entry) else { return "" }
  return String(cString: name)
}

private func archiveMessage(_ archive: OpaquePointer) -> String {
  guard let text = lazy_archive_error_string(archive) else { return "unknown damage" }
  return String(cString: text)
}
