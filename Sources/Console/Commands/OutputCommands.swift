// Commands that say where results go, and show the last one again.
import Diagnostics
import Glibc
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
      name: ".copy", arguments: "[MODE]",
      help: "the last result into the terminal's clipboard, as tsv unless said",
      completes: .words(TableMode.allCases.map(\.rawValue))
    ) { $0.copyLast($1) },
    DotCommand(
      name: ".plot",
      arguments: "[\(plotKinds.joined(separator: "|"))] [NAME…] [h=N] [w=N] [log]",
      help: "draw the last result, or its series with NAME in theirs; also `EXPR | plot …`",
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

  /// The most bytes terminals take into their clipboard at once.
  private static let clipboardLimit = 74_000

  fileprivate func copyLast(_ call: CommandCall) -> Answer {
    guard let last = lastAnswer, !last.results.isEmpty else {
      return call.failure("E0954", "there is no result yet", at: 0)
    }
    guard isatty(STDOUT_FILENO) == 1, !profile.isDumb else {
      return call.failure("E0954", "there is no terminal with a clipboard", at: 0)
    }
    guard let mode = TableMode(rawValue: call.arguments.first ?? "tsv") else {
      return call.misuse(".copy", at: 1)
    }
    let text = rendered(last, plainStyle(mode))
    guard text.utf8.count <= Self.clipboardLimit else {
      return call.failure(
        "E0954", "the result has \(text.utf8.count) bytes, a clipboard \(Self.clipboardLimit)",
        at: 0, help: "write it to a file with `.once FILE` and `.last all`")
    }
    emit("\u{1B}]52;c;\(base64(text.utf8))\u{7}", to: STDOUT_FILENO)
    var answer = Answer()
    answer.notes = ["copied \(last.results.map(\.rowCount).reduce(0, +)) rows"]
    return answer
  }
}

/// RFC 4648's letters for bytes.
func base64(_ bytes: some Sequence<UInt8>) -> String {
  let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let bytes = Array(bytes)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let word = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      text.append(
        place > group.count ? UInt8(ascii: "=") : letters[word >> (18 - 6 * place) & 63])
    }
  }
  return String(decoding: text, as: UTF8.self)
}
