// Commands that say where results go, and show the last one again.
import Diagnostics
import Sinks

extension DotCommand {
  static let outputCommands: [DotCommand] = [
    DotCommand(
      name: ".output", arguments: "[FILE]",
      help: "write results to a file from now on; alone, to the terminal", completes: .path
    ) { shell, call in
      shell.outlet = call.rest.isEmpty ? .terminal : outlet(call)
      return Answer()
    },
    DotCommand(
      name: ".once", arguments: "FILE | '|COMMAND'",
      help: "write the next result to a file or a command", completes: .path
    ) { shell, call in
      guard !call.rest.isEmpty else { return call.misuse(".once") }
      shell.onceOutlet = outlet(call)
      return Answer()
    },
    DotCommand(
      name: ".last", arguments: "[all|MODE]",
      help: "the last result again, whole or in another mode",
      completes: .words(["all"] + TableMode.allCases.map(\.rawValue))
    ) { $0.showLast($1) },
    DotCommand(
      name: ".plot",
      arguments: "[\(plotKinds.joined(separator: "|"))] [NAME…] [h=N] [w=N] [log]",
      help: "draw the last result, or those of its series whose name holds NAME",
      completes: .plot
    ) { $0.plot($1) },
    DotCommand(
      name: ".watch", arguments: "[i=SECONDS] [n=TIMES]",
      help: "answer the last statement again and again; Ctrl-C ends it"
    ) { $0.watch($1) },
  ]

  static let plotKinds = Chart.Kind.allCases.map(\.rawValue)

  private static func outlet(_ call: CommandCall) -> Outlet {
    let target = call.arguments.first ?? ""
    if call.rest.hasPrefix("|") { return .command(String(call.rest.dropFirst()).trimmed) }
    if target.hasPrefix("|") { return .command(String(target.dropFirst()).trimmed) }
    return .file(path: expandedHome(target), isBegun: false)
  }
}

extension Shell {
  fileprivate func showLast(_ call: CommandCall) -> Answer {
    guard let last = lastAnswer, !last.results.isEmpty || !last.text.isEmpty else {
      return call.failure("E0954", "there is no result yet", at: 0)
    }
    guard let word = call.arguments.first else {
      return Answer(text: last.text, results: last.results)
    }
    let mode = TableMode(rawValue: word)
    guard word == "all" || mode != nil else { return call.misuse(".last", at: 1) }
    var style = resultStyle(mode ?? settings.mode)
    style.maximumRows = nil
    return Answer(text: rendered(last, style))
  }
}
