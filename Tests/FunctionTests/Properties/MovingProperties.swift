// Every metric of windows, as its state moves: equal to the kernel over the whole window, and to
// itself wherever a run begins and whatever ticks it skips.

import Foundation
import Quantities
import Testing

@testable import Functions

private let note = Comment(rawValue: "BRINK_SEED=\(seed)")

/// A track for one parameter of a metric: irregular times with ties, values of its kind.
private struct Trace {
  var times: [Int64] = []
  var values: [Double] = []

  init(_ name: String, _ count: Int, gap: Double, _ chance: inout Chance) {
    let start = Timestamp.moving
    var time = start
    var price = 1000.0
    var depth = 1e6
    for _ in 0..<count {
      // A third of the samples share the moment of the one before.
      if chance.uniform(0...1) > 0.33 { time += Int64(chance.uniform(0...3 * gap) * 1e9) }
      times.append(time)
      price *= 1 + chance.uniform(-0.001...0.001)
      let shock = chance.uniform(0...1) < 0.004
      depth = shock ? depth * 0.4 : min(1e6, depth * (1 + chance.uniform(-0.02...0.05)))
      switch name {
      case "price", "mid": values.append((price * 100).rounded() / 100)
      case "depth": values.append(depth)
      case "flow":
        values.append(chance.uniform(0...1) < 0.05 ? 0 : chance.uniform(-100...100))
      case "volume", "sizes": values.append((chance.uniform(0...1e3)).rounded())
      case "oracle": values.append(Double(chance.integer(1...3)))
      case "divergence": values.append(chance.uniform(-0.006...0.006))
      default: values.append(chance.uniform(0...1) < 0.3 ? 5 : chance.uniform(0...10))
      }
    }
  }
}

extension Timestamp {
  /// Less than an hour before a midnight.
  fileprivate static let moving: Int64 = 1_700_000_000_000_000_000 / 86_400_000_000_000
    * 86_400_000_000_000 + 84_000_000_000_000
}

/// One metric, its numbers and its traces.
private struct Course {
  let function: MetricFunction
  let kernel: @Sendable (MetricWindow) -> Double
  let traces: [Trace]
  let numbers: [Double]
  let lag: Int64
  let step: Int64
  let width: Int64

  init?(_ name: String, count: Int, lag: Int64, _ chance: inout Chance) {
    guard let function = MetricFunctions.function(named: name),
      case .window(let kernel) = function.kernel
    else { return nil }
    self.function = function
    self.kernel = kernel
    self.lag = lag
    // Days of closes: no further apart than a million of them fit into 292 years.
    let gap = name == "margin_nday_call" ? min(20_000, 4e9 / Double(count)) : 1.0
    let seconds = Int64(gap * 1e9)
    step = 10 * seconds
    width = 600 * seconds
    var traces: [Trace] = []
    var numbers: [Double] = []
    for parameter in function.parameters {
      if case .samples = parameter.kind {
        traces.append(Trace(parameter.name, count, gap: gap, &chance))
      } else {
        numbers.append(Self.number(parameter, name))
      }
    }
    self.traces = traces
    self.numbers = numbers
  }

  private static func number(_ parameter: MetricParameter, _ name: String) -> Double {
    switch parameter.name {
    case "bar", "step", "bin": name.hasSuffix("evt") ? 1 : 25
    case "halflife": 60
    case "bucket": 700
    case "buckets": 12
    case "minimum": 50
    case "mu", "alpha": 0.1
    case "beta": 0.5
    case "q": name.hasSuffix("evt") ? 0.96 : 0.9
    case "unit": 5
    case "settlement": 1000
    default: parameter.fallback ?? 1
    }
  }

  /// Calls with the window at a moment.
  func window(_ now: Int64, _ body: (MetricWindow) -> Void) {
    open(traces[...], [], now, body)
  }

  private func open(
    _ rest: ArraySlice<Trace>, _ opened: [MetricSamples], _ now: Int64,
    _ body: (MetricWindow) -> Void
  ) {
    guard let trace = rest.first else {
      opened.withUnsafeBufferPointer { inputs in
        numbers.withUnsafeBufferPointer {
          body(MetricWindow(inputs: inputs, numbers: $0, now: now, step: step))
        }
      }
      return
    }
    let lower = Self.count(trace.times, through: now - width)
    let upper = max(lower, Self.count(trace.times, through: now - lag))
    trace.times.withUnsafeBufferPointer { times in
      trace.values.withUnsafeBufferPointer { values in
        let samples = MetricSamples(
          times: UnsafeBufferPointer(rebasing: times[lower..<upper]),
          values: UnsafeBufferPointer(rebasing: values[lower..<upper]),
          width: width, newest: now - lag, place: (lower, lower))
        open(rest.dropFirst(), opened + [samples], now, body)
      }
    }
  }

  private static func count(_ times: [Int64], through moment: Int64) -> Int {
    var (low, high) = (0, times.count)
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The ticks of the course.
  var ticks: [Int64] {
    let last = traces.compactMap(\.times.last).min() ?? 0
    let first = (Timestamp.moving / step + 1) * step
    return Array(stride(from: first, through: last, by: Int(step)))
  }
}

/// How far a moving value may lie from the kernel's, relatively.
private func bound(_ name: String) -> Double {
  let byVariance = [
    "edge_spread", "es_evt", "garch_vol", "hasbrouck_lambda", "hawkes_branching", "kyle_lambda",
    "oi_zscore", "roll_spread", "var_evt", "zscore",
  ]
  return byVariance.contains(name) ? 1e-6 : 1e-9
}

private func isAroundOne(_ name: String) -> Bool {
  ["hawkes_branching", "oi_zscore", "zscore"].contains(name)
}

@Suite("Moving properties") struct MovingProperties {
  static let names = MetricFunctions.all.filter { $0.moving != nil }.map(\.name)

  /// How many samples each metric is fed; `BRINK_UPDATES` decides otherwise.
  static let updates =
    ProcessInfo.processInfo.environment["BRINK_UPDATES"].flatMap { Int($0) } ?? 20_000

  @Test("a state gives what the kernel gives", arguments: names)
  func equalsTheKernel(_ name: String) {
    var chance = Chance(90)
    for lag in [Int64(0), 7_000_000_000] {
      guard let course = Course(name, count: Self.updates, lag: lag, &chance),
        var state = course.function.moving?()
      else { return }
      let ticks = course.ticks
      let pace = max(1, ticks.count / 2_000)
      var worst = 0.0
      var known = 0
      for (index, tick) in ticks.enumerated() {
        course.window(tick) { window in
          let moved = state.value(window) ?? .nan
          guard index % pace == 0 else { return }
          let whole = course.kernel(window)
          known += whole.isNaN ? 0 : 1
          let isSame = moved.isNaN == whole.isNaN
            && Undefined(number: moved) == Undefined(number: whole)
          #expect(isSame, "\(name) at \(index): \(moved) for \(whole), \(note)")
          guard !whole.isNaN else { return }
          // Nothing, of numbers around one, is 0 or what rounding leaves of it.
          let size = max(isAroundOne(name) ? 1 : 1e-300, whole.magnitude)
          worst = max(worst, (moved - whole).magnitude / size)
        }
      }
      #expect(worst <= bound(name), "\(name), lag \(lag): \(worst), \(note)")
      #expect(known * 4 > ticks.count / pace, "\(name): known at \(known) of \(ticks.count)")
      if Self.updates > 100_000 { print("\(name) lag \(lag / 1_000_000_000)s: \(worst)") }
    }
  }

  /// A state that began anywhere, and one that is asked now and then, give the bits of one that saw
  /// everything.
  @Test("a state forgets where it began", arguments: names)
  func dependsOnTheWindowAlone(_ name: String) {
    var chance = Chance(91)
    for lag in [Int64(0), 7_000_000_000] {
      guard let course = Course(name, count: 6_000, lag: lag, &chance),
        var whole = course.function.moving?(), var sparse = course.function.moving?(),
        var late = course.function.moving?()
      else { return }
      let ticks = course.ticks
      let start = chance.integer(50...ticks.count / 2)
      for (index, tick) in ticks.enumerated() {
        let isAsked = chance.uniform(0...1) < (index % 200 < 100 ? 0.9 : 0.05)
        course.window(tick) { window in
          let value = whole.value(window)
          if isAsked { #expect(same(sparse.value(window), value), "\(name) \(index), \(note)") }
          guard index >= start else { return }
          #expect(same(late.value(window), value), "\(name) \(index) from \(start), \(note)")
        }
      }
    }
  }

  private func same(_ a: Double?, _ b: Double?) -> Bool {
    a?.bitPattern == b?.bitPattern || (a?.isNaN ?? false) && (b?.isNaN ?? false)
  }

  /// What has no moving form says what it costs instead.
  @Test func everyMetricOfWindowsMovesOrSaysItsCost() {
    let whole = MetricFunctions.all.filter {
      if case .window = $0.kernel { $0.moving == nil } else { false }
    }
    #expect(whole.allSatisfy { $0.cost.words.contains("whole window") })
    // Scores of a backtest, states that depend on where they began, and order by order reviews.
    #expect(
      whole.map(\.name).filter { !$0.hasPrefix("eval_") } == [
        "iei_ciss", "iei_ciss_sqrt", "luld_band", "luld_state", "spoof_score",
      ])
  }
}
