// The samples of a block, column by column; columns with the same holes share their times.

/// The columns of one set of labels.
struct KeptColumns {
  private let layout: RowLayout
  private var values: [[Double]]
  /// The times of the empty cells of each column.
  private var empties: [[Int64]]
  private var groups: [Group]
  /// The rows without a sample of each column, in the slots at hand.
  private var holes: [RowSet]

  /// Columns whose samples come from the same rows.
  fileprivate struct Group {
    var columns: [Int]
    var times: [Int64] = []
    var rows = RowNumbers()
    var hashes: [UInt64] = []
    var isAscending = true
    /// So many times are the first ones of the columns that are followed, and not kept here.
    var followed: Int?

    /// How many samples each column has.
    var count: Int { followed ?? times.count }
  }

  init(_ layout: RowLayout) {
    self.layout = layout
    values = Array(repeating: [], count: layout.width)
    empties = values.map { _ in [] }
    groups = [Group(columns: Array(0..<layout.width))]
    holes = Array(repeating: RowSet(), count: layout.width)
  }

  /// Has the columns keep no times of their own as long as these are the same as others'.
  mutating func follow() { groups[0].followed = 0 }

  /// True where some times are those of the columns that are followed.
  var isFollowing: Bool { groups.contains { $0.followed != nil } }

  /// Keeps times of its own from now on, those of the columns that were followed before them.
  mutating func stopFollowing(_ leader: KeptColumns) {
    for place in groups.indices { groups[place].stopFollowing(leader.groups[0]) }
  }

  /// Adds rows to every column, each without its holes; `leader` is followed as long as it can be.
  mutating func append(_ rows: SettledRows, following leader: KeptColumns?) {
    for column in 0..<layout.width { holes[column] = append(rows, column) }
    var place = 0
    while place < groups.count {
      let columns = groups[place].columns
      // Those without a hole stay, so that the first group has the times of all rows.
      let own = columns.first { holes[$0].isEmpty }.map { holes[$0] } ?? holes[columns[0]]
      if columns.contains(where: { holes[$0] != own }) { split(place, by: own) }
      groups[place].append(rows, without: own, following: leader?.groups[0])
      place += 1
    }
  }

  /// Columns with other holes than these get times of their own from here on.
  private mutating func split(_ place: Int, by own: RowSet) {
    var other = groups[place]
    other.columns.removeAll { holes[$0] == own }
    groups.append(other)
    groups[place].columns.removeAll { holes[$0] != own }
  }

  /// How many rows the columns without holes have.
  var count: Int { groups[0].count }

  /// Makes room for as many rows, which are not touched before they are there.
  mutating func reserve(_ count: Int) {
    for column in values.indices { values[column].reserveCapacity(count) }
    if groups[0].followed == nil { groups[0].times.reserveCapacity(count) }
  }

  /// How many rows go together: more room than this would be asked for anew every time.
  fileprivate static let together = 1_024 / MemoryLayout<Double>.stride

  /// Adds the samples of one column; returns the rows that have none.
  private mutating func append(_ rows: SettledRows, _ column: Int) -> RowSet {
    var holes = RowSet()
    for first in stride(from: 0, to: rows.count, by: Self.together) {
      append(rows, first..<min(rows.count, first + Self.together), to: column, &holes)
    }
    return holes
  }

  /// Adds the samples of some rows to a column, and those that have none to the holes.
  private mutating func append(
    _ rows: SettledRows, _ range: Range<Int>, to column: Int, _ holes: inout RowSet
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.together) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      var at = rows.slots + (range.lowerBound * layout.stride + layout.values + column)
      var strange = 0
      for index in 0..<range.count {
        strange |= RowSet.isHole(at.pointee) ? 1 : 0
        scratch[index] = Double(bitPattern: at.pointee)
        at += layout.stride
      }
      var count = range.count
      if strange != 0 {
        count = 0
        for index in range {
          let value = scratch[index - range.lowerBound]
          scratch[count] = value
          if !RowSet.isHole(value.bitPattern) {
            count += 1
            continue
          }
          holes.insert(index)
          if value.bitPattern == LabelBlock.Cell.empty.bitPattern {
            empties[column].append(rows.time(index))
          }
        }
      }
      values[column].append(contentsOf: UnsafeBufferPointer(start: scratch, count: count))
    }
  }

  /// The samples of one column.
  func piece(_ column: Int, of blank: Piece) -> Piece {
    var piece = blank
    guard let group = groups.first(where: { $0.columns.contains(column) }) else { return piece }
    piece.values = Self.compact(values[column])
    piece.times = group.times
    piece.rows = group.rows
    piece.hashes = group.hashes
    piece.isAscending = group.isAscending
    return piece
  }

  /// Few values in no more memory than they need: what they grew in serves the next file.
  private static func compact(_ values: [Double]) -> [Double] {
    guard values.count < fewValues, values.capacity > values.count + values.count / 8 else {
      return values
    }
    return values.withUnsafeBufferPointer { Array($0) }
  }

  private static let fewValues = 1 << 16

  /// The times of a column's empty cells.
  func pulse(_ column: Int) -> [Int64] { empties[column] }

  /// Takes over the times of others where they are the same.
  mutating func shareTimes(with other: KeptColumns) {
    for place in groups.indices {
      for held in other.groups where held.times == groups[place].times {
        groups[place].times = held.times
      }
    }
  }
}

extension KeptColumns.Group {
  /// Keeps times of its own from now on.
  fileprivate mutating func stopFollowing(_ leader: KeptColumns.Group) {
    guard let count = followed else { return }
    followed = nil
    isAscending = leader.isAscending
    times = count == leader.times.count ? leader.times : Array(leader.times.prefix(count))
  }

  /// Adds the numbers and hashes of rows whose times are kept elsewhere.
  fileprivate mutating func appendRows(_ settled: SettledRows) {
    let isEven = rows.appendEven(settled)
    guard !isEven || settled.layout.keepsHashes else { return }
    var slot = settled.slots
    for _ in 0..<settled.count {
      if !isEven { rows.append(UInt32(truncatingIfNeeded: slot[RowLayout.row])) }
      if settled.layout.keepsHashes { hashes.append(slot[RowLayout.hash]) }
      slot += settled.layout.stride
    }
  }

  /// Adds the times and rows of all rows but some.
  fileprivate mutating func append(
    _ settled: SettledRows, without holes: RowSet, following leader: KeptColumns.Group?
  ) {
    if let count = followed, let leader {
      if holes.isEmpty, settled.haveTimes(leader.times, from: count) {
        followed = count + settled.count
        return appendRows(settled)
      }
      stopFollowing(leader)
    }
    append(settled, without: holes)
  }

  private mutating func append(_ settled: SettledRows, without holes: RowSet) {
    let isEven = holes.isEmpty && rows.appendEven(settled)
    for first in stride(from: 0, to: settled.count, by: KeptColumns.together) {
      let range = first..<min(settled.count, first + KeptColumns.together)
      append(settled, range, without: holes, keepsRows: !isEven)
    }
  }

  private mutating func append(
    _ settled: SettledRows, _ range: Range<Int>, without holes: RowSet, keepsRows: Bool
  ) {
    let layout = settled.layout
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: KeptColumns.together) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      var count = 0
      var last = times.last ?? .min
      var slot = settled.slots + range.lowerBound * layout.stride
      for index in range {
        defer { slot += layout.stride }
        if !holes.isEmpty, holes.contains(index) { continue }
        let time = Int64(bitPattern: slot[RowLayout.time])
        if time <= last, count > 0 || !times.isEmpty { isAscending = false }
        last = time
        scratch[count] = time
        count += 1
        if keepsRows { rows.append(UInt32(truncatingIfNeeded: slot[RowLayout.row])) }
        if layout.keepsHashes { hashes.append(slot[RowLayout.hash]) }
      }
      times.append(contentsOf: UnsafeBufferPointer(start: scratch, count: count))
    }
  }
}

/// Some of the rows in the slots of a block.
struct RowSet: Equatable {
  private var words = SIMD4<UInt64>()

  var isEmpty: Bool { words == SIMD4() }

  mutating func insert(_ index: Int) { words[index >> 6] |= 1 << UInt64(index & 63) }

  func contains(_ index: Int) -> Bool { words[index >> 6] & 1 << UInt64(index & 63) != 0 }

  /// True for the bits of a cell without a sample.
  @inline(__always)
  static func isHole(_ bits: UInt64) -> Bool {
    bits &- LabelBlock.Cell.empty.bitPattern < 2
  }
}
