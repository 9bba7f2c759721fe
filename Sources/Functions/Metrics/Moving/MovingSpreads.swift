// The moving form of what takers pay and makers keep: sums over the trades that have settled.
import Quantities

/// A value of every trade weighted by its notional.
struct WeightedSum: WindowSummary {
  private(set) var sum = NeumaierSum()
  private(set) var weight = NeumaierSum()

  init() {}
  init(_ x: Double) { self.init(x, weight: 1) }
  init(_ x: Double, weight: Double) {
    sum = NeumaierSum(weight * x)
    self.weight = NeumaierSum(weight)
  }

  mutating func merge(_ later: WeightedSum) {
    sum.merge(later.sum)
    weight.merge(later.weight)
  }
}

/// A spread of trades against mids: windows of the flow, of trade prices and of mids.
///
/// A trade counts from the moment its horizon has passed, as long as the mid before it is in the
/// window. Trades whose later mid may still change, because a feed lags, are added anew each time.
struct MovingSpread: MovingMetric {
  typealias Value = @Sendable (Trade, _ mid: Double, _ later: Double) -> Metric<Double>

  private var stack = SettledStack<WeightedSum>()
  private let value: Value

  init(_ value: @escaping Value) { self.value = value }

  mutating func value(_ window: MetricWindow) -> Double? {
    let (flow, price, mid) = (window.inputs[0], window.inputs[1], window.inputs[2])
    let horizon = window.numbers.first.map(window.nanoseconds) ?? 0
    guard let firstPrice = price.times.first, let firstMid = mid.times.first else {
      return Undefined.zeroDenominator.number
    }
    let above = max(window.now &- flow.width, firstPrice &- 1, firstMid)
    let due = window.now &- horizon
    let last = mid.newest == .max ? due : mid.newest &- horizon
    let settled = min(due, last, flow.newest, price.newest)
    let value = value
    var total = stack.total(of: flow, above: above, newest: settled) {
      Self.term(window, $0 - flow.first, horizon, value)
    }
    var index = max(flow.end(through: above), flow.end(through: settled))
    while index < flow.times.count, flow.times[index] <= due {
      total.merge(Self.term(window, index, horizon, value))
      index += 1
    }
    return Metric.ratio(total.sum.value, over: total.weight.value).number(scale: bps)
  }

  /// What the trade at a place of the window adds.
  static func term(
    _ window: MetricWindow, _ index: Int, _ horizon: Int64, _ value: Value
  ) -> WeightedSum {
    let (flow, price, mid) = (window.inputs[0], window.inputs[1], window.inputs[2])
    let time = flow.times[index]
    guard let taker = Taker(sign: flow.values[index]),
      let paid = price.asOf(time), let before = mid.asOf(time &- 1), before > 0, paid > 0,
      let later = mid.asOf(time &+ horizon)
    else { return WeightedSum() }
    let usd = flow.values[index].magnitude
    let trade = Trade(
      time: Timestamp(nanoseconds: time), price: paid, size: usd / paid, taker: taker)
    return value(trade, before, later).value.map { WeightedSum($0, weight: usd) } ?? WeightedSum()
  }
}
