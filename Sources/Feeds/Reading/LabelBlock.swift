// The rows of one set of labels while a file is read: a few in slots, the others in columns.
import Columns
import Quantities

/// The rows of one set of labels in one file.
final class LabelBlock {
  /// What a row's code needs of a block: it is looked at for every row.
  struct Lane {
    /// Where the next row goes, and where there is no room for one more.
    var slot: UnsafeMutablePointer<UInt64>
    var limit: UnsafeMutablePointer<UInt64>
    /// The lane whose row last came after one of this lane's: a guess at the next. At first it is
    /// this one.
    var successor: UnsafeMutablePointer<Lane>
    /// The first label cell of a row; those of its other label columns follow.
    let labels: UnsafePointer<KeyPart>
    /// How each column of the table is read under these labels.
    let columns: UnsafePointer<FusedPlan.Column>
    /// The shape of the last number in each column.
    let shapes: UnsafeMutablePointer<NumberShape>
    /// True where no column lacks a label, and the labels can be met as they stand.
    let isPlain: Bool
    /// The block's place in the list of blocks.
    let place: Int
  }

  /// One label cell: its first bytes in a word under a mask, and all of them.
  struct KeyPart {
    let word: UInt64
    let mask: UInt64
    let bytes: UnsafePointer<UInt8>
    let count: Int
  }

  /// What a block is of.
  struct Identity {
    /// The label cells in the order of the row.
    let cells: [[UInt8]]
    let place: Int
    let labels: Labels
    /// The key each column lacks, or nil where its labels are complete.
    let lacking: [String?]
    /// The series of each column; of a selector's block the one it selects.
    let series: [String]
    /// True where nothing of these rows is needed but their times.
    let isIgnored: Bool
  }

  let identity: Identity
  /// How each column's numbers become base values under these labels.
  let scales: [CellScale]
  let lane: UnsafeMutablePointer<Lane>
  private let shapes: UnsafeMutablePointer<NumberShape>
  private let keys: KeyStore
  private let fused: FusedPlan
  private let layout: RowLayout
  private let purpose: ReadPurpose
  private var slots: UnsafeMutablePointer<UInt64>
  private var capacity = 16
  private var oldest = Int64.max
  private var newest = Int64.min
  private var columns: KeptColumns
  private var measures: [SampleMeasure]
  /// The block whose times this one's are so far, if any.
  private var leader: LabelBlock?

  /// Slots of one block are at most so many: they stay in the nearest caches.
  static let mostSlots = 256

  /// The first and the last moment of its settled rows.
  var span: ClosedRange<Int64>? { oldest <= newest ? oldest...newest : nil }

  /// `previous` is the block before it: in files of a venue its rows often have the same times.
  init(
    _ identity: Identity, _ scales: [CellScale], after previous: LabelBlock?,
    _ input: (plan: FusedPlan, purpose: ReadPurpose)
  ) {
    let plan = input.plan
    self.identity = identity
    self.scales = scales
    layout = plan.layout
    fused = plan.scaled(by: scales)
    purpose = input.purpose
    keys = KeyStore(identity.cells)
    slots = .allocate(capacity: capacity * layout.stride)
    lane = .allocate(capacity: 1)
    shapes = .allocate(capacity: max(1, fused.count))
    shapes.initialize(repeating: NumberShape(), count: fused.count)
    let isPlain = keys.arePlain && identity.lacking.allSatisfy { $0 == nil }
    lane.initialize(
      to: Lane(
        slot: slots, limit: slots + capacity * layout.stride, successor: lane,
        labels: keys.parts, columns: fused.columns, shapes: shapes, isPlain: isPlain,
        place: identity.place))
    columns = KeptColumns(layout)
    measures = Array(repeating: SampleMeasure(), count: layout.width)
    guard let previous, purpose != .measuring, layout.width > 0 else { return }
    leader = previous.leader ?? previous
    columns.follow()
  }

  deinit {
    slots.deallocate()
    lane.deallocate()
    shapes.deallocate()
  }

  /// The bit patterns of cells without a sample, which follow each other.
  enum Cell {
    static let empty = Double(bitPattern: 0x7ff8_0000_0000_0e01)
    static let rejected = Double(bitPattern: 0x7ff8_0000_0000_0e02)
  }

  /// Where and when a row stands.
  struct RowPlace {
    let time: Int64
    let row: UInt64
    let hash: UInt64
  }

  /// Adds a row; `cells` holds one value for each column.
  func append(_ place: RowPlace, _ cells: [Double]) {
    let slot = lane.pointee.slot
    slot[RowLayout.time] = UInt64(bitPattern: place.time)
    slot[RowLayout.row] = place.row
    if layout.keepsHashes { slot[RowLayout.hash] = place.hash }
    for index in 0..<layout.width { slot[layout.values + index] = cells[index].bitPattern }
    lane.pointee.slot += layout.stride
    if lane.pointee.slot == lane.pointee.limit { settle() }
  }

  /// Takes the rows out of their slots, into columns or measures.
  func settle() {
    let rows = SettledRows(slots: slots, end: lane.pointee.slot, layout: layout)
    guard rows.count > 0 else { return }
    let own = rows.span
    oldest = min(oldest, own.lowerBound)
    newest = max(newest, own.upperBound)
    switch purpose {
    case _ where identity.isIgnored: break
    case .measuring:
      for column in 0..<layout.width { measures[column].add(rows, column, own) }
    case .keeping, .spanning:
      columns.append(rows, following: leader?.columns)
      if !columns.isFollowing { leader = nil }
    }
    if capacity < Self.mostSlots {
      slots.deallocate()
      capacity *= 4
      slots = .allocate(capacity: capacity * layout.stride)
      lane.pointee.limit = slots + capacity * layout.stride
    }
    lane.pointee.slot = slots
    for column in 0..<fused.count { shapes[column].rest() }
  }

  /// Hands over its samples as pieces, or what was measured, and forgets them.
  func drain(into read: inout FileRead, _ origin: Piece.Origin, _ isEvent: (String) -> Bool) {
    settle()
    read.span = joined(read.span, span)
    (oldest, newest) = (.max, .min)
    guard !identity.isIgnored else { return }
    for (column, series) in identity.series.enumerated() {
      if purpose == .measuring {
        read.measures.append(
          MeasuredPiece(series: series, labels: identity.labels, measure: measures[column]))
        measures[column] = SampleMeasure()
        continue
      }
      let blank = Piece(series: series, labels: identity.labels, origin: origin)
      read.pieces.append(columns.piece(column, of: blank))
      if isEvent(series) { read.pulses[series, default: []] += columns.pulse(column) }
    }
    if purpose != .measuring { columns = KeptColumns(layout) }
  }

  /// How many rows it keeps by now.
  var keptCount: Int { columns.count }

  /// Makes room for as many rows as another block has.
  func reserve(_ count: Int) {
    if purpose != .measuring, !identity.isIgnored { columns.reserve(count) }
  }

  /// Shares the times of its rows with another block's, where they are the same.
  func shareTimes(with other: LabelBlock) {
    if let leader { columns.stopFollowing(leader.columns) }
    leader = nil
    columns.shareTimes(with: other.columns)
  }
}

/// The label cells of a block behind bare pointers.
private final class KeyStore {
  let parts: UnsafeMutablePointer<LabelBlock.KeyPart>
  private let bytes: UnsafeMutablePointer<UInt8>
  /// False where a cell must have been in quotes: it is never met as it stands.
  let arePlain: Bool

  init(_ cells: [[UInt8]]) {
    parts = .allocate(capacity: cells.count + 1)
    bytes = .allocate(capacity: cells.reduce(8) { $0 + $1.count })
    arePlain = cells.allSatisfy { cell in
      !cell.contains(10) && !cell.contains(13) && ![34, 32, 9].contains(cell.first ?? 0)
    }
    var at = bytes
    for (index, cell) in cells.enumerated() {
      var word: UInt64 = 0
      for (place, byte) in cell.prefix(8).enumerated() { word |= UInt64(byte) << UInt64(8 * place) }
      let mask = cell.count < 8 ? (1 << UInt64(8 * cell.count)) - 1 : UInt64.max
      at.update(from: cell, count: cell.count)
      // What is never met is not compared beyond its first bytes.
      let count = arePlain ? cell.count : min(cell.count, 8)
      (parts + index).initialize(
        to: LabelBlock.KeyPart(word: word, mask: mask, bytes: UnsafePointer(at), count: count))
      at += cell.count
    }
  }

  deinit {
    parts.deallocate()
    bytes.deallocate()
  }
}

/// Rows in their slots.
struct SettledRows {
  let slots: UnsafeMutablePointer<UInt64>
  let end: UnsafeMutablePointer<UInt64>
  let layout: RowLayout

  var count: Int { (end - slots) / layout.stride }

  @inline(__always)
  func time(_ index: Int) -> Int64 {
    Int64(bitPattern: slots[index &* layout.stride &+ RowLayout.time])
  }

  /// True where their times are these, from a place on.
  func haveTimes(_ times: [Int64], from start: Int) -> Bool {
    guard start + count <= times.count else { return false }
    return times.withUnsafeBufferPointer { times in
      var strange: Int64 = 0
      var slot = slots
      for index in start..<start + count {
        strange |= Int64(bitPattern: slot[RowLayout.time]) ^ times[index]
        slot += layout.stride
      }
      return strange == 0
    }
  }

  /// The first and the last moment of the rows; there is one at least.
  var span: ClosedRange<Int64> {
    var oldest = time(0)
    var newest = oldest
    for index in 1..<max(1, count) {
      let time = time(index)
      oldest = time < oldest ? time : oldest
      newest = time > newest ? time : newest
    }
    return oldest...newest
  }
}
