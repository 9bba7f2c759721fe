// Conditions that must last: how long something has been true without a break.

package import Quantities

/// Measures the current unbroken run of a condition.
package struct UnbrokenRun: Sendable {
  private var since: Timestamp?

  /// Not holding.
  package init() {}

  /// Notes whether the condition is true at `time`; unknown counts as false.
  package mutating func update(_ isTrue: Bool?, at time: Timestamp) {
    guard isTrue == true else { return since = nil }
    if since == nil { since = time }
  }

  /// Whether the condition held at the last update.
  package var isOn: Bool { since != nil }

  /// How long the run has lasted at `time`, from its first sample; zero outside a run.
  package func duration(at time: Timestamp) -> TimeSpan {
    since.map { time - $0 } ?? .zero
  }

  /// Whether a run is on and has lasted at least `limit`.
  package func reached(_ limit: TimeSpan, at time: Timestamp) -> Bool {
    since != nil && duration(at: time) >= limit
  }
}
