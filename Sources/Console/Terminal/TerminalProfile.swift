// What the terminal at the other end can do, decided once at the start from the environment.
import CTerminal
import Glibc
package import Sessions
package import Sinks

/// The gates for colour, cursor movement and prompts.
package struct TerminalProfile: Equatable, Sendable {
  /// Both ends are terminals: a person is typing.
  package var isInteractive: Bool
  /// The terminal cannot move its cursor: no escapes at all.
  package var isDumb: Bool
  /// Styles may be written to standard output.
  package var usesColor: Bool
  /// What can be drawn with.
  package var charset = Charset.utf8
  /// Standard error is a terminal, so progress may be drawn there.
  package var showsProgress: Bool

  package init(
    isInteractive: Bool, isDumb: Bool = false, usesColor: Bool = false, showsProgress: Bool = false
  ) {
    self.isInteractive = isInteractive
    self.isDumb = isDumb
    self.usesColor = usesColor
    self.showsProgress = showsProgress
  }

  /// The profile of the process's own standard streams.
  package static func standard(colour: ColourChoice = .auto) -> TerminalProfile {
    let output = isatty(STDOUT_FILENO) == 1
    let terminal = environment("TERM") ?? ""
    let isDumb = terminal.isEmpty || terminal == "dumb" || terminal == "unknown"
    let wantsNone = !(environment("NO_COLOR") ?? "").isEmpty
    let usesColor =
      switch colour {
      case .always: true
      case .never: false
      case .auto: output && !isDumb && !wantsNone
      }
    var profile = TerminalProfile(
      isInteractive: output && isatty(STDIN_FILENO) == 1, isDumb: isDumb, usesColor: usesColor,
      showsProgress: isatty(STDERR_FILENO) == 1 && !isDumb)
    profile.charset = isDumb || !isUTF8 ? .ascii : .utf8
    return profile
  }

  /// True where the environment says that the terminal reads UTF-8.
  private static var isUTF8: Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment($0) }
    let locale = (names.first { !$0.isEmpty } ?? "").uppercased()
    return locale.contains("UTF-8") || locale.contains("UTF8")
  }

  /// The width of standard output in cells; 80 where nothing says.
  static var columns: Int {
    let columns = Int(terminal_columns(STDOUT_FILENO))
    return columns > 0 ? columns : 80
  }

  /// The height of standard output in cells; 24 where nothing says.
  static var rows: Int {
    let rows = Int(terminal_rows(STDOUT_FILENO))
    return rows > 0 ? rows : 24
  }
}
