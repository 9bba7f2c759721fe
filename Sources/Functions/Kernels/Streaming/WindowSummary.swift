// What a sliding window can keep up to date without ever removing a sample: mergeable summaries.

package import Quantities

/// A summary of samples that merges with the summary of later samples.
package protocol WindowSummary: Sendable {
  /// What is summarised.
  associatedtype Sample: Sendable = Double
  /// Nothing summarised.
  init()
  /// One sample summarised.
  init(_ sample: Sample)
  /// Adds one later sample.
  mutating func add(_ sample: Sample)
  /// Adds what a later summary holds.
  mutating func merge(_ later: Self)
}

extension WindowSummary {
  /// Adds one later sample by merging its summary.
  package mutating func add(_ sample: Sample) { merge(Self(sample)) }
}

/// How far back a window looks.
package enum WindowSpan: Hashable, Sendable {
  /// Samples with time in (t − span, t].
  case time(TimeSpan)
  /// The last n samples.
  case count(Int)
  /// Everything since the start.
  case unlimited
}
