// Every real file against figures an independent program computed: `Real/files.csv` says what each
// file is or why it is refused, `Real/series.csv` what its series sum to.
import Columns
import Diagnostics
import Feeds
import Quantities
import Testing

private let dataPath = environment("BRINK_DATA")

/// One real file as the table has it.
struct RealFile: Sendable, CustomTestStringConvertible {
  let path: String
  /// The name of its format, or the code it is refused with.
  let outcome: String
  /// Rows read, and rejected ones; nil where the file brings no series.
  let rows: Int?
  let rejected: Int?
  var series: [Figure] = []

  struct Figure: Sendable {
    let name: String
    let samples: Int
    let first: String
    let last: String
    let sum: Double
  }

  var testDescription: String { path }

  static let all: [RealFile] = {
    var files: [String: RealFile] = [:]
    for row in rows(of: "files") where row.count == 4 {
      files[row[0]] = RealFile(
        path: row[0], outcome: row[1], rows: Int(row[2]), rejected: Int(row[3]))
    }
    for row in rows(of: "series") where row.count == 6 {
      guard let samples = Int(row[2]), let sum = Double(row[5]) else { continue }
      files[row[0]]?.series.append(
        Figure(name: row[1], samples: samples, first: row[3], last: row[4], sum: sum))
    }
    return files.values.sorted { $0.path < $1.path }
  }()

  private static func rows(of table: String) -> [[String]] {
    let here = "\(#filePath)".split(separator: "/").dropLast().joined(separator: "/")
    let text = contents(of: "/\(here)/Real/\(table).csv")
    return text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }
}

@Suite(.enabled(if: dataPath != nil, "set BRINK_DATA to a directory of real files"))
struct RealFilesTests {
  @Test(arguments: RealFile.all)
  func fileIsAsTheTableSays(_ file: RealFile) throws {
    let survey = survey(FeedRequest(paths: ["\(dataPath ?? "")/\(file.path)"]))
    guard let found = survey.files.first else {
      let codes = survey.diagnostics.map(\.code)
      return #expect(codes.contains(file.outcome), "\(codes)")
    }
    #expect(found.recognition.format == file.outcome)
    if file.rows == nil { return #expect(survey.series.isEmpty) }
    let loading = load(survey)
    let report = try #require(loading.report.files.first)
    #expect(report.rows == file.rows)
    #expect(report.rejects.rows == file.rejected)
    for figure in file.series { try check(figure, loading) }
  }

  private func check(_ figure: RealFile.Figure, _ loading: Loading) throws {
    let series = try #require(loading.store[figure.name], "\(figure.name) is not there")
    // A book that is not known all the way is missing at that look: no figure counts those.
    let isBand = figure.name.hasPrefix("depth_")
    let known = series.tracks.flatMap { zip($0.times, $0.values) }
      .filter { !isBand || $0.1.isFinite }.map(\.0).sorted()
    #expect(known.count == figure.samples, "\(figure.name)")
    let span = try #require(known.first)...(try #require(known.last))
    #expect(Timestamp(nanoseconds: span.lowerBound).description == figure.first, "\(figure.name)")
    #expect(Timestamp(nanoseconds: span.upperBound).description == figure.last, "\(figure.name)")
    let values = series.tracks.flatMap(\.values).filter(\.isFinite)
    let sum = values.reduce(0, +)
    let size = values.reduce(0) { $0 + $1.magnitude }
    #expect(abs(sum - figure.sum) <= 1e-9 * max(size, 1e-12), "\(figure.name): \(sum)")
  }

  @Test func theTableHasEveryFile() {
    let listed = Set(RealFile.all.map(\.path))
    let survey = survey(FeedRequest(paths: [dataPath ?? ""]))
    let prefix = "\(dataPath ?? "")/"
    let paths = survey.files.map { String($0.path.dropFirst(prefix.count)) }
    let missing = paths.filter { !listed.contains($0) && !$0.hasSuffix("README.md") }
    #expect(missing == [])
  }
}
