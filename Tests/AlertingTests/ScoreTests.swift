// Scores worked out by hand.
import Columns
import Quantities
import Testing

@testable import Alerting

@Suite struct ScoreTests {
  let btc = Labels([("symbol", "BTC")])

  @Test("behaviour 25: precision 1/3, recall 1/2, lead 40m")
  func behaviour25() {
    let alerts = [9 * 60 + 20, 11 * 60 + 30, 13 * 60].map { Occurrence(btc, at: minutes($0)) }
    let crashes = [10 * 60, 20 * 60].map { Occurrence(btc, at: minutes($0)) }
    var score = Score()
    score.alerts = 3
    score.span = .days(1)
    score.match = Score.Match(alerts: alerts, outcomes: crashes, within: .hours(6))
    #expect(score.match?.useful == 1 && score.precision == 1.0 / 3)
    #expect(score.match?.foreseen == 1 && score.recall == 0.5)
    #expect(score.medianLead == .minutes(40) && score.tenthLead == .minutes(40))
    #expect(score.alertsPerDay == 3)
    score.match = nil
    #expect(score.precision == nil && score.recall == nil && score.medianLead == nil)
  }

  @Test("the window includes both of its ends")
  func ends() {
    func useful(_ alert: Int) -> Int {
      Score.Match(
        alerts: [Occurrence(btc, at: minutes(alert))],
        outcomes: [Occurrence(btc, at: minutes(100))], within: .minutes(30)
      ).useful
    }
    #expect([69, 70, 100, 101].map(useful) == [0, 1, 1, 0])
  }

  @Test("leads are of the earliest alert within reach; quantiles are of type 7")
  func leads() {
    let alerts = [10, 50, 90, 290, 500].map { Occurrence(btc, at: minutes($0)) }
    let outcomes = [100, 300, 510].map { Occurrence(btc, at: minutes($0)) }
    var score = Score()
    score.alerts = 5
    score.match = Score.Match(alerts: alerts, outcomes: outcomes, within: .minutes(60))
    // 100 is foreseen at 50 (10 is too early): 50m; 300 at 290: 10m; 510 at 500: 10m.
    #expect(score.match?.leads == [.minutes(10), .minutes(10), .minutes(50)])
    #expect(score.medianLead == .minutes(10) && score.tenthLead == .minutes(10))
    #expect(score.match?.useful == 4)
    score.match?.leads = [.minutes(0), .minutes(10), .minutes(50)]
    // 0.1 × 2 = 0.2 of the way from 0m to 10m.
    #expect(score.tenthLead == .minutes(2))
  }

  @Test("keys match where they have labels in common")
  func keys() {
    let fire = Occurrence(Labels([("asset", "BTC"), ("venue", "x")]), at: minutes(0))
    let own = Occurrence(Labels([("asset", "BTC")]), at: minutes(5))
    let foreign = Occurrence(Labels([("asset", "ETH")]), at: minutes(5))
    let index = Occurrence(.none, at: minutes(5))
    func useful(_ outcome: Occurrence) -> Int {
      Score.Match(alerts: [fire], outcomes: [outcome], within: .minutes(10)).useful
    }
    #expect(useful(own) == 1 && useful(foreign) == 0 && useful(index) == 1)
  }

  @Test("an outcome starts at the first true tick of a run that unknown does not break")
  func outcomes() {
    var fold = OutcomeFold()
    fold.advance(frame(["FTTUTF"]))
    fold.advance(frame(["FTUUFT"], from: 6))
    #expect(fold.starts.map(\.at) == [1, 7, 11].map(minutes))
    #expect(fold.tally.ticks == 12 && fold.tally.unknown == 3)
    var early = OutcomeFold()
    early.advance(frame(["TTF"]))
    early.advance(frame(["T"], from: 3))
    #expect(early.starts.map(\.at) == [0, 3].map(minutes))
  }

  @Test("no ticks, no shares")
  func nothing() {
    let score = Score()
    #expect(score.firing == nil && score.unknown == nil && score.alertsPerDay == nil)
    let match = Score.Match(alerts: [], outcomes: [], within: .hours(1))
    #expect(match.useful == 0 && match.foreseen == 0)
  }
}
