// A first-in first-out queue on one growing ring of storage.

/// A double-ended queue: append at the back, drop at either end, index from the front.
package struct RingQueue<Element: Sendable>: Sendable {
  private var slots: [Element?] = []
  private var head = 0
  /// How many elements it holds.
  package private(set) var count = 0

  /// An empty queue.
  package init() {}

  /// Whether it holds nothing.
  package var isEmpty: Bool { count == 0 }

  /// The oldest element.
  package var first: Element? { count > 0 ? slots[head] : nil }

  /// The newest element.
  package var last: Element? { count > 0 ? slots[slot(count - 1)] : nil }

  /// The element `offset` places behind the oldest, or nil outside the queue.
  package subscript(offset: Int) -> Element? {
    offset >= 0 && offset < count ? slots[slot(offset)] : nil
  }

  /// Adds an element at the back.
  package mutating func append(_ element: Element) {
    if count == slots.count { grow() }
    slots[slot(count)] = element
    count += 1
  }

  /// Takes the oldest element.
  @discardableResult package mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = slots[head]
    slots[head] = nil
    head = (head + 1) & (slots.count - 1)
    count -= 1
    return element
  }

  /// Takes the newest element.
  @discardableResult package mutating func popLast() -> Element? {
    guard count > 0 else { return nil }
    let place = slot(count - 1)
    let element = slots[place]
    slots[place] = nil
    count -= 1
    return element
  }

  private func slot(_ offset: Int) -> Int { (head + offset) & (slots.count - 1) }

  private mutating func grow() {
    let elements = (0..<count).map { slots[slot($0)] }
    slots = elements + Array(repeating: nil, count: max(8, slots.count))
    head = 0
  }
}
