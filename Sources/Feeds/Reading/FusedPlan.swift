// What each column of a table is for, in a form a row's code can walk.
import Quantities

/// The columns of a table and the layout of its rows.
final class FusedPlan: @unchecked Sendable {
  enum Role: UInt8 { case skip, time, label, value }

  /// One column: its role, and for a value where it is put and how it is scaled.
  struct Column {
    var role = Role.skip
    var isScaled = false
    /// The word of a row's slot its value goes to.
    var word = 0
    var scale = CellScale(.ratio)

    /// Takes another scale.
    mutating func use(_ scale: CellScale) {
      self.scale = scale
      isScaled = scale.multiplier != 1 || scale.divisor != 1
    }
  }

  let columns: UnsafeMutablePointer<Column>
  let count: Int
  let layout: RowLayout
  /// True where every column has one role; else the fused way would leave values unread.
  let isOneToOne: Bool

  init(_ plan: ColumnPlan, _ values: [ValueColumn], keepsHashes: Bool) {
    layout = RowLayout(width: values.count, keepsHashes: keepsHashes)
    var roles = [Column](repeating: Column(), count: plan.columnCount)
    for label in plan.labels { roles[label.column].role = .label }
    if let selector = plan.selector { roles[selector.column].role = .label }
    for (index, value) in values.enumerated() {
      roles[value.column] = Column(role: .value, word: layout.values + index)
      roles[value.column].use(CellScale(value.unit))
    }
    if plan.time < roles.count { roles[plan.time].role = .time }
    count = roles.count
    columns = .allocate(capacity: max(1, count))
    columns.initialize(from: roles, count: count)
    let used = values.map(\.column) + plan.labels.map(\.column) + [plan.time]
    isOneToOne = Set(used).count == used.count
  }

  /// This plan, its values scaled in another way.
  private init(_ other: FusedPlan, _ scales: [CellScale]) {
    (count, layout, isOneToOne) = (other.count, other.layout, other.isOneToOne)
    columns = .allocate(capacity: max(1, count))
    columns.initialize(from: other.columns, count: count)
    for index in 0..<count where columns[index].role == .value {
      columns[index].use(scales[columns[index].word - layout.values])
    }
  }

  deinit { columns.deallocate() }

  /// This plan with the scales its values have under some labels; itself where they are its own.
  func scaled(by scales: [CellScale]) -> FusedPlan {
    let values = (0..<count).filter { columns[$0].role == .value }
    let isSame = values.allSatisfy { columns[$0].scale == scales[columns[$0].word - layout.values] }
    return isSame ? self : FusedPlan(self, scales)
  }
}

/// Where the parts of a row stand in the words of its slot: time, row number, hash, values.
struct RowLayout: Sendable {
  static let time = 0
  static let row = 1
  static let hash = 2
  /// The word of the first value.
  let values: Int
  /// How many values.
  let width: Int
  /// Words from one row's slot to the next.
  var stride: Int { values + width }
  var keepsHashes: Bool { values > Self.hash }

  init(width: Int, keepsHashes: Bool) {
    self.width = width
    values = keepsHashes ? Self.hash + 1 : Self.hash
  }
}
