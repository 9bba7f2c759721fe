// Memory of an alert's lanes.

/// One value of each lane, or of each block of lanes; the first begins a line of cache.
struct LaneColumn<Element> {
  private static var line: Int { 64 }

  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity = 0

  init() { base = .allocate(capacity: 0) }

  func deallocate() {
    base.deinitialize(count: count)
    base.deallocate()
  }

  @inline(__always)
  subscript(lane: Int) -> Element {
    get { base[lane] }
    nonmutating set { base[lane] = newValue }
  }

  /// Makes room for so many values, new ones all the same.
  mutating func grow(to count: Int, with element: Element) {
    guard count > self.count else { return }
    if count > capacity { reserve(max(count, capacity * 2)) }
    (base + self.count).initialize(repeating: element, count: count - self.count)
    self.count = count
  }

  private mutating func reserve(_ larger: Int) {
    let fresh = UnsafeMutableRawPointer.allocate(
      byteCount: larger * MemoryLayout<Element>.stride, alignment: Self.line
    ).bindMemory(to: Element.self, capacity: larger)
    fresh.moveInitialize(from: base, count: count)
    base.deallocate()
    (base, capacity) = (fresh, larger)
  }
}
