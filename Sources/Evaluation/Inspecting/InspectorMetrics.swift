// Metrics at one moment: the same kernels, over what the inspector finds.
import Columns
import Functions
import Language
import Planning
import Quantities

extension Inspector {
  /// The value of a metric, or the reasons of its inputs, or the kernel's own.
  func metric(
    _ metric: (call: MetricCall, arguments: [CheckedExpression]), _ e: CheckedExpression,
    _ key: Labels, _ at: Timestamp
  ) -> Outcome {
    switch metric.call.function?.kernel {
    case .point(let kernel): return point(metric, kernel, (key, at))
    case .window(let kernel): return window(metric, kernel, (key, at))
    case .group(let kernel): return group(metric, kernel, e, (key, at))
    case .book, nil: return .unknown([.domain])
    }
  }

  private typealias Metric = (call: MetricCall, arguments: [CheckedExpression])
  private typealias Moment = (key: Labels, at: Timestamp)

  private func point(
    _ metric: Metric, _ kernel: (UnsafePointer<Double>) -> Double, _ moment: Moment
  ) -> Outcome {
    let operands = metric.arguments.map { evaluate($0, moment.key, moment.at) }
    let needed = zip(metric.call.inputs, operands).filter { $0.0.mustBeKnown }
    let reasons = needed.flatMap(\.1.reasons)
    guard reasons.isEmpty else { return .unknown(reasons) }
    var numbers = metric.call.numbers
    for (place, operand) in zip(metric.call.inputPlaces, operands) {
      numbers[place] = operand.number
    }
    return .answer(of: metric.call, numbers.withUnsafeBufferPointer { numbers in
      numbers.baseAddress.map(kernel) ?? kernel([0])
    })
  }

  private func window(
    _ metric: Metric, _ kernel: (MetricWindow) -> Double, _ moment: Moment
  ) -> Outcome {
    var holdings: [(holding: Holding, width: Int64)] = []
    var numbers: [Double] = []
    var reasons: [Reason] = []
    var end = moment.at
    var arguments = metric.arguments.makeIterator()
    for (parameter, number) in zip(metric.call.function?.parameters ?? [], metric.call.numbers) {
      guard parameter.isInput, let argument = arguments.next() else {
        numbers.append(number)
        continue
      }
      guard case .samples = parameter.kind, case .window(_, let window) = argument.kind else {
        let outcome = evaluate(argument, moment.key, moment.at)
        reasons += outcome.reasons
        numbers.append(outcome.number)
        continue
      }
      let placed = PlacedWindow(window, at: moment.at)
      let led = leading(by: placed.lead)
      var holding = led.holding(placed, moment.key)
      reasons += holding.reasons
      if metric.call.function?.readsDay ?? false { led.addDay(to: &holding, placed, moment.key) }
      if holdings.isEmpty { end = placed.end }
      holdings.append((holding, window.width.nanoseconds))
    }
    guard reasons.isEmpty else { return .unknown(reasons) }
    return .answer(
      of: metric.call, answer(kernel, holdings[...], [], (numbers, end.nanoseconds)))
  }

  /// Opens the samples of one window after the other, then asks the kernel.
  private func answer(
    _ kernel: (MetricWindow) -> Double, _ rest: ArraySlice<(holding: Holding, width: Int64)>,
    _ opened: [MetricSamples], _ place: (numbers: [Double], end: Int64)
  ) -> Double {
    guard let (holding, width) = rest.first else {
      return opened.withUnsafeBufferPointer { inputs in
        place.numbers.withUnsafeBufferPointer { numbers in
          kernel(MetricWindow(inputs: inputs, numbers: numbers, now: place.end))
        }
      }
    }
    return holding.times.withUnsafeBufferPointer { times in
      holding.values.withUnsafeBufferPointer { values in
        let earlier = max(0, holding.earlier)
        let samples = MetricSamples(
          times: UnsafeBufferPointer(rebasing: times.dropFirst(earlier)),
          values: UnsafeBufferPointer(rebasing: values.dropFirst(earlier)),
          width: width, place: (earlier, holding.earlier))
        return answer(kernel, rest.dropFirst(), opened + [samples], place)
      }
    }
  }

  /// Puts before the samples of a window those since the midnight before it.
  private func addDay(to holding: inout Holding, _ placed: PlacedWindow, _ key: Labels) {
    guard case .samples(let series) = placed.window.content else { return }
    holding.earlier = 0
    guard let track = stored.track(series, key) else { return }
    let start = placed.start
    let midnight = start.roundedDown(to: .days(1)).nanoseconds
    let rows = track.count(through: midnight &- 1)..<track.count(through: start.nanoseconds)
    let kept = rows.filter { track.values[$0].isFinite }
    holding.times.insert(contentsOf: kept.map { track.times[$0] }, at: 0)
    holding.values.insert(contentsOf: kept.map { track.values[$0] }, at: 0)
    holding.earlier = kept.count
  }

  private func group(
    _ metric: Metric, _ kernel: ([[Double]]) -> Double, _ e: CheckedExpression, _ moment: Moment
  ) -> Outcome {
    let members = metricMembers(of: e, metric.call, metric.arguments, moment)
    let rows = members.map { labels in
      metric.arguments.map { evaluate($0, labels, moment.at) }
    }
    let reasons = rows.flatMap { row in
      zip(metric.call.inputs, row).filter { $0.0.mustBeKnown }.flatMap(\.1.reasons)
    }
    guard reasons.isEmpty else { return .unknown(reasons) }
    guard !rows.isEmpty else { return .unknown([.missing(metric.call.name)]) }
    var columns = metric.call.numbers.map { [Double](repeating: $0, count: rows.count) }
    for (position, place) in metric.call.inputPlaces.enumerated() {
      columns[place] = rows.map { $0[position].number }
    }
    return .answer(of: metric.call, kernel(columns))
  }

  /// The members of the group of a metric, in label order.
  func metricMembers(
    of e: CheckedExpression, _ call: MetricCall, _ arguments: [CheckedExpression],
    _ moment: (key: Labels, at: Timestamp)
  ) -> [Labels] {
    guard let widest = arguments.max(by: { $0.keys.count < $1.keys.count }) else { return [] }
    let found = arguments.filter { $0.keys == widest.keys }.flatMap {
      members(of: $0, over: call.over, moment.key, moment.at)
    }
    return Set(found).sorted()
  }
}

extension Outcome {
  /// What a kernel answered: a value, or its reason with the metric's name.
  fileprivate static func answer(of call: MetricCall, _ number: Double) -> Outcome {
    let number = metricNumber(number)
    guard let reason = Undefined(number: number) else { return .settled(number) }
    return .unknown([.undefined(reason, call.name)])
  }
}
