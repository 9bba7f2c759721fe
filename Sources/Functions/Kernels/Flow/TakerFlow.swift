// Signed and unsigned taker volume over a window, and its exponential rates.

package import Quantities

/// Taker volume of a sliding window, and since the day began.
package struct TakerFlow: Sendable {
  private let span: TimeSpan
  private var window: SlidingSummary<FlowSums>
  private var day: Timestamp?
  private var sinceMidnight = NeumaierSum()

  /// Sums over the last `span`, one minute unless said.
  package init(span: TimeSpan = .seconds(60)) {
    self.span = span
    window = SlidingSummary(.time(span))
  }

  /// A trade.
  package mutating func add(_ trade: Trade) {
    startDay(of: trade.time)
    window.add(trade, at: trade.time)
    sinceMidnight.add(trade.taker.sign * trade.size)
  }

  /// Moves the window, and the day, to `time`.
  package mutating func advance(to time: Timestamp) {
    startDay(of: time)
    window.advance(to: time)
  }

  /// Starts `cvd` anew.
  package mutating func resetCumulative() { sinceMidnight = NeumaierSum() }

  /// `signed_flow` in coin: Σ s·q; 0 without trades.
  package var signedCoin: Double { window.summary.signedCoin.value }
  /// `signed_flow` in USD: Σ s·q·P.
  package var signedUSD: Double { window.summary.signedUSD.value }
  /// `cvd` in coin: Σ s·q since 00:00 UTC or the last reset.
  package var cumulativeCoin: Double { sinceMidnight.value }

  /// `taker_imbalance`: Σ s·q / Σ q, in [−1, 1]; `zero_denominator` without trades.
  package var imbalance: Metric<Double> {
    let sums = window.summary
    return Metric.ratio(sums.signedCoin.value, over: sums.coin.value).map { min(1, max(-1, $0)) }
  }

  /// `flow_velocity` in USD/s: Σ q·P / w, unsigned.
  package var velocity: Metric<Double> { .ratio(window.summary.usd.value, over: span.seconds) }

  private mutating func startDay(of time: Timestamp) {
    let today = time.roundedDown(to: .days(1))
    if let day, today > day { resetCumulative() }
    day = max(day ?? today, today)
  }
}

/// The sums behind taker flow.
struct FlowSums: WindowSummary {
  typealias Sample = Trade

  private(set) var coin = NeumaierSum()
  private(set) var usd = NeumaierSum()
  private(set) var signedCoin = NeumaierSum()
  private(set) var signedUSD = NeumaierSum()

  init() {}

  init(_ trade: Trade) {
    coin.add(trade.size)
    usd.add(trade.usd)
    signedCoin.add(trade.taker.sign * trade.size)
    signedUSD.add(trade.taker.sign * trade.usd)
  }

  mutating func merge(_ later: FlowSums) {
    coin.merge(later.coin)
    usd.merge(later.usd)
    signedCoin.merge(later.signedCoin)
    signedUSD.merge(later.signedUSD)
  }
}

/// The exponential rates of a stream of trades; each decays between trades, so ask at a time.
package struct FlowRates: Sendable {
  private var flow: DecayedRate
  private var count: DecayedRate

  /// Half-lives of 30 s for the flow and 10 s for the intensity unless said.
  package init(
    start: Timestamp, flowHalfLife: TimeSpan = .seconds(30),
    intensityHalfLife: TimeSpan = .seconds(10)
  ) {
    flow = DecayedRate(halfLife: flowHalfLife, start: start)
    count = DecayedRate(halfLife: intensityHalfLife, start: start)
  }

  /// A trade.
  package mutating func add(_ trade: Trade) {
    flow.add(trade.taker.sign * trade.usd, at: trade.time)
    count.add(1, at: trade.time)
  }

  /// `net_flow_rate` in USD/s.
  package func netFlow(at time: Timestamp) -> Metric<Double> { flow.value(at: time) }

  /// `trade_intensity` in 1/s.
  package func intensity(at time: Timestamp) -> Metric<Double> { count.value(at: time) }

  /// `trade_intensity` without the correction for a short history.
  package func rawIntensity(at time: Timestamp) -> Metric<Double> { count.uncorrected(at: time) }
}
