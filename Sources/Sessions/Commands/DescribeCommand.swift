// `brink describe`: what each file is, and why.
import Columns
import Diagnostics
import Feeds
import Functions
import Quantities
import Sinks

extension Talk {
  /// Says of every file its format, series, units, cadence, gaps and rejects, with the evidence.
  package func describe(_ request: RunRequest) -> ExitStatus {
    let survey = Feeds.survey(
      FeedRequest(paths: request.data, declarations: [], schemaFile: request.schemaFile))
    let progress = ProgressLine(streams, isOn: manner.showsProgress)
    let loading = load(survey, wanted: nil) { progress.show($0) }
    progress.clear()
    let description = Description(survey, loading, metrics: BookMetrics.needs)
    switch manner.format {
    case .json: streams.out(description.json.jsonText + "\n")
    default: streams.out(description.text + "\n")
    }
    let found = survey.diagnostics + loading.diagnostics
    streams.draw(found)
    return Preparation.status(of: found)
  }

  /// Count, sum, extremes and span of every series under every set of labels, in one pass that
  /// keeps nothing.
  package func statistics(_ request: RunRequest) -> ExitStatus {
    let survey = Feeds.survey(
      FeedRequest(paths: request.data, declarations: [], schemaFile: request.schemaFile))
    let progress = ProgressLine(streams, isOn: manner.showsProgress)
    let measuring = measure(survey) { progress.show($0) }
    progress.clear()
    measuring.table.write(tableStyle) { streams.out($0 + "\n") }
    let found = survey.diagnostics + measuring.diagnostics
    streams.draw(found)
    return measuring.isCancelled ? .failure : Preparation.status(of: found)
  }
}

extension Measuring {
  /// One row for each series and set of labels; numbers in the unit the row names.
  var table: Table {
    let keys = Set(tracks.flatMap(\.labels.keys)).sorted()
    let numbers = ["count", "sum", "min", "max"].map { Table.Column($0, side: .right) }
    let columns =
      [Table.Column("series")] + keys.map { Table.Column($0) } + [Table.Column("unit")]
      + numbers + [Table.Column("first"), Table.Column("last")]
    let rows = tracks.map { track -> [Table.Cell] in
      let unit = track.schema.unit
      let measure = track.measure
      let labels = keys.map { track.labels[$0].map { .text($0) } ?? Table.Cell.unknown("") }
      return [.text(track.schema.name)] + labels + [
        .text(unit.text), .number(Double(measure.count)),
        .number(unit.value(ofBase: measure.sum)), .number(unit.value(ofBase: measure.least)),
        .number(unit.value(ofBase: measure.greatest)),
        .time(Timestamp(nanoseconds: measure.first)), .time(Timestamp(nanoseconds: measure.last)),
      ]
    }
    return Table(columns, rows: rows)
  }
}
