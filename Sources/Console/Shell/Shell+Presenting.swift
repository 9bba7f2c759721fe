// Where answers go: the terminal, a pager, a file, a command; everything else to standard error.
import Diagnostics
import Glibc
import Sessions
import Sinks

/// Where results are written.
enum Outlet: Equatable {
  case terminal
  /// A file, and whether this session has written to it already.
  case file(path: String, isBegun: Bool)
  case command(String)
}

extension Shell {
  func present(_ answer: Answer) {
    draw(answer.diagnostics)
    if !answer.text.isEmpty || !answer.results.isEmpty { deliver(answer) }
    remark(answer)
  }

  private func deliver(_ answer: Answer) {
    let outlet = onceOutlet ?? self.outlet
    onceOutlet = nil
    switch outlet {
    case .terminal: show(answer)
    case .file(let path, let isBegun): write(answer, toFile: path, appending: isBegun)
    case .command(let command):
      ChildProcess.run(command, feeding: rendered(answer, plainStyle(settings.mode)))
    }
  }

  /// Diagnostics and remarks alone, on standard error.
  func note(_ answer: Answer) {
    draw(answer.diagnostics)
    remark(answer)
  }

  private var coloursErrors: Bool { profile.usesColor && isatty(STDERR_FILENO) == 1 }

  private func draw(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      emit(diagnostic.drawing(coloursErrors ? .colour : .plain), to: STDERR_FILENO)
    }
  }

  private func remark(_ answer: Answer) {
    guard profile.isInteractive || answer.isCancelled, !options.isQuiet else { return }
    for note in answer.notes where !note.isEmpty {
      emit(Style.dim.paint(note, when: coloursErrors) + "\n", to: STDERR_FILENO)
    }
  }

  private func show(_ answer: Answer) {
    let text = rendered(answer, resultStyle(settings.mode))
    guard profile.isInteractive, wantsPager(text) else {
      emit(text, to: STDOUT_FILENO)
      return
    }
    ChildProcess.run(pagerCommand(), feeding: text)
  }

  /// How results are written to standard output.
  func resultStyle(_ mode: TableMode) -> TableStyle {
    guard isatty(STDOUT_FILENO) == 1 else { return plainStyle(mode) }
    var style = TableStyle.terminal(
      width: settings.width > 0 ? settings.width : TerminalProfile.columns,
      ink: profile.usesColor ? .colour : .plain, charset: profile.charset)
    style.mode = mode
    style.isForPeople = settings.units == .si
    style.maximumRows = maximumRows
    style.nullText = settings.null.isEmpty ? nil : settings.null
    style.remedy = ".last all shows everything"
    return style
  }

  /// Rows of a table on the terminal: few enough, unless somebody chose, to need no pager.
  private var maximumRows: Int? {
    guard let chosen = settings.maxRows else {
      return max(4, min(Self.usualRows, TerminalProfile.rows - Self.rowsAroundTable))
    }
    return chosen > 0 ? chosen : nil
  }

  private static let usualRows = 40
  /// Borders, headings, the row left out, the remark, the prompt.
  private static let rowsAroundTable = 8

  /// How results are written to files and commands: every row, every digit, no colour.
  func plainStyle(_ mode: TableMode) -> TableStyle {
    var style = TableStyle(mode)
    style.maximumRows = nil
    style.nullText = settings.null.isEmpty ? nil : settings.null
    style.charset = mode == .table ? profile.charset : .utf8
    return style
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

  /// The answer as text: what it says, then its results.
  func rendered(_ answer: Answer, _ style: TableStyle) -> String {
    var out = answer.text
    if !out.isEmpty, !out.hasSuffix("\n") { out += "\n" }
    for (index, result) in answer.results.enumerated() {
      if index > 0, style.mode == .table { out += "\n" }
      out += result.text(style)
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
    if !emit(rendered(answer, plainStyle(outputMode(for: path))), to: descriptor) {
      note(failure("E0953", "cannot write \(path): \(String(cString: strerror(errno)))"))
    }
    if case .file(path, _) = outlet { outlet = .file(path: path, isBegun: true) }
  }

  /// A file's ending says how to write it, unless the mode has been set to something else.
  private func outputMode(for path: String) -> TableMode {
    guard settings.mode == .table, let dot = path.lastIndex(of: ".") else { return settings.mode }
    return TableMode(rawValue: String(path[path.index(after: dot)...])) ?? .table
  }

  /// An answer that is one error about the run.
  func failure(_ code: String, _ message: String, help: String? = nil) -> Answer {
    var diagnostic = Diagnostic(code, .error, message, at: .run)
    if let help { diagnostic = diagnostic.suggesting(Suggestion(help)) }
    return .failed([diagnostic])
  }
}

extension ResultSet {
  /// The result in a style; a long one is read at its ends only, as it is shown.
  func text(_ style: TableStyle) -> String {
    if let prose, style.mode == .table {
      let width = style.isForPeople ? style.width : nil
      return prose(EventStyle(width: width, ink: style.ink, charset: style.charset))
    }
    if let jsonLines, style.mode == .jsonl || style.mode == .json {
      return style.mode == .jsonl
        ? jsonLines().map { $0 + "\n" }.joined()
        : "[" + jsonLines().joined(separator: ",\n ") + "]\n"
    }
    let shown = table(style)
    var style = style
    if shown.rows.count < rowCount { style.totalRows = rowCount }
    return shown.text(style)
  }
}
