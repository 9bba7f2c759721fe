// What there is, as tables: files, series, functions, definitions.
import Columns
import Feeds
import Functions
import Language
import Quantities
package import Sinks

/// What can be listed.
package enum Listing: String, Sendable, CaseIterable {
  case sources, schema, functions, metrics, rules
}

extension InteractiveSession {
  /// A table of what there is, those whose name contains the pattern.
  package func listing(_ listing: Listing, matching pattern: String) -> Table {
    let wanted = pattern.lowercased()
    let fits = { (name: String) in wanted.isEmpty || name.lowercased().contains(wanted) }
    return switch listing {
    case .sources: sources(fits)
    case .schema: schema(survey().series.filter { fits($0.schema.name) })
    case .functions: functions(fits)
    case .metrics: metrics(fits)
    case .rules: rules(fits)
    }
  }

  private func sources(_ fits: (String) -> Bool) -> Table {
    let survey = survey()
    var table = Table([.init("file"), .init("format"), .init("series"), .init("evidence")])
    for (place, file) in survey.files.enumerated() where fits(file.path) {
      let names = survey.series.filter { $0.files.contains(place) }.map(\.schema.name)
      table.rows.append([
        .text(file.path), .text(file.recognition.format), .text(names.joined(separator: " ")),
        .text(file.recognition.evidence),
      ])
    }
    return table
  }

  private func schema(_ series: [SurveyedSeries]) -> Table {
    var table = Table(
      ["series", "kind", "unit", "keys", "every", "stale", "why"].map { Table.Column($0) })
    for one in series { table.rows.append(row(one.schema) + [.text(one.why)]) }
    return table
  }

  private func row(_ schema: SeriesSchema) -> [Table.Cell] {
    [
      .text(schema.name), .text(schema.kind.rawValue), .text(schema.unit.text),
      .text(schema.keys.joined(separator: ", ")), .text(schema.every.description),
      .text(schema.stale.description),
    ]
  }

  private func metrics(_ fits: (String) -> Bool) -> Table {
    var table = Table(
      ["series", "kind", "unit", "keys", "every", "stale", "open"].map { Table.Column($0) })
    let open = Set(survey().schemas.map(\.name))
    for schema in Catalogue.all where fits(schema.name) {
      table.rows.append(row(schema) + [.truth(open.contains(schema.name))])
    }
    return table
  }

  private func functions(_ fits: (String) -> Bool) -> Table {
    var table = Table(["function", "forms", "gives", "does"].map { Table.Column($0) })
    for function in FunctionCatalogue.all where fits(function.name) {
      table.rows.append([
        .text(function.name), .text(function.signature), .text(function.unit),
        .text(function.summary),
      ])
    }
    for metric in MetricCatalogue.all where fits(metric.name) {
      guard metric.function != nil || StandardLibrary.text(of: metric.name) != nil else { continue }
      table.rows.append([
        .text(metric.name), .text(metric.function?.signature ?? metric.name),
        .text(metric.function?.resultText ?? metric.unit), .text(metric.formula),
      ])
    }
    return table
  }

  private func rules(_ fits: (String) -> Bool) -> Table {
    var table = Table(["name", "kind", "text"].map { Table.Column($0) })
    for file in files {
      for item in file.items where item.names.contains(where: fits) {
        let text = file.source.slice(item.range).split(whereSeparator: \.isWhitespace)
        table.rows.append([
          .text(item.names.joined(separator: ", ")), .text(item.word),
          .text(text.joined(separator: " ")),
        ])
      }
    }
    return table
  }

  /// Everything known of a name; nil where it is none.
  package func page(of name: String) -> String? {
    if let text = definition(of: name) { return text }
    if let series = survey().series.first(where: { $0.schema.name == name }) {
      return lines(series.schema) + "\n  because  \(series.why)"
    }
    return ReferenceManual.entry(name)
  }

  private func definition(of name: String) -> String? {
    for file in files.reversed() {
      for item in file.items where item.names.contains(name) {
        return file.source.slice(item.range)
      }
    }
    return nil
  }

  private func lines(_ schema: SeriesSchema) -> String {
    let keys = schema.keys.isEmpty ? "no keys" : "by " + schema.keys.joined(separator: ", ")
    let lag = schema.lag > .zero ? " lag \(schema.lag)" : ""
    return "\(schema.name): \(schema.kind.rawValue) \(schema.unit) \(keys)"
      + " every \(schema.every) stale \(schema.stale)\(lag)"
  }
}

extension Item {
  /// The word it begins with.
  var word: String {
    switch kind {
    case .series: "series"
    case .param: "param"
    case .letBinding: "let"
    case .function: "fn"
    case .record: "record"
    case .alert(let item): item.isHalt ? "halt" : "alert"
    case .label: "label"
    case .importFile: "import"
    case .backtest: "backtest"
    case .test: "test"
    case .expression: "expression"
    }
  }
}
