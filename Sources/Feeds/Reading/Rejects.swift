// What a file held that could not be used, counted, the first few kept.

/// One reject, where and why.
package struct Reject: Equatable, Sendable {
  package let line: Int
  package let column: Int
  package let reason: String
  /// True where the whole row went, false where one cell did.
  package let isRow: Bool
}

/// The rejects of one file.
package struct RejectList: Equatable, Sendable {
  package private(set) var rows = 0
  package private(set) var cells = 0
  /// The first few.
  package private(set) var first: [Reject] = []

  /// Counts a row that cannot be used; `reason` is asked for only where it will be shown.
  mutating func rejectRow(line: Int, column: Int = 1, _ reason: @autoclosure () -> String) {
    rows += 1
    guard first.count < Limits.shownRejects else { return }
    first.append(Reject(line: line, column: column, reason: reason(), isRow: true))
  }

  /// Takes those of the next part of a file, which begins after so many lines.
  mutating func append(_ other: RejectList, linesBefore: Int) {
    rows += other.rows
    cells += other.cells
    for reject in other.first where first.count < Limits.shownRejects {
      first.append(
        Reject(
          line: reject.line + linesBefore, column: reject.column, reason: reject.reason,
          isRow: reject.isRow))
    }
  }

  /// Counts a cell that cannot be used.
  mutating func rejectCell(line: Int, column: Int, _ reason: @autoclosure () -> String) {
    cells += 1
    guard first.count < Limits.shownRejects else { return }
    first.append(Reject(line: line, column: column, reason: reason(), isRow: false))
  }
}
