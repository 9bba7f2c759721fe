// Tracks that several files bring: whose they are, and how far the files agree.
import Columns
import Diagnostics
import Quantities

extension Assembly {
  /// So many files of one track are compared with each other.
  private static let comparedFiles = 128

  /// A complaint where the files of one track are of two formats, or do not say the same: vendors
  /// count differently, and events of one are likely those of the other.
  func mixedSources(
    _ group: [Piece], _ labels: Labels, _ schema: SeriesSchema, _ files: [SurveyedFile]
  ) -> Diagnostic? {
    guard let first = group.first, group.contains(where: { $0.origin.file != first.origin.file })
    else { return nil }
    let byFile = Dictionary(grouping: group) { $0.origin.file }
    let places = byFile.keys.sorted()
    guard places.count <= Self.comparedFiles else { return nil }
    let spans = byFile.mapValues(Agreement.span)
    if areApart(places.map { spans[$0] ?? nil }),
      Set(places.map { files[$0].recognition.format }).count == 1
    {
      return nil
    }
    let whose = "`\(schema.name)\(labels.pairs.isEmpty ? "" : "\(labels)")`"
    for (index, place) in places.enumerated().dropFirst() {
      for earlier in places[..<index] {
        guard let mine = byFile[earlier], let other = byFile[place] else { continue }
        let pair = SourcePair(files[earlier], files[place], whose, schema)
        // Rows of other labels beyond the series' keys are a collision, told as such.
        let areSame = Set(mine.map(\.labels)) == Set(other.map(\.labels))
        guard areSame || pair.areOfTwoVendors else { continue }
        let common = overlap(spans[earlier] ?? nil, spans[place] ?? nil)
        let agreement = common.map { Agreement(mine, other, $0, isEvent: schema.kind == .event) }
        if let told = pair.complaint(agreement) { return told }
      }
    }
    return nil
  }
}

/// The time both spans cover.
private func overlap(_ a: ClosedRange<Int64>?, _ b: ClosedRange<Int64>?) -> ClosedRange<Int64>? {
  guard let a, let b, a.overlaps(b) else { return nil }
  return a.clamped(to: b)
}

/// True where no two of the spans cover a common time.
private func areApart(_ spans: [ClosedRange<Int64>?]) -> Bool {
  let known = spans.compactMap(\.self).sorted { $0.lowerBound < $1.lowerBound }
  return zip(known, known.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }
}

/// Two files that bring one track.
private struct SourcePair {
  let first: SurveyedFile
  let second: SurveyedFile
  let whose: String
  let schema: SeriesSchema

  init(_ first: SurveyedFile, _ second: SurveyedFile, _ whose: String, _ schema: SeriesSchema) {
    (self.first, self.second, self.whose, self.schema) = (first, second, whose, schema)
  }

  private var isEvent: Bool { schema.kind == .event }
  private var formats: (String, String) { (first.recognition.format, second.recognition.format) }

  var areOfTwoVendors: Bool {
    formats.0 != formats.1 && first.recognition.confidence != .fallback
      && second.recognition.confidence != .fallback
  }

  func complaint(_ agreement: Agreement?) -> Diagnostic? {
    let told = agreement?.words(schema.unit) ?? ""
    if areOfTwoVendors {
      let what =
        isEvent
        ? "its events are counted in both" : "where both have a value the later file's is taken"
      return warning(
        "W719",
        "\(whose) comes from \(formats.0) (\(first.path)) and from \(formats.1): \(what)", told)
    }
    guard let agreement else { return nil }
    if isEvent, agreement.areTwins {
      return warning(
        "W737",
        "\(whose) has events that are in \(first.path) too, to the moment and value: they are "
          + "counted twice", "\(agreement.common) events are in both")
    }
    guard !isEvent, agreement.differing > 0 else { return nil }
    let words = "\(whose) is in \(first.path) too, with other values: the later file's are taken"
    return warning("W736", words, told)
  }

  private func warning(_ code: String, _ words: String, _ told: String) -> Diagnostic {
    var diagnostic = Problem.warning(code, second.path, words)
    if !told.isEmpty { diagnostic.notes.append("\(whose): \(told)") }
    return diagnostic.suggesting(Suggestion("load one of them"))
  }
}
