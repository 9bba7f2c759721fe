// Comparisons answered together say what each says alone.
import Columns
import Language
import Planning
import Quantities
import Testing

@testable import Evaluation

@Suite struct LadderTests {
  /// A cell whose values a test writes.
  private final class Given: Cell {
    func write(_ lane: Int, _ value: Double, _ batch: Batch) {
      values.start[lane] = value
      eagerReasons(batch)[lane] = value.isNaN ? ReasonSet.stale.rawValue : 0
    }
  }

  private static let relations: [Relation] = [.less, .lessOrEqual, .greater, .greaterOrEqual]

  @Test("a ladder equals its comparisons, wherever its sides go", arguments: relations)
  func equalsComparisons(relation: Relation) {
    let seed = Dice.seed(20_261_125)
    print("BRINK_SEED=\(seed)")
    var random = Dice(seed)
    let lanes = 37
    var shape = CellShape(holds: .values, lookback: 0, capacity: lanes)
    let (x, y) = (Given(shape), Given(shape))
    let thresholds = [0.5, 1, 1.5, -2, 0, 1.25, 2, 1e300, -1e-300]
    let products = thresholds.map {
      ArithmeticCell(.multiply, inputs: [ConstantCell($0, shape), y], shape)
    }
    shape.holds = .truths
    let alone = products.map { CompareCell(relation, inputs: [x, $0], shape) }
    let rungs = thresholds.map { RungCell($0, inputs: [x, y], shape) }
    shape.holds = .positions
    let ladder = LadderCell(relation, rungs, shape)
    var turns = 0
    for number in 1...400 {
      let batch = Batch(number: number, start: Int64(number), step: 1, count: lanes)
      for lane in 0..<lanes {
        // Most sides move a little, so that a rung or two turn; some jump.
        let (a, b) = (x.values.start[lane], y.values.start[lane])
        x.write(lane, Self.next(a, &random), batch)
        y.write(lane, Self.next(b, &random), batch)
      }
      for cell in products { cell.advance(batch) }
      for cell in alone { cell.advance(batch) }
      let before = rungs.map { $0.truths.start[0] }
      ladder.advance(batch)
      turns += zip(before, rungs).count { $0 != $1.truths.start[0] }
      for (rung, own) in zip(rungs, alone) {
        let (reasons, expected) = (rung.reasons(batch), own.reasons(batch))
        for lane in 0..<lanes where rung.truths.start[lane] != own.truths.start[lane]
          || (own.truths.start[lane] == 2 && reasons[lane] != expected[lane])
        {
          Issue.record(
            """
            tick \(number) lane \(lane): \(x.values.start[lane]) \(relation.rawValue) \
            t * \(y.values.start[lane])
            """)
          return
        }
      }
    }
    #expect(turns > 100, "rungs turn")
  }

  private static func next(_ value: Double, _ random: inout Dice) -> Double {
    switch Int.random(in: 0..<40, using: &random) {
    case 0: .nan
    case 1: [0, -0.0, -1, 1e308, -1e308, .leastNonzeroMagnitude].randomElement(using: &random) ?? 0
    case 2: Double.random(in: -3...3, using: &random)
    default: value.isNaN ? 1 : value + Double.random(in: -0.2...0.2, using: &random)
    }
  }

  @Test func comparisonsThatDifferInAConstantShareALadder() {
    let x = SeriesReference.named("x", stale: .minutes(5))
    let y = SeriesReference.named("y", stale: .minutes(5))
    var program = CheckedProgram()
    for n in 1...6 { program.expressions.append(.series(x) > Double(n)) }
    for n in 1...4 { program.expressions.append(.number(Double(n)) * .series(y) < .series(x)) }
    program.expressions.append(.series(y) < 3)
    program.expressions.append(.series(x).compared(.equal, .number(3)))
    let plan = plan(program, every: .minutes(1))
    let ladders = plan.ladders(of: Array(plan.outputs.indices))
    #expect(ladders.map { $0.rungs.map(\.threshold) } == [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4]])
    #expect(ladders.map(\.relation) == [.greater, .greater])
    #expect(ladders.map { $0.y == nil } == [true, false])
  }
}
