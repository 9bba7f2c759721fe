// From the pieces of files to series: joined, sorted by time, duplicates settled.
import Columns
import Diagnostics
import Quantities

/// The joining of what all files brought.
struct Assembly {
  private(set) var store = SeriesStore()
  private(set) var report = LoadReport()
  private(set) var diagnostics: [Diagnostic] = []
  private var duplicates: [RowGroup: Int] = [:]
  private var disorders: [RowGroup: Disorder] = [:]
  private var markets = MixedMarkets()
  private let joiner = TimeJoiner()

  /// The rows of one set of labels in one file: where row counts are kept.
  private struct RowGroup: Hashable {
    let file: Int
    let labels: Labels

    init(_ piece: Piece) {
      file = piece.origin.file
      labels = piece.labels
    }
  }

  /// One joined track, and what was found on the way.
  private struct Joined {
    let track: Track
    /// The rows of each file that were dropped.
    var duplicates: [RowGroup: Int] = [:]
    var disorders: [RowGroup: Disorder] = [:]
    var collision: Diagnostic?
  }

  /// The pieces are taken out of `reads` and let go as soon as their track is joined. All series
  /// of one set of labels are joined before the next: they come from the same files, so that the
  /// memory they leave is of a piece and serves the tracks to come.
  init(
    taking reads: inout [FileRead], files: [SurveyedFile], schemas: [String: SeriesSchema]
  ) {
    let steps = reads.map { Self.step($0.pieces) }
    let sorted = schemas.values.sorted { $0.name < $1.name }
    var quiet: [String: [Int64]] = [:]
    for read in reads {
      for (name, times) in read.pulses { quiet[name, default: []] += times }
    }
    var groups = Self.grouped(&reads, schemas)
    var joined: [String: [Joined]] = [:]
    var mixtures: [String: Diagnostic] = [:]
    for labels in groups.keys.sorted() {
      for schema in sorted {
        guard let all = groups[labels]?.removeValue(forKey: schema.name) else { continue }
        let group = markets.separate(all, of: schema.name)
        if mixtures[schema.name] == nil {
          mixtures[schema.name] = mixedSources(group, labels, schema, files)
        }
        joined[schema.name, default: []].append(join(group, labels, schema, files))
      }
    }
    diagnostics += markets.complaints(files)
    var gaps = GapMemory()
    for schema in sorted {
      let tracks = take(joined.removeValue(forKey: schema.name) ?? [])
      if let mixture = mixtures[schema.name] { diagnostics.append(mixture) }
      let isEvent = schema.kind == .event
      let series = Series(
        schema: schema, tracks: tracks,
        pulse: isEvent ? pulse(tracks, quiet[schema.name] ?? []) : [])
      store[schema.name] = series
      report.series.append(SeriesReport(measuring: series, &gaps))
    }
    report.files = zip(reads, steps).map { fileReport($0, files[$0.place], step: $1) }
  }

  /// The pieces by the labels of their series' keys and by series, in the order they were read.
  private static func grouped(
    _ reads: inout [FileRead], _ schemas: [String: SeriesSchema]
  ) -> [Labels: [String: [Piece]]] {
    var groups: [Labels: [String: [Piece]]] = [:]
    for place in reads.indices {
      for piece in reads[place].pieces where !piece.times.isEmpty {
        guard let schema = schemas[piece.series] else { continue }
        let labels = piece.labels.restricted(to: schema.keys)
        groups[labels, default: [:]][piece.series, default: []].append(piece)
      }
      reads[place].pieces = []
    }
    return groups
  }

  private func fileReport(
    _ read: FileRead, _ file: SurveyedFile, step: TimeSpan?
  ) -> FileReport {
    var report = FileReport(path: file.path, format: file.recognition.format)
    report.rows = read.rowCount
    report.span = read.span
    report.rejects = read.rejects
    report.nan = read.nanCount
    report.step = step
    report.isBroken = read.diagnostics.contains { $0.severity == .error }
    report.duplicates = read.repeats
    for (group, count) in duplicates where group.file == read.place {
      report.duplicates += count
    }
    for (group, disorder) in disorders where group.file == read.place {
      report.late += disorder.late
      report.inversions += disorder.inversions
    }
    return report
  }

  private func join(
    _ group: [Piece], _ labels: Labels, _ schema: SeriesSchema, _ files: [SurveyedFile]
  ) -> Joined {
    var merge = Merge(group, isEvent: schema.kind == .event, joiner: joiner)
    merge.run()
    var joined = Joined(track: Track(labels: labels, times: merge.times, values: merge.values))
    if !merge.isOrdered {
      for (place, count) in merge.duplicates.enumerated() where count > 0 {
        joined.duplicates[RowGroup(group[place]), default: 0] += count
      }
      for piece in group {
        joined.disorders[RowGroup(piece), default: Disorder()].add(piece.times)
      }
    }
    joined.collision = merge.clash.map { collision($0, group, schema, files) }
    return joined
  }

  /// Takes over what was found of the tracks of one series; of the rows of one set of labels in
  /// one file, those of the series with most are counted.
  private mutating func take(_ joined: [Joined]) -> [Track] {
    for one in joined {
      for (name, count) in one.duplicates { duplicates[name] = max(duplicates[name] ?? 0, count) }
      for (name, disorder) in one.disorders
      where disorders[name].map({ $0.late < disorder.late }) ?? true {
        disorders[name] = disorder
      }
      if let collision = one.collision { diagnostics.append(collision) }
    }
    return joined.map(\.track)
  }

  /// Every moment an event feed spoke, ascending, each once.
  private func pulse(_ tracks: [Track], _ quiet: [Int64]) -> [Int64] {
    if tracks.count == 1 && quiet.isEmpty { return unique(tracks[0].times) }
    var all = quiet
    for track in tracks { all += track.times }
    all.sort()
    return unique(all)
  }

  private func unique(_ sorted: [Int64]) -> [Int64] {
    var out: [Int64] = []
    for time in sorted where time != out.last { out.append(time) }
    return out
  }

  /// The middle step between the first samples of the first piece that has enough of them.
  private static func step(_ pieces: [Piece]) -> TimeSpan? {
    for piece in pieces where piece.times.count > 2 {
      let times = piece.times.prefix(64).sorted()
      let steps = zip(times, times.dropFirst()).map { $1 &- $0 }.filter { $0 > 0 }.sorted()
      if !steps.isEmpty { return TimeSpan(nanoseconds: steps[steps.count / 2]) }
    }
    return nil
  }

  /// Two rows that differ in a label the series does not have, and in their values.
  private func collision(
    _ clash: Merge.Clash, _ group: [Piece], _ schema: SeriesSchema, _ files: [SurveyedFile]
  ) -> Diagnostic {
    let first = group[clash.first].labels
    let second = group[clash.second].labels
    let keys = Set(first.keys + second.keys).subtracting(schema.keys)
    let differing = keys.filter { first[$0] != second[$0] }.sorted()
    let key = differing.first ?? "label"
    let place = files[group[clash.second].origin.file].path
    let by = schema.keys.isEmpty ? "no label" : schema.keys.joined(separator: ", ")
    return Problem.error(
      "E718", place,
      "`\(schema.name)` is by \(by), but rows that differ in `\(key)` (\(first[key] ?? "none"), "
        + "\(second[key] ?? "none")) have different values at "
        + "\(Timestamp(nanoseconds: clash.time))"
    ).suggesting(
      Suggestion(
        "declare `series \(schema.name)` with `\(key)` among its keys, or load one of them"))
  }
}

/// How far rows are out of order.
struct Disorder {
  /// Rows older than the row just before them.
  private(set) var inversions = 0
  /// Rows older than the newest before them.
  private(set) var late = 0
  private var previous = Int64.min
  private var newest = Int64.min

  /// Takes the next rows in.
  mutating func add(_ times: [Int64]) {
    for time in times {
      if time < previous { inversions += 1 }
      previous = time
      if time < newest { late += 1 } else { newest = time }
    }
  }
}
