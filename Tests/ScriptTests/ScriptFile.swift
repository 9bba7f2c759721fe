// Scripts: acceptance of the language as text that any engine could run.
//
// A script holds cases. A case is a title, a rule file with a `test` block that gives the series,
// and what the outside must show:
//
//     === an alert fires once
//     series oi : gauge USD by symbol every 1m stale 30s
//     alert a when oi > 5 USD for 2m
//     test "" { given oi{symbol: BTC} every 1m = 9 USD x5 }
//     --- events
//     2m fire a{symbol=BTC} since 0m
//     --- exit 1
//
// What goes in beside the rules: `set NAME=VALUE`, `now TIME`, `file NAME` (what an import reads),
// `data` (a plain table, in place of the `test` block's series).
//
// What comes out: `events` (every event, a line each), `exit CODE`, `query EXPR` (lines
// `KEY AT VALUE`), `errors` (code and line:column each), `lints` (the same), `explain RULE at SPAN`
// (the text), `test` (the outcome of the file's tests), `summary` (the counts of a load),
// `warnings` (codes), `departures` (who left a group).

/// One case of a script.
struct ScriptCase: Sendable, CustomStringConvertible {
  let file: String
  let title: String
  /// The line of its title.
  let line: Int
  let rules: String
  /// What goes in beside the rules.
  let inputs: [Section]
  /// What must come out.
  let sections: [Section]

  /// The sections that go in.
  private static let inputNames: Set<String> = ["set", "now", "file", "data"]

  /// One input or one expectation.
  struct Section: Sendable {
    let name: String
    let argument: String
    let lines: [String]
  }

  var description: String { "\(file): \(title)" }

  /// Reads the cases of a script.
  static func parse(_ text: String, file: String) -> [ScriptCase] {
    var cases: [ScriptCase] = []
    var draft: Draft?
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("=== ") {
        if let draft { cases.append(draft.finished(file)) }
        draft = Draft(title: String(line.dropFirst(4)), line: number + 1)
      } else {
        draft?.take(String(line))
      }
    }
    if let draft { cases.append(draft.finished(file)) }
    return cases
  }

  private struct Draft {
    let title: String
    let line: Int
    var rules: [String] = []
    var sections: [(head: String, lines: [String])] = []

    mutating func take(_ text: String) {
      if text.hasPrefix("--- ") {
        sections.append((String(text.dropFirst(4)), []))
      } else if sections.isEmpty {
        rules.append(text)
      } else if !text.isEmpty, !text.hasPrefix("#") {
        sections[sections.count - 1].lines.append(text)
      }
    }

    func finished(_ file: String) -> ScriptCase {
      let all = sections.map { section in
        let parts = section.head.split(separator: " ", maxSplits: 1).map(String.init)
        return Section(
          name: parts.first ?? "", argument: parts.count > 1 ? parts[1] : "",
          lines: section.lines)
      }
      return ScriptCase(
        file: file, title: title, line: line, rules: rules.joined(separator: "\n"),
        inputs: all.filter { ScriptCase.inputNames.contains($0.name) },
        sections: all.filter { !ScriptCase.inputNames.contains($0.name) })
    }
  }
}
