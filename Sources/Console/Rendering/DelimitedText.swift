// Results for other programs: csv, tsv, JSON, and a Markdown table.
import Quantities

extension ResultTable {
  func delimitedText(separator: String, quote: (String) -> String) -> String {
    var out = columns.map { quote($0.header) }.joined(separator: separator) + "\n"
    for row in rows {
      out += row.map { quote($0.plainText) }.joined(separator: separator) + "\n"
    }
    return out
  }

  func jsonArray() -> String {
    if rows.isEmpty { return "[]\n" }
    return "[\n" + rows.map { "  " + jsonObject($0) }.joined(separator: ",\n") + "\n]\n"
  }

  func jsonLines() -> String {
    rows.map { jsonObject($0) + "\n" }.joined()
  }

  private func jsonObject(_ row: [ResultCell]) -> String {
    let fields = zip(columns, row).map { "\(jsonString($0.name)):\($1.jsonValue)" }
    return "{" + fields.joined(separator: ",") + "}"
  }

  func markdown(_ target: RenderTarget) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rules = columns.indices.map { index in
      rows.contains { $0[index].isNumber } ? "---:" : "---"
    }
    var out = row(columns.map { markdownCell($0.header) }) + row(rules)
    for cells in rows { out += row(cells.map { markdownCell($0.shown(target)) }) }
    return out
  }
}

extension ResultCell {
  /// The cell as JSON; what is unknown is null.
  var jsonValue: String {
    switch self {
    case .text(let text): jsonString(text)
    case .number(let number): number.isFinite ? shortestDecimal(number) : "null"
    case .time(let time): jsonString(time.description)
    case .flag(let flag): flag ? "true" : "false"
    case .unknown, .empty: "null"
    }
  }
}

/// A field of RFC 4180: quoted where it holds a comma, a quote or a line break.
func csvField(_ text: String) -> String {
  let special = text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
  guard special else { return text }
  return "\"" + doubled(text, "\"") + "\""
}

/// A field between tabs: tabs and line breaks within it become spaces.
func tsvField(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0 == "\t" || $0 == "\n" || $0 == "\r" ? " " : $0 }))
}

/// A JSON string with its quotes.
func jsonString(_ text: String) -> String {
  var out = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": out += "\\\""
    case "\\": out += "\\\\"
    case "\n": out += "\\n"
    case "\r": out += "\\r"
    case "\t": out += "\\t"
    case _ where scalar.value < 0x20:
      let hex = String(scalar.value, radix: 16)
      out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out + "\""
}

private func doubled(_ text: String, _ mark: Character) -> String {
  text.reduce(into: "") { $0 += $1 == mark ? "\(mark)\(mark)" : String($1) }
}

private func markdownCell(_ text: String) -> String {
  tsvField(text).reduce(into: "") { $0 += $1 == "|" ? "\\|" : String($1) }
}
