// Cells of many identities at one tick: lane i of a register belongs to identity i.
import Columns
import Language
import Planning

/// A cell that reads tracks: lane by lane, while cells of numbers and truths work on whole
/// registers as they do on batches of ticks.
protocol LaneCell: Cell {
  /// Takes up an identity in the next lane.
  func open(_ labels: Labels)
}

/// What a stored series shows for each identity, or how old that is.
final class LaneAsOfCell: Cell, LaneCell {
  private struct Lane {
    /// How many rows have been visible.
    var seen = 0
    var version: Int32 = -1
  }

  private let series: LaneSeries
  private let limit: Int64
  private let lag: Int64
  let shift: Int64
  private let showsAge: Bool
  private var lanes = History<Lane>(capacity: 16)

  init(_ series: LaneSeries, shift: Int64, showsAge: Bool, _ shape: CellShape) {
    self.series = series
    self.shift = shift
    self.showsAge = showsAge
    limit = series.reference.ageLimit.nanoseconds
    lag = series.reference.schema.lag.nanoseconds
    super.init(shape)
  }

  deinit { lanes.deallocate() }

  func open(_ labels: Labels) { lanes.append(Lane()) }

  override func advance(_ batch: Batch) {
    let horizon = batch.start &- shift &- lag
    let reasons = eagerReasons(batch)
    let out = values.start
    let (tracks, lanes) = (series.rows, lanes.base)
    for i in 0..<batch.count {
      let track = tracks[i]
      let rows = track.pointee.rows
      var seen = lanes[i].seen
      if lanes[i].version != track.pointee.version {
        lanes[i].version = track.pointee.version
        seen = rows.position(after: horizon)
      }
      while seen < rows.end, rows.times[seen] <= horizon { seen &+= 1 }
      lanes[i].seen = seen
      if seen > 0 {
        show(rows.times[seen &- 1], rows.values[seen &- 1], horizon, (out + i, reasons + i))
      } else {
        out[i] = .nan
        reasons[i] = unseenReason(first: track.pointee.firstTime, by: horizon, shift: shift)
      }
    }
  }

  @inline(__always)
  private func show(
    _ time: Int64, _ value: Double, _ horizon: Int64,
    _ place: (out: UnsafeMutablePointer<Double>, reason: UnsafeMutablePointer<UInt8>)
  ) {
    let age = horizon &+ lag &- time
    if showsAge {
      place.out.pointee = Double(age) / 1e9
      place.reason.pointee = 0
    } else if value.magnitude <= .greatestFiniteMagnitude {
      place.out.pointee = age <= limit ? value : .nan
      place.reason.pointee = age <= limit ? 0 : ReasonSet.stale.rawValue
    } else {
      place.out.pointee = .nan
      place.reason.pointee = ReasonSet.nan.rawValue
    }
  }
}

/// The window of each identity over its own track. Inputs as in `SampleFrameCell`.
///
/// Where a window lay at the last tick is what the registers of its edges say.
final class LaneFrameCell: FrameCell, LaneCell {
  /// What every tick looks at.
  private struct Lane {
    /// The version of the track that positions count in.
    var version: Int32 = -1
    /// True where the window may be asked as long as no unknown tick enters it.
    var isCovered = false
  }

  let series: LaneSeries
  private let terms: WindowTerms
  private var lanes = History<Lane>(capacity: 16)
  /// Looked at where a window is not simply covered.
  private var coverages: [WindowCoverage] = []
  /// How many ticks have been taken.
  private var tick = 0
  /// The lanes whose positions have come to mean other samples at this tick.
  private(set) var begun: [Int] = []

  init(_ frame: SampleFrame, of series: LaneSeries, inputs: [Cell], _ shape: CellShape) {
    self.series = series
    terms = WindowTerms(
      frame, coverageShift: (inputs[0] as? LaneAsOfCell)?.shift ?? frame.shift.nanoseconds)
    super.init(shape, inputs: inputs, span: frame.extent)
  }

  deinit { lanes.deallocate() }

  func open(_ labels: Labels) {
    lanes.append(Lane())
    coverages.append(WindowCoverage())
  }

  override func heldValue(_ index: Int) -> Double { inputs[1].values.start[index] }

  override func advance(_ batch: Batch) {
    let out = eagerReasons(batch)
    let entering = inputs[0].reasons(batch)
    let (lower, upper, reach) = (lower.start, upper.start, reach)
    let end = batch.start &- delay
    let (tracks, lanes) = (series.rows, lanes.base)
    isHolding = false
    if !begun.isEmpty { begun = [] }
    for i in 0..<batch.count {
      let track = tracks[i]
      if lanes[i].version != track.pointee.version { begin(i, batch) }
      var edges = WindowEdges(older: Int(lower[i]), newer: Int(upper[i]))
      edges.move(to: end, reach: reach, track.pointee.samples)
      lower[i] = Int32(truncatingIfNeeded: edges.older)
      upper[i] = Int32(truncatingIfNeeded: edges.newer)
      if lanes[i].isCovered, entering[i] == 0, !edges.isEmpty {
        out[i] = 0
      } else {
        out[i] = judge(i, edges, batch)
      }
    }
    tick += 1
  }

  /// Finds the window of a lane anew, as it lay one tick before.
  private func begin(_ lane: Int, _ batch: Batch) {
    let track = series.tracks[lane]
    let edges = terms.edges(of: track, before: batch.start, step: batch.step)
    lower.start[lane] = Int32(truncatingIfNeeded: edges.older)
    upper.start[lane] = Int32(truncatingIfNeeded: edges.newer)
    lanes.base[lane] = Lane(version: series.rows[lane].pointee.version)
    coverages[lane].begin(terms, track, batch, tick: tick)
    begun.append(lane)
  }

  /// Tells whether the window of a lane may be asked.
  private func judge(_ lane: Int, _ edges: WindowEdges, _ batch: Batch) -> UInt8 {
    let (first, end) = (series.rows[lane].pointee.firstTime, batch.start &- delay)
    coverages[lane].pass(to: tick)
    let judgement = coverages[lane].judge(
      terms, entering: inputs[0].reasons(batch)[lane], atEnd: inputs[1].reasons(batch)[lane],
      (first, end, edges.isEmpty))
    lanes.base[lane].isCovered = coverages[lane].isCovered(terms, first: first, end: end)
    if judgement == Self.held { isHolding = true }
    return judgement
  }
}

/// A statistic of the window of each identity.
final class LaneStatisticCell: Cell, LaneCell {
  private let fill: (LaneFrameCell, Batch, UnsafeMutablePointer<Double>) -> Void
  private let append: () -> Void
  private let ofHeld: (Double, FrameCell) -> Double
  private let frame: LaneFrameCell

  init<State: WindowState>(
    _ make: @escaping () -> State, of frame: LaneFrameCell, _ shape: CellShape,
    ofHeld: @escaping (Double, FrameCell) -> Double
  ) {
    let states = LaneStates(make)
    fill = { states.fill($0, $1, $2) }
    append = { states.append() }
    self.frame = frame
    self.ofHeld = ofHeld
    super.init(shape, inputs: [frame])
  }

  func open(_ labels: Labels) { append() }

  override func advance(_ batch: Batch) {
    let out = values.start
    fill(frame, batch, out)
    frame.fillHeld(out, batch, ofHeld)
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    frame.writeReasons(ofStatistic: batch, to: out)
    mark(.domain, batch, in: out)
  }
}

/// The states of one statistic, one for each lane.
private final class LaneStates<State: WindowState> {
  private let make: () -> State
  private var states = LinedColumn<Answering<State>>()

  init(_ make: @escaping () -> State) { self.make = make }

  deinit {
    for lane in 0..<states.count { states[lane].pointee.state.deallocate() }
    states.deallocate()
  }

  func append() { states.append(Answering(make())) }

  /// Writes the statistic of every lane over that of the last tick.
  @inline(__always)
  func fill(_ frame: LaneFrameCell, _ batch: Batch, _ out: UnsafeMutablePointer<Double>) {
    let known = frame.reasons(batch)
    let (lower, upper) = (frame.lower.start, frame.upper.start)
    let (newest, reach) = (batch.start &- frame.delay, frame.reach)
    let (tracks, states) = (frame.series.rows, states)
    for lane in frame.begun { states[lane].pointee.reset() }
    for i in 0..<batch.count {
      guard known[i] == 0 else {
        out[i] = .nan
        states[i].pointee.interrupt()
        continue
      }
      let rows = tracks[i].pointee.samples
      let span = FrameSpan(
        lower: Int(lower[i]), upper: Int(upper[i]), newest: newest, reach: reach)
      states[i].pointee.answer(
        span, FrameSamples(times: rows.times, values: rows.values), over: out + i)
    }
  }
}

/// A number that each identity has of its own: an entry of a parameter's table.
final class LaneParameterCell: Cell, LaneCell {
  private let table: ParameterTable
  private var count = 0

  init(_ table: ParameterTable, _ shape: CellShape) {
    self.table = table
    super.init(shape)
  }

  func open(_ labels: Labels) {
    values.start[count] = table.value(for: labels)
    count += 1
  }
}

/// Whether a label of each identity is among some.
final class LaneLabelCell: Cell, LaneCell {
  private let key: String
  private let among: [String]
  private var count = 0

  init(_ key: String, _ among: [String], _ shape: CellShape) {
    self.key = key
    self.among = among
    super.init(shape)
  }

  func open(_ labels: Labels) {
    truths.start[count] = labels[key].map(among.contains) ?? false ? 1 : 0
    count += 1
  }
}
