// Tables in every notation; the pictures were read by a person.
import Diagnostics
import Quantities
import Testing

@testable import Sinks

private func * (text: String, count: Int) -> String { String(repeating: text, count: count) }

@Suite struct TableTests {
  let table = Table(
    [
      .init("time"), .init("symbol"), .init("oi", unit: .coin), .init("ratio", unit: .ratio),
      .init("funding", unit: Unit(parsing: "%/8h")),
    ],
    rows: [
      [
        .time(Timestamp(seconds: 1_722_816_000)), .text("BTC"), .number(95_123.456),
        .number(0.95), .number(0.0001 / 28_800),
      ],
      [
        .time(Timestamp(seconds: 1_722_816_060)), .text("ETH, \"the\"\u{1B}[31m other"),
        .unknown("stale 31m"), .number(.nan), .number(-0.00005 / 28_800),
      ],
    ])

  func printed(_ mode: TableMode, people: Bool = false, width: Int? = nil) -> String {
    var style = TableStyle(mode)
    style.isForPeople = people
    style.width = width
    return table.text(style)
  }

  @Test func csv() {
    #expect(
      printed(.csv) == """
        time,symbol,oi [coin],ratio,funding [%/8h]
        2024-08-05T00:00:00Z,BTC,95123.456,0.95,0.01
        2024-08-05T00:01:00Z,"ETH, ""the""\u{1B}[31m other",,,-0.005

        """)
  }

  @Test func tsv() {
    let table = Table([.init("a"), .init("b")], rows: [[.text("x\ty\n"), .truth(true)]])
    #expect(table.text(TableStyle(.tsv)) == "a\tb\nx\\ty\\n\ttrue\n")
  }

  @Test func json() {
    #expect(
      printed(.jsonl)
        == #"{"time":"2024-08-05T00:00:00Z","symbol":"BTC","oi [coin]":95123.456,"#
        + #""ratio":0.95,"funding [%/8h]":0.01}"# + "\n"
        + #"{"time":"2024-08-05T00:01:00Z","symbol":"ETH, \"the\"\u001b[31m other","#
        + #""oi [coin]":null,"ratio":null,"funding [%/8h]":-0.005}"# + "\n")
    #expect(printed(.json).hasPrefix("[{") && printed(.json).hasSuffix("}]\n"))
    #expect(Table([.init("a")]).text(TableStyle(.json)) == "[]\n")
  }

  @Test func markdown() {
    #expect(
      printed(.md) == """
        | time | symbol | oi [coin] | ratio | funding [%/8h] |
        | --- | --- | ---: | ---: | ---: |
        | 2024-08-05T00:00:00Z | BTC | 95123.456 | 0.95 | 0.01 |
        | 2024-08-05T00:01:00Z | ETH, "the"�[31m other | – | – | -0.005 |

        """)
  }

  @Test func line() {
    #expect(
      printed(.line, people: true) == """
           time  2024-08-05 00:00
         symbol  BTC
             oi  95.12k coin
          ratio  0.95
        funding  0.01%/8h

           time  2024-08-05 00:01
         symbol  ETH, "the"�[31m other
             oi  n/a (stale 31m)
          ratio  –
        funding  -0.005%/8h

        """)
  }

  @Test func box() {
    #expect(
      printed(.table, people: true, width: 100) == """
        ┌──────────────────┬───────────────────────┬─────────────────┬───────┬────────────────┐
        │ time (UTC)       │ symbol                │       oi [coin] │ ratio │ funding [%/8h] │
        ├──────────────────┼───────────────────────┼─────────────────┼───────┼────────────────┤
        │ 2024-08-05 00:00 │ BTC                   │          95.12k │  0.95 │           0.01 │
        │ 2024-08-05 00:01 │ ETH, "the"�[31m other │ n/a (stale 31m) │     – │         -0.005 │
        └──────────────────┴───────────────────────┴─────────────────┴───────┴────────────────┘
        2 rows

        """)
  }

  @Test("away from a terminal the box holds everything, exactly")
  func exactBox() {
    let text = printed(.table)
    #expect(text.contains("│ 95123.456 │"))
    #expect(text.contains("│ 2024-08-05T00:01:00Z │"))
    #expect(!text.contains("rows"))
  }

  @Test("a narrow terminal cuts text first")
  func narrow() {
    let text = printed(.table, people: true, width: 80)
    #expect(text.split(separator: "\n").allSatisfy { displayWidth(String($0)) <= 80 })
    #expect(text.contains("│ ETH, \"the\"�[3… │"))
  }

  @Test("few rows are turned on their side rather than cut")
  func turned() {
    #expect(printed(.table, people: true, width: 40) == printed(.line, people: true))
  }

  @Test("many rows and columns are left out in the middle, with a remark")
  func elided() {
    let names = ["key", "a", "b", "c", "d", "e"]
    var wide = Table(names.map { .init($0, side: .right) })
    wide.rows = (0..<12_345).map { row in
      names.indices.map { .number(Double(row * 10 + $0)) }
    }
    var style = TableStyle.terminal(width: 34, ink: .plain, charset: .ascii)
    style.maximumRows = 4
    style.remedy = ".last to see all"
    #expect(
      wide.text(style) == """
        +--------+--------+----+--------+
        |    key |      a | .. |      e |
        +--------+--------+----+--------+
        |      0 |      1 | .. |      5 |
        |     10 |     11 | .. |     15 |
        |      : |      : | :  |      : |
        | 123.4k | 123.4k | .. | 123.4k |
        | 123.4k | 123.4k | .. | 123.4k |
        +--------+--------+----+--------+
        4 of 12,345 rows - 3 of 6 columns - .last to see all

        """)
  }

  @Test("a drawn table is never wider than the terminal")
  func fits() {
    for columns in 1...9 {
      for width in [24, 40, 61, 80, 120] {
        let wide = Table(
          (0..<columns).map { .init("column \($0)", unit: $0 % 2 == 0 ? .usd : nil) },
          rows: (0..<5).map { row in
            (0..<columns).map {
              $0 % 2 == 0 ? .number(1.234e6 * Double(row)) : .text("word 日本 " * ($0 + row))
            }
          })
        let text = wide.text(.terminal(width: width, ink: .plain, charset: .utf8))
        let lines = text.split(separator: "\n").map { displayWidth(String($0)) }
        let isFitting = lines.dropLast().allSatisfy { $0 <= width }
        #expect(isFitting, "\(columns) columns in \(width):\n\(text)")
      }
    }
  }

  @Test func peopleNumbers() {
    let cases: [(Double, Unit, String)] = [
      (0, .usd, "0"), (999.96, .usd, "1k"), (-4_000_000, .usd, "-4M"), (1.5e13, .usd, "15000B"),
      (0.0536, .percent, "5.36"), (1_860, .seconds, "31m"), (12_345.6, .basisPoints, "123500000"),
      (1_234, .ratio, "1.234k"), (0.000012345, .coin, "0.00001234"), (.nan, .usd, "-"),
    ]
    for (base, unit, expected) in cases {
      #expect(peopleNumber(base, in: unit) == expected, "\(base) \(unit)")
    }
    #expect(grouped(1_234_567) == "1,234,567" && grouped(-12) == "-12" && grouped(100) == "100")
  }

  @Test("clipping and wrapping keep to the width")
  func widths() {
    #expect(clipped("日本日本", to: 5, .utf8) == "日本…")
    #expect(clipped("abc", to: 3, .utf8) == "abc")
    #expect(clipped("abcd", to: 3, .ascii) == "a..")
    #expect(clipped("abcd", to: 1, .ascii) == ".")
    #expect(clipped("abcd", to: 0, .utf8) == "")
    #expect(wrapped("one two three", to: 7) == ["one two", "three"])
  }
}
