// Cells of many identities at one tick: lane i of a register belongs to identity i.
import Columns
import Language
import Planning

/// A cell that reads tracks: lane by lane, while cells of numbers and truths work on whole
/// registers as they do on batches of ticks.
protocol LaneCell: Cell {
  /// Takes up an identity in the next lane.
  func open(_ labels: Labels, _ stored: StoredSeries)
}

/// The rows of every lane; the tracks that own them are held beside.
struct LaneTracks {
  private(set) var tracks: [StoredTrack] = []
  private var rows: [UnsafeMutablePointer<GrowingRows>] = []

  mutating func append(_ track: StoredTrack) {
    // A track that cannot grow has no rows in a stream.
    let own = track.growing == nil ? StoredTrack(growing: track.labels) : track
    tracks.append(own)
    if let growing = own.growing { rows.append(growing) }
  }

  @inline(__always)
  func withRows<Result>(
    _ lane: Int, _ body: (UnsafeMutablePointer<GrowingRows>) -> Result
  ) -> Result {
    body(rows[lane])
  }
}

/// What a stored series shows for each identity, or how old that is.
final class LaneAsOfCell: Cell, LaneCell {
  private struct Lane {
    /// How many rows have been visible.
    var seen = 0
    var version = -1
  }

  private let reference: SeriesReference
  private let limit: Int64
  private let lag: Int64
  let shift: Int64
  private let showsAge: Bool
  private var tracks = LaneTracks()
  private var lanes: [Lane] = []

  init(_ reference: SeriesReference, shift: Int64, showsAge: Bool, _ shape: CellShape) {
    self.reference = reference
    self.shift = shift
    self.showsAge = showsAge
    limit = reference.ageLimit.nanoseconds
    lag = reference.schema.lag.nanoseconds
    super.init(shape)
  }

  func open(_ labels: Labels, _ stored: StoredSeries) {
    tracks.append(stored.track(of: reference, for: labels))
    lanes.append(Lane())
  }

  override func advance(_ batch: Batch) {
    let horizon = batch.start &- shift &- lag
    let reasons = eagerReasons(batch)
    let out = values.start
    let tracks = tracks
    lanes.withUnsafeMutableBufferPointer { lanes in
      for i in 0..<batch.count {
        tracks.withRows(i) { track in
          let rows = track.pointee.rows
          if lanes[i].version != track.pointee.version {
            lanes[i] = Lane(seen: rows.position(after: horizon), version: track.pointee.version)
          }
          var seen = lanes[i].seen
          while seen < rows.end, rows.times[seen] <= horizon { seen += 1 }
          lanes[i].seen = seen
          if seen > 0 {
            show(rows.times[seen - 1], rows.values[seen - 1], horizon, (out + i, reasons + i))
          } else {
            out[i] = .nan
            let isSeenByTick = shift > 0 && track.pointee.firstTime <= horizon &+ shift
            reasons[i] = (isSeenByTick ? ReasonSet.warmup : .missing).rawValue
          }
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
  private let frame: SampleFrame
  private let terms: WindowTerms
  private(set) var tracks = LaneTracks()
  private var windows: [SampleWindow] = []
  /// Of every lane, how often its positions have come to mean other samples.
  private(set) var epochs: [Int] = []

  init(_ frame: SampleFrame, inputs: [Cell], _ shape: CellShape) {
    self.frame = frame
    terms = WindowTerms(
      frame, coverageShift: (inputs[0] as? LaneAsOfCell)?.shift ?? frame.shift.nanoseconds)
    super.init(shape, inputs: inputs, span: frame.extent)
  }

  func open(_ labels: Labels, _ stored: StoredSeries) {
    tracks.append(stored.track(of: frame.series, for: labels))
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
    let tracks = tracks
    var heldCount = 0
    windows.withUnsafeMutableBufferPointer { windows in
      for i in 0..<batch.count {
        tracks.withRows(i) { track in
          if windows[i].version != track.pointee.version {
            windows[i].begin(terms, tracks.tracks[i], at: batch.start, step: batch.step)
            epochs[i] += 1
          }
          windows[i].edges.move(to: end, reach: reach, track.pointee.samples)
          let edges = windows[i].edges
          lower[i] = Int32(truncatingIfNeeded: edges.older)
          upper[i] = Int32(truncatingIfNeeded: edges.newer)
          let isEmpty = edges.isEmpty
          let firstRow = track.pointee.firstTime
          if !isEmpty, entering[i] == 0,
            windows[i].isCovered(terms, first: firstRow, end: end)
          {
            windows[i].pass(1)
            out[i] = 0
          } else {
            out[i] = windows[i].judge(
              terms, entering: entering[i], atEnd: atEnd[i], (firstRow, end, isEmpty))
            heldCount += out[i] == Self.held ? 1 : 0
          }
        }
      }
    }
    isHolding = heldCount > 0
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

  func open(_ labels: Labels, _ stored: StoredSeries) { append() }

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
    let (tracks, epochs) = (frame.tracks, frame.epochs)
    states.withUnsafeMutableBufferPointer { states in
      for i in 0..<batch.count {
        guard known[i] == 0 else {
          out[i] = .nan
          states[i].interrupt()
          continue
        }
        states[i].enter(epochs[i])
        out[i] = tracks.withRows(i) { track in
          states[i].one(
            (lower[i], upper[i]), newest: newest, reach: reach, FrameSamples(track.pointee.samples))
        }
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

  func open(_ labels: Labels, _ stored: StoredSeries) {
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

  func open(_ labels: Labels, _ stored: StoredSeries) {
    truths.start[count] = labels[key].map(among.contains) ?? false ? 1 : 0
    count += 1
  }
}
