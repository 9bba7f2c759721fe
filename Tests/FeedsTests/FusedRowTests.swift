// The fast way through tables of every shape against the thorough way, and its scanners alone.
import Columns
import Quantities
import Testing

@testable import Feeds

@Suite struct FusedRowTests {
  /// How one random table is written.
  private struct Shape {
    var delimiter = ","
    var lineEnd = "\n"
    var time = 0
    /// Rows that share a time, one for each of as many symbols.
    var bands = 1
    var holes = 0

    init(_ random: inout SeededGenerator) {
      delimiter = [",", ";", "\t"][random.below(3)]
      lineEnd = random.below(3) == 0 ? "\r\n" : "\n"
      time = random.below(7)
      bands = 1 + random.below(12)
      holes = [0, 3, 40][random.below(3)]
    }

    func text(of second: Int64) -> String {
      let iso = Timestamp(seconds: second).description
      return switch time {
      case 0: iso
      case 1: iso.replacing("T", with: " ").replacing("Z", with: "")
      case 2: iso.replacing("Z", with: "").lowercased()
      case 3: "\(second)"
      case 4: "\(second)123"
      case 5: "\(second)123456"
      default: "\(second)123456789"
      }
    }
  }

  private static let oddCells = [
    "1e3", "x", "NaN", "5-", "+1", "2.5E-07", "-7e-1", "1e", "3e+", "1e999",
  ]

  private func number(_ random: inout SeededGenerator) -> String {
    func digits(_ count: Int) -> String {
      (0..<count).map { _ in "\(random.below(10))" }.joined()
    }
    let whole = digits(1 + random.below(random.below(6) == 0 ? 17 : 6))
    let places = [0, 1, 2, 4, 8, 8, 8, 12, 16][random.below(9)]
    let zeros = String(repeating: "0", count: [0, 0, 2, 5, 8, 12][random.below(6)])
    let sign = random.below(5) == 0 ? "-" : ""
    return sign + whole + (places > 0 ? "." + digits(places) + zeros : "")
  }

  private func table(_ random: inout SeededGenerator, _ shape: Shape) -> [[String]] {
    let names = (0..<shape.bands).map {
      $0 == 1 ? "1000PEPEUSDT" : $0 == 2 ? "A-LONGER-SYMBOL-\($0)" : "S\($0)USDT"
    }
    var rows = [["time", "symbol", "oi", "note", "depth_1pct", "liq_usd"]]
    for row in 0..<1_500 {
      let second = 1_722_816_000 + Int64(row / shape.bands) * 37
      var cells = (0..<3).map { _ in
        shape.holes > 0 && random.below(shape.holes) == 0 ? "" : number(&random)
      }
      cells.insert(["", "some words", "!", "7"][random.below(4)], at: 1)
      if random.below(300) == 0 { cells[0] = Self.oddCells[random.below(10)] }
      rows.append([shape.text(of: second), names[row % shape.bands]] + cells)
    }
    return rows
  }

  private func expectEqual(_ a: Loading, _ b: Loading, _ note: String) {
    #expect(a.store.all.map(\.schema.name) == b.store.all.map(\.schema.name), "\(note)")
    for (one, other) in zip(a.store.all, b.store.all) {
      let labels = one.tracks.map(\.labels) == other.tracks.map(\.labels)
      let times = one.tracks.map(\.times) == other.tracks.map(\.times)
      let values =
        one.tracks.map { $0.values.map(\.bitPattern) }
        == other.tracks.map { $0.values.map(\.bitPattern) }
      let pulse = one.pulse == other.pulse
      #expect(labels && times && values && pulse, "\(one.schema.name), \(note)")
    }
    #expect(a.report.rows == b.report.rows && a.report.nan == b.report.nan, "\(note)")
    #expect(a.report.rejectedCells == b.report.rejectedCells, "\(note)")
    #expect(a.report.duplicates == b.report.duplicates, "\(note)")
  }

  /// Spaces around its cells leave every row of a table to the thorough way.
  @Test func tablesOfEveryShapeEqualSpacedOnes() {
    let folder = DataFolder()
    var random = SeededGenerator()
    for round in 0..<24 {
      let shape = Shape(&random)
      let rows = table(&random, shape)
      let note = "seed \(random.seed) round \(round) \(shape)"
      func write(_ name: String, _ cell: (String) -> String) -> String {
        folder.write(
          "\(name)\(round).csv",
          rows.map { row in
            row.map(cell).joined(separator: shape.delimiter) + shape.lineEnd
          }.joined())
      }
      let plain = write("p") { $0 }
      let quoted = write("q") { "\"\($0)\"" }
      let some = write("r") { $0.utf8.count % 3 == 0 ? "\"\($0)\"" : $0 }
      let spaced = write("s") { " \($0) " }
      let loaded = loadAll([plain])
      for other in [quoted, some, spaced] { expectEqual(loaded, loadAll([other]), note) }
      expectMeasured(plain, loaded, note)
    }
  }

  /// A measuring pass counts rows that a load settles: only what was kept whole is compared.
  private func expectMeasured(_ path: String, _ loaded: Loading, _ note: String) {
    guard loaded.report.duplicates == 0 else { return }
    for track in measure(survey(FeedRequest(paths: [path]))).tracks {
      let held = loaded.store[track.schema.name]?.tracks.first { $0.labels == track.labels }
      let known = (held?.values ?? []).filter { !$0.isNaN }
      let sum = known.reduce(0, +)
      #expect(track.measure.count == known.count, "\(note)")
      #expect(track.measure.least == known.min(), "\(note)")
      #expect(track.measure.greatest == known.max(), "\(note)")
      #expect((track.measure.sum - sum).magnitude <= 1e-9 * max(1, sum.magnitude), "\(note)")
    }
  }

  @Test func clocksEqualTheThoroughParser() {
    var random = SeededGenerator()
    var clock = PlainClock()
    var date: Int64 = 0
    for round in 0..<30_000 {
      // Half of them share their date with the one before, which the clock remembers.
      if round % 2 == 0 { date = Int64(random.below(20_000)) }
      let second = date * 86_400 + Int64(random.below(86_400))
      var bytes = Array(Timestamp(seconds: second).description.utf8.prefix(19))
      bytes[10] = [84, 116, 32][random.below(3)]
      let original = bytes
      for _ in 0..<random.below(3) {
        bytes[random.below(19)] = [48, 57, 58, 47, 0, 45, 32, 255, 54][random.below(9)]
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let expected = Timestamp(parsing: text.uppercased())?.nanoseconds
      let padded = bytes + [UInt8](repeating: 10, count: 8)
      let found = padded.withUnsafeBufferPointer { $0.baseAddress.flatMap { clock.read($0) } }
      // What is no plain clock is left to the parser: zones, leap seconds.
      let isLeft = found == nil && bytes != original
      #expect(isLeft || found == expected, "\(text), seed \(random.seed) round \(round)")
    }
  }

  @Test func numbersOfRowsAreKeptWhateverTheirSteps() {
    var random = SeededGenerator()
    for _ in 0..<200 {
      var numbers = RowNumbers()
      var listed: [UInt32] = []
      var next: UInt32 = 1
      // Evenly apart, with a hole now and then, and in no order.
      let holes = [Int.max, 20, 1][random.below(3)]
      for _ in 0..<random.below(400) {
        numbers.append(next)
        listed.append(next)
        next += random.below(holes) == 0 ? UInt32(1 + random.below(3)) : 12
      }
      #expect(numbers.count == listed.count)
      #expect(listed.indices.allSatisfy { numbers[$0] == listed[$0] }, "seed \(random.seed)")
    }
  }
}
