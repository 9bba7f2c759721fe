// What the columns of a plain table are: the time, labels, series, or nothing.
import Columns
import Diagnostics
import Quantities

/// The names of a plain table's columns, sorted into their roles.
struct PlainColumns {
  private(set) var time: (column: Int, name: String)?
  private(set) var labels: [(column: Int, key: String)] = []
  private(set) var values: [ValueColumn] = []
  private(set) var offers: [SeriesOffer] = []
  private(set) var decisions: [String] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Every label a row has: those of columns, those pinned, and a derived asset.
  private(set) var keys: [String] = []
  /// The label `asset` is told from where no column gives it.
  private(set) var assetFrom: String?

  private static let timeNames = ["time", "timestamp", "date", "t"]

  /// `holdsText` tells whether a column's first cells are all words.
  init(_ names: [String], _ sample: Sample, holdsText: (Int) -> Bool) {
    let lowered = names.map { $0.lowercased() }
    let pinned = sample.timeName.map { [$0.lowercased()] } ?? []
    for wanted in pinned + Self.timeNames {
      guard let column = lowered.firstIndex(of: wanted) else { continue }
      time = (column, names[column])
      break
    }
    findLabels(names, sample)
    var taken: Set<String> = []
    for (column, name) in names.enumerated() {
      if column == time?.column || labels.contains(where: { $0.column == column }) { continue }
      let header = Header(name)
      guard !header.series.isEmpty else {
        decisions.append("column \(column + 1) has no name; it is ignored")
        continue
      }
      guard taken.insert(header.series).inserted else {
        diagnostics.append(
          Problem.error(
            "E711", sample.path, "two columns are named `\(header.series)`", line: 1))
        continue
      }
      add(header, column, sample, isText: holdsText(column))
    }
  }

  private mutating func findLabels(_ names: [String], _ sample: Sample) {
    let declared = Set(sample.declarations.values.flatMap(\.keys))
    for (column, name) in names.enumerated() where column != time?.column {
      let lower = name.lowercased()
      if lower == "exchange" || ["venue", "asset", "symbol"].contains(lower) {
        let key = lower == "exchange" ? "venue" : lower
        if !labels.contains(where: { $0.key == key }) { labels.append((column, key)) }
      } else if declared.contains(name) {
        labels.append((column, name))
      }
    }
    var all = Set(labels.map(\.key) + sample.pinned.map(\.key))
    if all.contains("symbol") && !all.contains("asset") {
      assetFrom = "symbol"
      all.insert("asset")
      decisions.append("`asset` is told from `symbol`")
    }
    keys = all.sorted()
  }

  private mutating func add(_ header: Header, _ column: Int, _ sample: Sample, isText: Bool) {
    let place = Place.file(path: sample.path, line: 1, column: nil)
    var unit: Unit?
    if let text = header.unit {
      unit = Unit(parsing: text)
      if unit == nil {
        diagnostics.append(
          Diagnostic(
            "E712", .error, "`[\(text)]` in the header of `\(header.series)` is no unit", at: place
          ).suggesting(
            Suggestion("write one of USD, coin, contract, x, %, bps, or a rate of them")))
        return
      }
    }
    let (schema, why) = schema(of: header.series, unit, sample)
    if schema.origin == .assumed && unit == nil && isText {
      decisions.append("column `\(header.series)` holds text and is no label; it is ignored")
      return
    }
    if let unit, unit.dimension != schema.unit.dimension {
      diagnostics.append(
        Diagnostic(
          "E713", .error,
          "`\(header.series)` is \(schema.unit.dimension.words), its header says `[\(unit)]`: "
            + "\(unit.dimension.words)", at: place
        ).suggesting(
          Suggestion("name the column otherwise, or declare `series \(header.series)` in \(unit)")))
      return
    }
    for key in schema.keys where !keys.contains(key) {
      diagnostics.append(
        Problem.warning(
          "W713", sample.path,
          "`\(header.series)` is declared by `\(key)`, which this file does not have: "
            + "its cells are rejected", line: 1))
    }
    values.append(
      ValueColumn(column: column, series: header.series, unit: unit ?? schema.unit))
    offers.append(SeriesOffer(schema, why: why))
  }

  /// The schema a name has by declaration, catalogue or assumption, strongest first.
  private func schema(of name: String, _ unit: Unit?, _ sample: Sample) -> (SeriesSchema, String) {
    if var declared = sample.declarations[name] {
      if !declared.hasFixedKeys { declared.keys = keys }
      return (declared, "declared")
    }
    if var known = Catalogue.series(named: name) {
      let missing = known.keys.filter { !keys.contains($0) }
      known.keys = known.keys.filter(keys.contains)
      if missing.isEmpty { return (known, "a name of the catalogue") }
      return (known, "a name of the catalogue, without \(missing.joined(by: ", "))")
    }
    let schema = SeriesSchema(
      name: name, unit: unit ?? .ratio, keys: keys, origin: .assumed, hasFixedKeys: false)
    let near = nearest(to: name, in: Catalogue.all.map(\.name), limit: 1).first
    let hint = near.map { "; did you mean `\($0)`?" } ?? ""
    let what = unit == nil ? "a plain number" : "its unit is in its header"
    return (schema, "an unknown name: \(what), gauge every 1m stale 3m\(hint)")
  }
}

/// A column's name and the unit behind it: `oi [USD]`.
private struct Header {
  let series: String
  let unit: String?

  init(_ text: String) {
    guard text.hasSuffix("]"), let open = text.lastIndex(of: "[") else {
      series = text
      unit = nil
      return
    }
    var name = text[..<open]
    while name.last == " " { name.removeLast() }
    series = String(name)
    unit = String(text[text.index(after: open)...].dropLast())
  }
}
