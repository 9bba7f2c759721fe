// What was meant by a number that cannot be read: `1h30m`, `5K`, `1e6`, `10min`.
import Quantities

/// The remedy for a malformed number literal: what to say, and what to write instead.
struct NumberRemedy {
  let message: String
  let replacement: String?

  init(for text: String) {
    let digits = String(text.prefix { $0.isNumber || $0 == "." || $0 == "_" })
    let suffix = String(text.dropFirst(digits.count))
    let plain = Self.plain(digits)
    if plain != digits {
      message = "a number has at most one point, with digits around it, and `_` between digits"
      replacement = plain + suffix
    } else if let total = Self.compoundSpan(text) {
      message = "a duration is one number and one unit"
      replacement = total
    } else if let expanded = Self.exponent(text) {
      message = "numbers have no exponent here; use `k`, `M`, `B` or `_`"
      replacement = expanded
    } else if let known = Self.known(suffix) {
      message = "`\(suffix)` is written `\(known.trimmingLead)` here"
      replacement = digits + known
    } else {
      message =
        "`\(suffix)` is no magnitude (k M B) and no unit (\(Self.unitNames))"
      replacement = nil
    }
  }

  static var unitNames: String { UnitAtom.all.map(\.name).joined(separator: " ") }

  /// Digits with the mistakes taken out, or the text itself where it is right or hopeless.
  private static func plain(_ digits: String) -> String {
    var pieces = digits.split(separator: ".", omittingEmptySubsequences: false).map { part in
      part.split(separator: "_").joined(separator: "_")
    }
    if pieces.count > 2 { return pieces.joined() }
    if pieces.first?.isEmpty == true { pieces[0] = "0" }
    return pieces.joined(separator: ".")
  }

  /// True where the digits are written as the language wants them.
  static func isPlain(_ digits: String) -> Bool {
    // Most are digits with one point at most.
    var points = 0
    var isSimple = digits.utf8.first.map { $0 &- 48 < 10 } ?? false
    for byte in digits.utf8 where byte &- 48 >= 10 {
      points += 1
      if byte != UInt8(ascii: ".") { isSimple = false }
    }
    return isSimple && points <= 1 || isPlainInFull(digits)
  }

  private static func isPlainInFull(_ digits: String) -> Bool {
    plain(digits) == digits && digits.filter { $0 == "." }.count <= 1
  }

  /// `1h30m` as one literal, `90m`.
  private static func compoundSpan(_ text: String) -> String? {
    var rest = Substring(text)
    var total: Int64 = 0
    var count = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(name.count)
      guard let number = Int64(digits), number < 1_000_000, let atom = UnitAtom.named(name),
        atom.dimension == .time
      else { return nil }
      total += number * (atom.name == "ms" ? 1 : Int64(atom.multiplier) * 1_000)
      count += 1
    }
    guard count > 1 else { return nil }
    return TimeSpan(nanoseconds: total &* 1_000_000).literal
  }

  private static func exponent(_ text: String) -> String? {
    guard text.contains(where: { $0 == "e" || $0 == "E" }), let value = Double(text),
      value.isFinite
    else { return nil }
    for (name, shift) in [("B", 9), ("M", 6), ("k", 3)] {
      guard let scaled = decimalValue(text, shift: -shift), scaled >= 1 else { continue }
      let short = shortestDecimal(scaled)
      if short.count <= 6 { return short + name }
    }
    let short = shortestDecimal(value)
    return short.contains("e") ? nil : short
  }

  private static func known(_ suffix: String) -> String? {
    if let exact = spellings[suffix] { return exact }
    return spellings[suffix.lowercased()]
  }

  /// Spellings people bring along, and the language's own.
  static let spellings: [String: String] = [
    "k": "k", "thousand": "k", "mm": "M", "mn": "M", "mio": "M", "mil": "M", "mln": "M",
    "million": "M", "b": "B", "bn": "B", "bln": "B", "billion": "B",
    "pct": "%", "percent": "%", "bp": "bps", "bps": "bps", "bips": "bps", "x": "x",
    "usd": " USD", "usdt": " USD", "usdc": " USD", "dollar": " USD", "dollars": " USD",
    "musd": "M USD", "kusd": "k USD", "musdt": "M USD", "kusdt": "k USD",
    "coin": " coin", "coins": " coin", "contracts": " contract", "contract": " contract",
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m",
    "minute": "m", "minutes": "m", "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "H": "h",
    "day": "d", "days": "d", "D": "d", "week": "w", "weeks": "w", "W": "w", "yr": "y",
    "year": "y", "years": "y", "Y": "y", "S": "s", "MS": "ms",
  ]
}

extension String {
  fileprivate var trimmingLead: String { String(drop { $0 == " " }) }
}
