// Large plain tables in parts, so that several cores can read one.

/// A part of a file, from one line's beginning to another's.
struct FilePart: Sendable {
  let index: Int
  let range: Range<Int64>
  let beginning: TableBeginning
}

extension FilePart {
  /// A part is at least this long.
  static let usualBytes: Int64 = 8 << 20
  /// A table has at most so many, whatever the machine: sums are put together from its parts, and
  /// the last digit of one must not tell how many cores there were.
  private static let most: Int64 = 8

  /// The parts of a table, or none where it is to be read as a whole.
  static func parts(of file: SurveyedFile, bytes: Int64) -> [FilePart] {
    guard case .columns(let plan) = file.recognition.reading, file.source.packing == .plain,
      file.source.size >= 2 * bytes
    else { return [] }
    let count = min(most, file.source.size / bytes)
    guard let bounds = try? bounds(of: file.source, count), bounds.count > 2,
      let later = try? later(file, plan)
    else { return [] }
    return zip(bounds, bounds.dropFirst()).enumerated().map { index, bound in
      FilePart(
        index: index, range: bound.0..<bound.1,
        beginning: index == 0 ? TableBeginning(plan, clock: file.clock) : later)
    }
  }

  /// Where the parts begin and end: at the first line beginning after each even share.
  private static func bounds(of source: FeedSource, _ count: Int64) throws(FeedFailure) -> [Int64] {
    var bounds: [Int64] = [0]
    for index in 1..<count {
      let wanted = source.size / count * index
      let reader = try FileReader(path: source.path, range: wanted..<source.size)
      let head = try reader.readHead(Limits.headBytes)
      guard let line = head.firstIndex(of: 10) else { continue }
      let bound = wanted + Int64(line) + 1
      if bound > bounds[bounds.count - 1], bound < source.size { bounds.append(bound) }
    }
    return bounds + [source.size]
  }

  /// What the later parts know of the beginning.
  private static func later(
    _ file: SurveyedFile, _ plan: ColumnPlan
  ) throws(FeedFailure) -> TableBeginning {
    var beginning = TableBeginning(plan, clock: file.clock)
    let head = try file.source.head(Limits.headBytes)
    let scanner = RowScanner(
      reader: PrefixedReader(prefix: head, rest: nil), delimiter: plan.delimiter, path: file.path)
    while try scanner.next() {
      if beginning.header.matches(scanner.cells) { continue }
      guard plan.time < scanner.cells.count else { continue }
      if case .time = beginning.time.read(scanner.cells[plan.time]) { break }
    }
    return beginning
  }
}
