// One pass over data that keeps nothing: the measures of every series under every set of labels.
package import Columns
package import Diagnostics
import Quantities

/// The measures of one series under one set of labels.
package struct TrackMeasure: Sendable {
  /// The series.
  package let schema: SeriesSchema
  /// Its labels, those of its keys only.
  package let labels: Labels
  /// What was measured.
  package internal(set) var measure: SampleMeasure
}

/// What a measuring pass found.
package struct Measuring: Sendable {
  /// Sorted by series, then labels.
  package let tracks: [TrackMeasure]
  /// Rows read.
  package let rows: Int
  /// What went wrong in files.
  package let diagnostics: [Diagnostic]
  /// True where the progress function said to stop.
  package let isCancelled: Bool
}

/// Measures every series of a survey as its rows stand in the files: rows that came twice count
/// twice, and series that are sums of others of their file are left out.
///
/// Memory does not grow with the data: samples are measured a few hundred at a time and forgotten.
package func measure(
  _ survey: Survey, progress: (LoadProgress) -> Bool = { _ in true }
) -> Measuring {
  var schemas: [String: SeriesSchema] = [:]
  for series in survey.series { schemas[series.schema.name] = series.schema.measured }
  let crew = LoadCrew(survey, schemas: schemas, threads: processorCount, purpose: .measuring)
  crew.run(progress)
  let reads = crew.takeReads()
  var found: [String: [Labels: SampleMeasure]] = [:]
  for piece in reads.flatMap(\.measures) where piece.measure.count > 0 {
    guard let schema = schemas[piece.series] else { continue }
    let labels = piece.labels.restricted(to: schema.keys)
    found[piece.series, default: [:]][labels, default: SampleMeasure()].add(piece.measure)
  }
  var tracks: [TrackMeasure] = []
  for (name, own) in found.sorted(by: { $0.key < $1.key }) {
    guard let schema = schemas[name] else { continue }
    for labels in own.keys.sorted() {
      guard let measure = own[labels] else { continue }
      let own = survey.schema(named: name) ?? schema
      tracks.append(TrackMeasure(schema: own, labels: labels, measure: measure))
    }
  }
  return Measuring(
    tracks: tracks, rows: reads.reduce(0) { $0 + $1.rowCount },
    diagnostics: reads.flatMap(\.diagnostics), isCancelled: crew.isCancelled)
}

/// What the samples of a pass are read for.
enum ReadPurpose: Sendable {
  /// To be kept.
  case keeping
  /// To be kept; files without any are read for the moments of their rows.
  case spanning
  /// To be measured and forgotten.
  case measuring
}

/// The measures of one series under one set of labels in one part of one file.
struct MeasuredPiece: Sendable {
  let series: String
  let labels: Labels
  let measure: SampleMeasure
}

/// The measures of one file so far.
struct MeasureLedger {
  private struct Name: Hashable {
    let series: String
    let labels: Labels
  }
  private var measures: [Name: SampleMeasure] = [:]

  /// Takes in the samples of a stretch and drops them.
  mutating func take(_ read: inout FileRead) {
    for piece in read.pieces where !piece.times.isEmpty {
      let name = Name(series: piece.series, labels: piece.labels)
      piece.times.withUnsafeBufferPointer { times in
        piece.values.withUnsafeBufferPointer { values in
          guard let times = times.baseAddress, let start = values.baseAddress else { return }
          measures[name, default: SampleMeasure()].add(times, start, values.count)
        }
      }
    }
    for piece in read.measures {
      let name = Name(series: piece.series, labels: piece.labels)
      measures[name, default: SampleMeasure()].add(piece.measure)
    }
    read.measures = []
    read.pieces = []
    read.pulses = [:]
  }

  /// In no particular order.
  var pieces: [MeasuredPiece] {
    measures.map { MeasuredPiece(series: $0.key.series, labels: $0.key.labels, measure: $0.value) }
  }
}

extension SeriesSchema {
  /// The schema as a measuring pass reads it: no events, whose equal rows would be told apart.
  fileprivate var measured: SeriesSchema {
    var schema = self
    schema.kind = .gauge
    return schema
  }
}
