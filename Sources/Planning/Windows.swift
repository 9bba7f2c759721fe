// Windows to nodes: which rows or ticks a window holds, and the statistic of them.
import Columns
import Functions
import Language
import Quantities

extension Planner {
  struct WindowCall {
    let statistic: WindowStatistic
    let window: Window
    let keys: [String]

    /// The end of the window, as a place: T less the shift, or T + width looking ahead.
    func end(from place: Place) -> Place {
      let start = place.shifted(by: window.shift)
      return window.looksAhead
        ? start.shifted(by: TimeSpan(nanoseconds: 0 &- window.width.nanoseconds)) : start
    }
  }

  mutating func lower(_ call: WindowCall, _ place: Place) -> Int {
    switch call.window.content {
    case .samples(let series) where series.schema.kind == .event:
      return events(series, call, place)
    case .samples(let series): return samples(series, call, place)
    case .ticks(let content): return ticks(content, call, place)
    }
  }

  /// The frame of a window that is taken as a whole.
  mutating func frame(_ call: WindowCall, _ place: Place) -> Int {
    let end = call.end(from: place)
    switch call.window.content {
    case .samples(let series) where series.schema.kind == .event:
      return eventFrame(series, call, place)
    case .samples(let series): return sampleFrame(series, call, end)
    case .ticks(let content): return tickFrame(lower(content, end.onGrid), call, place)
    }
  }

  // MARK: over stored samples

  private mutating func samples(
    _ series: SeriesReference, _ call: WindowCall, _ place: Place
  ) -> Int {
    let end = call.end(from: place)
    let form = Form(keys: call.keys, step: place.step)
    let width = call.window.width
    switch call.statistic {
    case .rate, .change:
      let inputs = [asOf(series, end), asOf(series, end.shifted(by: width))]
      let perSecond = call.statistic == .rate
      if series.schema.kind == .counter {
        let frame = SampleFrame(series: series, width: width, shift: end.shift)
        return node(.increase(frame, perSecond: perSecond), inputs, form)
      }
      return node(.difference(width: width, perSecond: perSecond), inputs, form)
    case .drop:
      let frame = sampleFrame(series, call, end)
      let now = asOf(series, place.shifted(by: call.window.shift))
      return drop(from: frame, to: now, call)
    default:
      let frame = sampleFrame(series, call, end)
      return statistic(call.statistic, of: frame, call)
    }
  }

  private mutating func sampleFrame(
    _ series: SeriesReference, _ call: WindowCall, _ end: Place
  ) -> Int {
    var frame = SampleFrame(series: series, width: call.window.width, shift: end.shift)
    var newest = end.onGrid
    frame.count = ticksCovered(width: frame.width, end: end)
    if frame.count < 1 {
      frame.count = 1
      newest = end
    }
    frame.needed = needed(call.window.coverage, of: frame.count)
    let step = end.step.nanoseconds
    let gone = newest.shifted(
      by: TimeSpan(nanoseconds: step.multipliedReportingOverflow(by: Int64(frame.count)).0))
    let inputs = [asOf(series, newest), asOf(series, gone), asOf(series, end)]
    return node(.sampleFrame(frame), inputs, Form(keys: call.keys, step: end.step))
  }

  // MARK: over events

  private mutating func events(
    _ series: SeriesReference, _ call: WindowCall, _ place: Place
  ) -> Int {
    let frame = eventFrame(series, call, place)
    switch call.statistic {
    case .change: return statistic(.sum, of: frame, call)
    case .rate:
      let inputs = [
        statistic(.sum, of: frame, call), constant(call.window.width.seconds, place),
      ]
      return node(.arithmetic(.divide), inputs, Form(keys: call.keys, step: place.step))
    case .drop: return drop(from: frame, to: statistic(.last, of: frame, call), call)
    default: return statistic(call.statistic, of: frame, call)
    }
  }

  private mutating func eventFrame(
    _ series: SeriesReference, _ call: WindowCall, _ place: Place
  ) -> Int {
    let shift = call.end(from: place).shift
    let shape = SampleFrame(series: series, width: call.window.width, shift: shift)
    return node(.eventFrame(shape), [], Form(keys: call.keys, step: place.step))
  }

  // MARK: over ticks

  private mutating func ticks(
    _ content: CheckedExpression, _ call: WindowCall, _ place: Place
  ) -> Int {
    let end = call.end(from: place)
    let newest = end.onGrid
    let width = call.window.width
    let input = lower(content, newest)
    let form = Form(keys: call.keys, step: place.step)
    switch call.statistic {
    case .rate, .change:
      let earlier = lower(content, end.shifted(by: width).onGrid)
      let perSecond = call.statistic == .rate
      return node(.difference(width: width, perSecond: perSecond), [input, earlier], form)
    default: break
    }
    let frame = tickFrame(input, call, place)
    switch call.statistic {
    case .drop:
      let now = lower(content, place.shifted(by: call.window.shift).onGrid)
      return drop(from: frame, to: now, call)
    case .twavg: return statistic(.avg, of: frame, call)
    default: return statistic(call.statistic, of: frame, call)
    }
  }

  private mutating func tickFrame(_ input: Int, _ call: WindowCall, _ place: Place) -> Int {
    let covered = ticksCovered(width: call.window.width, end: call.end(from: place))
    let count = max(1, covered)
    let least = max(1, needed(call.window.coverage, of: count))
    return node(
      .tickFrame(count: count, needed: least), [input], Form(keys: call.keys, step: place.step))
  }

  // MARK: shared

  private mutating func statistic(
    _ statistic: WindowStatistic, of frame: Int, _ call: WindowCall
  ) -> Int {
    let quantile = statistic == .quantile ? call.window.quantile ?? 0.5 : nil
    return node(
      .statistic(statistic, quantile: quantile), [frame],
      Form(keys: call.keys, step: nodes[frame].step))
  }

  /// `1 − x(T)/max`, or ahead `1 − min/x(T)`.
  private mutating func drop(from frame: Int, to now: Int, _ call: WindowCall) -> Int {
    let form = Form(keys: call.keys, step: nodes[frame].step)
    let ahead = call.window.looksAhead
    let extreme = statistic(ahead ? .min : .max, of: frame, call)
    let quotient = node(
      .arithmetic(.divide), ahead ? [extreme, now] : [now, extreme], form)
    let one = constant(1, Place(step: form.step))
    return node(.arithmetic(.subtract), [one, quotient], form)
  }
}

/// How many ticks of the grid lie in a window of this width that ends at a place.
private func ticksCovered(width: TimeSpan, end: Planner.Place) -> Int {
  let inside = end.shift + width - end.onGrid.shift
  let step = max(1, end.step.nanoseconds)
  guard inside.nanoseconds > 0 else { return 0 }
  return Int((inside.nanoseconds - 1) / step + 1)
}

/// The least number of known ticks that is not under the coverage.
package func needed(_ coverage: Double, of count: Int) -> Int {
  min(count, max(0, Int((coverage * Double(count) - 1e-9).rounded(.up))))
}
