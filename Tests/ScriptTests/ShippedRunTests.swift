// The rule files that ship, beside data that has fewer labels than they were written for.
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
    var request = RunRequest()
    request.data = [data]
    let text = try String(contentsOf: rules, encoding: .utf8)
    let file = parse(SourceText(name: rules.path, text: text))
    var pool = DataPool(paths: request.data)
    do throws(Refusal) {
      _ = try Preparation.make(request, [file], &pool) { _ in true }
      return []
    } catch {
      return error.diagnostics.filter(\.isError).map { $0.drawing(.plain) }
    }
  }

  @Test(arguments: rules) func runsBesideEverySample(file: URL) throws {
    for sample in ["stress-day", "stress-archive", "carry-2024", "funding-2022"] {
      let data = Self.root.appendingPathComponent("Samples").appendingPathComponent(sample)
      #expect(try refusals(file, beside: data.path) == [], "\(sample)")
    }
  }

  @Test(arguments: rules) func testsAreNotJudgedByTheDataBesideThem(file: URL) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("brink-\(UUID().uuidString).csv")
    try Self.withoutVenue.write(to: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: path) }
    let told = try refusals(file, beside: path.path)
    #expect(told.filter { $0.contains("E0606") } == [])
  }
}
