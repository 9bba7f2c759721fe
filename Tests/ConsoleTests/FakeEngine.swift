// A stand-in for the engine: a few names, and answers that are easy to foresee.
import Console
import Diagnostics

/// Answers `ok` with one row, `rows N` with N rows, `bad` with an error, and keeps `let` items.
final class FakeEngine: ShellEngine {
  private(set) var kept: [String] = []
  private(set) var opened: [String] = []

  var names: [CatalogueName] {
    [
      CatalogueName("depth_1pct", .series, detail: "USD"),
      CatalogueName("depth_2pct", .series, detail: "USD"),
      CatalogueName("oi", .series, detail: "coin"),
      CatalogueName("median", .function, detail: "median(x[w])"),
      CatalogueName("USD", .unit),
      CatalogueName("symbol", .key),
    ]
      + kept.compactMap { text in
        let words = text.split(separator: " ")
        return words.count > 1 ? CatalogueName(String(words[1]), .definition) : nil
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
    case "rows": return Answer(tables: [table(Int(words.last ?? "") ?? 0)])
    case "ok": return Answer(tables: [table(1)])
    default: return unknownName(words.first ?? "", statement)
    }
  }

  private func table(_ count: Int) -> ResultTable {
    ResultTable(
      columns: [ResultColumn("symbol"), ResultColumn("oi", unit: "coin")],
      rows: (0..<count).map { [.text("S\($0)"), .number(Double($0) + 0.5)] })
  }

  private func unknownName(_ name: String, _ source: SourceText) -> Answer {
    let text = Array(source.text.utf8)
    let start = text.firstIndex { $0 != 0x20 } ?? 0
    let range = SourceRange(start, start + name.utf8.count)
    return .failed([
      Diagnostic("E0301", .error, "there is no `\(name)`", at: .source(source, range))
    ])
  }

  func explain(_ statement: SourceText) -> Answer { Answer(text: "as it is") }
  func load(_ paths: [String], _ watch: RunWatch) -> Answer { Answer() }
  func check(_ paths: [String]) -> Answer { Answer() }
  func catalogue(_ topic: CatalogueTopic, matching pattern: String) -> Answer {
    Answer(text: "\(topic) \(pattern)")
  }
  func describe(_ name: String) -> String? { names.first { $0.name == name }?.detail }
  func set(_ assignment: String) -> Answer { Answer(text: assignment) }
}
