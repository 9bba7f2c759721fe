// The dot-commands as data: name, arguments, help, what completes them, and what they do.
import Diagnostics
import Sessions

/// One dot-command.
struct DotCommand: Sendable {
  /// What Tab offers for its arguments.
  enum Completion: Sendable {
    case nothing, statement, path, settings, commands, plot
    case words([String])
    case names([KnownName.Kind])
  }

  let name: String
  let arguments: String
  let help: String
  var completes = Completion.nothing
  let action: @Sendable (Shell, CommandCall) -> Answer

  /// Every command, in the order `.help` lists them.
  static let all: [DotCommand] =
    catalogueCommands + ruleCommands + outputCommands + settingCommands + textCommands
    + sessionCommands

  /// Other names of commands, for hands that learnt another shell.
  static let aliases = [
    ".exit": ".quit", ".q": ".quit", ".h": ".help", ".?": ".help", ".fire": ".why",
    ".series": ".schema", ".tables": ".schema",
  ]

  static func named(_ name: String) -> DotCommand? {
    let name = aliases[name] ?? name
    return all.first { $0.name == name }
  }

  var usage: String { arguments.isEmpty ? name : "\(name) \(arguments)" }
}

/// A dot-command as it was typed.
struct CommandCall {
  let source: SourceText
  let words: [ArgumentWord]

  init(_ source: SourceText) {
    self.source = source
    words = argumentWords(source.text)
  }

  var name: String { words.first?.text ?? "" }
  /// The arguments, quotes taken off.
  var arguments: [String] { words.dropFirst().map(\.text) }
  /// Everything behind the command's name, as typed.
  var rest: String {
    guard let first = words.first else { return "" }
    let scalars = source.text.unicodeScalars.dropFirst(first.range.upperBound)
    return String(String.UnicodeScalarView(scalars)).trimmed
  }

  /// The source from the first argument on, at its own place.
  var restSource: SourceText { source(from: 1) }

  /// The source from a word on, at its own place: the command itself is number 0.
  func source(from index: Int) -> SourceText {
    let end = index > 0 && index <= words.count ? words[index - 1].range.upperBound : 0
    let blank = String(repeating: " ", count: end)
    let scalars = source.text.unicodeScalars.dropFirst(end)
    return SourceText(
      name: source.name, text: blank + String(String.UnicodeScalarView(scalars)),
      firstLine: source.firstLine)
  }

  /// An answer that points at a word: the command itself is number 0.
  func failure(_ code: String, _ message: String, at index: Int, help: String? = nil) -> Answer {
    let place: Place
    if let range = index < words.count ? words[index].range : nil {
      place = .source(source, SourceRange(bytes(to: range.lowerBound), bytes(to: range.upperBound)))
    } else {
      let end = source.bytes.count
      place = .source(source, SourceRange(end, end))
    }
    var diagnostic = Diagnostic(code, .error, message, at: place)
    if let help { diagnostic = diagnostic.suggesting(Suggestion(help)) }
    return .failed([diagnostic])
  }

  /// An answer that tells how the command is used.
  func misuse(_ command: String, at index: Int? = nil) -> Answer {
    let usage = DotCommand.named(command)?.usage ?? command
    return failure(
      "E0952", "`\(command)` is not used like this", at: index ?? words.count,
      help: "write `\(usage)`")
  }

  private func bytes(to scalar: Int) -> Int {
    source.text.unicodeScalars.prefix(scalar).reduce(0) { $0 + UTF8.width($1) }
  }
}

extension Shell {
  func runCommand(_ source: SourceText) -> Answer {
    let call = CommandCall(source)
    if let command = DotCommand.named(call.name) { return command.action(self, call) }
    let near = nearest(to: call.name, in: DotCommand.all.map(\.name))
    let help = near.isEmpty
      ? "`.help` lists the commands"
      : "did you mean " + near.map { "`\($0)`" }.joined(separator: " or ") + "?"
    return call.failure("E0951", "there is no command `\(call.name)`", at: 0, help: help)
  }
}
