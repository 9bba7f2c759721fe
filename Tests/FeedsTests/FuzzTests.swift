// Random bytes and flipped bits: every reader answers with samples, rejects or diagnostics.
import Columns
import Feeds
import Testing

@Suite struct FuzzTests {
  private static let seeds: [(name: String, bytes: [UInt8])] = [
    (
      "a.csv",
      Array("time,venue,symbol,oi,liq_usd\n2024-08-05T00:00:00Z,b,BTCUSDT,95000,1\n".utf8)
    ),
    (
      "b.jsonl",
      Array("{\"time\":\"2024-08-05\",\"symbol\":\"BTC\",\"oi\":1,\"x\":[{\"a\":'b'}]}\n".utf8)
    ),
    (
      "BTCUSDT-bookDepth-2025-05-19.csv",
      Array("timestamp,percentage,depth,notional\n2025-05-19 11:07:31,-5,7885.2,6473.3\n".utf8)
    ),
    ("c.csv", Array("t,o\n2011-08-17,{'bitstamp': 0.0075, 'x': [1, (2, 3)]}\n".utf8)),
    ("open_interest.csv", Array("\u{feff}Date,Data\n2019.3.30,605258083\n2019.3.31,61".utf8)),
    ("d.csv.gz", Packed.gzip), ("e.zip", Packed.zip), ("f.zst", Packed.zstd), ("g.xz", Packed.xz),
  ]

  @Test func flippedBitsNeverTrap() {
    let folder = DataFolder()
    var random = SeededGenerator()
    for round in 0..<600 * FuzzBudget.times {
      let (name, original) = Self.seeds[round % Self.seeds.count]
      var bytes = original
      for _ in 0...random.below(6) {
        switch random.below(4) {
        case 0: bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
        case 1: bytes[random.below(bytes.count)] = UInt8(random.below(256))
        case 2:
          let byte: UInt8 = [34, 44, 10, 13, 0, 45, 46, 101][random.below(8)]
          bytes.insert(byte, at: random.below(bytes.count))
        default: bytes.removeLast(min(bytes.count - 1, random.below(9)))
        }
      }
      let path = folder.write(name, bytes)
      let found = survey(FeedRequest(paths: [path]))
      let loading = load(found)
      let text = Description(found, loading).text
      #expect(!text.isEmpty || !found.diagnostics.isEmpty, "seed \(random.seed) round \(round)")
      for series in loading.store.all {
        for track in series.tracks {
          #expect(zip(track.times, track.times.dropFirst()).allSatisfy { $0 <= $1 })
        }
      }
    }
  }

  @Test func randomBytesNeverTrap() {
    let folder = DataFolder()
    var random = SeededGenerator()
    let alphabet = Array("0123456789.,-+eE\"'{}[]:; \n\r\ttimeoiNAn".utf8)
    for round in 0..<300 * FuzzBudget.times {
      let count = 1 + random.below(400)
      let head = round % 2 == 0 ? Array("time,oi\n".utf8) : []
      let bytes = head + (0..<count).map { _ in
        random.below(12) == 0 ? UInt8(random.below(256)) : alphabet[random.below(alphabet.count)]
      }
      let loading = loadAll([folder.write("r\(round % 5).csv", bytes)])
      let report = loading.report
      #expect(report.rejectedRows <= report.rows, "seed \(random.seed) round \(round)")
    }
  }
}
