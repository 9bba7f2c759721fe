// `when A then B within D`: one true tick for each match.
import Columns

/// True at a tick where the second is true, the first was true at most `within` ticks before, and
/// the second was not true from then until now; Kleene where either is unknown.
///
/// Only the last `within` ticks decide, so the answer does not depend on where a run began.
final class SequenceCell: Cell {
  private let within: Int
  private var tick = 0
  /// The latest ticks whose first condition is yes, or may be, and still waits for the second.
  private var waiting = Int.min / 2
  private var maybeWaiting = Int.min / 2
  private var unknownFirst = Memory()
  private var unknownSecond = Memory()
  /// Reasons at ticks without an answer, written as the cell advances.
  private struct Memory {
    var tick = Int.min / 2
    var reasons: UInt8 = 0
  }

  init(within: Int, inputs: [Cell], _ shape: CellShape) {
    self.within = within
    super.init(shape, inputs: inputs)
  }

  override func aim(at labels: Labels) {
    (waiting, maybeWaiting) = (.min / 2, .min / 2)
    (unknownFirst, unknownSecond) = (Memory(), Memory())
    tick = 0
  }

  override func advance(_ batch: Batch) {
    let (first, second) = (inputs[0].truths.start, inputs[1].truths.start)
    let whyFirst = inputs[0].hasUnknown(batch) ? inputs[0].reasons(batch) : nil
    let whySecond = inputs[1].hasUnknown(batch) ? inputs[1].reasons(batch) : nil
    let out = truths.start
    let reasons = eagerReasons(batch)
    for i in 0..<batch.count {
      if first[i] == 1 { waiting = tick }
      if first[i] != 0 { maybeWaiting = tick }
      if first[i] == 2 { unknownFirst = Memory(tick: tick, reasons: whyFirst?[i] ?? 0) }
      if second[i] == 2 { unknownSecond = Memory(tick: tick, reasons: whySecond?[i] ?? 0) }
      let oldest = tick - within
      let awaited: UInt8 = waiting >= oldest ? 1 : (maybeWaiting >= oldest ? 2 : 0)
      let both = awaited | second[i]
      out[i] = awaited == 0 || second[i] == 0 ? 0 : (both > 2 ? 2 : both)
      reasons[i] = out[i] == 2 ? remembered(since: oldest) : 0
      if second[i] == 1 {
        maybeWaiting = .min / 2
        waiting = .min / 2
      } else if second[i] == 2 {
        // It may have been used up: what surely waited now only may.
        waiting = .min / 2
      }
      tick += 1
    }
  }

  private func remembered(since oldest: Int) -> UInt8 {
    var all: UInt8 = 0
    if unknownFirst.tick >= oldest { all |= unknownFirst.reasons }
    if unknownSecond.tick >= oldest { all |= unknownSecond.reasons }
    return all
  }
}
