// Cells that are the same at every tick.
import Columns
import Language
import Planning

/// A number that is the same at every tick; NaN only for what was never planned.
final class ConstantCell: Cell {
  /// Where it comes from, of one that each identity has for itself.
  private let table: ParameterTable?

  init(_ value: Double, _ shape: CellShape) {
    table = nil
    super.init(shape)
    values.fill(value, count: shape.capacity)
  }

  /// What a table has for an identity.
  init(_ table: ParameterTable, _ shape: CellShape) {
    self.table = table
    super.init(shape)
  }

  override func aim(at labels: Labels) {
    guard let value = table?.value(for: labels), value != values.start[0] else { return }
    values.fill(value, count: values.capacity)
  }

  override func writeReasons(_ batch: Batch, to out: UnsafeMutablePointer<UInt8>) {
    out.update(repeating: 0, count: batch.count)
    mark(.missing, batch, in: out)
  }
}

/// A truth that is the same at every tick.
final class TruthCell: Cell {
  /// Where it comes from, of one that each identity has for itself: a label, and what that may be.
  private let label: (key: String, among: [String])?

  init(_ value: Bool, _ shape: CellShape) {
    label = nil
    super.init(shape)
    set(value)
  }

  /// Whether a label is among some.
  init(_ key: String, among: [String], _ shape: CellShape) {
    label = (key, among)
    super.init(shape)
  }

  override func aim(at labels: Labels) {
    if let label { set(labels[label.key].map(label.among.contains) ?? false) }
  }

  private func set(_ value: Bool) { truths.fill(value ? 1 : 0, count: truths.capacity) }
}
