// Reading number literals and units from bytes: `5M`, `0.01%/8h`, `2.5x`, `USD/coin`.
import Quantities

/// Finds where number literals and units end, and what they are made of.
struct NumberScanner {
  let bytes: [UInt8]
  let end: Int

  /// A number literal taken apart.
  struct Parts {
    var digits: String
    var magnitude: String?
    /// Where the unit begins and ends; empty for a bare number.
    var unitStart: Int
    var unitEnd: Int
    var unit: Unit?
    /// True where every byte up to the end was understood.
    var isWhole: Bool
  }

  func byte(_ at: Int) -> UInt8 { at < end ? bytes[at] : 0 }

  func text(_ low: Int, _ high: Int) -> String {
    String(decoding: bytes[low..<high], as: UTF8.self)
  }

  /// Where the digits, points and underscores of a number end.
  private func digitsEnd(_ start: Int) -> Int {
    var at = start
    while byte(at).isDigit || byte(at) == UInt8(ascii: "_")
      || (byte(at) == UInt8(ascii: ".") && byte(at + 1).isDigit)
    {
      at += 1
    }
    return at
  }

  /// The end of the literal that begins with a digit or a point at `start`, with whatever letters,
  /// `%` and `/unit` touch it.
  func numberEnd(from start: Int) -> Int {
    let digits = digitsEnd(start)
    var at = digits
    if byte(at) == UInt8(ascii: "%") { return unitTail(at + 1) }
    while byte(at).continuesName { at += 1 }
    if at > digits, byte(at) == UInt8(ascii: "%") { at += 1 }
    return at > digits && suffix(digits, at).isUnit ? unitTail(at) : at
  }

  /// The magnitude and unit that letters after the digits spell.
  private func suffix(_ start: Int, _ stop: Int) -> (magnitude: String?, unit: String, isUnit: Bool)
  {
    let whole = text(start, stop)
    if UnitAtom.named(whole) != nil { return (nil, whole, true) }
    guard let first = whole.first, "kMB".contains(first) else { return (nil, whole, false) }
    let rest = String(whole.dropFirst())
    return (String(first), rest, UnitAtom.named(rest) != nil)
  }

  /// The end of the `/unit` and `*unit` parts that touch what ends at `start`.
  private func unitTail(_ start: Int) -> Int {
    var stop = start
    while byte(stop) == UInt8(ascii: "/") || byte(stop) == UInt8(ascii: "*") {
      var at = stop + 1
      while byte(at).isDigit { at += 1 }
      guard let atomEnd = atomEnd(at) else { return stop }
      stop = atomEnd
    }
    return stop
  }

  /// The end of the unit name at `start`, or nil where there is none.
  func atomEnd(_ start: Int) -> Int? {
    if byte(start) == UInt8(ascii: "%") { return start + 1 }
    guard byte(start).startsName else { return nil }
    var at = start
    while byte(at).continuesName { at += 1 }
    return UnitAtom.named(text(start, at)) == nil ? nil : at
  }

  /// The literal between two offsets taken apart.
  func parts(_ start: Int, _ stop: Int) -> Parts {
    let digitsEnd = min(stop, digitsEnd(start))
    var parts = Parts(
      digits: text(start, digitsEnd), magnitude: nil, unitStart: stop, unitEnd: stop, unit: nil,
      isWhole: true)
    guard digitsEnd < stop else { return parts }
    var nameEnd = digitsEnd
    while nameEnd < stop, byte(nameEnd).continuesName { nameEnd += 1 }
    if nameEnd < stop, byte(nameEnd) == UInt8(ascii: "%") { nameEnd += 1 }
    let suffix = suffix(digitsEnd, nameEnd)
    parts.magnitude = suffix.magnitude
    if suffix.unit.isEmpty {
      parts.isWhole = nameEnd == stop
      return parts
    }
    parts.unitStart = digitsEnd + (suffix.magnitude == nil ? 0 : 1)
    guard suffix.isUnit, let read = unit(from: parts.unitStart), read.end == stop else {
      parts.isWhole = false
      return parts
    }
    parts.unit = read.unit
    return parts
  }

  /// The unit that begins at `start`: names joined by touching `/` and `*`, or nil.
  ///
  /// With `reciprocal`, `1/s` is a unit too.
  func unit(from start: Int, reciprocal: Bool = false) -> (unit: Unit, end: Int)? {
    var factors: [UnitFactor] = []
    var at = start
    var divides = false
    if reciprocal, byte(at) == UInt8(ascii: "1"), byte(at + 1) == UInt8(ascii: "/") {
      divides = true
      at += 2
    }
    var stop: Int?
    while let factor = factor(at, divides, isFirst: factors.isEmpty && !divides) {
      factors.append(factor.factor)
      stop = factor.end
      let joint = byte(factor.end)
      guard joint == UInt8(ascii: "/") || joint == UInt8(ascii: "*") else { break }
      divides = joint == UInt8(ascii: "/")
      at = factor.end + 1
    }
    guard let stop, isSafe(factors) else { return nil }
    return (Unit(factors: factors), stop)
  }

  private func factor(_ start: Int, _ divides: Bool, isFirst: Bool) -> (
    factor: UnitFactor, end: Int
  )? {
    var at = start
    while byte(at).isDigit { at += 1 }
    guard at == start || !isFirst, at - start <= 5, let stop = atomEnd(at),
      let atom = UnitAtom.named(text(at, stop))
    else { return nil }
    let count = at == start ? 1 : Int(text(start, at)) ?? 0
    return count > 0 ? (UnitFactor(atom: atom, divides: divides, count: count), stop) : nil
  }

  /// True where the scale of the product fits an integer and the exponents a small one.
  private func isSafe(_ factors: [UnitFactor]) -> Bool {
    var above = 1
    var below = 1
    for factor in factors {
      let size = factor.atom.multiplier * factor.count
      let next = (factor.divides ? below : above).multipliedReportingOverflow(by: size)
      guard !next.overflow else { return false }
      if factor.divides { below = next.partialValue } else { above = next.partialValue }
    }
    return factors.count <= 8
  }
}
