// `brink query`: the values of an expression.
import Diagnostics
import Columns
import Language
import Quantities
package import Sinks

/// What a query prints besides its rows.
package struct QueryOptions: Sendable {
  /// The newest tick only.
  package var isNewestOnly = false
  /// A chart instead of rows.
  package var isChart = false

  package init() {}
}

extension Talk {
  /// Prints the values of an expression, one row per tick and key.
  package func query(
    _ expression: String, _ request: RunRequest, _ options: QueryOptions
  ) -> ExitStatus {
    var sources: [SourceText] = []
    if !request.rules.isEmpty {
      guard let read = self.sources(request.rules) else { return .usage }
      sources = read
    }
    let question = SourceText(name: "<query>", text: expression)
    let files = sources.map { parse($0) } + [parse(question, mode: .interactive)]
    switch prepare(request, files) {
    case .failure(let refused): return refused.status
    case .success(let prepared):
      guard let whole = QueryResult.make(prepared.run) else {
        let message = "a query is one expression, such as 'oi / reserve'"
        streams.draw([Diagnostic("E0904", .error, message, at: .run)])
        return .usage
      }
      let result = options.isNewestOnly ? whole.newest() : whole
      if options.isChart {
        streams.out(result.chart(width: streams.width, ink: streams.ink, charset: charset))
      } else {
        result.write(tableStyle) { streams.out($0 + "\n") }
      }
      return prepared.status.worst(result.rowCount == 0 ? .unknown : .quiet)
    }
  }
}

extension QueryResult {
  /// The columns of the printed table: time, the keys, the value, and why it is unknown.
  var columns: [Table.Column] {
    let keys = lines.first?.key.keys ?? expression.keys
    return [Table.Column("time")] + keys.map { Table.Column($0) }
      + [Table.Column(name, unit: unit ?? .ratio, side: .right)]
  }

  /// One printed row; why it is unknown is found out only where that is told, because it takes
  /// longer than the value did.
  private func row(_ line: Line, _ index: Int, tellsReasons: Bool) -> [Table.Cell] {
    let value = line.values[index]
    var cells: [Table.Cell] = [.time(line.time(at: index))]
    cells += line.key.pairs.map { .text($0.value) }
    if value.isNaN {
      cells.append(
        .unknown(tellsReasons ? reasons(line, index).joined(separator: "; ") : ""))
    } else {
      cells.append(unit == nil ? .truth(value != 0) : .number(value))
    }
    return cells
  }

  /// Writes every row that the style shows; a person gets the ends of a long result.
  func write(_ style: TableStyle, into emit: (String) -> Void) {
    var clipped = style
    clipped.maximumRows = nil
    let table = table(style)
    table.write(clipped, into: emit)
    guard table.rows.count < rowCount else { return }
    emit(
      "\(table.rows.count) of \(rowCount) rows: the first and the last; --format csv prints all")
  }

  /// The values as a table of what a style shows: of a long one a person gets the first and the
  /// last rows only.
  package func table(_ style: TableStyle) -> Table {
    var table = Table(columns)
    if style.isForPeople, style.mode == .table, let limit = style.maximumRows, rowCount > limit {
      table.rows = ends(limit, tellsReasons: style.tellsReasons)
      return table
    }
    eachRow { line, index in
      table.rows.append(row(line, index, tellsReasons: style.tellsReasons))
      return true
    }
    return table
  }

  /// The first and the last rows, half of the limit each.
  private func ends(_ limit: Int, tellsReasons: Bool) -> [[Table.Cell]] {
    var first: [[Table.Cell]] = []
    var last: [(Line, Int)] = []
    eachRow { line, index in
      if first.count < limit / 2 {
        first.append(row(line, index, tellsReasons: tellsReasons))
      } else {
        last.append((line, index))
        if last.count > limit * 4 { last.removeFirst(last.count - limit / 2) }
      }
      return true
    }
    return first
      + last.suffix(limit - limit / 2).map { row($0.0, $0.1, tellsReasons: tellsReasons) }
  }

  /// A chart of every line.
  func chart(width: Int, ink: Ink, charset: Charset) -> String {
    let series = lines.map { line in
      Chart.Series(
        name: line.key.pairs.map(\.value).joined(separator: " "),
        unit: unit ?? .ratio,
        times: line.values.indices.map { line.time(at: $0) },
        values: line.values)
    }
    let chart = Chart(title: name, series: series)
    return chart.drawing(width: width, height: 16, ink: ink, charset: charset)
  }
}
