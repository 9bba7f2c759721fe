// What the counts of a load give reason to say.
import Columns
import Diagnostics
import Quantities

extension LoadReport {
  /// A share of rejected rows above this is told.
  private static let tolerableShare = 0.01

  /// Complaints the counts give reason for.
  var findings: [Diagnostic] {
    files.compactMap(finding) + files.flatMap(namings) + series.compactMap(staleness)
      + series.compactMap(clockChanges)
  }

  private func finding(_ file: FileReport) -> Diagnostic? {
    guard file.rows > 0 else {
      if file.isBroken { return nil }
      return Problem.warning("W725", file.path, "it has a header and no row")
    }
    let first = file.rejects.first.first { $0.isRow }
    let reason = first.map { ", the first at \($0.line):\($0.column): \($0.reason)" } ?? ""
    if file.rejects.rows == file.rows {
      return Problem.error(
        "E719", file.path, "none of its \(file.rows) rows can be used\(reason)", line: first?.line)
    }
    guard Double(file.rejects.rows) > Double(file.rows) * Self.tolerableShare else { return nil }
    return Problem.warning(
      "W726", file.path, "\(file.rejects.rows) of its \(file.rows) rows are rejected\(reason)",
      line: first?.line)
  }

  /// What names of files say that their rows do not.
  private func namings(_ file: FileReport) -> [Diagnostic] {
    FileNameCheck(file).words.map { words in
      Problem.warning("W738", file.path, words + ": the rows are believed")
    }
  }

  /// A series whose steps jump by an hour twice a year is in the local time of some place.
  private func clockChanges(_ series: SeriesReport) -> Diagnostic? {
    guard series.clockChanges > 0, let cadence = series.cadence else { return nil }
    return Diagnostic(
      "W728", .warning,
      "`\(series.schema.name)` comes every \(cadence), but \(series.clockChanges) steps are an "
        + "hour shorter or longer: its clock may be local time with daylight saving",
      at: .run
    ).suggesting(
      Suggestion(
        "export it in UTC, or pin its zone in a schema file: `\"tz\": \"Europe/London\"`"))
  }

  /// A series that is stale most of the time because it comes more seldom than it may be old.
  private func staleness(_ series: SeriesReport) -> Diagnostic? {
    let schema = series.schema
    guard let cadence = series.cadence, cadence > schema.stale, series.samples > 2,
      schema.kind != .event
    else { return nil }
    return Diagnostic(
      "W727", .warning,
      "`\(schema.name)` comes every \(cadence) and counts as stale after \(schema.stale): "
        + "most of the time it is unknown", at: .run
    ).suggesting(
      Suggestion(
        "declare it: `series \(schema.name) : \(schema.kind) \(schema.unit)"
          + (schema.keys.isEmpty ? "" : " by \(schema.keys.joined(separator: ", "))")
          + " every \(cadence.literal) stale \((cadence + cadence).literal)`"))
  }
}
