// Policies for the unknown, warmup, exceptions, worked out by hand from the fine print.
import Columns
import Language
import Quantities
import Testing

@testable import Alerting

@Suite struct PolicyTests {
  @Test("then fire: FIRE at the end of the hold, since the first unknown tick, no UNKNOWN")
  func firesOnUnknown() {
    let shape = single(
      hold: .span(.minutes(15)), unknown: UnknownPolicy(hold: .minutes(1), action: .fire))
    #expect(
      turns(shape, ["FTT" + "U" * 20 + "TTF"]) == [
        "fire@4 since 3 level 0 episode 3 unknown 0", "clear@25 since 3 episode 3",
      ])
  }

  @Test("then fire on a firing alert tells nothing")
  func firesWhileFiring() {
    let shape = single(unknown: UnknownPolicy(hold: .minutes(1), action: .fire))
    #expect(
      turns(shape, ["T" + "U" * 20 + "F"]) == [
        "fire@0 since 0 level 0 episode 0", "clear@21 since 0 episode 0",
      ])
  }

  @Test("then clear: CLEAR with reasons, ignoring keep, and no UNKNOWN after it")
  func clearsOnUnknown() {
    let shape = single(keep: 60, unknown: UnknownPolicy(hold: .minutes(5), action: .clear))
    #expect(
      turns(shape, ["T" + "U" * 30]) == [
        "fire@0 since 0 level 0 episode 0", "clear@6 since 0 episode 0 unknown 0",
      ])
  }

  @Test("then clear drops a pending alert")
  func clearDrops() {
    let shape = single(
      hold: .span(.minutes(15)), unknown: UnknownPolicy(hold: .minutes(5), action: .clear))
    #expect(turns(shape, ["TT" + "U" * 30]) == ["drop@7 since 0 level 0 unknown 0"])
  }

  @Test("warmup while idle is no event; the first other reason past the hold is")
  func warmup() {
    #expect(turns(single(), ["W" * 50 + "F"]) == [])
    #expect(turns(single(), ["W" * 50 + "UUF"]) == ["unknown@50 since 0 unknown 0"])
    let fire = single(unknown: UnknownPolicy(hold: .minutes(5), action: .fire))
    #expect(turns(fire, ["W" * 50 + "F"]) == [])
  }

  @Test("warmup while pending or firing does count")
  func warmupWhileBusy() {
    let shape = single(hold: .span(.minutes(15)))
    #expect(turns(shape, ["T" + "W" * 10]).count == 2)
    #expect(turns(single(), ["T" + "W" * 10]).last == "unknown@6 since 1 episode 0 unknown 0")
  }

  @Test("an exception silences until its date, accrues nothing, lets an unknown run count on")
  func exceptions() {
    let shape = AlertShape(
      levels: [.init(hold: .span(.minutes(4)))], exceptions: [minutes(100)])
    #expect(turns(shape, ["T" * 10, "T" * 10]) == [])
    #expect(turns(shape, ["T" * 10, "FFFTTTFFFF"]) == ["fire@8 since 0 level 0 episode 0"])
    #expect(turns(shape, ["T" * 10, "U" * 10]) == ["fire@4 since 0 level 0 episode 0"])
    #expect(
      turns(shape, ["F" + "U" * 10, "FFFTTTTTFFF"]) == ["unknown@8 since 1 unknown 0"])
    let expiring = AlertShape(levels: [.init()], exceptions: [minutes(5)])
    #expect(turns(expiring, ["T" * 10, "T" * 10]) == ["fire@5 since 5 level 0 episode 5"])
  }
}
