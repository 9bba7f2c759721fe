// Makes the cells of a shard from plan nodes and labels, each once.
import Columns
import Functions
import Language
import Planning
import Quantities

/// What a circuit is built from besides its plan.
struct World: Sendable {
  let stored: StoredSeries
  private(set) var memberships: Memberships
  let keySets: KeySets
  private(set) var prelude: Prelude
  /// The ticks of a batch at most.
  private(set) var mostTicks = World.batchLimits.upperBound

  /// Between these a batch is long enough to share what starting one costs.
  static let batchLimits = 64...1024

  init(_ plan: Plan, _ stored: StoredSeries) {
    self.stored = stored
    memberships = Memberships(plan, stored)
    keySets = KeySets(plan)
    prelude = Prelude(plan, stored)
  }

  /// Shortens the batches of a short run: its registers cost as much to touch for the first time
  /// as its batches cost to start.
  mutating func suit(ticks: Int) {
    let most = Int(2 * Double(max(0, ticks)).squareRoot())
    mostTicks = min(max(most, Self.batchLimits.lowerBound), Self.batchLimits.upperBound)
  }

  /// Looks again at who belongs to which group and where data begins.
  mutating func lookAgain(_ plan: Plan) {
    memberships = Memberships(plan, stored)
    prelude = Prelude(plan, stored)
  }
}

/// The distinct sets of keys of a plan's nodes, numbered.
struct KeySets: Sendable {
  private(set) var all: [[String]] = []
  private(set) var ofNode: [Int] = []

  init(_ plan: Plan) {
    var numbers: [[String]: Int] = [:]
    for node in plan.nodes {
      let number = numbers[node.keys] ?? all.count
      if number == all.count {
        numbers[node.keys] = number
        all.append(node.keys)
      }
      ofNode.append(number)
    }
  }
}

/// Builds cells, inputs before what uses them, each aimed at its identity.
final class CircuitBuilder {
  private struct PaceName: Hashable {
    let table: ObjectIdentifier
    let identity: Int
    let step: Int64
  }

  private let plan: Plan
  private let world: World
  private let capacity: Int
  /// Cells by identity and node; identities are numbered as they are met.
  private var made: [[Cell?]] = []
  private var identities: [Labels] = []
  private var numbers: [Labels: Int] = [:]
  /// The number of an identity restricted to a set of keys, once it has been asked for.
  private var restrictions: [[Int]] = []
  private var paces: [PaceName: TrackPace] = [:]
  /// In an order in which inputs come first.
  private(set) var cells: [Cell] = []
  /// The node of each.
  private(set) var nodes: [Int] = []

  init(_ plan: Plan, _ world: World, capacity: Int) {
    self.plan = plan
    self.world = world
    self.capacity = capacity
  }

  /// The cell of a node for an identity, made only if there is none yet.
  func cell(_ node: Int, _ identity: Labels) -> Cell {
    cell(node, number(of: identity))
  }

  private func cell(_ node: Int, _ identity: Int) -> Cell {
    let own = restricted(identity, to: world.keySets.ofNode[node])
    if let cell = made[own][node] { return cell }
    let cell = make(node, own)
    cell.aim(at: identities[own])
    made[own][node] = cell
    cells.append(cell)
    nodes.append(node)
    return cell
  }

  private func number(of labels: Labels) -> Int {
    if let number = numbers[labels] { return number }
    let number = identities.count
    numbers[labels] = number
    identities.append(labels)
    made.append(Array(repeating: nil, count: plan.nodes.count))
    restrictions.append(Array(repeating: -1, count: world.keySets.all.count))
    return number
  }

  private func restricted(_ identity: Int, to keySet: Int) -> Int {
    let known = restrictions[identity][keySet]
    if known >= 0 { return known }
    let number = number(of: identities[identity].restricted(to: world.keySets.all[keySet]))
    restrictions[identity][keySet] = number
    return number
  }

  private func make(_ index: Int, _ identity: Int) -> Cell {
    let labels = identities[identity]
    let node = plan.nodes[index]
    let shape = self.shape(of: node)
    if case .reduction(let reduction) = node.operation {
      if let call = reduction.metric { return group(index, (reduction, call), labels, shape) }
      let members = world.memberships.members(of: index, labels).map {
        GroupMember(cell: cell(node.inputs[0], $0.labels), labels: $0.labels, presence: $0.presence)
      }
      return ReductionCell(reduction, members: members, shape)
    }
    var sources = node.inputs
    // What left the coverage of a window is what entered it earlier: its cell remembers that.
    if case .sampleFrame = node.operation { sources.remove(at: 1) }
    let inputs = sources.map { cell($0, identity) }
    return leaf(node, identity, shape) ?? window(node, identity, (inputs, shape))
      ?? pointwiseCell(node, inputs, shape)
  }

  private func group(
    _ index: Int, _ metric: (reduction: GroupReduction, call: MetricCall), _ labels: Labels,
    _ shape: CellShape
  ) -> Cell {
    guard case .group(let kernel)? = metric.call.function?.kernel else {
      return ConstantCell(.nan, shape)
    }
    let members = world.memberships.members(of: index, labels).map { member in
      MetricMember(
        cells: plan.nodes[index].inputs.map { cell($0, member.labels) },
        presence: member.presence)
    }
    return GroupMetricCell(
      (metric.call, metric.reduction.shift.nanoseconds), kernel, members: members, shape)
  }

  private func shape(of node: Plan.Node) -> CellShape {
    let holds: CellShape.Holding =
      switch node.operation {
      case .sampleFrame, .eventFrame, .tickFrame: .positions
      default: node.isTruth ? .truths : .values
      }
    return CellShape(
      holds: holds, lookback: node.lookback + node.operation.reach, capacity: capacity)
  }

  private func leaf(_ node: Plan.Node, _ identity: Int, _ shape: CellShape) -> Cell? {
    switch node.operation {
    case .constant(let value): return ConstantCell(value, shape)
    case .truth(let value): return TruthCell(value, shape)
    case .parameter(let table): return ConstantCell(table, shape)
    case .labelIs(let key, let among): return TruthCell(key, among: among, shape)
    case .asOf(let series, let shift):
      return AsOfCell(reader(series, node, identity), shift: shift, shape)
    case .age(let series, let shift):
      return AsOfCell(reader(series, node, identity), shift: shift, showsAge: true, shape)
    default: return nil
    }
  }

  private func window(
    _ node: Plan.Node, _ identity: Int, _ cell: (inputs: [Cell], shape: CellShape)
  ) -> Cell? {
    switch node.operation {
    case .sampleFrame(let frame):
      let reader = reader(frame.series, node, identity)
      return SampleFrameCell(frame, reader, inputs: cell.inputs, cell.shape)
    case .eventFrame(let frame):
      let pulse = world.stored.pulse(of: frame.series)
      return EventFrameCell(
        frame, reader(frame.series, node, identity), pulse: pulse, cell.shape)
    case .tickFrame(let count, let needed):
      return TickFrameCell(
        (count, needed), step: node.step.nanoseconds, input: cell.inputs[0], cell.shape)
    case .statistic(let statistic, let q):
      guard let frame = cell.inputs[0] as? FrameCell else { return nil }
      return statisticCell(statistic, q ?? 0.5, of: frame, cell.shape)
    case .increase(let frame, let perSecond):
      let reader = reader(frame.series, node, identity)
      return CounterCell(frame, reader, perSecond: perSecond, cell: cell)
    default: return nil
    }
  }

  /// What reads a series for an identity; readers of one track share its pace.
  private func reader(
    _ series: SeriesReference, _ node: Plan.Node, _ identity: Int
  ) -> TrackReader {
    let step = node.step.nanoseconds
    let name = PaceName(
      table: ObjectIdentifier(world.stored.table(of: series)), identity: identity, step: step)
    let pace = paces[name] ?? TrackPace(step: step)
    paces[name] = pace
    return TrackReader(series, in: world.stored, shared: pace)
  }
}

/// The cell of a statistic, its kernel specialised.
private func statisticCell(
  _ statistic: WindowStatistic, _ q: Double, of frame: FrameCell, _ shape: CellShape
) -> Cell {
  switch statistic {
  case .avg: return StatisticCell(SampleMean(), of: frame, shape)
  case .sum, .rate, .change: return StatisticCell(SampleSum(), of: frame, shape)
  case .min: return StatisticCell(SampleMinimum(), of: frame, shape)
  case .max, .drop: return StatisticCell(SampleMaximum(), of: frame, shape)
  case .median: return StatisticCell(SampleQuantile(q: 0.5), of: frame, shape)
  case .quantile: return StatisticCell(SampleQuantile(q: q), of: frame, shape)
  case .first: return StatisticCell(FirstSample(), of: frame, shape)
  case .last: return StatisticCell(LastSample(), of: frame, shape)
  case .count: return StatisticCell(SampleCount(), of: frame, shape) { $1.heldCount }
  case .std: return StatisticCell(SampleDeviation(), of: frame, shape) { _, _ in .nan }
  case .vol: return StatisticCell(SampleVolatility(), of: frame, shape) { _, _ in .nan }
  case .slope:
    return StatisticCell(SampleSlope(), of: frame, shape) { _, _ in .nan }
  case .twavg:
    guard let samples = frame as? SampleFrameCell else {
      return StatisticCell(SampleMean(), of: frame, shape)
    }
    return StatisticCell(TimeWeightedMean(over: samples.series), of: frame, shape)
  }
}
