// The rows samples come from, in as little memory as their order allows.

/// The numbers of rows, ascending: runs of numbers evenly apart, or a list where there is no order.
struct RowNumbers: Sendable, ExpressibleByArrayLiteral {
  private(set) var count = 0
  private var runs: [Run] = []
  private var listed: [UInt32] = []

  /// Numbers evenly apart, from a place on.
  private struct Run {
    let start: Int
    let first: UInt32
    var step: UInt32 = 0

    /// The number at a place, which may be one behind the last.
    func number(_ place: Int) -> UInt32 {
      first &+ step &* UInt32(truncatingIfNeeded: place &- start)
    }
  }

  init(arrayLiteral elements: UInt32...) { self.init(elements) }

  init(_ numbers: [UInt32] = []) {
    count = numbers.count
    listed = numbers
  }

  /// The numbers from zero on, so many.
  init(through count: Int) {
    self.count = count
    runs = [Run(start: 0, first: 0, step: 1)]
  }

  subscript(index: Int) -> UInt32 { listed.isEmpty ? run(of: index).number(index) : listed[index] }

  /// The run a place is in.
  private func run(of index: Int) -> Run {
    var low = 0
    var high = runs.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if runs[middle].start <= index { low = middle } else { high = middle - 1 }
    }
    return runs[low]
  }

  /// Adds the numbers of all rows in slots, where they go on as before; false where they do not.
  mutating func appendEven(_ settled: SettledRows) -> Bool {
    guard listed.isEmpty, let run = runs.last, count - run.start > 1 else { return false }
    var slot = settled.slots + RowLayout.row
    var wanted = run.number(count)
    var strange: UInt32 = 0
    for _ in 0..<settled.count {
      strange |= UInt32(truncatingIfNeeded: slot.pointee) ^ wanted
      wanted = wanted &+ run.step
      slot += settled.layout.stride
    }
    guard strange == 0 else { return false }
    count += settled.count
    return true
  }

  /// Adds one more.
  mutating func append(_ number: UInt32) {
    defer { count += 1 }
    if !listed.isEmpty { return listed.append(number) }
    guard let run = runs.last else { return runs.append(Run(start: 0, first: number)) }
    if count - run.start == 1 {
      runs[runs.count - 1].step = number &- run.first
    } else if number != run.number(count) {
      runs.append(Run(start: count, first: number))
      if runs.count > Self.fewRuns, runs.count * 6 > count { list(number) }
    }
  }

  /// Runs take six times the memory of a listed number.
  private static let fewRuns = 32

  /// Makes a list of the runs, of which the last is this number.
  private mutating func list(_ number: UInt32) {
    listed = (0..<count).map { self[$0] } + [number]
    runs = []
  }
}
