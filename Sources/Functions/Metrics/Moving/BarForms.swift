// The moving forms of metrics of bars: volatility, losses, scores, impact.
import Quantities

/// Squares of returns, and whether one of the prices has no logarithm.
struct ReturnSquares: WindowSummary {
  private(set) var sum = NeumaierSum()
  private(set) var count = 0
  private(set) var isOdd = false

  init() {}

  init(_ r: Double) {
    isOdd = r.isNaN
    count = 1
    sum = NeumaierSum(r.isNaN ? 0 : r * r)
  }

  mutating func merge(_ later: ReturnSquares) {
    sum.merge(later.sum)
    count += later.count
    isOdd = isOdd || later.isOdd
  }
}

/// Steps v → scale·v + offset, one after the other; the empty one changes nothing.
struct LinearSteps: WindowSummary {
  private(set) var scale = 1.0
  private(set) var offset = 0.0

  init() {}
  init(_ offset: Double) { self.init(scale: 1, offset: offset) }
  init(scale: Double, offset: Double) {
    self.scale = scale
    self.offset = offset
  }

  mutating func merge(_ later: LinearSteps) {
    scale *= later.scale
    offset = later.scale * offset + later.offset
  }

  func of(_ value: Double) -> Double { scale * value + offset }
}

/// The greatest of some values.
struct Greatest: WindowSummary {
  private(set) var value = -Double.infinity
  init() {}
  init(_ x: Double) { value = x }
  mutating func merge(_ later: Greatest) { value = max(value, later.value) }
}

/// A sum and how many terms it has.
struct CountedSum: WindowSummary {
  private(set) var sum = NeumaierSum()
  private(set) var count = 0

  init() {}
  init(_ x: Double) {
    sum = NeumaierSum(x)
    count = 1
  }

  mutating func merge(_ later: CountedSum) {
    sum.merge(later.sum)
    count += later.count
  }
}

extension EdgeRun<Double> {
  /// The log return of the bar that ends at an edge; NaN where a price has no logarithm.
  func logReturn(_ number: Int) -> Double {
    let (before, now) = (self[number - 1], self[number])
    return before > 0 && now > 0 ? Real.log(now / before) : .nan
  }

  /// Whether one price alone is known, and it is none.
  var isOdd: Bool { first == last && !(self[first] > 0) }
}

extension MovingForms {
  /// A metric of the bars of prices.
  private static func prices<Sum: WindowSummary>(
    _ element: @escaping @Sendable (EdgeRun<Double>, Int, MetricWindow) -> Sum,
    answer: @escaping @Sendable (Sum, EdgeRun<Double>, MetricWindow) -> Metric<Double>
  ) -> any MovingMetric {
    MovingBars<ValueReader, BarSum<Double, Sum>> { _ in BarSum(element, answer: answer) }
  }

  @Sendable static func realized() -> any MovingMetric {
    prices { run, number, _ in
      ReturnSquares(run.logReturn(number))
    } answer: { squares, run, window in
      if squares.isOdd || run.isOdd { return .undefined(.domain) }
      return Volatility.realized(
        squares: squares.sum.value, of: squares.count, interval: window.numbers[0])
    }
  }

  /// A filter of squared returns that starts from a seed after so many bars.
  private static func filter(
    lead: Int, _ step: @escaping @Sendable (Double, MetricWindow) -> LinearSteps,
    seed: @escaping @Sendable (EdgeRun<Double>, MetricWindow) -> Metric<Double>
  ) -> any MovingMetric {
    MovingBars<ValueReader, BarSum<Double, LinearSteps>> { _ in
      BarSum(lead: lead) { run, number, window in
        let r = run.logReturn(number)
        return step(r * r, window)
      } answer: { steps, run, window in
        if run.isOdd { return .undefined(.domain) }
        return seed(run, window).flatMap { Metric(number: steps.of($0).squareRoot()) }
      }
    }
  }

  @Sendable static func weightedVolatility() -> any MovingMetric {
    filter(lead: 2) { square, window in
      let lambda = min(1, max(0, window.numbers[1]))
      return LinearSteps(scale: lambda, offset: (1 - lambda) * square)
    } seed: { run, _ in
      guard run.first < run.last else { return .undefined(.warmup) }
      let r = run.logReturn(run.first + 1)
      return Metric(number: r * r)
    }
  }

  @Sendable static func garch() -> any MovingMetric {
    filter(lead: 1) { square, window in
      LinearSteps(
        scale: window.numbers[3], offset: window.numbers[1] + window.numbers[2] * square)
    } seed: { _, window in
      guard
        let filter = GarchVolatility(
          omega: window.numbers[1], alpha: window.numbers[2], beta: window.numbers[3])
      else { return .undefined(.domain) }
      return Metric(number: filter.longRun * filter.longRun)
    }
  }

  /// Losses in order, from what is left of a price after a bar.
  private static func losses(
    _ loss: @escaping @Sendable (Double) -> Double,
    _ answer: @escaping @Sendable (SortedValues, Double) -> Metric<Double>
  ) -> any MovingMetric {
    MovingBars<ValueReader, BarOrder<Double>> { _ in
      BarOrder { run, number in
        let (before, now) = (run[number - 1], run[number])
        return before > 0 && now > 0 ? loss(now / before) : .nan
      } answer: { numbers, run, window in
        if numbers.odd > 0 || run.isOdd { return .undefined(.domain) }
        return answer(numbers.sorted, window.numbers[1])
      }
    }
  }

  @Sendable static func historical(
    _ value: @escaping @Sendable (TailLoss) -> Metric<Double>
  ) -> any MovingMetric {
    losses { -($0 - 1) } _: { TailLoss.historical(losses: $0, quantile: $1).flatMap(value) }
  }

  @Sendable static func tail(
    _ value: @escaping @Sendable (TailLoss) -> Metric<Double>
  ) -> any MovingMetric {
    losses { 1 - $0 } _: { losses, q in
      ParetoTail.fit(losses: losses).flatMap { $0.loss(quantile: q) }.flatMap(value)
    }
  }

  /// The largest rise within some days.
  @Sendable static func largestCall() -> any MovingMetric {
    MovingBars<ValueReader, BarSum<Double, Greatest>>(bar: { _ in RiskHorizon.day }) { window in
      let days = Int(min(1e6, max(1, window.numbers[0])))
      return BarSum(lead: days) { run, number, _ in
        Greatest(run[number] - run[number - days])
      } answer: { greatest, _, _ in
        greatest.value > -.infinity ? Metric(number: greatest.value) : .undefined(.warmup)
      }
    }
  }

  /// How unusual the newest value, or the newest change, is against those before.
  @Sendable static func score(ofChanges: Bool) -> any MovingMetric {
    MovingBars<ValueReader, BarScore> { _ in BarScore(ofChanges: ofChanges) }
  }

  @Sendable static func branching() -> any MovingMetric {
    MovingBars<CountReader, BarSum<Double, Moments>> { _ in
      BarSum { run, number, _ in
        Moments(run[number])
      } answer: { moments, _, _ in HawkesProcess.branching(moments) }
    }
  }

  /// A metric of the flow and the price change of bars.
  private static func flows<Sum: WindowSummary>(
    scale: Double = 1,
    _ element: @escaping @Sendable (_ before: Double, _ after: Double, _ flow: Double) -> Sum,
    answer: @escaping @Sendable (Sum) -> Metric<Double>
  ) -> any MovingMetric {
    MovingBars<FlowReader, BarSum<FlowReader.Edge, Sum>>(scale: scale) { _ in
      BarSum { run, number, _ in
        element(run[number - 1].price, run[number].price, run[number].flow)
      } answer: { sum, _, _ in answer(sum) }
    }
  }

  @Sendable static func kyle() -> any MovingMetric {
    flows { CoMoments((x: $2, y: $1 - $0)) } answer: { $0.line().map(\.slope) }
  }

  @Sendable static func hasbrouck() -> any MovingMetric {
    flows { before, after, flow in
      guard before > 0 else { return CoMoments() }
      let root = flow < 0 ? -(-flow).squareRoot() : flow.squareRoot()
      return CoMoments((x: root, y: after / before - 1))
    } answer: { $0.line().map(\.slope) }
  }

  @Sendable static func amihud() -> any MovingMetric {
    flows(scale: 1e-6) { before, after, flow in
      guard flow > 0, before > 0 else { return CountedSum() }
      return CountedSum((after / before - 1).magnitude / flow)
    } answer: { .ratio(1e6 * $0.sum.value, over: Double($0.count)) }
  }

  @Sendable static func edgeSpread() -> any MovingMetric {
    MovingBars<BarReader, BarSum<ImpliedSpread.Bar?, EdgeSums>> { _ in
      BarSum { run, number, _ in
        guard let now = run[number] else { return EdgeSums() }
        var earlier = number - 1
        while earlier > run.first, run[earlier] == nil { earlier -= 1 }
        return run[earlier].map { EdgeSums(before: $0, now: now) } ?? EdgeSums()
      } answer: { sums, _, _ in sums.spread }
    }
  }
}

/// The score of the newest edge, or of the change up to it, by either method.
struct BarScore: BarFold {
  private let ofChanges: Bool
  private var moments: BarSum<Double, Moments>
  private var order: BarOrder<Double>

  init(ofChanges: Bool) {
    self.ofChanges = ofChanges
    let lead = ofChanges ? 1 : 0
    @Sendable func number(_ run: EdgeRun<Double>, _ at: Int) -> Double {
      ofChanges ? run[at] - run[at - 1] : run[at]
    }
    moments = BarSum(lead: lead, takesLast: false) { run, at, _ in
      Moments(number(run, at))
    } answer: { moments, run, _ in
      guard moments.count > 1 else { return .undefined(.warmup) }
      return ExclusiveScore.standard(number(run, run.last), against: moments)
    }
    order = BarOrder(lead: lead, takesLast: false) { number($0, $1) } answer: { numbers, run, _ in
      guard numbers.sorted.count > 1 else { return .undefined(.warmup) }
      return ExclusiveScore.robust(
        number(run, run.last), around: numbers.sorted.medianAndDeviation)
    }
  }

  mutating func value(_ run: EdgeRun<Double>, _ window: MetricWindow) -> Metric<Double> {
    window.numbers[1] == 0 ? moments.value(run, window) : order.value(run, window)
  }
}
