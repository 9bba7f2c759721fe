// Moving forms of metrics that add up something of each sample of one window.
import Quantities

/// A metric of the sum of something of every sample.
struct MovingSum<Sum: WindowSummary>: MovingMetric {
  /// The window and, where only samples after some moment count, that moment.
  typealias Answer = @Sendable (Sum, MetricWindow) -> Metric<Double>

  private var stack = SettledStack<Sum>()
  /// How many samples before its own an element looks at.
  private let lead: Int
  private let scale: Double
  /// Only samples after this moment count.
  private let floor: @Sendable (MetricWindow) -> Int64
  private let element: @Sendable (MetricWindow, Int) -> Sum
  private let answer: Answer

  init(
    lead: Int = 0, scale: Double = 1,
    floor: @escaping @Sendable (MetricWindow) -> Int64 = { _ in .min },
    _ element: @escaping @Sendable (MetricWindow, Int) -> Sum, answer: @escaping Answer
  ) {
    self.lead = lead
    self.scale = scale
    self.floor = floor
    self.element = element
    self.answer = answer
  }

  mutating func value(_ window: MetricWindow) -> Double? {
    let x = window.inputs[0]
    return answer(sum(x, window), window).number(scale: scale)
  }

  private mutating func sum(_ x: MetricSamples, _ window: MetricWindow) -> Sum {
    let newest = min(x.newest, window.now)
    let element = element
    guard lead > 0 else {
      let above = max(window.now &- x.width, floor(window))
      return stack.total(of: x, above: above, newest: newest) { element(window, $0) }
    }
    guard x.times.count > lead else { return Sum() }
    // The last sample that no element of the window belongs to.
    let above = x.times[lead - 1]
    let range = (x.first + lead)..<x.end
    return stack.total(
      range, keys: KeySpan(above: above, newest: newest), find: { x.position(after: $0) }
    ) { element(window, $0) }
  }
}

// MARK: what is added up

/// Amounts that fade by half every half-life: their sum and number as of the last of them.
struct FadingSum: WindowSummary {
  private(set) var amount = 0.0
  private(set) var weight = 0.0
  private(set) var last = Int64.min
  /// Halvings in a nanosecond.
  private var rate = 0.0

  init() {}

  init(_ amount: Double) { self.init(amount, at: 0, rate: 0) }

  init(_ amount: Double, at time: Int64, rate: Double) {
    // What is not finite is ignored, or it would stay for as long as the window.
    guard amount.isFinite else { return }
    self.amount = amount
    weight = 1
    last = time
    self.rate = rate
  }

  var isEmpty: Bool { last == .min }

  mutating func merge(_ later: FadingSum) {
    guard !later.isEmpty else { return }
    guard !isEmpty else { return self = later }
    let kept = Real.exp2(-Double(later.last &- last) * later.rate)
    amount = amount * kept + later.amount
    weight = weight * kept + later.weight
    last = later.last
    rate = later.rate
  }

  /// What is left of the amount at a moment.
  func amount(at moment: Int64) -> Double {
    isEmpty ? 0 : amount * Real.exp2(-Double(max(0, moment &- last)) * rate)
  }
}

/// A piecewise-constant state under weights that fade: its integral up to its last change.
struct FadingState: WindowSummary {
  private(set) var first = Int64.min
  private(set) var last = Int64.min
  private(set) var value = 0.0
  private var integral = 0.0
  private var rate = 0.0

  init() {}

  init(_ value: Double) { self.init(value, at: 0, rate: 0) }

  init(_ value: Double, at time: Int64, rate: Double) {
    guard value.isFinite else { return }
    self.value = value
    first = time
    last = time
    self.rate = rate
  }

  var isEmpty: Bool { last == .min }

  mutating func merge(_ later: FadingState) {
    guard !later.isEmpty else { return }
    guard !isEmpty else { return self = later }
    rate = later.rate
    let kept = Real.exp2(-halvings(last, later.last))
    let held = -Real.expm1(-Real.ln2 * halvings(last, later.first))
    let faded = Real.exp2(-halvings(later.first, later.last))
    integral = integral * kept + value * faded * held + later.integral
    value = later.value
    last = later.last
  }

  /// The mean since the first change; `warmup` before it.
  func mean(at moment: Int64) -> Metric<Double> {
    guard !isEmpty else { return .undefined(.warmup) }
    let total = -Real.expm1(-Real.ln2 * halvings(first, moment))
    guard total > 0 else { return Metric(number: value) }
    let gone = Real.expm1(-Real.ln2 * halvings(last, moment))
    return .ratio(integral * (1 + gone) - value * gone, over: total)
  }

  private func halvings(_ from: Int64, _ to: Int64) -> Double {
    // At the very start of a state an infinite rate must not meet no time at all.
    to > from ? Double(to &- from) * rate : 0
  }
}

/// How many samples are of a kind, and how many there are.
struct Tally: WindowSummary {
  private(set) var chosen = 0
  private(set) var count = 0

  init() {}
  init(_ x: Double) { self.init(isChosen: x != 0) }
  init(isChosen: Bool) {
    chosen = isChosen ? 1 : 0
    count = 1
  }

  mutating func merge(_ later: Tally) {
    chosen += later.chosen
    count += later.count
  }
}

/// How many sizes begin with each digit, and between which bounds they lie.
struct DigitTally: WindowSummary {
  private(set) var counts = SIMD16<UInt32>()
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity

  init() {}

  init(_ size: Double) {
    guard size > 0, size.isFinite else { return }
    counts[Benford.firstDigit(size) - 1] = 1
    low = size
    high = size
  }

  mutating func merge(_ later: DigitTally) {
    counts &+= later.counts
    low = min(low, later.low)
    high = max(high, later.high)
  }

  var benford: Metric<Benford> {
    Benford.test(counts: (0..<9).map { Int(counts[$0]) }, from: low, to: high)
  }
}

/// The least and the greatest of some values.
struct Extremes: WindowSummary {
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity

  init() {}

  init(_ x: Double) {
    guard !x.isNaN else { return }
    low = x
    high = x
  }

  var isEmpty: Bool { low > high }

  mutating func merge(_ later: Extremes) {
    low = min(low, later.low)
    high = max(high, later.high)
  }
}
