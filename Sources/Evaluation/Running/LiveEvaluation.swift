// A plan advanced tick by tick over rows that are still coming.
package import Columns
import Language
package import Planning
package import Quantities

/// The same plan, the same cells and the same answers as a batch, for a stream.
///
/// A tick is answered from the rows appended before it was asked for. Rows of a tick already
/// answered are kept for the windows of later ticks and never reopen it. What is held is what open
/// windows can reach. One thread uses an instance.
package final class LiveEvaluation {
  /// Where rows of one track go. Good as long as the evaluation is.
  package struct Inlet {
    fileprivate let rows: UnsafeMutablePointer<GrowingRows>
    fileprivate let pulse: Unmanaged<Pulse>?
    fileprivate let number: Int
  }

  private struct Place: Hashable {
    let output: Int
    let key: Labels
  }

  /// A circuit and whose roots it runs.
  private struct Running {
    let roots: [Place]
    let circuit: Circuit
  }

  private let plan: Plan
  let stored: StoredSeries
  private var world: World
  private let reaches: [String: Int64]
  private let hasGroups: Bool
  private let batch: Int
  private let from: Timestamp?
  /// The first event time of all rows, of series nobody reads too.
  private var firstMoment = Int64.max
  /// The last moment answered.
  private var answered: Timestamp?
  private var forgotten = Int64.min
  /// What goes through lanes: outputs that look at one identity each.
  let laneCircuits: [LaneCircuit]
  private let laneOutputs: Set<Int>
  /// The circuits of all other outputs.
  private var running: [Place: Running] = [:]
  private var order: [Place] = []
  private var places: [Place: Int] = [:]
  /// The number of the next root, whatever runs it.
  private var nextPlace = 0
  /// The track of every inlet.
  private var inlets: [BegunTrack] = []
  /// Tracks that have got a first row since the last tick: there may be identities not seen before.
  private var begun: [BegunTrack] = []
  private var isStale = true

  /// How long it takes from one time of forgetting to the next; nil where it never comes.
  private let pace: Int64?
  /// How many ticks of the coarsest grid pass between two times of forgetting.
  private static let forgettingPace: Int64 = 64

  /// `from` is the first moment of the run; without it the first event time of what is appended
  /// before the first advance.
  package init(plan: Plan, from: Timestamp? = nil, batch: Int = 64, usesLanes: Bool = true) {
    self.plan = plan
    self.from = from
    self.batch = max(1, batch)
    stored = StoredSeries(streaming: plan.references)
    world = World(plan, stored)
    reaches = plan.reaches
    let pace = (plan.outputs.map(\.every.nanoseconds).max() ?? 0)
      .multipliedReportingOverflow(by: Self.forgettingPace)
    self.pace = pace.overflow ? nil : pace.partialValue
    let groups = usesLanes ? plan.laneOutputs : []
    laneOutputs = Set(groups.flatMap { $0 })
    laneCircuits = groups.map { [stored] in LaneCircuit(plan, outputs: $0, stored) }
    hasGroups = plan.nodes.contains {
      if case .reduction = $0.operation { true } else { false }
    }
  }

  /// How many rows are held for windows to come.
  package var rowsHeld: Int { stored.rowsHeld }

  // MARK: rows

  /// Where rows of a series go that have these labels; nil where no rule reads the series.
  package func inlet(_ series: String, _ labels: Labels) -> Inlet? {
    guard let rows = stored.track(named: series, labels)?.growing else { return nil }
    inlets.append(BegunTrack(series: series, labels: labels, rows: rows))
    return Inlet(
      rows: rows, pulse: stored.pulse(named: series).map { .passUnretained($0) },
      number: inlets.count - 1)
  }

  /// Adds one row.
  @inline(__always)
  package func append(_ time: Int64, _ value: Double, to inlet: Inlet) {
    if time < inlet.rows.pointee.firstTime { begin(inlets[inlet.number], at: time) }
    inlet.rows.pointee.append(time, value, isEvent: inlet.pulse != nil)
    if let pulse = inlet.pulse { pulse._withUnsafeGuaranteedRef { $0.append(time) } }
  }

  /// Adds the rows of a store: what has come since the last one.
  package func append(_ store: SeriesStore) {
    if let first = store.span?.lowerBound { firstMoment = min(firstMoment, first) }
    for series in store.all {
      for track in series.tracks {
        guard let rows = stored.track(named: series.schema.name, track.labels)?.growing else {
          continue
        }
        if let first = track.times.first, first < rows.pointee.firstTime {
          let labels = track.labels
          begin(BegunTrack(series: series.schema.name, labels: labels, rows: rows), at: first)
        }
        let isEvent = stored.isEvent(series.schema.name)
        for (time, value) in zip(track.times, track.values) {
          rows.pointee.append(time, value, isEvent: isEvent)
        }
      }
      guard let pulse = stored.pulse(named: series.schema.name) else { continue }
      for moment in series.signsOfLife { pulse.append(moment) }
    }
  }

  @inline(never)
  private func begin(_ track: BegunTrack, at first: Int64) {
    isStale = true
    firstMoment = min(firstMoment, first)
    begun.append(track)
  }

  // MARK: ticks

  /// Answers every tick up to a moment that has not been answered, and hands on the frames: those
  /// of one identity in time order.
  package func advance(through moment: Timestamp, _ body: (Frame) throws -> Void) rethrows {
    try advance(
      through: moment,
      lanes: { lanes in
        for lane in 0..<lanes.count where lanes.isBorn(lane) { try body(lanes.frame(lane)) }
      }, body)
  }

  /// The same; outputs that go through lanes are handed on for all identities at once.
  package func advance(
    through moment: Timestamp, lanes: (LaneFrame) throws -> Void, _ body: (Frame) throws -> Void
  ) rethrows {
    guard firstMoment < .max || from != nil, answered.map({ $0 < moment }) ?? true else { return }
    if isStale { findIdentities() }
    for circuit in laneCircuits { try circuit.advance(through: moment, lanes) }
    for place in order { try running[place]?.circuit.advance(through: moment, body) }
    answered = moment
    forget(moment)
  }

  private func forget(_ moment: Timestamp) {
    guard let pace, moment.nanoseconds &- pace >= forgotten else { return }
    forgotten = moment.nanoseconds
    stored.forget(before: moment.nanoseconds, reaches: reaches)
  }

  /// Makes a circuit for every shard that has none, or whose roots or groups have changed; it takes
  /// up where others stand.
  private func findIdentities() {
    let first = from ?? Timestamp(nanoseconds: firstMoment)
    let range = EvaluationRange(from: first, through: first + Self.horizon)
    for circuit in laneCircuits {
      circuit.findIdentities(begun, in: range, place: &nextPlace)
    }
    isStale = false
    begun = []
    guard laneOutputs.count < plan.outputs.count else { return }
    world.lookAgain(plan)
    var sharding = Sharding(plan, stored, world.memberships)
    var found: [Place] = []
    let shards = sharding.shards(in: range, leavingOut: laneOutputs)
    for shard in shards.all {
      let roots = shards.roots(of: shard).map { Place(output: $0.output, key: $0.key) }
      guard let name = roots.first else { continue }
      found.append(name)
      if !hasGroups, let known = running[name], known.roots == roots { continue }
      let next = answered.map { ($0.roundedDown(to: shard.step)) + shard.step }
      let circuit = Circuit(plan, (shard, shards.roots), world, (batch, next, roots.map(place)))
      running[name] = Running(roots: roots, circuit: circuit)
    }
    order = found
    let kept = Set(found)
    running = running.filter { kept.contains($0.key) }
  }

  /// How far ahead identities are looked for whose first row is not visible yet.
  private static let horizon = TimeSpan.days(36_500)

  private func place(_ root: Place) -> Int {
    if let place = places[root] { return place }
    places[root] = nextPlace
    nextPlace += 1
    return nextPlace - 1
  }
}

extension Plan {
  /// How far before a tick each stored series is looked at.
  fileprivate var reaches: [String: Int64] {
    var reaches: [String: Int64] = [:]
    func note(_ reference: SeriesReference, _ spans: Int64...) {
      let lag = reference.schema.lag.nanoseconds
      let reach = spans.reduce(lag) { sum, span in
        let (total, isEndless) = sum.addingReportingOverflow(max(0, span))
        return isEndless ? .max : total
      }
      reaches[reference.schema.name] = max(reaches[reference.schema.name] ?? 0, reach)
    }
    for node in nodes {
      let step = node.step.nanoseconds
      let back = step.multipliedReportingOverflow(by: Int64(node.lookback + 2)).partialValue
      switch node.operation {
      case .asOf(let series, let shift), .age(let series, let shift):
        note(series, back, shift.nanoseconds)
      case .sampleFrame(let frame), .eventFrame(let frame), .increase(let frame, _):
        // Coverage looks at whole ticks, of which one may lie before the window.
        note(frame.series, back, frame.shift.nanoseconds, frame.width.nanoseconds, step)
      case .metric(let call) where call.function?.readsDay ?? false:
        for input in node.inputs {
          guard let frame = nodes[input].operation.frame else { continue }
          note(
            frame.series, back, frame.shift.nanoseconds, frame.width.nanoseconds, step,
            TimeSpan.days(1).nanoseconds)
        }
      case .reduction(let reduction):
        for carrier in reduction.carriers { note(carrier, back, reduction.shift.nanoseconds) }
      default: break
      }
    }
    for output in outputs { for carrier in output.carriers { note(carrier) } }
    return reaches
  }
}

extension Operation {
  /// The frame over stored rows that it is, if it is one.
  fileprivate var frame: SampleFrame? {
    switch self {
    case .sampleFrame(let frame), .eventFrame(let frame): frame
    default: nil
    }
  }
}
