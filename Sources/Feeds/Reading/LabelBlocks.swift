// The rows of a table by their labels, columns kept side by side while a file is read.
import Columns
import Quantities

/// The rows of one set of labels in one file.
final class LabelBlock {
  let labels: Labels
  /// How each column's numbers become base values under these labels.
  let scales: [CellScale]
  /// The key each column lacks, or nil where its labels are complete.
  let lacking: [String?]
  /// The series of each column.
  let series: [String]
  /// True where nothing of these rows is needed but their times.
  let isIgnored: Bool
  /// True where every column reads as it does under any labels, and lacks none.
  let isPlain: Bool
  /// Its place in the list of blocks.
  let place: Int
  /// The label cells in the order of the row.
  private let keyParts: UnsafeMutablePointer<KeyPart>
  private let keyBytes: UnsafeMutablePointer<UInt8>
  /// The place of the block whose row last came after one of this block's: a guess at the next.
  var successor: Int
  private let width: Int
  private let keepsHashes: Bool
  private(set) var count = 0
  private var oldest = Int64.max
  private var newest = Int64.min

  /// The first and the last moment of its rows.
  var span: ClosedRange<Int64>? { oldest <= newest ? oldest...newest : nil }

  private var capacity = 0
  private var times = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  private var rows = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
  private var hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
  /// Column after column, each `capacity` long.
  private var values = UnsafeMutablePointer<Double>.allocate(capacity: 1)

  /// One label cell: where its bytes are; eight more may be loaded behind them.
  struct KeyPart {
    let bytes: UnsafePointer<UInt8>
    let count: Int
  }

  /// The first label cell of a row of this block; those of its other label columns follow.
  var firstLabel: UnsafePointer<KeyPart> { UnsafePointer(keyParts) }

  /// What a block is of.
  struct Identity {
    /// The label cells in the order of the row.
    let cells: [[UInt8]]
    let place: Int
    let labels: Labels
    let lacking: [String?]
    /// The series of each column; of a selector's block the one it selects.
    let series: [String]
    /// True where nothing of these rows is needed.
    let isIgnored: Bool
    /// True where the symbol counts several coins as one.
    let isScaled: Bool
  }

  init(_ identity: Identity, scales: [CellScale], keepsHashes: Bool) {
    place = identity.place
    successor = identity.place
    keyParts = .allocate(capacity: identity.cells.count + 1)
    let length = identity.cells.reduce(0) { $0 + $1.count }
    keyBytes = .allocate(capacity: length + 8)
    keyBytes.initialize(repeating: 0, count: length + 8)
    var at = keyBytes
    for (index, cell) in identity.cells.enumerated() {
      (keyParts + index).initialize(to: KeyPart(bytes: UnsafePointer(at), count: cell.count))
      for byte in cell {
        at.pointee = byte
        at += 1
      }
    }
    labels = identity.labels
    lacking = identity.lacking
    series = identity.series
    isIgnored = identity.isIgnored
    isPlain = !identity.isScaled && identity.lacking.allSatisfy { $0 == nil }
    self.scales = scales
    width = scales.count
    self.keepsHashes = keepsHashes
  }

  deinit {
    times.deallocate()
    rows.deallocate()
    hashes.deallocate()
    values.deallocate()
    keyParts.deallocate()
    keyBytes.deallocate()
  }

  /// The bit patterns of cells without a sample.
  enum Cell {
    static let empty = Double(bitPattern: 0x7ff8_0000_0000_0e01)
    static let rejected = Double(bitPattern: 0x7ff8_0000_0000_0e02)
  }

  /// Where and when a row stands.
  struct RowPlace {
    let time: Int64
    let row: UInt32
    let hash: UInt64
  }

  /// Adds a row; `cells` holds one value for each column.
  @inline(__always)
  func append(_ place: RowPlace, _ cells: UnsafePointer<Double>) {
    if place.time < oldest { oldest = place.time }
    if place.time > newest { newest = place.time }
    if isIgnored { return }
    if count == capacity { grow() }
    times[count] = place.time
    rows[count] = place.row
    if keepsHashes { hashes[count] = place.hash }
    var at = count
    for column in 0..<width {
      values[at] = cells[column]
      at += capacity
    }
    count += 1
  }

  private func grow() {
    let larger = max(64, capacity * 2)
    times = Self.moved(times, count, larger)
    rows = Self.moved(rows, count, larger)
    if keepsHashes { hashes = Self.moved(hashes, count, larger) }
    let wider = UnsafeMutablePointer<Double>.allocate(capacity: max(1, larger * width))
    for column in 0..<width where count > 0 {
      (wider + column * larger).update(from: values + column * capacity, count: count)
    }
    values.deallocate()
    values = wider
    capacity = larger
  }

  private static func moved<Element>(
    _ old: UnsafeMutablePointer<Element>, _ count: Int, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    if count > 0 { new.update(from: old, count: count) }
    old.deallocate()
    return new
  }

  /// Forgets its rows, not its labels.
  func clear() {
    count = 0
    oldest = .max
    newest = .min
  }

  /// Measures every column and forgets the rows.
  func measure(into read: inout FileRead) {
    for (index, series) in series.enumerated() where !isIgnored && count > 0 {
      var measure = SampleMeasure()
      measure.add(times, values + index * capacity, count)
      read.measures.append(MeasuredPiece(series: series, labels: labels, measure: measure))
    }
    clear()
  }

  /// The times, rows and hashes of all rows, shared by the columns that have no hole.
  struct Frame {
    let times: [Int64]
    let rows: [UInt32]
    let hashes: [UInt64]
  }

  var frame: Frame {
    Frame(
      times: Array(UnsafeBufferPointer(start: times, count: count)),
      rows: Array(UnsafeBufferPointer(start: rows, count: count)),
      hashes: keepsHashes ? Array(UnsafeBufferPointer(start: hashes, count: count)) : [])
  }

  /// The samples of one column as a piece; the times of its empty cells go to `pulse`.
  func piece(_ column: Int, _ frame: Frame, of blank: Piece, pulse: inout [Int64]) -> Piece {
    var piece = blank
    let cells = UnsafeBufferPointer(start: values + column * capacity, count: count)
    if !cells.contains(where: { Self.isNoSample($0) }) {
      piece.times = frame.times
      piece.rows = frame.rows
      piece.hashes = frame.hashes
      piece.values = Array(cells)
      return piece
    }
    let kept = cells.indices.filter { !Self.isNoSample(cells[$0]) }
    piece.times = kept.map { times[$0] }
    piece.values = kept.map { cells[$0] }
    piece.rows = kept.map { rows[$0] }
    if keepsHashes { piece.hashes = kept.map { hashes[$0] } }
    for index in cells.indices where cells[index].bitPattern == Cell.empty.bitPattern {
      pulse.append(times[index])
    }
    return piece
  }

  @inline(__always)
  private static func isNoSample(_ value: Double) -> Bool {
    value.bitPattern == Cell.empty.bitPattern || value.bitPattern == Cell.rejected.bitPattern
  }
}
