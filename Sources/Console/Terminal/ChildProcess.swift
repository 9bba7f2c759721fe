// Commands that the shell starts: pagers, editors, `!command`. They share our terminal and our
// process group; Ctrl-C is theirs while they run.
import CTerminal
import Glibc

/// A command run by `sh -c`.
enum ChildProcess {
  /// Runs it to its end; its exit status, 128 + signal where one ended it, or nil where it could
  /// not be started.
  static func run(_ command: String) -> Int32? {
    fflush(nil)
    let child = terminal_spawn(command, -1)
    guard child > 0 else { return nil }
    return ending(of: child)
  }

  /// Runs it with the text as its input; a command that stops reading is no error.
  @discardableResult
  static func run(_ command: String, feeding text: String) -> Int32? {
    var ends: [Int32] = [-1, -1]
    guard terminal_pipe(&ends) == 0 else { return nil }
    fflush(nil)
    let child = terminal_spawn(command, ends[0])
    close(ends[0])
    guard child > 0 else {
      close(ends[1])
      return nil
    }
    emit(text, to: ends[1])
    close(ends[1])
    return ending(of: child)
  }

  private static func ending(of child: Int32) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 && errno == EINTR {}
    terminal_interrupt_clear()
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}

/// A path in single quotes for `sh`.
func shellQuoted(_ text: String) -> String {
  "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
    + "'"
}
