// Puts late items back in their place, and drops what comes too late.

package import Quantities

/// A short buffer that releases items in the order of their time.
///
/// An item waits until one at least `patience` later has come; an item that is itself more than
/// `patience` behind the newest is dropped and counted.
package struct Resequencer<Item: Sendable>: Sendable {
  private let patience: TimeSpan
  private var waiting: [(time: Timestamp, item: Item)] = []
  private var newest: Timestamp?
  /// Items that came too late.
  package private(set) var dropped = 0

  /// A quarter of a second of patience unless said.
  package init(patience: TimeSpan = TimeSpan(nanoseconds: 250_000_000)) {
    self.patience = patience
  }

  /// Takes an item and returns those whose turn has come, oldest first. Items of one time keep the
  /// order of their arrival.
  package mutating func add(_ item: Item, at time: Timestamp) -> [(time: Timestamp, item: Item)] {
    if let newest, time < newest - patience {
      dropped += 1
      return []
    }
    newest = max(newest ?? time, time)
    waiting.insert((time, item), at: place(after: time))
    return release(through: (newest ?? time) - patience)
  }

  /// The items still waiting, oldest first: the stream has ended.
  package mutating func finish() -> [(time: Timestamp, item: Item)] {
    defer { waiting = [] }
    return waiting
  }

  private mutating func release(through limit: Timestamp) -> [(time: Timestamp, item: Item)] {
    let count = waiting.firstIndex { $0.time > limit } ?? waiting.count
    defer { waiting.removeFirst(count) }
    return Array(waiting.prefix(count))
  }

  private func place(after time: Timestamp) -> Int {
    (waiting.lastIndex { $0.time <= time } ?? -1) + 1
  }
}
