// A run over little data: several threads load it, evaluate it and write its lines, with the result
// that one has.
import Alerting
import Foundation
import Language
import Quantities
import Sessions
import Sinks
import Testing

@Suite struct SmallRunTests {
  private let folder: URL

  /// Open interest of forty symbols that crosses a hundred coins every other minute or so.
  init() throws {
    let place = "brink-small-\(UInt64.random(in: 0..<UInt64.max))"
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(place)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var text = "time,symbol,oi,oi_usd\n"
    for minute in 0..<180 {
      for symbol in 0..<40 {
        let value = (minute * 7 + symbol * 3) % 5 < 2 ? 120 : 80
        text += "\(1_704_067_200 + minute * 60),S\(symbol)USDT,\(value).00000000,\(value + 1)\n"
      }
    }
    try text.write(to: folder.appendingPathComponent("oi.csv"), atomically: true, encoding: .utf8)
  }

  private func request(_ rules: String) throws -> RunRequest {
    let file = folder.appendingPathComponent("rules.brink")
    try rules.write(to: file, atomically: true, encoding: .utf8)
    var request = RunRequest()
    request.rules = [file.path]
    request.data = [folder.appendingPathComponent("oi.csv").path]
    return request
  }

  private func prepared(_ request: RunRequest) throws -> Preparation {
    var pool = DataPool(paths: request.data)
    let files = RuleFiles.read(request.rules).sources.map { parse($0) }
    return try Preparation.make(request, files, &pool) { _ in true }
  }

  /// The lines are those of the events one by one, which are in order of time, rule and key.
  @Test func linesAreThoseOfTheEventsInOrder() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let request = try request(
      "alert more when oi > 100 coin\nalert dearer when oi_usd > 100 USD\n")
    let events = Array(evaluate(try prepared(request)).transitions)
    #expect(events.count > 800)
    for (a, b) in zip(events, events.dropFirst()) {
      #expect((a.at, a.ruleIndex) <= (b.at, b.ruleIndex))
      if (a.at, a.ruleIndex) == (b.at, b.ruleIndex) { #expect(a.key <= b.key) }
    }
    let streams = Streams(capturing: ())
    let talk = Talk(streams, Manner(format: .jsonl, isQuiet: true))
    #expect(talk.run(request) == .firing)
    #expect(streams.capture.output == events.map { eventLine($0) + "\n" }.joined())
  }

  /// Only what rules read is kept, also where they name more than that.
  @Test(arguments: [
    ("alert more when oi > 100 coin\n", ["oi"]),
    ("alert oi_usd when oi > 100 coin\n", ["oi"]),
    ("alert more when oi_usd / oi > 1 USD/coin\n", ["oi", "oi_usd"]),
  ]) func whatIsReadIsKept(_ rules: String, _ series: [String]) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let prepared = try prepared(try request(rules))
    #expect(prepared.report.series.map(\.schema.name) == series)
  }
}
