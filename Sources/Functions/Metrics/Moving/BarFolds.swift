// What metrics make of bars: sums of them, or their values in order.

/// A sum of something of every bar.
struct BarSum<Edge, Sum: WindowSummary>: BarFold {
  private var stack = SettledStack<Sum>()
  /// How many edges after the first the first element ends at.
  private let lead: Int
  /// Whether the newest edge has an element.
  private let takesLast: Bool
  private let element: @Sendable (EdgeRun<Edge>, Int, MetricWindow) -> Sum
  private let answer: @Sendable (Sum, EdgeRun<Edge>, MetricWindow) -> Metric<Double>

  init(
    lead: Int = 1, takesLast: Bool = true,
    _ element: @escaping @Sendable (EdgeRun<Edge>, Int, MetricWindow) -> Sum,
    answer: @escaping @Sendable (Sum, EdgeRun<Edge>, MetricWindow) -> Metric<Double>
  ) {
    self.lead = lead
    self.takesLast = takesLast
    self.element = element
    self.answer = answer
  }

  mutating func value(_ run: EdgeRun<Edge>, _ window: MetricWindow) -> Metric<Double> {
    answer(sum(run, window), run, window)
  }

  mutating func sum(_ run: EdgeRun<Edge>, _ window: MetricWindow) -> Sum {
    let lower = run.first + lead
    let last = takesLast ? run.last : run.last - 1
    let settled = min(last, run.settled)
    let element = element
    var sum = stack.total(
      lower..<max(lower, settled + 1),
      keys: KeySpan(above: Int64(lower - 1), newest: Int64(settled)),
      find: { Int($0) + 1 }
    ) { element(run, $0, window) }
    var number = max(lower, settled + 1)
    while number <= last {
      sum.merge(element(run, number, window))
      number += 1
    }
    return sum
  }
}

/// Numbers of bars in order; a bar whose number is NaN makes the whole unknown.
struct BarOrder<Edge>: BarFold {
  typealias Numbers = (sorted: SortedValues, odd: Int)

  private var sorted = SortedValues()
  private var odd = 0
  /// The numbers in `sorted` by bar.
  private var held = EdgeQueue<Double>()
  private let lead: Int
  private let takesLast: Bool
  private let element: @Sendable (EdgeRun<Edge>, Int) -> Double
  private let answer: @Sendable (Numbers, EdgeRun<Edge>, MetricWindow) -> Metric<Double>

  init(
    lead: Int = 1, takesLast: Bool = true,
    _ element: @escaping @Sendable (EdgeRun<Edge>, Int) -> Double,
    answer: @escaping @Sendable (Numbers, EdgeRun<Edge>, MetricWindow) -> Metric<Double>
  ) {
    self.lead = lead
    self.takesLast = takesLast
    self.element = element
    self.answer = answer
  }

  mutating func value(_ run: EdgeRun<Edge>, _ window: MetricWindow) -> Metric<Double> {
    let lower = run.first + lead
    let last = takesLast ? run.last : run.last - 1
    move(to: lower, through: min(last, run.settled), run)
    var fresh: [Double] = []
    for number in max(lower, run.settled + 1)..<max(lower, run.settled + 1, last + 1) {
      fresh.append(element(run, number))
    }
    for x in fresh { take(x) }
    defer { for x in fresh { leave(x) } }
    return answer((sorted, odd), run, window)
  }

  private mutating func move(to lower: Int, through settled: Int, _ run: EdgeRun<Edge>) {
    while !held.isEmpty, held.end - held.count < lower {
      leave(held[held.end - held.count])
      held.drop(before: held.end - held.count + 1)
    }
    var number = held.isEmpty ? lower : held.end
    while number <= settled {
      let x = element(run, number)
      take(x)
      held.append(x, as: number)
      number += 1
    }
  }

  private mutating func take(_ x: Double) {
    if x.isNaN { odd += 1 } else { sorted.insert(x) }
  }

  private mutating func leave(_ x: Double) {
    if x.isNaN { odd -= 1 } else { sorted.remove(x) }
  }
}
