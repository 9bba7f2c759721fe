// Clocks of schema files: offsets, named zones with their summers, and names nobody knows.
import Columns
import Diagnostics
import Quantities
import Testing

@testable import Feeds

@Suite struct ClockTests {
  let folder = DataFolder()

  private func times(_ zone: String, _ stamps: String...) -> [String] {
    let path = folder.write("a.csv", "time,oi\n" + stamps.map { "\($0),1\n" }.joined())
    folder.write("a.csv.brink-schema.json", "{\"tz\": \"\(zone)\"}")
    let loading = loadAll([path])
    return loading.times("oi").map { Timestamp(nanoseconds: $0).description }
  }

  @Test func offsets() {
    #expect(times("+03:00", "2024-08-05 03:00:00") == ["2024-08-05T00:00:00Z"])
    #expect(times("-0530", "2024-08-05 03:00:00") == ["2024-08-05T08:30:00Z"])
    // A stamp that names its zone keeps it.
    #expect(times("+03:00", "2024-08-05T03:00:00Z") == ["2024-08-05T03:00:00Z"])
    #expect(times("+03:00", "2024-08-05T03:00:00+01:00") == ["2024-08-05T02:00:00Z"])
    #expect(times("+03:00", "1722816000000") == ["2024-08-05T00:00:00Z"])
  }

  // Python's zoneinfo: London is an hour ahead from 2023-03-26 01:00 UTC to 2023-10-29 01:00 UTC.
  // 01:30 on that October day comes twice: its first is 00:30 UTC; 01:30 in March does not come.
  @Test(.enabled(if: fileExists("/usr/share/zoneinfo/Europe/London")))
  func namedZones() {
    #expect(
      times(
        "Europe/London", "2023-01-01 08:00:00", "2023-03-26 00:59:59", "2023-03-26 01:30:00",
        "2023-03-26 02:00:00", "2023-07-01 09:00:00", "2023-10-29 01:30:00",
        "2023-10-29 02:00:00", "2023-10-30")
        == [
          "2023-01-01T08:00:00Z", "2023-03-26T00:59:59Z", "2023-03-26T01:00:00Z",
          "2023-03-26T01:30:00Z", "2023-07-01T08:00:00Z", "2023-10-29T00:30:00Z",
          "2023-10-29T02:00:00Z", "2023-10-30T00:00:00Z",
        ])
    #expect(
      times("America/New_York", "2012-06-21 09:30:00", "2062-06-21 09:30:00", "2062-12-21 09:30:00")
        == ["2012-06-21T13:30:00Z", "2062-06-21T13:30:00Z", "2062-12-21T14:30:00Z"])
    #expect(times("Asia/Tokyo", "2025-07-26 20:10:00") == ["2025-07-26T11:10:00Z"])
  }

  @Test func namesNobodyKnows() {
    let path = folder.write("a.csv", "time,oi\n2024-08-05,1\n")
    for (zone, words) in [
      ("Europe/Londn", "did you mean `Europe/London`?"),
      ("London", "did you mean `Europe/London`?"),
      ("../passwd", "no time zone of this system"), ("/etc/passwd", "no time zone of this system"),
      ("zone.tab", "no time zone of this system"), ("", "no time zone of this system"),
    ] {
      folder.write("a.csv.brink-schema.json", "{\"tz\": \"\(zone)\"}")
      let found = survey(FeedRequest(paths: [path]))
      #expect(found.diagnostics.map(\.code) == ["E723"])
      if fileExists(ZoneFiles.directory) {
        #expect(found.diagnostics[0].message.contains(words), "\(zone)")
      }
    }
    #expect(throws: ZoneFiles.Unknown.self) {
      try ZoneFiles.clock(named: "Europe/London", in: "\(folder.path)/none")
    }
  }

  // By hand: in 2026 the last Sunday of March is the 29th, of October the 25th.
  @Test func rulesOfSummers() throws {
    let london = try #require(ZoneRule("GMT0BST,M3.5.0/1,M10.5.0"))
    let changes = london.changes(in: 2026)
    #expect(changes.map(\.at) == [1_774_746_000, 1_792_890_000])
    #expect(changes.map(\.offset) == [3_600, 0])
    #expect(ZoneRule("<+03>-3")?.standard == 10_800)
    #expect(ZoneRule("<+03>-3")?.changes(in: 2026).isEmpty == true)
    // The 60th counted day is the first of March, in a leap year too.
    let counted = try #require(ZoneRule("AAA5BBB,J60/0,300/0"))
    #expect(counted.changes(in: 2024).map(\.at) == [1_709_269_200, 1_730_001_600])
    for text in ["", "GM0", "GMT", "GMT0BST", "GMT0BST,M3.5.0", "GMT0BST,M13.1.0,M1.1.0", "GMT0x"] {
      #expect(ZoneRule(text) == nil, "\(text)")
    }
  }

  @Test func damagedZonesAreNone() {
    var random = SeededGenerator()
    #expect(ZoneTable(compiled: []) == nil)
    #expect(ZoneTable(compiled: Array("TZif2".utf8)) == nil)
    let bytes = (try? FileReader(path: "/usr/share/zoneinfo/Europe/London").readHead(1 << 20)) ?? []
    for end in 0..<bytes.count { _ = ZoneTable(compiled: Array(bytes.prefix(end))) }
    for _ in 0..<300 where !bytes.isEmpty {
      var changed = bytes
      for _ in 0..<4 { changed[random.below(bytes.count)] = UInt8(random.below(256)) }
      _ = ZoneTable(compiled: changed)?.utc(1_700_000_000_000_000_000)
    }
  }
}
