// The pictures of the charts, each read by a person before it was written down.
import Quantities
import Testing

@testable import Sinks

@Suite struct ChartTests {
  /// The pictures by name; `␛` stands for the escape character.
  static let expected: [String: String] = [
    "line": """
      Depth of BTCUSDT
         4M USD ┤         ⢀⣀⣀⠤⠤⠤⠔⠒⠒⠉⠁
                │⣀⠤⠤⠤⠒⠒⠊⠉⠉⠁
                │
         2M USD ┤
                │
                │                       ⠈⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
          0 USD ┤
                └┬───────────┬──────────┬───────────┬───
      2024-08-05 00:00     03:00      06:00       09:00
                                        ▲        ▼

      """,
    "ascii": """
      Depth of BTCUSDT
         4M USD +          **********
                |**********
         2M USD +
                |                       ****************
          0 USD +
                ++-----------+----------+-----------+---
      2024-08-05 00:00     03:00      06:00       09:00
                                        ^        v

      """,
    "panels": """
      depth_1pct
         4M USD ┤     ⣀⣀⣀⣀⡠⠤⠤⠤⠔⠒⠒⠒⠊⠉⠁
                │⠒⠉⠉⠉⠉
         2M USD ┤
                │                       ⠠⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
          0 USD ┤
      oi
      105k coin ┤
                │
      100k coin ┤                          ⣀⣀⣀⠤⠤⠤⠔⠒⠒⠒⠊⠉⠉
                │            ⣀⣀⣀⡠⠤⠤⠤⠒⠒⠒⠊⠉⠉⠉
       95k coin ┤⣀⣀⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉
                └┬───────────┬──────────┬───────────┬───
      2024-08-05 00:00     03:00      06:00       09:00

      """,
    "glyphs": """
      Two
         4M USD ┤++++++      ••••••••
                │••••••++++++++++
                │                +++++++++++
         2M USD ┤                          +++++++++++
                │                       ••••••••••••••++
          0 USD ┤
                └┬───────────┬──────────┬───────────┬───
      2024-08-05 00:00     03:00      06:00       09:00
      • depth_1pct  + depth_bid

      """,
    "colour": """
      ␛[1mTwo␛[0m
      ␛[2m   5M USD ┤␛[0m␛[33m⣒⣤⣤⣤⡤⠤⠤⠤⠤⠤⢤⣤⣤⣤⣤⣤⣤⣤⣒⣂␛[0m
      ␛[2m    0 USD ┤␛[0m                    ␛[33m⠉⠉⠉⠩⠭⠭⠭⠭⠭⠶⠶⠶⠶⠶⠶⠶⠶⠶⠦␛[0m
      ␛[2m          └┬───────────┬──────────┬───────────┬───␛[0m
      ␛[2m2024-08-05 00:00     03:00      06:00       09:00␛[0m
      ␛[36m━␛[0m depth_1pct  ␛[33m━␛[0m depth_bid

      """,
    "log": """
                │                                      ⠈
                │
       100k USD ┤
                │
                │             ⡤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤
                │            ⡸
         1k USD ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⠃
                └┬──────────────┬──────────────┬────────
      2024-08-05 00:00        02:00          04:00

      """,
    "bars": """
      Taker net
                   BTC │       █████████████ 5M USD
                   ETH │███████ -2.2M USD
                   SOL │        0 USD
                  PEPE │ n/a
      2024-08-05 00:40 │       ██▌ 1.234M USD

      """,
    "few bars": """
      Taker net
      BTC |           ####################### 5M USD
      ETH |########### -2.2M USD
      SOL |            0 USD
      3 of 5 bars

      """,
    "hist": """
      Ratio
       50% – 60% │███████████████████████▍ 2
       60% – 70% │███████████████████████████████████ 3
       70% – 80% │███████████▋ 1
       80% – 90% │███████████▋ 1
      90% – 100% │███████████▋ 1

      """,
    "scatter": """
         30 USD +                   +
                |
                |             +           +
         20 USD +
                |
         10 USD +      +                         +
                ++------------+-----------+------------+
                 0 coin    2 coin      4 coin     6 coin
      depth over oi

      """,
    "spark": """
      depth_1pct  ▆▆▇▇▇▇████  ▁▁▁▁▁▁▁▁  last 1M USD
      oi          ▁▁▁▂▂▃▃▃▄▄▅▅▆▆▆▇▇███  last 100.9k coin

      """,
    "spark ascii": """
      depth_1pct  ++****####  ________  last 1M USD
      oi          ___..---::==+++**###  last 100.9k coin

      """,
    "nothing": """
      T
      no known values to plot

      """,
    "fine steps": """
      65001 USD/coin ┤                          ⣀⣀⠤⠤⠔⠒⠊⠉
                     │                 ⣀⣀⠤⠤⠔⠒⠊⠉⠉
                     │        ⣀⣀⡠⠤⠔⠒⠒⠉⠉
      65000 USD/coin ┤⣀⡠⠤⠔⠒⠒⠉⠉
                     └┬────────────────┬───────────────┬
      2024-08-05      00:00          00:05         00:10

      """,
    "spans": """
            20m ┤
                │                              ⢀⣀⣀⣀⠤⠤⠤⠒⠒
            10m ┤                   ⢀⣀⣀⠤⠤⠔⠒⠒⠊⠉⠉⠁
                │         ⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁
             0s ┤⣀⡠⠤⠤⠒⠒⠊⠉⠉⠁
                └┬────────────┬───────────┬────────────┬
      2024-08-05 00:00      00:10       00:20      00:30

      """,
  ]

  @Test("every chart is drawn as its picture", arguments: ChartPictures.all.map(\.0))
  func pictures(name: String) throws {
    let drawn = try #require(ChartPictures.all.first { $0.0 == name }).1
    #expect(drawn.replacing("\u{1B}", with: "␛") == Self.expected[name])
  }

  @Test("drawings keep to their size, whatever it is")
  func sizes() {
    let charts = [
      ChartPictures.watched, ChartPictures.logarithmic, ChartPictures.bars, ChartPictures.counts,
      ChartPictures.cloud,
    ]
    for chart in charts {
      for (width, height) in [(24, 5), (37, 8), (80, 24), (200, 60)] {
        for charset in [Charset.utf8, .ascii] {
          let text = chart.drawing(width: width, height: height, ink: .plain, charset: charset)
          let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
          #expect(lines.count <= height, "\(chart.kind) \(width)x\(height)")
          #expect(lines.allSatisfy { $0.count <= width }, "\(chart.kind) \(width)x\(height)")
        }
      }
    }
  }

  @Test("odd values and times never trap")
  func oddities() {
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 1.7e308, -1.7e308, .leastNonzeroMagnitude, 0, -0.0, 1e-308, 5,
    ]
    for kind in Chart.Kind.allCases {
      for isLogarithmic in [false, true] {
        for values in odd.map({ [$0] }) + [odd, odd.reversed(), []] {
          let times = values.indices.map {
            Timestamp(nanoseconds: [Int64.min / 2, 0, Int64.max / 2, 1][$0 % 4])
          }
          let series = Chart.Series(name: "v", unit: .usd, times: times, values: values)
          var chart = Chart(title: "t", series: [series, series], kind: kind)
          chart.isLogarithmic = isLogarithmic
          let text = chart.drawing(width: 60, height: 12, ink: .colour, charset: .utf8)
          #expect(!text.contains("nan"))
        }
      }
    }
  }

  @Test func sparklines() {
    #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], width: 8, charset: .utf8) == "▁▂▃▄▅▆▇█")
    #expect(sparkline([0, 7, .nan, 7], width: 8, charset: .ascii) == "_# #")
    #expect(sparkline([1, 3, 5, 7], width: 2, charset: .utf8) == "▁█")
    #expect(sparkline([2, 2], width: 9, charset: .utf8) == "▄▄")
    #expect(sparkline([], width: 9, charset: .utf8) == "")
    #expect(barText(3, in: 0...4, width: 2) == "█▌")
    #expect(barText(.nan, in: 0...4, width: 2) == "")
    #expect(barText(9, in: 0...4, width: 2) == "██")
  }
}
