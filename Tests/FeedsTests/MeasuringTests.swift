// One pass that keeps nothing: hand-made numbers, any cut of a file, and memory that stays flat.
import Columns
import Quantities
import Testing

@testable import Feeds

@Suite struct MeasuringTests {
  private let folder = DataFolder()

  @Test func countsSumsAndExtremesByLabels() {
    let path = folder.write(
      "m.csv",
      """
      time,symbol,alpha,beta
      2024-01-01T00:00:00Z,AUSDT,1.5,
      2024-01-01T00:01:00Z,BUSDT,-4,10
      2024-01-01T00:02:00Z,AUSDT,NaN,20
      2024-01-01T00:03:00Z,AUSDT,2.25,30
      2024-01-01T00:03:00Z,AUSDT,2.25,30
      2024-01-01T00:04:00Z,BUSDT,word,40

      """)
    let found = measure(survey(FeedRequest(paths: [path])))
    func one(_ series: String, _ symbol: String) -> SampleMeasure? {
      found.tracks.first { $0.schema.name == series && $0.labels["symbol"] == symbol }?.measure
    }
    #expect(found.rows == 6)
    let a = one("alpha", "AUSDT")
    #expect(a?.count == 3 && a?.sum == 6 && a?.least == 1.5 && a?.greatest == 2.25)
    #expect(a?.first == 1_704_067_200_000_000_000 && a?.last == 1_704_067_380_000_000_000)
    let b = one("alpha", "BUSDT")
    #expect(b?.count == 1 && b?.sum == -4 && b?.least == -4 && b?.greatest == -4)
    #expect(one("beta", "AUSDT")?.sum == 80 && one("beta", "BUSDT")?.sum == 50)
  }

  @Test func sumsDoNotDriftAndCutsDoNotShow() {
    // 0.1 is no double: two million of them lose their last digits in a plain running sum.
    let times = [Int64](repeating: 7, count: 1_000)
    let values = [Double](repeating: 0.1, count: 1_000)
    var whole = SampleMeasure()
    for _ in 0..<2_000 {
      var part = SampleMeasure()
      times.withUnsafeBufferPointer { times in
        values.withUnsafeBufferPointer { values in
          guard let t = times.baseAddress, let v = values.baseAddress else { return }
          part.add(t, v, 997)
          part.add(t + 997, v + 997, 3)
        }
      }
      whole.add(part)
    }
    #expect(whole.count == 2_000_000)
    #expect((whole.sum - 200_000).magnitude < 1e-8)
  }

  /// The gate of the scan's memory: what is held between two stretches does not grow with the
  /// file, and no stretch is longer than what one window of bytes can hold.
  @Test func whatIsHeldDoesNotGrowWithTheFile() throws {
    for rows in [60_000, 240_000] {
      var text = "time,symbol,oi,mark\n"
      for row in 0..<rows { text += "\(1_704_067_200 + 60 * row),AUSDT,\(row).5,\(row).25\n" }
      let found = survey(FeedRequest(paths: [folder.write("r\(rows).csv", text)]))
      let schemas = Dictionary(uniqueKeysWithValues: found.schemas.map { ($0.name, $0) })
      let file = try #require(found.files.first)
      var longest = 0
      let read = FileReading(file, place: 0, schemas: schemas, purpose: .measuring).run { _, rows in
        longest = max(longest, rows)
        return true
      }
      #expect(read.rowCount == rows && read.pieces.isEmpty)
      #expect(read.measures.count == 2 && read.measures.allSatisfy { $0.measure.count == rows })
      #expect(longest > 0 && longest <= (1 << 13) + Limits.readBytes / 20)
    }
  }
}
