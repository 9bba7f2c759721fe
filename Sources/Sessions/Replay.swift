// A run as a stream would give it: rows one by one in time order, ticks as they close.
import Alerting
import Columns
import Evaluation
import Glibc
import Language
import Quantities

/// Feeds the rows of a planned run to the circuits of a stream.
struct Replay {
  private struct Row {
    let time: Int64
    let value: Double
    let inlet: Int
  }

  private let planned: PlannedRun
  private let reportsPending: Bool
  private let rows: [Row]
  /// Series and labels of every inlet.
  private let names: [(series: String, labels: Labels)]
  private let shapes: [AlertShape?]

  init(_ planned: PlannedRun, reportsPending: Bool) {
    self.planned = planned
    self.reportsPending = reportsPending
    let outputs = planned.plan.outputs
    shapes = outputs.map { output in
      guard case .alert(let index) = output.source else { return nil }
      return AlertShape(planned.program.alerts[index])
    }
    var rows: [Row] = []
    var names: [(series: String, labels: Labels)] = []
    let read = planned.program.seriesRead
    for series in planned.store.all where read.contains(series.schema.name) {
      for track in series.tracks {
        for (time, value) in zip(track.times, track.values) {
          rows.append(Row(time: time, value: value, inlet: names.count))
        }
        names.append((series.schema.name, track.labels))
      }
    }
    rows.sort { $0.time < $1.time }
    self.rows = rows
    self.names = names
  }

  var rowCount: Int { rows.count }

  /// Everything the run says, not in words yet, and where every identity stands.
  func run() -> Heard {
    var state = Heard(self)
    feed(&state, eachRow: { _ in })
    return state
  }

  /// Of every row of a further run, at so many rows a second, the nanoseconds from its arrival to
  /// the end of all that it brought about: the median, the 99th percentile, the 99.9th. What
  /// queueing adds is computed from the processor time that each row took, so that other work of
  /// the machine does not count.
  func latencies(rowsPerSecond rate: Double) -> [Double] {
    var state = Heard(self)
    var waits: [Double] = []
    waits.reserveCapacity(rows.count)
    var free = 0.0
    var began = Self.now
    feed(&state) { row in
      let ended = Self.now
      let arrival = Double(row) / rate * 1e9
      free = max(free, arrival) + (ended - began)
      waits.append(free - arrival)
      began = Self.now
    }
    waits.sort()
    guard !waits.isEmpty else { return [] }
    return [0.5, 0.99, 0.999].map { waits[min(waits.count - 1, Int($0 * Double(waits.count)))] }
  }

  private static var now: Double {
    var now = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
    return Double(now.tv_sec) * 1e9 + Double(now.tv_nsec)
  }

  private func feed(_ state: inout Heard, eachRow: (Int) -> Void) {
    guard let range = planned.range else { return }
    let inlets = names.map { state.live.inlet($0.series, $0.labels) }
    let step = planned.plan.outputs.map(\.every).min() ?? planned.every
    var closing = range.from.roundedUp(to: step)
    for (index, row) in rows.enumerated() {
      // A row after a tick says that the tick is complete.
      if row.time > closing.nanoseconds, closing <= range.through {
        let last = min(Timestamp(nanoseconds: row.time - 1), range.through)
        state.advance(through: last)
        closing = last.roundedDown(to: step) + step
      }
      if let inlet = inlets[row.inlet] { state.live.append(row.time, row.value, to: inlet) }
      eachRow(index)
    }
    state.advance(through: range.through)
  }
}

extension Replay {
  /// A stream and the folds behind it.
  struct Heard {
    let live: LiveEvaluation
    private let lanes: [LaneFolds?]
    private var frames: [Frame] = []
    private var keys: [[Labels]]

    init(_ replay: Replay) {
      live = LiveEvaluation(plan: replay.planned.plan, from: replay.planned.range?.from)
      lanes = replay.shapes.map { shape in
        shape.flatMap { LaneFolds($0, tellsPending: replay.reportsPending) }
      }
      keys = Array(repeating: [], count: lanes.count)
    }

    mutating func advance(through moment: Timestamp) {
      let live = live
      live.advance(through: moment, lanes: { take($0) }, { frames.append($0) })
    }

    private mutating func take(_ frame: LaneFrame) {
      let output = frame.output
      while keys[output].count < frame.count {
        keys[output].append(frame.key(keys[output].count))
      }
      guard let folds = lanes[output] else {
        for lane in 0..<frame.count where frame.isBorn(lane) { frames.append(frame.frame(lane)) }
        return
      }
      let verdicts = LaneVerdicts(
        time: frame.time, step: frame.step, truths: frame.truths(0), births: frame.births,
        count: frame.count)
      folds.advance(verdicts) { frame.reasons(0) }
    }

    mutating func finish(into folds: inout RunFold, _ planned: PlannedRun) {
      for frame in frames { folds.take(frame) }
      for (output, lanes) in lanes.enumerated() {
        guard let lanes else { continue }
        folds.tell(lanes, output: output, keys: keys[output])
        for (lane, key) in keys[output].enumerated() {
          if let fold = lanes.fold(lane) { folds.settle(fold, output: output, key: key) }
        }
      }
    }
  }
}
