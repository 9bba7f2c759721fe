// Why a value is not known.

/// The classes of reasons a value can be unknown for, as a set.
package struct ReasonSet: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Never seen, or the group is empty.
  package static let missing = ReasonSet(rawValue: 1)
  /// Seen, but older than its age limit.
  package static let stale = ReasonSet(rawValue: 2)
  /// A window that reaches before the first sample.
  package static let warmup = ReasonSet(rawValue: 4)
  /// An empty event window whose feed has not spoken for too long.
  package static let lag = ReasonSet(rawValue: 8)
  /// Division by zero.
  package static let divisionByZero = ReasonSet(rawValue: 16)
  /// Outside the domain of a function, or overflow.
  package static let domain = ReasonSet(rawValue: 32)
  /// The newest cell was NaN or infinite.
  package static let nan = ReasonSet(rawValue: 64)

  /// True where there is a reason and every one is warmup.
  package var isOnlyWarmup: Bool { self == .warmup }
}

/// Truth of three values, as Kleene defines it.
package enum Truth: UInt8, Sendable {
  case no = 0
  case yes = 1
  case unknown = 2
}
