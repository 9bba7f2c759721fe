// Unpacks deflate (RFC 1951), a stretch at a time.

/// What is wrong with a packed stream.
enum InflateDamage: String, Error {
  case cutShort = "the packed data end too early"
  case badBlock = "a block is of no known kind"
  case badCode = "a code that means nothing"
  case tooFarBack = "a copy from before the beginning"
}

/// One deflate stream, or several one after the other; the last 32 KiB are remembered.
final class Inflater {
  let input: InflateInput
  var cursor: BitCursor
  let literals = HuffmanTable(
    reach: Inflater.reach, symbols: HuffmanTable.literalsAndLengths, resolves: true)
  let joined = UnsafeMutablePointer<JoinedEntry>.allocate(capacity: 1 << Inflater.reach)
  let distances = HuffmanTable(reach: 9, symbols: HuffmanTable.distances)
  /// The place behind the last byte made.
  var out: UnsafeMutablePointer<UInt8>
  /// Where what is remembered of this stream begins.
  private(set) var oldest: UnsafeMutablePointer<UInt8>
  /// What was made and not handed over begins here.
  private var fresh: UnsafeMutablePointer<UInt8>
  private let window: UnsafeMutablePointer<UInt8>
  var state = State.header
  var isFinal = false
  private var damage: InflateDamage?

  /// Literals and lengths are looked up by so many bits.
  static let reach = 11

  enum State { case header, stored(Int), coded, done }

  private static let memory = 32 << 10
  private static let stretch = 256 << 10
  /// More than one round of decoding makes, and what is written over.
  private static let slack = 320
  /// More than the header of a block is long.
  private static let headerBytes = 1 << 10

  init(_ input: InflateInput) {
    self.input = input
    cursor = BitCursor(at: input.start)
    window = .allocate(capacity: Self.memory + Self.stretch + Self.slack)
    (oldest, fresh, out) = (window, window, window)
  }

  deinit {
    window.deallocate()
    joined.deallocate()
  }

  /// Begins another stream where the last one ended.
  func restart() {
    state = .header
    oldest = out
  }

  /// Up to so many of the next bytes, valid until asked again; none at the end of the stream.
  func next(_ most: Int, _ path: String) throws(FeedFailure) -> UnsafeRawBufferPointer {
    while fresh == out {
      if case .done = state { return UnsafeRawBufferPointer(start: nil, count: 0) }
      if let damage { throw FeedFailure(Problem.damaged(path, damage.rawValue)) }
      makeRoom()
      try readAhead()
      let limit = min(out + max(most, 1), window + (Self.memory + Self.stretch))
      do throws(InflateDamage) { try advance(to: limit) } catch { damage = error }
    }
    let count = min(most, out - fresh)
    defer { fresh += count }
    return UnsafeRawBufferPointer(start: fresh, count: count)
  }

  /// Forgets what lies further back than anything refers to.
  private func makeRoom() {
    guard out - window >= Self.memory + Self.stretch / 2 else { return }
    let shift = (out - window) - Self.memory
    window.update(from: window + shift, count: Self.memory)
    out -= shift
    fresh = out
    oldest = window + max(0, (oldest - window) - shift)
  }

  /// Sees to it that the bytes of a symbol, or of a header, are there, or the end of the input is.
  private func readAhead() throws(FeedFailure) {
    var wanted = InflateInput.margin
    if case .header = state { wanted = Self.headerBytes }
    while !input.isLast, cursor.at + wanted > input.end {
      cursor.at = try input.refill(from: cursor.at)
    }
  }

  /// Bytes of the input behind the stream; fewer than wanted at its end.
  func bytes(_ count: Int) throws(FeedFailure) -> [UInt8] {
    var found: [UInt8] = []
    cursor.align()
    while found.count < count {
      if cursor.at < input.end {
        found.append(cursor.at.pointee)
        cursor.at += 1
      } else if input.isLast {
        break
      } else {
        cursor.at = try input.refill(from: cursor.at)
      }
    }
    return found
  }

  /// Goes on until a limit, the end of a block or the need of more input.
  private func advance(to limit: UnsafeMutablePointer<UInt8>) throws(InflateDamage) {
    switch state {
    case .header:
      try beginBlock()
      if cursor.place > input.end { throw .cutShort }
    case .stored(let left):
      let count = min(left, limit - out, input.end - cursor.at)
      guard count > 0 || left == 0 else { throw .cutShort }
      out.update(from: cursor.at, count: count)
      out += count
      cursor.at += count
      state = left > count ? .stored(left - count) : afterBlock
    case .coded:
      if try decode(to: limit) { state = afterBlock }
    case .done:
      break
    }
  }

  private var afterBlock: State { isFinal ? .done : .header }
}
