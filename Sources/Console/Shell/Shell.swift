// The shell: reads a line, answers a line. One loop for people, one for scripts, one way to answer.
import CTerminal
import Diagnostics
import Glibc
package import Sessions
package import Sinks

/// How the shell was called.
package struct ShellOptions: Sendable {
  /// Files, directories, globs, archives to open first.
  package var data: [String] = []
  /// The text of `-c`; nil to read standard input.
  package var command: String?
  /// How results are written; nil for tables on a terminal and csv elsewhere.
  package private(set) var mode: TableMode?
  /// The init file, or nil for the usual one.
  package var initFile: String?
  package var readsInitFile = true
  package var colour = ColourChoice.auto
  package var showsProgress = true
  /// Scripts go on after an error.
  package var keepsGoing = false
  package var isQuiet = false

  package init() {}

  /// Sets the mode by its name; false where there is none of that name.
  package mutating func setMode(_ name: String) -> Bool {
    mode = TableMode(rawValue: name)
    return mode != nil
  }
}

/// One session of the shell, owned by one thread.
package final class Shell {
  let engine: any ShellEngine
  let options: ShellOptions
  let profile: TerminalProfile
  var settings: ShellSettings
  var reader: (any LineReading)?
  var outlet = Outlet.terminal
  var onceOutlet: Outlet?
  /// Whether Ctrl-C came since a repeating command began.
  var wasInterrupted = false
  /// What the last statement gave, for `.last` and `.plot`.
  var lastAnswer: Answer?
  var lastStatement: String?
  /// The statements of this session, in order.
  var session: [String] = []
  /// Set by `.quit`: the loop ends with this code, or with the session's own where nil.
  var quitCode: Int32??
  var status: Int32 = 0
  /// How deep `.read` files are nested.
  var readingDepth = 0
  var failedLast = false

  package init(engine: any ShellEngine, options: ShellOptions, profile: TerminalProfile? = nil) {
    terminal_use_utf8()
    self.engine = engine
    self.options = options
    let profile = profile ?? .standard(colour: options.colour)
    self.profile = profile
    settings = ShellSettings(
      mode: options.mode ?? (Self.writesToPerson(profile, options) ? .table : .csv))
    settings.progress = options.showsProgress
    settings.ticks = engine.ticks
  }

  private static func writesToPerson(_ profile: TerminalProfile, _ options: ShellOptions) -> Bool {
    isatty(STDOUT_FILENO) == 1
  }

  /// Runs the session to its end and gives the exit code.
  package func run() -> Int32 {
    terminal_signals_start()
    let isConversation = profile.isInteractive && options.command == nil
    if isConversation && !options.isQuiet { greet() }
    if !options.data.isEmpty {
      let answer = timed { watch in engine.open(options.data, watch) }
      note(answer)
      if answer.isFailed && !isConversation { return answer.status.rawValue }
    }
    if let command = options.command { return runScript(named: "-c", text: command) }
    return isConversation ? converse() : runStandardInput()
  }

  /// Answers one statement, dot-command or `!command`, and prints what came of it.
  @discardableResult
  func answer(_ source: SourceText) -> Answer {
    let text = source.text.trimmed
    guard !text.isEmpty else { return Answer() }
    let answer: Answer
    if text.hasPrefix(".") {
      answer = runCommand(source)
    } else if text.hasPrefix("!") {
      answer = runOutside(String(text.dropFirst()))
    } else {
      answer = evaluate(source)
    }
    present(answer)
    return answer
  }

  /// Answers a statement; one with a plot behind a bar gives the picture instead of the rows.
  private func evaluate(_ source: SourceText) -> Answer {
    lastStatement = source.text.trimmed
    guard let piped = PipedStatement(source) else { return evaluated(source) }
    var answer = evaluated(piped.statement)
    guard !answer.isFailed else { return answer }
    let picture = plot(piped.plot)
    answer.results = []
    answer.text = picture.text
    answer.notes += picture.notes
    answer.diagnostics += picture.diagnostics
    answer.status = answer.status.worst(picture.status)
    return answer
  }

  private func evaluated(_ source: SourceText) -> Answer {
    let answer = timed { watch in engine.evaluate(source, watch) }
    if !answer.isFailed {
      lastAnswer = answer
      session.append(lastStatement ?? source.text.trimmed)
    }
    return answer
  }

  /// Runs a request with the interrupt flag and the progress line connected.
  func timed(_ request: (RunWatch) -> Answer) -> Answer {
    clearInterrupt()
    let progress = ProgressLine(isEnabled: profile.showsProgress && settings.progress)
    let watch = RunWatch(
      isCancelled: { terminal_interrupt_is_raised() },
      progress: { progress.show($0, $1) })
    var answer = request(watch)
    progress.erase()
    if answer.isCancelled {
      let share = progress.fraction.map { " (\(Int($0 * 100))% read)" } ?? ""
      answer.notes.append("cancelled after \(secondsText(progress.elapsed))\(share)")
      answer.status = .failure
    } else if settings.timer {
      answer.notes.append("took \(secondsText(progress.elapsed))")
    }
    clearInterrupt()
    return answer
  }

  /// Lowers the flag of Ctrl-C and remembers that it was raised, for whoever repeats requests: one
  /// that came while a short request ran was noticed by nobody.
  private func clearInterrupt() {
    if terminal_interrupt_is_raised() { wasInterrupted = true }
    terminal_interrupt_clear()
  }

  private func runOutside(_ command: String) -> Answer {
    var answer = Answer()
    guard !command.trimmed.isEmpty else { return answer }
    switch ChildProcess.run(command) {
    case nil: answer.notes.append("the command could not be started")
    case 0?: break
    case let status?: answer.notes.append("exit \(status)")
    }
    return answer
  }
}

extension StringProtocol {
  /// The text without blanks at its ends.
  var trimmed: String {
    var scalars = Substring.UnicodeScalarView(Substring(self).unicodeScalars)
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    return String(scalars)
  }
}
