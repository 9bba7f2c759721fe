// Commands on the text of statements: editing, reading, saving, the history.
import Diagnostics
import Glibc
import Sessions

extension DotCommand {
  static let textCommands: [DotCommand] = [
    DotCommand(
      name: ".edit", arguments: "[N]",
      help: "open the last statement, or number N of `.history`, in $EDITOR and run it"
    ) { $0.edit($1) },
    DotCommand(
      name: ".read", arguments: "FILE", help: "run a file's statements and commands",
      completes: .path
    ) { shell, call in
      guard call.arguments.count == 1 else { return call.misuse(".read") }
      return shell.read(expandedHome(call.arguments[0]), keepsGoing: false)
    },
    DotCommand(
      name: ".save", arguments: "FILE [N..M]",
      help: "write what is defined as a rule file, or those statements of `.history`",
      completes: .path
    ) { $0.save($1) },
    DotCommand(
      name: ".history", arguments: "[N|PATTERN]",
      help: "this session's statements, the last N or those that hold the pattern"
    ) { $0.showHistory($1) },
  ]

  static let sessionCommands: [DotCommand] = [
    DotCommand(name: ".quit", arguments: "[CODE]", help: "leave, with this exit code") {
      shell, call in
      guard let word = call.arguments.first else {
        shell.quitCode = .some(nil)
        return Answer()
      }
      guard let code = Int32(word), (0...255).contains(code) else {
        return call.misuse(".quit", at: 1)
      }
      shell.quitCode = .some(code)
      return Answer()
    }
  ]
}

extension Shell {
  fileprivate func edit(_ call: CommandCall) -> Answer {
    var text = session.last ?? ""
    if let word = call.arguments.first {
      guard let number = Int(word), session.indices.contains(number - 1) else {
        return call.failure("E0952", "there is no statement \(word) in this session", at: 1)
      }
      text = session[number - 1]
    }
    guard let edited = edited(text), !edited.trimmed.isEmpty else { return Answer() }
    (reader as? LineEditor)?.remember(edited)
    emit(edited + "\n", to: STDOUT_FILENO)
    var ending = Answer()
    for piece in splitAtSemicolons(edited) {
      let answer = answer(SourceText(name: "<editor>", text: piece.text, firstLine: piece.row))
      ending.status = ending.status.worst(answer.status)
    }
    return ending
  }

  /// The text after a person has edited it in `$VISUAL` or `$EDITOR`; nil where that failed.
  func edited(_ text: String) -> String? {
    let folder = environment("TMPDIR") ?? "/tmp"
    let path = "\(folder)/brink-\(getpid()).brink"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    emit(text, to: descriptor)
    close(descriptor)
    defer { unlink(path) }
    let editors = ["VISUAL", "EDITOR"].compactMap { environment($0) }.filter { !$0.isEmpty }
    let status = ChildProcess.run((editors.first ?? "vi") + " " + shellQuoted(path))
    guard status == 0, let edited = fileText(path) else {
      note(failure("E0953", "the editor did not end well; the text is as it was"))
      return nil
    }
    return edited.trimmed
  }

  fileprivate func save(_ call: CommandCall) -> Answer {
    guard let path = call.arguments.first, call.arguments.count <= 2 else {
      return call.misuse(".save")
    }
    var text = engine.definitions
    if call.arguments.count == 2 {
      guard let range = statementRange(call.arguments[1]) else {
        return call.misuse(".save", at: 2)
      }
      text = session[range].joined(separator: "\n") + "\n"
    }
    guard !text.trimmed.isEmpty else {
      return call.failure("E0954", "nothing is defined in this session yet", at: 0)
    }
    let file = expandedHome(path)
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0, emit(text, to: descriptor) else {
      return call.failure("E0953", "cannot write: \(String(cString: strerror(errno)))", at: 1)
    }
    close(descriptor)
    var answer = Answer()
    answer.notes = ["wrote \(file)"]
    return answer
  }

  /// `3`, `2..5`, `2..` as indices of this session's statements.
  private func statementRange(_ text: String) -> Range<Int>? {
    if let one = Int(text) { return session.indices.contains(one - 1) ? one - 1..<one : nil }
    let ends = text.split(separator: ".", omittingEmptySubsequences: false)
    guard ends.count == 3, ends[1].isEmpty else { return nil }
    let first = Int(ends[0]) ?? 1
    let last = ends[2].isEmpty ? session.count : Int(ends[2])
    guard let last, first >= 1, first <= last, last <= session.count else { return nil }
    return first - 1..<last
  }

  fileprivate func showHistory(_ call: CommandCall) -> Answer {
    var chosen = Array(session.enumerated())
    if let count = Int(call.rest) {
      chosen = chosen.suffix(max(0, count))
    } else if !call.rest.isEmpty {
      chosen = chosen.filter { $0.element.contains(call.rest) }
    }
    let width = String(session.count).count
    let rows = chosen.map { index, text in
      let number = String(index + 1)
      let indent = "\n" + String(repeating: " ", count: width + 2)
      let body = text.split(separator: "\n", omittingEmptySubsequences: false)
        .joined(separator: indent)
      return String(repeating: " ", count: width - number.count) + "\(number)  \(body)\n"
    }
    return Answer(text: rows.joined())
  }
}
