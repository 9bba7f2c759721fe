// Counted and share holds, levels, flapping, worked out by hand from the fine print.
import Columns
import Language
import Quantities
import Testing

@testable import Alerting

@Suite struct HoldTests {
  let threeOfFive = single(hold: .count(3, of: 5))

  @Test("behaviour 10: 3 of 5 ticks")
  func counts() {
    #expect(turns(threeOfFive, ["TFTFT"]) == ["fire@4 since 0 level 0 episode 0"])
    #expect(turns(threeOfFive, ["TFFTFT"]) == [])
  }

  @Test("unknown ticks are not entered, and it fires only on a true tick")
  func countsKnown() {
    #expect(turns(threeOfFive, ["TFUTUFT"]) == ["fire@6 since 0 level 0 episode 0"])
    #expect(turns(threeOfFive, ["TTUUT"]) == ["fire@4 since 0 level 0 episode 0"])
  }

  @Test("since is the earliest true tick among the last M")
  func countsSince() {
    #expect(turns(threeOfFive, ["TFFFTTT"]) == ["fire@6 since 4 level 0 episode 4"])
  }

  @Test("80% of 15m: twelve true minutes within the last fifteen, on a true tick")
  func shares() {
    let shape = single(hold: .share(0.8, of: .minutes(15)))
    // True 0...8 is 8m; 9 is false, so the intervals to 9 and from 9 are lost; 10...14 adds 4m.
    #expect(turns(shape, ["T" * 9 + "F" + "T" * 10]) == ["fire@14 since 0 level 0 episode 0"])
    // True 0...5 is 5m; false at 6; 7...14 adds 7m: twelve minutes at 14.
    #expect(turns(shape, ["T" * 6 + "F" + "T" * 8]) == ["fire@14 since 0 level 0 episode 0"])
    // Lost: 5...7 and 10...12. At 15 that leaves 11m, and so on as the window slides, until at 21
    // it is (6, 21] and only 3m of it are lost; the earliest interval counted begins at 7.
    #expect(
      turns(shape, ["T" * 6 + "F" + "T" * 4 + "F" + "T" * 12]) == [
        "fire@21 since 7 level 0 episode 7"
      ])
  }

  @Test("behaviour 9: levels latch independently")
  func levels() {
    let level = AlertShape.LevelSpan(hasUntil: true)
    let shape = AlertShape(levels: [level, level, level])
    let values = [61, 73, 64, 85, 62, 56, 47]
    func letters(_ test: (Int) -> Bool) -> String { String(values.map { test($0) ? "T" : "F" }) }
    let columns = [
      letters { $0 > 60 }, letters { $0 < 50 }, letters { $0 > 70 }, letters { $0 < 60 },
      letters { $0 > 80 }, letters { $0 < 70 },
    ]
    #expect(
      turns(shape, columns) == [
        "fire@0 since 0 level 0 episode 0", "level@1 since 1 level 1 episode 0",
        "level@3 since 3 level 2 episode 0", "level@4 since 1 level 1 episode 0",
        "level@5 since 0 level 0 episode 0", "clear@6 since 0 episode 0",
      ])
  }

  @Test("a jump gives one FIRE with the highest level")
  func jump() {
    let shape = AlertShape(levels: [.init(), .init()])
    #expect(
      turns(shape, ["FTTF", "FTFF"]) == [
        "fire@1 since 1 level 1 episode 1", "level@2 since 1 level 0 episode 1",
        "clear@3 since 1 episode 1",
      ])
  }

  @Test("one unknown run and one UNKNOWN for all levels")
  func levelsUnknown() {
    let shape = AlertShape(levels: [.init(), .init()])
    #expect(turns(shape, ["U" * 20, "U" * 20]) == ["unknown@5 since 0 unknown 0,1"])
  }

  @Test("the sixth FIRE in an hour is one flapping event, then silence")
  func flapping() {
    // True at every even minute: FIRE at 0, 2, 4, 6, 8; the sixth, at 10, begins the phase.
    let told = turns(single(), ["TF" * 20])
    #expect(told.filter { $0.hasPrefix("fire") }.count == 5)
    #expect(told.last == "flapping@10 since 10 level 0 episode 10")
    #expect(told.filter { $0.hasPrefix("clear") }.count == 5)
  }

  @Test("the first FIRE or CLEAR after the hour is told again")
  func flappingEnds() {
    // Six FIREs at 0, 2, … 10, firing on; at 60 the trailing hour (0, 60] holds five: told.
    let six = "TF" * 5 + "T"
    let quiet = turns(single(), [six + "T" * 48 + "F"])
    #expect(quiet.last == "flapping@10 since 10 level 0 episode 10")
    #expect(turns(single(), [six + "T" * 49 + "F"]).last == "clear@60 since 10 episode 10")
    // Withheld CLEAR at 11; the FIRE at 70 is the first of its hour with five or fewer.
    let later = turns(single(), [six + "F" * 59 + "TF"])
    #expect(
      later.suffix(2) == [
        "fire@70 since 70 level 0 episode 70", "clear@71 since 70 episode 70",
      ])
  }
}
