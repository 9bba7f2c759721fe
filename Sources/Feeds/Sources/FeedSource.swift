// One thing to read: a file, a member of an archive, or standard input.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// One openable source of bytes.
package struct FeedSource: Sendable {
  /// The path as given or found; `-` for standard input.
  package let path: String
  /// The member asked for with `archive.zip#member`, or the only one found.
  package let member: String?
  package let packing: Packing
  /// Bytes on disk; 0 where unknown.
  package let size: Int64
  /// True where the request named this very file, false where a directory or pattern found it.
  package let isChosen: Bool
  /// How much it may bring.
  let limits: SizeLimits
  private let stream: SharedStream?

  /// The name a person would call the content by: the member's, else the file's, without the
  /// suffixes of packing.
  package var contentName: String {
    let name = member ?? path
    var base = Substring(name.split(separator: "/").last ?? Substring(name))
    for suffix in [".gz", ".zip", ".zst", ".xz", ".bz2", ".lz4"]
    where base.lowercased().hasSuffix(suffix) {
      base = base.dropLast(suffix.count)
    }
    return String(base)
  }

  /// Looks at a file's first bytes and, where it is an archive, at its members.
  init(
    path: String, member: String?, isChosen: Bool, limits: SizeLimits = .standard
  ) throws(FeedFailure) {
    self.path = path
    self.limits = limits
    self.isChosen = isChosen
    if path == "-" || isPipe(path) {
      let shared = try SharedStream(path: path)
      stream = shared
      packing = Packing(magic: try shared.head(8))
      size = 0
      self.member = nil
      return
    }
    stream = nil
    let reader = try FileReader(path: path)
    packing = Packing(magic: try reader.readHead(8))
    size = fileSize(path)
    guard packing == .zip, member == nil else {
      self.member = member
      return
    }
    let members = try archiveMembers(path)
    if members.count > 1 { throw FeedFailure(Problem.severalMembers(path, members)) }
    guard let only = members.first else { throw FeedFailure(Problem.noMember(path, nil)) }
    self.member = only
  }

  /// A reader from the first byte on. Standard input can be opened once for its head and once for
  /// everything: its head is kept.
  package func open() throws(FeedFailure) -> any ByteReader {
    if let stream {
      let raw = stream.reopened()
      if packing == .plain { return raw }
      if packing == .gzip { return GzipReader(raw, path: path, limits: limits) }
      return try ArchiveReader(stream: raw, path: path, limits: limits)
    }
    if packing == .plain { return try FileReader(path: path) }
    if packing == .gzip {
      return GzipReader(try FileReader(path: path), path: path, limits: limits)
    }
    if packing == .zip, let directory = ZipDirectory(path),
      let found = directory.members.first(where: { $0.name == member }),
      let reader = try directory.reader(of: found, limits)
    {
      return reader
    }
    return try ArchiveReader(
      path: path, member: packing == .zip ? member : nil, limits: limits)
  }

  /// A reader that ends where there is nothing now, and goes on when asked again.
  func openImpatiently() throws(FeedFailure) -> any ByteReader {
    if let stream { return stream.reopened(isPatient: false) }
    return try FileReader(path: path)
  }

  /// Waits until a stream has something to say, or so long.
  func wait(milliseconds: Int32) { stream?.wait(milliseconds: milliseconds) }

  /// True where the bytes come once only, as from standard input.
  var isStream: Bool { stream != nil }

  /// What a packed stream's first bytes unpack to, as far as they go.
  private func unpackedHead(_ raw: [UInt8], _ limit: Int) -> [UInt8] {
    let prefix = PrefixedReader(prefix: raw, rest: nil)
    let unpacked: (any ByteReader)? =
      packing == .gzip
      ? GzipReader(prefix, path: path, limits: limits)
      : try? ArchiveReader(stream: prefix, path: path, limits: limits)
    guard let reader = unpacked else { return [] }
    var head: [UInt8] = []
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 16)
    defer { block.deallocate() }
    while head.count < limit, let count = try? reader.read(into: block), count > 0 {
      head.append(contentsOf: block.prefix(count))
    }
    return head
  }

  /// The first bytes of the content.
  func head(_ limit: Int) throws(FeedFailure) -> [UInt8] {
    if let stream {
      let raw = try stream.head(limit)
      return packing == .plain ? raw : unpackedHead(raw, limit)
    }
    return try open().readHead(limit)
  }
}

/// The size of a file in bytes, 0 where it cannot be told.
func fileSize(_ path: String) -> Int64 {
  var info = stat()
  return stat(path, &info) == 0 ? Int64(info.st_size) : 0
}

/// True where the path names a pipe, which can be read once only.
private func isPipe(_ path: String) -> Bool {
  var info = stat()
  return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFIFO
}

/// The names of the files in a directory, in no order; none where it cannot be listed.
func fileNames(in directory: String) -> [String] {
  guard let handle = opendir(directory) else { return [] }
  defer { closedir(handle) }
  var names: [String] = []
  while let entry = readdir(handle) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

/// True where a file of that path is there.
func fileExists(_ path: String) -> Bool { access(path, R_OK) == 0 }
