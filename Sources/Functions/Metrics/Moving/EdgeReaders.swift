// What the edges of bars tell: a price, a price and the flow up to it, a count, a whole bar.
import Quantities

/// The place up to which samples have been read.
struct SampleCursor {
  private var place: Int?

  /// The position of the first sample after a moment; moments do not go back.
  @inline(__always)
  mutating func advance(to moment: Int64, _ x: MetricSamples) -> Int {
    guard var position = place.map({ max($0, x.first) }) else {
      let found = x.position(after: moment)
      place = found
      return found
    }
    while position < x.end, x.time(position) <= moment { position += 1 }
    place = position
    return position
  }

  /// The value as of a moment; NaN before the first sample.
  @inline(__always)
  mutating func asOf(_ moment: Int64, _ x: MetricSamples) -> Double {
    let position = advance(to: moment, x)
    return position > x.first ? x.value(position - 1) : .nan
  }
}

/// The value as of an edge.
struct ValueReader: EdgeReader {
  private var cursor = SampleCursor()

  mutating func edge(_ moment: Int64, bar: Int64, _ window: MetricWindow) -> Double {
    cursor.asOf(moment, window.inputs[0])
  }
}

/// The price as of an edge, and the flow of the bar before it.
struct FlowReader: EdgeReader {
  struct Edge {
    let price: Double
    let flow: Double
  }
  private var price = SampleCursor()
  private var older = SampleCursor()
  private var newer = SampleCursor()
  private var stack = SettledStack<NeumaierSum>()

  mutating func edge(_ moment: Int64, bar: Int64, _ window: MetricWindow) -> Edge {
    let flow = window.inputs[1]
    let upper = newer.advance(to: moment, flow)
    let lower = min(upper, older.advance(to: moment &- bar, flow))
    let sum = stack.total(
      lower..<upper, keys: KeySpan(above: moment &- bar, newest: moment),
      find: { flow.position(after: $0) }
    ) { NeumaierSum(flow.value($0)) }
    return Edge(price: price.asOf(moment, window.inputs[0]), flow: sum.value)
  }
}

/// How many samples lie in the bar before an edge.
struct CountReader: EdgeReader {
  private var older = SampleCursor()
  private var newer = SampleCursor()

  mutating func edge(_ moment: Int64, bar: Int64, _ window: MetricWindow) -> Double {
    let x = window.inputs[0]
    return Double(newer.advance(to: moment, x) - older.advance(to: moment &- bar, x))
  }

  static func firstKnown(_ window: MetricWindow) -> Int64? {
    window.now &- window.inputs[0].width
  }
}

/// Open, high, low and close of the bar before an edge.
struct BarReader: EdgeReader {
  private var older = SampleCursor()
  private var newer = SampleCursor()
  private var stack = SettledStack<Extremes>()

  static var lead: Int { 1 }

  mutating func edge(_ moment: Int64, bar: Int64, _ window: MetricWindow) -> ImpliedSpread.Bar? {
    let x = window.inputs[0]
    let upper = newer.advance(to: moment, x)
    let lower = min(upper, older.advance(to: moment &- bar, x))
    guard lower < upper else { return nil }
    let extremes = stack.total(
      lower..<upper, keys: KeySpan(above: moment &- bar, newest: moment),
      find: { x.position(after: $0) }
    ) { Extremes(x.value($0)) }
    return ImpliedSpread.Bar(
      open: x.value(lower), high: extremes.high, low: extremes.low, close: x.value(upper - 1))
  }

  static func isKnown(_ edge: ImpliedSpread.Bar?) -> Bool { edge != nil }
}
