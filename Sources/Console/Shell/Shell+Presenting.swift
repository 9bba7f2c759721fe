// Where answers go: the terminal, a pager, a file, a command; everything else to standard error.
import Diagnostics
import Glibc

/// Where results are written.
enum Outlet: Equatable {
  case terminal
  /// A file, and whether this session has written to it already.
  case file(path: String, isBegun: Bool)
  case command(String)
}

extension Shell {
  func present(_ answer: Answer) {
    note(answer)
    guard !answer.text.isEmpty || !answer.tables.isEmpty else { return }
    let outlet = onceOutlet ?? self.outlet
    onceOutlet = nil
    switch outlet {
    case .terminal: show(answer)
    case .file(let path, let isBegun): write(answer, toFile: path, appending: isBegun)
    case .command(let command): ChildProcess.run(command, feeding: rendered(answer, .plain))
    }
  }

  /// Diagnostics and remarks, on standard error.
  func note(_ answer: Answer) {
    let colours = profile.usesColor && isatty(STDERR_FILENO) == 1
    for diagnostic in answer.diagnostics {
      emit(diagnostic.drawing(colours ? .colour : .plain), to: STDERR_FILENO)
    }
    guard !options.isQuiet || profile.isInteractive else { return }
    for note in answer.notes {
      emit(Style.dim.paint(note, when: colours) + "\n", to: STDERR_FILENO)
    }
  }

  private var isPerson: Bool { isatty(STDOUT_FILENO) == 1 }

  private func show(_ answer: Answer) {
    guard isPerson else {
      emit(rendered(answer, .plain), to: STDOUT_FILENO)
      return
    }
    let text = rendered(answer, terminalTarget())
    guard profile.isInteractive, wantsPager(text) else {
      emit(text, to: STDOUT_FILENO)
      return
    }
    ChildProcess.run(pagerCommand(), feeding: text)
  }

  func terminalTarget() -> RenderTarget {
    RenderTarget(
      columns: settings.width > 0 ? settings.width : TerminalProfile.columns,
      maxRows: settings.maxRows > 0 ? settings.maxRows : nil, usesColor: profile.usesColor,
      null: settings.null, units: settings.units)
  }

  private func wantsPager(_ text: String) -> Bool {
    switch settings.pager {
    case .off: return false
    case .on: return true
    case .auto:
      guard settings.mode == .table || settings.mode == .line, !profile.isDumb else {
        return false
      }
      return text.utf8.count { $0 == 0x0A } >= TerminalProfile.rows
    }
  }

  private func pagerCommand() -> String {
    for name in ["BRINK_PAGER", "PAGER"] {
      if let command = environment(name), !command.isEmpty { return command }
    }
    return "less -FRSX 2>/dev/null || cat"
  }

  /// The answer as text: what it says, then its tables in the mode that is set.
  func rendered(_ answer: Answer, _ target: RenderTarget, mode: OutputMode? = nil) -> String {
    var target = target
    target.null = settings.null
    var out = answer.text
    if !out.isEmpty, !out.hasSuffix("\n") { out += "\n" }
    for (index, table) in answer.tables.enumerated() {
      if index > 0, (mode ?? settings.mode) == .table { out += "\n" }
      out += table.rendered(mode ?? settings.mode, for: target)
    }
    return out
  }

  private func write(_ answer: Answer, toFile path: String, appending: Bool) {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC)
    let descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else {
      note(failure("E0953", "cannot write \(path): \(String(cString: strerror(errno)))"))
      return
    }
    defer { close(descriptor) }
    let text = rendered(answer, .plain, mode: outputMode(for: path))
    if !emit(text, to: descriptor) {
      note(failure("E0953", "cannot write \(path): \(String(cString: strerror(errno)))"))
    }
    if case .file(path, _) = outlet { outlet = .file(path: path, isBegun: true) }
  }

  /// A file's ending says how to write it, unless the mode has been set to something else.
  private func outputMode(for path: String) -> OutputMode {
    guard settings.mode == .table, let dot = path.lastIndex(of: ".") else { return settings.mode }
    return OutputMode(rawValue: String(path[path.index(after: dot)...])) ?? .table
  }

  /// An answer that is one error about the run.
  func failure(_ code: String, _ message: String, help: String? = nil) -> Answer {
    var diagnostic = Diagnostic(code, .error, message, at: .run)
    if let help { diagnostic = diagnostic.suggesting(Suggestion(help)) }
    return .failed([diagnostic])
  }
}
