// The life of an alert, worked out by hand from the fine print.
import Columns
import Language
import Quantities
import Testing

@testable import Alerting

@Suite struct LifecycleTests {
  let quarter = single(hold: .span(.minutes(15)))

  @Test("behaviour 1: pending for fifteen minutes, one FIRE, no repeat")
  func firesOnce() {
    #expect(
      turns(quarter, ["T" * 60], pending: true) == [
        "pending@0 since 0 level 0", "fire@15 since 0 level 0 episode 0",
      ])
  }

  @Test("without a hold it fires at the first true tick and clears at the first false one")
  func immediate() {
    #expect(
      turns(single(), ["FFTTFFT"], pending: true) == [
        "fire@2 since 2 level 0 episode 2", "clear@4 since 2 episode 2",
        "fire@6 since 6 level 0 episode 6",
      ])
  }

  @Test("behaviour 5: unknown pauses, 7m + 8m accrue by minute 18")
  func pauses() {
    #expect(
      turns(quarter, ["T" * 8 + "UU" + "T" * 20]) == ["fire@18 since 0 level 0 episode 0"])
  }

  @Test("false resets what has accrued")
  func resets() {
    #expect(
      turns(quarter, ["T" * 15 + "F" + "T" * 20]) == ["fire@31 since 16 level 0 episode 16"])
  }

  @Test("behaviour 6: a pending alert is dropped with its one UNKNOWN event")
  func drops() {
    #expect(
      turns(quarter, ["T" * 8 + "U" * 13]) == [
        "drop@13 since 0 level 0 unknown 0", "unknown@13 since 8 unknown 0",
      ])
  }

  @Test("behaviour 7: six dark hours neither clear nor repeat")
  func blind() {
    #expect(
      turns(quarter, ["T" * 21 + "U" * 360 + "F"]) == [
        "fire@15 since 0 level 0 episode 0", "unknown@26 since 21 episode 0 unknown 0",
        "clear@381 since 0 episode 0",
      ])
  }

  @Test("behaviour 8: the clear condition has a hold of its own")
  func untilHolds() {
    let shape = single(until: .some(.span(.minutes(10))))
    let trigger = "T" + "F" * 90
    let until = "F" * 61 + "T" * 10 + "F" + "T" * 19
    #expect(
      turns(shape, [trigger, until]) == [
        "fire@0 since 0 level 0 episode 0", "clear@82 since 0 episode 0",
      ])
  }

  @Test("until accrues from the FIRE tick, which is an end point")
  func untilFromFire() {
    let shape = single(until: .some(.span(.minutes(2))))
    #expect(
      turns(shape, ["FTTTTF", "TTTTTT"]) == [
        "fire@1 since 1 level 0 episode 1", "clear@3 since 1 episode 1",
        "fire@4 since 4 level 0 episode 4",
      ])
  }

  @Test("no CLEAR in the FIRE tick, and the trigger is looked at again from the next tick")
  func clearAfterFire() {
    #expect(
      turns(single(until: .some(nil)), ["TTTT", "TTTT"]) == [
        "fire@0 since 0 level 0 episode 0", "clear@1 since 0 episode 0",
        "fire@2 since 2 level 0 episode 2", "clear@3 since 2 episode 2",
      ])
  }

  @Test("until alone decides: a false trigger does not clear")
  func untilDecides() {
    #expect(
      turns(single(until: .some(nil)), ["TFFFF", "FFFFF"]) == ["fire@0 since 0 level 0 episode 0"])
  }

  @Test("keep is a minimum firing time")
  func keeps() {
    #expect(
      turns(single(keep: 10), ["T" + "F" * 12]) == [
        "fire@0 since 0 level 0 episode 0", "clear@10 since 0 episode 0",
      ])
    #expect(turns(single(keep: 10), ["T" + "F" * 9 + "TF"]).last == "clear@11 since 0 episode 0")
  }

  @Test("known again exactly at the end of the hold wins")
  func knownAtTheEnd() {
    #expect(turns(quarter, ["TT" + "U" * 5 + "TT"]) == [])
    #expect(turns(quarter, ["TT" + "U" * 6 + "TT"]).count == 2)
  }

  @Test("hold 0s reports at the first unknown tick")
  func reportsAtOnce() {
    let shape = single(unknown: UnknownPolicy(hold: .zero))
    #expect(
      turns(shape, ["FUUFU"]) == ["unknown@1 since 1 unknown 0", "unknown@4 since 4 unknown 0"])
  }

  @Test("every run that outlasts its hold gives one event, idle too")
  func idleUnknown() {
    #expect(
      turns(single(), ["F" + "U" * 20 + "F" + "U" * 20]) == [
        "unknown@6 since 1 unknown 0", "unknown@27 since 22 unknown 0",
      ])
  }
}
