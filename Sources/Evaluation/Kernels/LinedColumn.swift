// Memory for the states of many identities, of which every tick touches the beginning.

/// One value of each lane; every value begins a line of cache.
///
/// At a tick of a stream every lane is touched once. What decides the time of that is how many
/// lines of memory it takes, so that a value puts what every tick needs first.
struct LinedColumn<Element> {
  private static var line: Int { 64 }
  private static var stride: Int { (MemoryLayout<Element>.size + line - 1) / line * line }

  private var memory: UnsafeMutableRawPointer
  private(set) var count = 0
  private var capacity = 16

  init() { memory = Self.allocate(capacity) }

  /// Gives the memory back; the elements are the owner's.
  func deallocate() { memory.deallocate() }

  @inline(__always)
  subscript(lane: Int) -> UnsafeMutablePointer<Element> { Self.place(lane, in: memory) }

  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    self[count].initialize(to: element)
    count += 1
  }

  private mutating func grow() {
    let larger = Self.allocate(capacity * 2)
    for lane in 0..<count {
      Self.place(lane, in: larger).moveInitialize(from: self[lane], count: 1)
    }
    memory.deallocate()
    (memory, capacity) = (larger, capacity * 2)
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: capacity * stride, alignment: line)
  }

  @inline(__always)
  private static func place(
    _ lane: Int, in memory: UnsafeMutableRawPointer
  ) -> UnsafeMutablePointer<Element> {
    (memory + lane &* stride).assumingMemoryBound(to: Element.self)
  }
}

/// A number kept in four bytes where every tick touches it, as registers keep positions.
@propertyWrapper
struct Narrow {
  private var kept: Int32

  init(wrappedValue: Int) { kept = Int32(truncatingIfNeeded: wrappedValue) }

  var wrappedValue: Int {
    @inline(__always) get { Int(kept) }
    @inline(__always) set { kept = Int32(truncatingIfNeeded: newValue) }
  }
}
