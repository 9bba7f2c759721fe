// What counts as an exhaustion event, from outcomes alone, so that no index grades itself.

package import Quantities

/// Finds the starts of events on one side of a market.
///
/// An event is (a) slippage above its trailing 99.5 % quantile for ten seconds while the price has
/// moved at least four deviations within a minute, (b) a halt, auto-deleveraging or a draw on an
/// insurance fund, or (c) liquidations of half a per cent of open interest within five minutes.
/// Events less than half an hour apart are one.
package struct ExhaustionEvents: Sendable {
  private static let slippageQuantile = 0.995
  private static let slippageHold = TimeSpan.seconds(10)
  private static let returnWindow = TimeSpan.minutes(1)
  private static let returnDeviations = 4.0
  private static let liquidationShare = 0.005
  private static let mergeGap = TimeSpan.minutes(30)

  private let taker: Taker
  private var usual: RollingQuantile
  private var high = UnbrokenRun()
  private var prices = AsOfSeries(memory: Self.returnWindow)
  private var liquidated = SlidingSummary<Moments>(.time(.minutes(5)))
  private var lastSign: Timestamp?
  /// The starts of the events found so far.
  package private(set) var starts: [Timestamp] = []

  /// Watches the side a taker consumes: buys exhaust asks while the price rises.
  package init(taker: Taker, memory: TimeSpan = .days(30)) {
    self.taker = taker
    usual = RollingQuantile(.time(memory))
  }

  /// A reading of slippage and mid, with the daily volatility in force. True if an event starts.
  package mutating func update(
    slippageBps: Double, mid: Double, sigmaDaily: Double, at time: Timestamp
  ) -> Bool {
    let limit = usual.quantile(Self.slippageQuantile).value
    high.update(limit.map { slippageBps > $0 }, at: time)
    usual.add(slippageBps, at: time)
    prices.add(mid, at: time)
    guard high.reached(Self.slippageHold, at: time) else { return false }
    let deviation = sigmaDaily * (Self.returnWindow.seconds / RiskHorizon.day).squareRoot()
    let move = prices.value(at: time - Self.returnWindow).flatMap { Metric.ratio(mid, over: $0) }
    guard let move = move.value, deviation > 0 else { return false }
    guard taker.sign * (move - 1) >= Self.returnDeviations * deviation else { return false }
    return sign(at: time)
  }

  /// A halt, an auto-deleveraging or a draw on the insurance fund. True if an event starts.
  package mutating func interruption(at time: Timestamp) -> Bool { sign(at: time) }

  /// A liquidation against the side, with open interest in force. True if an event starts.
  package mutating func liquidation(usd: Double, oiUSD: Double, at time: Timestamp) -> Bool {
    liquidated.add(usd, at: time)
    guard oiUSD > 0, liquidated.summary.sum >= Self.liquidationShare * oiUSD else { return false }
    return sign(at: time)
  }

  private mutating func sign(at time: Timestamp) -> Bool {
    defer { lastSign = time }
    if let last = lastSign, time - last < Self.mergeGap { return false }
    starts.append(time)
    return true
  }
}
