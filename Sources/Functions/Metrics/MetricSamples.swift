// What the kernels of windows read off samples: steps, bars, values as of a moment.
import Quantities

extension MetricSamples {
  /// The samples' values as an array.
  var all: [Double] { Array(values) }

  /// The place after the last sample at or before a moment.
  func end(through moment: Int64) -> Int {
    (0..<times.count).firstPlace { times[$0] > moment }
  }

  /// The last value at or before a moment, or nil.
  func asOf(_ moment: Int64) -> Double? {
    let end = end(through: moment)
    return end > 0 ? values[end - 1] : nil
  }

  /// Seconds from a moment to a sample.
  func seconds(_ index: Int, since moment: Int64) -> Double {
    Double(times[index] &- moment) / 1e9
  }
}

extension MetricWindow {
  /// A number of seconds in nanoseconds, at least one.
  func nanoseconds(_ seconds: Double) -> Int64 {
    Int64(max(1, min(9e18, (seconds * 1e9).rounded())))
  }

  /// The edges of bars of so many seconds that end now and lie in the window, oldest first.
  func edges(every seconds: Double) -> [Int64] {
    let step = nanoseconds(seconds)
    let width = inputs.map(\.width).min() ?? 0
    let count = min(Self.barLimit, Int(width / step))
    return (0...max(0, count)).reversed().map { now &- Int64($0) &* step }
  }

  /// More bars than this are not made.
  static let barLimit = 100_000

  /// The values of an input as of the edges of bars, from the first edge that has one.
  func values(of input: Int, every seconds: Double) -> [Double] {
    edges(every: seconds).compactMap { inputs[input].asOf($0) }
  }

  /// The log returns of an input between edges of bars.
  func logReturns(of input: Int, every seconds: Double) -> Metric<[Double]> {
    let prices = values(of: input, every: seconds)
    guard prices.allSatisfy({ $0 > 0 }) else { return .undefined(.domain) }
    return Metric(zip(prices.dropFirst(), prices).map { Real.log($0 / $1) })
  }

  /// For each bar between edges with a value of the first input: its change and the sum of the
  /// second input's events in it.
  func bars(every seconds: Double) -> [(before: Double, after: Double, flow: Double)] {
    let edges = edges(every: seconds)
    var bars: [(Double, Double, Double)] = []
    for (start, end) in zip(edges, edges.dropFirst()) {
      guard let before = inputs[0].asOf(start), let after = inputs[0].asOf(end) else { continue }
      let range = inputs[1].end(through: start)..<inputs[1].end(through: end)
      var flow = NeumaierSum()
      for index in range { flow.add(inputs[1].values[index]) }
      bars.append((before, after, flow.value))
    }
    return bars
  }
}
