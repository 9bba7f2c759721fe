// Kernels against plain recomputation: sorted windows, pane stacks, sums in two doubles.
import Columns
import Functions
import Quantities
import Testing

@testable import Evaluation

@Suite struct KernelTests {
  enum Course: CaseIterable {
    case random, rising, falling, steps, levels
  }

  /// Slides a window over values of a kind and hands on each span with its values.
  private func slide(
    _ width: Int, _ course: Course, _ seed: UInt64,
    _ body: (FrameSpan, [Double], FrameSamples) -> Void
  ) {
    var dice = Dice(seed)
    let values = (0..<(width * 2 + 300)).map { place in
      switch course {
      case .random: Double(dice.below(1 << 20)) / 8
      case .rising: Double(place) + Double(dice.below(8)) / 4
      case .falling: Double(dice.below(8)) / 4 - Double(place)
      case .steps: Double(place / 100)
      case .levels: Double(dice.below(3))
      }
    }
    // Times stand still and jump, so that windows hold more and fewer samples than their width.
    var time: Int64 = 0
    let times = values.indices.map { _ in
      time += dice.pick([1, 1, 1, 1, 1, 1, 0, 2, 3])
      return time
    }
    var (lower, upper, newest) = (0, 0, Int64(0))
    withSamples(times, values) { samples in
      while upper < values.count {
        newest += dice.pick([0, 1, 1, 1, 2, 5])
        while upper < values.count, times[upper] <= newest { upper += 1 }
        while lower < upper, times[lower] <= newest - Int64(width) { lower += 1 }
        guard upper > lower else { continue }
        let span = FrameSpan(lower: lower, upper: upper, newest: newest, reach: Int64(width))
        body(span, Array(values[lower..<upper]), samples)
      }
    }
  }

  @Test(arguments: [3, 17, 60, 200, 300, 900], Course.allCases)
  func quantilesOfSlidingWindows(_ width: Int, _ course: Course) {
    let quantiles = [0, 0.03, 0.5, 0.9, 0.99]
    var states = quantiles.map { SampleQuantile(q: $0) }
    defer { for state in states { state.deallocate() } }
    slide(width, course, Dice.seed(3)) { span, values, samples in
      let found = states.indices.map { states[$0].value(span, samples) }
      // Sorting every window again is slow in debug builds; the state carries over all the same.
      guard width < 100 || span.upper % 7 == 0 else { return }
      let sorted = values.sorted()
      for (q, found) in zip(quantiles, found) {
        let rank = q * Double(sorted.count - 1)
        let low = Int(rank)
        let high = min(low + 1, sorted.count - 1)
        let wanted = sorted[low] + (rank - Double(low)) * (sorted[high] - sorted[low])
        #expect(found == wanted, "\(q) of \(values.count) at \(span.upper)")
      }
    }
  }

  @Test(arguments: [1, 2, 10, 64, 300]) func paneStacksEqualPlainSums(_ width: Int) {
    var sums = PaneStack<DoubleDouble>()
    var largest = PaneStack<Largest>()
    var pairs = PaneStack<DoubleDouble>(isPairwise: true)
    defer {
      sums.deallocate()
      largest.deallocate()
      pairs.deallocate()
    }
    var dice = Dice(Dice.seed(4))
    let values = (0..<1500).map { _ in Double(dice.below(1000)) / 16 }
    let times = (0..<1500).map { Int64($0) }
    times.withUnsafeBufferPointer { times in
      guard let times = times.baseAddress else { return }
      for end in 1...values.count where !dice.chance(7) {
        let lower = max(0, end - width)
        let span = FrameSpan(
          lower: lower, upper: end, newest: Int64(end - 1), reach: Int64(width))
        let inside = values[lower..<end]
        let sum = sums.total(span, times) { at, _ in DoubleDouble(high: values[at]) }.value
        #expect(sum == inside.reduce(0, +))
        let top = largest.total(span, times) { at, _ in Largest(value: values[at]) }
        #expect(top.value == inside.max())
        let steps = pairs.total(span, times) { at, _ in
          DoubleDouble(high: abs(values[at] - values[at - 1]))
        }.value
        #expect(steps == zip(inside, inside.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) })
      }
    }
  }

  @Test func sumsInTwoDoublesKeepWhatOneLoses() {
    var sum = DoubleDouble()
    for x in [1e16, 1, -1e16, 1e-3] { sum.add(x) }
    #expect(sum.value == 1.001)
    var ones = DoubleDouble()
    for _ in 0..<10 { ones.add(0.1) }
    #expect(ones.divided(by: 10) == 0.1)
    #expect(DoubleDouble.product(1e8 + 1, 1e8 + 1).low == 1)
  }

  @Test func historiesForgetTheirBeginning() {
    var history = History<Int>(capacity: 4)
    defer { history.deallocate() }
    for n in 0..<100 {
      history.append(n)
      history.forget(before: n - 9)
      #expect(history[n] == n && history.base[max(0, n - 9)] == max(0, n - 9))
    }
    #expect(history.end == 100 && history.first > 60)
  }

  @Test func truthTablesOfKleene() {
    let a: [UInt8] = [0, 0, 0, 1, 1, 1, 2, 2, 2]
    let b: [UInt8] = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    var out = [UInt8](repeating: 9, count: 9)
    out.withUnsafeMutableBufferPointer { out in
      guard let out = out.baseAddress else { return }
      conjunction(a, b, out, 9)
    }
    #expect(out == [0, 0, 0, 0, 1, 2, 0, 2, 2])
    out.withUnsafeMutableBufferPointer { out in
      guard let out = out.baseAddress else { return }
      disjunction(a, b, out, 9)
    }
    #expect(out == [0, 1, 2, 1, 1, 1, 2, 1, 2])
  }
}
