// The two streams of the process: results on standard output, everything else on standard error.
package import Diagnostics
import Glibc
package import Sinks

/// When colour is used.
package enum ColourChoice: String, Sendable, CaseIterable {
  case auto, always, never
}

/// Where a command writes, and what it may assume of the reader.
///
/// Output is buffered; a reader that goes away (a closed pipe) ends writing silently, which is
/// success. One instance serves a process, on one thread.
package final class Streams {
  package let outputIsTerminal: Bool
  package let errorIsTerminal: Bool
  /// Colour of standard output and of standard error.
  package let ink: Ink
  package let errorInk: Ink
  /// True once the reader of standard output has gone.
  package private(set) var isClosed = false
  private var buffer = ByteBuffer(capacity: 1 << 17)
  /// Text kept instead of written, for tests and for the shell; nil writes to the process.
  private var captured: (output: String, error: String)?

  /// As much is written at once, from whole pages to whole pages of a file.
  private static let bufferSize = 1 << 16

  /// The streams of this process.
  package init(colour: ColourChoice = .auto) {
    outputIsTerminal = isatty(1) == 1
    errorIsTerminal = isatty(2) == 1
    ink = Self.ink(colour, isTerminal: outputIsTerminal)
    errorInk = Self.ink(colour, isTerminal: errorIsTerminal)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Streams that keep what is written, as if neither were a terminal.
  package init(capturing: Void) {
    outputIsTerminal = false
    errorIsTerminal = false
    ink = .plain
    errorInk = .plain
    captured = ("", "")
  }

  /// What capturing streams have been given.
  package var capture: (output: String, error: String) { captured ?? ("", "") }

  private static func ink(_ choice: ColourChoice, isTerminal: Bool) -> Ink {
    switch choice {
    case .always: return .colour
    case .never: return .plain
    case .auto:
      let refused = environment("NO_COLOR").map { !$0.isEmpty } ?? false
      return isTerminal && !refused && environment("TERM") != "dumb" ? .colour : .plain
    }
  }

  /// Columns of the terminal, 80 where it cannot be told.
  package var width: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Rows of the terminal, 24 where it cannot be told.
  package var height: Int {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }

  /// Writes a result.
  package func out(_ text: String) {
    if captured != nil { captured?.output += text; return }
    guard !isClosed else { return }
    buffer.append(text)
    if outputIsTerminal { flush() } else { flush(buffer.count & -Self.bufferSize) }
  }

  /// Writes a result as bytes: `write` appends them to what is buffered.
  package func out(writing write: (inout ByteBuffer) -> Void) {
    if captured != nil {
      var bytes = ByteBuffer()
      write(&bytes)
      return out(bytes.text)
    }
    guard !isClosed else { return }
    write(&buffer)
    if outputIsTerminal { flush() } else { flush(buffer.count & -Self.bufferSize) }
  }

  /// Writes anything that is not a result.
  package func err(_ text: String) {
    if captured != nil { captured?.error += text; return }
    flush()
    var text = text
    _ = text.withUTF8 { Self.write(UnsafeRawBufferPointer($0), to: 2) }
  }

  /// Draws diagnostics on standard error, in order.
  package func draw(_ diagnostics: [Diagnostic]) {
    for one in diagnostics { err(one.drawing(errorInk)) }
  }

  /// Hands what is buffered to the process's output.
  package func flush() { flush(buffer.count) }

  /// Hands the first bytes of what is buffered to the process's output.
  private func flush(_ count: Int) {
    guard count > 0 else { return }
    let isHeard = buffer.withBytes {
      Self.write(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: 1)
    }
    if !isHeard { isClosed = true }
    buffer.removeFirst(count)
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = Glibc.write(
        descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      if count > 0 { done += count } else if errno != EINTR { return false }
    }
    return true
  }
}

/// The value of an environment variable, or nil.
package func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
