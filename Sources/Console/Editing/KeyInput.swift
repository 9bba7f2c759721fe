// Bytes from the terminal as keys: UTF-8 scalars, with a bracketed paste taken whole.

/// Collects bytes and gives back keys; undecodable bytes are dropped.
struct KeyInput {
  enum Key: Equatable {
    case scalar(Unicode.Scalar)
    case paste(String)
  }

  static let pasteStart = Array("\u{1B}[200~".utf8)
  static let pasteEnd = Array("\u{1B}[201~".utf8)

  private var bytes: [UInt8] = []
  private var head = 0
  private var pasteSearched = 0
  private var isClosing = false

  var isEmpty: Bool { head == bytes.count }

  /// A paste has begun and its end has not come.
  var isPasting: Bool { bytes[head...].starts(with: Self.pasteStart) }

  /// The bytes so far could be the beginning of a paste, or of its end: more should follow at once.
  ///
  /// An escape alone is one of them: held back for a moment, it costs nobody anything.
  var awaitsMore: Bool {
    let rest = bytes[head...]
    if isPasting { return true }
    return !rest.isEmpty && rest.count < Self.pasteStart.count
      && Self.pasteStart.starts(with: rest)
  }

  mutating func append(_ more: some Sequence<UInt8>) {
    if head == bytes.count {
      bytes.removeAll(keepingCapacity: true)
      head = 0
      pasteSearched = 0
    }
    bytes.append(contentsOf: more)
  }

  /// Puts a key back in front of the rest.
  mutating func putBack(_ scalar: Unicode.Scalar) {
    bytes.replaceSubrange(0..<head, with: Array(String(scalar).utf8))
    head = 0
    pasteSearched = 0
  }

  /// No more bytes are coming for what has begun: take it as it is.
  mutating func stopWaiting() { isClosing = true }

  /// The next key, or nil where the bytes do not yet make one.
  mutating func next() -> Key? {
    defer { isClosing = false }
    if isPasting { return paste() }
    if awaitsMore && !isClosing { return nil }
    return scalar()
  }

  private mutating func paste() -> Key? {
    let start = head + Self.pasteStart.count
    let from = max(start, pasteSearched)
    if let end = firstIndex(of: Self.pasteEnd, from: from) {
      defer { advance(to: end + Self.pasteEnd.count) }
      return .paste(Self.cleaned(bytes[start..<end]))
    }
    pasteSearched = max(start, bytes.count - Self.pasteEnd.count + 1)
    guard isClosing else { return nil }
    defer { advance(to: bytes.count) }
    return .paste(Self.cleaned(bytes[start...]))
  }

  private func firstIndex(of marker: [UInt8], from start: Int) -> Int? {
    var index = start
    while index + marker.count <= bytes.count {
      if bytes[index] == 0x1B, bytes[index...].starts(with: marker) { return index }
      index += 1
    }
    return nil
  }

  private mutating func advance(to index: Int) {
    head = index
    pasteSearched = 0
  }

  /// How many bytes a scalar takes that begins with this one; 0 where none does.
  private static func sequenceLength(_ lead: UInt8) -> Int {
    switch lead {
    case 0x01..<0x80: 1
    case 0xC0..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0...: 4
    default: 0
    }
  }

  private mutating func scalar() -> Key? {
    while head < bytes.count {
      let lead = bytes[head]
      // NUL is what the line discipline leaves of a Ctrl-D typed ahead: not a key.
      let length = Self.sequenceLength(lead)
      guard length > 0 else {
        head += 1
        continue
      }
      let rest = bytes[head..<min(bytes.count, head + length)]
      let isCut = rest.count < length && rest.dropFirst().allSatisfy { $0 & 0xC0 == 0x80 }
      if isCut && !isClosing { return nil }
      let text = String(decoding: rest, as: UTF8.self).unicodeScalars
      if rest.count == length, text.count == 1, let first = text.first, first != "\u{FFFD}" {
        head += length
        return .scalar(first)
      }
      head += 1
    }
    return nil
  }

  /// Pasted text as it will be kept: newlines as `\n`, no control characters but tabs, so that a
  /// clipboard can fake neither keys nor the end of the paste.
  static func cleaned(_ bytes: some Collection<UInt8>) -> String {
    var kept = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      defer { afterReturn = scalar == "\r" }
      switch scalar {
      case "\r": kept.append("\n")
      case "\n": if !afterReturn { kept.append("\n") }
      case "\t": kept.append(scalar)
      default:
        let isControl = scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        if !isControl { kept.append(scalar) }
      }
    }
    return String(kept)
  }
}
