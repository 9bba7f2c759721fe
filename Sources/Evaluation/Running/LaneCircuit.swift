// A circuit of many identities: one tick of all of them at once.
import Columns
import Functions
import Language
import Planning
import Quantities

extension Operation {
  /// True of what lanes can compute: it looks at one identity, and at other ticks through stored
  /// series only.
  fileprivate var fitsLanes: Bool {
    switch self {
    case .constant, .truth, .parameter, .labelIs, .asOf, .age, .arithmetic, .negate, .power,
      .scalar, .difference, .compare, .and, .or, .not, .state, .coalesce, .choose, .sampleFrame:
      true
    case .statistic(let statistic, _): statistic != .twavg
    default: false
    }
  }
}

extension Plan {
  /// The outputs that lanes can compute, by keys and grid; the others go through circuits.
  var laneOutputs: [[Int]] {
    var fits: [Bool] = []
    for node in nodes {
      fits.append(node.operation.fitsLanes && node.inputs.allSatisfy { fits[$0] })
    }
    var groups: [[Int]] = []
    for (index, output) in outputs.enumerated()
    where (output.conditions + output.values).allSatisfy({ fits[$0] }) {
      let own = groups.firstIndex {
        outputs[$0[0]].keys == output.keys && outputs[$0[0]].every == output.every
      }
      if let own { groups[own].append(index) } else { groups.append([index]) }
    }
    return groups
  }
}

/// Runs outputs of one grid and one set of keys for all identities, tick by tick.
final class LaneCircuit {
  private let plan: Plan
  private let stored: StoredSeries
  private let step: TimeSpan
  private let keys: [String]
  private let numbers: [Int]
  /// One for each of the numbers, once there are cells.
  private var frames: [LaneFrame] = []
  private let identities = LaneIdentities()
  /// One for all outputs that the same series carry.
  private let births: [LaneBirths]
  private var capacity = 16
  private(set) var cells: [Cell] = []
  private var made: [Cell?] = []
  private var series: [LaneSeries] = []
  private let ladders: [Ladder]
  /// Of every comparison that stands on one, its ladder.
  private var ladderOf: [Int: Int] = [:]
  private var number = 0
  private var next: Int64?

  init(_ plan: Plan, outputs: [Int], _ stored: StoredSeries) {
    self.plan = plan
    self.stored = stored
    step = plan.outputs[outputs[0]].every
    keys = plan.outputs[outputs[0]].keys
    numbers = outputs
    var carriers: [[SeriesReference]] = []
    for output in outputs where !carriers.contains(plan.outputs[output].carriers) {
      carriers.append(plan.outputs[output].carriers)
    }
    births = carriers.map { LaneBirths($0) }
    ladders = plan.ladders(of: outputs)
    for (place, ladder) in ladders.enumerated() {
      for rung in ladder.rungs { ladderOf[rung.node] = place }
    }
  }

  /// Takes in identities that tracks brought which have got a first row, or an earlier one; `place`
  /// numbers the roots of those not seen before.
  func findIdentities(_ begun: [BegunTrack], in range: EvaluationRange, place: inout Int) {
    guard let ticks = range.ticks(every: step) else { return }
    let found = births.map { $0.seen(begun, keys: keys) }
    let known = identities.count
    for key in Set(found.joined().map(\.key).filter { !identities.has($0) }).sorted() {
      identities.open(key, place: place)
      place += numbers.count
      for births in births { births.open() }
    }
    for (births, found) in zip(births, found) {
      for (key, moment) in found {
        guard let lane = identities.lane(of: key) else { continue }
        let tick = Timestamp(nanoseconds: moment).roundedUp(to: step)
        let birth = max(tick, ticks.first).nanoseconds
        guard birth <= ticks.last.nanoseconds else { continue }
        births.bear(lane, at: birth)
        if next.map({ number == 0 && birth < $0 }) ?? true { next = birth }
      }
    }
    if cells.isEmpty || identities.count > capacity {
      while capacity < identities.count { capacity *= 2 }
      build()
    } else {
      open(identities.keys[known...])
    }
  }

  /// Answers the ticks up to a moment.
  func advance(through moment: Timestamp, _ body: (LaneFrame) throws -> Void) rethrows {
    guard identities.count > 0, let begin = next else { return }
    var tick = Timestamp(nanoseconds: begin)
    while tick <= moment {
      let batch = Batch(
        number: number, start: tick.nanoseconds, step: step.nanoseconds,
        count: identities.count)
      for cell in cells { cell.advance(batch) }
      for frame in frames {
        frame.advance(batch)
        try body(frame)
      }
      number += 1
      tick = tick + step
    }
    next = tick.nanoseconds
  }

  // MARK: cells

  private func build() {
    cells = []
    series = []
    made = Array(repeating: nil, count: plan.nodes.count)
    frames = numbers.enumerated().map { place, number in
      let output = plan.outputs[number]
      let births = births.first { $0.carriers == output.carriers } ?? births[0]
      return LaneFrame(
        (number, place), (identities, births), conditions: output.conditions.map(cell),
        values: output.values.map(cell))
    }
    open(identities.keys[...])
  }

  /// Takes up identities in the cells that read tracks.
  private func open(_ keys: ArraySlice<Labels>) {
    for key in keys {
      for series in series { series.open(key, stored) }
    }
    for case let cell as any LaneCell in cells {
      for key in keys { cell.open(key) }
    }
  }

  /// What all cells that read a series see of it.
  private func rows(of reference: SeriesReference) -> LaneSeries {
    if let known = series.first(where: { $0.reference == reference }) { return known }
    let fresh = LaneSeries(reference)
    series.append(fresh)
    return fresh
  }

  private func cell(_ index: Int) -> Cell {
    if let cell = made[index] { return cell }
    if let ladder = ladderOf[index] { put(up: ladders[ladder]) }
    if let cell = made[index] { return cell }
    let node = plan.nodes[index]
    var sources = node.inputs
    if case .sampleFrame = node.operation { sources.remove(at: 1) }
    let fresh = make(node, sources.map(cell))
    made[index] = fresh
    cells.append(fresh)
    return fresh
  }

  /// Makes the cells of all comparisons of a ladder.
  private func put(up ladder: Ladder) {
    var shape = CellShape(holds: .values, lookback: 0, capacity: capacity)
    let sides = [cell(ladder.x), ladder.y.map(cell) ?? ConstantCell(1, shape)]
    shape.holds = .truths
    let rungs = ladder.rungs.map { RungCell($0.threshold, inputs: sides, shape) }
    for (rung, cell) in zip(ladder.rungs, rungs) { made[rung.node] = cell }
    shape.holds = .positions
    cells.append(LadderCell(ladder.relation, rungs, shape))
  }

  private func make(_ node: Plan.Node, _ inputs: [Cell]) -> Cell {
    var shape = CellShape(
      holds: node.isTruth ? .truths : .values, lookback: 0, capacity: capacity)
    switch node.operation {
    case .constant(let value): return ConstantCell(value, shape)
    case .truth(let value): return TruthCell(value, shape)
    case .parameter(let table): return LaneParameterCell(table, shape)
    case .labelIs(let key, let among): return LaneLabelCell(key, among, shape)
    case .asOf(let series, let shift):
      return LaneAsOfCell(rows(of: series), shift: shift.nanoseconds, showsAge: false, shape)
    case .age(let series, let shift):
      return LaneAsOfCell(rows(of: series), shift: shift.nanoseconds, showsAge: true, shape)
    case .sampleFrame(let frame):
      shape.holds = .positions
      return LaneFrameCell(frame, of: rows(of: frame.series), inputs: inputs, shape)
    case .statistic(let statistic, let q):
      guard let frame = inputs[0] as? LaneFrameCell else { return ConstantCell(.nan, shape) }
      return laneStatistic(statistic, q ?? 0.5, of: frame, shape)
    default: return pointwiseCell(node, inputs, shape)
    }
  }
}

/// The cell of a statistic of lanes, its kernel specialised.
private func laneStatistic(
  _ statistic: WindowStatistic, _ q: Double, of frame: LaneFrameCell, _ shape: CellShape
) -> Cell {
  func cell<State: WindowState>(
    _ make: @escaping @autoclosure () -> State,
    ofHeld: @escaping (Double, FrameCell) -> Double = { value, _ in value }
  ) -> Cell {
    LaneStatisticCell(make, of: frame, shape, ofHeld: ofHeld)
  }
  switch statistic {
  case .avg, .twavg: return cell(SampleMean())
  case .sum, .rate, .change: return cell(SampleSum())
  case .min: return cell(SampleMinimum())
  case .max, .drop: return cell(SampleMaximum())
  case .median: return cell(SampleQuantile(q: 0.5))
  case .quantile: return cell(SampleQuantile(q: q))
  case .first: return cell(FirstSample())
  case .last: return cell(LastSample())
  case .count: return cell(SampleCount()) { $1.heldCount }
  case .std: return cell(SampleDeviation()) { _, _ in .nan }
  case .vol: return cell(SampleVolatility()) { _, _ in .nan }
  case .slope: return cell(SampleSlope()) { _, _ in .nan }
  }
}
