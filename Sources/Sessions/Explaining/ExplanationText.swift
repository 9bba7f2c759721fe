// An explanation as text: the truth tree, indented, a line a part.
import Alerting
import Columns
import Diagnostics
import Evaluation
import Quantities

extension Explanation {
  /// The explanation for people.
  func text(_ ink: Ink) -> String {
    var out = ink.paint("\(rule)\(key)", "1") + " at \(at)"
    if let status { out += ": \(status)" }
    if let level { out += ", level \(level)" }
    out += "\n"
    for part in parts {
      let accrued = part.accrued.map { ", \($0)" } ?? ""
      let hold = part.hold.map { " (\($0)\(accrued))" } ?? ""
      out += "  \(part.title)\(hold)\n"
      out += lines(part.inspection, depth: 2, ink)
    }
    return out
  }

  private func lines(_ node: Inspection, depth: Int, _ ink: Ink) -> String {
    let words = node.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let member = node.labels.map { "\($0)" } ?? ""
    var line = String(repeating: "  ", count: depth) + node.mark(ink)
    line += printable(words + member) + node.outcome + node.remark
    return line + "\n" + node.children.filter { !$0.isLiteral }
      .map { lines($0, depth: depth + 1, ink) }.joined()
  }
}

extension Inspection {
  /// True for a number as written, which its parent's line already shows.
  fileprivate var isLiteral: Bool {
    children.isEmpty && detail == nil && isKnown && (text.first?.isNumber ?? false)
  }

  /// A mark before a condition: true, false, unknown.
  fileprivate func mark(_ ink: Ink) -> String {
    switch truth {
    case .yes: ink.paint("true   ", "32")
    case .no: ink.paint("false  ", "31")
    case .unknown: ink.paint("unknown", "33") + " "
    case nil: ""
    }
  }

  /// ` = 95 USD`, or why there is no value.
  fileprivate var outcome: String {
    if !reasons.isEmpty { return "  [\(reasons.joined(separator: "; "))]" }
    return value.map { " = \($0.readable)" } ?? ""
  }

  /// What there is to say about this kind of expression.
  fileprivate var remark: String {
    switch detail {
    case .series(let age?, let limit): return "  age \(age), known up to \(limit)"
    case .series(nil, _): return "  never seen"
    case .parameter(let label, let origin):
      let whose = label.map { " for \($0)" } ?? ""
      let source = origin == .commandLine ? "--set on the command line" : "the file"
      return "  param\(whose), set by \(source)"
    case .window(let samples, _, 0): return "  \(samples) \(samples == 1 ? "event" : "events")"
    case .window(let samples, let known, let ticks):
      let noun = samples == 1 ? "sample" : "samples"
      return "  \(samples) \(noun), \(known) of \(ticks) ticks known"
    case .comparison(let margin): return margin.words
    case .sequence(let first?): return "  first condition true at \(first)"
    case .sequence(nil): return "  first condition not seen"
    case nil: return ""
    }
  }
}

extension Margin {
  /// The margin both ways: what separates the sides, and as a share of the threshold.
  fileprivate var words: String {
    if isBoundary { return "  margin 0, on the boundary" }
    let side = absolute.base > 0 ? "above" : "below"
    let size = Quantity(base: absolute.base.magnitude, unit: absolute.unit).readable
    let share = relative.map { ", \(Quantity(base: $0.magnitude, unit: .percent).readable)" } ?? ""
    return "  margin \(size)\(share) \(side)"
  }
}
