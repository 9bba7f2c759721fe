// Many identities of a plain alert at once say what each says alone.
import Columns
import Language
import Quantities
import Synthesis
import Testing

@testable import Alerting

@Suite struct LaneTests {
  private static func hold(_ random: inout SplitMix64) -> Hold? {
    let minutes = Int64.random(in: 0...6, using: &random)
    return Bool.random(using: &random) ? nil : .span(.minutes(minutes))
  }

  @Test("lanes equal folds, turn by turn and in their last state")
  func lanesEqualFolds() {
    print("BRINK_SEED=\(TwinTests.seed)")
    var seeds = SplitMix64(TwinTests.seed)
    for round in 0..<200 {
      var random = SplitMix64(seeds.next())
      let shape = single(
        hold: Self.hold(&random), keep: Int64.random(in: 0...4, using: &random),
        unknown: TwinTests.shape(&random).unknown)
      let length = Int.random(in: 1...200, using: &random)
      let count = Int.random(in: 1...(round % 8 == 0 ? 150 : 30), using: &random)
      let columns = (0..<count).map { _ in TwinTests.letters(length, &random) }
      let born = (0..<count).map { _ in Int.random(in: 0..<length / 3 + 1, using: &random) }
      let births = born.map { minutes($0).nanoseconds }
      let lanes = LaneFolds(shape)
      var told = Array(repeating: [String](), count: count)
      let frames = columns.map { frame([$0]) }
      for tick in 0..<length {
        let truths = frames.map { $0.conditions[0].truths[tick] }
        truths.withUnsafeBufferPointer { pointer in
          guard let base = pointer.baseAddress else { return }
          let verdicts = LaneVerdicts(
            time: minutes(tick), step: .minutes(1), truths: base, births: births, count: count)
          let reasons = frames.map { $0.one(tick).conditions[0].reasons.first ?? 0 }
          reasons.withUnsafeBufferPointer { reasons in
            guard let reasons = reasons.baseAddress else { return }
            lanes?.advance(verdicts, reasons: { reasons })
          }
        }
      }
      lanes?.takeTurns { told[Int($0.lane)].append(short($0.turn.turn(index: 0))) }
      for lane in 0..<count {
        var fold = AlertFold(shape)
        var expected: [String] = []
        for tick in born[lane]..<length {
          fold.advance(frames[lane].one(tick)) { expected.append(short($0)) }
        }
        #expect(told[lane] == expected, "round \(round) lane \(lane): \(columns[lane])")
        #expect(lanes?.fold(lane)?.snapshot == fold.snapshot, "round \(round) lane \(lane)")
      }
    }
  }

  @Test func onlyPlainAlertsHaveLanes() {
    #expect(LaneFolds(single(hold: .count(2, of: 3))) == nil)
    #expect(LaneFolds(single(until: .some(nil))) == nil)
    #expect(LaneFolds(single(hold: .span(.minutes(3)), keep: 2)) != nil)
  }
}

extension Frame {
  /// One tick of it.
  fileprivate func one(_ tick: Int) -> Frame {
    Frame(
      output: output, key: key, start: time(at: tick), step: step, count: 1,
      conditions: conditions.map {
        TruthColumn(truths: [$0.truths[tick]], reasons: [$0.reasons[tick]])
      })
  }
}
