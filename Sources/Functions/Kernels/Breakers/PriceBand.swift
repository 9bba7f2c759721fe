// Price bands: where a market would pause, and how close it is.

package import Quantities

/// Two prices between which trading is normal.
package struct PriceBand: Sendable, Equatable {
  /// The lowest normal price.
  package let lower: Double
  /// The highest normal price.
  package let upper: Double
}

/// `luld_band`: a reference that follows the mean trade price in steps, and bands around it.
///
/// The pro-forma reference is the plain mean of trade prices of the last five minutes; the
/// reference moves to it only if it is at least 1 % away and the last move at least 30 s ago.
/// Source: NMS Plan to Address Extraordinary Market Volatility.
package struct LimitBand: Sendable {
  private let share: Double
  private let minimumHold: TimeSpan
  private let minimumMove: Double
  private var trades: SlidingSummary<Moments>
  private var changed: Timestamp?
  /// The reference price; `warmup` before the first trade.
  package private(set) var reference: Metric<Double> = .undefined(.warmup)
  /// How often the reference has moved since it was first set.
  package private(set) var moves = 0

  /// Bands of ±`share`; 5 % suits large liquid instruments, 10 % the others.
  package init(
    share: Double = 0.05, window: TimeSpan = .seconds(300), minimumHold: TimeSpan = .seconds(30),
    minimumMove: Double = 0.01
  ) {
    self.share = share
    self.minimumHold = minimumHold
    self.minimumMove = minimumMove
    trades = SlidingSummary(.time(window))
  }

  /// A trade; prices that are not above 0 are ignored.
  package mutating func add(price: Double, at time: Timestamp) {
    guard price > 0, price.isFinite else { return }
    trades.add(price, at: time)
    guard let reference = reference.value, let changed else {
      return set(price, at: time)
    }
    let candidate = trades.summary.mean
    let move = (candidate / reference - 1).magnitude
    guard move >= minimumMove, time - changed >= minimumHold else { return }
    set(candidate, at: time)
    moves += 1
  }

  /// The mean trade price of the window, which the reference would move to.
  package var proForma: Metric<Double> {
    trades.summary.count > 0 ? Metric(number: trades.summary.mean) : .undefined(.warmup)
  }

  /// The bands: reference·(1 ± share).
  package var band: Metric<PriceBand> {
    reference.map { PriceBand(lower: $0 * (1 - share), upper: $0 * (1 + share)) }
  }

  private mutating func set(_ price: Double, at time: Timestamp) {
    reference = Metric(number: price)
    changed = time
  }
}

/// `luld_state`: whether quotes press against a band, and whether trading should pause.
package struct LimitState: Sendable {
  /// What the market is in.
  package enum State: String, Sendable, CaseIterable {
    /// Quotes are inside the bands.
    case normal
    /// The best bid sits at the upper band, or the best ask at the lower.
    case limit
    /// Fifteen seconds in `limit`: a pause of five minutes.
    case pause
  }

  private static let patience = TimeSpan.seconds(15)
  private static let pause = TimeSpan.minutes(5)
  private var limit = UnbrokenRun()
  private var pausedUntil: Timestamp?

  /// In the normal state.
  package init() {}

  /// The state after a quote.
  package mutating func update(
    bid: Double, ask: Double, band: PriceBand, at time: Timestamp
  ) -> State {
    if let until = pausedUntil {
      if time < until { return .pause }
      pausedUntil = nil
      limit = UnbrokenRun()
    }
    limit.update(bid >= band.upper || ask <= band.lower, at: time)
    if limit.reached(Self.patience, at: time) {
      pausedUntil = time + Self.pause
      return .pause
    }
    return limit.isOn ? .limit : .normal
  }
}

/// `dcb_band`: a fixed variant below the rolling high and above the rolling low.
///
/// The variant is a share of the previous settlement, rounded down to a tick; the window restarts
/// after a halt. Source: CME Globex Dynamic Circuit Breakers.
package struct DynamicBreaker: Sendable {
  private let window: TimeSpan
  private var highest: RollingExtremum
  private var lowest: RollingExtremum
  /// The distance in USD.
  package let variant: Double

  /// A breaker; nil unless settlement, tick and share are above 0.
  package init?(
    settlement: Double, share: Double, tick: Double, window: TimeSpan = .seconds(3600)
  ) {
    guard settlement > 0, share > 0, tick > 0 else { return nil }
    // A product that is a whole number of ticks must not fall to the tick below by rounding.
    let ticks = (settlement * share / tick * (1 + 1e-12)).rounded(.down)
    guard ticks.isFinite else { return nil }
    variant = ticks * tick
    self.window = window
    highest = RollingExtremum(.maximum, .time(window))
    lowest = RollingExtremum(.minimum, .time(window))
  }

  /// A trade.
  package mutating func add(price: Double, at time: Timestamp) {
    highest.add(price, at: time)
    lowest.add(price, at: time)
  }

  /// Starts the window anew after a halt.
  package mutating func restart() {
    highest = RollingExtremum(.maximum, .time(window))
    lowest = RollingExtremum(.minimum, .time(window))
  }

  /// Lower = high − variant, upper = low + variant; `warmup` before the first trade.
  package var band: Metric<PriceBand> {
    highest.value.flatMap { high in
      lowest.value.map { band(low: $0, high: high) }
    }
  }

  /// The same around the extremes of a window.
  func band(low: Double, high: Double) -> PriceBand {
    PriceBand(lower: high - variant, upper: low + variant)
  }
}

/// `vol_band`: ref·e^(±kσ√h), k standard deviations around a price a horizon ago.
package struct VolatilityBand: Sendable, Equatable {
  /// USD.
  package let reference: Double
  /// Standard deviations.
  package let width: Double
  /// The volatility and horizon.
  package let risk: RiskHorizon

  /// Four deviations unless said; the horizon is usually 300 s.
  package init(reference: Double, width: Double = 4, risk: RiskHorizon) {
    self.reference = reference
    self.width = width
    self.risk = risk
  }

  /// The bands.
  package var band: Metric<PriceBand> {
    guard reference > 0 else { return .undefined(.zeroDenominator) }
    let move = width * risk.sigma
    guard move.isFinite else { return .undefined(.domain) }
    return Metric(
      PriceBand(lower: reference * Real.exp(-move), upper: reference * Real.exp(move)))
  }

  /// `band_distance_sigma`: k − |ln(P/ref)|/(σ√h); negative means breached.
  package func distance(to price: Double) -> Metric<Double> {
    guard reference > 0, price > 0 else { return .undefined(.zeroDenominator) }
    guard risk.sigma > 0 else { return .undefined(.degenerate) }
    return Metric(number: width - Real.log(price / reference).magnitude / risk.sigma)
  }
}
