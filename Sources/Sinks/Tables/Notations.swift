// Tables for machines and documents: csv, tsv, JSON, one value a line, Markdown.
import Diagnostics
import Quantities

/// A csv field, quoted where a reader would mistake it otherwise.
func csvField(_ text: String) -> String {
  let needsQuotes = text.utf8.contains { $0 == 44 || $0 == 34 || $0 == 10 || $0 == 13 }
  guard needsQuotes || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
  return "\"" + text.replacing("\"", with: "\"\"") + "\""
}

/// A tsv field: tabs and line breaks as `\t`, `\n`, `\r`.
func tsvField(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 || $0 == 92 }) else {
    return text
  }
  return text.replacing("\\", with: "\\\\").replacing("\t", with: "\\t")
    .replacing("\n", with: "\\n").replacing("\r", with: "\\r")
}

extension Table {
  /// One line of headings and one a row; unknown is an empty field.
  func writeDelimited(
    _ separator: String, quoted: (String) -> String, into emit: (String) -> Void
  ) {
    emit(columns.map { quoted($0.heading) }.joined(separator: separator))
    for row in rows {
      let fields = columns.indices.map { exactText(row, $0).map(quoted) ?? "" }
      emit(fields.joined(separator: separator))
    }
  }

  /// One object a row; numbers are numbers, unknown is null.
  func jsonRow(_ row: [Cell]) -> String {
    jsonObject(
      columns.indices.map { column in
        let text = exactText(row, column)
        switch cell(row, column) {
        case .number, .truth, .unknown: return (columns[column].heading, text ?? "null")
        case .text, .time: return (columns[column].heading, jsonString(text))
        }
      })
  }

  func writeJSON(into emit: (String) -> Void) {
    guard !rows.isEmpty else { return emit("[]") }
    for (index, row) in rows.enumerated() {
      let head = index == 0 ? "[" : " "
      emit(head + jsonRow(row) + (index == rows.count - 1 ? "]" : ","))
    }
  }

  /// Every value on a line of its own, an empty line between rows.
  func writeLines(_ style: TableStyle, into emit: (String) -> Void) {
    let width = columns.map { displayWidth(printable($0.name)) }.max() ?? 0
    for (index, row) in rows.enumerated() {
      if index > 0 { emit("") }
      for (number, column) in columns.enumerated() {
        let name = aligned(printable(column.name), to: width, right: true)
        emit(style.ink.paint(name, "1") + "  " + lineValue(row, number, style))
      }
    }
  }

  private func lineValue(_ row: [Cell], _ column: Int, _ style: TableStyle) -> String {
    let text = drawnText(row, column, style)
    if isUnknown(row, column) { return style.ink.paint(text, "2") }
    guard case .number(let base) = cell(row, column), let unit = columns[column].unit else {
      return text
    }
    let quantity = Quantity(base: base, unit: unit)
    return style.isForPeople ? quantity.readable : quantity.description
  }

  func writeMarkdown(_ style: TableStyle, into emit: (String) -> Void) {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    func escaped(_ text: String) -> String {
      text.replacing("|", with: "\\|").replacing("\n", with: " ").replacing("\r", with: " ")
    }
    emit(line(columns.map { escaped($0.heading) }))
    emit(line(columns.map { $0.side == .right ? "---:" : "---" }))
    for row in rows {
      emit(line(columns.indices.map { escaped(drawnText(row, $0, style)) }))
    }
  }
}
