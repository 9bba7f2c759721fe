// Reading rule files and what they import; the only files a rule can make brink read.
package import Diagnostics
import Glibc
package import Language

/// Reads rule files from disk, with their limits.
package enum RuleFiles {
  /// The largest rule file, in bytes.
  package static let sizeLimit = 1 << 20

  /// The sources of the rule files at these paths, with a diagnostic for each that cannot be read.
  ///
  /// A directory stands for its `.brink` files in byte order of their names, `-` for the standard
  /// input, which editors and pipes use.
  package static func read(_ paths: [String]) -> (sources: [SourceText], failures: [Diagnostic]) {
    var sources: [SourceText] = []
    var failures: [Diagnostic] = []
    for path in paths.flatMap(files(at:)) {
      switch text(at: path) {
      case .success(let text):
        sources.append(SourceText(name: path == "-" ? "<stdin>" : path, text: text))
      case .failure(let failure):
        let place = Place.file(path: path, line: nil, column: nil)
        failures.append(
          Diagnostic("E0901", .error, "cannot read the rule file: \(failure.reason)", at: place))
      }
    }
    return (sources, failures)
  }

  /// Finds imports relative to the importing file: `.brink` files only, no absolute path.
  package static let importer: @Sendable (String, String) -> Result<SourceText, ImportFailure> = {
    path, importing in
    guard path.hasSuffix(".brink") else {
      return .failure(ImportFailure(reason: "only .brink files can be imported"))
    }
    guard !path.hasPrefix("/"), !path.contains("\0") else {
      return .failure(ImportFailure(reason: "an import is relative to the importing file"))
    }
    let name = normalized(folder(of: importing) + path)
    return text(at: name).map { SourceText(name: name, text: $0) }
  }

  private static func files(at path: String) -> [String] {
    guard let directory = opendir(path) else { return [path] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".brink"), !name.hasPrefix(".") { names.append(name) }
    }
    let base = path.hasSuffix("/") ? path : path + "/"
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
      .map { base + $0 }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }

  /// The path with `.` and inner `..` steps taken out, so that one file has one name.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  private static func text(at path: String) -> Result<String, ImportFailure> {
    if path == "-" { return text(from: STDIN_FILENO) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      return .failure(ImportFailure(reason: String(cString: strerror(errno))))
    }
    defer { close(descriptor) }
    return text(from: descriptor)
  }

  private static func text(from descriptor: Int32) -> Result<String, ImportFailure> {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= sizeLimit {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return .failure(ImportFailure(reason: String(cString: strerror(errno)))) }
      if count == 0 { return decoded(bytes) }
      bytes.append(contentsOf: chunk[0..<count])
    }
    return .failure(ImportFailure(reason: "it is larger than 1 MiB, the limit of a rule file"))
  }

  private static func decoded(_ bytes: [UInt8]) -> Result<String, ImportFailure> {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let body = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
    guard let text = String(validating: body, as: UTF8.self) else {
      return .failure(ImportFailure(reason: "it is not UTF-8 text"))
    }
    return .success(text)
  }
}
