// A table: what a query, a listing or a score prints, before anybody decided how.
package import Diagnostics
package import Quantities

/// Named columns and rows of cells; printing it is a matter of `TableStyle`.
package struct Table: Sendable, Equatable {
  /// One column: its name, the unit of its numbers, its side.
  package struct Column: Sendable, Equatable {
    /// Where its cells stand in a drawn table.
    package enum Side: Sendable {
      case left, right
    }
    /// Its name.
    package var name: String
    /// The unit its numbers are printed in; nil where they are plain counts or it holds text.
    package var unit: Unit?
    /// Where its cells stand.
    package var side: Side

    package init(_ name: String, unit: Unit? = nil, side: Side? = nil) {
      self.name = name
      self.unit = unit
      self.side = side ?? (unit == nil ? .left : .right)
    }

    /// Name and unit as a plain table's header has them: `oi [coin]`.
    package var heading: String {
      guard let unit, unit.text != "x", unit.words.isEmpty else { return name }
      return "\(name) [\(unit.text)]"
    }
  }

  /// One cell.
  package enum Cell: Sendable, Equatable {
    /// A value in base units; NaN prints as unknown.
    case number(Double)
    case text(String)
    case time(Timestamp)
    case truth(Bool)
    /// No value, and why: `stale 31m`; the reason may be empty.
    case unknown(String)
  }

  /// The columns, left to right.
  package var columns: [Column]
  /// The rows; a short row ends in unknown cells.
  package var rows: [[Cell]]

  package init(_ columns: [Column], rows: [[Cell]] = []) {
    self.columns = columns
    self.rows = rows
  }

  /// The cell of a row; unknown where the row is short, or its number is no number.
  func cell(_ row: [Cell], _ column: Int) -> Cell {
    guard row.indices.contains(column) else { return .unknown("") }
    if case .number(let value) = row[column] {
      if !value.isFinite { return .unknown("") }
      if let word = columns[column].unit?.word(of: value) { return .text(word) }
    }
    return row[column]
  }
}

/// How tables are written.
package enum TableMode: String, Sendable, CaseIterable {
  case table, line, csv, tsv, json, jsonl, md
}

/// Everything that decides how a table is printed.
package struct TableStyle: Sendable {
  /// The notation.
  package var mode: TableMode
  /// True for a terminal: rounded numbers with magnitudes, rows and columns left out to fit.
  package var isForPeople = false
  /// The width of the terminal; nil where nothing has to fit.
  package var width: Int?
  /// Colour or none.
  package var ink = Ink.plain
  /// What can be drawn with.
  package var charset = Charset.utf8
  /// The most rows shown to people; the middle is left out.
  package var maximumRows: Int? = 40
  /// How many rows there are where the table holds the first and the last of them only.
  package var totalRows: Int?
  /// What stands for no value in tables and lines; nil for a dash with its reason.
  package var nullText: String?
  /// What the remark on left-out rows offers, such as `.last to see all`; empty for nothing.
  package var remedy = ""

  package init(_ mode: TableMode) { self.mode = mode }

  /// True where an unknown cell says why.
  package var tellsReasons: Bool { isForPeople && nullText == nil && drawsCells }

  private var drawsCells: Bool {
    switch mode {
    case .table, .line, .md: true
    case .csv, .tsv, .json, .jsonl: false
    }
  }

  /// A terminal's style.
  package static func terminal(width: Int, ink: Ink, charset: Charset) -> TableStyle {
    var style = TableStyle(.table)
    style.isForPeople = true
    style.width = width
    style.ink = ink
    style.charset = charset
    return style
  }
}

extension Table {
  /// The table as text, every line with its break.
  package func text(_ style: TableStyle) -> String {
    var out = ""
    write(style) { out += $0 + "\n" }
    return out
  }

  /// Hands the table on line by line.
  package func write(_ style: TableStyle, into emit: (String) -> Void) {
    switch style.mode {
    case .table: BoxTable(self, style).write(into: emit)
    case .line: writeLines(style, into: emit)
    case .csv: writeDelimited(",", quoted: csvField, into: emit)
    case .tsv: writeDelimited("\t", quoted: tsvField, into: emit)
    case .json: writeJSON(into: emit)
    case .jsonl: for row in rows { emit(jsonRow(row)) }
    case .md: writeMarkdown(style, into: emit)
    }
  }
}
