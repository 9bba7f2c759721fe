// Tables for people: aligned, fitted to the terminal, long ones shortened in the middle.
import Diagnostics

/// A table laid out for a target.
struct TextTable {
  private static let gap = 2
  private static let narrowest = 8

  let table: ResultTable
  let target: RenderTarget
  /// The indices of the rows shown; nil for the row that says that some are left out.
  private let shownRows: [Int?]
  private var texts: [[String]] = []
  private var widths: [Int] = []
  private var shownColumns: [Int] = []

  init(_ table: ResultTable, _ target: RenderTarget) {
    self.table = table
    self.target = target
    shownRows = Self.chosenRows(table.rows.count, target.maxRows)
    layOut()
  }

  /// The first and the last rows: a series' present is at its end.
  private static func chosenRows(_ count: Int, _ limit: Int?) -> [Int?] {
    guard let limit, limit > 0, count > limit else { return Array(0..<count) }
    let head = (limit + 1) / 2
    return Array(0..<head) + [nil] + Array((count - (limit - head))..<count)
  }

  private mutating func layOut() {
    let indices = table.columns.indices
    texts = shownRows.map { row in
      guard let row else { return indices.map { _ in "…" } }
      return indices.map { printable(table.rows[row][$0].shown(target)) }
    }
    widths = indices.map { column in
      let names = [table.columns[column].name, table.columns[column].unit].map { cellWidth($0) }
      return max(names.max() ?? 0, texts.map { cellWidth($0[column]) }.max() ?? 0)
    }
    shownColumns = Array(indices)
    guard let limit = target.columns else { return }
    shrink(to: limit)
    drop(to: limit)
  }

  private func total() -> Int {
    shownColumns.reduce(0) { $0 + widths[$1] } + Self.gap * max(0, shownColumns.count - 1)
  }

  /// Narrows text columns, the widest first; numbers are never cut.
  private mutating func shrink(to limit: Int) {
    let candidates = shownColumns.filter { !isNumeric($0) }
    while total() > limit {
      guard let widest = candidates.max(by: { widths[$0] < widths[$1] }),
        widths[widest] > Self.narrowest
      else { return }
      widths[widest] -= min(total() - limit, max(1, widths[widest] / 8))
      widths[widest] = max(Self.narrowest, widths[widest])
    }
  }

  /// Leaves columns out from the middle; the first and the last stay.
  private mutating func drop(to limit: Int) {
    while total() > limit && shownColumns.count > 2 {
      shownColumns.remove(at: shownColumns.count / 2)
    }
  }

  private func isNumeric(_ column: Int) -> Bool {
    table.rows.contains { $0[column].isNumber }
  }

  func rendered() -> String {
    guard !table.columns.isEmpty else { return "" }
    let hasUnits = shownColumns.contains { !table.columns[$0].unit.isEmpty }
    var out = line(table.columns.map(\.name), style: .strong)
    if hasUnits { out += line(table.columns.map(\.unit), style: .dim) }
    out += Style.dim.paint(
      shownColumns.map { String(repeating: rule, count: widths[$0]) }
        .joined(separator: String(repeating: " ", count: Self.gap)), when: target.usesColor) + "\n"
    for (row, cells) in zip(shownRows, texts) { out += line(cells, row: row) }
    return out + footer()
  }

  private var rule: String { target.columns == nil ? "-" : "─" }

  private func line(_ cells: [String], style: Style = .plain, row: Int? = nil) -> String {
    var out = ""
    for (place, column) in shownColumns.enumerated() {
      let cut = clipped(cells[column], widths[column])
      let space = String(repeating: " ", count: max(0, widths[column] - cellWidth(cut)))
      let isDim = row.map { table.rows[$0][column].isUnknown } ?? false
      let text = (isDim ? .dim : style).paint(cut, when: target.usesColor)
      let isLast = place == shownColumns.count - 1
      out += isNumeric(column) ? space + text : text + (isLast ? "" : space)
      if !isLast { out += String(repeating: " ", count: Self.gap) }
    }
    while out.utf8.last == 0x20 { out.removeLast() }
    return out + "\n"
  }

  private func clipped(_ text: String, _ width: Int) -> String {
    guard cellWidth(text) > width else { return text }
    var out = ""
    var used = 1
    for scalar in text.unicodeScalars {
      used += cellWidth(scalar)
      if used > width { break }
      out.unicodeScalars.append(scalar)
    }
    return out + "…"
  }

  private func footer() -> String {
    var remarks: [String] = []
    let count = table.rows.count
    if let limit = target.maxRows, limit > 0, count > limit {
      remarks.append("\(grouped(limit)) of \(grouped(count)) rows · .last all shows every row")
    } else if target.columns != nil {
      remarks.append(count == 1 ? "1 row" : "\(grouped(count)) rows")
    }
    let hidden = table.columns.indices.filter { !shownColumns.contains($0) }
    if !hidden.isEmpty {
      let names = hidden.map { table.columns[$0].name }.joined(separator: ", ")
      remarks.append("hidden for width: \(names) · .last line shows every column")
    }
    return remarks.map { Style.dim.paint($0, when: target.usesColor) + "\n" }.joined()
  }
}

/// A count with its thousands apart: `12,345`.
func grouped(_ count: Int) -> String {
  var out = ""
  let digits = Array(String(count.magnitude))
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { out += "," }
    out.append(digit)
  }
  return (count < 0 ? "-" : "") + out
}

extension ResultTable {
  /// One `name = value` a line, rows apart by an empty line.
  func lineText(_ target: RenderTarget) -> String {
    let headers = columns.map(\.header)
    let widest = headers.map { cellWidth($0) }.max() ?? 0
    let count = target.maxRows.flatMap { $0 > 0 ? $0 : nil } ?? rows.count
    var blocks: [String] = []
    for row in rows.prefix(count) {
      var block = ""
      for (header, cell) in zip(headers, row) {
        let space = String(repeating: " ", count: widest - cellWidth(header))
        let value = target.columns == nil ? cell.plainText : printable(cell.shown(target))
        block += space + Style.dim.paint(header, when: target.usesColor) + " = \(value)\n"
      }
      blocks.append(block)
    }
    var out = blocks.joined(separator: "\n")
    if count < rows.count {
      out += "\n\(grouped(count)) of \(grouped(rows.count)) rows · .last all shows every row\n"
    }
    return out
  }
}
