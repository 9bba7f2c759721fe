// A result as text: one door for all modes.
import Quantities

/// Where a rendered result goes and how it may look there.
struct RenderTarget: Equatable {
  /// The width to fit to; nil for as wide as it is (files and pipes are never cut).
  var columns: Int?
  /// Rows to show; nil for all.
  var maxRows: Int?
  var usesColor = false
  var null = ""
  var units = NumberStyle.raw

  /// A file or a pipe: every row, every digit, no colour.
  static let plain = RenderTarget()
}

extension ResultTable {
  /// The whole table in a mode, with a final newline.
  func rendered(_ mode: OutputMode, for target: RenderTarget = .plain) -> String {
    switch mode {
    case .table: TextTable(self, target).rendered()
    case .line: lineText(target)
    case .csv: delimitedText(separator: ",", quote: csvField)
    case .tsv: delimitedText(separator: "\t", quote: tsvField)
    case .json: jsonArray()
    case .jsonl: jsonLines()
    case .md: markdown(target)
    }
  }
}

extension ResultColumn {
  /// The name with its unit, as the plain table writes a header: `depth_1pct [USD]`.
  var header: String { unit.isEmpty ? name : "\(name) [\(unit)]" }
}

extension ResultCell {
  /// The cell in full: shortest numbers, ISO times, nothing for unknown.
  var plainText: String {
    switch self {
    case .text(let text): text
    case .number(let number): number.isFinite ? shortestDecimal(number) : ""
    case .time(let time): time.description
    case .flag(let flag): flag ? "true" : "false"
    case .unknown, .empty: ""
    }
  }

  /// The cell for reading.
  func shown(_ target: RenderTarget) -> String {
    switch self {
    case .number(let number) where target.units == .si: readableNumber(number)
    case .unknown(let reason):
      target.null.isEmpty ? (reason.isEmpty ? "unknown" : "unknown{\(reason)}") : target.null
    case .empty: target.null
    default: plainText
    }
  }

  var isNumber: Bool { if case .number = self { true } else { false } }
  var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

/// A number with few digits and a magnitude: `4.52M`, `0.9312`.
func readableNumber(_ value: Double) -> String {
  guard value.isFinite else { return "" }
  let magnitude = value.magnitude
  let scales: [(from: Double, by: Double, name: String)] = [
    (1e15, 1, ""), (999_950_000, 1e9, "B"), (999_950, 1e6, "M"), (10_000, 1e3, "k"),
  ]
  guard let scale = scales.first(where: { magnitude >= $0.from }) else {
    return rounded(value, digits: 5)
  }
  if scale.name.isEmpty { return shortestDecimal(value) }
  return rounded(value / scale.by, digits: 4) + scale.name
}
