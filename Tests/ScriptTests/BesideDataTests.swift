// Rules beside data: the files that ship run beside fewer labels; too costly ones are refused.
import Diagnostics
import Foundation
import Language
import Quantities
import Sessions
import Testing

@Suite struct ShippedRunTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Every rule file that ships, sorted.
  static let rules: [URL] = {
    let walk = FileManager.default.enumerator(
      at: root.appendingPathComponent("Rules"), includingPropertiesForKeys: nil)
    var found: [URL] = []
    while let file = walk?.nextObject() as? URL {
      if file.pathExtension == "brink" { found.append(file) }
    }
    return found.sorted { $0.path < $1.path }
  }()

  /// Two minutes of a market whose table names no venue.
  static let withoutVenue = """
    time,asset,symbol,oi,oi_usd,reserve,depth_1pct,mark,liq_usd,taker_net,refill_1pct
    2024-08-05T00:00:00Z,BTC,BTCUSDT,95000,5e9,100000,4000000,60000,0,100,5000
    2024-08-05T00:01:00Z,BTC,BTCUSDT,95100,5e9,100000,3900000,60010,0,-100,5000
    """

  private func refusals(_ rules: URL, beside data: String) throws -> [String] {
    let text = try String(contentsOf: rules, encoding: .utf8)
    return preparing(SourceText(name: rules.path, text: text), beside: data)
  }

  @Test(arguments: rules) func runsBesideEverySample(file: URL) throws {
    for sample in ["stress-day", "stress-archive", "carry-2024", "funding-2022"] {
      let data = Self.root.appendingPathComponent("Samples").appendingPathComponent(sample)
      #expect(try refusals(file, beside: data.path) == [], "\(sample)")
    }
  }

  @Test(arguments: rules) func testsAreNotJudgedByTheDataBesideThem(file: URL) throws {
    let told = try withTable(Self.withoutVenue) { try refusals(file, beside: $0) }
    #expect(told == [])
  }
}

@Suite struct CostBesideDataTests {
  /// One symbol, two rows eight days apart.
  static let eightDays = """
    time,asset,symbol,oi_usd
    2024-08-01T00:00:00Z,BTC,BTCUSDT,5e9
    2024-08-09T00:00:00Z,BTC,BTCUSDT,5e9
    """

  private func refusals(_ rules: String) throws -> [String] {
    try withTable(Self.eightDays) { path in
      preparing(SourceText(name: "rules.brink", text: rules), beside: path)
    }
  }

  @Test func aRuleThatHoldsTooMuchOfTheDataIsRefused() throws {
    // Seven days of milliseconds are 604.8M ticks.
    let drawn = try refusals("alert a every 1ms { when max(avg(oi_usd[1m])[7d]) > 5M for 5m }")
    #expect(drawn.count == 1)
    #expect(drawn.first?.contains("E0610") == true)
    #expect(
      drawn.first?.contains(
        "most of it is `max(avg(oi_usd[1m])[7d])`: 604.8M samples × 1 key of the data") == true)
    #expect(
      drawn.first?.contains("shorten its window, or lengthen the rule's `every`") == true)
  }

  @Test func whatTheDataHoldsIsNotRefused() throws {
    #expect(try refusals("alert a when max(avg(oi_usd[1m])[3650d]) > 5M for 5m") == [])
    #expect(try refusals("alert a every 1ms { when avg(oi_usd[3650d]) > 5M for 5m }") == [])
  }
}

/// The errors that preparing rules beside a path of data ends in, as drawn.
private func preparing(_ source: SourceText, beside data: String) -> [String] {
  var request = RunRequest()
  request.data = [data]
  var pool = DataPool(paths: request.data)
  do throws(Refusal) {
    _ = try Preparation.make(request, [parse(source)], &pool) { _ in true }
    return []
  } catch {
    return error.diagnostics.filter(\.isError).map { $0.drawing(.plain) }
  }
}

/// Works beside a table that is written for it.
private func withTable<Result>(_ text: String, _ work: (String) throws -> Result) throws -> Result {
  let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("brink-\(UUID().uuidString).csv")
  try text.write(to: path, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(at: path) }
  return try work(path.path)
}
