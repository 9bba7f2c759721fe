// Completing paths in the arguments of dot-commands.
import Glibc
import Sessions

/// Files and folders whose path starts as the word does; `~/` stands for the home folder.
func pathCandidates(_ word: String) -> [Candidate] {
  let slash = word.lastIndex(of: "/")
  let folder = slash.map { String(word[...$0]) } ?? ""
  let prefix = slash.map { String(word[word.index(after: $0)...]) } ?? word
  guard let directory = opendir(folder.isEmpty ? "." : expandedHome(folder)) else { return [] }
  defer { closedir(directory) }
  var candidates: [Candidate] = []
  while let entry = readdir(directory) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard name.hasPrefix(prefix), name != ".", name != ".." else { continue }
    if name.hasPrefix("."), !prefix.hasPrefix(".") { continue }
    let isFolder = isDirectory(expandedHome(folder) + name)
    candidates.append(
      Candidate(
        folder + name + (isFolder ? "/" : ""), suffix: isFolder ? "" : " ",
        style: isFolder ? .command : .plain))
  }
  return candidates.sorted { $0.text < $1.text }
}

func isDirectory(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// The path with a leading `~/` spelled out.
func expandedHome(_ path: String) -> String {
  guard path.hasPrefix("~/"), let home = environment("HOME") else { return path }
  return home + path.dropFirst()
}

/// A word as it must be typed to stay one word.
func quotedArgument(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    if scalar.properties.isWhitespace || "\\\"'".unicodeScalars.contains(scalar) { out += "\\" }
    out.unicodeScalars.append(scalar)
  }
  return out
}
