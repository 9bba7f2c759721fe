// Files in parts by several threads against the same files in one piece.
import Columns
@testable import Feeds
import Quantities
import Testing

@Suite struct PartsTests {
  private func read(_ path: String, threads: Int, partBytes: Int64) -> Assembly {
    var found = survey(FeedRequest(paths: [path]))
    found.partBytes = partBytes
    let schemas = Dictionary(uniqueKeysWithValues: found.schemas.map { ($0.name, $0) })
    let crew = LoadCrew(found, schemas: schemas, threads: threads)
    crew.run { _ in true }
    var reads = crew.takeReads()
    return Assembly(taking: &reads, files: found.files, schemas: schemas)
  }

  private func expectEqual(_ path: String, _ note: String) {
    let whole = read(path, threads: 1, partBytes: 1 << 40)
    for (threads, bytes) in [(2, Int64(4_000)), (3, 900), (8, 20_000)] {
      let parts = read(path, threads: threads, partBytes: bytes)
      for (one, other) in zip(whole.store.all, parts.store.all) {
        #expect(one.tracks.map(\.labels) == other.tracks.map(\.labels), "\(note)")
        #expect(one.tracks.map(\.times) == other.tracks.map(\.times), "\(note)")
        #expect(
          one.tracks.map { $0.values.map(\.bitPattern) }
            == other.tracks.map { $0.values.map(\.bitPattern) }, "\(note)")
        #expect(one.pulse == other.pulse)
      }
      let (a, b) = (whole.report, parts.report)
      #expect(a.rows == b.rows && a.nan == b.nan && a.late == b.late, "\(note)")
      #expect(a.inversions == b.inversions && a.span == b.span, "\(note)")
      #expect(a.duplicates == b.duplicates, "\(note)")
      #expect(a.files.map(\.rejects) == b.files.map(\.rejects), "\(note)")
    }
  }

  private func rows(_ random: inout SeededGenerator, quoted: Bool) -> String {
    var text = "time,symbol,oi,liq_usd\n"
    for row in 0..<4_000 {
      let time = 1_722_816_000_000 + (row / 4) * 60_000 - random.below(20) / 19 * 600_000
      let symbol = ["BTCUSDT", "ETHUSDT", "1000PEPEUSDT"][random.below(3)]
      let oi = random.below(50) == 0 ? ["NaN", "x", ""][random.below(3)] : "\(random.below(9_999))"
      let wide = random.below(200) == 0 ? ",1" : ""
      text += "\(time),\(symbol),\(oi),\(random.below(30))\(wide)\n"
      if quoted, random.below(300) == 0 { text += "\(time),\"BTC\nUSDT\",1,2\n" }
      if random.below(900) == 0 { text += "time,symbol,oi,liq_usd\n" }
    }
    return text
  }

  @Test func partsAreTheWhole() {
    var random = SeededGenerator()
    let folder = DataFolder()
    let plain = folder.write("plain.csv", rows(&random, quoted: false))
    expectEqual(plain, "plain, seed \(random.seed)")
    let quoted = folder.write("quoted.csv", rows(&random, quoted: true))
    expectEqual(quoted, "quoted, seed \(random.seed)")
  }

  /// Doubles are added part by part: the last digit of a sum must not tell of the machine.
  @Test func sumsAreTheSameWhateverManyThreadsThereAre() {
    let folder = DataFolder()
    var random = SeededGenerator()
    let numbers = (0..<6_000).map { "\(1_722_816_000 + $0 * 60),\(random.below(9_999)).0\($0)" }
    let path = folder.write("sums.csv", "time,oi\n" + numbers.joined(separator: "\n") + "\n")
    func sums(threads: Int) -> [UInt64] {
      var found = survey(FeedRequest(paths: [path]))
      found.partBytes = 9_000
      let schemas = Dictionary(uniqueKeysWithValues: found.schemas.map { ($0.name, $0) })
      let crew = LoadCrew(found, schemas: schemas, threads: threads, purpose: .measuring)
      crew.run { _ in true }
      return crew.takeReads().flatMap(\.measures).map(\.measure.sum.bitPattern)
    }
    let one = sums(threads: 1)
    #expect(one.count > 1, "the table is read in parts")
    for threads in [2, 3, 8] { #expect(sums(threads: threads) == one, "seed \(random.seed)") }
  }
}
