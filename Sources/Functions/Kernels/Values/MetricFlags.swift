// What a reader should know about a value that is defined all the same.

/// Marks on a metric's value; a set, printed in the order of declaration.
package struct MetricFlags: OptionSet, Hashable, Sendable {
  /// The bits, one per flag.
  package let rawValue: UInt16

  /// MetricFlags from their bits.
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The feed ends inside what was asked for: the value is a lower bound.
  package static let truncated = MetricFlags(rawValue: 1 << 0)
  /// The bids end inside the band.
  package static let truncatedBid = MetricFlags(rawValue: 1 << 1)
  /// The asks end inside the band.
  package static let truncatedAsk = MetricFlags(rawValue: 1 << 2)
  /// Two feeds contradict each other; the value was clamped.
  package static let inconsistentFeed = MetricFlags(rawValue: 1 << 3)
  /// The feed is a sample of events: sums are lower bounds.
  package static let sampled = MetricFlags(rawValue: 1 << 4)
  /// The value rests on an estimate or a floor instead of an observation.
  package static let estimated = MetricFlags(rawValue: 1 << 5)
  /// A stablecoin was taken at par.
  package static let assumedPar = MetricFlags(rawValue: 1 << 6)
  /// An input is older than it should be.
  package static let staleInput = MetricFlags(rawValue: 1 << 7)
  /// Some members are missing.
  package static let partial = MetricFlags(rawValue: 1 << 8)

  private static let spellings = [
    "truncated", "truncated_bid", "truncated_ask", "inconsistent_feed", "sampled", "estimated",
    "assumed_par", "stale_input", "partial",
  ]

  /// The spelling of each flag in the set, in the order of declaration.
  package var names: [String] {
    Self.spellings.indices.compactMap { bit in
      rawValue & (1 << UInt16(bit)) != 0 ? Self.spellings[bit] : nil
    }
  }
}

extension MetricFlags: CustomStringConvertible {
  package var description: String { names.joined(separator: ",") }
}
