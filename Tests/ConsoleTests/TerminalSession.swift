// A terminal for tests: the built binary in a pseudo-terminal of its own, typed at and read from.
import Glibc

/// The binary beside the test bundle, where it has been built.
let builtBinary: String? = {
  var bytes = [CChar](repeating: 0, count: 4_096)
  let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
  guard count > 0 else { return nil }
  let own = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  guard let slash = own.lastIndex(of: "/") else { return nil }
  let path = own[...slash] + "brink"
  return access(String(path), X_OK) == 0 ? String(path) : nil
}()

/// A folder that is gone after the test.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/brink-console-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
  }

  deinit { _ = runToEnd(["/bin/rm", "-rf", path]) }

  func file(_ name: String, _ text: String) -> String {
    let path = path + "/" + name
    guard let stream = fopen(path, "w") else { return path }
    fputs(text, stream)
    fclose(stream)
    return path
  }

  func text(of name: String) -> String? { contents(path + "/" + name) }

  /// What the shell has stored, one line a statement.
  var history: [String] {
    (text(of: "state/brink/history") ?? "").split(separator: "\n").map(String.init)
  }
}

func contents(_ path: String) -> String? {
  guard let stream = fopen(path, "r") else { return nil }
  defer { fclose(stream) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 {
    bytes.append(contentsOf: chunk[..<count])
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// A program on a pseudo-terminal of 24 rows and 80 columns.
final class TerminalSession {
  /// Generous: a loaded machine must never fail a test.
  private static let patience: time_t = 60

  private let master: Int32
  private(set) var process: pid_t = -1
  /// Everything printed and not yet expected away.
  private(set) var pending = ""
  private var undecoded: [UInt8] = []
  private var exit: Int32?

  init?(_ arguments: [String] = [], home: TemporaryFolder, setting more: [String: String] = [:]) {
    var ends: (master: Int32, slave: Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: 128)
    guard let binary = builtBinary,
      openpty(&ends.master, &ends.slave, &name, nil, &size) == 0
    else { return nil }
    master = ends.master
    var environment = [
      "TERM": "dumb", "NO_COLOR": "1", "LANG": "C.UTF-8", "HOME": home.path,
      "XDG_STATE_HOME": home.path + "/state", "EDITRC": home.path + "/editrc",
      "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "interactive=no,enable=no",
    ]
    environment.merge(more) { _, new in new }
    let path = name.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    process = spawn([binary] + arguments, environment, terminal: path)
    close(ends.slave)
    guard process > 0 else { return nil }
  }

  deinit {
    if exit == nil, process > 0 {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
  }

  func type(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
      // What comes back must be read, or a long paste stops at a full pipe.
      if !rest.isEmpty { read(milliseconds: 10) }
    }
  }

  /// Reads until the text has been printed; what stands before it is given back, or nil where it
  /// does not come.
  @discardableResult
  func expect(_ text: String) -> String? {
    let end = time(nil) + Self.patience
    while true {
      if let found = split(pending, at: text) {
        pending = found.after
        return found.before
      }
      guard time(nil) < end, read(milliseconds: 200) else { return nil }
    }
  }

  /// Types a line and waits for the prompt after it.
  @discardableResult
  func run(_ line: String) -> String? {
    type(line + "\r")
    return expect("\nbrink> ")
  }

  /// The exit status: 128 + signal where one ended it.
  func waitForEnd() -> Int32? {
    if let exit { return exit }
    let end = time(nil) + Self.patience
    while time(nil) < end {
      var status: Int32 = 0
      _ = read(milliseconds: 50)
      if waitpid(process, &status, WNOHANG) == process {
        exit = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        return exit
      }
    }
    return nil
  }

  func send(signal: Int32) { kill(process, signal) }

  /// The terminal's modes, as the line discipline has them now.
  var modes: [UInt32] {
    var modes = termios()
    tcgetattr(master, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }

  /// False once nothing more can come.
  @discardableResult
  private func read(milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, milliseconds) > 0 else { return true }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(master, &chunk, chunk.count)
    guard count > 0 else { return false }
    undecoded.append(contentsOf: chunk[..<count])
    let whole = undecoded.lastIndex { $0 & 0xC0 != 0x80 }.map { last in
      undecoded[last] < 0x80 ? undecoded.count : last
    }
    guard let whole, whole > 0 else { return true }
    pending += String(decoding: undecoded[..<whole], as: UTF8.self)
    undecoded.removeFirst(whole)
    return true
  }

  private func spawn(
    _ words: [String], _ environment: [String: String], terminal: String
  ) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    // POSIX_SPAWN_SETSID: the terminal opened next becomes the controlling one. The test runner's
    // threads block signals; a person's shell does not.
    posix_spawnattr_setflags(&attributes, 0x80 | Int16(POSIX_SPAWN_SETSIGMASK))
    var mask = sigset_t()
    sigemptyset(&mask)
    posix_spawnattr_setsigmask(&attributes, &mask)
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    posix_spawn_file_actions_addclose(&actions, master)
    var child: pid_t = -1
    withCStrings(words) { arguments in
      withCStrings(environment.map { "\($0)=\($1)" }.sorted()) { variables in
        _ = posix_spawn(&child, words[0], &actions, &attributes, arguments, variables)
      }
    }
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
    return child
  }
}

/// The text around the first place of another text in it.
func split(_ text: String, at mark: String) -> (before: String, after: String)? {
  let bytes = Array(text.utf8)
  let wanted = Array(mark.utf8)
  guard !wanted.isEmpty, bytes.count >= wanted.count else { return nil }
  for start in 0...(bytes.count - wanted.count)
  where bytes[start] == wanted[0] && bytes[start...].starts(with: wanted) {
    return (
      String(decoding: bytes[..<start], as: UTF8.self),
      String(decoding: bytes[(start + wanted.count)...], as: UTF8.self)
    )
  }
  return nil
}

func withCStrings<Result>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let pointers = texts.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  return body(pointers)
}

/// What a program printed and how it ended, without a terminal.
struct Ending {
  var output: String
  var error: String
  var status: Int32
}

/// Runs a program to its end with files as its streams.
/// With `tracingLibraries` the loader only prints what it would load.
func runToEnd(
  _ words: [String], input: String = "", in home: TemporaryFolder? = nil,
  tracingLibraries: Bool = false
) -> Ending {
  let files = home.map { ($0.file("in", input), $0.path + "/out", $0.path + "/err") }
  let (inPath, outPath, errPath) = files ?? ("/dev/null", "/dev/null", "/dev/null")
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  posix_spawn_file_actions_addopen(&actions, 0, inPath, O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, outPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, errPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  defer { posix_spawn_file_actions_destroy(&actions) }
  var child: pid_t = -1
  var variables = ["PATH=/usr/bin:/bin", "TERM=xterm", "HOME=\(home?.path ?? "/tmp")"]
  if tracingLibraries { variables.append("LD_TRACE_LOADED_OBJECTS=1") }
  withCStrings(words) { arguments in
    withCStrings(variables) { variables in
      _ = posix_spawn(&child, words[0], &actions, nil, arguments, variables)
    }
  }
  var status: Int32 = 0
  while child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR {}
  let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  return Ending(
    output: contents(outPath) ?? "", error: contents(errPath) ?? "", status: child > 0 ? code : -1)
}
