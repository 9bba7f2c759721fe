// Numbers read by the shape of the one before against the scanner that looks for their ends.
import Testing

@testable import Feeds

@Suite struct NumberShapeTests {
  /// A number in its file: what stands before it and behind it is part of other cells.
  private struct Cell {
    var bytes: [UInt8]
    static let before = 16

    init(_ text: String, _ random: inout SeededGenerator) {
      bytes = (0..<Self.before).map { _ in UInt8(44 + random.below(14)) }
      bytes += Array(text.utf8)
      bytes += [UInt8](repeating: 44, count: 1)
      bytes += (0..<80).map { _ in UInt8(44 + random.below(14)) }
      bytes += [10] + [UInt8](repeating: 0, count: 8)
    }
  }

  private func digits(_ count: Int, _ random: inout SeededGenerator) -> String {
    (0..<count).map { _ in "\(random.below(10))" }.joined()
  }

  private func number(
    _ whole: Int, _ places: Int, _ used: Int, _ random: inout SeededGenerator
  ) -> String {
    let zeros = String(repeating: "0", count: places - used)
    return digits(whole, &random) + (places > 0 ? "." + digits(used, &random) + zeros : "")
  }

  /// Whatever a shape reads is what the scanner reads; most numbers of one shape are read by it.
  @Test func whatIsReadByShapeIsWhatTheScannerReads() {
    var random = SeededGenerator()
    var quick = 0
    var all = 0
    for round in 0..<4_000 {
      let whole = 1 + random.below(random.below(3) == 0 ? 17 : 9)
      let places = [0, 0, 1, 2, 3, 4, 8, 8, 10, 16, 20][random.below(11)]
      let used = min(places, [0, 1, 2, 4, 4, 8, 12][random.below(7)])
      let shift = [0, 0, -2, 3, -9][random.below(5)]
      var shape = NumberShape()
      for step in 0..<12 {
        var cell = Cell(number(whole, places, used, &random), &random)
        if step % 3 == 2 {
          cell.bytes[Cell.before + random.below(20)] = [45, 46, 44, 10, 47, 58, 48, 57, 0, 200][
            random.below(10)]
        }
        cell.bytes.withUnsafeBufferPointer { bytes in
          guard let start = bytes.baseAddress.map({ $0 + Cell.before }) else { return }
          var value = 0.0
          let end = NumberShape.read(start, as: &shape, &value)
          let wanted = ScanTables.shared.number(at: start, shift: shift)
          all += 1
          if let end {
            quick += 1
            #expect(
              end == wanted?.end && value.bitPattern == wanted?.value.bitPattern,
              "seed \(random.seed) round \(round)")
          } else if let wanted, wanted.end.pointee == 44 {
            shape.learn(start, wanted.end, shift)
          }
        }
      }
    }
    #expect(quick * 3 > all, "\(quick) of \(all), seed \(random.seed)")
  }

  /// Columns whose numbers keep their shape for a while, in tables, against the thorough way.
  @Test func tablesOfSteadyNumbersEqualQuotedOnes() {
    let folder = DataFolder()
    var random = SeededGenerator()
    for round in 0..<6 {
      var rows = ["time,symbol,oi,note,depth_1pct,liq_usd"]
      var shapes = (0..<3).map { _ in (1 + random.below(10), random.below(17), 4) }
      for row in 0..<4_000 {
        if random.below(100) == 0 {
          shapes[random.below(3)] = (1 + random.below(10), random.below(17), random.below(9))
        }
        let cells = shapes.map { shape in
          (random.below(9) == 0 ? "-" : "")
            + number(shape.0, shape.1, min(shape.1, shape.2), &random)
        }
        let second = 1_722_816_000 + row / 2
        rows.append("\(second),S\(row % 2)USDT,\(cells[0]),x,\(cells[1]),\(cells[2])")
      }
      let plain = folder.write("p\(round).csv", rows.joined(separator: "\n") + "\n")
      let quoted = folder.write(
        "q\(round).csv",
        rows.map { "\"" + $0.replacing(",", with: "\",\"") + "\"\n" }.joined())
      let (a, b) = (loadAll([plain]), loadAll([quoted]))
      #expect(a.store.all.count == 3 && a.report.rejectedCells == b.report.rejectedCells)
      for (one, other) in zip(a.store.all, b.store.all) {
        let isSame = zip(one.tracks, other.tracks).allSatisfy {
          $0.times == $1.times
            && $0.values.map(\.bitPattern) == $1.values.map(\.bitPattern)
        }
        #expect(isSame && one.tracks.count == 2, "\(one.schema.name), seed \(random.seed)")
      }
    }
  }
}
