// What a run says at its end, on standard error: what it read, and what it could not see.
package import Alerting
package import Diagnostics
import Quantities

/// The counts of a run.
package struct RunSummary: Sendable, Equatable {
  /// Rows read.
  package var rowsRead = 0
  /// Rows and cells that could not be used.
  package var rejected = 0
  /// Rows that repeated another.
  package var duplicated = 0
  /// Rows that came after their tick was folded.
  package var late = 0
  /// Sets of labels over all series.
  package var keys = 0
  /// Ticks evaluated.
  package var ticks = 0
  /// For each rule, in file order, its ticks over all identities.
  package var rules: [(name: String, tally: Tally)] = []

  package init() {}

  package static func == (a: RunSummary, b: RunSummary) -> Bool {
    a.rowsRead == b.rowsRead && a.rejected == b.rejected && a.duplicated == b.duplicated
      && a.late == b.late && a.keys == b.keys && a.ticks == b.ticks
      && a.rules.map(\.name) == b.rules.map(\.name)
      && a.rules.map(\.tally) == b.rules.map(\.tally)
  }

  /// The summary as lines; what needs a look is in colour.
  package func text(width: Int?, ink: Ink, charset: Charset) -> String {
    let counts = [
      "\(grouped(rowsRead)) rows", part(rejected, "rejected", ink),
      part(duplicated, "duplicated", ink), part(late, "late", ink),
      "\(grouped(keys)) \(keys == 1 ? "key" : "keys")",
      "\(grouped(ticks)) \(ticks == 1 ? "tick" : "ticks")",
    ]
    var out = "read " + counts.joined(by: " \(charset.dot) ") + "\n"
    let names = rules.map { displayWidth(printable($0.name)) }.max() ?? 0
    let room = max(8, min(names, (width ?? 80) - 40))
    for rule in rules {
      let name = aligned(clipped(printable(rule.name), to: room, charset), to: room)
      out += "  \(name)  unknown \(share(rule.tally.unknown, rule.tally.ticks, ink))"
      out += ", firing \(share(rule.tally.firing, rule.tally.ticks, .plain))\n"
    }
    return out
  }

  private func part(_ count: Int, _ word: String, _ ink: Ink) -> String {
    let text = "\(grouped(count)) \(word)"
    return count == 0 ? text : ink.paint(text, "33")
  }

  private func share(_ part: Int, _ whole: Int, _ ink: Ink) -> String {
    guard whole > 0 else { return "n/a" }
    let text = percentText(Double(part) / Double(whole))
    return part == 0 ? text : ink.paint(text, "33")
  }
}

