// Verdicts: what evaluation hands on, one identity at a time, in batches of ticks.
package import Quantities

/// The truth of one condition at consecutive ticks.
package struct TruthColumn: Sendable {
  /// One `Truth` raw value per tick.
  package var truths: [UInt8]
  /// One `ReasonSet` raw value per tick, zero where known; empty where every tick is known.
  package var reasons: [UInt8]

  package init(truths: [UInt8], reasons: [UInt8] = []) {
    self.truths = truths
    self.reasons = reasons
  }

  /// The reasons at a tick; empty where the tick is known.
  package func reasons(at index: Int) -> ReasonSet {
    reasons.isEmpty ? [] : ReasonSet(rawValue: reasons[index])
  }
}

/// The conditions and values of one output for one identity over consecutive ticks.
///
/// Frames of one identity arrive in time order without gaps, from the tick it is born at.
package struct Frame: Sendable {
  /// Which output of the plan this is.
  package let output: Int
  package var key: Labels
  /// The number of this output and identity within its part of the run.
  package var place: Int
  /// The first tick.
  package var start: Timestamp
  /// The time between two ticks.
  package let step: TimeSpan
  package var count: Int
  /// The conditions in the order the output lists them.
  package var conditions: [TruthColumn]
  /// The values in the order the output lists them, in base units; NaN is unknown.
  package var values: [[Double]]

  package init(
    output: Int, key: Labels, place: Int = 0, start: Timestamp, step: TimeSpan, count: Int,
    conditions: [TruthColumn] = [], values: [[Double]] = []
  ) {
    self.output = output
    self.place = place
    self.key = key
    self.start = start
    self.step = step
    self.count = count
    self.conditions = conditions
    self.values = values
  }

  /// The time of a tick of this frame.
  package func time(at index: Int) -> Timestamp { start + step * Int64(index) }
}

/// Consecutive ticks of one identity at which its only condition is known and does not hold.
package struct QuietTicks {
  /// The number of the output and identity within its part of the run, as its frames have it.
  package let place: Int
  package let start: Timestamp
  package let step: TimeSpan
  package let count: Int

  package init(place: Int, start: Timestamp, step: TimeSpan, count: Int) {
    self.place = place
    self.start = start
    self.step = step
    self.count = count
  }
}
