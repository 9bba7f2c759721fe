// A cell: one plan node for one identity, with the registers its batches are written to.
import Columns
import Quantities

/// One batch of consecutive ticks.
struct Batch {
  /// Which batch of the run this is; reasons are computed at most once for each.
  let number: Int
  /// The first tick, in nanoseconds.
  let start: Int64
  let step: Int64
  let count: Int
}

/// One node of a plan for one set of labels.
///
/// A batch advances every cell once, inputs first. Truths or values are always written; reasons
/// are written by leaves as they go, and by others only when something asks for them.
class Cell {
  let inputs: [Cell]
  /// Values in base units, NaN where unknown; of one element in cells of truths.
  let values: Register<Double>
  /// Truths as bytes; of one element in cells of values.
  let truths: Register<UInt8>
  private let reasonRegister: Register<UInt8>
  private var reasonsBatch = -1
  private var unknownBatch = -1
  private var isUnknownSomewhere = false
  let isTruth: Bool
  /// How many ticks before the first one the cell is advanced for.
  let lookback: Int

  init(_ shape: CellShape, inputs: [Cell] = []) {
    self.inputs = inputs
    isTruth = shape.holds == .truths
    lookback = shape.lookback
    values = Register(shape.holds == .values ? shape.capacity : 1, filledWith: .nan)
    truths = Register(shape.holds == .truths ? shape.capacity : 1, filledWith: 2)
    reasonRegister = Register(shape.capacity, filledWith: 0)
  }

  /// True of a cell that looks at many identities and so stays with those it was made for.
  var isOfGroup: Bool { false }

  /// Turns to an identity, of whom the cell has only the labels that its node has. Nothing is left
  /// of the one before: a cell is made, then aimed and advanced through its ticks, then aimed anew.
  func aim(at labels: Labels) {}

  /// Computes the values or truths of the next batch.
  func advance(_ batch: Batch) {}

  /// Writes the reasons of every tick of the current batch; zero where known.
  func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    out.update(repeating: 0, count: batch.count)
  }

  /// The reasons of the current batch, computed on the first demand.
  final func reasons(_ batch: Batch) -> UnsafeMutablePointer<UInt8> {
    if reasonsBatch != batch.number {
      reasonsBatch = batch.number
      writeReasons(batch, to: reasonRegister.start)
    }
    return reasonRegister.start
  }

  /// For cells that write their reasons as they advance: where, and that they are there.
  final func eagerReasons(_ batch: Batch) -> UnsafeMutablePointer<UInt8> {
    reasonsBatch = batch.number
    return reasonRegister.start
  }

  /// For cells that know as they advance whether some tick is unknown.
  final func tellUnknown(_ isUnknown: Bool, _ batch: Batch) {
    unknownBatch = batch.number
    isUnknownSomewhere = isUnknown
  }

  /// True where some tick of the batch is unknown; looked for once.
  final func hasUnknown(_ batch: Batch) -> Bool {
    if unknownBatch != batch.number {
      unknownBatch = batch.number
      isUnknownSomewhere =
        isTruth
        ? containsUnknown(truths.start, batch.count) : containsNaN(values.start, batch.count)
    }
    return isUnknownSomewhere
  }
}

/// What a cell's registers look like.
struct CellShape {
  enum Holding {
    case values, truths, positions
  }
  var holds: Holding
  var lookback: Int
  var capacity: Int
}
