// The rows of a table by their labels, columns kept side by side while a file is read.
import Columns
import Quantities

/// The rows of one set of labels in one file.
final class LabelBlock {
  let labels: Labels
  var times: [Int64] = []
  var rows: [UInt32] = []
  /// A hash of each whole row; kept where the file holds events.
  var hashes: [UInt64] = []
  /// One column of values for each series of the plan, with `Cell` patterns where there is none.
  var columns: [[Double]]
  /// How each column's numbers become base values under these labels.
  let scales: [CellScale]
  /// The key each column lacks, or nil where its labels are complete.
  let lacking: [String?]
  var inversions = 0
  var newest = Int64.min

  init(labels: Labels, scales: [CellScale], lacking: [String?]) {
    self.labels = labels
    self.scales = scales
    self.lacking = lacking
    columns = Array(repeating: [], count: scales.count)
  }

  /// The bit patterns of cells without a sample.
  enum Cell {
    static let empty = Double(bitPattern: 0x7ff8_0000_0000_0e01)
    static let rejected = Double(bitPattern: 0x7ff8_0000_0000_0e02)
  }

  /// The samples of one column as a piece; the times of its empty cells go to `pulse`.
  func piece(_ column: Int, series: String, file: Int, pulse: inout [Int64]) -> Piece {
    var piece = Piece(series: series, labels: labels, file: file)
    piece.inversions = inversions
    let values = columns[column]
    let isComplete = !values.contains { Self.isNoSample($0) }
    if isComplete {
      piece.times = times
      piece.values = values
      piece.rows = rows
      piece.hashes = hashes
      return piece
    }
    for (index, value) in values.enumerated() {
      if Self.isNoSample(value) {
        if value.bitPattern == Cell.empty.bitPattern { pulse.append(times[index]) }
        continue
      }
      piece.times.append(times[index])
      piece.values.append(value)
      piece.rows.append(rows[index])
      if !hashes.isEmpty { piece.hashes.append(hashes[index]) }
    }
    return piece
  }

  @inline(__always)
  private static func isNoSample(_ value: Double) -> Bool {
    value.bitPattern == Cell.empty.bitPattern || value.bitPattern == Cell.rejected.bitPattern
  }
}
