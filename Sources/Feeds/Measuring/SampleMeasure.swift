// What can be said of samples in one pass without keeping them: count, sum, extremes, span.

/// The measures of some samples of a series; values that are no numbers are passed over.
package struct SampleMeasure: Sendable, Equatable {
  /// How many values.
  package private(set) var count = 0
  /// The smallest value, infinite without any.
  package private(set) var least = Double.infinity
  /// The largest value.
  package private(set) var greatest = -Double.infinity
  /// The first moment of a measured value.
  package private(set) var first = Int64.max
  /// The last moment of a measured value.
  package private(set) var last = Int64.min
  private var total = 0.0
  /// What rounding took from `total` (Neumaier).
  private var rest = 0.0

  /// The sum of the values.
  package var sum: Double { total + rest }

  /// Takes in samples; four at a time, so that one addition need not wait for the last.
  mutating func add(
    _ times: UnsafePointer<Int64>, _ values: UnsafePointer<Double>, _ length: Int
  ) {
    var lanes = (Lane(), Lane(), Lane(), Lane())
    var index = 0
    while index + 4 <= length {
      lanes.0.add(values[index], times[index])
      lanes.1.add(values[index + 1], times[index + 1])
      lanes.2.add(values[index + 2], times[index + 2])
      lanes.3.add(values[index + 3], times[index + 3])
      index += 4
    }
    while index < length {
      lanes.0.add(values[index], times[index])
      index += 1
    }
    take(lanes.0)
    take(lanes.1)
    take(lanes.2)
    take(lanes.3)
  }

  /// Takes in one column of settled rows, whose times are within `span`.
  mutating func add(_ rows: SettledRows, _ column: Int, _ span: ClosedRange<Int64>) {
    let cells = UnsafeRawPointer(rows.slots + (rows.layout.values + column))
      .assumingMemoryBound(to: Double.self)
    let quick = Self.extremes(cells, rows.layout.stride, rows.count)
    // Where one is unknown the sum is, and they are taken one by one.
    guard quick.sum.isFinite else {
      var lane = Lane()
      for index in 0..<rows.count {
        lane.add(cells[index &* rows.layout.stride], rows.time(index))
      }
      return take(lane)
    }
    take(
      Lane(
        count: rows.count, sum: quick.sum, least: quick.least, greatest: quick.greatest,
        first: span.lowerBound, last: span.upperBound))
  }

  /// The sum and the extremes of values a stride apart; the sum is not finite where one is unknown.
  private static func extremes(
    _ cells: UnsafePointer<Double>, _ stride: Int, _ count: Int
  ) -> (sum: Double, least: Double, greatest: Double) {
    var sums = SIMD4<Double>()
    var least = Double.infinity
    var greatest = -Double.infinity
    var at = cells
    var left = count
    while left >= 4 {
      let (a, b) = (at[0], at[stride])
      let (c, d) = (at[2 &* stride], at[3 &* stride])
      sums += SIMD4(a, b, c, d)
      let (low, high) = (a < b ? a : b, a < b ? b : a)
      let (lower, higher) = (c < d ? c : d, c < d ? d : c)
      least = low < least ? low : least
      greatest = high > greatest ? high : greatest
      least = lower < least ? lower : least
      greatest = higher > greatest ? higher : greatest
      at += 4 &* stride
      left &-= 4
    }
    while left > 0 {
      sums[0] += at[0]
      least = at[0] < least ? at[0] : least
      greatest = at[0] > greatest ? at[0] : greatest
      at += stride
      left &-= 1
    }
    return ((sums[0] + sums[1]) + (sums[2] + sums[3]), least, greatest)
  }

  /// Takes in what was measured elsewhere.
  mutating func add(_ other: SampleMeasure) {
    count += other.count
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
    first = min(first, other.first)
    last = max(last, other.last)
    add(other.total)
    add(other.rest)
  }

  private mutating func take(_ lane: Lane) {
    count += lane.count
    least = min(least, lane.least)
    greatest = max(greatest, lane.greatest)
    first = min(first, lane.first)
    last = max(last, lane.last)
    add(lane.sum)
  }

  private mutating func add(_ x: Double) {
    let sum = total + x
    rest += total.magnitude >= x.magnitude ? (total - sum) + x : (x - sum) + total
    total = sum
  }

  /// Every fourth sample of a stretch; no branch depends on a value.
  private struct Lane {
    var count = 0
    var sum = 0.0
    var least = Double.infinity
    var greatest = -Double.infinity
    var first = Int64.max
    var last = Int64.min

    @inline(__always)
    mutating func add(_ value: Double, _ time: Int64) {
      let isKnown = value == value
      count &+= isKnown ? 1 : 0
      sum += isKnown ? value : 0
      least = value < least ? value : least
      greatest = value > greatest ? value : greatest
      let early = isKnown ? time : Int64.max
      let late = isKnown ? time : Int64.min
      first = early < first ? early : first
      last = late > last ? late : last
    }
  }
}
