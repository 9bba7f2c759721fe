// What `describe` says of data: every file with its evidence, every series with its measures.
package import Columns
import Quantities

/// The findings of a survey and, where it was loaded, of a load: printable, and as JSON.
package struct Description: Sendable {
  package let files: [FileFinding]
  package let series: [SeriesFinding]

  /// What one file is.
  package struct FileFinding: Sendable {
    package let path: String
    package let member: String?
    package let packing: Packing
    package let format: String
    package let evidence: String
    package let decisions: [String]
    /// What its books tell, and the metrics that can be measured of them; nil without books.
    package let books: (detail: String, metrics: [String])?
    /// Its counts; nil where it was only surveyed.
    package let report: FileReport?
  }

  /// What one series is.
  package struct SeriesFinding: Sendable {
    package let schema: SeriesSchema
    package let why: String
    /// The paths of the files that offer it.
    package let files: [String]
    /// Its measures; nil where it was only surveyed.
    package let report: SeriesReport?
  }

  /// Puts a survey and a load side by side, with the metrics of books and what each needs.
  package init(
    _ survey: Survey, _ loading: Loading? = nil, metrics: [(name: String, needs: BookNeeds)] = []
  ) {
    let fileReports = Dictionary(
      (loading?.report.files ?? []).map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    let seriesReports = Dictionary(
      (loading?.report.series ?? []).map { ($0.schema.name, $0) }, uniquingKeysWith: { $1 })
    files = survey.files.map { file in
      FileFinding(
        path: file.path, member: file.source.member, packing: file.source.packing,
        format: file.recognition.format, evidence: file.recognition.evidence,
        decisions: file.recognition.decisions,
        books: file.books.map { books in
          (books.detail.words, metrics.filter { $0.needs.detail <= books.detail }.map(\.name))
        }, report: fileReports[file.path])
    }
    series = survey.series.map { series in
      SeriesFinding(
        schema: series.schema, why: series.why, files: series.files.map { survey.files[$0].path },
        report: seriesReports[series.schema.name])
    }
  }
}

extension Description {
  /// The findings as text for a terminal.
  package var text: String {
    var lines: [String] = []
    for file in files { lines += file.lines + [""] }
    for finding in series { lines += finding.lines + [""] }
    if lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}

extension Description.FileFinding {
  fileprivate var lines: [String] {
    var head = path
    if let member { head += "#\(member)" }
    if packing != .plain { head += " (\(packing.rawValue))" }
    var lines = [head, line("format", format), line("evidence", evidence)]
    lines += decisions.map { line("decision", $0) }
    if let books {
      lines.append(line("book", "\(books.detail): \(books.metrics.joined(separator: ", "))"))
    }
    guard let report else { return lines }
    lines.append(line("rows", report.summary))
    for reject in report.rejects.first {
      let what = reject.isRow ? "row" : "cell"
      lines.append(line("rejected", "\(what) at \(reject.line):\(reject.column): \(reject.reason)"))
    }
    return lines
  }
}

extension BooksOffered.Detail {
  /// What there is, in a word or two.
  var words: String {
    switch self {
    case .prices: "best prices"
    case .quotes: "best quotes"
    case .levels: "levels"
    }
  }
}

extension FileReport {
  /// The counts in one line, zeros left out: `288, 3 rejected, 1 duplicate`.
  package var summary: String {
    var parts = ["\(rows)"]
    func say(_ count: Int, _ one: String, _ many: String) {
      if count > 0 { parts.append("\(count) \(count == 1 ? one : many)") }
    }
    say(rejects.rows, "rejected", "rejected")
    say(rejects.cells, "cell rejected", "cells rejected")
    say(duplicates, "duplicate", "duplicates")
    say(late, "late", "late")
    say(inversions, "inversion", "inversions")
    say(nan, "NaN cell", "NaN cells")
    return parts.joined(separator: ", ")
  }
}

extension Description.SeriesFinding {
  fileprivate var lines: [String] {
    let keys = schema.keys.isEmpty ? "no keys" : "by " + schema.keys.joined(separator: ", ")
    let lag = schema.lag > .zero ? " lag \(schema.lag)" : ""
    var lines = [
      "\(schema.name): \(schema.kind.rawValue) \(schema.unit) \(keys)"
        + " every \(schema.every) stale \(schema.stale)\(lag)",
      line("because", "\(why) (\(schema.origin.rawValue))"),
    ]
    guard let report else { return lines }
    let tracks = report.tracks == 1 ? "1 track" : "\(report.tracks) tracks"
    lines.append(line("samples", "\(report.samples) in \(tracks)"))
    if let span = report.span {
      let from = Timestamp(nanoseconds: span.lowerBound)
      let to = Timestamp(nanoseconds: span.upperBound)
      lines.append(line("span", "\(from) to \(to)"))
    }
    if let cadence = report.cadence { lines.append(line("measured", "every \(cadence)")) }
    if let coverage = report.coverage {
      let share = rounded(coverage * 100, digits: coverage > 0.999 ? 5 : 3)
      lines.append(line("coverage", "\(share) % of the expected samples"))
    }
    if report.gapCount > 0 {
      lines.append(line("gaps", "\(report.gapCount), the longest:"))
      for gap in report.gaps {
        let from = Timestamp(nanoseconds: gap.from)
        let whose = gap.labels.pairs.isEmpty ? "" : " \(gap.labels)"
        lines.append(line("", "\(gap.length) from \(from)\(whose)"))
      }
    }
    return lines
  }
}

/// One indented line: a name in a column of its own, then what it is.
private func line(_ name: String, _ text: String) -> String {
  "  " + name + String(repeating: " ", count: max(1, 10 - name.utf8.count)) + text
}
