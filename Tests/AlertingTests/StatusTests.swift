// Where an identity stands, the exit code, snapshots that cannot be read, resumed runs.
import Columns
import Language
import Quantities
import Testing

@testable import Alerting

/// The fold after these columns.
private func after(_ shape: AlertShape, _ columns: [String]) -> AlertFold {
  var fold = AlertFold(shape)
  fold.advance(frame(columns)) { _ in }
  return fold
}

@Suite struct StatusTests {
  let quarter = single(hold: .span(.minutes(15)))

  @Test("pending says how far it has come and when it would fire")
  func pending() {
    let status = after(quarter, ["F" + "T" * 8]).status
    #expect(
      status.description
        == "pending since 1970-01-01T00:01:00Z, 7m of 15m, "
        + "would fire at 1970-01-01T00:16:00Z if unchanged")
    let counted = after(single(hold: .count(3, of: 5)), ["TFFT"]).status
    #expect(counted.progress == "2 of 3 ticks in 5")
    // The last five ticks at 4 are T F F T T: three.
    #expect(counted.firesAt == minutes(4))
    let share = after(single(hold: .share(0.8, of: .minutes(15))), ["TTTF" + "TT"]).status
    #expect(share.progress == "3m of 12m within 15m")
    // 3m by minute 5, 12m by minute 14.
    #expect(share.firesAt == minutes(14))
  }

  @Test("a paused alert has no time to fire at")
  func paused() {
    let status = after(quarter, ["T" * 8 + "UU"]).status
    #expect(status.phase == .pending && status.firesAt == nil)
    #expect(status.unknownSince == minutes(8) && !status.isPastHold)
  }

  @Test("blind while firing, and the exit codes")
  func exitCodes() {
    let blind = after(quarter, ["T" * 20 + "U" * 10])
    let status = blind.status
    #expect(status.phase == .firing && status.isBlind && status.unknownSince == minutes(20))
    #expect(exitCode(of: [blind.standing]) == 1)
    let dropped = after(quarter, ["T" * 8 + "U" * 13])
    #expect(dropped.status.phase == .idle && dropped.status.isPastHold)
    #expect(exitCode(of: [dropped.standing]) == 4)
    #expect(exitCode(of: [dropped.standing, blind.standing]) == 1)
    let cleared = after(single(), ["FTTF"])
    #expect(cleared.status.phase == .idle)
    #expect(exitCode(of: [cleared.standing]) == 0)
    #expect(exitCode(of: [after(quarter, ["T" * 8 + "UU"]).standing]) == 0)
    #expect(exitCode(of: [after(single(), ["W" * 50]).standing]) == 4)
    #expect(exitCode(of: [], hasTicks: false) == 4)
    #expect(exitCode(of: []) == 0)
  }

  @Test("the tally counts every tick, passed over or not")
  func tallies() {
    let tally = after(quarter, ["T" * 21 + "U" * 360 + "F" * 10]).tally
    #expect(tally.ticks == 391)
    #expect(tally.firing == 381 - 15)
    #expect(tally.unknown == 360)
  }

  @Test("ticks offered again are passed over")
  func resumes() {
    var fold = AlertFold(quarter)
    var told: [String] = []
    for end in [5, 10, 16, 16, 30] {
      fold.advance(frame(["T" * end])) { told.append(short($0)) }
    }
    #expect(told == ["pending@0 since 0 level 0", "fire@15 since 0 level 0 episode 0"])
  }

  @Test("a year of minutes without change is one leap")
  func leaps() {
    let fold = after(quarter, ["F" * 100_000 + "T" * 400_000])
    #expect(fold.tally.firing == 399_985)
    #expect(fold.status.since == minutes(100_000))
  }

  @Test("a snapshot comes back, and text that is none does not")
  func snapshots() {
    let fold = after(quarter, ["F" + "T" * 8])
    #expect(
      fold.snapshot == "fold1 1 480000000000 60000000000 - 0 0 - 60000000000 0 9 0 0 0 0 "
        + "- - 60000000000 420000000000 1 0 0")
    #expect(AlertFold(quarter, restoring: fold.snapshot)?.status == fold.status)
    let two = AlertShape(levels: [.init(), .init()])
    for text in [
      "", "fold1", "fold0 1", fold.snapshot + " 1", "fold1 x", "fold1 1 99999999999999999999",
      String(fold.snapshot.dropLast(2)),
      fold.snapshot.replacing(" 9 0 0 0 0 ", with: " 9 0 0 0 9 "),
    ] {
      #expect(AlertFold(quarter, restoring: text) == nil, "\(text)")
    }
    #expect(AlertFold(two, restoring: fold.snapshot) == nil)
  }
}
