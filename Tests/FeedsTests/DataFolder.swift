// A temporary directory of data files, gone with its owner.
import Columns
import Diagnostics
import Feeds

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A temporary directory for the files of one test.
final class DataFolder {
  let path: String

  init() {
    var template = Array("/tmp/brink-feeds-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit { remove(path) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

  /// Writes a file of bytes and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let full = "\(path)/\(name)"
    for (index, byte) in full.utf8.enumerated() where byte == 47 && index > path.utf8.count {
      mkdir(String(decoding: full.utf8.prefix(index), as: UTF8.self), 0o755)
    }
    guard let file = fopen(full, "wb") else { return full }
    defer { fclose(file) }
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    return full
  }

  private func remove(_ path: String) {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { remove("\(path)/\(name)") }
      }
      closedir(directory)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

/// The value of an environment variable, or nil.
func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

/// Loads paths with declarations, everything they hold.
func loadAll(_ paths: [String], declaring declarations: [SeriesSchema] = []) -> Loading {
  load(survey(FeedRequest(paths: paths, declarations: declarations)))
}

extension Loading {
  /// The samples of a series under labels given as `venue=binance,asset=BTC`.
  func samples(_ name: String, _ labels: String = "") -> [Double] {
    track(name, labels)?.values ?? []
  }

  func times(_ name: String, _ labels: String = "") -> [Int64] {
    track(name, labels)?.times ?? []
  }

  private func track(_ name: String, _ labels: String) -> Track? {
    let pairs = labels.split(separator: ",").map { pair -> (String, String) in
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
    return store[name]?.tracks.first { $0.labels == Labels(pairs) }
  }
}

/// The text of a file; empty where it cannot be read.
func contents(of path: String) -> String {
  guard let file = fopen(path, "rb") else { return "" }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = block.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
    if count == 0 { break }
    bytes += block.prefix(count)
  }
  return String(decoding: bytes, as: UTF8.self)
}
