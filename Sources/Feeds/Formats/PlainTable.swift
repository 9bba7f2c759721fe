// The plain table: one time column, labels, and columns named after series.

/// Any table with a header, a time column, and columns that are labels or series.
package struct PlainTable: Format {
  package let name = "plain table"

  package func recognise(_ sample: Sample) -> Recognition? {
    guard let table = sample.table, let header = table.header else { return nil }
    let columns = PlainColumns(header, sample) { column in
      let cells = table.cells(column).filter { !$0.isEmpty }
      return !cells.isEmpty && !cells.contains(where: TableHead.isNumber)
    }
    guard let time = columns.time else { return nil }
    let labels = columns.labels.map { "`\(header[$0.column])`" }.joined(separator: ", ")
    let plan = ColumnPlan(
      delimiter: table.delimiter, header: header, columnCount: header.count, time: time.column,
      labels: columns.labels, fixed: sample.pinned, assetFrom: columns.assetFrom,
      values: columns.values)
    return Recognition(
      format: name, confidence: .fallback,
      evidence: "header with time column `\(time.name)`"
        + (labels.isEmpty ? ", no labels" : " and labels \(labels)"),
      offers: columns.offers, reading: .columns(plan), decisions: columns.decisions,
      diagnostics: columns.diagnostics)
  }
}
