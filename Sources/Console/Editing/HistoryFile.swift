// The history on disk: one entry a line, appended under a lock after every accepted statement.
import Glibc
import Sessions

/// A history file that several sessions may append to at once.
struct HistoryFile {
  /// Bytes read at most: far beyond any ten thousand statements people type.
  static let sizeLimit = 64 << 20
  let path: String

  /// `$XDG_STATE_HOME/brink/history`, or under `~/.local/state`; nil without a home.
  static func standardPath() -> String? {
    if let state = environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      return state + "/brink/history"
    }
    guard let home = environment("HOME"), home.hasPrefix("/") else { return nil }
    return home + "/.local/state/brink/history"
  }

  /// An entry as its line: newlines and backslashes escaped.
  static func escaped(_ entry: String) -> String {
    var line = ""
    for scalar in entry.unicodeScalars {
      switch scalar {
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// The entry of a line; an unknown escape stands for itself.
  static func unescaped(_ line: some StringProtocol) -> String {
    var entry = String.UnicodeScalarView()
    var scalars = line.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "\\" else {
        entry.append(scalar)
        continue
      }
      switch scalars.next() {
      case "n": entry.append("\n")
      case "r": entry.append("\r")
      case "\\": entry.append("\\")
      case let other?: entry.append(contentsOf: ["\\", other])
      case nil: entry.append("\\")
      }
    }
    return String(entry)
  }

  /// The stored history; a missing or unreadable file is an empty one.
  func load(limit: Int = History.limit) -> History {
    let lines = readLines()
    let history = History(lines.map(Self.unescaped), limit: limit)
    // Trimming rewrites the file, so it is left until much of the file is surplus.
    if lines.count > 2 * limit { rewrite(history.entries) }
    return history
  }

  /// Appends one entry; false where the file cannot be written.
  @discardableResult
  func append(_ entry: String) -> Bool {
    makeDirectories()
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    defer { Glibc.close(descriptor) }
    fchmod(descriptor, 0o600)
    flock(descriptor, LOCK_EX)
    return emit(Self.escaped(entry) + "\n", to: descriptor)
  }

  private func readLines() -> [Substring] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { Glibc.close(descriptor) }
    flock(descriptor, LOCK_SH)
    let bytes = readAll(descriptor, limit: Self.sizeLimit)
    // A session killed while writing leaves half a line at most: it has no newline and still reads.
    return String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: { $0 == "\n" })
  }

  private func rewrite(_ entries: [String]) {
    let temporary = path + ".\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let text = entries.map { Self.escaped($0) + "\n" }.joined()
    let isWritten = emit(text, to: descriptor)
    Glibc.close(descriptor)
    if !isWritten || rename(temporary, path) != 0 { unlink(temporary) }
  }

  private func makeDirectories() {
    var end = path.startIndex
    while let slash = path[path.index(after: end)...].firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o700)
      end = slash
    }
  }
}

/// Everything a descriptor has to give, up to a limit.
func readAll(_ descriptor: Int32, limit: Int = .max) -> [UInt8] {
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count < limit {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { break }
    bytes.append(contentsOf: chunk[..<count])
  }
  return bytes
}
