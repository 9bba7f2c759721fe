// From what the user names to the files to read: directories and patterns in byte order of path.
import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The files of a request, in the order they are read, and what could not be opened.
struct PathExpansion {
  private(set) var sources: [FeedSource] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var seen: [String: String] = [:]
  /// Files found before, by identity; they are passed over.
  private let known: Set<String>
  private let limits: SizeLimits
  /// True once more files were found than are read.
  private var isFull = false

  /// `known` are the identities of files found before.
  init(
    _ paths: [String], passingOver known: Set<String> = [], limits: SizeLimits = .standard
  ) {
    self.known = known
    self.limits = limits
    for path in paths { add(path) }
  }

  /// What tells one file from another, whatever path leads to it.
  static func identity(_ path: String, _ member: String?) -> String {
    (path == "-" ? path : realPath(path)) + (member.map { "#\($0)" } ?? "")
  }

  private mutating func add(_ path: String) {
    if path == "-" { return open(path, member: nil, isChosen: true) }
    switch kind(of: path) {
    case .directory: addDirectory(path)
    case .file: open(path, member: nil, isChosen: true)
    case .other: diagnostics.append(Problem.unreadable(path, "it is no regular file"))
    case .absent: addAbsent(path)
    }
  }

  /// A path that is no file as it stands: a pattern, or a member of an archive.
  private mutating func addAbsent(_ path: String) {
    if let mark = path.lastIndex(of: "#"), kind(of: String(path[..<mark])) == .file {
      let member = String(path[path.index(after: mark)...])
      return open(String(path[..<mark]), member: member, isChosen: true)
    }
    guard path.contains(where: { "*?[".contains($0) }) else {
      diagnostics.append(Problem.missing(path))
      return
    }
    let found = matches(path)
    if found.isEmpty { diagnostics.append(Problem.noFiles(path, isGlob: true)) }
    for match in found {
      if kind(of: match) == .directory {
        addDirectory(match)
      } else {
        open(match, member: nil, isChosen: false)
      }
    }
  }

  private mutating func addDirectory(_ path: String) {
    var files: [String] = []
    collect(path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path, 0, &files)
    if isFull {
      isFull = false
      diagnostics.append(
        Problem.tooLarge(path, "it holds more than \(limits.files) files: name those to read"))
      return
    }
    files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    if files.isEmpty { diagnostics.append(Problem.noFiles(path, isGlob: false)) }
    for file in files { open(file, member: nil, isChosen: false) }
  }

  /// Every data file below a directory; hidden files, notes and schemas are none.
  private mutating func collect(_ path: String, _ depth: Int, _ files: inout [String]) {
    guard depth < limits.directories else {
      diagnostics.append(
        Problem.warning(
          "W708", path, "directories more than \(limits.directories) deep are not looked into"))
      return
    }
    guard let directory = opendir(path) else {
      diagnostics.append(Problem.unreadable(path, systemMessage(errno)))
      return
    }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      let full = path == "/" ? "/\(name)" : "\(path)/\(name)"
      switch kind(of: full) {
      case .directory: collect(full, depth + 1, &files)
      case .file where isDataFile(name):
        if files.count < limits.files { files.append(full) } else { isFull = true }
      default: continue
      }
    }
  }

  private mutating func open(_ path: String, member: String?, isChosen: Bool) {
    let identity = Self.identity(path, member)
    if known.contains(identity) { return }
    if let first = seen[identity] {
      diagnostics.append(
        Problem.warning(
          "W701", path, "the same file is given twice (first as \(first)); it is read once"))
      return
    }
    seen[identity] = path
    do {
      sources.append(try FeedSource(
        path: path, member: member, isChosen: isChosen, limits: limits))
    } catch {
      diagnostics.append(error.diagnostic)
    }
  }
}

private enum FileKind { case file, directory, other, absent }

private func kind(of path: String) -> FileKind {
  var info = stat()
  guard stat(path, &info) == 0 else { return .absent }
  switch info.st_mode & S_IFMT {
  case S_IFREG, S_IFIFO: return .file
  case S_IFDIR: return .directory
  default: return .other
  }
}

/// False for the files people keep beside data: notes, checksums, schemas, programs.
private func isDataFile(_ name: String) -> Bool {
  let lower = name.lowercased()
  let others = [
    ".md", ".txt", ".checksum", ".brink-schema.json", ".brink", ".py", ".sh", ".html", ".png",
    ".meta.json", "~",
  ]
  return !others.contains { lower.hasSuffix($0) }
}

private func realPath(_ path: String) -> String {
  guard let resolved = realpath(path, nil) else { return path }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The paths a pattern matches, in byte order.
private func matches(_ pattern: String) -> [String] {
  var result = glob_t()
  defer { globfree(&result) }
  guard glob(pattern, GLOB_NOSORT, nil, &result) == 0, let paths = result.gl_pathv else {
    return []
  }
  var found: [String] = []
  for index in 0..<Int(result.gl_pathc) {
    if let path = paths[index] { found.append(String(cString: path)) }
  }
  return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
