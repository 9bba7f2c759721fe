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
      guard !track.isAllNumbers else { return body(FrameSamples(samples)) }
      track.withRows { body(FrameSamples(samples, among: $0)) }
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
    let entering = inputs[0].reasons(batch)
    let atEnd = inputs[1].reasons(batch)
    let firstRow = track.firstTime
    var end = batch.start &- delay
    // Aside, so that it is not looked up anew at every tick.
    var coverage = coverage
    defer { self.coverage = coverage }
    for i in 0..<batch.count {
      let isEmpty = lower.start[i] >= upper.start[i]
      out[i] = coverage.judge(
        terms, entering: entering[i], atEnd: atEnd[i], (firstRow, end, isEmpty))
      if out[i] == Self.held { isHolding = true }
      end &+= batch.step
    }
  }
}
