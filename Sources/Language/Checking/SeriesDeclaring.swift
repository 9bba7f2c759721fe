// `series` items, and who has the last word on what a series is.
package import Columns
import Diagnostics
import Quantities

/// The series that files declare, with those of their imports; told about later, by `check`.
///
/// Needed before data is read, because a declaration decides unit, kind and keys of a column.
package func declaredSeries(
  in files: [SyntaxFile], context: CheckingContext = CheckingContext()
) -> [SeriesSchema] {
  var found: [String: SeriesSchema] = [:]
  var read: Set<String> = []
  var waiting = files
  while let file = waiting.popLast() {
    guard read.insert(file.source.name).inserted else { continue }
    for item in file.items {
      switch item.kind {
      case .series(let series):
        found[series.name.value] = found[series.name.value] ?? series.schema
      case .importFile(let path, _):
        if case .success(let source) = context.importer(path.value, file.source.name) {
          waiting.append(parse(source))
        }
      default: break
      }
    }
  }
  return found.values.sorted { $0.name < $1.name }
}

extension SeriesItem {
  /// The schema it declares; a limit that makes no sense is told by the checker.
  var schema: SeriesSchema {
    SeriesSchema(
      name: name.value, kind: SeriesKind(rawValue: kind) ?? .gauge, unit: unit.value,
      keys: keys?.map(\.value) ?? [], every: every?.value ?? .minutes(1), stale: stale?.value,
      lag: lag?.value ?? .zero)
  }
}

extension Checker {
  /// Starts from what the data offers; declarations replace it, the catalogue comes last.
  func declareOffered() {
    for schema in (context.offered ?? [:]).values { know(schema) }
  }

  /// The `series` items of a file.
  func declareSeries(of file: SyntaxFile) {
    inScope(Scope(module: Module(), source: file.source)) {
      for item in file.items {
        if case .series(let series) = item.kind { declare(series) }
      }
    }
  }

  private func declare(_ item: SeriesItem) {
    let schema = item.schema
    let name = item.name.value
    if let other = declaredAt[name], !context.isInteractive {
      let place = Place.source(other.source, other.range).text ?? ""
      guard program.schemas[name] == schema else {
        tell(
          problem("E0608", "the series `\(name)` is already declared in another way",
            at: item.name.range
          ).noting("it is declared at \(place)"))
        return
      }
    }
    for span in [item.every, item.stale, item.lag].compactMap({ $0 }) where span.value < .zero {
      tell(problem("E0608", "the span must not be below zero", at: span.range))
    }
    if let every = item.every, every.value == .zero {
      tell(problem("E0608", "a series' cadence must be above zero", at: every.range))
    }
    if schema.lag > .zero, schema.stale <= schema.lag {
      tell(
        lint("L011", "`\(name)` is seen \(schema.lag) late but known only up to an age of"
          + " \(schema.stale), so it is never known; raise `stale` above the lag",
          at: item.stale?.range ?? item.name.range))
    }
    declaredAt[name] = (scope.source, item.name.range)
    know(schema)
  }
}
