// How a metric of windows moves with them, and what it is shown of them.

/// A metric of windows that keeps what it has seen.
///
/// What it answers depends on the window and on absolute time alone, never on the windows before,
/// so a run that begins anywhere gives the same bits; only the cost is that of what has entered
/// and left since the last answer.
package protocol MovingMetric {
  /// The metric of a window that is not before the last one, or nil where this state cannot follow
  /// and the kernel must look at the whole window.
  mutating func value(_ window: MetricWindow) -> Double?
}

/// What a tick costs a metric of windows, beside what enters and leaves its windows.
package enum MovingCost: Sendable {
  /// Nothing that grows with the window, amortised.
  case constant
  /// A search among the values of the window.
  case order
  /// A search, and the values of the tail.
  case tail
  /// The shocks of the window, where one leaves it.
  case shocks
  /// Every sample of the window.
  case samples

  /// As the manual says it.
  package var words: String {
    switch self {
    case .constant: "O(1) for each sample that enters the window"
    case .order: "O(log n) for each value that enters the window, n in it"
    case .tail: "O(log n) for each value that enters the window, and its tail at each tick"
    case .shocks: "O(1) for each sample that enters the window, and its shocks when one leaves"
    case .samples: "O(n) at each tick: the whole window is read"
    }
  }
}

/// The samples of the windows of one call at one tick.
package struct MetricWindow {
  /// One per samples parameter, in order.
  package let inputs: UnsafeBufferPointer<MetricSamples>
  /// One per other parameter, in order.
  package let numbers: UnsafeBufferPointer<Double>
  /// The end of the windows, in nanoseconds.
  package let now: Int64
  /// The time between two ticks, or 0 where only one is asked.
  package let step: Int64

  package init(
    inputs: UnsafeBufferPointer<MetricSamples>, numbers: UnsafeBufferPointer<Double>, now: Int64,
    step: Int64 = 0
  ) {
    self.inputs = inputs
    self.numbers = numbers
    self.now = now
    self.step = step
  }
}

/// The samples of one window: moments in nanoseconds, ascending, and values in base units.
package struct MetricSamples {
  package let times: UnsafeBufferPointer<Int64>
  package let values: UnsafeBufferPointer<Double>
  /// The length of the window in nanoseconds.
  package let width: Int64
  /// What the first sample is counted as among all that were ever in a window.
  package let first: Int
  /// How many samples before the first are still held in memory; negative where none are kept,
  /// and what was before the window is nobody's business.
  package let earlier: Int
  /// The newest moment the window can show a sample of: its end less what the feed lags.
  package let newest: Int64

  package init(
    times: UnsafeBufferPointer<Int64>, values: UnsafeBufferPointer<Double>, width: Int64,
    newest: Int64 = .max, place: (first: Int, earlier: Int) = (0, -1)
  ) {
    self.times = times
    self.values = values
    self.width = width
    self.newest = newest
    first = place.first
    earlier = place.earlier
  }

  /// What the sample after the last is counted as.
  var end: Int { first + times.count }

  /// The time of a sample by its count.
  @inline(__always)
  func time(_ position: Int) -> Int64 { times[position - first] }

  /// The value of a sample by its count.
  @inline(__always)
  func value(_ position: Int) -> Double { values[position - first] }

  /// The time of a sample before the window, of those still held.
  func earlierTime(_ position: Int) -> Int64 {
    times.baseAddress.map { $0[position - first] } ?? .min
  }

  /// The value of a sample in the window or before it, of those still held.
  func anyValue(_ position: Int) -> Double {
    values.baseAddress.map { $0[position - first] } ?? .nan
  }

  /// The count of the first sample after a moment.
  func position(after moment: Int64) -> Int { first + end(through: moment) }
}
