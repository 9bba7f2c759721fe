// Writing files: whole or not at all.
import Glibc

/// Replaces a file with a text by way of a neighbour and a rename; false where that fails.
func replaceFile(at path: String, with text: String) -> Bool {
  writeFile(at: path, Array(text.utf8))
}

/// Writes a whole file under a temporary name and renames it into place, keeping its mode.
func writeFile(at path: String, _ bytes: [UInt8]) -> Bool {
  let draft = path + ".brink-draft"
  var facts = stat()
  let mode = stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0o644
  let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
  guard descriptor >= 0 else { return false }
  let isWritten = bytes.withUnsafeBytes { raw in
    var done = 0
    while done < raw.count {
      let count = write(descriptor, raw.baseAddress?.advanced(by: done), raw.count - done)
      if count > 0 { done += count } else if errno != EINTR { return false }
    }
    return true
  }
  guard close(descriptor) == 0, isWritten, rename(draft, path) == 0 else {
    unlink(draft)
    return false
  }
  return true
}

/// Makes a directory and its parents; false where that fails.
func makeDirectory(_ path: String) -> Bool {
  var built = path.hasPrefix("/") ? "/" : ""
  for part in path.split(separator: "/") {
    built += part + "/"
    if mkdir(built, 0o755) != 0 && errno != EEXIST { return false }
  }
  return true
}
