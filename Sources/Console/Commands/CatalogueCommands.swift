// Commands that say what there is: data, series, functions, rules, and the commands themselves.
import Diagnostics
import Sessions

extension DotCommand {
  static let catalogueCommands: [DotCommand] = [
    DotCommand(
      name: ".help", arguments: "[COMMAND|NAME]",
      help: "the commands, or one command, function, series or keyword", completes: .commands
    ) { $0.showHelp($1) },
    DotCommand(
      name: ".open", arguments: "PATH…", help: "add data: files, folders, globs, archives",
      completes: .path
    ) { $0.openData($1) },
    DotCommand(name: ".sources", arguments: "", help: "the files that are open and what they are") {
      shell, _ in shell.engine.list(.sources, matching: "")
    },
    DotCommand(
      name: ".schema", arguments: "[PATTERN]",
      help: "the series in the data: kind, unit, keys, cadence, span",
      completes: .names([.series])
    ) { $0.engine.list(.schema, matching: $1.rest) },
    DotCommand(
      name: ".describe", arguments: "NAME", help: "everything known of one name",
      completes: .names([])
    ) { $0.describe($1) },
    DotCommand(
      name: ".functions", arguments: "[PATTERN]", help: "the functions and their signatures",
      completes: .names([.function])
    ) { $0.engine.list(.functions, matching: $1.rest) },
    DotCommand(
      name: ".metrics", arguments: "[PATTERN]", help: "the standard series, with units and keys",
      completes: .names([.series])
    ) { $0.engine.list(.metrics, matching: $1.rest) },
  ]

  static let ruleCommands: [DotCommand] = [
    DotCommand(
      name: ".rules", arguments: "[FILE…]",
      help: "what this session has defined; with files, read rules from them", completes: .path
    ) { $0.listRules($1) },
    DotCommand(
      name: ".check", arguments: "FILE…", help: "diagnose rule files without keeping them",
      completes: .path
    ) { shell, call in
      call.arguments.isEmpty
        ? call.misuse(".check") : shell.engine.check(call.arguments.map(expandedHome))
    },
    DotCommand(
      name: ".test", arguments: "FILE…", help: "run the tests of rule files without keeping them",
      completes: .path
    ) { shell, call in
      call.arguments.isEmpty
        ? call.misuse(".test") : shell.engine.test(call.arguments.map(expandedHome))
    },
    DotCommand(
      name: ".explain", arguments: "STATEMENT", help: "how a statement would be answered",
      completes: .statement
    ) { shell, call in
      call.rest.isEmpty ? call.misuse(".explain") : shell.explain(call.restSource)
    },
    DotCommand(
      name: ".why", arguments: "RULE [KEY…] [at TIME]",
      help: "why a rule fired, or why not: values, ages, margins", completes: .names([.rule])
    ) { $0.why($1) },
    DotCommand(
      name: ".time", arguments: "N STATEMENT", help: "answer a statement N times: how long it took",
      completes: .statement
    ) { $0.timeStatement($1) },
  ]
}

extension Shell {
  fileprivate func openData(_ call: CommandCall) -> Answer {
    guard !call.arguments.isEmpty else { return call.misuse(".open") }
    let answer = timed { watch in engine.open(call.arguments.map(expandedHome), watch) }
    return answer
  }

  fileprivate func explain(_ statement: SourceText) -> Answer {
    timed { watch in engine.explain(statement, watch) }
  }

  /// `.why thin BTCUSDT at 2030-08-05T09:06:00Z`.
  fileprivate func why(_ call: CommandCall) -> Answer {
    var words = call.arguments
    guard !words.isEmpty else { return call.misuse(".why") }
    let rule = words.removeFirst()
    var at: Moment?
    if let place = words.firstIndex(where: { $0 == "at" || $0 == "--as-of" }) {
      guard place + 2 == words.count, let time = try? moment(words[place + 1]) else {
        return call.failure(
          "E0952", "after `at` comes a time", at: place + 2,
          help: "write 2024-08-05T00:15:00Z, a date or an epoch")
      }
      at = time
      words.removeSubrange(place...)
    }
    return timed { watch in engine.why(rule, words, at, watch) }
  }

  fileprivate func listRules(_ call: CommandCall) -> Answer {
    guard call.arguments.isEmpty else {
      let answer = timed { watch in engine.load(call.arguments.map(expandedHome), watch) }
      return answer
    }
    return engine.list(.rules, matching: "")
  }

  fileprivate func describe(_ call: CommandCall) -> Answer {
    guard call.arguments.count == 1 else { return call.misuse(".describe") }
    let name = call.arguments[0]
    if let text = engine.describe(name) { return Answer(text: text) }
    return call.failure(
      "E0954", "nothing is known of `\(name)`", at: 1,
      help: suggestion(for: name, among: engine.names.map(\.name)))
  }

  private func suggestion(for name: String, among names: [String]) -> String? {
    let near = nearest(to: name, in: names)
    guard !near.isEmpty else { return nil }
    return "did you mean " + near.map { "`\($0)`" }.joined(separator: " or ") + "?"
  }

  fileprivate func showHelp(_ call: CommandCall) -> Answer {
    guard let topic = call.arguments.first else { return Answer(text: overview()) }
    if let text = help(for: topic) { return Answer(text: text) }
    let names = DotCommand.all.map(\.name) + engine.names.map(\.name)
    return call.failure(
      "E0954", "there is no help for `\(topic)`", at: 1, help: suggestion(for: topic, among: names))
  }

  /// Help for a command (with or without its dot) or a name of the language.
  func help(for topic: String) -> String? {
    guard !topic.isEmpty else { return nil }
    let commands = topic.hasPrefix(".") ? [topic] : ["." + topic]
    if topic.hasPrefix("."), let command = DotCommand.named(topic) { return text(of: command) }
    if let text = engine.describe(topic) { return text }
    return DotCommand.named(commands[0]).map(text(of:))
  }

  private func text(of command: DotCommand) -> String {
    var text = "\(command.usage)\n  \(command.help)\n"
    if let setting = SettingDeclaration.named(String(command.name.dropFirst())) {
      if !setting.values.isEmpty {
        text += "  values: \(setting.values.joined(separator: ", "))\n"
      }
      let value = setting.read(settings)
      text += "  now: \(value.isEmpty ? "(empty)" : value)\n"
    }
    return text
  }

  private func overview() -> String {
    let commands = DotCommand.all.map { ($0.name, $0.help) } + [("!COMMAND", "run it in sh")]
    let widest = commands.map { cellWidth($0.0) }.max() ?? 0
    let rows = commands.map { name, help in
      "  " + name + String(repeating: " ", count: widest + 2 - cellWidth(name)) + help + "\n"
    }
    return """
      Type an expression to see its values, or an item of the language to define it.
      Enter runs a whole statement; a block goes on until it is closed. `.help NAME` says more.

      \(rows.joined())
      Tab completes, Right takes the grey hint, Ctrl-R searches, Alt-Enter opens a row,
      Ctrl-C drops the line or cancels the statement, F1 explains the word at the cursor.

      """
  }
}
