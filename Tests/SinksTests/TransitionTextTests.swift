// Events and scores as people read them.
import Alerting
import Columns
import Diagnostics
import Quantities
import Testing

@testable import Sinks

@Suite struct TransitionTextTests {
  /// A FIRE, the UNKNOWN and the CLEAR of a level of another rule.
  var log: [Transition] {
    var fire = thinAndFull()
    fire.values[1].age = .seconds(30)
    var unknown = thinAndFull(.unknown)
    unknown.rule = "exhaustion"
    unknown.key = Labels([("asset", "ETH")])
    unknown.at = Timestamp(seconds: 1_722_818_760)
    unknown.since = Timestamp(seconds: 1_722_818_460)
    unknown.values = [ReportedValue(name: "reserve", base: nil, unit: .coin, age: .minutes(31))]
    unknown.reasons = ["stale reserve 31m > 30m", "missing oi"]
    var clear = thinAndFull(.clear)
    clear.rule = "exhaustion"
    clear.level = "warn"
    clear.key = Labels([("asset", "ETH")])
    clear.at = Timestamp(seconds: 1_722_902_400)
    clear.values = []
    clear.message = "ETH: OI is 85.1% of reserves\u{1B}[2J,\nlimit 90%"
    return [fire, unknown, clear]
  }

  func lines(_ width: Int?, _ charset: Charset = .utf8) -> String {
    String(
      eventText(log, EventStyle(width: width, ink: .plain, charset: charset)).dropLast())
  }

  @Test("one line each where nothing has to fit")
  func unbounded() {
    #expect(
      lines(nil) == """
        ▲ 2024-08-05 00:15  FIRE     thin_and_full      asset=BTC venue=binance  \
        since 00:00 (15m) · oi 95k coin, depth_1pct 4M USD (30s old)
        ? 2024-08-05 00:46  UNKNOWN  exhaustion         asset=ETH                \
        since 00:41 (5m) · reserve n/a (31m old) · [stale reserve 31m > 30m; missing oi]
        ▼ 2024-08-06 00:00  CLEAR    exhaustion [warn]  asset=ETH                \
        since 2024-08-05 00:00 (1d) · ETH: OI is 85.1% of reserves�[2J, limit 90%
        """)
  }

  @Test("details go under the rest where they do not fit beside it")
  func bounded() {
    #expect(
      lines(80) == """
        ▲ 2024-08-05 00:15  FIRE     thin_and_full      asset=BTC venue=binance
            since 00:00 (15m) · oi 95k coin, depth_1pct 4M USD (30s old)
        ? 2024-08-05 00:46  UNKNOWN  exhaustion         asset=ETH
            since 00:41 (5m) · reserve n/a (31m old) · [stale reserve 31m > 30m;
            missing oi]
        ▼ 2024-08-06 00:00  CLEAR    exhaustion [warn]  asset=ETH
            since 2024-08-05 00:00 (1d) · ETH: OI is 85.1% of reserves�[2J, limit 90%
        """)
  }

  @Test("a narrow terminal loses no key")
  func narrow() {
    #expect(
      lines(50, .ascii) == """
        ^ 2024-08-05 00:15  FIRE     thin_and_full
            asset=BTC venue=binance - since 00:00 (15m) -
            oi 95k coin, depth_1pct 4M USD (30s old)
        ? 2024-08-05 00:46  UNKNOWN  exhaustion
            asset=ETH - since 00:41 (5m) -
            reserve n/a (31m old) -
            [stale reserve 31m > 30m; missing oi]
        v 2024-08-06 00:00  CLEAR    exhaustion [warn]
            asset=ETH - since 2024-08-05 00:00 (1d) - ETH:
            OI is 85.1% of reserves�[2J, limit 90%
        """)
    for width in [24, 30, 66, 100, 101, 140, 141, 142] {
      let isFitting = lines(width).split(separator: "\n").allSatisfy {
        displayWidth(String($0)) <= max(28, width)
      }
      #expect(isFitting, "\(width)")
    }
  }

  @Test("every event has a look of its own, a halt too")
  func looks() {
    let events: [TransitionEvent] = [
      .fire, .level, .clear, .unknown, .drop, .flapping, .record, .pending,
    ]
    let text = TransitionText(EventStyle(width: nil, ink: .colour, charset: .utf8))
    let lines = events.map { text.lines(for: thinAndFull($0))[0] }
    #expect(Set(lines.map { $0.prefix(10) }).count == events.count)
    #expect(lines[0].hasPrefix("\u{1B}[1;31m▲\u{1B}[0m 2024-08-05 00:15  \u{1B}[1;31mFIRE "))
    var halt = thinAndFull()
    halt.kind = .halt
    #expect(text.lines(for: halt)[0].contains("HALT"))
  }

  static func tally(_ ticks: Int, _ unknown: Int, _ firing: Int) -> Tally {
    var out = Tally()
    out.ticks = ticks
    out.unknown = unknown
    out.firing = firing
    return out
  }

  static var score: Score {
    var out = Score()
    out.alerts = 3
    out.span = .days(1)
    out.tally = tally(144, 0, 3)
    let key = Labels([("symbol", "BTC")])
    out.match = Score.Match(
      alerts: [560, 690, 780].map { Occurrence(key, at: Timestamp(seconds: $0 * 60)) },
      outcomes: [600, 1_200].map { Occurrence(key, at: Timestamp(seconds: $0 * 60)) },
      within: .hours(6))
    return out
  }

  @Test func summaries() {
    var summary = RunSummary()
    summary.rowsRead = 12_345
    summary.rejected = 3
    summary.keys = 4
    summary.ticks = 1_440
    summary.rules = [
      ("thin_and_full", Self.tally(1_440, 30, 1)), ("exhaustion", Self.tally(1_440, 0, 0)),
      ("late", Self.tally(0, 0, 0)),
    ]
    #expect(
      summary.text(width: 80, ink: .plain, charset: .utf8) == """
        read 12,345 rows · 3 rejected · 0 duplicated · 0 late · 4 keys · 1,440 ticks
          thin_and_full  unknown 2.1%, firing <0.1%
          exhaustion     unknown 0%, firing 0%
          late           unknown n/a, firing n/a

        """)
  }

  @Test func standings() {
    var blind = AlertStatus()
    blind.phase = .firing
    blind.since = Timestamp(seconds: 1_722_816_000)
    blind.isBlind = true
    blind.isPastHold = true
    blind.unknownSince = Timestamp(seconds: 1_722_819_600)
    var pending = AlertStatus()
    pending.phase = .pending
    pending.since = blind.since
    pending.progress = "7m of 15m"
    pending.firesAt = Timestamp(seconds: 1_722_816_900)
    let rows = [
      Standing(rule: "exhaustion", key: Labels([("asset", "BTC")]), level: "crit", status: blind),
      Standing(rule: "thin", key: Labels([("asset", "ETH")]), status: pending),
      Standing(rule: "thin", key: Labels([("asset", "SOL")]), status: AlertStatus()),
    ]
    #expect(
      standingTable(rows, onlyNotable: true).text(TableStyle(.csv)) == """
        state,rule,level,key,since,remark
        blind,exhaustion,crit,asset=BTC,2024-08-05T00:00:00Z,unknown since 2024-08-05 01:00
        pending,thin,,asset=ETH,2024-08-05T00:00:00Z,"7m of 15m, would fire at \
        2024-08-05 00:15"

        """)
    #expect(standingTable(rows).rows.count == 3)
  }

  @Test func shares() {
    #expect(
      [0, 1, 0.00001, 0.9999999, 0.12345, 0.5].map(percentText) == [
        "0%", "100%", "<0.1%", ">99.9%", "12.3%", "50%",
      ])
  }

  @Test("behaviour 25: the score with the counts behind it")
  func scores() {
    #expect(
      scoreText(Self.score) == """
        precision       33.3%         1 of 3 alerts had an outcome within 6h
        recall          50%           1 of 2 outcomes had an alert before
        lead            40m, p10 40m  median over 1 outcome
        alerts_per_day  3             3 alerts in 1d
        firing          2.1%          3 of 144 ticks
        unknown         0%            0 of 144 ticks

        """)
    let recall = scoreText(Self.score, [.recall])
    #expect(recall == "recall  50%  1 of 2 outcomes had an alert before\n")
  }

  @Test("without a label only firing counts")
  func unlabelled() {
    var score = Self.score
    score.match = nil
    #expect(
      scoreText(score) == """
        alerts_per_day  3     3 alerts in 1d
        firing          2.1%  3 of 144 ticks
        unknown         0%    0 of 144 ticks

        """)
    #expect(
      scoreTable("r", [("70%", Self.score), ("75%", score)]).text(TableStyle(.csv)) == """
        r,precision [%],recall [%],lead [m],lead_p10 [m],alerts_per_day,firing [%],unknown [%]\
        ,alerts,useful,outcomes,foreseen
        70%,33.33333333333333,50,40,40,3,2.083333333333333,0,3,1,2,1
        75%,,,,,3,2.083333333333333,0,3,,,

        """)
  }
}
