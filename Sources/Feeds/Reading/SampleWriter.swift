// Where a format's code puts the samples it reads out of rows and records.
package import Columns

/// The samples of one series under one set of labels, from one file, in the order of the file.
struct Piece {
  let series: String
  /// Every label the rows carry, those beyond the series' keys included.
  let labels: Labels
  /// The kind of market they are of, where the file tells one.
  var market: Instrument.Kind?
  /// Where the samples come from.
  let origin: Origin
  var times: [Int64] = []
  var values: [Double] = []
  /// The row each sample comes from.
  var rows = RowNumbers()
  /// A hash of each sample's whole row; kept for events only.
  var hashes: [UInt64] = []
  /// True where the times are known to ascend, each once.
  var isAscending = false

  /// The first and the last moment, or nil without a sample.
  var span: ClosedRange<Int64>? {
    guard let first = times.first, let last = times.last else { return nil }
    if isAscending { return first...last }
    var (low, high) = (first, first)
    for time in times { (low, high) = (min(low, time), max(high, time)) }
    return low...high
  }

  /// A file, and which part of it where it was read in parts.
  struct Origin: Hashable {
    let file: Int
    var part = 0
  }

  /// Where a sample stands in the order of the input.
  func input(_ index: Int) -> UInt64 {
    UInt64(origin.file) << 42 | UInt64(origin.part) << 32 | UInt64(rows[index])
  }
}

/// Collects the samples of one file.
package final class SampleWriter {
  private let schemas: [String: SeriesSchema]
  /// What is measured of books while they are replayed.
  let measures: [BookMeasure]
  private let origin: Piece.Origin
  /// For messages.
  private let path: String
  /// True where a wanted series is made of events, so that equal rows must be told apart.
  let keepsHashes: Bool
  private var places: [TrackName: Int] = [:]
  private var tracks: [TrackBuffer] = []
  package private(set) var rejects = RejectList()
  private var nanCount = 0

  /// What is worth a warning, by its words.
  private var remarks: [String: Remark] = [:]

  /// How often something was seen, and where first.
  private struct Remark {
    let line: Int
    var count = 0
  }

  /// The row being read: its number, line and hash.
  var row: UInt32 = 0
  var line = 0
  var hash: UInt64 = 0
  /// The row's cells, for the places of rejects.
  var scanner: RowScanner?

  /// `schemas` are the wanted series only.
  init(
    schemas: [String: SeriesSchema], measures: [BookMeasure] = [], origin: Piece.Origin,
    path: String
  ) {
    self.schemas = schemas
    self.measures = measures
    self.origin = origin
    self.path = path
    keepsHashes = schemas.values.contains { $0.kind == .event }
  }

  /// A writer that takes samples of these series under any labels, to see which there are.
  convenience init(probing schemas: [String: SeriesSchema]) {
    self.init(schemas: schemas, origin: Piece.Origin(file: 0), path: "")
  }

  private struct TrackName: Hashable {
    let series: String
    let labels: Labels
    let market: Instrument.Kind?
  }

  /// The samples of one series and set of labels as they come.
  private final class TrackBuffer {
    let name: TrackName
    let isEvent: Bool
    var kept = Kept()

    init(_ name: TrackName, isEvent: Bool) {
      self.name = name
      self.isEvent = isEvent
    }
  }

  /// The columns of a track: one value, so that a sample is one access to its buffer.
  private struct Kept {
    var times: [Int64] = []
    var values: [Double] = []
    var rows: [UInt32] = []
    var hashes: [UInt64] = []
    /// When the feed of an event series spoke though nothing happened.
    var quiet: [Int64] = []

    @inline(__always)
    mutating func append(_ time: Int64, _ value: Double, row: UInt32, hash: UInt64?) {
      times.append(time)
      values.append(value)
      rows.append(row)
      if let hash { hashes.append(hash) }
    }
  }

  /// Hands over what came since the last time, in the order the tracks were first seen.
  func drain(into read: inout FileRead) {
    read.pulses = [:]
    for track in tracks {
      let (name, kept) = (track.name, track.kept)
      track.kept = Kept()
      if !kept.quiet.isEmpty { read.pulses[name.series, default: []] += kept.quiet }
      guard let first = kept.times.min(), let last = kept.times.max() else { continue }
      read.pieces.append(
        Piece(
          series: name.series, labels: name.labels, market: name.market, origin: origin,
          times: kept.times, values: kept.values, rows: RowNumbers(kept.rows),
          hashes: kept.hashes))
      read.span = joined(read.span, first...last)
    }
    (read.rejects, read.nanCount) = (rejects, nanCount)
    (rejects, nanCount) = (RejectList(), 0)
    for (words, remark) in remarks.sorted(by: { ($0.value.line, $0.key) < ($1.value.line, $1.key) })
    {
      let times = remark.count == 1 ? "" : ", \(remark.count) times"
      read.diagnostics.append(Problem.warning("W740", path, words + times, line: remark.line))
    }
    remarks = [:]
  }

  /// The tracks that have samples, with their times.
  var seen: [(series: String, labels: Labels, times: [Int64])] {
    tracks.filter { !$0.kept.times.isEmpty }.map {
      ($0.name.series, $0.name.labels, $0.kept.times)
    }
  }

  /// True where the run needs this series; where not, its cells need not be read.
  package func wants(_ series: String) -> Bool { schemas[series] != nil }

  /// A handle for adding samples of a series under these labels, or nil where the run does not need
  /// the series or a label its keys name is missing (told as a reject by `add` of the cell).
  ///
  /// `market` is the kind of market the samples are of, where one symbol may stand for several.
  package func track(
    _ series: String, _ labels: Labels, of market: Instrument.Kind? = nil
  ) -> Int? {
    guard let schema = schemas[series] else { return nil }
    let name = TrackName(series: series, labels: labels, market: market)
    if let place = places[name] { return place >= 0 ? place : nil }
    guard schema.keys.allSatisfy({ labels[$0]?.isEmpty == false }) else {
      places[name] = -1
      return nil
    }
    places[name] = tracks.count
    tracks.append(TrackBuffer(name, isEvent: schema.kind == .event))
    return tracks.count - 1
  }

  /// Adds a sample in base units; not finite values are kept as missing{nan}, with the reason where
  /// the NaN of a measure carries one.
  package func add(_ track: Int, at time: Int64, _ value: Double) {
    let buffer = tracks[track]
    var kept = value + 0.0
    if !value.isFinite, !value.isNaN || value.significandBitPattern & 0xffff == 0 {
      nanCount += 1
      kept = .nan
    }
    buffer.kept.append(time, kept, row: row, hash: buffer.isEvent ? hash : nil)
  }

  /// Adds a sample that takes the place of the one before where both are of one moment: the last
  /// of several trades is the price.
  package func set(_ track: Int, at time: Int64, _ value: Double) {
    let buffer = tracks[track]
    guard value.isFinite, buffer.kept.times.last == time else {
      return add(track, at: time, value)
    }
    let last = buffer.kept.times.count - 1
    buffer.kept.values[last] = value + 0.0
    buffer.kept.rows[last] = row
  }

  /// A sign of life of an event series: its feed spoke, though nothing happened.
  package func pulse(_ track: Int, at time: Int64) {
    if tracks[track].isEvent { tracks[track].kept.quiet.append(time) }
  }

  /// Adds what a cell holds under a series and labels: a sample, nothing, or a reject.
  package func add(
    _ series: String, _ labels: Labels, at time: Int64, cell: (value: CellValue, column: Int)
  ) {
    guard wants(series) else { return }
    guard cell.value != .empty else {
      // A row without the labels of a series is no sign of life of it.
      if let track = track(series, labels) { pulse(track, at: time) }
      return
    }
    guard cell.value != .malformed else {
      return rejectCell(cell.column, "the cell is no number")
    }
    guard let track = track(series, labels) else {
      return rejectCell(cell.column, missingLabel(series, labels))
    }
    if case .value(let value) = cell.value {
      add(track, at: time, value)
    } else {
      add(track, at: time, .nan)
    }
  }

  /// Adds a value under a series and labels.
  package func add(_ series: String, _ labels: Labels, at time: Int64, _ value: Double) {
    add(series, labels, at: time, cell: (value.isFinite ? .value(value) : .notFinite, 0))
  }

  /// Counts the current row as unusable.
  package func rejectRow(column: Int = 1, _ reason: @autoclosure () -> String) {
    rejects.rejectRow(line: line, column: column, reason())
  }

  /// Counts a cell of the current row as unusable.
  package func rejectCell(_ column: Int, _ reason: @autoclosure () -> String) {
    rejects.rejectCell(line: line, column: scanner?.column(of: column) ?? 1, reason())
  }

  /// Counts something worth a warning of the whole file.
  package func remark(_ words: String) {
    remarks[words, default: Remark(line: line)].count += 1
  }

  private func missingLabel(_ series: String, _ labels: Labels) -> String {
    let key = schemas[series]?.keys.first { labels[$0]?.isEmpty != false } ?? "label"
    return "`\(series)` needs the label `\(key)`, which this row does not have"
  }
}
