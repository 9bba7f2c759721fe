// Cells that are the same at every tick.
import Columns
import Language
import Planning

/// A number that is the same at every tick; NaN only for what was never planned.
final class ConstantCell: Cell {
  /// Where it comes from, of one that each identity has for itself.
  private let table: ParameterTable?

  init(_ value: Double, of table: ParameterTable? = nil, _ shape: CellShape) {
    self.table = table
    super.init(shape)
    values.fill(value, count: shape.capacity)
  }

  override var isMovable: Bool { true }

  override func move(to place: CellPlace) {
    guard let table else { return }
    values.fill(table.value(for: place.labels), count: values.capacity)
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
