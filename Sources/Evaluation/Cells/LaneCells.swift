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

/// What lanes see of a stored series at a tick, looked up once for all cells that read it.
final class LaneSeries {
  /// One track as it stands.
  struct Head {
    let rows: TrackRows
    /// The time of its first row ever; the maximum where there is none.
    let firstTime: Int64
    let version: Int

    static var none: Head { Head(rows: .none, firstTime: .max, version: 0) }

    init(rows: TrackRows, firstTime: Int64, version: Int) {
      (self.rows, self.firstTime, self.version) = (rows, firstTime, version)
    }

    /// Some rows of a track.
    @inline(__always)
    init(_ rows: TrackRows, of track: GrowingRows) {
      self.init(rows: rows, firstTime: track.firstTime, version: Int(track.version))
    }
  }

  let reference: SeriesReference
  private(set) var tracks: [StoredTrack] = []
  private var growing: [UnsafeMutablePointer<GrowingRows>] = []
  private let all: Register<Head>
  private let numbers: Register<Head>
  private var isApart = false

  init(_ reference: SeriesReference, capacity: Int) {
    self.reference = reference
    all = Register(capacity, filledWith: .none)
    numbers = Register(capacity, filledWith: .none)
  }

  /// The rows of each lane.
  var rows: UnsafePointer<Head> { UnsafePointer(all.start) }
  /// The rows of each lane whose value is a number.
  var samples: UnsafePointer<Head> { isApart ? UnsafePointer(numbers.start) : rows }

  /// Takes up an identity in the next lane.
  func open(_ labels: Labels, _ stored: StoredSeries) {
    let track = stored.track(of: reference, for: labels)
    // A track that cannot grow has no rows in a stream.
    let own = track.growing == nil ? StoredTrack(growing: track.labels) : track
    tracks.append(own)
    if let rows = own.growing { growing.append(rows) }
  }

  /// Looks at the rows that have come.
  func look() {
    let (all, numbers) = (all.start, numbers.start)
    isApart = false
    for (lane, track) in growing.enumerated() {
      all[lane] = Head(track.pointee.rows, of: track.pointee)
      isApart = isApart || !track.pointee.isAllNumbers
    }
    guard isApart else { return }
    for (lane, track) in growing.enumerated() {
      numbers[lane] = Head(track.pointee.samples, of: track.pointee)
    }
  }
}

/// What a stored series shows for each identity, or how old that is.
final class LaneAsOfCell: Cell, LaneCell {
  private struct Lane {
    /// How many rows have been visible.
    var seen = 0
    var version = -1
  }

  private let series: LaneSeries
  private let limit: Int64
  private let lag: Int64
  let shift: Int64
  private let showsAge: Bool
  private var lanes: [Lane] = []

  init(_ series: LaneSeries, shift: Int64, showsAge: Bool, _ shape: CellShape) {
    self.series = series
    self.shift = shift
    self.showsAge = showsAge
    limit = series.reference.ageLimit.nanoseconds
    lag = series.reference.schema.lag.nanoseconds
    super.init(shape)
  }

  func open(_ labels: Labels) { lanes.append(Lane()) }

  override func advance(_ batch: Batch) {
    let horizon = batch.start &- shift &- lag
    let reasons = eagerReasons(batch)
    let out = values.start
    let heads = series.rows
    lanes.withUnsafeMutableBufferPointer { lanes in
      for i in 0..<batch.count {
        let rows = heads[i].rows
        if lanes[i].version != heads[i].version {
          lanes[i] = Lane(seen: rows.position(after: horizon), version: heads[i].version)
        }
        var seen = lanes[i].seen
        while seen < rows.end, rows.times[seen] <= horizon { seen &+= 1 }
        lanes[i].seen = seen
        if seen > 0 {
          show(rows.times[seen &- 1], rows.values[seen &- 1], horizon, (out + i, reasons + i))
        } else {
          out[i] = .nan
          reasons[i] = unseenReason(first: heads[i].firstTime, by: horizon, shift: shift)
        }
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
final class LaneFrameCell: FrameCell, LaneCell {
  let series: LaneSeries
  private let terms: WindowTerms
  private var windows: [SampleWindow] = []
  /// Of every lane, how often its positions have come to mean other samples.
  private(set) var epochs: [Int] = []

  init(_ frame: SampleFrame, of series: LaneSeries, inputs: [Cell], _ shape: CellShape) {
    self.series = series
    terms = WindowTerms(
      frame, coverageShift: (inputs[0] as? LaneAsOfCell)?.shift ?? frame.shift.nanoseconds)
    super.init(shape, inputs: inputs, span: frame.extent)
  }

  func open(_ labels: Labels) {
    windows.append(SampleWindow())
    epochs.append(0)
  }

  override func heldValue(_ index: Int) -> Double { inputs[1].values.start[index] }

  override func advance(_ batch: Batch) {
    let out = eagerReasons(batch)
    let entering = inputs[0].reasons(batch)
    let atEnd = inputs[1].reasons(batch)
    let (lower, upper, reach, terms) = (lower.start, upper.start, reach, terms)
    let end = batch.start &- delay
    let heads = series.samples
    var isHolding = false
    windows.withUnsafeMutableBufferPointer { windows in
      for i in 0..<batch.count {
        if windows[i].version != heads[i].version {
          windows[i].begin(terms, series.tracks[i], at: batch.start, step: batch.step)
          epochs[i] += 1
        }
        windows[i].edges.move(to: end, reach: reach, heads[i].rows)
        let edges = windows[i].edges
        lower[i] = Int32(truncatingIfNeeded: edges.older)
        upper[i] = Int32(truncatingIfNeeded: edges.newer)
        let isEmpty = edges.isEmpty
        let first = heads[i].firstTime
        if !isEmpty, entering[i] == 0, windows[i].isCovered(terms, first: first, end: end) {
          windows[i].pass(1)
          out[i] = 0
        } else {
          out[i] = windows[i].judge(
            terms, entering: entering[i], atEnd: atEnd[i], (first, end, isEmpty))
          if out[i] == Self.held { isHolding = true }
        }
      }
    }
    self.isHolding = isHolding
  }
}

/// A statistic of the window of each identity.
final class LaneStatisticCell: Cell, LaneCell {
  private let fill: (LaneFrameCell, Batch, UnsafeMutablePointer<Double>) -> Void
  private let append: () -> Void
  private let deallocate: () -> Void
  private let ofHeld: (Double, FrameCell) -> Double
  private let frame: LaneFrameCell

  init<State: WindowState>(
    _ make: @escaping () -> State, of frame: LaneFrameCell, _ shape: CellShape,
    ofHeld: @escaping (Double, FrameCell) -> Double
  ) {
    let states = LaneStates(make)
    fill = { states.fill($0, $1, $2) }
    append = { states.append() }
    deallocate = { states.deallocate() }
    self.frame = frame
    self.ofHeld = ofHeld
    super.init(shape, inputs: [frame])
  }

  deinit { deallocate() }

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
  private var states: [Answering<State>] = []

  init(_ make: @escaping () -> State) { self.make = make }

  func append() { states.append(Answering(make())) }
  func deallocate() { for one in states { one.state.deallocate() } }

  @inline(__always)
  func fill(_ frame: LaneFrameCell, _ batch: Batch, _ out: UnsafeMutablePointer<Double>) {
    let known = frame.reasons(batch)
    let (lower, upper) = (frame.lower.start, frame.upper.start)
    let (newest, reach) = (batch.start &- frame.delay, frame.reach)
    let (heads, epochs) = (frame.series.samples, frame.epochs)
    states.withUnsafeMutableBufferPointer { states in
      for i in 0..<batch.count {
        guard known[i] == 0 else {
          out[i] = .nan
          states[i].interrupt()
          continue
        }
        states[i].enter(epochs[i])
        out[i] = states[i].one(
          (lower[i], upper[i]), newest: newest, reach: reach, FrameSamples(heads[i].rows))
      }
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
