// Cells that are the same at every tick.
import Columns

/// A number that is the same at every tick; NaN only for what was never planned.
final class ConstantCell: Cell {
  init(_ value: Double, _ shape: CellShape) {
    super.init(shape)
    values.fill(value, count: shape.capacity)
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    out.update(repeating: 0, count: batch.count)
    mark(.missing, batch, in: out)
  }
}

/// A truth that is the same at every tick.
final class TruthCell: Cell {
  init(_ value: Bool, _ shape: CellShape) {
    super.init(shape)
    truths.fill(value ? 1 : 0, count: shape.capacity)
  }
}
