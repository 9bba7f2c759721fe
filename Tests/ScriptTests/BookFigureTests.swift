// Metrics of books on real captures against a second program's figures.
import Alerting
import Diagnostics
import Foundation
import Language
import Quantities
import Sessions
import Testing

@Suite struct BookFigureTests {
  static let data = ProcessInfo.processInfo.environment["BRINK_DATA"]

  /// Everything asked of a capture is measured in one pass: each figure is a record.
  @Test(
    .enabled(if: data != nil, "set BRINK_DATA to a directory of real files"),
    arguments: BookCapture.all)
  func figuresAgree(capture: BookCapture) throws {
    let path = "\(Self.data ?? "")/raw_ws_capture/\(capture.file).gz"
    let rules = capture.figures.enumerated()
      .map { "record figure_\($0.offset) = \($0.element.key)\n" }.joined()
    var request = RunRequest()
    request.data = [path]
    var pool = DataPool(paths: request.data)
    let file = parse(SourceText(name: "figures.brink", text: rules))
    let prepared = try Preparation.make(request, [file], &pool) { _ in true }
    let records = evaluate(prepared.run).transitions.filter { $0.kind == .record }
    let start = try #require(Timestamp(parsing: "2024-08-08T23:55:00Z"))
    for (place, figure) in capture.figures.enumerated() {
      // A record speaks where its value changes.
      let told = records.filter { $0.rule == "figure_\(place)" }
      for (minute, wanted) in figure.value.enumerated() {
        let at = start + .minutes(Int64(minute))
        let value = told.last { $0.at <= at }?.values.first
        let shown = try #require(value.flatMap { one in one.base.map(one.unit.value(ofBase:)) })
        // The figures have twelve digits; a difference of prices loses four of its own.
        let bound = figure.key == "spread" ? 1e-7 : 1e-9
        #expect(
          abs(shown - wanted) <= bound * max(1, abs(wanted)),
          "\(figure.key) at minute \(minute): \(shown), not \(wanted)")
      }
    }
  }
}
