// The byte scanners against slower, independent readings of the same text.
import Columns
@testable import Feeds
import Quantities
import Synthesis
import Testing

/// A small generator whose seed replays a run (BRINK_SEED).
struct SeededGenerator: RandomNumberGenerator {
  private var numbers: SplitMix64
  let seed: UInt64

  init() {
    seed = environment("BRINK_SEED").flatMap(UInt64.init) ?? 20_260_805
    numbers = SplitMix64(seed)
  }

  mutating func next() -> UInt64 { numbers.next() }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// Bytes in pieces: many, then few, then nothing.
private final class PieceReader: ByteReader {
  private var pieces: [[UInt8]]

  init(_ pieces: [[UInt8]]) { self.pieces = pieces }

  var bytesConsumed: Int64 { 0 }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard !pieces.isEmpty else { return 0 }
    let piece = pieces.removeFirst()
    buffer.copyBytes(from: piece)
    return piece.count
  }
}

@Suite struct ScanningTests {
  /// A last row without a line end stays what it is wherever reads have cut it.
  @Test func lastRowsWithoutALineEnd() throws {
    let bytes = Array("a,b\n1,2\n1696601700000,2480630337.8436303".utf8)
    for first in 1..<bytes.count {
      for second in first..<bytes.count {
        let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map(Array.init)
        let kept = pieces.filter { !$0.isEmpty }
        let rows = RowScanner(reader: PieceReader(kept), delimiter: 44, path: "rows")
        var last: [String] = []
        var count = 0
        while try rows.next() {
          last = rows.cells.map { String(decoding: $0, as: UTF8.self) }
          count += 1
        }
        #expect(last == ["1696601700000", "2480630337.8436303"] && count == 3)
        let lines = LineScanner(reader: PieceReader(kept), path: "lines")
        var line = ""
        while let next = try lines.next() { line = String(decoding: next, as: UTF8.self) }
        #expect(line == "1696601700000,2480630337.8436303" && lines.line == 3)
      }
    }
  }

  private static let units = [
    "USD", "coin", "%", "bps", "%/8h", "x/8h", "%/h", "ms", "USD/s", "1/ms",
  ]

  /// A decimal text as files hold them.
  private func decimal(_ random: inout SeededGenerator) -> String {
    func digits(_ count: Int) -> String {
      String((0..<count).map { _ in Character(String(random.below(10))) })
    }
    var text = random.below(4) == 0 ? "-" : ""
    text += digits(1 + random.below(random.below(8) == 0 ? 22 : 9))
    if random.below(3) > 0 { text += "." + digits(random.below(random.below(6) == 0 ? 25 : 10)) }
    if random.below(3) == 0 { text += text.contains(".") ? "00000000" : ".0000000000000000" }
    if random.below(6) == 0 { text += "e\(random.below(80) - 40)" }
    return text
  }

  private func read(_ text: String, _ scale: CellScale) -> CellValue {
    var text = text
    return text.withUTF8 { scale.read($0) }
  }

  @Test func cellsEqualUnitsBitForBit() {
    var random = SeededGenerator()
    let units = Self.units.compactMap { Unit(parsing: $0) }
    #expect(units.count == Self.units.count)
    for _ in 0..<40_000 {
      let text = decimal(&random)
      let unit = units[random.below(units.count)]
      let expected = (unit.baseValue(ofDecimal: text) ?? .nan) + 0.0
      let found = read(text, CellScale(unit))
      guard case .value(let value) = found else {
        #expect(!expected.isFinite, "\(text) \(unit), seed \(random.seed)")
        continue
      }
      #expect(value.bitPattern == expected.bitPattern, "\(text) \(unit), seed \(random.seed)")
    }
  }

  /// Halfway cases and the ends of the range, whose rounding goes wrong first.
  @Test(arguments: [
    "9007199254740993", "9007199254740992.5", "9007199254740993.0000000000000001",
    "0.1", "0.30000000000000004", "123456789012345678", "1234567890123456789012345678",
    "2.2250738585072011e-308", "4.9e-324", "1.7976931348623157e308", "8.5e-49", "1e23",
    "9214843084008499", "6929495644600919.5", "3.14159265358979323846264338327950288",
    "0.000000000000000000000000000000000000000123456789", "5e-324", "0E-16", "-0", "00012.50",
  ])
  func hardDecimals(_ text: String) {
    let expected = Double(text).map { $0 + 0.0 }
    #expect(read(text, CellScale(.ratio)) == expected.map { .value($0) })
  }

  @Test func wordsAndJunk() {
    let scale = CellScale(.ratio)
    for text in ["", "-", "NA", "na", "null", "NULL"] { #expect(read(text, scale) == .empty) }
    for text in ["NaN", "nan", "-nan", "inf", "-Infinity", "+INF", "1e999", "-1e400"] {
      #expect(read(text, scale) == .notFinite)
    }
    for text in ["1,5", "1_000", "0x10", "1.2.3", "e5", "1e", "--1", ".", "+", "1 2", "nul", "1f"] {
      #expect(read(text, scale) == .malformed)
    }
  }

  @Test func plainNumbersEqualThoroughOnes() {
    var random = SeededGenerator()
    let unit = Unit(parsing: "%") ?? .ratio
    let tables = ScanTables.shared
    for _ in 0..<40_000 {
      let text = decimal(&random)
      var bytes = Array(text.utf8) + [44] + [UInt8](repeating: 55, count: 16)
      bytes[bytes.count - 1] = 10
      bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress,
          let number = tables.number(at: base, shift: unit.decimalShift),
          number.end - base == text.utf8.count
        else { return }
        let value = number.value + 0.0
        #expect(read(text, CellScale(unit)) == .value(value), "\(text), seed \(random.seed)")
      }
    }
  }

  @Test func timesOfEveryKind() {
    let expected = Timestamp(seconds: 1_722_816_000).nanoseconds
    for text in [
      "2024-08-05", "2024.8.5", "2024-08-05T00:00:00Z", "2024-08-05 00:00:00",
      "2024-08-05T03:00:00+03:00", "1722816000", "1722816000.000", "1722816000000",
      "1722816000000000", "1722816000000000000", "2024-08-05T00:00:00.000Z",
    ] {
      var scanner = TimeScanner()
      var text = text
      #expect(text.withUTF8 { scanner.read($0) } == .time(expected), "\(text)")
    }
    for text in [
      "", "5", "2024-13-05", "2024-02-30", "24:00", "1.7E+12", "20240805", "9".repeated(19),
    ] {
      var scanner = TimeScanner()
      var text = text
      guard case .bad = text.withUTF8({ scanner.read($0) }) else {
        Issue.record("\(text) is no time")
        continue
      }
    }
  }

  /// The same random table plain and with quotes around every cell: the quoted one takes the
  /// thorough way throughout.
  @Test func plainRowsEqualQuotedRows() {
    let folder = DataFolder()
    var random = SeededGenerator()
    let symbols = ["BTCUSDT", "ETHUSDT", "1000SHIBUSDT", "BTC-PERPETUAL"]
    var rows: [[String]] = []
    for row in 0..<6_000 {
      let time = Timestamp(seconds: 1_722_816_000 + Int64(row / 3) + Int64(random.below(3)))
      let cells = (0..<4).map { _ in
        random.below(9) == 0 ? ["", "NaN", "x", "-", "null"][random.below(5)] : decimal(&random)
      }
      rows.append([time.description, symbols[random.below(4)]] + cells)
    }
    let header = ["time", "symbol", "oi", "depth_1pct", "liq_usd", "x [%/8h]"]
    let all = [header] + rows
    let plain = folder.write(
      "plain.csv", all.map { $0.joined(separator: ",") }.joined(separator: "\n"))
    let quoted = folder.write(
      "quoted.csv",
      all.map { $0.map { "\"\($0)\"" }.joined(separator: ",") }.joined(separator: "\r\n"))
    let a = loadAll([plain])
    let b = loadAll([quoted])
    #expect(a.store.all.count == b.store.all.count)
    for (one, other) in zip(a.store.all, b.store.all) {
      #expect(one.tracks.map(\.labels) == other.tracks.map(\.labels))
      #expect(one.tracks.map(\.times) == other.tracks.map(\.times))
      #expect(
        one.tracks.map { $0.values.map(\.bitPattern) }
          == other.tracks.map { $0.values.map(\.bitPattern) }, "seed \(random.seed)")
      #expect(one.pulse == other.pulse)
    }
    #expect(a.report.rejectedCells == b.report.rejectedCells)
    #expect(a.report.nan == b.report.nan)
    #expect(a.report.inversions == b.report.inversions)
    #expect(a.report.late == b.report.late)
    #expect(
      a.report.files[0].rejects.first.map(\.line) == b.report.files[0].rejects.first.map(\.line))
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
