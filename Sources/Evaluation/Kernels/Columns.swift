// Registers: fixed pieces of memory that hold one column for the ticks of one batch.

/// Owned memory for a column of plain values; allocated once and reused for every batch.
///
/// Owned by one cell of one circuit, which one thread runs.
final class Register<Element> {
  let start: UnsafeMutablePointer<Element>
  let capacity: Int

  init(_ capacity: Int, filledWith value: Element) {
    self.capacity = max(1, capacity)
    start = .allocate(capacity: self.capacity)
    start.initialize(repeating: value, count: self.capacity)
  }

  deinit { start.deallocate() }

  func fill(_ value: Element, from first: Int = 0, count: Int) {
    guard first < count else { return }
    (start + first).update(repeating: value, count: count - first)
  }
}

/// A column that grows at its end and forgets its beginning; positions stay absolute.
struct History<Element> {
  private var storage: UnsafeMutablePointer<Element>
  private var capacity: Int
  /// The absolute position of the first element kept.
  private(set) var first = 0
  /// The absolute position after the last element.
  private(set) var end = 0

  init(capacity: Int) {
    self.capacity = max(16, capacity)
    storage = .allocate(capacity: self.capacity)
  }

  func deallocate() { storage.deallocate() }

  /// A pointer that absolute positions from `first` to `end` index.
  var base: UnsafeMutablePointer<Element> { storage.advanced(by: 0 &- first) }

  subscript(position: Int) -> Element { storage[position - first] }

  mutating func append(_ element: Element) {
    if end - first == capacity { grow() }
    (storage + (end - first)).initialize(to: element)
    end += 1
  }

  mutating func append(_ elements: UnsafePointer<Element>, count: Int) {
    while end - first + count > capacity { grow() }
    (storage + (end - first)).update(from: elements, count: count)
    end += count
  }

  mutating func append(repeating element: Element, count: Int) {
    while end - first + count > capacity { grow() }
    (storage + (end - first)).update(repeating: element, count: count)
    end += count
  }

  /// Puts an element before a position; those from there on move up.
  mutating func insert(_ element: Element, at position: Int) {
    if end - first == capacity { grow() }
    let place = storage + (position - first)
    let moved = end - position
    if moved > 0 {
      (storage + (end - first)).initialize(to: storage[end - first - 1])
      (place + 1).update(from: place, count: moved - 1)
      place.pointee = element
    } else {
      place.initialize(to: element)
    }
    end += 1
  }

  mutating func removeLast() { end -= 1 }

  /// Begins anew, in the same memory.
  mutating func removeAll() { (first, end) = (0, 0) }

  /// The same elements at the same positions, in memory of their own.
  func copy() -> History {
    var other = History(capacity: end - first + 16)
    other.append(storage, count: end - first)
    (other.first, other.end) = (first, end)
    return other
  }

  /// Forgets what lies before a position, once that is at least half of what is kept.
  mutating func forget(before position: Int) {
    let gone = min(position, end) - first
    guard gone > 0, gone * 2 >= end - first else { return }
    storage.update(from: storage + gone, count: end - first - gone)
    first += gone
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: storage, count: end - first)
    storage.deallocate()
    storage = larger
    capacity *= 2
  }
}
