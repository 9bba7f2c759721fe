// Memory of an alert's lanes.

/// One value of each lane, in whole blocks.
struct LaneColumn<Element> {
  /// How many lanes are looked at together.
  static var block: Int { 8 }

  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity = 0

  init() { base = .allocate(capacity: 0) }

  func deallocate() {
    base.deinitialize(count: capacity)
    base.deallocate()
  }

  @inline(__always)
  subscript(lane: Int) -> Element {
    get { base[lane] }
    nonmutating set { base[lane] = newValue }
  }

  /// Makes room for so many lanes; the room beyond them is filled, too.
  mutating func grow(to count: Int, with element: Element) {
    self.count = count
    guard count > capacity else { return }
    let larger = max(count, capacity * 2).roundedUp(to: Self.block)
    let fresh = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    fresh.moveInitialize(from: base, count: capacity)
    (fresh + capacity).initialize(repeating: element, count: larger - capacity)
    base.deallocate()
    (base, capacity) = (fresh, larger)
  }
}

extension LaneColumn<Int> {
  /// The least in a block of lanes.
  @inline(__always)
  func least(from first: Int) -> Int {
    var least = base[first]
    for place in 1..<Self.block { least = Swift.min(least, base[first + place]) }
    return least
  }
}

extension Int {
  /// The least multiple of a positive number that is not less.
  fileprivate func roundedUp(to size: Int) -> Int { (self + size - 1) / size * size }
}
