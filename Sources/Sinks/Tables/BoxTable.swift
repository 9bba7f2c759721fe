// The drawn table: a box whose columns fit the terminal.
import Diagnostics
import Quantities

/// A table drawn in a box, rows and columns left out with a remark where it would not fit.
struct BoxTable {
  /// The least width a text column is cut to.
  static let narrowestText = 12
  /// The most rows a table may have to be turned on its side instead of losing columns.
  static let mostRowsTurned = 3

  let table: Table
  let style: TableStyle
  private let lines: BoxLines

  init(_ table: Table, _ style: TableStyle) {
    self.table = table
    self.style = style
    lines = style.charset == .utf8 ? .utf8 : .ascii
  }

  func write(into emit: (String) -> Void) {
    let shown = shownRows
    let cells = shown.map { row in
      row.map { index in
        table.columns.indices.map { table.drawnText(table.rows[index], $0, style) }
      }
    }
    var widths = table.columns.indices.map { column in
      let texts = cells.compactMap { $0?[column] } + [heading(column)]
      return texts.map { displayWidth($0) }.max() ?? 0
    }
    var kept = Array(table.columns.indices)
    if style.isForPeople, let width = style.width {
      narrow(&widths, to: width)
      if total(widths) > width, table.rows.count <= Self.mostRowsTurned, !table.rows.isEmpty {
        table.writeLines(style, into: emit)
        return
      }
      kept = fitting(widths, in: width)
    }
    draw(shown, cells, Layout(widths: widths, kept: kept), into: emit)
    remarks(shown: shown, kept: kept).forEach(emit)
  }

  /// What is drawn of each line: the columns kept, nil for the mark of those left out.
  private struct Layout {
    let widths: [Int]
    let kept: [Int]

    /// The columns with a nil where some are left out.
    var slots: [Int?] {
      var slots: [Int?] = []
      for (place, column) in kept.enumerated() {
        let expected = place == 0 ? 0 : kept[place - 1] + 1
        if column > expected { slots.append(nil) }
        slots.append(column)
      }
      if let last = kept.last, last < widths.count - 1 { slots.append(nil) }
      return slots
    }
  }

  private func draw(
    _ shown: [Int?], _ cells: [[String]?], _ layout: Layout, into emit: (String) -> Void
  ) {
    let mark = style.charset.ellipsis
    let slots = layout.slots
    let widths = slots.map { $0.map { layout.widths[$0] } ?? displayWidth(mark) }
    emit(lines.rule(lines.top, widths, style.ink))
    emit(
      lines.row(
        slots.enumerated().map { place, column in
          let text = clipped(column.map { heading($0) } ?? mark, to: widths[place], style.charset)
          let right = column.map { table.columns[$0].side == .right } ?? false
          return style.ink.paint(aligned(text, to: widths[place], right: right), "1")
        }, style.ink))
    emit(lines.rule(lines.middle, widths, style.ink))
    for (number, texts) in cells.enumerated() {
      emit(
        lines.row(
          slots.enumerated().map { place, column in
            guard let column, let texts, let row = shown[number] else {
              let gap = texts == nil ? lines.gap : mark
              return style.ink.paint(
                aligned(gap, to: widths[place], right: isRight(column)), "2")
            }
            let text = clipped(texts[column], to: widths[place], style.charset)
            let cell = aligned(text, to: widths[place], right: isRight(column))
            return table.isUnknown(table.rows[row], column) ? style.ink.paint(cell, "2") : cell
          }, style.ink))
    }
    emit(lines.rule(lines.bottom, widths, style.ink))
  }

  private func isRight(_ column: Int?) -> Bool {
    column.map { table.columns[$0].side == .right } ?? false
  }

  private func heading(_ column: Int) -> String {
    let suffix = style.isForPeople && isTime(column) ? " (UTC)" : ""
    return printable(table.columns[column].heading) + suffix
  }

  private func isTime(_ column: Int) -> Bool {
    guard let row = table.rows.first, case .time = table.cell(row, column) else { return false }
    return true
  }

  /// The rows drawn, nil for the gap between the first and the last.
  private var shownRows: [Int?] {
    let count = table.rows.count
    if let total = style.totalRows, total > count {
      return Array(0..<count / 2) + [nil] + Array(count / 2..<count)
    }
    guard style.isForPeople, let most = style.maximumRows, most >= 2, count > most else {
      return Array(0..<count)
    }
    let head = (most + 1) / 2
    return Array(0..<head) + [nil] + Array((count - (most - head))..<count)
  }
}

extension BoxTable {
  private func total(_ widths: [Int]) -> Int { widths.reduce(1) { $0 + $1 + 3 } }

  /// Cuts the widest text columns, widest first, until the table fits or none can give more.
  private func narrow(_ widths: inout [Int], to width: Int) {
    let texts = table.columns.indices.filter { table.columns[$0].side == .left && !isTime($0) }
    while total(widths) > width {
      guard let widest = texts.max(by: { widths[$0] < widths[$1] }),
        widths[widest] > Self.narrowestText
      else { return }
      let others = texts.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
      let floor = max(Self.narrowestText, min(others, widths[widest] - 1))
      widths[widest] = max(floor, widths[widest] - (total(widths) - width))
    }
  }

  /// The columns that fit: from the left and the right alternately, the middle left out.
  private func fitting(_ widths: [Int], in width: Int) -> [Int] {
    guard total(widths) > width else { return Array(widths.indices) }
    var room = width - 1 - (displayWidth(style.charset.ellipsis) + 3)
    var left: [Int] = []
    var right: [Int] = []
    var low = 0
    var high = widths.count - 1
    while low <= high {
      let fromLeft = left.count <= right.count
      let column = fromLeft ? low : high
      room -= widths[column] + 3
      if room < 0 { break }
      if fromLeft { left.append(column) } else { right.append(column) }
      if fromLeft { low += 1 } else { high -= 1 }
    }
    return left.isEmpty ? [0] : left + right.reversed()
  }

  private func remarks(shown: [Int?], kept: [Int]) -> [String] {
    var parts: [String] = []
    let drawn = shown.count { $0 != nil }
    let total = max(style.totalRows ?? 0, table.rows.count)
    if drawn < total {
      parts.append("\(grouped(drawn)) of \(grouped(total)) rows")
    } else if style.isForPeople {
      parts.append("\(grouped(drawn)) \(drawn == 1 ? "row" : "rows")")
    }
    if kept.count < table.columns.count {
      parts.append("\(kept.count) of \(table.columns.count) columns")
    }
    if drawn < total || kept.count < table.columns.count, !style.remedy.isEmpty {
      parts.append(style.remedy)
    }
    guard !parts.isEmpty else { return [] }
    return [style.ink.paint(parts.joined(separator: " \(style.charset.dot) "), "2")]
  }
}

/// The characters of a box.
private struct BoxLines {
  let top: [String]
  let middle: [String]
  let bottom: [String]
  let flat: String
  let wall: String
  /// What stands in a row that is left out.
  let gap: String

  static let utf8 = BoxLines(
    top: ["┌", "┬", "┐"], middle: ["├", "┼", "┤"], bottom: ["└", "┴", "┘"], flat: "─", wall: "│",
    gap: "⋮")
  static let ascii = BoxLines(
    top: ["+", "+", "+"], middle: ["+", "+", "+"], bottom: ["+", "+", "+"], flat: "-", wall: "|",
    gap: ":")

  func rule(_ joints: [String], _ widths: [Int], _ ink: Ink) -> String {
    let spans = widths.map { String(repeating: flat, count: $0 + 2) }
    return ink.paint(joints[0] + spans.joined(separator: joints[1]) + joints[2], "2")
  }

  func row(_ cells: [String], _ ink: Ink) -> String {
    let wall = ink.paint(wall, "2")
    return wall + cells.map { " \($0) " }.joined(separator: wall) + wall
  }
}
