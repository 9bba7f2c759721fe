// A stand-in for the engine: a few names, and answers that are easy to foresee.
import Console
import Diagnostics
import Sessions
import Sinks

/// Answers `ok` with one row, `rows N` with N rows, and keeps `let` items.
final class FakeEngine: ShellEngine {
  private(set) var kept: [String] = []
  private(set) var opened: [String] = []
  var ticks = TickChoice()

  var names: [KnownName] {
    [
      KnownName("depth_1pct", .series, detail: "USD"),
      KnownName("depth_2pct", .series, detail: "USD"),
      KnownName("oi", .series, detail: "coin"),
      KnownName("median", .function, detail: "median(x[w])"),
    ]
      + kept.compactMap { text in
        let words = text.split(separator: " ")
        return words.count > 1 ? KnownName(String(words[1]), .definition) : nil
      }
  }

  var label: String { "" }
  var definitions: String { kept.map { $0 + "\n" }.joined() }

  func open(_ paths: [String], _ watch: RunWatch) -> Answer {
    opened += paths
    return Answer()
  }

  func evaluate(_ statement: SourceText, _ watch: RunWatch) -> Answer {
    let words = statement.text.split { $0 == " " || $0 == "\n" }.map(String.init)
    switch words.first {
    case "let":
      kept.append(words.joined(separator: " "))
      return Answer()
    case "rows": return Answer(results: [ResultSet(table(Int(words.last ?? "") ?? 0))])
    case "ok": return Answer(results: [ResultSet(table(1))])
    default:
      return .failed([
        Diagnostic(
          "E0301", .error, "there is no such name",
          at: .source(statement, SourceRange(0, statement.bytes.count)))
      ])
    }
  }

  private func table(_ count: Int) -> Table {
    Table(
      [.init("symbol"), .init("n", side: .right)],
      rows: (0..<count).map { [.text("S\($0)"), .number(Double($0) + 0.5)] })
  }

  func explain(_ statement: SourceText, _ watch: RunWatch) -> Answer { Answer(text: "as it is") }
  func why(_ rule: String, _ values: [String], _ at: Moment?, _ watch: RunWatch) -> Answer {
    Answer(text: "\(rule) \(values.joined(separator: "+")) \(at.map { "\($0)" } ?? "now")")
  }
  func load(_ paths: [String], _ watch: RunWatch) -> Answer { Answer() }
  func check(_ paths: [String]) -> Answer { Answer() }
  func test(_ paths: [String]) -> Answer { Answer(text: paths.joined(separator: "+")) }
  func list(_ listing: Listing, matching pattern: String) -> Answer {
    Answer(text: "\(listing) \(pattern)")
  }
  func describe(_ name: String) -> String? { names.first { $0.name == name }?.detail }
  func set(_ assignment: SourceText) -> Answer { Answer(text: assignment.text) }

  func isWhole(_ text: String) -> Bool { !text.hasSuffix("(") }
  func completions(_ text: String, _ cursor: Int) -> Completions {
    let word = text.split(separator: " ").last.map(String.init) ?? ""
    return Completions(
      start: cursor - word.count,
      candidates: names.filter { $0.name.hasPrefix(word) }.map { Candidate($0.name) })
  }
  func spans(_ text: String) -> [StyledSpan] { [] }
}
