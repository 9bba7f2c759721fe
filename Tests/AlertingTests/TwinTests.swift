// Random alerts over random truths: the fold says what its twin says, wherever frames are cut.
import Columns
import Language
import Quantities
import Synthesis
import Testing

@testable import Alerting

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

@Suite struct TwinTests {
  static let seed =
    ProcessInfo.processInfo.environment["BRINK_SEED"].flatMap { UInt64($0) }
    ?? UInt64.random(in: 0...UInt64.max)

  @Test("the fold equals its twin, cut anywhere, put down and taken up")
  func twins() {
    print("BRINK_SEED=\(Self.seed)")
    var seeds = SplitMix64(Self.seed)
    var seen: Set<String> = []
    for round in 0..<200 {
      var random = SplitMix64(seeds.next())
      let shape = Self.shape(&random)
      let length = Int.random(in: 1...300, using: &random)
      let columns = (0..<shape.conditionCount).map { _ in Self.letters(length, &random) }
      let whole = frame(columns)
      let expected = Self.twin(shape, whole)
      var fold = AlertFold(shape)
      var told: [String] = []
      fold.advance(whole) { told.append(short($0)) }
      #expect(told == expected, "round \(round), seed \(Self.seed): \(shape) \(columns)")
      let cut = Self.cut(shape, whole, &random)
      #expect(cut.told == expected, "round \(round) cut, seed \(Self.seed)")
      #expect(cut.snapshot == fold.snapshot, "round \(round) state, seed \(Self.seed)")
      if told != expected { return }
      seen.formUnion(told.map { String($0.prefix { $0 != "@" }) })
    }
    #expect(seen.count == 7, "every kind of turn occurs: \(seen.sorted())")
  }

  @Test("a plain alert equals its twin, cut anywhere")
  func plainTwins() {
    print("BRINK_SEED=\(Self.seed)")
    var seeds = SplitMix64(Self.seed)
    var seen: Set<String> = []
    for round in 0..<300 {
      var random = SplitMix64(seeds.next())
      let holds: [Hold?] = [nil, .span(.minutes(3)), .span(.seconds(130)), .span(.zero)]
      let shape = single(
        hold: holds.randomElement(using: &random) ?? nil,
        keep: Int64.random(in: 0...4, using: &random), unknown: Self.shape(&random).unknown)
      let column = Self.letters(Int.random(in: 1...300, using: &random), &random)
      let whole = frame([column])
      let expected = Self.twin(shape, whole)
      #expect(shape.isPlain)
      let cut = Self.cut(shape, whole, &random)
      #expect(cut.told == expected, "round \(round), seed \(Self.seed): \(shape) \(column)")
      seen.formUnion(cut.told.map { String($0.prefix { $0 != "@" }) })
    }
    #expect(seen.count == 6, "every kind but that of levels occurs: \(seen.sorted())")
  }

  static func twin(_ shape: AlertShape, _ frame: Frame) -> [String] {
    var twin = NaiveAlert(shape)
    return (0..<frame.count).flatMap { tick in
      twin.tick(
        frame.conditions.map { Truth(rawValue: $0.truths[tick]) ?? .unknown },
        frame.conditions.map { $0.reasons(at: tick) })
    }
  }

  /// The same ticks in pieces, the state written out and read back between them.
  static func cut(
    _ shape: AlertShape, _ whole: Frame, _ random: inout SplitMix64
  ) -> (told: [String], snapshot: String) {
    var fold = AlertFold(shape)
    var told: [String] = []
    var start = 0
    while start < whole.count {
      let end = min(whole.count, start + Int.random(in: 1...40, using: &random))
      var piece = Frame(
        output: 0, key: .none, start: whole.time(at: start), step: whole.step,
        count: end - start)
      piece.conditions = whole.conditions.map {
        TruthColumn(truths: Array($0.truths[start..<end]), reasons: Array($0.reasons[start..<end]))
      }
      fold.advance(piece) { told.append(short($0)) }
      fold = AlertFold(shape, restoring: fold.snapshot) ?? AlertFold(shape)
      start = end
    }
    return (told, fold.snapshot)
  }

  /// Runs of random letters, some long enough for every hold, some single.
  static func letters(_ count: Int, _ random: inout SplitMix64) -> String {
    let longest = [1, 2, 4, 12, 40].randomElement(using: &random) ?? 1
    let alphabet = ["TF", "TFU", "TTFUW", "TTTF", "UWT"].randomElement(using: &random) ?? "T"
    var out = ""
    while out.count < count {
      let letter = alphabet.randomElement(using: &random) ?? "T"
      out += String(repeating: letter, count: Int.random(in: 1...longest, using: &random))
    }
    return String(out.prefix(count))
  }

  static func shape(_ random: inout SplitMix64) -> AlertShape {
    let levels = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      AlertShape.LevelSpan(
        hold: hold(&random), hasUntil: Bool.random(using: &random), untilHold: hold(&random),
        keep: [.zero, .zero, .minutes(3), .seconds(290)].randomElement(using: &random) ?? .zero)
    }
    let exceptions = (0..<Int.random(in: 0...2, using: &random)).map { _ in
      minutes(Int.random(in: 0...200, using: &random))
    }
    let holds: [TimeSpan] = [.zero, .minutes(1), .minutes(5), .seconds(150)]
    let policy = UnknownPolicy(
      hold: holds.randomElement(using: &random) ?? .zero,
      action: UnknownAction.allCases.randomElement(using: &random) ?? .report)
    return AlertShape(
      levels: levels, exceptions: Bool.random(using: &random) ? exceptions : [], unknown: policy)
  }

  static func hold(_ random: inout SplitMix64) -> Hold? {
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1: nil
    case 2: .span(.minutes(Int64.random(in: 0...9, using: &random)))
    case 3: .span(.seconds(Int64.random(in: 1...400, using: &random)))
    case 4: .count(
      Int.random(in: 1...3, using: &random), of: Int.random(in: 3...7, using: &random))
    default: .share(
      [0.5, 0.8, 1].randomElement(using: &random) ?? 1,
      of: .seconds(Int64.random(in: 60...900, using: &random)))
    }
  }
}
