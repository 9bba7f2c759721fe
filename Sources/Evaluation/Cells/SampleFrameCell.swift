// The frame over stored samples.
import Columns
import Language
import Planning

/// The stored samples in (U − width, U] that were visible at U = T − shift.
///
/// Its inputs are what the series shows at the newest tick that counts for coverage, and at U.
final class SampleFrameCell: FrameCell {
  private var reader: TrackReader
  private let terms: WindowTerms
  private var edges = WindowEdges()
  private var coverage = WindowCoverage()
  /// The version of the track that positions count in.
  private var version = -1
  /// How evenly samples come, where it is known.
  private var pace: RowPace?

  init(_ frame: SampleFrame, _ reader: TrackReader, inputs: [Cell], _ shape: CellShape) {
    self.reader = reader
    let coverageShift = (inputs[0] as? AsOfCell)?.shift ?? frame.shift.nanoseconds
    terms = WindowTerms(frame, coverageShift: coverageShift)
    super.init(shape, inputs: inputs, span: frame.extent)
  }

  override func aim(at labels: Labels) {
    reader.aim(at: labels)
    pace = reader.paceOfSamples
    version = -1
  }

  var series: SeriesReference { reader.reference }
  private var track: StoredTrack { reader.track }

  override func withSamples(_ body: (FrameSamples) -> Void) {
    let track = track
    track.withSamples { samples in
      guard !track.isAllNumbers else { return FrameSamples.with(.init(samples: samples), body) }
      track.withRows { FrameSamples.with(.init(samples: samples, rows: $0), body) }
    }
  }

  override func heldValue(_ index: Int) -> Double { inputs[1].values.start[index] }

  override func advance(_ batch: Batch) {
    if version != track.version {
      version = track.version
      edges = terms.edges(of: track, before: batch.start, step: batch.step)
      coverage.begin(terms, track, batch)
      epoch += 1
    }
    let isEmptySomewhere = moveWindows(batch)
    let out = eagerReasons(batch)
    isHolding = false
    let end = batch.start &- delay
    if !isEmptySomewhere, coverage.isCovered(terms, first: track.firstTime, end: end),
      !inputs[0].hasUnknown(batch)
    {
      coverage.pass(batch.count)
      out.update(repeating: 0, count: batch.count)
    } else {
      judge(batch, out)
    }
  }

  /// Writes where the windows lie; true where one of them is empty.
  private func moveWindows(_ batch: Batch) -> Bool {
    let (lower, upper) = (lower.start, upper.start)
    let end = batch.start &- delay
    var edges = edges
    track.withSamples { rows in
      edges.newer = fillPositions(
        TickMoments(first: end, step: batch.step, count: batch.count), (rows, pace),
        from: edges.newer, to: upper)
      edges.older = fillPositions(
        TickMoments(first: end &- reach, step: batch.step, count: batch.count), (rows, pace),
        from: edges.older, to: lower)
    }
    // With a lag beyond the width the window ends before it begins: it holds nothing.
    if reach < 0 { for i in 0..<batch.count { lower[i] = min(lower[i], upper[i]) } }
    self.edges = WindowEdges(older: min(edges.older, edges.newer), newer: edges.newer)
    // A sign without a branch: it goes where a lower edge is not below its upper one.
    var sign: Int32 = -1
    for i in 0..<batch.count { sign &= lower[i] &- upper[i] }
    return sign >= 0
  }

  /// Tells at every tick whether the window may be asked.
  private func judge(_ batch: Batch, _ out: UnsafeMutablePointer<UInt8>) {
    let entering = inputs[0].hasUnknown(batch) ? inputs[0].reasons(batch) : nil
    let atEnd = inputs[1].reasons(batch)
    let firstRow = track.firstTime
    var i = 0
    while i < batch.count {
      let left = i..<batch.count
      let known = entering.map { ticksWithoutReason($0, left) } ?? left.count
      let end = batch.start &- delay &+ Int64(truncatingIfNeeded: i) &* batch.step
      if known == 0, let reason = entering?[i] {
        out[i] = coverage.judge(
          terms, entering: reason, atEnd: atEnd[i], (firstRow, end, isEmpty(i)))
        if out[i] == Self.held { isHolding = true }
        i &+= 1
        continue
      }
      let moments = TickMoments(first: end, step: batch.step, count: known)
      let closed = coverage.closedTicks(terms, first: firstRow, moments)
      if closed > 0 {
        coverage.explain(
          terms, TickMoments(first: end, step: batch.step, count: closed), first: firstRow,
          (UnsafePointer(atEnd + i), out + i))
      } else {
        for k in i..<i &+ known { out[k] = open(k, atEnd: atEnd[k]) }
      }
      let taken = closed > 0 ? closed : known
      coverage.pass(taken)
      i &+= taken
    }
  }

  @inline(__always)
  private func isEmpty(_ tick: Int) -> Bool { lower.start[tick] >= upper.start[tick] }

  /// What a tick shows whose window has its coverage.
  @inline(__always)
  private func open(_ tick: Int, atEnd: UInt8) -> UInt8 {
    guard isEmpty(tick) else { return 0 }
    if atEnd == 0 { isHolding = true }
    return atEnd == 0 ? Self.held : atEnd
  }
}
