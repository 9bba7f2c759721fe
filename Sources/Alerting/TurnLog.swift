// What the lanes of an alert have said, until somebody asks for it.

/// A list that grows by pieces: what has been said is not moved.
struct TurnLog {
  /// How many turns a piece holds.
  private static let length = 256

  private var pieces: [UnsafeMutablePointer<LaneTurn>] = []
  /// Where the next turn goes, and for how many there is room from there on.
  private var next: UnsafeMutablePointer<LaneTurn>?
  private var room = 0

  init() {}

  func deallocate() {
    for piece in pieces { piece.deallocate() }
  }

  @inline(__always)
  mutating func append(_ turn: LaneTurn) {
    if room == 0 { begin() }
    next?.initialize(to: turn)
    next = next.map { $0 + 1 }
    room &-= 1
  }

  @inline(never)
  private mutating func begin() {
    let piece = UnsafeMutablePointer<LaneTurn>.allocate(capacity: Self.length)
    pieces.append(piece)
    (next, room) = (piece, Self.length)
  }

  /// Hands on every turn, in order, and forgets it.
  mutating func take(_ body: (LaneTurn) -> Void) {
    for (place, piece) in pieces.enumerated() {
      let count = place < pieces.count - 1 ? Self.length : Self.length - room
      for turn in 0..<count { body(piece[turn]) }
    }
    deallocate()
    self = TurnLog()
  }
}
