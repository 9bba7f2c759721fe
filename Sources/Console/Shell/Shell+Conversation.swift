// The loop for people: prompt, statement, answer.
import CTerminal
import Diagnostics
import Glibc
import Sessions

extension Shell {
  func converse() -> Int32 {
    let historyPath = HistoryFile.standardPath()
    let reader = openReader(historyPath)
    self.reader = reader
    readInitFile()
    let ending = loop(reader)
    reader.close()
    if case .terminated(let signal) = ending {
      // The terminal is whole again; end as the signal would have ended us.
      terminal_raise_default(signal)
      return 128 + signal
    }
    if case .some(.some(let code)) = quitCode { return code }
    return 0
  }

  private func openReader(_ historyPath: String?) -> any LineReading {
    if let editor = LineEditor(profile: profile, historyPath: historyPath) {
      editor.support = support()
      return editor
    }
    let plain = PlainLineReader(historyPath: historyPath)
    plain.support = support()
    return plain
  }

  /// One line for people: what to type first.
  func greet() {
    var text = "brink: .help lists commands, Ctrl-D leaves"
    if options.data.isEmpty { text += ", .open PATH adds data" }
    emit(Style.dim.paint(text, when: profile.usesColor) + "\n", to: STDOUT_FILENO)
  }

  private func loop(_ reader: any LineReading) -> LineEvent {
    while quitCode == nil {
      markPrompt()
      let event = reader.readStatement(prompt())
      switch event {
      case .statement(let text):
        markOutput()
        for statement in interactiveStatements(text) {
          let answer = answer(SourceText(name: "<shell>", text: statement))
          failedLast = answer.isFailed
          if failedLast || quitCode != nil { break }
        }
      case .interrupted: continue
      case .endOfInput, .terminated: return event
      }
    }
    return .endOfInput
  }

  /// A dot-command takes its whole line; statements may be several.
  private func interactiveStatements(_ text: String) -> [String] {
    let trimmed = text.trimmed
    if trimmed.hasPrefix(".") || trimmed.hasPrefix("!") { return [trimmed] }
    return splitAtSemicolons(text).map(\.text)
  }

  func prompt() -> Prompt {
    let style: Style = failedLast ? .error : .prompt
    if !settings.prompt.isEmpty { return Prompt(settings.prompt + " ", style: style) }
    let label = engine.label
    return Prompt(label.isEmpty ? "brink> " : "brink[\(label)]> ", style: style)
  }

  /// Marks that let a terminal jump between prompts.
  private func markPrompt() {
    if profile.usesColor { emit("\u{1B}]133;A\u{7}", to: STDOUT_FILENO) }
  }

  private func markOutput() {
    if profile.usesColor { emit("\u{1B}]133;C\u{7}", to: STDOUT_FILENO) }
  }

  /// `brink/init.brink` in the configuration directory; errors are told, and the prompt comes.
  private func readInitFile() {
    guard options.readsInitFile else { return }
    let path = options.initFile ?? Self.standardInitPath()
    guard let path, options.initFile != nil || access(path, R_OK) == 0 else { return }
    present(read(path, keepsGoing: true))
  }

  private static func standardInitPath() -> String? {
    if let config = environment("XDG_CONFIG_HOME"), config.hasPrefix("/") {
      return config + "/brink/init.brink"
    }
    return environment("HOME").map { $0 + "/.config/brink/init.brink" }
  }

  /// What the line editor asks while a person types.
  func support() -> EditingSupport {
    var support = EditingSupport()
    support.isComplete = { [weak self] text in self?.isComplete(text) ?? true }
    support.complete = { [weak self] text, cursor in
      self?.completions(text, cursor) ?? .none
    }
    support.highlight = { [weak self] text in self?.spans(text) ?? [] }
    support.hint = { [weak self] text in self?.hint(text) }
    support.editElsewhere = { [weak self] text in self?.edited(text) }
    support.describe = { [weak self] text, cursor in
      self?.help(for: wordAround(text, cursor))
    }
    return support
  }

  func isComplete(_ text: String) -> Bool {
    let trimmed = text.trimmed
    if trimmed.isEmpty || trimmed.hasPrefix(".") || trimmed.hasPrefix("!") { return true }
    if PipedStatement.bar(in: text) != nil { return true }
    return !text.trimmed.hasSuffix("|") && engine.isWhole(text)
  }
}
