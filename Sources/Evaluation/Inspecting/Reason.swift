// One reason a value is unknown, spelled for people.
import Columns
import Functions
import Quantities

/// Why a value is unknown: what the words of a reason are made of.
enum Reason: Hashable {
  case missing(String)
  case stale(String, age: TimeSpan, limit: TimeSpan)
  /// The window as written, and the share of it that is known.
  case warmup(String, percent: Int)
  case lag(String)
  case divisionByZero
  case domain
  case nan(String)
  /// What a metric answered instead of a value, and its name.
  case undefined(Undefined, String)
  /// Why the newest row of a series measured of books is no number.
  case unmeasured(Undefined, String)

  var kind: ReasonSet {
    switch self {
    case .missing: .missing
    case .stale: .stale
    case .warmup: .warmup
    case .lag: .lag
    case .divisionByZero: .divisionByZero
    case .domain: .domain
    case .nan, .unmeasured: .nan
    case .undefined(let reason, _): reason.reason
    }
  }
}

extension Reason: CustomStringConvertible {
  /// `missing reserve`, `stale reserve 31m > 30m`, `warmup oi[1h] 50%`, `lag liq`, `div0`, …
  var description: String {
    switch self {
    case .missing(let name): "missing \(name)"
    case .stale(let name, let age, let limit): "stale \(name) \(age) > \(limit)"
    case .warmup(let window, let percent): "warmup \(window) \(percent)%"
    case .lag(let name): "lag \(name)"
    case .divisionByZero: "div0"
    case .domain: "domain"
    case .nan(let name): "nan \(name)"
    case .undefined(let reason, let name), .unmeasured(let reason, let name): "\(reason) \(name)"
    }
  }
}

/// A value or truth with its reasons, in source order without repeats.
struct Outcome {
  /// NaN where unknown, and for a truth.
  var number = Double.nan
  var truth = Truth.unknown
  var reasons: [Reason] = []

  var isKnown: Bool { reasons.isEmpty }
  var kinds: ReasonSet { reasons.reduce(into: []) { $0.formUnion($1.kind) } }

  static func known(_ number: Double) -> Outcome { Outcome(number: number + 0.0) }
  static func known(_ answer: Bool) -> Outcome { Outcome(truth: answer ? .yes : .no) }
  static func unknown(_ reasons: [Reason]) -> Outcome { Outcome(reasons: reasons.withoutRepeats) }

  /// The number, or where it is not finite the reason why.
  static func settled(_ number: Double, _ reason: Reason = .domain) -> Outcome {
    number.isFinite ? known(number) : unknown([reason])
  }
}

extension [Reason] {
  var withoutRepeats: [Reason] {
    guard count > 1 else { return self }
    var seen: Set<Reason> = []
    return filter { seen.insert($0).inserted }
  }
}
