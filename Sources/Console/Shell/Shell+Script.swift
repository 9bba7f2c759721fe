// Scripts: standard input, `-c`, the init file and `.read`. No prompt, no banner, no escapes.
import CTerminal
import Diagnostics
import Glibc
import Sessions

extension Shell {
  /// How deep `.read` may nest.
  static let readingDepthLimit = 16

  func runScript(named name: String, text: String) -> Int32 {
    var script = ScriptRun(name: name)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !take(script.splitter.take(String(line)), &script) { return ending(script) }
    }
    _ = take(script.splitter.finish(), &script)
    return ending(script)
  }

  func runStandardInput() -> Int32 {
    var script = ScriptRun(name: "<stdin>")
    var lines = LineSource(descriptor: STDIN_FILENO)
    while let line = lines.next() {
      if !take(script.splitter.take(line), &script) { return ending(script) }
    }
    if lines.isInterrupted { return 130 }
    _ = take(script.splitter.finish(), &script)
    return ending(script)
  }

  /// Runs a file's statements; in a session errors are told and the rest goes on as asked.
  func read(_ path: String, keepsGoing: Bool) -> Answer {
    guard readingDepth < Self.readingDepthLimit else {
      return failure("E0955", "`.read` is nested more than \(Self.readingDepthLimit) deep")
    }
    guard let text = fileText(path) else {
      return failure("E0953", "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    readingDepth += 1
    defer { readingDepth -= 1 }
    var script = ScriptRun(name: path)
    script.keepsGoing = keepsGoing
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard take(script.splitter.take(String(line)), &script) else { break }
    }
    if !script.isStopped { _ = take(script.splitter.finish(), &script) }
    var answer = Answer()
    answer.status = script.status
    answer.isCancelled = script.isInterrupted
    return answer
  }

  private struct ScriptRun {
    let name: String
    var splitter = StatementSplitter()
    var status = ExitStatus.quiet
    var isInterrupted = false
    var isStopped = false
    var keepsGoing = false

    init(name: String) { self.name = name }
  }

  /// Answers statements in order; false where the script must end.
  private func take(_ statements: [ScriptStatement], _ script: inout ScriptRun) -> Bool {
    for statement in statements {
      let source = SourceText(name: script.name, text: statement.text, firstLine: statement.row)
      let answer = answer(source)
      script.status = script.status.worst(answer.status)
      script.isInterrupted = script.isInterrupted || answer.isCancelled
      let goesOn = !answer.isFailed || options.keepsGoing || script.keepsGoing
      if quitCode != nil || answer.isCancelled || !goesOn {
        script.isStopped = true
        return false
      }
    }
    return true
  }

  private func ending(_ script: ScriptRun) -> Int32 {
    if case .some(.some(let code)) = quitCode { return code }
    return script.isInterrupted ? 130 : script.status.rawValue
  }
}

/// The rows of a descriptor as they arrive.
struct LineSource {
  let descriptor: Int32
  private(set) var isInterrupted = false
  private var bytes: [UInt8] = []
  private var head = 0
  private var isAtEnd = false

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The next row without its line break; nil at the end or on Ctrl-C.
  mutating func next() -> String? {
    while true {
      if let end = bytes[head...].firstIndex(of: 0x0A) {
        defer { head = end + 1 }
        return text(head..<end)
      }
      if isAtEnd {
        guard head < bytes.count else { return nil }
        defer { head = bytes.count }
        return text(head..<bytes.count)
      }
      readMore()
      if isInterrupted { return nil }
    }
  }

  private func text(_ range: Range<Int>) -> String {
    let slice = bytes[range]
    return String(decoding: slice.last == 0x0D ? slice.dropLast() : slice, as: UTF8.self)
  }

  private mutating func readMore() {
    bytes.removeSubrange(..<head)
    head = 0
    if wait(for: descriptor, milliseconds: -1) == .woken {
      isInterrupted = takeInterrupt()
      return
    }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &chunk, chunk.count)
    if count > 0 {
      bytes.append(contentsOf: chunk[..<count])
    } else if count == 0 || errno != EINTR {
      isAtEnd = true
    }
  }
}

/// A file's text; nil with `errno` set where it cannot be read.
func fileText(_ path: String) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  return String(decoding: readAll(descriptor), as: UTF8.self)
}
